"""Who may sign for whom, and what this installation knows of packages sent and received.

But for certificates these tables are local: they never travel, and all of them can be told anew from the
packages that follow. A peer is named by its unit, so that a station's new computer is still the same peer.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record
from db.types import Instant

__all__ = [
    "BlobSent",
    "BlobWanted",
    "Certificate",
    "Held",
    "Intake",
    "Invitation",
    "Outcome",
    "PackageIn",
    "PackageOut",
    "PeerState",
    "RefusedThere",
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


class PeerState(Model, kw_only=True):
    """The newest package of a peer: what it says of us replaces what older ones said."""

    __tablename__ = "peer_state"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16))  # the peer's
    number: Mapped[int]
    made_at: Mapped[str] = mapped_column(String(32))
    received_at: Mapped[datetime] = mapped_column(Instant)
    program: Mapped[str] = mapped_column(String(64), default="", server_default="")
    supports: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")  # JSON: kind to version
    blobs_wanted: Mapped[int] = mapped_column(default=0, server_default="0")


class Held(Model, kw_only=True):
    """How much of a log, ours or its own, a peer says it holds."""

    __tablename__ = "held"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    site: Mapped[str] = mapped_column(String(16), primary_key=True)
    stream: Mapped[str] = mapped_column(String(48), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int]
    chain: Mapped[str] = mapped_column(String(64))
    before: Mapped[int] = mapped_column(default=0)  # what its package before that one said


class BlobWanted(Model, kw_only=True):
    """An attachment a peer lacks, as of its newest package."""

    __tablename__ = "blob_wanted"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)


class RefusedThere(Model, kw_only=True):
    """A line of ours that a peer could not use, as of its newest package."""

    __tablename__ = "refused_there"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    stream: Mapped[str] = mapped_column(String(48), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Text)


class BlobSent(Model, kw_only=True):
    """An attachment that went into a package for a peer, and in which package last."""

    __tablename__ = "blob_sent"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int]
