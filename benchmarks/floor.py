"""The floor under every intake: the same rows and lines, by plain INSERTs."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from app.log.kinds import kinds
from db.engine import open_engine
from db.migrations import upgrade

__all__ = ["Floor"]


class Floor:
    """Plain executemany INSERT of the very rows and lines that an intake writes, into the same empty tables."""

    def __init__(self, office: Path, target: Path) -> None:
        self._office, self.target = office, target
        self._parts: list[tuple[str, list[Any]]] = []

    def read(self, site: str) -> None:
        """Take the rows of one site for the next `insert`."""
        self._parts = []
        with closing(sqlite3.connect(self._office / "ledger.db")) as connection:
            for table in [*kinds(), "log_line"]:
                mine = (
                    "head IN (SELECT id FROM stream_head WHERE site = ?)"
                    if table == "log_line"
                    else "site = ?"
                )
                rows = connection.execute(f'SELECT * FROM "{table}" WHERE {mine}', (site,)).fetchall()
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    self._parts.append((f'INSERT INTO "{table}" VALUES ({marks})', rows))

    def empty(self) -> None:
        self.target.unlink(missing_ok=True)
        self.target.with_name(self.target.name + "-wal").unlink(missing_ok=True)
        engine = open_engine(self.target)
        upgrade(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO stream_head (id, site, stream, epoch, number, chain) "
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                "SELECT i, i, '', '', 0, x'' FROM n"
            )
        engine.dispose()

    def insert(self) -> None:
        engine = open_engine(self.target)
        with engine.execution_options(begin="IMMEDIATE").begin() as connection:
            cursor = connection.connection.cursor()
            for sql, rows in self._parts:
                cursor.executemany(sql, rows)
        engine.dispose()

    def settle(self) -> None:
        """Bring everything into the one file."""
        with closing(sqlite3.connect(self.target)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
