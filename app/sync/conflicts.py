"""Records of ours that two branches changed: side by side, and the owner picks.

They come about when a copy was put back, when two computers wrote, or when a stopped computer's last packages
turn up, also what no log can hold any more (`late_lines`). What is shown stays as it is until somebody says otherwise; the other state is in the log for ever.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Column, delete, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.log.field_words import FieldChange, field_changes, record_title
from app.log.kind_words import kind_word
from app.log.kinds import kinds
from app.log.lines import read_line
from app.workspace import COUNTY, Workspace
from db.bulk import present
from db.models.log import LogLine, StreamHead
from db.models.trust import BranchConflict, LateLine
from db.tables import metadata

__all__ = ["ConflictRow", "count_conflicts", "list_conflicts", "note_conflicts", "settle_conflict"]

_ANY_DIALECT = DefaultDialect()


class ConflictRow(Struct, frozen=True):
    """A record that says one thing here and another on the branch that came back.

    Attributes:
        record: Its id.
        kind: Of record.
        kind_word: What people call its kind.
        title: The words by which people know it.
        changes: Fields that differ; `before` is what counts now, `after` what came back.
        here_at: When what counts now was written; None: there is no such record here.
        other_at: When what came back was written.
        other_by: By whom.
    """

    record: str
    kind: str
    kind_word: str
    title: str
    changes: tuple[FieldChange, ...]
    here_at: datetime | None
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
        order = {table.name: place for place, table in enumerate(metadata().sorted_tables)}
        return sorted(rows, key=lambda row: order[row.kind])  # what others belong to before them


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
    if other is None:
        return None
    theirs, changes = read_line(other), field_changes(here, other)
    kind = kinds().get(theirs.k)
    if kind is None or theirs.v > kind.version:  # shown after an upgrade
        return None
    if not changes or (here is None and theirs.op == "void"):
        return None
    data: dict[str, Any] = msgspec.json.decode(other if here is None else here)
    return ConflictRow(
        record=conflict.record,
        kind=theirs.k,
        kind_word=kind_word(theirs.k),
        title=record_title(data["d"]) or kind_word(theirs.k),
        changes=tuple(changes),
        here_at=None if here is None else datetime.fromisoformat(data["t"]),
        other_at=datetime.fromisoformat(theirs.t),
        other_by=theirs.by,
    )


def _other_line(session: Session, conflict: BranchConflict) -> bytes | None:
    """Return the line that came back: it stands in our log, or the office copied it."""
    found = session.execute(
        select(LogLine.kind, LogLine.line).where(
            LogLine.head == conflict.head, LogLine.number == conflict.number
        )
    ).one_or_none()
    if found is None or found.kind != LateLine.__tablename__:
        return None if found is None else found.line
    return str(msgspec.json.decode(found.line)["d"]["line"]).encode()


def _apply(session: WriteSession, conflict: BranchConflict, raw: bytes) -> None:
    line = read_line(raw)
    kind = kinds()[line.k]
    stored = kind.read(line.v, line.d)
    values = {
        column.key: value.process_result_value(one, _ANY_DIALECT) if (value := _decorated(column)) else one
        for column, one in zip(kind.fields, stored, strict=True)
    }
    record = session.get(kind.model, conflict.record)
    if record is None:
        for place, parent in kind.parents:
            if stored[place] is not None and not present(session.connection(), parent, [stored[place]]):
                raise InvalidInput("它所属的那条记录本机还没有，请先把那一条取回来。")
        record = session.create(kind.model(**values), stream=COUNTY)
        record.id = conflict.record
    for key, value in values.items():
        setattr(record, key, value)
    if line.op == "void":
        session.withdraw(record, line.why or "")
    else:
        session.put_back(record)


def _decorated(column: Column[Any]) -> TypeDecorator[Any] | None:
    return column.type if isinstance(column.type, TypeDecorator) else None
