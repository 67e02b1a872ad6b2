"""Which records of a site are at which revision, as one text for each table and stream: SQLite's fast way."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from sqlalchemy import Connection

__all__ = ["revision_lists"]

_TEXT = """SELECT '{0}', count(*), group_concat(line, '') FROM (
    SELECT id || ' ' || revision || CASE WHEN void THEN ' void' ELSE ' put' END || char(10) AS line
    FROM "{0}" WHERE id > ? AND id < ? AND stream = ? ORDER BY id)"""
_AT_ONCE = 100  # tables in one statement, which has three parameters for each


def revision_lists(
    connection: Connection, tables: Iterable[str], site: str, streams: Collection[str]
) -> Iterator[tuple[str, str, int, str]]:
    """Yield (table, stream, count, text) where a table holds records of `site` in a stream.

    The text has a line for each record, by id: id, revision, put or void.
    """
    names = tuple(tables)
    for start in range(0, len(names), _AT_ONCE):
        part = names[start : start + _AT_ONCE]
        for stream in streams:
            rows = connection.exec_driver_sql(_sql(part), (f"{site}-", f"{site}.", stream) * len(part))
            yield from ((table, stream, count, text) for table, count, text in rows if count)


@cache
def _sql(tables: tuple[str, ...]) -> str:
    return " UNION ALL ".join(_TEXT.format(table) for table in tables)
