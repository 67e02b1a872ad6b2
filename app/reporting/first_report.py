"""The clock of the first report: a task list came, and the township must hear of it within days."""

from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

__all__ = ["FirstReport", "Standing", "judge_first_report"]


class Standing(StrEnum):
    """How a station stands with its first report on a list."""

    NOT_RECEIVED = "not_received"  # nothing shows that the list has arrived
    RUNNING = "running"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"


class FirstReport(Struct, frozen=True):
    """A station's first report on one list.

    Attributes:
        due_on: The last day; None while the list has not arrived.
        days: Until the last day while it runs, past it while or when late.
    """

    standing: Standing
    due_on: date | None
    days: int

    @property
    def light(self) -> str:
        """The light to show: red when none came in time."""
        return _LIGHTS[self.standing]

    @property
    def word(self) -> str:
        """The light in words."""
        if self.standing is Standing.OVERDUE:
            return f"逾期 {self.days} 天未汇报"
        if self.standing is Standing.RUNNING:
            return f"还有 {self.days} 天" if self.days else "今天要汇报"
        if self.standing is Standing.LATE:
            return f"已汇报，迟 {self.days} 天"
        return "已汇报" if self.standing is Standing.IN_TIME else "还没收到清单"


_LIGHTS = {
    Standing.NOT_RECEIVED: "grey",
    Standing.RUNNING: "yellow",
    Standing.OVERDUE: "red",
    Standing.IN_TIME: "green",
    Standing.LATE: "green",
}


def judge_first_report(
    received_on: date | None, reported_on: date | None, *, limit_days: int, today: date
) -> FirstReport:
    """Judge one list at one station.

    The day of receiving does not count: received on the 2nd with a limit of 3 days, the 5th is in time.

    Args:
        received_on: When the station got the list; None: it is not known to have it.
        reported_on: The day of the first report that covers an item of it; None: there is none.
        limit_days: The county's limit.
        today: To judge by while there is no report.
    """
    if received_on is None:
        if reported_on is None:
            return FirstReport(Standing.NOT_RECEIVED, None, 0)
        return FirstReport(Standing.IN_TIME, None, 0)
    due = received_on + timedelta(days=limit_days)
    if reported_on is not None:
        late = (reported_on - due).days
        return FirstReport(Standing.LATE if late > 0 else Standing.IN_TIME, due, max(0, late))
    left = (due - today).days
    return FirstReport(Standing.RUNNING if left >= 0 else Standing.OVERDUE, due, abs(left))
