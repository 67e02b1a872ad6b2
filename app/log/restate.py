"""Saying again what is owned: after a restore or on a new computer, so that nothing is needed from lost lines."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from sqlalchemy import Boolean, Connection, update

from app.log.heads import chain_head
from app.log.kinds import META, Kind, kinds
from app.log.lines import chain_tag, encode_line, next_chain
from app.log.readers import oldest_readers, written_for
from db.bulk import insert_rows, update_rows
from db.models.log import LineState, LogLine, StreamHead
from db.tables import metadata

__all__ = ["restate"]


class _Place(Struct, frozen=True):
    site: str
    stream: str
    epoch: str


def restate(
    connection: Connection,
    site: str,
    stream: str,
    epoch: str,
    floors: Mapping[str, int],
    *,
    only: set[str] | None = None,
) -> int:
    """Give records of one stream of our own the next revision, unchanged, with lines in `epoch`; return how many.

    Args:
        connection: In a writing transaction.
        site: Ours.
        stream: Of the records.
        epoch: In which the lines stand.
        floors: Revisions that exist elsewhere, by record; the new one is above these too.
        only: Ids of the records; None: all of the stream.
    """
    place = _Place(site, stream, epoch)
    return sum(
        _restate_kind(connection, place, kinds()[table.name], floors, only)
        for table in metadata().sorted_tables  # parents before children
        if table.name in kinds()
    )


def _restate_kind(
    connection: Connection, place: _Place, kind: Kind, floors: Mapping[str, int], only: set[str] | None
) -> int:
    rows = []
    for row in _stored(connection, kind, place):
        if only is None or row[0] in only:
            revision = max(row[3], floors.get(row[0], 0)) + 1
            rows.append((*row[:3], revision, *row[4:]))
    if not rows:
        return 0
    head, number, chain = chain_head(connection, place.site, place.stream, place.epoch)
    tag = chain_tag(place.site, place.stream, place.epoch)
    oldest = oldest_readers(connection, place.stream, [kind])
    lines = []
    for row in rows:
        number += 1
        record, _, _, revision, void, why, instant, by, *values = row
        version, data = written_for(kind, kind.data(*values), oldest)
        line = encode_line(
            number=number,
            kind=kind.name,
            version=version,
            record=record,
            revision=revision,
            op="void" if void else "put",
            instant=instant,
            by=by,
            data=data,
            why=why,
        )
        chain = next_chain(tag, chain, number, line)
        lines.append((head, number, kind.name, record, revision, line, chain, LineState.APPLIED, None, None))
    insert_rows(connection, LogLine.__table__, lines)  # type: ignore[arg-type]
    connection.execute(update(StreamHead).where(StreamHead.id == head).values(number=number, chain=chain))
    update_rows(connection, kind.table, rows)
    return len(rows)


def _stored(connection: Connection, kind: Kind, place: _Place) -> list[tuple[Any, ...]]:
    """Return the rows of a stream as they are stored, in the order of the kind's columns, truth values as such."""
    flags = [index for index, column in enumerate(kind.table.columns) if isinstance(column.type, Boolean)]
    # by name: columns that were added later stand elsewhere in the file than in the model
    columns = ", ".join(f'"{column.name}"' for column in kind.table.columns)
    found = connection.exec_driver_sql(
        f'SELECT {columns} FROM "{kind.name}" WHERE site = ? AND stream = ? ORDER BY id',
        (place.site, place.stream),
    )
    rows = []
    for values in found:
        row = list(values)
        for index in flags:
            row[index] = None if row[index] is None else bool(row[index])
        rows.append(tuple(row))
    return rows


assert META[:4] == ("id", "site", "stream", "revision")
