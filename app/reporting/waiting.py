"""How many reports a station owes today: the number beside 汇报."""

from datetime import timedelta

from sqlalchemy import select

from app.reporting.daily import missing_days
from app.reporting.drafts import month_of
from app.reporting.first_report import Standing
from app.reporting.instructions import count_unread
from app.reporting.monthly import list_returns
from app.reporting.reports_up import first_reports
from app.workspace import Workspace
from db.models import TaskItem

__all__ = ["count_reports_waiting", "return_owed", "returned_reason"]


def count_reports_waiting(ws: Workspace) -> int:
    """Count unread instructions, days without a report, lists the township has not heard of, and last month's return."""
    owed = {Standing.RUNNING, Standing.OVERDUE}
    lists = sum(clock.first.standing in owed for clock in first_reports(ws))
    return count_unread(ws) + len(missing_days(ws)) + lists + return_owed(ws)


def return_owed(ws: Workspace) -> bool:
    """Tell whether last month's return is still to be handed in, or to be put right.

    Nothing is owed for a month that began before the station had any task.
    """
    last = month_of(ws.today.replace(day=1) - timedelta(days=1))
    with ws.read() as session:
        first = session.scalar(
            select(TaskItem.written_at).where(TaskItem.version > 0).order_by(TaskItem.written_at).limit(1)
        )
        if first is None or first.date() > last[1]:
            return False
    ours = [row for row in list_returns(ws, month=last[0]) if row.site == ws.site]
    return not ours or not ours[-1].stands


def returned_reason(ws: Workspace) -> str:
    """Return why the office sent last month's return back; "" where it did not, or that is put right."""
    last = month_of(ws.today.replace(day=1) - timedelta(days=1))
    ours = [row for row in list_returns(ws, month=last[0]) if row.site == ws.site]
    return ours[-1].returned if ours and not ours[-1].stands else ""
