"""What a log entry is beyond its line: an activity with its circumstances, the villages it reached; and plans of a day."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate

__all__ = ["Activity", "DayPlan", "Period", "PlanKind", "Service", "ServiceTarget"]


class Period(StrEnum):
    """How often a village is to be served."""

    MONTH = "month"
    QUARTER = "quarter"


class PlanKind(StrEnum):
    """What a station notes for itself."""

    OWN = "own"  # something to do or an event, in its own words
    POSTPONED = "postponed"  # what is due, put off to another day
    CARRIED = "carried"  # why something that was carried over is still not done
    SETTLED = "settled"  # a log entry that is about no task: not to be asked again


class Activity(Record, Model, kw_only=True):
    """What the register says of an event beyond its log entry. Owner: a station. Stream: county.

    Day, kind, place, village, head count and organiser are the log entry's own.
    """

    __tablename__ = "activity"

    log_entry: Mapped[str] = mapped_column(refers_to("log_entry.id"), index=True)
    topic: Mapped[str] = mapped_column(String(128), default="")  # "": the words of the entry
    hours: Mapped[str] = mapped_column(String(32), default="")  # as written: 9:00—11:00
    partner: Mapped[str] = mapped_column(String(128), default="")
    audience: Mapped[str] = mapped_column(String(64), default="")  # who came
    content: Mapped[str] = mapped_column(Text, default="")
    handler: Mapped[str] = mapped_column(String(64), default="")


class Service(Record, Model, kw_only=True):
    """One village that a log entry's event reached, where it reached several. Owner: a station. Stream: county."""

    __tablename__ = "service"

    log_entry: Mapped[str] = mapped_column(refers_to("log_entry.id"), index=True)
    unit: Mapped[str] = mapped_column(ID, index=True)  # the village
    on: Mapped[date | None] = mapped_column(CivilDate, default=None)  # None: the entry's day
    times: Mapped[int] = mapped_column(default=1)
    people: Mapped[int | None] = mapped_column(default=None)


class ServiceTarget(Record, Model, kw_only=True):
    """How often every village is to be served with one kind. Owner: a station. Stream: county. One live per kind."""

    __tablename__ = "service_target"

    activity: Mapped[str] = mapped_column(String(16))  # kind of activity; "": any
    period: Mapped[str] = mapped_column(String(16), default=Period.MONTH)
    times: Mapped[int] = mapped_column(default=1)  # 0: none asked for


class DayPlan(Record, Model, kw_only=True):
    """What a station notes for itself about a day. Owner: a station. Stream: self."""

    __tablename__ = "day_plan"

    kind: Mapped[str] = mapped_column(String(16))  # a PlanKind
    on: Mapped[date] = mapped_column(CivilDate, index=True)  # the day it is for
    text: Mapped[str] = mapped_column(Text, default="")  # of one's own; else why
    target: Mapped[str] = mapped_column(ID, index=True, default="")  # item, problem, log entry
    done_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
