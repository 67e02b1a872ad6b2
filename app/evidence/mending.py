"""Kept files that are gone or changed, found again by their bytes wherever somebody moved them."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from sqlalchemy import select

from app.evidence.pictures import UnreadablePicture, shrink
from app.evidence.store import AttachmentStore
from app.job import Job
from app.sync.files import file_digest
from app.workspace import Workspace
from db.models.work import Evidence

__all__ = ["LostFile", "Mended", "lost_files", "mend_files"]


class LostFile(Struct, frozen=True):
    """A file of our own that is not where it was put, or not what it was."""

    sha256: str
    size_bytes: int
    file_name: str
    original: str  # hash of the original this is the small copy of; "" for an original


class Mended(Struct, frozen=True):
    """What looking brought.

    Attributes:
        found: How many files are whole again.
        still: Names of those that are not.
    """

    found: int
    still: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What the user is told."""
        if not self.found and not self.still:
            return "附件都在，没有要找的。"
        if not self.still:
            return f"找回来了：{self.found} 个附件都回到了原处。"
        names = "、".join(self.still[:5]) + ("……" if len(self.still) > 5 else "")
        found = f"找回 {self.found} 个，" if self.found else ""
        return f"{found}还有 {len(self.still)} 个没有找到：{names}。记录还在，以后找到了再来一次就行。 E-F05"


def lost_files(ws: Workspace, *, changed: Iterable[str] = ()) -> list[LostFile]:
    """Return the files of this site that are missing, cut short, or among `changed`; nothing is read but names.

    Args:
        changed: Hashes of files whose bytes are known to differ.
    """
    there = AttachmentStore(ws.folder).present()
    for sha256 in changed:
        there.pop(sha256, None)
    found: dict[str, LostFile] = {}
    with ws.read() as session:
        for row in session.execute(
            select(
                Evidence.file_name,
                Evidence.original_sha256,
                Evidence.original_bytes,
                Evidence.copy_sha256,
                Evidence.copy_bytes,
            )
            .where(Evidence.site == ws.site, Evidence.void.is_(False))
            .order_by(Evidence.id)
        ):
            if there.get(row.original_sha256) != row.original_bytes:
                found[row.original_sha256] = LostFile(
                    row.original_sha256, row.original_bytes, row.file_name, ""
                )
            if row.copy_sha256 and row.copy_bytes and there.get(row.copy_sha256) != row.copy_bytes:
                found.setdefault(
                    row.copy_sha256,
                    LostFile(row.copy_sha256, row.copy_bytes, row.file_name, row.original_sha256),
                )
    return list(found.values())


def mend_files(
    ws: Workspace, places: Sequence[Path] = (), *, thorough: bool = False, job: Job | None = None
) -> Mended:
    """Look for lost files in the data folder and in `places`, and put back what is found.

    A file is known by its bytes, whatever it is called. Inside the data folder it is moved back, from elsewhere
    copied; what stood in its place with other bytes is kept beside. Nothing is deleted.

    Args:
        places: Further folders, with all folders below.
        thorough: Read every kept file first, to know those whose bytes changed.
        job: Told of files looked at.

    Raises:
        StorageError: The disk takes no more.
        Cancelled: Through `job`; what was put back stays.
    """
    job = job or Job()
    store = AttachmentStore(ws.folder)
    changed = [sha256 for sha256, _ in store.verify(job)] if thorough else []
    lost = {file.sha256: file for file in lost_files(ws, changed=changed)}
    count = len(lost)
    for looked, (path, size) in enumerate(_files([store.root, *places]), start=1):
        job.step(looked, looked + 1)
        if not lost:
            break
        if any(file.size_bytes == size for file in lost.values()):
            with suppress(OSError):
                sha256 = file_digest(path)
                if sha256 in lost:
                    store.put_back(sha256, path)
                    del lost[sha256]
    for file in [file for file in lost.values() if file.original and file.original not in lost]:
        with suppress(UnreadablePicture, OSError):
            if store.add_bytes_as(file.sha256, shrink(store.path(file.original)).jpeg):
                del lost[file.sha256]
    return Mended(count - len(lost), tuple(dict.fromkeys(file.file_name for file in lost.values())))


def _files(places: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    for place in places:
        for folder, folders, names in os.walk(place):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                with suppress(OSError):
                    yield path, path.stat().st_size
