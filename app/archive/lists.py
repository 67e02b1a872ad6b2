"""The archive of a station as it stands: files, indicators with what they lack, boxes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.archive.labels import RETENTIONS
from app.archive.sources import Source, follow_uses, told_by_camera
from app.evidence.labels import LABELS
from app.evidence.lists import EvidenceRow
from app.evidence.store import AttachmentStore
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Stage
from app.workspace import Workspace
from db.models.archive import ArchiveBox, FileItem
from db.models.work import Evidence, EvidenceKind

__all__ = ["Archive", "ArchiveFile", "BoxRow", "IndicatorRow", "read_archive"]

_DROPPED: Final = {Stage.NOT_APPLICABLE, Stage.WITHDRAWN}


class BoxRow(Struct, frozen=True):
    """A box with what lies in it.

    Attributes:
        files: How many.
        first: Lowest item number in it, with `last` the highest; None: it is empty.
    """

    id: str
    number: int
    year: int
    retention: str
    retention_label: str
    title: str
    place: str
    note: str
    compiler: str
    checker: str
    compiled_on: date | None
    files: int
    first: int | None
    last: int | None

    @property
    def label(self) -> str:
        """第 3 盒 2026年 30年."""
        return f"第 {self.number} 盒　{self.year}年　{self.retention_label}"

    @property
    def span(self) -> str:
        """1-12, or an empty text."""
        if self.first is None:
            return ""
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"


class ArchiveFile(Struct, frozen=True):
    """One file of the archive; `file` is what can be drawn and opened.

    Attributes:
        title: As catalogued, else the file's own words, else what it proves.
        named: Somebody gave it words; False: only the camera did.
        number: Item number (件号) within year and retention; None: not in a box yet.
        amount: Pages of a document, 1 of a photo where nothing was counted; None: not known.
        items: Ids of the task items it proves.
        original_there: Its original lies in this data folder.
        readable: A photo that can be shown, or no photo.
        titled: Its title was written here; False: it was taken from elsewhere.
        sha256: Of its original.
    """

    file: EvidenceRow
    item: str | None
    title: str
    named: bool
    archive_no: str
    number: int | None
    box: str | None
    box_number: int | None
    document_no: str
    issuer: str
    pages: int | None
    caption: str
    note: str
    sources: tuple[Source, ...]
    items: tuple[str, ...]
    original_there: bool
    readable: bool
    titled: bool
    sha256: str

    @property
    def id(self) -> str:
        """Id of the evidence."""
        return self.file.evidence

    @property
    def on(self) -> date:
        """The day it belongs to."""
        return self.file.on

    @property
    def amount(self) -> int | None:
        """Pages of a document, 1 for a photo."""
        return self.pages or (1 if self.file.kind == EvidenceKind.PHOTO else None)

    @property
    def source(self) -> str:
        """The records it came from: 日志 3月1日、07-WT-2026-A0001."""
        return "、".join(dict.fromkeys(source.label for source in self.sources if source.label))


class IndicatorRow(Struct, frozen=True):
    """One task item as the archive sees it; `row` is its line of the ledger.

    Attributes:
        files: How many prove it.
        remarks: What is wrong with files that are there, in words: 1 张打不开.
    """

    row: LedgerRow
    files: int
    remarks: tuple[str, ...]

    @property
    def state(self) -> str:
        """差 2, 够, or the number of files where none are asked for."""
        if self.row.evidence_missing:
            return f"差 {self.row.evidence_missing}"
        if self.row.evidence_count:
            return "够"
        return f"{self.files} 份" if self.files else ""

    @property
    def supplier(self) -> str:
        """Who can bring what is missing: the responsible person, else the unit the county names."""
        return self.row.responsible_name or self.row.responsible_unit


class Archive(Struct, frozen=True):
    """Everything at one moment; files newest first."""

    files: tuple[ArchiveFile, ...]
    indicators: tuple[IndicatorRow, ...]
    boxes: tuple[BoxRow, ...]

    def of_item(self, item: str) -> list[ArchiveFile]:
        """Return the files that prove a task item."""
        return [file for file in self.files if item in file.items]

    def of_box(self, box: str) -> list[ArchiveFile]:
        """Return the files in a box, by item number."""
        found = [file for file in self.files if file.box == box]
        return sorted(found, key=lambda file: file.number or 0)

    def missing(self) -> list[IndicatorRow]:
        """Return the indicators to which something is lacking."""
        return [one for one in self.indicators if one.row.evidence_missing or one.remarks]


def read_archive(ws: Workspace, *, site: str | None = None) -> Archive:
    """Return the archive of a station.

    Args:
        site: Of the station, at the office; None: our own.
    """
    own = site or ws.site
    rows = [row for row in list_ledger(ws, site=own) if row.stage not in _DROPPED]
    there = AttachmentStore(ws.folder).present()
    with ws.read() as session:
        sources = follow_uses(session, own)
        boxes = _boxes(session, own)
        items = _items(session, own)
        evidence = session.scalars(
            select(Evidence)
            .where(Evidence.site == own, Evidence.void.is_(False))
            .order_by(Evidence.on.desc(), Evidence.id.desc())
        ).all()
        store = AttachmentStore(ws.folder)
        files = tuple(
            _file(store, there, one, items.get(one.id), boxes, tuple(sources.get(one.id, ())))
            for one in evidence
        )
    by_item: dict[str, list[ArchiveFile]] = {}
    for file in files:
        for item in file.items:
            by_item.setdefault(item, []).append(file)
    indicators = tuple(_indicator(row, by_item.get(row.item, ()), ours=own == ws.site) for row in rows)
    return Archive(files, indicators, tuple(_filled(boxes.values(), files)))


def _items(session: Session, site: str) -> dict[str, FileItem]:
    found = session.scalars(
        select(FileItem).where(FileItem.site == site, FileItem.void.is_(False)).order_by(FileItem.id)
    )
    return {item.evidence: item for item in found}


def _boxes(session: Session, site: str) -> dict[str, ArchiveBox]:
    found = session.scalars(
        select(ArchiveBox)
        .where(ArchiveBox.site == site, ArchiveBox.void.is_(False))
        .order_by(ArchiveBox.number)
    )
    return {box.id: box for box in found}


def _filled(boxes: Iterable[ArchiveBox], files: Sequence[ArchiveFile]) -> Iterable[BoxRow]:
    numbers: dict[str, list[int]] = {}
    for file in files:
        if file.box is not None and file.number is not None:
            numbers.setdefault(file.box, []).append(file.number)
    for box in boxes:
        inside = numbers.get(box.id, [])
        yield BoxRow(
            id=box.id,
            number=box.number,
            year=box.year,
            retention=box.retention,
            retention_label=RETENTIONS.get(box.retention, box.retention),
            title=box.title,
            place=box.place,
            note=box.note,
            compiler=box.compiler,
            checker=box.checker,
            compiled_on=box.compiled_on,
            files=len(inside),
            first=min(inside, default=None),
            last=max(inside, default=None),
        )


def _file(
    store: AttachmentStore,
    there: Mapping[str, int],
    evidence: Evidence,
    item: FileItem | None,
    boxes: Mapping[str, ArchiveBox],
    sources: tuple[Source, ...],
) -> ArchiveFile:
    own = item.title if item and item.title else "" if told_by_camera(evidence.title) else evidence.title
    words = next((source.words for source in sources if source.words), "")
    box = boxes.get(item.box) if item and item.box else None
    return ArchiveFile(
        file=_row(store, there, evidence),
        item=item.id if item else None,
        title=own or words or evidence.title,
        named=bool(own or words or (item and item.caption)),
        archive_no=item.archive_no if item else "",
        number=item.number if item and box else None,
        box=box.id if box else None,
        box_number=box.number if box else None,
        document_no=item.document_no if item else "",
        issuer=item.issuer if item else "",
        pages=item.pages if item else None,
        caption=item.caption if item else "",
        note=item.note if item else "",
        sources=sources,
        items=tuple(dict.fromkeys(source.item for source in sources if source.item)),
        original_there=evidence.original_sha256 in there,
        readable=evidence.kind != EvidenceKind.PHOTO or evidence.copy_sha256 is not None,
        titled=bool(item and item.title),
        sha256=evidence.original_sha256,
    )


def _row(store: AttachmentStore, there: Mapping[str, int], evidence: Evidence) -> EvidenceRow:
    copy = evidence.copy_sha256 or evidence.original_sha256
    path: Path | None = store.path(copy) if copy in there else None
    original = store.path(evidence.original_sha256) if evidence.original_sha256 in there else None
    return EvidenceRow(
        use="",
        evidence=evidence.id,
        title=evidence.title,
        kind=evidence.kind,
        kind_label=LABELS["kind"].get(evidence.kind, evidence.kind),
        role="",
        role_label="",
        on=evidence.on,
        captured_at=evidence.captured_at,
        file_name=evidence.file_name,
        size_bytes=evidence.original_bytes,
        picture=path if evidence.kind == EvidenceKind.PHOTO and evidence.copy_sha256 else None,
        path=path or original,
        original=original,
    )


def _indicator(row: LedgerRow, files: Sequence[ArchiveFile], *, ours: bool) -> IndicatorRow:
    lost = sum(not file.original_there for file in files) if ours else 0
    unreadable = sum(not file.readable for file in files)
    unnamed = sum(file.file.kind == EvidenceKind.PHOTO and not file.named for file in files)
    year = row.claimed_on.year if row.claimed_on else 0
    old = sum(file.on.year < year for file in files)
    remarks = (
        f"{lost} 份找不到了" if lost else "",
        f"{unreadable} 张打不开" if unreadable else "",
        f"{unnamed} 张没有写说明" if unnamed else "",
        f"{old} 份不是 {year} 年的" if old else "",
    )
    return IndicatorRow(row, len(files), tuple(words for words in remarks if words))
