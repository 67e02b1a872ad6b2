"""What several papers need to know: which station they are about, who prints, on which sheet."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from msgspec import Struct

from app.clock import civil_date
from app.errors import InvalidInput
from app.office.units import UnitRow, get_unit
from app.overview.stations import list_stations
from app.papers.dates import chinese_date
from app.papers.flow import A3_LANDSCAPE, A4_LANDSCAPE, Imprint, Paper
from app.papers.pen import LightKind
from app.workspace import Role, Workspace

__all__ = [
    "LIGHT_KINDS",
    "Choices",
    "Subject",
    "imprint",
    "joined",
    "landscape",
    "office_name",
    "span_words",
    "subjects",
]


LIGHT_KINDS: Final[Mapping[str, LightKind]] = {
    "green": "green",
    "yellow": "yellow",
    "red": "red",
    "blue": "blue",
    "grey": "grey",
}
"""What papers draw for a computed light."""


class Choices(Struct, frozen=True):
    """What the user chose; empty means all there is, or the usual.

    Attributes:
        station: Id of a station's unit, at the office.
        package: Id of a task list.
        venue: Id of a venue.
        order: Id of an order.
        count: How many blank orders.
        paper: "A4" or "A3", for papers that come in both.
        larger: Everything a size larger, for papers in landscape.
        start: First day of the span a paper is about; None: as usual for it.
        end: Last day of the span.
        entry: Id of a log entry.
        box: Id of an archive box.
        problem: Id of a problem.
        meeting: Id of a meeting.
        kind: Kind of activity, a key of `app.work.labels.ACTIVITIES`.
    """

    station: str = ""
    package: str = ""
    venue: str = ""
    order: str = ""
    count: int = 10
    paper: str = "A4"
    larger: bool = False
    start: date | None = None
    end: date | None = None
    entry: str = ""
    kind: str = ""
    box: str = ""
    problem: str = ""
    meeting: str = ""


class Subject(Struct, frozen=True):
    """The station a paper is about."""

    unit: UnitRow
    site: str | None
    """Whose records they are; None: nothing came from it yet."""
    as_of: datetime | date

    @property
    def name(self) -> str:
        """Its name in full."""
        return self.unit.name


def subjects(ws: Workspace, choices: Choices) -> list[Subject]:
    """Return the stations a paper is about: our own; at the office the chosen one, or all.

    Raises:
        InvalidInput: The office has no such station.
    """
    if ws.role is Role.STATION:
        return [Subject(get_unit(ws, ws.unit), ws.site, ws.now())]
    found = [
        Subject(get_unit(ws, row.unit), row.site or None, row.as_of or ws.today)
        for row in list_stations(ws)
        if choices.station in {"", row.unit}
    ]
    if not found:
        raise InvalidInput("没有这个文化站，请重新选择。")
    return found


def office_name(ws: Workspace) -> str:
    """Return the name of the county office."""
    unit = get_unit(ws, ws.unit)
    return unit.parent_name if ws.role is Role.STATION else unit.name


def imprint(ws: Workspace, unit: UnitRow, kind: str, basis: str, as_of: datetime | date) -> Imprint:
    """Return what a paper about `unit` says of itself; `kind` is the short name of the paper."""
    code = f"{unit.number or '00'}-{kind}-{civil_date(ws.now()):%Y%m%d}"
    return Imprint(code, basis, as_of, ws.now())


def landscape(choices: Choices) -> Paper:
    """Return the sheet that was chosen."""
    paper = A3_LANDSCAPE if choices.paper == "A3" else A4_LANDSCAPE
    return paper.enlarged() if choices.larger else paper


def joined(parts: Iterable[str]) -> str:
    """Return the parts that are not empty, each once, parted by 、."""
    return "、".join(dict.fromkeys(part for part in parts if part))


def span_words(start: date, end: date) -> str:
    """Return a span of days in words: 2026年3月, 2026年3月2日, 2026年3月2日至3月8日."""
    following = date.fromordinal(end.toordinal() + 1)
    if start.day == following.day == 1 and (end.year, end.month) == (start.year, start.month):
        return f"{start.year}年{start.month}月"
    if start == end:
        return chinese_date(start)
    year = "" if start.year == end.year else f"{end.year}年"
    return f"{chinese_date(start)}至{year}{end.month}月{end.day}日"
