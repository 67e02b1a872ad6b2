"""Taking files in as proof: originals kept byte for byte, photos shrunk for the way, every use recorded."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.errors import InvalidInput
from app.evidence.likeness import keep_likeness, look_alikes
from app.evidence.pictures import UnreadablePicture, shrink
from app.evidence.store import AttachmentStore
from app.job import Job
from app.log.changes import WriteSession
from app.workspace import COUNTY, OWN, Role, Workspace
from db.models import (
    Claim,
    Evidence,
    EvidenceKind,
    EvidenceRole,
    EvidenceUse,
    LogEntry,
    Problem,
    Target,
    TaskItem,
)

__all__ = [
    "Attached",
    "EvidenceKind",
    "EvidenceRole",
    "Taken",
    "Target",
    "attach_files",
    "attach_taken",
    "kind_of",
    "record_taken",
    "remove_use",
    "take_files",
]

_SUFFIXES: Final = {
    EvidenceKind.PHOTO: "jpg jpeg png heic heif bmp webp gif tif tiff",
    EvidenceKind.DOCUMENT: "pdf doc docx wps xls xlsx et csv ppt pptx dps txt rtf ofd odt ods",
    EvidenceKind.VIDEO: "mp4 mov avi wmv mkv m4v 3gp",
    EvidenceKind.AUDIO: "mp3 m4a wav amr aac wma",
}
_KINDS: Final = {suffix: kind for kind, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
_TRAVELS_BYTES: Final = 10 << 20  # a file that is no photo travels as it is up to this size
_CHUNK: Final = 500  # bound parameters of one SELECT
_PASSED_OVER: Final = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Taken:
    """A file that lies in the store, not yet recorded."""

    file_name: str
    kind: EvidenceKind
    sha256: str
    size_bytes: int
    copy_sha256: str | None
    copy_bytes: int | None
    captured_at: datetime | None
    note: str  # Chinese; empty when there is nothing to say
    likeness: str | None = None


@dataclass(frozen=True)
class Attached:
    """What became of the files: ids of the evidence in their order, and sentences worth reading."""

    evidence: tuple[str, ...]
    notes: tuple[str, ...]


def take_files(ws: Workspace, paths: Iterable[Path], *, job: Job | None = None) -> list[Taken]:
    """Copy files into the store, of folders all that is in them, and shrink the photos; writes no record.

    Raises:
        InvalidInput: There is no file among `paths`.
        StorageError: A file cannot be read, or the disk takes no more; what was stored before stays.
        Cancelled: Through `job`, told of files done.
    """
    job = job or Job()
    store = AttachmentStore(ws.folder)
    files = list(_files(paths))
    if not files:
        raise InvalidInput("这里没有可以添加的文件。请选照片或文件，或者把它们拖进来。")
    taken = []
    for number, path in enumerate(files, start=1):
        taken.append(_take(store, path))
        job.step(number, len(files))
    return taken


def attach_taken(
    ws: Workspace,
    taken: Sequence[Taken],
    *,
    targets: Sequence[tuple[Target, str]],
    role: EvidenceRole = EvidenceRole.PROOF,
    on: date | None = None,
) -> Attached:
    """Record stored files as proof for each of `targets`, in one transaction.

    A file that is known already is recorded once and used again, with a hint, never refused.

    Args:
        on: The day they belong to; None: when they were taken, or today.
    """
    with ws.write() as session:
        return record_taken(ws, session, taken, targets=targets, role=role, on=on)


def attach_files(
    ws: Workspace,
    paths: Iterable[Path],
    *,
    targets: Sequence[tuple[Target, str]],
    role: EvidenceRole = EvidenceRole.PROOF,
    on: date | None = None,
    job: Job | None = None,
) -> Attached:
    """Take files in and record them, as `take_files` and `attach_taken`."""
    return attach_taken(ws, take_files(ws, paths, job=job), targets=targets, role=role, on=on)


def remove_use(ws: Workspace, use: str) -> None:
    """Take a file away from what it proves; the file and its other uses stay."""
    with ws.write() as session:
        session.withdraw(session.get_one(EvidenceUse, use), "移除佐证")


def record_taken(
    ws: Workspace,
    session: WriteSession,
    taken: Sequence[Taken],
    *,
    targets: Sequence[tuple[Target, str]],
    role: EvidenceRole = EvidenceRole.PROOF,
    on: date | None = None,
) -> Attached:
    """Do the work of `attach_taken` inside the transaction of a larger use case."""
    stream = OWN if ws.role is Role.OFFICE else COUNTY  # what an office keeps does not travel
    known = _known(session, ws, taken)
    uses = _uses(session, known.values())
    here = {target for _, target in targets}
    ids, notes = [], []
    for file in taken:
        if file.note:
            notes.append(file.note)
        evidence = known.get(file.sha256)
        if evidence is None:
            if hint := _looks_used(session, ws, file, here):
                notes.append(hint)
            evidence = known[file.sha256] = session.create(_evidence(ws, file, on), stream=stream)
            if file.likeness:
                keep_likeness(session, file.sha256, file.likeness)
        elif hint := _used_before(session, evidence, file.file_name, uses.get(evidence.id, ()), here):
            notes.append(hint)
        ids.append(evidence.id)
        proven = uses.setdefault(evidence.id, [])
        for kind, target in targets:
            if (kind, target, role) not in proven:
                proven.append((kind, target, role))
                session.create(
                    EvidenceUse(evidence=evidence.id, target_kind=kind, target=target, role=role),
                    stream=stream,
                )
    return Attached(tuple(ids), tuple(notes))


_Use = tuple[str, str, str]  # kind and id of what is proven, role


def _known(session: Session, ws: Workspace, taken: Sequence[Taken]) -> dict[str, Evidence]:
    """Return the evidence of ours that holds these very files already, by hash."""
    found: dict[str, Evidence] = {}
    hashes = sorted({file.sha256 for file in taken})
    for first in range(0, len(hashes), _CHUNK):
        for evidence in session.scalars(
            select(Evidence)
            .where(
                Evidence.original_sha256.in_(hashes[first : first + _CHUNK]),
                Evidence.site == ws.site,
                Evidence.void.is_(False),
            )
            .order_by(Evidence.id)
        ):
            found.setdefault(evidence.original_sha256, evidence)
    return found


def _uses(session: Session, known: Iterable[Evidence]) -> dict[str, list[_Use]]:
    """Return what each evidence proves, in the order of entry."""
    found: dict[str, list[_Use]] = {}
    ids = sorted(evidence.id for evidence in known)
    for first in range(0, len(ids), _CHUNK):
        for use in session.execute(
            select(EvidenceUse.evidence, EvidenceUse.target_kind, EvidenceUse.target, EvidenceUse.role)
            .where(EvidenceUse.evidence.in_(ids[first : first + _CHUNK]), EvidenceUse.void.is_(False))
            .order_by(EvidenceUse.id)
        ):
            found.setdefault(use.evidence, []).append((use.target_kind, use.target, use.role))
    return found


def kind_of(suffix: str) -> EvidenceKind:
    """Return what kind of file ends like this: ".JPG", "pdf"."""
    return _KINDS.get(suffix.lower().lstrip("."), EvidenceKind.OTHER)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from _files(sorted(path.iterdir()))
        elif path.is_file() and not path.name.startswith(".") and path.name.lower() not in _PASSED_OVER:
            yield path


def _take(store: AttachmentStore, path: Path) -> Taken:
    kind = kind_of(path.suffix)
    sha256, size = store.add_file(path)
    copy: tuple[str, int] | None = None
    captured_at, note, looks = None, "", None
    if kind is EvidenceKind.PHOTO:
        try:
            shrunk = shrink(store.path(sha256))
        except UnreadablePicture:
            note = f"“{path.name}”打不开，可能没有传完整。原件已保存。请在手机上重新发送这一张。 E-F03"
        else:
            copy = store.add_bytes(shrunk.jpeg), len(shrunk.jpeg)
            captured_at, looks = shrunk.captured_at, shrunk.likeness
    elif size <= _TRAVELS_BYTES:
        copy = sha256, size
    else:
        note = f"“{path.name}”有 {size / (1 << 20):.0f} MB，已存在本站，太大了不随数据包上报。"
    copy_sha256, copy_bytes = copy or (None, None)
    return Taken(path.name[-255:], kind, sha256, size, copy_sha256, copy_bytes, captured_at, note, looks)


def _evidence(ws: Workspace, file: Taken, on: date | None) -> Evidence:
    captured_on = civil_date(file.captured_at) if file.captured_at else None
    return Evidence(
        title=Path(file.file_name).stem[:128],
        kind=file.kind,
        on=on or captured_on or ws.today,
        captured_at=file.captured_at,
        file_name=file.file_name,
        original_sha256=file.sha256,
        original_bytes=file.size_bytes,
        copy_sha256=file.copy_sha256,
        copy_bytes=file.copy_bytes,
    )


def _used_before(
    session: Session, evidence: Evidence, file_name: str, uses: Sequence[_Use], here: Collection[str]
) -> str:
    if any(target in here for _, target, _ in uses):
        return f"“{file_name}”已经在这一项里了，没有重复添加。"
    for kind, target, _ in uses:
        if title := _title(session, kind, target):
            day = f"{evidence.on.month} 月 {evidence.on.day} 日"
            return f"“{file_name}”{day}在“{title}”里用过，这次引用的是同一份。"
    return ""


def _looks_used(session: Session, ws: Workspace, file: Taken, here: Collection[str]) -> str:
    """Say where a photo is used that looks the same; two shots that the camera tells apart are two photos."""
    for other in look_alikes(session, ws.site, file.likeness) if file.likeness else ():
        if file.captured_at and other.captured_at and file.captured_at != other.captured_at:
            continue
        uses = _uses(session, [other]).get(other.id, [])
        if any(target in here for _, target, _ in uses):
            continue
        for kind, target, _ in uses:
            if title := _title(session, kind, target):
                day = f"{other.on.month} 月 {other.on.day} 日"
                return (
                    f"“{file.file_name}”和 {day}“{title}”里的一张看起来一样（可能是转发过的），已照常添加。"
                )
    return ""


def _title(session: Session, kind: str, target: str) -> str:
    if kind == Target.CLAIM:
        question = (
            select(TaskItem.content)
            .join(Claim, (Claim.item == TaskItem.item) & (Claim.item_version == TaskItem.version))
            .where(Claim.id == target)
        )
    elif kind == Target.LOG_ENTRY:
        question = select(LogEntry.text).where(LogEntry.id == target)
    elif kind == Target.PROBLEM:
        question = select(Problem.description).where(Problem.id == target)
    else:
        return ""
    words = session.scalars(question.limit(1)).first() or ""
    return words if len(words) <= 20 else f"{words[:20]}……"
