"""Many rows at once, as tuples on the driver's own connection: SQLite's fast way (see benchmarks/).

Upserts with foreign keys on cost up to twice a plain INSERT, so callers look up what is there and split.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, Table

__all__ = ["first_column", "insert_rows", "present", "revisions", "update_rows"]

_CHUNK = 500  # bound parameters of one SELECT
_MANY = 100  # rows; with fewer there is nothing to gain
_TOGETHER = 100  # rows in one statement, which cost a fifth less than each in its own
_TOGETHER_FROM = 400  # rows; with fewer the long statement is not worth its preparation


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert `rows`: stored values of all columns of `table`, in its order."""
    if not rows:
        return
    filled = tuple(range(len(table.columns)))
    if len(rows) >= _MANY:  # what is NULL in every row is left out: the driver takes its time over each
        filled = tuple(
            place
            for place in filled
            if place not in _optional(table) or any([row[place] is not None for row in rows])  # noqa: C419
        )
        rows = list(map(itemgetter(*filled), rows)) if len(filled) < len(rows[0]) else rows
    if len(rows) >= _TOGETHER_FROM:
        whole = len(rows) // _TOGETHER * _TOGETHER
        parts = [rows[start : start + _TOGETHER] for start in range(0, whole, _TOGETHER)]
        values = [tuple(chain.from_iterable(part)) for part in parts]
        connection.exec_driver_sql(_insert_sql(table, filled, _TOGETHER), values)
        rows = rows[whole:]
    if rows:
        connection.exec_driver_sql(_insert_sql(table, filled, 1), rows)


def update_rows(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Overwrite rows by their `id`: stored values of all columns of `table`, in its order, the id first."""
    if rows:
        connection.exec_driver_sql(_update_sql(table), [(*row[1:], row[0]) for row in rows])


def first_column(connection: Connection, wanted: Select[Any]) -> Iterator[Any]:
    """Yield what the first column of `wanted` holds, as it is stored, a thousand rows at a time."""
    with connection.execute(wanted) as result:
        cursor = result.cursor  # rows of the driver: those of SQLAlchemy take as long again
        assert cursor is not None
        while rows := cursor.fetchmany(1000):
            yield from map(itemgetter(0), rows)


def revisions(connection: Connection, table: Table, ids: Collection[str]) -> dict[str, int]:
    """Return the revision of each record of `ids` that is in `table`."""
    if ids and not _any_between(connection, table, min(ids), max(ids)):  # all are new, as most are
        return {}
    return dict(_select(connection, f'SELECT id, revision FROM "{table.name}"', ids))


def present(connection: Connection, table: Table, ids: Iterable[str]) -> set[str]:
    """Return those of `ids` that are in `table`."""
    return {row[0] for row in _select(connection, f'SELECT id FROM "{table.name}"', ids)}


def _select(connection: Connection, sql: str, ids: Iterable[str]) -> Iterable[Any]:
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        yield from connection.exec_driver_sql(
            f"{sql} WHERE id IN ({', '.join('?' * len(chunk))})", tuple(chunk)
        )


def _any_between(connection: Connection, table: Table, first: str, last: str) -> bool:
    """Ids sort by site, then time: one look tells that a whole batch is later than what is here."""
    found = connection.exec_driver_sql(
        f'SELECT 1 FROM "{table.name}" WHERE id BETWEEN ? AND ? LIMIT 1', (first, last)
    )
    return found.first() is not None


@cache
def _optional(table: Table) -> set[int]:
    return {
        place
        for place, column in enumerate(table.columns)
        if column.nullable and column.server_default is None
    }


@cache
def _insert_sql(table: Table, places: tuple[int, ...], rows: int) -> str:
    columns = list(table.columns)
    names = ", ".join(f'"{columns[place].name}"' for place in places)
    row = f"({', '.join('?' * len(places))})"
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * rows)}'


@cache
def _update_sql(table: Table) -> str:
    assert table.columns[0].name == "id"
    names = ", ".join(f'"{column.name}" = ?' for column in table.columns[1:])
    return f'UPDATE "{table.name}" SET {names} WHERE id = ?'
