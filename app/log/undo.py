"""Taking back what was just written: the log knows every record's former state.

Nothing disappears: taking back writes new revisions that say what the records said before.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.log.kinds import kinds
from app.log.lines import read_line
from app.workspace import Workspace
from db.models.log import LogLine, StreamHead
from db.models.record import Record

__all__ = ["Mark", "TakenBack", "Written", "mark_log", "take_back", "take_back_in", "written_since"]

_ANY_DIALECT = DefaultDialect()  # our column types read the same text on all of them

Mark = dict[int, int]
"""Number of the last line of each of our own chains."""


class Written(Struct, frozen=True):
    """A record and the revisions it got in one step of the user, both inclusive."""

    kind: str
    record: str
    first: int
    last: int


class TakenBack(Struct, frozen=True):
    """What taking back wrote, and which steps it left because the record says something else by now."""

    done: tuple[Written, ...]
    kept: tuple[Written, ...]


def mark_log(ws: Workspace) -> Mark:
    """Return where our own log ends now."""
    with ws.read() as session:
        return {row.id: row.number for row in session.execute(_heads(ws))}


def written_since(ws: Workspace, mark: Mark) -> tuple[Written, ...]:
    """Return what was written here after `mark`, in order of first change."""
    found: dict[str, Written] = {}
    with ws.read() as session:
        for head, number in session.execute(_heads(ws)):
            before = mark.get(head, 0)
            if number == before:
                continue
            for kind, record, revision in session.execute(
                select(LogLine.kind, LogLine.record, LogLine.revision)
                .where(LogLine.head == head, LogLine.number > before)
                .order_by(LogLine.number)
            ):
                first = found[record].first if record in found else revision
                found[record] = Written(kind, record, first, revision)
    return tuple(found.values())


def take_back(ws: Workspace, written: Sequence[Written]) -> tuple[Written, ...]:
    """Give every record its former state and return what that wrote, so that it can be taken back in turn.

    Raises:
        InvalidInput: A record was changed again since; nothing was written.
    """
    with ws.write() as session:
        taken = take_back_in(session, written)
        if taken.kept:
            raise InvalidInput("这一步之后又改过同一条记录，不能直接撤销，数据没有变。请在记录里直接修改。")
    return taken.done


def take_back_in(session: WriteSession, written: Sequence[Written]) -> TakenBack:
    """Do what `take_back` does inside a transaction, but keep every record that was changed again since."""
    done, kept = [], []
    for step in reversed(written):
        record = session.get_one(kinds()[step.kind].model, step.record)
        if not _unchanged(session, record, step):
            kept.append(step)
            continue
        if step.first == 1:
            session.withdraw(record, "撤销")
        else:
            _restore(session, record, step)
        if session.is_modified(record):
            done.append(Written(step.kind, step.record, record.revision + 1, record.revision + 1))
    return TakenBack(tuple(done), tuple(kept))


def _heads(ws: Workspace) -> Select[int, int]:
    return select(StreamHead.id, StreamHead.number).where(
        StreamHead.site == ws.site, StreamHead.epoch == ws.epoch
    )


def _unchanged(session: Session, record: Record, step: Written) -> bool:
    """Tell whether `record` says what the step made it say; later steps may have come and been taken back."""
    if record.revision == step.last:
        return True
    now, then = (read_line(_line(session, record, revision)) for revision in (record.revision, step.last))
    read = kinds()[step.kind].read
    return (now.op, read(now.v, now.d)) == (then.op, read(then.v, then.d))


def _restore(session: WriteSession, record: Record, step: Written) -> None:
    kind = kinds()[step.kind]
    line = read_line(_line(session, record, step.first - 1))
    for column, stored in zip(kind.fields, kind.read(line.v, line.d), strict=True):
        setattr(record, column.key, _value(column.type, stored))
    if line.op == "void":
        session.withdraw(record, line.why or "")
    else:
        session.put_back(record)


def _value(kind: TypeEngine[Any], stored: Any) -> Any:
    return kind.process_result_value(stored, _ANY_DIALECT) if isinstance(kind, TypeDecorator) else stored


def _line(session: Session, record: Record, revision: int) -> bytes:
    return session.scalars(
        select(LogLine.line)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(LogLine.record == record.id, LogLine.revision == revision, StreamHead.site == record.site)
        .order_by(StreamHead.id.desc())
        .limit(1)
    ).one()
