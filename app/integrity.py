"""Is a data folder whole: the database, the chains, the rows against their lines, the files."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.evidence.lists import check_files
from app.job import Job
from app.log.kind_words import kind_word
from app.log.kinds import Kind, kinds
from app.log.lines import BadLine, chain_seed, chain_tag, next_chain
from app.log.projection import read_lines
from app.search.indexing import mend_index
from app.workspace import Workspace, storage_errors
from db.backup import faults
from db.models.log import LineState, LogLine, StreamHead

__all__ = ["Fault", "check_folder"]

_newest = (
    select(LogLine.record, func.max(LogLine.revision).label("revision"))
    .where(LogLine.kind == bindparam("kind"), LogLine.state == LineState.APPLIED)
    .group_by(LogLine.record)
    .subquery()
)
_LINES = (
    select(StreamHead.site, StreamHead.stream, LogLine.number, LogLine.line)
    .join(_newest, (_newest.c.record == LogLine.record) & (_newest.c.revision == LogLine.revision))
    .join(StreamHead, StreamHead.id == LogLine.head)
    .where(LogLine.state == LineState.APPLIED)
    .execution_options(yield_per=2000)
)
"""The applied lines of one kind that say how its records are now."""


class Fault(Struct, frozen=True):
    """Something that is not as it should be."""

    subject: str
    sentence: str  # what is wrong, and what to do


def check_folder(ws: Workspace, job: Job | None = None) -> list[Fault]:
    """Check everything in the data folder of `ws`; an empty list means it is whole.

    Nothing is changed, but an index of the search box that cannot be read is thrown away: it makes itself anew.

    Raises:
        StorageError: It cannot be read at all.
        Cancelled: The job was stopped.
    """
    job = job or Job()
    found: list[Fault] = []
    mend_index(ws)
    parts: list[Callable[[Workspace], Iterator[Fault]]] = [_database, _chains, _rows, _files]
    for done, part in enumerate(parts):
        job.step(done, len(parts))
        with storage_errors():
            found += part(ws)
    job.step(len(parts), len(parts))
    return found


def _database(ws: Workspace) -> Iterator[Fault]:
    for fault in faults(ws.folder / "ledger.db", thorough=True):
        yield Fault("数据文件", f"数据文件有损坏（{fault}）。请用最近的备份比较后恢复。 E-D04")


def _chains(ws: Workspace) -> Iterator[Fault]:
    with ws.read() as session:
        for head in session.scalars(select(StreamHead)):
            tag = chain_tag(head.site, head.stream, head.epoch)
            chain, number = chain_seed(tag), 0
            lines = select(LogLine.number, LogLine.line, LogLine.chain).where(LogLine.head == head.id)
            rows = session.execute(lines.order_by(LogLine.number).execution_options(yield_per=2000))
            for number, line in enumerate(rows, 1):
                chain = next_chain(tag, chain, number, line.line)
                if line.number != number or line.chain != chain:
                    yield Fault("变更记录", f"变更记录第 {number} 行对不上。请用最近的备份比较后恢复。 E-D08")
                    break
            else:
                if (number, chain) != (head.number, head.chain):
                    yield Fault("变更记录", "变更记录的结尾对不上。请用最近的备份比较后恢复。 E-D08")


def _rows(ws: Workspace) -> Iterator[Fault]:
    with ws.read() as session:
        written = set(session.scalars(select(LogLine.kind).distinct()))
        for kind in kinds().values():
            wrong = sum(1 for _ in _differing(session, kind, written=kind.name in written))
            if wrong:
                yield Fault(
                    "台账",
                    f"{kind_word(kind.name)}有 {wrong} 条和变更记录不一致。请用最近的备份比较后恢复。 E-D09",
                )


def _differing(session: Session, kind: Kind, *, written: bool) -> Iterator[str]:
    """Yield the ids of records whose row is not what their newest applied line says, or is missing.

    Args:
        written: Whether there are lines of this kind at all.
    """
    columns = ", ".join(f'"{column.name}"' for column in kind.table.columns)  # in the order of the lines
    stored = session.connection().exec_driver_sql(f'SELECT {columns} FROM "{kind.name}"')
    rows: dict[str, Any] = {row[0]: row for row in stored}
    if not written:
        yield from rows
        return
    for line in session.execute(_LINES, {"kind": kind.name}):
        try:
            (read,) = read_lines(line.site, line.stream, line.number, [line.line])
        except BadLine:
            continue
        if read.row is None or tuple(rows.pop(read.record, ())) != tuple(
            int(value) if isinstance(value, bool) else value for value in read.row
        ):
            yield read.record
    yield from rows


def _files(ws: Workspace) -> Iterator[Fault]:
    for fault in check_files(ws, thorough=True):
        yield Fault("附件", fault.sentence)
