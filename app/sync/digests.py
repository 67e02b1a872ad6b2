"""Hashing beside the work: what is read, sealed or written is hashed on a thread of its own meanwhile.

Blocks are big, because for each the thread has to wait for its turn with the interpreter, and lie in buffers
that are used again, because fresh megabytes cost the system more than their hash.
"""

import hashlib
import mmap
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Self

__all__ = ["StreamDigest", "new_buffer"]

_BLOCK_BYTES: Final = 4 << 20  # a thread pays for what is longer
_BUFFERS: Final = 4  # nothing runs ahead of the hashing by more


class StreamDigest:
    """Size, CRC-32 and SHA-256 of a stream that is handed over piece by piece.

    Both functions let go of the interpreter, so a second core does them. Use it in a `with` block; the results
    count after `finish`.
    """

    def __init__(self) -> None:
        self.size = 0
        self.crc = 0
        self.sha256 = ""
        self._digest = hashlib.sha256()
        self._buffer, self._filled = new_buffer(_BLOCK_BYTES), 0
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: deque[Future[memoryview]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def room(self) -> memoryview:
        """Return where the next bytes may be put, at least one; `put` says how many were."""
        return self._buffer[self._filled :]

    def put(self, size: int) -> None:
        """Take the first `size` bytes of `room`."""
        self._filled += size
        self.size += size
        if self._filled == len(self._buffer):
            self._hand_over()

    def write(self, data: bytes) -> int:
        """Take the next bytes of the stream."""
        done = 0
        while done < len(data):
            room = self.room()
            part = data[done : done + len(room)]
            room[: len(part)] = part
            self.put(len(part))
            done += len(part)
        return done

    def flush(self) -> None:
        """Do nothing: blocks go on when they are full, the last one with `finish`."""

    def finish(self) -> None:
        """Wait until all has been taken."""
        while self._waiting:
            self._waiting.popleft().result()
        self._take(self._buffer[: self._filled])
        self._filled = 0
        self.sha256 = self._digest.hexdigest()

    def _hand_over(self) -> None:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="digest")
        self._waiting.append(self._thread.submit(self._take, self._buffer))
        if len(self._waiting) < _BUFFERS:
            self._buffer = new_buffer(_BLOCK_BYTES)
        else:
            self._buffer = self._waiting.popleft().result()
        self._filled = 0

    def _take(self, block: memoryview) -> memoryview:
        self.crc = zlib.crc32(block, self.crc)
        self._digest.update(block)
        return block


def new_buffer(size: int) -> memoryview:
    """Return memory that costs nothing where it is not written to."""
    return memoryview(mmap.mmap(-1, size))
