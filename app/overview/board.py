"""Stations by tasks: the county's map, with counts for each station and each task."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from app.overview.stations import STALE_DAYS, StationRow, stations_in
from app.reporting.county_rules import rule_in
from app.tasks.facts import ItemFacts, StationFacts, excused, items_now, state_of, stations_facts
from app.tasks.labels import label
from app.tasks.light import USUAL, Light, Thresholds
from app.tasks.stage import Holder, Stage, Standing
from app.workspace import Workspace
from db.models.tasks import Nature

__all__ = ["Board", "Cell", "StationLine", "TaskColumn", "cell_of", "read_board", "task_title"]

_TREND_MONTHS = 6


class Cell(Struct, frozen=True):
    """How one task stands at one station.

    Attributes:
        word: Beside the light: "逾期 3 天".
        waiting: What others are waited for: "待核验"; "" while the station holds it.
        days: Since the present holder has had it.
        due: Day it is expected on.
        asked: A question about it waits for an answer.
        counts: It is asked of the station, which nobody excused: it stands in the share that is done.
        optional: It is optional or encouraged.
        quiet_days: For how long the station, whose move it is, has not said a word.
    """

    light: Light
    word: str
    stage: Stage
    stage_label: str
    holder: Holder
    holder_label: str
    waiting: str
    days: int
    due: date | None
    finished_on: date | None
    responsible: str
    asked: bool
    counts: bool
    optional: bool
    quiet_days: int

    @property
    def done(self) -> bool:
        """Whether the office has confirmed that it is done."""
        return self.stage is Stage.CLOSED

    @property
    def tip(self) -> str:
        """Stage, light, holder and date in one line."""
        parts = [self.stage_label] if self.stage_label == self.word else [self.stage_label, self.word]
        if self.holder is not Holder.NOBODY:
            parts.append(f"在{WHERE[self.holder]} {self.days} 天")
        if self.due is not None and not self.done:
            parts.append(f"时限 {self.due:%Y-%m-%d}")
        return " · ".join(parts)


class StationLine(Struct, frozen=True):
    """A station and its counts over the tasks that concern it.

    Attributes:
        lights: How many tasks by light, those that do not concern it left out.
        total: Tasks that are asked of it; what is optional or encouraged is not, nor what it was excused from.
        optional_total: Optional and encouraged tasks, of which `optional_done` are done: never added to the others.
        unclaimed: Tasks nothing was said to yet.
        trend: Shares done at the last six months' ends, oldest first, and today.
    """

    station: StationRow
    lights: Mapping[str, int]
    done: int
    total: int
    unclaimed: int
    trend: tuple[float, ...]
    optional_done: int = 0
    optional_total: int = 0


class TaskColumn(Struct, frozen=True):
    """A task and how many of the stations it concerns are done with it.

    Attributes:
        label: Short number for the head of its column, counted over all lists.
    """

    item: str
    label: str
    code: str
    title: str
    group: str
    package: str
    version: int
    limit_text: str
    claim_by: date | None
    done: int
    total: int


class Board(Struct, frozen=True):
    """The county's map.

    Attributes:
        cells: By (unit, item); what does not apply to a station or was withdrawn is left out.
        thresholds: What the lights of the cells go by.
        as_of: The oldest day that all the data that ever came reaches to; None: none came.
    """

    today: date
    stations: Sequence[StationLine]
    tasks: Sequence[TaskColumn]
    cells: Mapping[tuple[str, str], Cell]
    as_of: date | None
    thresholds: Thresholds = USUAL


def read_board(ws: Workspace, *, stale_days: int = STALE_DAYS) -> Board:
    """Return all stations by all tasks in force; a fixed number of queries for any number of either."""
    with ws.read() as session:
        stations = stations_in(session, ws.today, stale_days=stale_days)
        items = [item for item in items_now(session) if not item.withdrawn]
        facts, thresholds = stations_facts(session), rule_in(session).thresholds
    lines, cells = [], {}
    ends = _month_ends(ws.today)
    for station in stations:
        own = {}
        for item in items:
            cell = cell_of(item, facts.get((station.site, item.item)), ws.today, thresholds)
            if cell.stage is not Stage.NOT_APPLICABLE:
                own[item.item] = cells[station.unit, item.item] = cell
        lines.append(_line(station, list(own.values()), ends))
    days = [station.as_of for station in stations if station.as_of is not None]
    return Board(
        today=ws.today,
        stations=lines,
        tasks=[_column(number, item, stations, cells) for number, item in enumerate(items, start=1)],
        cells=cells,
        as_of=min(days, default=None),
        thresholds=thresholds,
    )


def cell_of(item: ItemFacts, facts: StationFacts | None, today: date, thresholds: Thresholds = USUAL) -> Cell:
    """Return how `item` stands at the station that wrote `facts`."""
    facts = facts or StationFacts()
    state = state_of(item, facts, today, thresholds)
    stage = state.standing.stage
    since = _held_since(item, facts, state.standing)
    return Cell(
        light=state.lamp.light,
        word=state.lamp.word,
        stage=stage,
        stage_label=label("stage", stage),
        holder=state.standing.holder,
        holder_label=WHERE[state.standing.holder],
        waiting=state.standing.waiting,
        days=0 if since is None else max(0, (today - since).days),
        due=state.due_on,
        finished_on=facts.completed_on if stage is Stage.CLOSED else None,
        responsible=facts.responsible_name,
        asked=facts.open_question is not None,
        optional=item.nature != Nature.REQUIRED,
        counts=item.nature == Nature.REQUIRED and not excused(facts, stage),
        quiet_days=state.quiet_days,
    )


def task_title(item: ItemFacts) -> str:
    """Return what a task is called where there is little room: the first line of its content."""
    return item.content.strip().split("\n")[0]


def _held_since(item: ItemFacts, facts: StationFacts, standing: Standing) -> date | None:
    """Return since when the present holder has had it."""
    if standing.stage in {Stage.QUESTIONED, Stage.CONTESTED}:
        return facts.asked_on
    if standing.stage is Stage.RETURNED:
        return facts.decided_on or facts.claim_decided_on
    if standing.stage is Stage.CLOSING:
        return facts.requested_on
    if standing.stage is Stage.UNCLAIMED:
        return facts.answered_on or item.issued_on
    return facts.claimed_on


WHERE: Mapping[Holder, str] = {
    Holder.STATION: "站里",
    Holder.TOWNSHIP: "乡镇",
    Holder.COUNTY: "县里",
    Holder.NOBODY: "—",
}


def _line(station: StationRow, cells: Sequence[Cell], ends: Sequence[date]) -> StationLine:
    asked = [cell for cell in cells if cell.counts]
    days = [cell.finished_on for cell in asked if cell.finished_on is not None]
    optional = [cell for cell in cells if cell.optional]
    return StationLine(
        station=station,
        lights=Counter(cell.light.value for cell in cells),
        done=sum(cell.done for cell in asked),
        total=len(asked),
        unclaimed=sum(cell.stage is Stage.UNCLAIMED for cell in cells),
        trend=tuple(sum(day <= end for day in days) / len(asked) for end in ends) if asked else (),
        optional_done=sum(cell.done for cell in optional),
        optional_total=len(optional),
    )


def _column(
    number: int,
    item: ItemFacts,
    stations: Sequence[StationRow],
    cells: Mapping[tuple[str, str], Cell],
) -> TaskColumn:
    own = [cell for station in stations if (cell := cells.get((station.unit, item.item))) is not None]
    return TaskColumn(
        item=item.item,
        label=str(number),
        code=item.code,
        title=task_title(item),
        group=item.level1 or item.package_name,
        package=item.package_name,
        version=item.version,
        limit_text=item.limit_text,
        claim_by=item.claim_by,
        done=sum(cell.done for cell in own),
        total=len(own),
    )


def _month_ends(today: date) -> list[date]:
    """Return the last days of the five months before, oldest first, and today."""
    ends, end = [today], today.replace(day=1) - timedelta(days=1)
    while len(ends) < _TREND_MONTHS:
        ends.append(end)
        end = end.replace(day=1) - timedelta(days=1)
    return ends[::-1]
