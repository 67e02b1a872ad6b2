"""Hashing beside the work: what is read, sealed or written is hashed on a thread of its own meanwhile."""

import hashlib
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Self

__all__ = ["StreamDigest"]

_ALONE_BYTES: Final = 4 << 20  # a thread pays for what is longer
_MOST_WAITING: Final = 3  # blocks: nothing runs ahead of the hashing by more


class StreamDigest:
    """Size, CRC-32 and SHA-256 of a stream that is handed over block by block.

    Both functions let go of the interpreter, so a second core does them, if the blocks are about a megabyte: for
    each the thread has to wait for its turn. Use it in a `with` block; the results count after `finish`.
    """

    def __init__(self) -> None:
        self.size = 0
        self.crc = 0
        self._sha256 = hashlib.sha256()
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def update(self, data: bytes) -> None:
        """Take the next bytes of the stream."""
        self.size += len(data)
        if self.size <= _ALONE_BYTES:
            self._take(data)
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="digest")
        if len(self._waiting) >= _MOST_WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._take, data))

    def finish(self) -> str:
        """Return the SHA-256 of everything, hex; `crc` is true from now on."""
        while self._waiting:
            self._waiting.popleft().result()
        return self._sha256.hexdigest()

    def _take(self, block: bytes) -> None:
        self.crc = zlib.crc32(block, self.crc)
        self._sha256.update(block)
