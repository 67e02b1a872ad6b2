"""Taking files in as proof: originals kept byte for byte, photos shrunk for the way, every use recorded."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

from app.clock import civil_date
from app.errors import InvalidInput
from app.evidence.likeness import keep_likeness
from app.evidence.pictures import UnreadablePicture, shrink
from app.evidence.reuse import known_evidence, looks_used, used_before, uses_of
from app.evidence.store import AttachmentStore
from app.job import Job
from app.log.changes import WriteSession
from app.workspace import COUNTY, OWN, Role, Workspace
from db.models.tasks import Target
from db.models.work import Evidence, EvidenceKind, EvidenceRole, EvidenceUse

__all__ = [
    "Attached",
    "Cited",
    "EvidenceKind",
    "EvidenceRole",
    "Taken",
    "Target",
    "add_cited",
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
_PASSED_OVER: Final = {"thumbs.db", "desktop.ini"}


class Taken(Struct, frozen=True):
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


class Cited(Struct, frozen=True):
    """A file that was recorded before: what it was added to now rests on that record.

    Attributes:
        uses: Ids of what cites the record now.
        where: Where else it is used, as a clerk would say it: "6 月 3 日在“图书室开放”里".
    """

    file: Taken
    uses: tuple[str, ...]
    where: str
    on: date | None  # the day that was given for the files, if one was


class Attached(Struct, frozen=True):
    """What became of the files.

    Attributes:
        evidence: Ids of the records in the order of the files.
        notes: Sentences that ask for something: unreadable, too large to travel.
        hints: Sentences that only tell: not added twice, looks like another photo.
        cited: Files that were used elsewhere before; `add_cited` gives them records of their own.
    """

    evidence: tuple[str, ...]
    notes: tuple[str, ...]
    hints: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()


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

    A file that is known already is recorded once and cited, which is told, never refused.

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
    known = known_evidence(session, ws.site, [file.sha256 for file in taken])
    uses = uses_of(session, known.values())
    here = {target for _, target in targets}
    ids, hints, cited = [], [], []
    for file in taken:
        evidence, where = known.get(file.sha256), ""
        if evidence is None:
            if hint := looks_used(
                session, ws.site, file.likeness, file.captured_at, file.file_name, besides=here
            ):
                hints.append(hint)
            evidence = known[file.sha256] = session.create(_evidence(ws, file, on), stream=stream)
            if file.likeness:
                keep_likeness(session, file.sha256, file.likeness)
        else:
            where = used_before(session, evidence, uses.get(evidence.id, ()))
        ids.append(evidence.id)
        proven, added = uses.setdefault(evidence.id, []), []
        for kind, target in targets:
            if (kind, target, role) not in proven:
                proven.append((kind, target, role))
                use = EvidenceUse(evidence=evidence.id, target_kind=kind, target=target, role=role)
                added.append(session.create(use, stream=stream).id)
        if targets and not added:
            hints.append(f"“{file.file_name}”已经在这一项里了，没有重复添加。")
        elif added and where:
            cited.append(Cited(file, tuple(added), where, on))
    notes = tuple(file.note for file in taken if file.note)
    return Attached(tuple(ids), notes, tuple(hints), tuple(cited))


def add_cited(ws: Workspace, cited: Sequence[Cited]) -> int:
    """Give files that cite an older record records of their own, and return how many got one.

    Raises:
        InvalidInput: None of them is cited any more: taken back or taken away meanwhile.
    """
    done = 0
    with ws.write() as session:
        for one in cited:
            uses = [session.get(EvidenceUse, use) for use in one.uses]
            standing = [use for use in uses if use is not None and not use.void]
            if not standing:
                continue
            own = session.create(_evidence(ws, one.file, one.on), stream=standing[0].stream)
            for use in standing:
                use.evidence = own.id
            done += 1
        if not done:
            raise InvalidInput("这些文件已经撤销或移除了，没有另外添加。")
    return done


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
