"""Villages that go from one station to another."""

from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record

__all__ = ["VillageAdoption", "VillageHandover", "VillageRecord"]


class VillageHandover(Record, Model, kw_only=True):
    """A station gives a village away; until another one has taken it, nobody writes about it. Stream: county."""

    __tablename__ = "village_handover"
    schema_version: ClassVar[int] = 2

    village: Mapped[str] = mapped_column(ID, index=True)
    to_station: Mapped[str] = mapped_column(ID)  # unit
    reason: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(
        ID, default="", server_default="", info={"since": 2}
    )  # adoption by which the giver had it


class VillageRecord(Record, Model, kw_only=True):
    """A record of a former station about a village, copied to the new one. Owner: the office. Stream: the new station's.

    Of a station before the last giver only what it changed late is copied: then `stands_for` is the last giver's
    record of the same thing, and `base` what the others knew of it.
    """

    __tablename__ = "village_record"
    schema_version: ClassVar[int] = 2

    handover: Mapped[str] = mapped_column(ID, index=True)
    village: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(32))
    record: Mapped[str] = mapped_column(ID, index=True)
    of_revision: Mapped[int]
    data: Mapped[str] = mapped_column(Text)  # JSON, as in the line it comes from
    stands_for: Mapped[str] = mapped_column(ID, default="", server_default="", info={"since": 2})
    base: Mapped[str] = mapped_column(Text, default="", server_default="", info={"since": 2})  # as data
    base_revision: Mapped[int] = mapped_column(default=0, server_default="0", info={"since": 2})


class VillageAdoption(Record, Model, kw_only=True):
    """The new station takes the village. Stream: county."""

    __tablename__ = "village_adoption"

    handover: Mapped[str] = mapped_column(ID, index=True)
    village: Mapped[str] = mapped_column(ID)
    records: Mapped[str] = mapped_column(
        Text
    )  # JSON: the former station's id to [ours, its revision we know]
