"""Change of staff: who handed over to whom, what the successor has looked at, what was found when taking stock."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate

__all__ = ["FirstLook", "Handover"]


class Handover(Record, Model, kw_only=True):
    """The work went from one person to another. Owner: who changed. Stream: county; self at an office."""

    __tablename__ = "handover"

    on: Mapped[date] = mapped_column(CivilDate)  # the successor's first day
    giver: Mapped[str] = mapped_column(String(64))
    taker: Mapped[str] = mapped_column(String(64))
    witness: Mapped[str] = mapped_column(String(64), default="")
    absent: Mapped[bool] = mapped_column(default=False)  # the giver had left before
    giver_person: Mapped[str | None] = mapped_column(refers_to("person.id"), default=None)
    taker_person: Mapped[str | None] = mapped_column(refers_to("person.id"), default=None)
    package: Mapped[int | None] = mapped_column(default=None)  # number of the last package that was made
    differences: Mapped[str] = mapped_column(Text, default="")  # what was not there or not as listed


class FirstLook(Record, Model, kw_only=True):
    """The successor has opened one part of the first day's list. Owner: who took over. Stream: self."""

    __tablename__ = "first_look"

    handover: Mapped[str] = mapped_column(ID, index=True)
    part: Mapped[str] = mapped_column(String(16))
