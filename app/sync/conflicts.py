"""Records of ours that two branches changed: side by side, and the owner picks.

They come about when a copy was put back, when two computers wrote, or when a stopped computer's last packages
turn up. What is shown stays as it is until somebody says otherwise; the other state is in the log for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.log.field_words import FieldChange, field_changes, record_title
from app.log.kind_words import kind_word
from app.log.kinds import kinds
from app.log.lines import read_line
from app.workspace import Workspace
from db.models import BranchConflict, LogLine, Record, StreamHead

__all__ = ["ConflictRow", "count_conflicts", "list_conflicts", "note_conflicts", "settle_conflict"]

_ANY_DIALECT = DefaultDialect()


@dataclass(frozen=True)
class ConflictRow:
    """A record that says one thing here and another on the branch that came back.

    Attributes:
        record: Its id.
        kind_word: What people call its kind.
        title: The words by which people know it.
        changes: Fields that differ; `before` is what counts now, `after` what came back.
        here_at: When what counts now was written.
        other_at: When what came back was written.
        other_by: By whom.
    """

    record: str
    kind_word: str
    title: str
    changes: tuple[FieldChange, ...]
    here_at: datetime
    other_at: datetime
    other_by: str


def note_conflicts(
    session: WriteSession, ws: Workspace, head: int, lines: Mapping[str, tuple[str, int]]
) -> None:
    """Keep in mind which records were changed on another branch.

    Args:
        session: In a writing transaction.
        ws: The ledger.
        head: Row id of the log the lines stand in.
        lines: (kind, number of its line) by record.
    """
    for record, (kind, number) in lines.items():
        session.merge(BranchConflict(record=record, kind=kind, head=head, number=number, found_at=ws.now()))


def count_conflicts(ws: Workspace) -> int:
    """Return how many records wait for a decision."""
    return len(list_conflicts(ws))


def list_conflicts(ws: Workspace) -> list[ConflictRow]:
    """Return the records on which somebody has to decide, by kind and time; those that agree by now are left out."""
    with ws.read() as session:
        rows = []
        for conflict in session.scalars(
            select(BranchConflict).order_by(BranchConflict.kind, BranchConflict.record)
        ):
            row = _row(session, ws, conflict)
            if row is not None:
                rows.append(row)
        return rows


def settle_conflict(ws: Workspace, record: str, *, take_other: bool) -> None:
    """Decide which of two states of a record counts.

    Args:
        record: Its id.
        take_other: Give it the content that came back, as a new revision; else it stays as it is.

    Raises:
        InvalidInput: It was decided already.
    """
    with ws.write() as session:
        conflict = session.get(BranchConflict, record)
        if conflict is None:
            raise InvalidInput("这一条已经定过了。")
        line = _other_line(session, conflict)
        if take_other and line is not None:
            _apply(session, conflict, line)
        session.execute(delete(BranchConflict).where(BranchConflict.record == record))


def _row(session: Session, ws: Workspace, conflict: BranchConflict) -> ConflictRow | None:
    other = _other_line(session, conflict)
    here = session.execute(
        select(LogLine.line)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(LogLine.record == conflict.record, StreamHead.site == ws.site)
        .order_by(LogLine.revision.desc(), StreamHead.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if other is None or here is None:
        return None
    changes = field_changes(here, other)
    if not changes:
        return None
    data: dict[str, Any] = msgspec.json.decode(here)
    theirs = read_line(other)
    return ConflictRow(
        record=conflict.record,
        kind_word=kind_word(conflict.kind),
        title=record_title(data["d"]) or kind_word(conflict.kind),
        changes=tuple(changes),
        here_at=datetime.fromisoformat(data["t"]),
        other_at=datetime.fromisoformat(theirs.t),
        other_by=theirs.by,
    )


def _other_line(session: Session, conflict: BranchConflict) -> bytes | None:
    return session.scalars(
        select(LogLine.line).where(LogLine.head == conflict.head, LogLine.number == conflict.number)
    ).one_or_none()


def _apply(session: WriteSession, conflict: BranchConflict, raw: bytes) -> None:
    kind, line = kinds()[conflict.kind], read_line(raw)
    record: Record = session.get_one(kind.model, conflict.record)
    for column, stored in zip(kind.fields, kind.read(line.v, line.d), strict=True):
        decorated = column.type if isinstance(column.type, TypeDecorator) else None
        value = stored if decorated is None else decorated.process_result_value(stored, _ANY_DIALECT)
        setattr(record, column.key, value)
    if line.op == "void":
        session.withdraw(record, line.why or "")
    else:
        session.put_back(record)
