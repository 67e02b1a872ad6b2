"""Cataloguing: words about a file, boxes, and what lies in them."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.rectification.numbers import take_number
from app.workspace import COUNTY, Workspace
from db.models.archive import ArchiveBox, FileItem, Retention
from db.models.tasks import Claim, ClaimDecision, Target
from db.models.work import Evidence, EvidenceUse

__all__ = [
    "BoxForm",
    "FileForm",
    "Retention",
    "add_box",
    "describe_file",
    "edit_box",
    "link_to_item",
    "put_in_box",
    "remove_box",
    "take_out",
    "unlink_from_item",
]

_KIND = "DA"


class FileForm(Struct, frozen=True):
    """What is written about a file; empty texts are taken from the file and from what it proves."""

    title: str = ""
    on: date | None = None  # None: as it is
    document_no: str = ""
    issuer: str = ""
    pages: int | None = None
    caption: str = ""
    note: str = ""


class BoxForm(Struct, frozen=True):
    """What stands on a box and on the sheet that lies in it."""

    year: int
    retention: str = Retention.YEARS_10
    title: str = ""
    place: str = ""
    note: str = ""
    compiler: str = ""
    checker: str = ""
    compiled_on: date | None = None


def describe_file(ws: Workspace, evidence: str, form: FileForm) -> None:
    """Keep what was written about a file.

    Raises:
        InvalidInput: The page count is none, or a boxed file would move to another year.
    """
    if form.pages is not None and form.pages < 1:
        raise InvalidInput("页数要大于零，不知道就空着。")
    with ws.write() as session:
        file = session.get_one(Evidence, evidence)
        item = _item(session, file)
        if form.on is not None and form.on != file.on:
            if item.box is not None and item.year not in {None, form.on.year}:
                raise InvalidInput(
                    f"这份材料在 {item.year} 年的盒里，日期改到 {form.on.year} 年要先从盒里取出。"
                )
            file.on = form.on
        item.title, item.document_no = form.title.strip()[:128], form.document_no.strip()[:64]
        item.issuer, item.pages = form.issuer.strip()[:64], form.pages
        item.caption, item.note = form.caption.strip(), form.note.strip()


def add_box(ws: Workspace, form: BoxForm) -> str:
    """Set up a box with the next number and return its id.

    Raises:
        InvalidInput: The year is none.
    """
    _check_year(form.year)
    with ws.write() as session:
        last = session.scalar(
            select(func.max(ArchiveBox.number)).where(ArchiveBox.site == ws.site, ArchiveBox.void.is_(False))
        )
        box = ArchiveBox(number=(last or 0) + 1, year=form.year, retention=form.retention)
        _write_form(box, form)
        return session.create(box, stream=COUNTY).id


def edit_box(ws: Workspace, box: str, form: BoxForm) -> None:
    """Keep what was written about a box.

    Raises:
        InvalidInput: Year or retention would change while files lie in it.
    """
    _check_year(form.year)
    with ws.write() as session:
        found = session.get_one(ArchiveBox, box)
        if (found.year, found.retention) != (form.year, form.retention) and _inside(session, box):
            raise InvalidInput("盒里已有材料，年度和保管期限不能再改。请另建一盒，再把材料移过去。")
        found.year, found.retention = form.year, form.retention
        _write_form(found, form)


def remove_box(ws: Workspace, box: str) -> None:
    """Do away with an empty box.

    Raises:
        InvalidInput: Files lie in it.
    """
    with ws.write() as session:
        if _inside(session, box):
            raise InvalidInput("盒里还有材料。请先把材料取出或移到别的盒。")
        session.withdraw(session.get_one(ArchiveBox, box), "撤下空盒")


def put_in_box(ws: Workspace, evidence: Sequence[str], box: str) -> int:
    """Put files into a box in the order given, number what is new to its year and retention; return how many.

    Item numbers run on within one year and one retention, whatever box a file lies in.

    Raises:
        InvalidInput: Files of another year are among them; nothing was put in.
    """
    with ws.write() as session:
        found = session.get_one(ArchiveBox, box)
        files = [session.get_one(Evidence, one) for one in evidence]
        others = [file for file in files if file.on.year != found.year]
        if others:
            years = "、".join(str(year) for year in sorted({file.on.year for file in others}))
            raise InvalidInput(
                f"第 {found.number} 盒是 {found.year} 年的，选中的有 {len(others)} 份是 {years} 年的，没有放进去。"
                "请放到那一年的盒里；日期写错的，先改日期。"
            )
        number = _last_number(session, ws.site, found)
        moved = 0
        for file in files:
            item = _item(session, file)
            if item.box == box:
                continue
            if (item.year, item.retention) != (found.year, found.retention) or item.number is None:
                number += 1
                item.number = number
            if not item.archive_no or item.year != found.year:
                item.archive_no = take_number(session, unit=ws.unit, kind=_KIND, year=found.year)
            item.box, item.year, item.retention = box, found.year, found.retention
            moved += 1
        return moved


def take_out(ws: Workspace, evidence: Sequence[str]) -> None:
    """Take files out of their boxes; what was written about them stays."""
    with ws.write() as session:
        for one in evidence:
            item = _item(session, session.get_one(Evidence, one))
            item.box = item.year = item.retention = item.number = None


def link_to_item(ws: Workspace, evidence: Sequence[str], item: str) -> int:
    """Let files prove one more task item; return how many did not before.

    Raises:
        InvalidInput: The item is not claimed.
    """
    with ws.write() as session:
        claim = _claim(session, ws, item)
        if claim is None:
            raise InvalidInput("这一项还没有认领，不能放材料。请先认领。")
        there = set(_uses(session, claim))
        added = 0
        for one in evidence:
            if one not in there:
                session.create(
                    EvidenceUse(evidence=one, target_kind=Target.CLAIM, target=claim), stream=COUNTY
                )
                added += 1
        return added


def unlink_from_item(ws: Workspace, evidence: str, item: str) -> bool:
    """Take a file away from a task item it was attached to; say whether it was.

    A file that belongs to it through the log or a problem stays there.
    """
    with ws.write() as session:
        uses = _uses(session, _claim(session, ws, item) or "").get(evidence, [])
        for use in uses:
            session.withdraw(use, "移除佐证")
        return bool(uses)


def _claim(session: Session, ws: Workspace, item: str) -> str | None:
    return session.scalars(
        select(Claim.id)
        .where(
            Claim.item == item,
            Claim.site == ws.site,
            Claim.decision == ClaimDecision.CLAIMED,
            Claim.void.is_(False),
        )
        .order_by(Claim.id.desc())
        .limit(1)
    ).one_or_none()


def _uses(session: Session, claim: str) -> dict[str, list[EvidenceUse]]:
    found: dict[str, list[EvidenceUse]] = {}
    for use in session.scalars(
        select(EvidenceUse).where(EvidenceUse.target == claim, EvidenceUse.void.is_(False))
    ):
        found.setdefault(use.evidence, []).append(use)
    return found


def _item(session: WriteSession, file: Evidence) -> FileItem:
    """Return how a file is catalogued, begun now where nobody did yet."""
    found = session.scalars(
        select(FileItem).where(FileItem.evidence == file.id, FileItem.void.is_(False)).order_by(FileItem.id)
    ).first()
    return found or session.create(FileItem(evidence=file.id), stream=COUNTY)


def _inside(session: Session, box: str) -> bool:
    items: Iterable[str] = session.scalars(
        select(FileItem.id).where(FileItem.box == box, FileItem.void.is_(False)).limit(1)
    )
    return any(items)


def _last_number(session: Session, site: str, box: ArchiveBox) -> int:
    """Return the highest item number; one writer has the ledger at a time, and numbers are re-arranged freely."""
    last = session.scalar(
        select(func.max(FileItem.number)).where(
            FileItem.site == site,
            FileItem.year == box.year,
            FileItem.retention == box.retention,
            FileItem.void.is_(False),
        )
    )
    return last or 0


def _write_form(box: ArchiveBox, form: BoxForm) -> None:
    box.title, box.place = form.title.strip()[:128], form.place.strip()[:64]
    box.note, box.compiler, box.checker = (
        form.note.strip(),
        form.compiler.strip()[:64],
        form.checker.strip()[:64],
    )
    box.compiled_on = form.compiled_on


def _check_year(year: int) -> None:
    if not 1990 <= year <= 2100:
        raise InvalidInput("年度请写四位数，如 2026。")
