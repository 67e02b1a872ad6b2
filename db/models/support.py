"""Support that stations ask for, and what became of it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Lines, Number

__all__ = ["SupportKind", "SupportLevel", "SupportReply", "SupportRequest", "SupportState", "SupportStep"]


class SupportKind(StrEnum):
    """What a request for support is about."""

    FUNDS = "funds"
    PLACE = "place"
    STAFF = "staff"
    EQUIPMENT = "equipment"
    POLICY = "policy"
    COORDINATION = "coordination"


class SupportLevel(StrEnum):
    """Who is asked."""

    TOWNSHIP = "township"
    BUREAU = "bureau"
    COUNTY = "county"


class SupportState(StrEnum):
    """How far a request for support is; a step of the station or a reply of the office names one."""

    RAISED = "raised"
    TOWNSHIP_ACCEPTED = "township_accepted"
    SENT_TO_COUNTY = "sent_to_county"
    COORDINATING = "coordinating"
    SOLVED = "solved"
    PARTLY_SOLVED = "partly_solved"
    REFUSED = "refused"


class SupportRequest(Record, Model, kw_only=True):
    """Something a station cannot do without others. Owner: a station. Stream: county."""

    __tablename__ = "support_request"

    subject: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    amount: Mapped[Decimal | None] = mapped_column(Number, default=None)  # yuan
    reason: Mapped[str] = mapped_column(Text, default="")
    wanted_by: Mapped[date | None] = mapped_column(CivilDate, default=None)
    covers: Mapped[list[str]] = mapped_column(Lines)  # ids of task items and problems
    raised_on: Mapped[date] = mapped_column(CivilDate)


class SupportStep(Record, Model, kw_only=True):
    """What became of a request in the township, as the station knows it. Owner: a station. Stream: county."""

    __tablename__ = "support_step"

    request: Mapped[str] = mapped_column(refers_to("support_request.id"), index=True)
    state: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text, default="")


class SupportReply(Record, Model, kw_only=True):
    """The office's word on a request. Owner: the office. Stream: that station's."""

    __tablename__ = "support_reply"

    request: Mapped[str] = mapped_column(ID, index=True)
    request_revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text, default="")
