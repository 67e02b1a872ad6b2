"""Which village was served when: a village by month grid in which a blank past month is a gap.

A total hides gaps: 150 showings say nothing about the village that saw none.
"""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.work.facts import Reached, services
from app.work.labels import ACTIVITIES, PERIODS
from app.work.log import list_villages
from app.workspace import COUNTY, Workspace
from db.models.activities import Period, ServiceTarget
from db.models.work import LogEntry

__all__ = [
    "GridCell",
    "GridRow",
    "Period",
    "ServiceGap",
    "ServiceGrid",
    "ServiceState",
    "Target",
    "judge_period",
    "read_grid",
    "read_targets",
    "set_target",
]


class ServiceState(StrEnum):
    """How a village stands in one period."""

    MET = "met"
    SHORT = "short"  # over, and served less often than asked
    GAP = "gap"  # over, and not served at all
    OPEN = "open"  # not over, and not served often enough yet
    FREE = "free"  # nothing is asked
    FUTURE = "future"
    BEFORE = "before"  # over before the log began


class Target(Struct, frozen=True):
    """How often every village is to be served.

    Attributes:
        kind: Kind of activity; "": any.
        times: In each `period`; 0: nothing is asked.
        given: It was set here; otherwise it is the usual one.
    """

    kind: str
    period: Period
    times: int
    given: bool = False

    @property
    def words(self) -> str:
        """The target as people say it."""
        if not self.times:
            return "没有定次数"
        return f"每村{PERIODS[self.period]} {self.times} 次"


class GridCell(Struct, frozen=True):
    """One village in one period."""

    start: date
    end: date
    times: int
    people: int
    state: ServiceState


class GridRow(Struct, frozen=True):
    """One village through the year; `times` and `people` add up its cells."""

    unit: str
    village: str
    cells: tuple[GridCell, ...]
    times: int
    people: int


class ServiceGap(Struct, frozen=True):
    """A village that was not served, or not often enough, in a period that is over."""

    village: str
    period: str
    times: int
    wanted: int


class ServiceGrid(Struct, frozen=True):
    """Villages by months, or by quarters where the target counts those.

    Attributes:
        heads: Names of the periods: 1月 … 12月, or 一季度 … 四季度.
        totals: Times in each period, all villages together.
        gaps: By village, then by period.
        elsewhere: Times that name no village of the station now in its list.
    """

    year: int
    kind: str
    label: str
    target: Target
    heads: tuple[str, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[int, ...]
    gaps: tuple[ServiceGap, ...]
    elsewhere: int


_USUAL: Final[Mapping[str, tuple[Period, int]]] = {
    "": (Period.MONTH, 1),
    "film": (Period.MONTH, 1),
}
"""What is asked where nothing was set: something in every village each month, and a film among it.

Source: one showing a month in every village, the rural film programme's aim (standard pack item V14).
"""
_QUARTERS: Final = ("一季度", "二季度", "三季度", "四季度")
_MOST_TIMES: Final = 31


def read_targets(ws: Workspace) -> dict[str, Target]:
    """Return the target of every kind of activity, "" for any kind."""
    with ws.read() as session:
        return _targets(session, ws.site)


def set_target(ws: Workspace, kind: str, *, period: Period, times: int) -> None:
    """Say how often every village is to be served with a kind; 0: nothing is asked.

    Raises:
        InvalidInput: `times` is no number of times in a month or quarter.
    """
    if not 0 <= times <= _MOST_TIMES:
        raise InvalidInput(f"次数请填 0 到 {_MOST_TIMES}。不要求的填 0。")
    with ws.write() as session:
        here = session.scalars(
            select(ServiceTarget)
            .where(
                ServiceTarget.site == ws.site,
                ServiceTarget.activity == kind,
                ServiceTarget.void.is_(False),
            )
            .order_by(ServiceTarget.id)
            .limit(1)
        ).one_or_none()
        target = here or session.create(ServiceTarget(activity=kind), stream=COUNTY)
        target.period, target.times = period, times


def judge_period(
    times: int, wanted: int, *, start: date, end: date, today: date, begun: date
) -> ServiceState:
    """Tell how a village stands in the period from `start` to `end`, both inclusive.

    Args:
        wanted: Times asked for in it; 0: none.
        begun: The day the log begins; periods that ended before it are not judged.
    """
    if wanted and times >= wanted:
        return ServiceState.MET
    if start > today:
        return ServiceState.FUTURE
    if not wanted:
        return ServiceState.FREE
    if end >= today:
        return ServiceState.OPEN
    if end < begun:
        return ServiceState.BEFORE
    return ServiceState.SHORT if times else ServiceState.GAP


def read_grid(ws: Workspace, year: int, *, kind: str = "") -> ServiceGrid:
    """Return who was served when in a year, with activities of one kind or of any."""
    villages = list_villages(ws)
    reached = services(ws, date(year, 1, 1), date(year, 12, 31), kind=kind)
    with ws.read() as session:
        target = _targets(session, ws.site)[kind]
        begun = session.scalar(
            select(func.min(LogEntry.on)).where(LogEntry.site == ws.site, LogEntry.void.is_(False))
        )
    begun = begun or ws.today
    periods = _periods(year, target.period)
    by_village: dict[str, list[Reached]] = {village.id: [] for village in villages}
    elsewhere = 0
    for one in reached:
        if one.unit in by_village:
            by_village[one.unit].append(one)
        else:
            elsewhere += one.times
    rows, gaps = [], []
    for village in villages:
        cells = []
        for head, start, end in periods:
            inside = [one for one in by_village[village.id] if start <= one.on <= end]
            times = sum(one.times for one in inside)
            state = judge_period(times, target.times, start=start, end=end, today=ws.today, begun=begun)
            cells.append(GridCell(start, end, times, sum(one.people or 0 for one in inside), state))
            if state in {ServiceState.GAP, ServiceState.SHORT}:
                gaps.append(ServiceGap(village.name, head, times, target.times))
        rows.append(
            GridRow(
                village.id,
                village.name,
                tuple(cells),
                sum(cell.times for cell in cells),
                sum(cell.people for cell in cells),
            )
        )
    return ServiceGrid(
        year=year,
        kind=kind,
        label=ACTIVITIES.get(kind, kind) if kind else "全部服务",
        target=target,
        heads=tuple(head for head, _, _ in periods),
        rows=tuple(rows),
        totals=tuple(sum(row.cells[n].times for row in rows) for n in range(len(periods))),
        gaps=tuple(gaps),
        elsewhere=elsewhere,
    )


def _targets(session: Session, site: str) -> dict[str, Target]:
    found = {}
    for kind in ACTIVITIES:
        period, times = _USUAL.get(kind, (Period.MONTH, 0))
        found[kind] = Target(kind, period, times)
    for row in session.scalars(
        select(ServiceTarget)
        .where(ServiceTarget.site == site, ServiceTarget.void.is_(False))
        .order_by(ServiceTarget.id)
    ):
        found[row.activity] = Target(row.activity, Period(row.period), row.times, given=True)
    return found


def _periods(year: int, period: Period) -> list[tuple[str, date, date]]:
    """Return (name, first day, last day) of each period of a year."""
    if period is Period.MONTH:
        return [
            (f"{month}月", date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            for month in range(1, 13)
        ]
    firsts = [date(year, month, 1) for month in (1, 4, 7, 10)] + [date(year + 1, 1, 1)]
    return [
        (name, start, following - timedelta(days=1))
        for name, start, following in zip(_QUARTERS, firsts[:-1], firsts[1:], strict=True)
    ]
