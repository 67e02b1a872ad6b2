"""How trust changes hands, and what this installation was told about its own logs."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import Instant

__all__ = ["BranchConflict", "GapThere", "KeySuccession", "PhoneWord"]


class KeySuccession(Record, Model, kw_only=True):
    """The office's old key says which key comes after it. Owner: the office. Stream: all."""

    __tablename__ = "key_succession"

    old_key: Mapped[str] = mapped_column(String(64))
    new_key: Mapped[str] = mapped_column(String(64))
    age_recipient: Mapped[str] = mapped_column(String(80))  # of the new one
    signature: Mapped[str] = mapped_column(String(128))  # by the old one


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
