"""The archive: which box holds which file, and how a file is catalogued."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import Model, Record, refers_to
from db.types import CivilDate, Digest

__all__ = ["ArchiveBox", "FileItem", "PicturePrint", "Retention"]


class Retention(StrEnum):
    """How long a file is kept."""

    PERMANENT = "permanent"
    YEARS_30 = "years_30"
    YEARS_10 = "years_10"


class ArchiveBox(Record, Model, kw_only=True):
    """A box on a shelf: a place for files of one year and one retention. Owner: a station. Stream: county."""

    __tablename__ = "archive_box"

    number: Mapped[int]  # on the spine; counted on through all years
    year: Mapped[int]
    retention: Mapped[str] = mapped_column(String(16), default=Retention.YEARS_10)
    title: Mapped[str] = mapped_column(String(128), default="")
    place: Mapped[str] = mapped_column(String(64), default="")  # cupboard, shelf
    note: Mapped[str] = mapped_column(Text, default="")  # what must be said about its files
    compiler: Mapped[str] = mapped_column(String(64), default="")
    checker: Mapped[str] = mapped_column(String(64), default="")
    compiled_on: Mapped[date | None] = mapped_column(CivilDate, default=None)


class FileItem(Record, Model, kw_only=True):
    """How a file is catalogued. Owner and stream as its evidence, one live item for each."""

    __tablename__ = "file_item"
    __table_args__ = (Index("ix_file_item_year_retention", "year", "retention"),)

    evidence: Mapped[str] = mapped_column(refers_to("evidence.id"), index=True)
    box: Mapped[str | None] = mapped_column(refers_to("archive_box.id"), index=True, default=None)
    archive_no: Mapped[str] = mapped_column(String(32), default="")  # <unit number>-DA-<year>-<serial>
    year: Mapped[int | None] = mapped_column(default=None)  # of its place, with the two below
    retention: Mapped[str | None] = mapped_column(String(16), default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(String(128), default="")  # "": as the file or what it proves says
    document_no: Mapped[str] = mapped_column(String(64), default="")
    issuer: Mapped[str] = mapped_column(String(64), default="")  # the body responsible for it
    pages: Mapped[int | None] = mapped_column(default=None)
    caption: Mapped[str] = mapped_column(Text, default="")  # people, place, what happened
    note: Mapped[str] = mapped_column(Text, default="")


class PicturePrint(Model, kw_only=True):
    """What a stored photo looks like, to know it again in other bytes."""

    __tablename__ = "picture_print"

    sha256: Mapped[str] = mapped_column(Digest, primary_key=True)  # of the original
    bits: Mapped[str] = mapped_column(String(16))
