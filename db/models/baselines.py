"""底数: the register of venues as it stood in a year."""

from datetime import date
from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Number

__all__ = ["BaselineVenue", "RegisterBaseline"]


class RegisterBaseline(Record, Model, kw_only=True):
    """The register of a station in one year; a newer one of the year takes its place. Stream: county."""

    __tablename__ = "register_baseline"

    year: Mapped[int]
    taken_on: Mapped[date] = mapped_column(CivilDate)


class BaselineVenue(Record, Model, kw_only=True):
    """A venue as the register had it. Owner and stream as its baseline."""

    __tablename__ = "baseline_venue"

    baseline: Mapped[str] = mapped_column(refers_to("register_baseline.id"), index=True)
    venue: Mapped[str] = mapped_column(ID)
    unit: Mapped[str] = mapped_column(ID)
    unit_name: Mapped[str] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    built_year: Mapped[int | None] = mapped_column(default=None)
    indoor_m2: Mapped[Decimal | None] = mapped_column(Number, default=None)
    outdoor_m2: Mapped[Decimal | None] = mapped_column(Number, default=None)
    hours: Mapped[str] = mapped_column(String(64), default="")
    keeper: Mapped[str] = mapped_column(String(64), default="")
    address: Mapped[str] = mapped_column(String(128), default="")
    checked_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    not_met: Mapped[int] = mapped_column(default=0)
