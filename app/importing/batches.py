"""Imports as batches: what each wrote, what of it is still there, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Table, and_, func, or_, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.importing.model import Candidate
from app.log.changes import WriteSession
from app.log.kinds import kinds
from app.log.undo import Written, take_back_in
from app.workspace import Workspace
from db.models.imports import ImportBatch, ImportedRecord
from db.models.record import Record
from db.tables import metadata

__all__ = ["ImportRow", "Undone", "list_imports", "undo_import"]

UNDO_DAYS: Final = 30


class ImportRow(Struct, frozen=True):
    """One past import.

    Attributes:
        subject: Key of the sort of record it made.
        undone_at: None: it stands.
    """

    id: int
    at: datetime
    person: str
    subject: str
    title: str
    file: str
    added: int
    changed: int
    undone_at: datetime | None
    can_undo: bool


class Undone(Struct, frozen=True):
    """What undoing an import did: how many records went back, and the names of those kept."""

    taken_back: int
    kept: tuple[str, ...]


class Known(Struct, frozen=True):
    """A record that an earlier import made, and the digest of what was printed then."""

    record: str
    printed: str


def list_imports(ws: Workspace) -> list[ImportRow]:
    """Return all imports, the newest first."""
    with ws.read() as session:
        found = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).all()
        return [
            ImportRow(
                id=batch.id,
                at=batch.at,
                person=batch.person,
                subject=batch.subject,
                title=batch.title,
                file=batch.file,
                added=batch.added,
                changed=batch.changed,
                undone_at=batch.undone_at,
                can_undo=batch.undone_at is None and ws.now() - batch.at <= timedelta(days=UNDO_DAYS),
            )
            for batch in found
        ]


def undo_import(ws: Workspace, batch: int) -> Undone:
    """Take one import back, in one transaction; records that were changed since, or are needed by those, stay.

    Raises:
        InvalidInput: It is not here, was undone, or is more than 30 days old.
    """
    with ws.write() as session:
        stored = session.get(ImportBatch, batch)
        if stored is None:
            raise InvalidInput("没有这一批导入。请在“导入”页看一看有哪些。")
        if stored.undone_at is not None:
            raise InvalidInput("这一批导入已经撤销过了。")
        if ws.now() - stored.at > timedelta(days=UNDO_DAYS):
            raise InvalidInput(f"导入已经超过 {UNDO_DAYS} 天，不能整批撤销，数据没有变。请逐条修改或撤下。")
        rows = session.scalars(select(ImportedRecord).where(ImportedRecord.batch == batch)).all()
        names = {row.record: row.name for row in rows}
        steps = [Written(row.kind, row.record, row.revision, row.revision) for row in rows]
        # who others refer to goes last, and only if nobody does any more
        order = {table.name: place for place, table in enumerate(metadata().sorted_tables)}
        taken, kept = 0, list[str]()
        for kind in sorted({step.kind for step in steps}, key=lambda name: -order[name]):
            mine = [step for step in steps if step.kind == kind]
            free = [step for step in mine if not _needed(session, step)]
            done = take_back_in(session, free)
            session.flush()
            taken += sum(bool(names[step.record]) for step in done.done)
            kept += [names[step.record] for step in reversed(done.kept)]
            kept += [names[step.record] for step in mine if step not in free]
        stored.undone_at = ws.now()
        return Undone(taken, tuple(name for name in kept if name))


def known_records(
    session: Session, ws: Workspace, subject: str, models: Sequence[type[Record]]
) -> dict[str, Known]:
    """Return what earlier imports made and is still here, by the key of the candidate."""
    known: dict[str, Known] = {}
    for model in models:
        table: Table = model.__table__  # type: ignore[attr-defined]
        found = session.execute(
            select(ImportedRecord.key, ImportedRecord.record, ImportedRecord.printed)
            .join(ImportBatch, ImportBatch.id == ImportedRecord.batch)
            .join(table, table.c.id == ImportedRecord.record)
            .where(
                ImportBatch.subject == subject,
                ImportBatch.undone_at.is_(None),
                ImportedRecord.key.is_not(None),
                table.c.site == ws.site,
                table.c.void.is_(False),
            )
            .order_by(ImportedRecord.batch)
        )
        for keys, record, all_printed in found:
            parts = zip((keys or "").split("\n"), (all_printed or "").split("\n"), strict=True)
            known |= {key: Known(record, printed) for key, printed in parts}
    return known


def keep_batch(session: WriteSession, batch: ImportBatch, wrote: Mapping[str, tuple[Candidate, str]]) -> None:
    """Keep everything this transaction wrote as one batch.

    Args:
        session: At the end of its work.
        batch: Its head.
        wrote: Candidate and name by record id; other records were written along with them.
    """
    touched = session.touched()
    session.add(batch)
    session.flush()
    for record in touched:
        candidate, name = wrote.get(record.id, (None, ""))
        session.add(
            ImportedRecord(
                batch=batch.id,
                record=record.id,
                kind=record.__tablename__,  # type: ignore[attr-defined]
                revision=record.revision + 1,  # the transaction's end gives it
                name=name,
                key=candidate.key if candidate else None,
                printed=candidate.printed if candidate else None,
            )
        )


def _needed(session: Session, step: Written) -> bool:
    """Tell whether a record that the step made is referred to by one that is still here."""
    if step.first != 1:
        return False
    table = kinds()[step.kind].table
    for other in metadata().sorted_tables:
        columns: Sequence[Any] = [
            column for column in other.columns for key in column.foreign_keys if key.column.table is table
        ]
        if columns and "void" in other.columns:
            named = and_(or_(*(column == step.record for column in columns)), other.c.void.is_(False))
            if session.scalar(select(func.count()).select_from(other).where(named)):
                return True
    return False
