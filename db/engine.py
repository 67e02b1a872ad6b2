"""The database file: how a connection is configured, and nothing else."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from db.tables import metadata

__all__ = ["open_engine"]

_PRAGMAS: Mapping[str, str] = {
    "foreign_keys": "ON",
    "journal_mode": "WAL",
    "synchronous": "FULL",  # WAL with NORMAL loses commits at a power cut
    "journal_size_limit": "67108864",  # bytes; else the WAL keeps the size of the largest intake
    "cache_size": "-16000",  # KiB
}


def open_engine(path: Path) -> Engine:
    """Return an engine on the SQLite file at `path`, which may not exist yet.

    A transaction begins `DEFERRED`, or as the execution option `begin` says (`IMMEDIATE` for writers).
    """
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 5})  # seconds

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for name, value in _PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options: Mapping[str, Any] = connection.get_execution_options()
        connection.exec_driver_sql(f"BEGIN {options.get('begin', 'DEFERRED')}")

    return engine


@event.listens_for(Session, "before_flush")
def _know_parents(_session: Session, _flush: object, _instances: object) -> None:
    """Map what the rows to be written refer to; without it SQLAlchemy cannot put them in order."""
    metadata()
