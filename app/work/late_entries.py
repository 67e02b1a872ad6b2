"""How much of a log was entered long after its day: told as it is, to both sides, without a judgement."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.ids import made_at
from app.reporting.county_rules import rule_in
from app.workspace import Workspace
from db.models.work import LogEntry

__all__ = ["LateShare", "late_share", "late_share_in"]


class LateShare(Struct, frozen=True):
    """Lines of a log, and how many of them were entered more than `days` after their day."""

    entries: int
    late: int
    days: int

    @property
    def words(self) -> str:
        """One sentence; "" without any line."""
        if not self.entries:
            return ""
        if not self.late:
            return f"日志 {self.entries} 条，都是 {self.days} 天以内记的。"
        percent = round(100 * self.late / self.entries)
        return f"日志 {self.entries} 条，其中 {self.late} 条（{percent}%）是 {self.days} 天以后补记的。"


def late_share(ws: Workspace, start: date, end: date, *, site: str | None = None) -> LateShare:
    """Return how much of what a log says of a span of days, both inclusive, was entered late.

    Args:
        site: Of the station, at the office; None: our own.
    """
    with ws.read() as session:
        return late_share_in(session, site or ws.site, start, end)


def late_share_in(session: Session, site: str, start: date, end: date) -> LateShare:
    """Do what `late_share` does inside a session; how late is late is the county's word."""
    days = rule_in(session).late_days
    rows = session.execute(
        select(LogEntry.id, LogEntry.on).where(
            LogEntry.site == site, LogEntry.void.is_(False), LogEntry.on >= start, LogEntry.on <= end
        )
    ).all()
    late = sum((civil_date(made_at(row.id)) - row.on).days > days for row in rows)
    return LateShare(len(rows), late, days)
