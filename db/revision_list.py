"""Which records of a site are at which revision, as one text: SQLite's fast way."""

from sqlalchemy import Connection

__all__ = ["revision_list"]

_TEXT = """SELECT count(*), group_concat(line, '') FROM (
    SELECT id || ' ' || revision || CASE WHEN void THEN ' void' ELSE ' put' END || char(10) AS line
    FROM "{}" WHERE id > ? AND id < ? AND stream = ? ORDER BY id)"""


def revision_list(connection: Connection, table: str, site: str, stream: str) -> tuple[int, str]:
    """Return how many records of `site` in `stream` a table holds, and a line for each by id: id, revision, put or void."""
    count, text = connection.exec_driver_sql(_TEXT.format(table), (f"{site}-", f"{site}.", stream)).one()
    return count, text or ""
