"""What is open in the county: how long it has lain with whom, what waits for the office, what nobody claimed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.overview.board import WHERE, Board
from app.rectification.labels import label
from app.rectification.queries import closings, stage_of
from app.rectification.standing import Course, ProblemStage, standing_of
from app.tasks.light import Light
from app.tasks.stage import Holder, Stage
from app.workspace import Workspace
from db.models.rectification import Problem
from db.models.tasks import Ability, Decision

__all__ = [
    "AGES",
    "OpenItem",
    "UnclaimedRow",
    "aging",
    "read_open_items",
    "unclaimed_items",
    "waiting_for_office",
]

AGES: Final[Sequence[tuple[int, str]]] = (
    (7, "7 天内"),
    (15, "8–15 天"),
    (30, "16–30 天"),
    (10**6, "30 天以上"),
)
"""(most days, word) of each bar."""


class OpenItem(Struct, frozen=True):
    """A problem that is not closed, or a task that waits for somebody, came back or is late.

    Attributes:
        item: Of a task; `problem` of a problem; the other one is "".
        days: Since the present holder has had it; a problem of the station's counts from the day it was found.
        waiting: What others are waited for.
    """

    unit: str
    station: str
    item: str
    problem: str
    code: str
    subject: str
    stage_label: str
    waiting: str
    holder: Holder
    holder_label: str
    days: int


class UnclaimedRow(Struct, frozen=True):
    """A task that some stations have said nothing to.

    Attributes:
        days_late: Since the day by which it was to be claimed; 0: not yet.
        stations: (unit, name) of each, in order.
    """

    item: str
    code: str
    title: str
    claim_by: date | None
    days_late: int
    stations: Sequence[tuple[str, str]]


def read_open_items(ws: Workspace, board: Board) -> list[OpenItem]:
    """Return what is open in the county, the longest first.

    Tasks that a station works on in time are left out: time says nothing about them.

    Args:
        board: As read just now.
    """
    with ws.read() as session:
        items = [*_tasks(board), *_problems(session, board)]
    return sorted(items, key=lambda item: -item.days)


def aging(items: Iterable[OpenItem]) -> Mapping[Holder, Sequence[int]]:
    """Return by holder how many items are in each of `AGES`."""
    counts = {holder: [0] * len(AGES) for holder in (Holder.STATION, Holder.TOWNSHIP, Holder.COUNTY)}
    for item in items:
        age = next(place for place, (most, _) in enumerate(AGES) if item.days <= most)
        counts[item.holder][age] += 1
    return counts


def waiting_for_office(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Return what waits for the office, in the order of `items`."""
    return [item for item in items if item.holder is Holder.COUNTY]


def waiting_words(items: Iterable[OpenItem]) -> Mapping[str, int]:
    """Return how many items wait for what, the most first: {"待核验": 5, "待答复": 2}."""
    return dict(Counter(item.waiting for item in waiting_for_office(items)).most_common())


def unclaimed_items(board: Board) -> list[UnclaimedRow]:
    """Return tasks that stations have said nothing to, those of the most stations first."""
    rows = []
    for task in board.tasks:
        stations = [
            (line.station.unit, line.station.name)
            for line in board.stations
            if (cell := board.cells.get((line.station.unit, task.item))) and cell.stage is Stage.UNCLAIMED
        ]
        if stations:
            late = 0 if task.claim_by is None else max(0, (board.today - task.claim_by).days)
            rows.append(UnclaimedRow(task.item, task.code, task.title, task.claim_by, late, stations))
    return sorted(rows, key=lambda row: -len(row.stations))


def _tasks(board: Board) -> Iterable[OpenItem]:
    for line in board.stations:
        for task in board.tasks:
            cell = board.cells.get((line.station.unit, task.item))
            if cell is None or cell.holder is Holder.NOBODY:
                continue
            if cell.waiting or cell.stage is Stage.RETURNED or cell.light is Light.RED:
                yield OpenItem(
                    unit=line.station.unit,
                    station=line.station.name,
                    item=task.item,
                    problem="",
                    code=task.code,
                    subject=task.title,
                    stage_label=cell.stage_label,
                    waiting=cell.waiting,
                    holder=cell.holder,
                    holder_label=cell.holder_label,
                    days=cell.days,
                )


def _problems(session: Session, board: Board) -> Iterable[OpenItem]:
    stations = {line.station.site: line.station for line in board.stations if line.station.site}
    closing = closings()
    found = session.execute(
        select(
            Problem.id,
            Problem.site,
            Problem.number,
            Problem.description,
            Problem.ability,
            Problem.found_on,
            Problem.relapsed_on,
            Problem.relapsed_turn,
            closing.c.turn,
            closing.c.requested_on,
            closing.c.decision,
            stage_of(closing).label("stage"),
        )
        .outerjoin(closing, closing.c.problem == Problem.id)
        .where(Problem.void.is_(False), stage_of(closing) != ProblemStage.CLOSED)
    )
    for row in found:
        station = stations.get(row.site)
        if station is None:
            continue
        standing = standing_of(
            Course(
                planned=row.stage == ProblemStage.WORKING,
                ability=Ability(row.ability) if row.ability in set(Ability) else Ability.STATION,
                turn=row.turn,
                verdict=None if row.decision is None else Decision(row.decision),
                relapsed_turn=row.relapsed_turn,
            )
        )
        since = (
            row.requested_on if standing.stage is ProblemStage.CLOSING else row.relapsed_on or row.found_on
        )
        yield OpenItem(
            unit=station.unit,
            station=station.name,
            item="",
            problem=row.id,
            code=row.number,
            subject=row.description,
            stage_label=label("stage", standing.stage),
            waiting=standing.waiting,
            holder=standing.holder,
            holder_label=WHERE[standing.holder],
            days=max(0, (board.today - since).days),
        )
