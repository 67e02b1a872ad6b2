"""Who may sign for a site, how keys change hands, and what this installation was told about its own logs."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import Digest, Instant

__all__ = ["BranchConflict", "Certificate", "Invitation", "KeySuccession", "LateLine", "PhoneWord"]


class KeySuccession(Record, Model, kw_only=True):
    """The office's old key says which key comes after it. Owner: the office. Stream: all."""

    __tablename__ = "key_succession"

    old_key: Mapped[str] = mapped_column(String(64))
    new_key: Mapped[str] = mapped_column(String(64))
    age_recipient: Mapped[str] = mapped_column(String(80))  # of the new one
    signature: Mapped[str] = mapped_column(String(128))  # by the old one


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


class Certificate(Record, Model, kw_only=True):
    """A node that may sign for a site. Owner: the office. Stream: all. Voided: revoked."""

    __tablename__ = "certificate"

    unit: Mapped[str] = mapped_column(ID, index=True)
    holder: Mapped[str] = mapped_column(String(16), index=True)  # the site
    node: Mapped[str] = mapped_column(String(16))
    public_key: Mapped[str] = mapped_column(String(64), index=True)
    age_recipient: Mapped[str] = mapped_column(String(80))
    confirmed: Mapped[bool]  # the fingerprint was compared by phone


class Invitation(Model, kw_only=True):
    """A start package's one-time secret: at the office one per station, at a station its own."""

    __tablename__ = "invitation"

    unit: Mapped[str] = mapped_column(ID, primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(Instant)
    used_by: Mapped[str | None] = mapped_column(String(16), default=None)  # node
