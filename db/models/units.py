"""Units of the county and how to reach them; people of a station."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import CivilDate

__all__ = ["Contact", "Person", "Unit", "UnitKind"]


class UnitKind(StrEnum):
    """What a unit is."""

    OFFICE = "office"
    STATION = "station"
    VILLAGE = "village"


class Unit(Record, Model, kw_only=True):
    """A county office, station or village. Owner: the office. Stream: all."""

    __tablename__ = "unit"

    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(12), index=True)  # area code
    number: Mapped[str] = mapped_column(String(8))  # short, for paper numbers and file names; "" for villages
    parent: Mapped[str | None] = mapped_column(ID, index=True)
    township: Mapped[str] = mapped_column(String(64), default="")
    population: Mapped[int | None] = mapped_column(default=None)
    valid_from: Mapped[date | None] = mapped_column(CivilDate, default=None)
    valid_to: Mapped[date | None] = mapped_column(CivilDate, default=None)


class Contact(Record, Model, kw_only=True):
    """Whom to call. Owner: the office. Stream: all."""

    __tablename__ = "contact"

    unit: Mapped[str] = mapped_column(ID, index=True)
    name: Mapped[str] = mapped_column(String(64))
    post: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")


class Person(Record, Model, kw_only=True):
    """Somebody who answers for items, with a period of office. Owner: a station. Stream: county."""

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(64))
    post: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    since: Mapped[date | None] = mapped_column(CivilDate, default=None)
    until: Mapped[date | None] = mapped_column(CivilDate, default=None)
