"""What the county lays down for reporting: days, holidays, sprints."""

from datetime import date
from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import Model, Record
from db.types import CivilDate

__all__ = ["Holiday", "ReportingRule", "Sprint"]


class ReportingRule(Record, Model, kw_only=True):
    """What the county expects; the newest one is in force. Owner: the office. Stream: all."""

    __tablename__ = "reporting_rule"
    schema_version: ClassVar[int] = 2

    report_up_days: Mapped[int] = mapped_column(default=3)  # from receiving a task list to the first report
    return_day: Mapped[int] = mapped_column(default=5)  # of the following month, last day for the return
    quiet_days: Mapped[int] = mapped_column(
        default=30, info={"since": 2}
    )  # without a word about a task: yellow
    silent_days: Mapped[int] = mapped_column(default=60, info={"since": 2})  # red
    behind: Mapped[int] = mapped_column(default=30, info={"since": 2})  # points behind the plan: yellow
    far_behind: Mapped[int] = mapped_column(default=60, info={"since": 2})  # red
    venue_months: Mapped[int] = mapped_column(
        default=12, info={"since": 2}
    )  # a venue nobody looked at is flagged
    late_days: Mapped[int] = mapped_column(
        default=7, info={"since": 2}
    )  # an entry made so long after its day is late


class Sprint(Record, Model, kw_only=True):
    """A period in which stations report daily and keep a duty roster. Owner: the office. Stream: all."""

    __tablename__ = "sprint"

    name: Mapped[str] = mapped_column(String(64))
    start: Mapped[date] = mapped_column(CivilDate)
    end: Mapped[date] = mapped_column(CivilDate)
    note: Mapped[str] = mapped_column(Text, default="")


class Holiday(Record, Model, kw_only=True):
    """A day off, or a weekend on which people work. Owner: the office. Stream: all."""

    __tablename__ = "holiday"

    on: Mapped[date] = mapped_column(CivilDate)
    name: Mapped[str] = mapped_column(String(32))
    working: Mapped[bool] = mapped_column(default=False)
