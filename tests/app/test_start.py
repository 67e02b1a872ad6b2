import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from app.backups import backup_daily, backups
from app.clock import civil_date
from app.errors import InvalidInput, StorageError
from app.start import make_workspace, open_workspace
from app.workspace import COUNTY, Role, Workspace
from db.models.units import Person
from tests.workspaces import StoppedClock


def test_what_was_written_is_there_after_reopening(station: Workspace, clock: StoppedClock) -> None:
    with station.write() as session:
        session.create(Person(name="王喆"), stream=COUNTY)
    station.engine.dispose()
    opened = open_workspace(station.folder, machine=station.machine, clock=clock)
    ws = opened.workspace
    assert (ws.role, ws.site, ws.node, ws.epoch, ws.unit) == (
        Role.STATION, station.site, station.node, station.epoch, station.unit,
    )  # fmt: skip
    assert opened.notices == ()
    with ws.read() as session:
        assert session.scalars(select(Person.name)).all() == ["王喆"]
    ws.engine.dispose()


def test_a_ledger_is_never_made_over_another(station: Workspace, clock: StoppedClock) -> None:
    with pytest.raises(InvalidInput, match="已经有一份台账"):
        make_workspace(station.folder, role=Role.OFFICE, person="", machine=station.machine, clock=clock)
    with pytest.raises(InvalidInput, match="没有台账数据"):
        open_workspace(station.folder / "backups", machine=station.machine, clock=clock)


def test_the_first_start_of_a_day_makes_a_backup(station: Workspace, clock: StoppedClock) -> None:
    def start() -> None:
        open_workspace(station.folder, machine=station.machine, clock=clock).workspace.engine.dispose()

    start()
    start()
    assert len(backups(station.folder)) == 1
    clock.forward(days=1)
    start()
    newest = backups(station.folder)[0]
    assert newest.made.date() == civil_date(clock())
    assert not newest.path.with_name(newest.path.name + "-wal").exists()
    with closing(sqlite3.connect(f"file:{newest.path}?mode=ro", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM identity").fetchone() == (1,)


def test_old_backups_thin_out_but_special_ones_stay(station: Workspace, clock: StoppedClock) -> None:
    special = station.folder / "backups" / "ledger-20200101-080000-restore.db"
    shutil.copy(station.folder / "ledger.db", special)
    for _ in range(120):
        backup_daily(station.folder, clock())
        clock.forward(days=1)
    days = [
        (civil_date(clock()) - backup.made.date()).days
        for backup in backups(station.folder)
        if backup.kind == "day"
    ]
    assert [day for day in days if day <= 14] == list(range(1, 15))
    assert 5 <= len([day for day in days if 14 < day <= 56]) <= 9
    assert 2 <= len([day for day in days if day > 56]) <= 4
    assert special.exists()


def test_a_damaged_file_is_said_so_and_left_alone(station: Workspace, clock: StoppedClock) -> None:
    station.engine.dispose()
    path = station.folder / "ledger.db"
    broken = b"not a database" * 400
    path.write_bytes(broken)
    with pytest.raises(StorageError, match="修复"):
        open_workspace(station.folder, machine=station.machine, clock=clock)
    assert path.read_bytes() == broken


def test_a_read_only_folder_is_said_so(tmp_path: Path, clock: StoppedClock) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises((StorageError, InvalidInput)):
        make_workspace(blocked / "data", role=Role.STATION, person="", machine=tmp_path / "m", clock=clock)
