"""The attachments of a data folder, each stored once under the SHA-256 of its bytes: `attachments/ab/<sha256>`."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.job import Job
from app.sync.files import PART, file_digest, fsync_folder, replace, storage_errors, whole_file

__all__ = ["AttachmentStore"]

_BLOCK: Final = 1 << 20
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class AttachmentStore:
    """Whole files by hash. A file shows up durable or not at all, and is never changed or deleted here."""

    def __init__(self, data_folder: Path) -> None:
        self._root = data_folder / "attachments"

    @property
    def root(self) -> Path:
        """The folder in which all of them lie."""
        return self._root

    def path(self, sha256: str) -> Path:
        """Return where the file with this hash lies, or would lie.

        Raises:
            ValueError: `sha256` is not 64 small hexadecimal digits.
        """
        if not _DIGEST.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self._root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the file is here; its bytes are looked at by `verify` only."""
        return self.path(sha256).is_file()

    def present(self) -> dict[str, int]:
        """Return the hashes of the files that are here, with their sizes in bytes; no file is opened."""
        found: dict[str, int] = {}
        for folder in self._root.glob("[0-9a-f][0-9a-f]"):
            with os.scandir(folder) as entries:
                found.update(
                    (entry.name, entry.stat().st_size) for entry in entries if _DIGEST.fullmatch(entry.name)
                )
        return found

    def add_bytes(self, data: bytes) -> str:
        """Keep `data` and return its hash.

        Raises:
            StorageError: Disk full, read-only or broken; nothing is left behind.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if not self._holds(target, len(data)):
            self._make_folder(target.parent)
            with whole_file(target) as file:
                file.write(data)
        return sha256

    def add_file(self, source: Path, job: Job | None = None) -> tuple[str, int]:
        """Keep the bytes of `source` and return their hash and size in bytes.

        Raises:
            StorageError: `source` cannot be read or the disk takes no more; nothing is left behind.
        """
        job = job or Job()
        with storage_errors(source.parent):
            total = source.stat().st_size
        self._make_folder(self._root)
        incoming = self._root / f"incoming-{secrets.token_hex(8)}"  # its hash is known at its end only
        digest = hashlib.sha256()
        done = 0
        try:
            with whole_file(incoming) as file:
                for block in _blocks(source):
                    digest.update(block)
                    file.write(block)
                    done += len(block)
                    job.step(done, max(done, total))
            target = self.path(digest.hexdigest())
            if not self._holds(target, done):
                self._make_folder(target.parent)
                with storage_errors(target.parent):
                    replace(incoming, target)
                fsync_folder(target.parent)
        finally:
            with suppress(OSError):
                incoming.unlink()
        return digest.hexdigest(), done

    def put_back(self, sha256: str, source: Path) -> None:
        """Put the file with this hash back into its place: moved from inside this folder, copied from elsewhere.

        What stands there with other bytes is moved aside, into the folder `changed`.

        Raises:
            StorageError: The disk takes no more, or refuses.
        """
        target = self.path(sha256)
        self._set_aside(target)
        if source.is_relative_to(self._root):
            self._make_folder(target.parent)
            with storage_errors(target.parent):
                replace(source, target)
            fsync_folder(target.parent)
        else:
            self.add_file(source)

    def add_bytes_as(self, sha256: str, data: bytes) -> bool:
        """Keep `data` if it has this hash; say whether it has."""
        if hashlib.sha256(data).hexdigest() != sha256:
            return False
        self._set_aside(self.path(sha256))
        self.add_bytes(data)
        return True

    def _set_aside(self, target: Path) -> None:
        if target.exists():
            aside = self._root / "changed" / f"{target.name}-{secrets.token_hex(4)}"
            self._make_folder(aside.parent)
            with storage_errors(aside.parent):
                replace(target, aside)

    def verify(self, job: Job | None = None) -> Iterator[tuple[str, str]]:
        """Read every file and yield (hash, what is wrong with it, in Chinese) for each that changed."""
        job = job or Job()
        found = [path for path in sorted(self._root.glob("??/*")) if path.suffix != PART]
        for number, path in enumerate(found, start=1):
            with storage_errors(path.parent):
                if file_digest(path) != path.name:
                    yield (
                        path.name,
                        "的内容变了，和存进来时不一样。记录还在，请从备份或原来的地方找回这个文件。",
                    )
            job.step(number, len(found))

    def _holds(self, target: Path, size: int) -> bool:
        with suppress(OSError):
            return target.stat().st_size == size
        return False

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            with storage_errors(self._root.parent):
                folder.mkdir(parents=True, exist_ok=True)
            fsync_folder(folder.parent)


def _blocks(source: Path) -> Iterator[bytes]:
    with storage_errors(source.parent), source.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
