"""Evidence as screens and papers show it, and what is missing of it."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import select

from app.evidence.labels import LABELS
from app.evidence.store import AttachmentStore
from app.job import Job
from app.workspace import Workspace
from db.models.work import Evidence, EvidenceKind, EvidenceUse

__all__ = ["EvidenceRow", "FileFault", "check_files", "list_evidence"]


class EvidenceRow(Struct, frozen=True):
    """A file where it is used.

    Attributes:
        use: Id of the use; the same file may prove other things too.
        captured_at: As the camera says; None: it says nothing.
        picture: Of photos the copy, as far as it is here: what can be drawn.
        path: What can be opened: the copy, or else the original; None: neither is here (yet).
        original: The file as it was taken in; None: it lies at its site, or is missing.
    """

    use: str
    evidence: str
    title: str
    kind: str
    kind_label: str
    role: str
    role_label: str
    on: date
    captured_at: datetime | None
    file_name: str
    size_bytes: int
    picture: Path | None
    path: Path | None
    original: Path | None


class FileFault(Struct, frozen=True):
    """A file of our own that is missing or was changed."""

    evidence: str
    title: str
    file_name: str
    sentence: str  # Chinese


def list_evidence(ws: Workspace, *, target: str) -> list[EvidenceRow]:
    """Return what proves `target`, in the order of entry."""
    store = AttachmentStore(ws.folder)
    with ws.read() as session:
        found = session.execute(
            select(EvidenceUse.id, EvidenceUse.role, Evidence)
            .join(Evidence, Evidence.id == EvidenceUse.evidence)
            .where(EvidenceUse.target == target, EvidenceUse.void.is_(False), Evidence.void.is_(False))
            .order_by(EvidenceUse.id)
        ).all()
        rows = []
        for use, role, evidence in found:
            original = store.path(evidence.original_sha256)
            copy = store.path(evidence.copy_sha256 or evidence.original_sha256)
            drawn = evidence.kind == EvidenceKind.PHOTO and evidence.copy_sha256 and copy.is_file()
            rows.append(
                EvidenceRow(
                    use=use,
                    evidence=evidence.id,
                    title=evidence.title,
                    kind=evidence.kind,
                    kind_label=LABELS["kind"].get(evidence.kind, evidence.kind),
                    role=role,
                    role_label=LABELS["role"].get(role, role),
                    on=evidence.on,
                    captured_at=evidence.captured_at,
                    file_name=evidence.file_name,
                    size_bytes=evidence.original_bytes,
                    picture=copy if drawn else None,
                    path=copy if copy.is_file() else None,
                    original=original if original.is_file() else None,
                )
            )
        return rows


def check_files(ws: Workspace, *, thorough: bool = False, job: Job | None = None) -> Iterator[FileFault]:
    """Yield what is missing or changed of the files that this site keeps.

    Args:
        thorough: Read every byte; otherwise presence and size are looked at.
        job: Told of files read.
    """
    store = AttachmentStore(ws.folder)
    changed = dict(store.verify(job)) if thorough else {}
    with ws.read() as session:
        kept = session.execute(
            select(
                Evidence.id,
                Evidence.title,
                Evidence.file_name,
                Evidence.original_sha256,
                Evidence.original_bytes,
                Evidence.copy_sha256,
                Evidence.copy_bytes,
            )
            .where(Evidence.site == ws.site, Evidence.void.is_(False))
            .order_by(Evidence.id)
        ).all()
    for row in kept:
        files = {row.original_sha256: row.original_bytes}
        if row.copy_sha256 is not None and row.copy_bytes is not None:
            files[row.copy_sha256] = row.copy_bytes
        for sha256, size in files.items():
            path = store.path(sha256)
            what = "原件" if sha256 == row.original_sha256 else "上报用的小图"
            if not path.is_file():
                sentence = f"“{row.file_name}”的{what}找不到了，可能被移动或删除。记录还在。 E-F05"
            elif sha256 in changed or path.stat().st_size != size:
                sentence = f"“{row.file_name}”的{what}被改动过，和存进来时不一样。记录还在。 E-F06"
            else:
                continue
            yield FileFault(row.id, row.title, row.file_name, sentence)
