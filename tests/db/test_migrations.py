import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.errors import StorageError
from app.start import open_workspace
from app.workspace import Role
from db.engine import open_engine
from db.migrations import NEWEST, NewerFile, revision_of, upgrade
from db.tables import metadata
from tests.workspaces import StoppedClock, new_workspace


def test_migrated_tables_are_those_of_the_models(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    assert revision_of(path) is None
    engine = open_engine(path)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata()) == []
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert revision_of(path) == NEWEST
    upgrade(engine)  # again: nothing to do
    engine.dispose()


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path, clock: StoppedClock) -> None:
    ws = new_workspace(tmp_path / "data", Role.STATION, clock, seed=3)
    ws.engine.dispose()
    path = tmp_path / "data" / "ledger.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    engine = open_engine(path)
    with pytest.raises(NewerFile):
        upgrade(engine)
    engine.dispose()
    with pytest.raises(StorageError, match="较新版本"):
        open_workspace(tmp_path / "data", machine=ws.machine, clock=clock)
    assert path.read_bytes() == before
