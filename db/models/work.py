"""What a station does day by day, and the proof it keeps."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Digest, Instant

__all__ = ["Evidence", "EvidenceKind", "EvidenceRole", "EvidenceUse", "LogEntry", "PaperSerial"]


class EvidenceKind(StrEnum):
    """What kind of file it is."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    AUDIO = "audio"
    OTHER = "other"


class EvidenceRole(StrEnum):
    """What a file shows where it is used."""

    PROOF = "proof"
    BEFORE = "before"
    AFTER = "after"


class LogEntry(Record, Model, kw_only=True):
    """One line of the station's log. Owner: a station. Stream: county."""

    __tablename__ = "log_entry"

    on: Mapped[date] = mapped_column(
        CivilDate, index=True
    )  # the event's day; the id tells when it was entered
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(128), default="")
    unit: Mapped[str | None] = mapped_column(ID, default=None)  # village
    activity: Mapped[str] = mapped_column(String(16), default="")  # kind of activity; "": a plain line
    people: Mapped[int | None] = mapped_column(default=None)
    organiser: Mapped[str] = mapped_column(String(64), default="")


class Evidence(Record, Model, kw_only=True):
    """A file kept as proof: the original stays at its site, the shrunk copy travels. Owner: who took it in."""

    __tablename__ = "evidence"

    title: Mapped[str] = mapped_column(String(128), default="")
    kind: Mapped[str] = mapped_column(String(16))
    on: Mapped[date] = mapped_column(CivilDate)
    captured_at: Mapped[datetime | None] = mapped_column(Instant, default=None)  # as the camera says
    file_name: Mapped[str] = mapped_column(String(255))
    original_sha256: Mapped[str] = mapped_column(Digest, index=True)
    original_bytes: Mapped[int]
    copy_sha256: Mapped[str | None] = mapped_column(Digest, index=True, default=None)
    copy_bytes: Mapped[int | None] = mapped_column(default=None)


class EvidenceUse(Record, Model, kw_only=True):
    """A file proves something; it may prove several things. Owner and stream as its evidence."""

    __tablename__ = "evidence_use"
    __table_args__ = (Index("ix_evidence_use_target", "target"),)

    evidence: Mapped[str] = mapped_column(refers_to("evidence.id"), index=True)
    target_kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(ID)
    role: Mapped[str] = mapped_column(String(16), default=EvidenceRole.PROOF)


class PaperSerial(Model, kw_only=True):
    """The last serial given out here for one kind of paper in one year."""

    __tablename__ = "paper_serial"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(default=0)
