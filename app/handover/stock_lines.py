"""What there is to be counted at a change of staff: boxes, files, venues and what stands in them."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.archive.lists import read_archive
from app.facilities.judging import ValueKind
from app.facilities.queries import numbered_checks, venues_of
from app.facilities.venues import list_venues
from app.workspace import Workspace
from db.models.facilities import CheckResult, Finding, StandardItem
from db.models.stock import StockAnswer, StockFound, StockSubject

__all__ = ["FOUND_LABELS", "StockFound", "StockLine", "StockSubject", "stock_lines"]

FOUND_LABELS: Final = {
    StockFound.FOUND: "找到",
    StockFound.MISSING: "没找到",
    StockFound.DIFFERS: "不相符",
}
_COUNTED_IN: Final = frozenset("间台册套个张具件把块副本部架组盏只辆")
"""Units of things that can be counted on the spot; areas, hours and people are not handed over."""


class StockLine(Struct, frozen=True):
    """One thing to be looked at.

    Attributes:
        subject: A StockSubject; with `of` and `code` it says which thing.
        of: Id of the box, file item or venue; "" of the files in the computer.
        code: Of what was counted in a venue: code of the item.
        place: Where it lies or stands.
        listed: How much there should be: 12 件, 6 台.
        answer: A StockFound; "" while nothing was said.
        note: What differs, in words.
    """

    subject: str
    of: str
    code: str
    place: str
    name: str
    listed: str
    answer: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Tells it from all others."""
        return f"{self.subject}:{self.of}:{self.code}"

    @property
    def archived(self) -> bool:
        """Whether it belongs to the archive, not to a venue."""
        return self.subject in {StockSubject.BOX, StockSubject.FILE, StockSubject.LOOSE}

    @property
    def answer_label(self) -> str:
        """找到, 没找到, 不相符; "" while nothing was said."""
        return FOUND_LABELS.get(StockFound(self.answer), "") if self.answer in set(StockFound) else ""

    @property
    def differs(self) -> bool:
        """Whether it is not as listed."""
        return self.answer in {StockFound.MISSING, StockFound.DIFFERS}

    @property
    def words(self) -> str:
        """第 3 盒　2026年　30年：没找到，钥匙在镇里."""
        return f"{self.name}：{self.answer_label}{f'，{self.note}' if self.note else ''}"


def stock_lines(ws: Workspace) -> list[StockLine]:
    """Return what there is, without answers: the archive by box, then the venues with what was last counted there."""
    return [*_archive(ws), *_venues(ws)]


def line_of(answer: StockAnswer) -> StockLine:
    """Return a stored answer as the line it was given to."""
    return StockLine(
        subject=answer.subject,
        of=answer.of,
        code=answer.code,
        place=answer.place,
        name=answer.name,
        listed=answer.listed,
        answer=answer.answer,
        note=answer.note,
    )


def answered(line: StockLine, answer: StockAnswer | None) -> StockLine:
    """Return `line` with what was said of it."""
    return line if answer is None else replace(line, answer=answer.answer, note=answer.note)


def _archive(ws: Workspace) -> Iterator[StockLine]:
    archive = read_archive(ws)
    for box in archive.boxes:
        place = box.place or "档案柜"
        title = f"　{box.title}" if box.title else ""
        yield StockLine(StockSubject.BOX, box.id, "", place, f"{box.label}{title}", f"{box.files} 件")
        for file in archive.of_box(box.id):
            amount = f"{file.pages} 页" if file.pages else "1 件"
            name = f"{file.number}　{file.title}"
            yield StockLine(StockSubject.FILE, file.item or "", "", f"第 {box.number} 盒", name, amount)
    if archive.files:
        lost = sum(not file.original_there for file in archive.files)
        listed = f"{len(archive.files)} 份{f'，{lost} 份打不开' if lost else ''}"
        yield StockLine(StockSubject.LOOSE, "", "", "本台账的数据文件夹", "电脑里的照片和文件", listed)


def _venues(ws: Workspace) -> Iterator[StockLine]:
    venues = list_venues(ws, station=ws.unit)
    with ws.read() as session:
        things = _counted(session, ws)
    for venue in venues:
        name = venue.form.name
        yield StockLine(StockSubject.VENUE, venue.id, "", venue.unit_name, name, venue.state_label)
        for code, thing, listed in things.get(venue.id, ()):
            yield StockLine(StockSubject.THING, venue.id, code, name, thing, listed)


def _counted(session: Session, ws: Workspace) -> dict[str, list[tuple[str, str, str]]]:
    """Return (code, name, "6 台") of what the last check of each venue counted there, in paper order."""
    checks = numbered_checks(venues_of(ws.unit))
    found = session.execute(
        select(checks.c.venue, StandardItem.code, StandardItem.name, CheckResult.value, StandardItem.unit)
        .join(CheckResult, CheckResult.check == checks.c.id)
        .join(
            StandardItem,
            and_(
                StandardItem.pack == checks.c.pack,
                StandardItem.version == checks.c.pack_version,
                StandardItem.code == CheckResult.item_code,
                StandardItem.void.is_(False),
            ),
        )
        .where(
            checks.c.number == 1,
            CheckResult.void.is_(False),
            CheckResult.finding != Finding.NOT_APPLICABLE,
            CheckResult.value.not_in(("", "0")),
            StandardItem.value_kind == ValueKind.NUMBER,
            StandardItem.unit.in_(_COUNTED_IN),
        )
        .order_by(StandardItem.position, StandardItem.code)
    )
    things: dict[str, list[tuple[str, str, str]]] = {}
    for venue, code, name, value, unit in found:
        things.setdefault(venue, []).append((code, name, f"{value} {unit}"))
    return things
