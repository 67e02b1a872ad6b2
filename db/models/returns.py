"""Monthly returns of the stations, and the months the county has closed."""

from datetime import date
from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Lines

__all__ = ["DispatchMonth", "MonthlyReturn", "ReturnNote"]


class DispatchMonth(Record, Model, kw_only=True):
    """A month as the county closed it: these returns count, for good. Owner: the office. Stream: all."""

    __tablename__ = "dispatch_month"

    month: Mapped[date] = mapped_column(CivilDate)  # its first day
    closed_on: Mapped[date] = mapped_column(CivilDate)
    returns: Mapped[list[str]] = mapped_column(Lines)  # ids of the returns that had come
    note: Mapped[str] = mapped_column(Text, default="")


class MonthlyReturn(Record, Model, kw_only=True):
    """A month as reported, figures included; never changed after. Owner: a station. Stream: county.

    Where the office sends one back (`Verdict`), another may be handed in for the month: the newest one counts.
    """

    __tablename__ = "monthly_return"
    schema_version: ClassVar[int] = 2

    month: Mapped[date] = mapped_column(CivilDate, index=True)  # its first day
    as_of: Mapped[date] = mapped_column(CivilDate)
    submitted_on: Mapped[date] = mapped_column(CivilDate)
    signed_by: Mapped[str] = mapped_column(String(64), default="")
    total: Mapped[int]
    closed: Mapped[int]
    running: Mapped[int]
    closing: Mapped[int]
    waiting: Mapped[int]
    unstarted: Mapped[int]
    late: Mapped[int]
    late_items: Mapped[list[str]] = mapped_column(Lines)  # "1.3 公示免费开放项目，逾期 3 天"
    problems_found: Mapped[int]
    problems_closed: Mapped[int]
    problems_open: Mapped[int]
    activities: Mapped[int]
    people: Mapped[int]
    support_open: Mapped[int]
    done: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    help_wanted: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    entries: Mapped[int] = mapped_column(default=0, info={"since": 2})  # lines of the log
    late_entries: Mapped[int] = mapped_column(default=0, info={"since": 2})  # entered long after their day


class ReturnNote(Record, Model, kw_only=True):
    """A correction of what a return says. Owner: a station. Stream: county."""

    __tablename__ = "return_note"
    schema_version: ClassVar[int] = 2

    monthly_return: Mapped[str] = mapped_column(refers_to("monthly_return.id"), index=True)
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text)
    answers: Mapped[str | None] = mapped_column(ID, default=None, info={"since": 2})  # the office's verdict
