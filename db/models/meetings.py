"""Meetings of the office, and what was decided there."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Lines

__all__ = ["Meeting", "MeetingDecision", "MeetingKind"]


class MeetingKind(StrEnum):
    """What a meeting is for."""

    PROMOTION = "promotion"
    DISPATCH = "dispatch"
    OTHER = "other"


class Meeting(Record, Model, kw_only=True):
    """A meeting; its notice is an instruction, which stations acknowledge. Owner: the office. Stream: all."""

    __tablename__ = "meeting"

    instruction: Mapped[str] = mapped_column(refers_to("instruction.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16), default=MeetingKind.DISPATCH)
    title: Mapped[str] = mapped_column(String(128))
    on: Mapped[date] = mapped_column(CivilDate)
    begins: Mapped[str] = mapped_column(String(5), default="")  # on the clock
    place: Mapped[str] = mapped_column(String(128), default="")
    chair: Mapped[str] = mapped_column(String(64), default="")
    agenda: Mapped[str] = mapped_column(Text, default="")  # a point a line
    bring: Mapped[str] = mapped_column(Text, default="")  # what those who come bring along
    attended: Mapped[list[str] | None] = mapped_column(
        Lines, default=None
    )  # units; NULL: not written down yet
    guests: Mapped[str] = mapped_column(Text, default="")  # who else came
    materials: Mapped[str] = mapped_column(Text, default="")  # handed out
    minutes: Mapped[str] = mapped_column(Text, default="")
    recorder: Mapped[str] = mapped_column(String(64), default="")


class MeetingDecision(Record, Model, kw_only=True):
    """Something that was decided, and what it became. Owner and stream as its meeting."""

    __tablename__ = "meeting_decision"

    meeting: Mapped[str] = mapped_column(refers_to("meeting.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    station: Mapped[str | None] = mapped_column(ID, default=None)  # unit that has to do it; NULL: all
    person: Mapped[str] = mapped_column(String(64), default="")
    due_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    outcome: Mapped[str] = mapped_column(String(16), default="")  # "task", "order"; "": nothing yet
    outcome_record: Mapped[str] = mapped_column(ID, default="")  # item of a list, or order
