"""What a station tells its township and the county day by day: reports, their drafts, who is on duty."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import CivilDate, Lines

__all__ = [
    "DailyReport",
    "DraftKind",
    "DutyShift",
    "ReportDraft",
    "ReportForm",
    "ReportUp",
]


class ReportForm(StrEnum):
    """How a report to the township was made."""

    ORAL = "oral"
    WRITTEN = "written"
    MEETING = "meeting"


class DraftKind(StrEnum):
    """What is being drafted."""

    SUMMARY = "summary"
    DAILY = "daily"
    MONTHLY = "monthly"


class ReportUp(Record, Model, kw_only=True):
    """A report to the township. Owner: a station. Stream: county."""

    __tablename__ = "report_up"

    on: Mapped[date] = mapped_column(CivilDate)
    form: Mapped[str] = mapped_column(String(16))
    to_whom: Mapped[str] = mapped_column(String(64))
    covers: Mapped[list[str]] = mapped_column(Lines)  # ids of task items and problems
    requests: Mapped[str] = mapped_column(Text, default="")
    instruction: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    received_on: Mapped[date | None] = mapped_column(CivilDate, default=None)  # the list it first reports on


class ReportDraft(Record, Model, kw_only=True):
    """What somebody changed in a drafted report; a section left as NULL follows the facts. Stream: self."""

    __tablename__ = "report_draft"
    __table_args__ = (Index("ix_report_draft_kind_start_end", "kind", "start", "end"),)

    kind: Mapped[str] = mapped_column(String(16))
    start: Mapped[date] = mapped_column(CivilDate)
    end: Mapped[date] = mapped_column(CivilDate)
    done: Mapped[str | None] = mapped_column(Text, default=None)
    problems: Mapped[str | None] = mapped_column(Text, default=None)
    help_wanted: Mapped[str | None] = mapped_column(Text, default=None)
    next_steps: Mapped[str | None] = mapped_column(Text, default=None)
    known: Mapped[list[str]] = mapped_column(Lines)  # facts that the changed sections take account of


class DailyReport(Record, Model, kw_only=True):
    """A day in a sprint; that there was nothing is said, not left out. Owner: a station. Stream: county."""

    __tablename__ = "daily_report"

    on: Mapped[date] = mapped_column(CivilDate, index=True)
    zero: Mapped[bool] = mapped_column(default=False)
    done: Mapped[str] = mapped_column(Text, default="")
    activities: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    problems: Mapped[str] = mapped_column(Text, default="")
    help_wanted: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    reporter: Mapped[str] = mapped_column(String(64), default="")
    signed_by: Mapped[str] = mapped_column(String(64), default="")
    submitted_on: Mapped[date] = mapped_column(CivilDate)


class DutyShift(Record, Model, kw_only=True):
    """One post on one day; who takes over stands in a new shift that names the old. Owner: a station. Stream: county."""

    __tablename__ = "duty_shift"

    on: Mapped[date] = mapped_column(CivilDate, index=True)
    post: Mapped[str] = mapped_column(String(32))
    begins: Mapped[str] = mapped_column(String(5), default="08:30")  # on the clock
    ends: Mapped[str] = mapped_column(String(5), default="17:30")
    leader: Mapped[str] = mapped_column(String(64), default="")
    person: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(Text, default="")  # handed over, incidents
    replaces: Mapped[str | None] = mapped_column(ID, default=None)  # the shift as it was before a swap
    why: Mapped[str] = mapped_column(Text, default="")
