"""Which reports a station owes: last month's return, and days of a sprint."""

from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import select

from app.reporting.county_rules import sprint_in
from app.reporting.return_state import return_states
from app.reporting.spans import days_between, month_of
from app.workspace import Workspace
from db.models.reporting import DailyReport
from db.models.returns import MonthlyReturn
from db.models.tasks import TaskItem

__all__ = ["ReturnOwed", "missing_days", "return_owed"]


class ReturnOwed(Struct, frozen=True):
    """A return that is still to be handed in, or to be put right."""

    month: date  # its first day
    returned: str  # why the office sent it back; "" where it did not


def return_owed(ws: Workspace) -> ReturnOwed | None:
    """Return last month's return if it is owed.

    Nothing is owed for a month that began before the station had any task.
    """
    month, last = month_of(ws.today.replace(day=1) - timedelta(days=1))
    with ws.read() as session:
        first = session.scalar(
            select(TaskItem.written_at).where(TaskItem.version > 0).order_by(TaskItem.written_at).limit(1)
        )
        if first is None or first.date() > last:
            return None
        handed_in = session.scalar(
            select(MonthlyReturn.id)
            .where(MonthlyReturn.site == ws.site, MonthlyReturn.month == month, MonthlyReturn.void.is_(False))
            .order_by(MonthlyReturn.id.desc())
            .limit(1)
        )
        if handed_in is None:
            return ReturnOwed(month, "")
        state = return_states(session, [handed_in])[handed_in]
    return None if state.stands else ReturnOwed(month, state.returned)


def missing_days(ws: Workspace) -> list[date]:
    """Return the days of the running sprint before today without a report of ours, the oldest first."""
    with ws.read() as session:
        sprint = sprint_in(session, ws.today)
        if sprint is None:
            return []
        there = set(
            session.scalars(
                select(DailyReport.on).where(
                    DailyReport.site == ws.site, DailyReport.on >= sprint.start, DailyReport.void.is_(False)
                )
            )
        )
    return [day for day in days_between(sprint.start, ws.today - timedelta(days=1)) if day not in there]
