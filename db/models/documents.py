"""The register of official documents, in and out."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import CivilDate, Lines

__all__ = ["Direction", "OfficialDocument", "Urgency"]


class Direction(StrEnum):
    """Which register a document stands in."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Urgency(StrEnum):
    """How quickly it has to be dealt with."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    VERY_URGENT = "very_urgent"


class OfficialDocument(Record, Model, kw_only=True):
    """A line of the register. Owner: who registered it.

    Stream: a station's `county`; an office's `self`, or `all` where it was handed down.
    """

    __tablename__ = "official_document"

    direction: Mapped[str] = mapped_column(String(16), index=True)
    number: Mapped[str] = mapped_column(String(32))  # in the register: 03-SW-2026-A0001
    issuer: Mapped[str] = mapped_column(String(64), default="")
    document_no: Mapped[str] = mapped_column(String(64), default="")  # as printed: 清创办〔2026〕3号
    title: Mapped[str] = mapped_column(String(255))
    issued_on: Mapped[date | None] = mapped_column(CivilDate, default=None)  # as printed on it
    registered_on: Mapped[date] = mapped_column(CivilDate)  # came, or went out
    pages: Mapped[int | None] = mapped_column(default=None)
    urgency: Mapped[str] = mapped_column(String(16), default=Urgency.ORDINARY)
    addressees: Mapped[str] = mapped_column(Text, default="")
    handler: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")  # what came of it
    covers: Mapped[list[str] | None] = mapped_column(Lines, default=None)  # ids of task items
    source: Mapped[str | None] = mapped_column(
        ID, index=True, default=None
    )  # the office's line it was taken from
