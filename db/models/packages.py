"""Packages received and made.

These tables are local: they never travel, and all of them can be told anew from the
packages that follow. A peer is named by its unit, so that a station's new computer is still the same peer.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model
from db.types import Instant

__all__ = [
    "Intake",
    "Outcome",
    "PackageIn",
    "PackageOut",
]


class Outcome(StrEnum):
    """What became of a package file."""

    NEW = "new"
    KNOWN = "known"
    WAITING = "waiting"  # an earlier one is missing
    DAMAGED = "damaged"
    FOREIGN = "foreign"  # not for us, or from somebody we do not know
    QUARANTINED = "quarantined"  # sound, but its chain contradicts what is here
    UNDONE = "undone"
    NEWER = "newer"  # from a program this one does not understand
    OTHER = "other"  # no package at all


class Intake(Model, kw_only=True):
    """One act of receiving, of one or many packages."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[str] = mapped_column(String(64))
    undone_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class PackageIn(Model, kw_only=True):
    """A package that was received and is kept."""

    __tablename__ = "package_in"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the manifest
    intake: Mapped[int | None] = mapped_column(index=True)  # None: nothing of it was applied
    outcome: Mapped[str] = mapped_column(String(16), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(ID, index=True)  # of the sender
    site: Mapped[str] = mapped_column(String(16))
    node: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[str] = mapped_column(String(32))  # as the sender's clock says
    received_at: Mapped[datetime] = mapped_column(Instant)
    bytes: Mapped[int]
    entries: Mapped[int]  # lines new here
    blobs: Mapped[int]
    file: Mapped[str] = mapped_column(String(255))  # inside packages/
    sealed: Mapped[bool] = mapped_column(default=True, server_default=true())


class PackageOut(Model, kw_only=True):
    """A package that was made here."""

    __tablename__ = "package_out"
    __table_args__ = (UniqueConstraint("peer", "epoch", "number"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    peer: Mapped[str] = mapped_column(ID, index=True)
    epoch: Mapped[str] = mapped_column(String(16))  # ours
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Instant)
    bytes: Mapped[int]
    entries: Mapped[int]
    blobs: Mapped[int]
    file: Mapped[str] = mapped_column(String(255))  # inside packages/
    covers: Mapped[str] = mapped_column(Text)  # JSON: [[stream, epoch, to], ...]
    sealed: Mapped[bool] = mapped_column(default=True, server_default=true())
