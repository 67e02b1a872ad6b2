"""Problems and their rectification, and the orders that ask for it."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, TimeLimited, refers_to
from db.models.tasks import Ability
from db.types import CivilDate, Lines

__all__ = ["Order", "OrderKind", "Problem", "ProblemSource", "Severity"]


class ProblemSource(StrEnum):
    """Where a problem comes from."""

    SELF_CHECK = "self_check"
    ORDER = "order"
    INSPECTION = "inspection"
    SPOT_CHECK = "spot_check"
    OPINION = "opinion"


class Severity(StrEnum):
    """How much is at stake."""

    SEVERE = "severe"
    NORMAL = "normal"
    SLIGHT = "slight"


class OrderKind(StrEnum):
    """How soon an order wants it done."""

    AT_ONCE = "at_once"
    BY_DATE = "by_date"


class Problem(TimeLimited, Record, Model, kw_only=True):
    """A problem and what is done about it. Owner: a station. Stream: county."""

    __tablename__ = "problem"

    number: Mapped[str] = mapped_column(String(32), index=True)  # <unit number>-WT-<year>-<serial>
    source: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(Text)
    found_on: Mapped[date] = mapped_column(CivilDate)
    found_by: Mapped[str] = mapped_column(String(64), default="")
    unit: Mapped[str | None] = mapped_column(ID, default=None)  # village or station
    venue: Mapped[str | None] = mapped_column(ID, index=True, default=None)
    check: Mapped[str | None] = mapped_column(ID, default=None)
    item_code: Mapped[str] = mapped_column(String(16), default="")
    clause: Mapped[str] = mapped_column(Text, default="")  # what the standard asks for, as printed
    order: Mapped[str | None] = mapped_column(ID, index=True, default=None)  # the office's order it answers
    severity: Mapped[str] = mapped_column(String(16), default=Severity.NORMAL)
    ability: Mapped[str] = mapped_column(String(16), default=Ability.STATION)
    goal: Mapped[str] = mapped_column(Text, default="")
    measures: Mapped[list[str] | None] = mapped_column(Lines, default=None)
    leader: Mapped[str] = mapped_column(String(64), default="")
    responsible: Mapped[str | None] = mapped_column(refers_to("person.id"), default=None)
    commitment: Mapped[str] = mapped_column(Text, default="")
    commitment_place: Mapped[str] = mapped_column(String(128), default="")
    commitment_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    relapsed_turn: Mapped[int | None] = mapped_column(default=None)  # closure turn that did not hold
    relapsed_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    relapse_note: Mapped[str] = mapped_column(Text, default="")


class Order(Record, Model, kw_only=True):
    """An order to put something right. Owner: the office. Stream: that station's."""

    __tablename__ = "order_slip"

    number: Mapped[str] = mapped_column(String(32), index=True)  # <unit number>-ZG-<year>-<serial>
    station: Mapped[str] = mapped_column(ID, index=True)  # unit
    kind: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(128), default="")
    venue: Mapped[str | None] = mapped_column(ID, default=None)
    description: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text, default="")
    requirement: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[str] = mapped_column(String(16), default=Severity.NORMAL)
    issued_on: Mapped[date] = mapped_column(CivilDate)
    limit_end: Mapped[date] = mapped_column(CivilDate)
    inspectors: Mapped[str] = mapped_column(String(128), default="")
    receiver: Mapped[str] = mapped_column(String(64), default="")
