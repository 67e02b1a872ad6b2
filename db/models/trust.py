"""How trust changes hands, and what this installation was told about its own logs."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import Digest, Instant

__all__ = [
    "BranchConflict",
    "GapThere",
    "KeySuccession",
    "LateLine",
    "PhoneWord",
    "VillageAdoption",
    "VillageHandover",
    "VillageRecord",
]


class KeySuccession(Record, Model, kw_only=True):
    """The office's old key says which key comes after it. Owner: the office. Stream: all."""

    __tablename__ = "key_succession"

    old_key: Mapped[str] = mapped_column(String(64))
    new_key: Mapped[str] = mapped_column(String(64))
    age_recipient: Mapped[str] = mapped_column(String(80))  # of the new one
    signature: Mapped[str] = mapped_column(String(128))  # by the old one


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


class LateLine(Record, Model, kw_only=True):
    """A line of a station that no log can hold any more, for it to decide on. Owner: the office. Stream: that station's."""

    __tablename__ = "late_line"

    record: Mapped[str] = mapped_column(ID, index=True)
    package: Mapped[str] = mapped_column(Digest)  # in the office's quarantine
    line: Mapped[str] = mapped_column(Text)  # as it was written


class PhoneWord(Model, kw_only=True):
    """What the office said on the phone that it holds of a log of ours; unsigned, so nothing rests on it."""

    __tablename__ = "phone_word"

    stream: Mapped[str] = mapped_column(String(48), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Instant)


class BranchConflict(Model, kw_only=True):
    """A record of ours that was changed on two branches; the owner says which counts. Until then: what it says."""

    __tablename__ = "branch_conflict"

    record: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    head: Mapped[int]  # of the log the other line stands in
    number: Mapped[int]
    found_at: Mapped[datetime] = mapped_column(Instant)


class GapThere(Model, kw_only=True):
    """Lines of ours that a peer is waiting for, as of its newest package."""

    __tablename__ = "gap_there"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    stream: Mapped[str] = mapped_column(String(48), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
