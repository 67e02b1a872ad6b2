"""What every record has: an id, one owner, one stream, a revision."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from db.types import CivilDate, Instant

__all__ = ["ID", "Model", "Record", "TimeLimited", "refers_to"]

ID = String(48)  # <site>-<UUIDv7 in base 32>, 37 characters

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def refers_to(column: str) -> ForeignKey:
    """Return a reference to a record of the same site and stream, checked when the transaction ends."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class Model(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """A table of this installation."""

    metadata = MetaData(naming_convention=_NAMES)


class Record(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A table whose rows are written by their owner only and travel as log lines.

    The columns below belong to every record; what a subclass adds is the record's data and is what a log
    line carries, in the order of definition. Columns are only ever added, and only nullable or with a
    default; a change of meaning is a new column or a new kind.
    """

    schema_version: ClassVar[int] = 1

    id: Mapped[str] = mapped_column(ID, primary_key=True, init=False, sort_order=-1)
    site: Mapped[str] = mapped_column(String(16), init=False, sort_order=-1)
    stream: Mapped[str] = mapped_column(String(48), init=False, sort_order=-1)
    revision: Mapped[int] = mapped_column(init=False, sort_order=-1)
    void: Mapped[bool] = mapped_column(init=False, sort_order=-1)
    void_reason: Mapped[str | None] = mapped_column(Text, init=False, sort_order=-1)
    written_at: Mapped[datetime] = mapped_column(Instant, init=False, sort_order=-1)
    written_by: Mapped[str] = mapped_column(String(64), init=False, sort_order=-1)


class TimeLimited(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A structured time limit beside its printed wording (app.time_limit reads the wording)."""

    limit_text: Mapped[str] = mapped_column(String(128), default="")
    limit_kind: Mapped[str | None] = mapped_column(String(16), default=None)
    limit_start: Mapped[date | None] = mapped_column(CivilDate, default=None)
    limit_end: Mapped[date | None] = mapped_column(CivilDate, default=None)
    limit_precision: Mapped[str | None] = mapped_column(String(20), default=None)
