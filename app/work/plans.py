"""What a station notes for itself: its own events, what is put off and why, why something was carried over."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from msgspec import Struct, field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.errors import InvalidInput
from app.ids import made_at
from app.reporting.county_rules import holidays_in
from app.work.log import add_log
from app.workspace import OWN, Workspace
from db.models.activities import DayPlan, PlanKind

__all__ = [
    "CARRIES_UNASKED",
    "Event",
    "Plans",
    "PutOff",
    "add_event",
    "carries",
    "edit_event",
    "explain",
    "finish_event",
    "plans_in",
    "postpone",
    "remove_event",
    "working_days",
]

CARRIES_UNASKED = 1
"""So often something may be carried over to the next working day before a reason is asked for."""
_FARTHEST = timedelta(days=366)
_LOOKED_BACK = timedelta(days=92)


class Event(Struct, frozen=True):
    """Something of one's own: to be done on a day, or an event that is to come."""

    id: str
    on: date
    text: str
    done_on: date | None


class PutOff(Struct, frozen=True):
    """Something due that was put off."""

    to: date
    why: str
    said_on: date


class Plans(Struct, frozen=True):
    """All that is noted and still matters.

    Attributes:
        events: Not done yet, by day.
        put_off: By what was put off (item, problem or event): the last time.
        explained: By the same: the last day on which somebody said why it is not done.
    """

    events: tuple[Event, ...] = ()
    put_off: Mapping[str, PutOff] = field(default_factory=dict)
    explained: Mapping[str, date] = field(default_factory=dict)


def plans_in(session: Session, site: str) -> Plans:
    """Return what is noted, inside a session."""
    events: list[Event] = []
    put_off: dict[str, PutOff] = {}
    explained: dict[str, date] = {}
    for row in session.scalars(
        select(DayPlan)
        .where(DayPlan.site == site, DayPlan.void.is_(False), DayPlan.kind != PlanKind.SETTLED)
        .order_by(DayPlan.id)
    ):
        if row.kind == PlanKind.OWN and row.done_on is None:
            events.append(Event(row.id, row.on, row.text, None))
        elif row.kind == PlanKind.POSTPONED:
            put_off[row.target] = PutOff(row.on, row.text, civil_date(made_at(row.id)))
        if row.kind in {PlanKind.POSTPONED, PlanKind.CARRIED}:
            explained[row.target] = civil_date(made_at(row.id))
    return Plans(tuple(sorted(events, key=lambda event: (event.on, event.id))), put_off, explained)


def postpone(ws: Workspace, target: str, *, to: date, why: str) -> None:
    """Put something due off to another day; its limit and its light stay what they are.

    Args:
        target: Id of the item, problem or event.

    Raises:
        InvalidInput: No reason is given, or the day is not after today or more than a year away.
    """
    if not why.strip():
        raise InvalidInput("请写一句为什么推后。")
    if to <= ws.today:
        raise InvalidInput("推到的日子要在今天以后。")
    if to > ws.today + _FARTHEST:
        raise InvalidInput("推得太远了，一年以内选一天。")
    _note(ws, PlanKind.POSTPONED, target, to, why)


def explain(ws: Workspace, target: str, why: str) -> None:
    """Say why something that was carried over is still not done.

    Raises:
        InvalidInput: Nothing is said.
    """
    if not why.strip():
        raise InvalidInput("请写一句还没办完的原因。")
    _note(ws, PlanKind.CARRIED, target, ws.today, why)


def add_event(ws: Workspace, text: str, *, on: date) -> str:
    """Note something to do, or an event to come, and return its id.

    Raises:
        InvalidInput: Nothing is written, or the day is over.
    """
    words = _checked(ws, text, on)
    with ws.write() as session:
        return session.create(DayPlan(kind=PlanKind.OWN, on=on, text=words), stream=OWN).id


def edit_event(ws: Workspace, event: str, *, text: str, on: date) -> None:
    """Change words or day of an event of one's own.

    Raises:
        InvalidInput: Nothing is written, or the day is over.
    """
    words = _checked(ws, text, on)
    with ws.write() as session:
        found = session.get_one(DayPlan, event)
        found.text, found.on = words, on


def finish_event(ws: Workspace, event: str) -> str:
    """Mark an event of one's own as done and return the id of the line that this puts into the log.

    Raises:
        InvalidInput: It is done already.
    """
    with ws.read() as session:
        found = session.get_one(DayPlan, event)
        text, done_on, on = found.text, found.done_on, found.on
    if done_on is not None:
        raise InvalidInput("这件事已经办完了。")
    added = add_log(ws, text, on=min(on, ws.today))
    with ws.write() as session:
        session.get_one(DayPlan, event).done_on = ws.today
    return added.log_entry


def remove_event(ws: Workspace, event: str) -> None:
    """Take an event of one's own away."""
    with ws.write() as session:
        session.withdraw(session.get_one(DayPlan, event), "不办了")


def carries(since: date, today: date, working: Callable[[date], bool]) -> int:
    """Return how often something of the day `since` was carried over to a further working day, up to `today`."""
    return sum(working(since + timedelta(days=n)) for n in range(1, (today - since).days + 1))


def working_days(session: Session, today: date) -> Callable[[date], bool]:
    """Return a test for working days up to `today`, by the county's table of days off, else by weekends."""
    table = holidays_in(session, today - _LOOKED_BACK, today)

    def working(day: date) -> bool:
        known = table.get(day)
        return day.weekday() < 5 if known is None else known.working

    return working


def _note(ws: Workspace, kind: PlanKind, target: str, on: date, why: str) -> None:
    made = DayPlan(kind=kind, on=on, target=target, text=" ".join(why.split()))
    with ws.write() as session:
        session.create(made, stream=OWN)


def _checked(ws: Workspace, text: str, on: date) -> str:
    words = " ".join(text.split())
    if not words:
        raise InvalidInput("请写一句要办什么。")
    if on < ws.today:
        raise InvalidInput("这一天已经过去了。做过的事请记在日志里。")
    return words
