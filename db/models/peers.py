"""Peers as their newest packages tell: what they hold of our logs, wait for, refuse and lack."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model
from db.types import Instant

__all__ = ["BlobSent", "BlobWanted", "GapThere", "Held", "PeerState", "RefusedThere"]


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


class GapThere(Model, kw_only=True):
    """Lines of ours that a peer is waiting for, as of its newest package."""

    __tablename__ = "gap_there"

    peer: Mapped[str] = mapped_column(ID, primary_key=True)
    stream: Mapped[str] = mapped_column(String(48), primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


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
