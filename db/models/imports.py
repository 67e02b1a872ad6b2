"""Documents that were taken in, and what they wrote: local, never travels."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model
from db.types import Instant

__all__ = ["ImportBatch", "ImportedRecord"]


class ImportBatch(Model, kw_only=True):
    """One document taken in, in one transaction."""

    __tablename__ = "import_batch"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(16))  # what its records became
    title: Mapped[str] = mapped_column(Text)
    file: Mapped[str] = mapped_column(String(255))  # name only; empty: pasted
    added: Mapped[int]
    changed: Mapped[int]
    undone_at: Mapped[datetime | None] = mapped_column(Instant, default=None)


class ImportedRecord(Model, kw_only=True):
    """A record that a batch wrote, and how it is known again when the document comes once more."""

    __tablename__ = "imported_record"

    batch: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), primary_key=True)
    record: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int]  # that the batch gave it
    name: Mapped[str] = mapped_column(Text, default="")
    # of each item it was made from, a line each: printed number and title; digest of all that was printed
    key: Mapped[str | None] = mapped_column(Text, default=None)
    printed: Mapped[str | None] = mapped_column(Text, default=None)
