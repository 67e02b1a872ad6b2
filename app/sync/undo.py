"""Taking an intake back: the received lines and rows of one batch go, as if it had not come.

The package files stay in packages/in, cursor and acknowledgement fall, and the same packages can be taken in
again. What others have since built on the batch forbids it, and is named.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, String, delete, func, select, update

from app.backups import make_backup
from app.errors import InvalidInput
from app.log.kinds import Kind, kinds
from app.log.lines import chain_seed, chain_tag
from app.log.projection import read_lines
from app.sync.anchor import keep_anchor
from app.sync.results import day_text
from app.workspace import Workspace
from db.bulk import update_rows
from db.models.log import LineState, LogLine, StreamHead
from db.models.packages import Intake, Outcome, PackageIn
from db.tables import metadata

__all__ = ["UNDO_DAYS", "Undone", "undo_import"]

UNDO_DAYS = 30
_CHUNK = 500


class Undone(Struct, frozen=True):
    """What taking an intake back removed.

    Attributes:
        batch: The intake.
        packages: How many packages can be taken in again.
        lines: Lines removed.
        removed: Records that are no longer here.
        restored: Records that show their former state again.
    """

    batch: int
    packages: int
    lines: int
    removed: int
    restored: int


def undo_import(ws: Workspace, batch: int) -> Undone:
    """Take back everything that came with one intake.

    Args:
        batch: `Received.batch`, or from `list_intakes`.

    Raises:
        InvalidInput: No such intake, undone already, older than 30 days, or something rests on it.
        StorageError: The database cannot be written.
    """
    with ws.read() as session:
        intake = session.get(Intake, batch)
        if intake is None:
            raise InvalidInput(f"没有编号是 {batch} 的接收记录，请在收发页里选。")
        if intake.undone_at is not None:
            raise InvalidInput(f"这次接收{day_text(intake.undone_at)}已经撤销过了。")
        if ws.now() - intake.at > timedelta(days=UNDO_DAYS):
            raise InvalidInput(f"这次接收已超过 {UNDO_DAYS} 天，不能再撤销。数据没有改动。")
    make_backup(ws.folder, "intake", ws.now())
    with ws.write() as session:
        connection = session.connection()
        heads = _heads(connection, batch)
        _refuse_if_followed(connection, batch, heads)
        records = _records(connection, batch)
        lines = connection.execute(delete(LogLine).where(LogLine.intake == batch)).rowcount
        restored = {name: _former(connection, name, ids) for name, ids in records.items()}
        gone = {name: ids - restored[name].keys() for name, ids in records.items()}
        _refuse_if_used(connection, ws.site, set().union(*gone.values()))
        _lower(connection, heads)
        for table in reversed(metadata().sorted_tables):  # children before parents
            for part in _chunks(sorted(gone.get(table.name, ()))):
                connection.execute(delete(table).where(table.c.id.in_(part)))
        for name, rows in restored.items():
            update_rows(connection, kinds()[name].table, list(rows.values()))
        packages = connection.execute(
            update(PackageIn).where(PackageIn.intake == batch).values(outcome=Outcome.UNDONE)
        ).rowcount
        session.get_one(Intake, batch).undone_at = ws.now()
    keep_anchor(ws)
    return Undone(
        batch, packages, lines, sum(map(len, gone.values())), sum(len(rows) for rows in restored.values())
    )


def _heads(connection: Connection, batch: int) -> dict[int, int]:
    """Return row id of each log the batch appended to, and the first of its lines there."""
    found = connection.execute(
        select(LogLine.head, func.min(LogLine.number).label("first"))
        .where(LogLine.intake == batch)
        .group_by(LogLine.head)
    )
    return {row.head: row.first for row in found}


def _refuse_if_followed(connection: Connection, batch: int, heads: dict[int, int]) -> None:
    for head, first in heads.items():
        later = connection.execute(
            select(Intake.at)
            .join(LogLine, LogLine.intake == Intake.id)
            .where(LogLine.head == head, LogLine.number > first, LogLine.intake != batch)
            .order_by(LogLine.number.desc())
            .limit(1)
        ).scalar_one_or_none()
        if later is not None:
            raise InvalidInput(
                f"{day_text(later)}又从同一单位接收过后面的内容，不能单独撤销这一次。请先撤销那一次。数据没有改动。"
            )


def _records(connection: Connection, batch: int) -> dict[str, set[str]]:
    """Return the ids of the records that the batch's lines say something about, by kind."""
    found: dict[str, set[str]] = {}
    known = kinds()
    lines = select(LogLine.kind, LogLine.record).where(
        LogLine.intake == batch, LogLine.state == LineState.APPLIED
    )
    for kind, record in connection.execute(lines.distinct()):
        if kind in known:
            found.setdefault(kind, set()).add(record)
    return found


def _former(connection: Connection, name: str, records: set[str]) -> dict[str, tuple[Any, ...]]:
    """Return the rows that the remaining lines give, by record; of those without any, none."""
    rows: dict[str, tuple[Any, ...]] = {}
    for part in _chunks(sorted(records)):
        lines = connection.execute(
            select(StreamHead.site, StreamHead.stream, LogLine.number, LogLine.line)
            .join(StreamHead, StreamHead.id == LogLine.head)
            .where(LogLine.record.in_(part), LogLine.kind == name, LogLine.state == LineState.APPLIED)
            .order_by(LogLine.revision)
        )
        for line in lines:
            (read,) = read_lines(line.site, line.stream, line.number, [line.line])
            if read.row is not None:
                rows[read.record] = read.row
    return rows


def _refuse_if_used(connection: Connection, site: str, gone: set[str]) -> None:
    """Refuse where own records name a record that would go."""
    for kind in kinds().values():
        for column in _references(kind):
            for part in _chunks(sorted(gone)):
                used = connection.scalar(
                    select(func.count())
                    .select_from(kind.table)
                    .where(kind.table.c.site == site, kind.table.c.void.is_(False), column.in_(part))
                )
                if used:
                    raise InvalidInput(
                        f"本机已有 {used} 条记录用到这次接收的内容，不能撤销。数据没有改动。"
                        "如果收错了，请联系发包的单位更正。"
                    )


def _references(kind: Kind) -> Iterator[Any]:
    """Yield the columns that may hold the id of another record."""
    for column in kind.fields:
        if isinstance(column.type, String) and column.type.length == 48:
            yield kind.table.c[column.name]


def _lower(connection: Connection, heads: dict[int, int]) -> None:
    for head, first in heads.items():
        row = connection.execute(select(StreamHead.__table__).where(StreamHead.id == head)).one()
        if first == 1:
            connection.execute(delete(StreamHead).where(StreamHead.id == head))
            continue
        chain = connection.scalar(
            select(LogLine.chain).where(LogLine.head == head, LogLine.number == first - 1)
        ) or chain_seed(chain_tag(row.site, row.stream, row.epoch))
        connection.execute(
            update(StreamHead).where(StreamHead.id == head).values(number=first - 1, chain=chain)
        )


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
