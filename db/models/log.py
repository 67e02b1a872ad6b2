"""The change log: streams, their heads, and the lines as they were written or received."""

from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model

__all__ = ["HELD_LINES", "REFUSED_LINES", "Identity", "LineState", "LogLine", "Role", "StreamHead"]


class Role(StrEnum):
    """What this installation is for."""

    STATION = "station"
    OFFICE = "office"


class LineState(StrEnum):
    """What became of a line here."""

    APPLIED = "applied"
    UNKNOWN = "unknown"  # a kind or schema this program cannot read yet; kept, shown after an upgrade
    REFUSED = "refused"  # breaks a rule of the line format or of its kind
    WAITING = "waiting"  # its parent record is not here


HELD_LINES = text("state IN ('unknown', 'waiting')")
"""Which lines are kept for later; these two are written out, so that their partial indices serve them."""
REFUSED_LINES = text("state = 'refused'")
"""Which lines could not be used."""


class Identity(Model, kw_only=True):
    """Who this data folder is; exactly one row."""

    __tablename__ = "identity"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    role: Mapped[str] = mapped_column(String(16))
    site: Mapped[str] = mapped_column(String(16))
    node: Mapped[str] = mapped_column(String(16))
    epoch: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(ID)  # the unit this site works for
    office: Mapped[str] = mapped_column(
        String(16)
    )  # site of the county office; our own for the office, "" of a station that is alone
    person: Mapped[str] = mapped_column(String(64), default="")  # who sits here; stands in every line
    viewer: Mapped[bool] = mapped_column(default=False, server_default=false())  # another computer writes
    doubt: Mapped[bool] = mapped_column(
        default=False, server_default=false()
    )  # perhaps another one also does


class StreamHead(Model, kw_only=True):
    """One chain: a stream of a site in one epoch, and how far it goes here."""

    __tablename__ = "stream_head"
    __table_args__ = (UniqueConstraint("site", "stream", "epoch"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    site: Mapped[str] = mapped_column(String(16))
    stream: Mapped[str] = mapped_column(String(48))
    epoch: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(default=0)
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))
    parent_epoch: Mapped[str | None] = mapped_column(String(16), default=None)
    parent_number: Mapped[int | None] = mapped_column(default=None)
    parent_chain: Mapped[bytes | None] = mapped_column(LargeBinary(32), default=None)


class LogLine(Model, kw_only=True):
    """One revision of one record, as the very bytes that are hashed, signed, sent and kept."""

    __tablename__ = "log_line"
    __table_args__ = (
        Index("ix_log_line_held", "head", sqlite_where=HELD_LINES),
        Index("ix_log_line_refused", "head", sqlite_where=REFUSED_LINES),
    )

    head: Mapped[int] = mapped_column(ForeignKey("stream_head.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    record: Mapped[str] = mapped_column(ID, index=True)
    revision: Mapped[int]
    line: Mapped[bytes] = mapped_column(LargeBinary)
    chain: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(8), default=LineState.APPLIED)
    reason: Mapped[str | None] = mapped_column(Text, default=None)
    intake: Mapped[int | None] = mapped_column(index=True, default=None)  # None: written here
