"""What somebody has to do in the week in which a task falls: seen when he is named, before it is too late."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct

from app.rectification.problems import list_problems
from app.rectification.standing import OPEN_STAGES
from app.tasks.ledger import LedgerRow, list_ledger
from app.workspace import Workspace

__all__ = ["Due", "WeekLoad", "list_dues", "week_load"]


class Due(NamedTuple):
    """Something that somebody has to have done by a day."""

    person: str
    on: date
    key: str


class WeekLoad(Struct, frozen=True):
    """Somebody's week.

    Attributes:
        first: Its Monday.
        count: Things to do in it beside what is being given out.
        same_day: Of them, due on the very day.
    """

    person: str
    first: date
    on: date
    count: int
    same_day: int

    @property
    def clashes(self) -> bool:
        """Whether something else is due on the same day."""
        return self.same_day > 0

    @property
    def words(self) -> str:
        """One line; "" where the week is free."""
        if not self.count:
            return ""
        last = self.first + timedelta(days=6)
        span = f"{self.first.month}.{self.first.day}—{last.month}.{last.day}"
        day = f"，{self.on.month}月{self.on.day}日同一天有 {self.same_day} 件" if self.clashes else ""
        return f"{self.person}这一周（{span}）已有 {self.count} 件{day}。"


def list_dues(ws: Workspace, rows: Iterable[LedgerRow] | None = None) -> list[Due]:
    """Return what is to be done by when and by whom: tasks and problems of our own that are open and have a day.

    Args:
        ws: The station.
        rows: Its whole ledger, where that was read already.
    """
    found = [
        Due(row.responsible_name, row.due_on, row.item)
        for row in (list_ledger(ws) if rows is None else rows)
        if row.due_on is not None and row.open and row.responsible_name
    ]
    found += [
        Due(problem.responsible_name, problem.limit_end, problem.id)
        for problem in list_problems(ws, stages=OPEN_STAGES)
        if problem.ours and problem.limit_end is not None and problem.responsible_name
    ]
    return found


def week_load(
    dues: Iterable[Due], person: str, on: date | None, *, today: date, leave_out: Collection[str] = ()
) -> WeekLoad | None:
    """Return what `person` has to do in the week of a day; None: nobody is named, or no day is.

    Args:
        dues: As of `list_dues`.
        person: A name.
        on: The last day of what is given out; what is overdue falls into this week.
        today: The day of asking.
        leave_out: What is given out: it does not count.
    """
    if not person or on is None:
        return None
    day = max(on, today)
    monday = day - timedelta(days=day.weekday())
    week = [
        max(due.on, today)
        for due in dues
        if due.person == person
        and due.key not in leave_out
        and monday <= max(due.on, today) < monday + timedelta(days=7)
    ]
    return WeekLoad(person, monday, day, len(week), week.count(day))
