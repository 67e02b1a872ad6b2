"""Writing big files: each block is read back and compared as soon as it is written, beside what makes the next."""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, Final

from typing_extensions import override

from app.sync.digests import StreamDigest
from app.sync.files import reads_otherwise

__all__ = ["CheckedWriter"]

_EARLY_BYTES: Final = (
    32 << 20
)  # after each so many the disk is set to work, so that little is left for the end


class CheckedWriter(StreamDigest):
    """Writes a stream to `file`, from where that stands, and sees that it reads back as what is hashed.

    Args:
        file: Open for writing; nobody else may move it before `finish`.
        path: Where it lies.

    Raises:
        StorageError: What is read back differs; from `write`, `put` or `finish`.
        OSError: The disk does not take it, likewise.
    """

    def __init__(self, file: BinaryIO, path: Path) -> None:
        super().__init__()
        file.flush()
        self._file, self._path = file, path
        self._again = path.open("rb", buffering=0)
        self._again.seek(file.tell())
        self._back = bytearray()
        self._early = 0
        self._syncing: ThreadPoolExecutor | None = None
        self._synced: Future[None] | None = None

    @override
    def __exit__(self, *exception: object) -> None:
        super().__exit__(*exception)
        if self._syncing is not None:
            self._syncing.shutdown()
        self._again.close()

    @override
    def finish(self) -> None:
        super().finish()
        if self._synced is not None:
            self._synced.result()  # an error is told once only, so not to whoever syncs at the end

    @override
    def _sum(self, block: memoryview) -> None:
        self._file.write(block)
        self._file.flush()
        self._sync_early(len(block))
        if len(self._back) != len(block):
            self._back = bytearray(len(block))
        done = 0
        with memoryview(self._back) as back:
            while done < len(block) and (count := self._again.readinto(back[done:])):
                done += count
        if done < len(block) or self._back != block:
            raise reads_otherwise(self._path.parent)
        super()._sum(block)

    def _sync_early(self, size: int) -> None:
        self._early += size
        if self._early < _EARLY_BYTES:
            return
        if self._synced is not None:
            if not self._synced.done():
                return
            self._synced.result()
        if self._syncing is None:
            self._syncing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sync")
        self._synced, self._early = self._syncing.submit(os.fsync, self._file.fileno()), 0
