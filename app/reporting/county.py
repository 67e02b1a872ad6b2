"""What the county sees of its stations' reporting: first reports, daily reports, monthly returns, the closed month."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.overview.stations import StationRow, stations_in
from app.reporting.county_rules import SprintRow, rule_in
from app.reporting.daily import DayRow, list_days
from app.reporting.monthly import ReturnRow, list_returns
from app.reporting.reports_up import ListClock, clock_of, first_told, items_by_list, reports_in
from app.reporting.spans import days_between, next_month
from app.workspace import ALL, Workspace
from db.models.log import LogLine, StreamHead
from db.models.peers import Held
from db.models.reporting import ReportUp
from db.models.returns import DispatchMonth
from db.models.tasks import Claim, TaskPackage

__all__ = [
    "DailyCell",
    "DailyLine",
    "FirstReportLine",
    "MonthLine",
    "MonthTable",
    "close_month",
    "daily_table",
    "first_report_table",
    "month_table",
    "reopen_month",
]


class FirstReportLine(Struct, frozen=True):
    """A station and its newest task list with the clock of the first report.

    Attributes:
        last: The newest report in words; empty without any.
    """

    station: StationRow
    clock: ListClock
    last: str


class DailyCell(Struct, frozen=True):
    """A day of a station: word and light; `report` where one came."""

    light: str
    word: str
    report: DayRow | None


class DailyLine(Struct, frozen=True):
    """A station and the days of a sprint."""

    station: StationRow
    cells: Mapping[date, DailyCell]

    @property
    def missing(self) -> int:
        """How many days' reports are missing for certain."""
        return sum(cell.light == "red" for cell in self.cells.values())


class MonthLine(Struct, frozen=True):
    """A station in the monthly dispatch table.

    Attributes:
        found: Its return, as it was handed in; None: there is none, it was sent back and waits for the station,
            or it came after the month was closed.
        former: Earlier ones of the month, which the office sent back; with `newest` the last of all.
        after: It came after the month was closed and does not count.
    """

    station: StationRow
    found: ReturnRow | None
    after: bool
    light: str
    word: str
    former: Sequence[ReturnRow] = ()
    newest: ReturnRow | None = None


class MonthTable(Struct, frozen=True):
    """A month of the county: open, or closed for good."""

    month: date
    due_on: date
    closed_on: date | None
    lines: Sequence[MonthLine]

    @property
    def missing(self) -> list[MonthLine]:
        """The stations whose return is missing."""
        return [line for line in self.lines if line.found is None]


def first_report_table(ws: Workspace) -> list[FirstReportLine]:
    """Return each station with the clock of its newest task list: overdue ones first, then by number.

    When a list arrived is taken from the station's own report; before that from its first claim, or from the
    newest package that acknowledges it: never earlier than it was.
    """
    with ws.read() as session:
        lists = list(items_by_list(session).values())
        if not lists:
            return []
        items = lists[-1]
        limit = rule_in(session).report_up_days
        acknowledged = _acknowledged(session, ws, items[0].package)
        claimed = _first_claims(session, [item.item for item in items])
        lines = []
        for station in stations_in(session, ws.today):
            reports = reports_in(session, station.site) if station.site else []
            received = _received(station, reports, {item.item for item in items}, acknowledged, claimed)
            clock = clock_of(items, first_told(reports), received, limit_days=limit, today=ws.today)
            lines.append(FirstReportLine(station, clock, _last_words(reports)))
    return sorted(lines, key=lambda line: (line.clock.first.light != "red", line.station.number))


def daily_table(ws: Workspace, sprint: SprintRow) -> list[DailyLine]:
    """Return every station by the days of a sprint until today.

    A report counts as missing only where the station's data reach beyond its day; before that it is not known.
    """
    end = min(sprint.end, ws.today)
    found = {(row.site, row.on): row for row in list_days(ws, sprint.start, end)}
    with ws.read() as session:
        stations = stations_in(session, ws.today)
    days = list(days_between(sprint.start, end))
    return [
        DailyLine(
            station,
            {day: _daily_cell(station, day, found.get((station.site, day)), ws.today) for day in days},
        )
        for station in stations
    ]


def month_table(ws: Workspace, month: date) -> MonthTable:
    """Return the month's returns by station, from the figures as they were handed in."""
    month = month.replace(day=1)
    returns: dict[str, list[ReturnRow]] = {}
    for row in list_returns(ws, month=month):
        returns.setdefault(row.site, []).append(row)
    with ws.read() as session:
        closed = _closed(session, month)
        counting = set(closed.returns) if closed else None
        closed_on = closed.closed_on if closed else None
        due = next_month(month).replace(day=rule_in(session).return_day)
        stations = stations_in(session, ws.today)
    lines = []
    for station in stations:
        every = returns.get(station.site, []) if station.site else []
        newest = every[-1] if every else None
        after = newest is not None and counting is not None and newest.id not in counting
        light, word = _month_word(newest, due, ws.today, after=after)
        counts = newest is not None and newest.state.stands and not after
        lines.append(MonthLine(station, newest if counts else None, after, light, word, every[:-1], newest))
    return MonthTable(month, due, closed_on, lines)


def close_month(ws: Workspace, month: date) -> int:
    """Close a month: the returns that are here count from now on, for good; return how many.

    Raises:
        InvalidInput: It is closed, or has not ended.
    """
    month = month.replace(day=1)
    if next_month(month) > ws.today:
        raise InvalidInput("这个月还没有过完，不能关月。")
    found = [line.found for line in month_table(ws, month).lines if line.found is not None]
    with ws.write() as session:
        if _closed(session, month) is not None:
            raise InvalidInput("这个月已经关月。")
        made = DispatchMonth(month=month, closed_on=ws.today, returns=[row.id for row in found])
        session.create(made, stream=ALL)
    return len(found)


def reopen_month(ws: Workspace, month: date, reason: str) -> None:
    """Open a closed month again, with a reason that stays in its history.

    Raises:
        InvalidInput: It is not closed, or there is no reason.
    """
    if not reason.strip():
        raise InvalidInput("请写明为什么重新打开这个月。")
    with ws.write() as session:
        closed = _closed(session, month.replace(day=1))
        if closed is None:
            raise InvalidInput("这个月没有关月。")
        session.withdraw(closed, reason.strip())


def _closed(session: Session, month: date) -> DispatchMonth | None:
    return session.scalars(
        select(DispatchMonth)
        .where(DispatchMonth.month == month, DispatchMonth.void.is_(False))
        .order_by(DispatchMonth.id)
        .limit(1)
    ).one_or_none()


def _month_word(found: ReturnRow | None, due: date, today: date, *, after: bool) -> tuple[str, str]:
    if found is None:
        return ("red", "未报") if today > due else ("grey", "未到期")
    if not found.state.stands:
        return "yellow", "退回待更正"
    if after:
        return "yellow", "关月后补报"
    return ("yellow", f"迟报 {found.late_days} 天") if found.late_days else ("green", "按时")


def _daily_cell(station: StationRow, day: date, report: DayRow | None, today: date) -> DailyCell:
    if report is not None:
        return DailyCell("yellow" if report.late_days else "green", report.word, report)
    if day == today or station.as_of is None or station.as_of <= day:
        return DailyCell("grey", "未收到", None)
    return DailyCell("red", "缺报", None)


def _acknowledged(session: Session, ws: Workspace, package: str) -> dict[str, date]:
    """Return by unit the day of the newest package of each station that says it holds the list."""
    at = session.execute(
        select(LogLine.number, StreamHead.epoch)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .join(TaskPackage, TaskPackage.id == LogLine.record)
        .where(StreamHead.site == ws.site, StreamHead.stream == ALL, TaskPackage.package == package)
        .where(TaskPackage.version == 1)
        .order_by(LogLine.number)
        .limit(1)
    ).one_or_none()
    if at is None:
        return {}
    held = session.scalars(
        select(Held.peer).where(
            Held.site == ws.site, Held.stream == ALL, Held.epoch == at.epoch, Held.number >= at.number
        )
    )
    days = {row.unit: row.as_of for row in stations_in(session, ws.today)}
    return {unit: day for unit in held if (day := days.get(unit)) is not None}


def _first_claims(session: Session, items: Sequence[str]) -> dict[str, date]:
    found = session.execute(
        select(Claim.site, func.min(Claim.claimed_on).label("on"))
        .where(Claim.item.in_(items), Claim.void.is_(False))
        .group_by(Claim.site)
    )
    return {row.site: row.on for row in found}


def _received(
    station: StationRow,
    reports: Sequence[ReportUp],
    items: set[str],
    acknowledged: Mapping[str, date],
    claimed: Mapping[str, date],
) -> date | None:
    for report in reports:
        if report.received_on is not None and items.intersection(report.covers):
            return report.received_on
    known = [day for day in (acknowledged.get(station.unit), claimed.get(station.site)) if day is not None]
    return min(known, default=None)


def _last_words(reports: Sequence[ReportUp]) -> str:
    if not reports:
        return ""
    last = reports[-1]
    answer = last.decision or last.instruction or last.requests
    return f"{last.on.month}月{last.on.day}日向{last.to_whom}汇报" + (f"：{answer}" if answer else "")
