"""How many reports a station owes today: the number beside 汇报."""

from app.reporting.first_report import Standing
from app.reporting.owed import missing_days, return_owed
from app.reporting.reports_up import first_reports
from app.reporting.unread import count_unread
from app.workspace import Workspace

__all__ = ["count_reports_waiting"]


def count_reports_waiting(ws: Workspace) -> int:
    """Count unread instructions, days without a report, lists the township has not heard of, and last month's return."""
    owed = {Standing.RUNNING, Standing.OVERDUE}
    lists = sum(clock.first.standing in owed for clock in first_reports(ws))
    return count_unread(ws) + len(missing_days(ws)) + lists + (return_owed(ws) is not None)
