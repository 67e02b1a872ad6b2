"""Instructions of the county, and who has read them."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import CivilDate, Lines

__all__ = ["Instruction", "InstructionReceipt"]


class Instruction(Record, Model, kw_only=True):
    """Something every station, or some of them, must take note of. Owner: the office. Stream: all."""

    __tablename__ = "instruction"

    number: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date] = mapped_column(CivilDate)
    acknowledge_by: Mapped[date | None] = mapped_column(CivilDate, default=None)
    addressees: Mapped[list[str]] = mapped_column(Lines)  # units of stations; empty: all


class InstructionReceipt(Record, Model, kw_only=True):
    """A station has read an instruction. Owner: a station. Stream: county."""

    __tablename__ = "instruction_receipt"

    instruction: Mapped[str] = mapped_column(ID, index=True)
    instruction_revision: Mapped[int]
    read_on: Mapped[date] = mapped_column(CivilDate)
    read_by: Mapped[str] = mapped_column(String(64), default="")
