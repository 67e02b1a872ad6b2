"""Hashing beside the work: what is read, sealed or written is hashed on other threads meanwhile.

Blocks are big, because for each a thread has to wait for its turn with the interpreter, and lie in buffers
that are used again, because fresh megabytes cost the system more than their hash.
"""

import hashlib
import mmap
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["StreamDigest", "new_buffer"]

_BLOCK_BYTES: Final = 2 << 20  # threads pay for what is longer
_BUFFERS: Final = 4  # nothing runs ahead of the hashing by more


class StreamDigest:
    """Size, CRC-32 and SHA-256 of a stream that is handed over piece by piece.

    Both functions let go of the interpreter, so other cores do them. Use it in a `with` block; the results
    count after `finish`.
    """

    def __init__(self) -> None:
        self.size = 0
        self.crc = 0
        self.sha256 = ""
        self._digest = hashlib.sha256()
        self._buffer, self._filled = new_buffer(_BLOCK_BYTES), 0
        self._threads: list[ThreadPoolExecutor] = []
        self._waiting: deque[tuple[memoryview, list[Future[None]]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        for thread in self._threads:
            thread.shutdown(cancel_futures=True)

    def room(self) -> memoryview:
        """Return where the next bytes may be put, at least one; `put` says how many were."""
        return self._buffer[self._filled :]

    def put(self, size: int) -> None:
        """Take the first `size` bytes of `room`."""
        self._filled += size
        self.size += size
        if self._filled == len(self._buffer):
            self._hand_over()

    def write(self, data: "ReadableBuffer") -> int:
        """Take the next bytes of the stream."""
        view, done = memoryview(data), 0
        while done < len(view):
            room = self.room()
            part = view[done : done + len(room)]
            room[: len(part)] = part
            self.put(len(part))
            done += len(part)
        return done

    def finish(self) -> None:
        """Wait until all has been taken."""
        while self._waiting:
            self._oldest_buffer()
        for take in (self._hash, self._sum):
            take(self._buffer[: self._filled])
        self._filled = 0
        self.sha256 = self._digest.hexdigest()

    def _hand_over(self) -> None:
        takers = (self._hash, self._sum)
        while len(self._threads) < len(takers):
            self._threads.append(ThreadPoolExecutor(max_workers=1, thread_name_prefix="digest"))
        taken = [
            thread.submit(take, self._buffer) for thread, take in zip(self._threads, takers, strict=True)
        ]
        self._waiting.append((self._buffer, taken))
        self._buffer = new_buffer(_BLOCK_BYTES) if len(self._waiting) < _BUFFERS else self._oldest_buffer()
        self._filled = 0

    def _oldest_buffer(self) -> memoryview:
        buffer, taken = self._waiting.popleft()
        for one in taken:
            one.result()
        return buffer

    def _hash(self, block: memoryview) -> None:
        self._digest.update(block)

    def _sum(self, block: memoryview) -> None:
        self.crc = zlib.crc32(block, self.crc)


def new_buffer(size: int) -> memoryview:
    """Return memory that costs nothing where it is not written to."""
    return memoryview(mmap.mmap(-1, size))
