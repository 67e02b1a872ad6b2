from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.backups import backups, make_backup
from app.errors import InvalidInput, StorageError
from app.integrity import check_folder
from app.restore import compare_backup, restore_backup
from app.start import open_workspace
from app.workspace import COUNTY, Workspace
from db.models.units import Person
from db.models.work import LogEntry
from tests.workspaces import StoppedClock


def write(ws: Workspace, count: int) -> None:
    for number in range(count):
        with ws.write() as session:
            session.create(LogEntry(on=date(2026, 3, 2), text=f"第{number}条"), stream=COUNTY)


def entries(ws: Workspace) -> int:
    opened = open_workspace(ws.folder, machine=ws.machine, clock=ws.now).workspace
    with opened.read() as session:
        found = session.scalar(select(func.count()).select_from(LogEntry)) or 0
    assert check_folder(opened) == []
    opened.engine.dispose()
    return found


def test_going_back_tells_what_is_lost_and_can_be_undone(station: Workspace, clock: StoppedClock) -> None:
    write(station, 3)
    early = make_backup(station.folder, "hand", clock())
    clock.forward(minutes=90)
    write(station, 4)
    station.engine.dispose()
    difference = compare_backup(station.folder, early.path)
    assert difference.lost == 4
    assert "2026-03-02 09:00" in difference.sentence
    assert difference.sentence.splitlines()[1:] == [
        "　日志：新写 4 条（3月2日），如“第0条”",
        "恢复前会先备份现在的数据，可以再恢复回来。",
    ]
    clock.forward(minutes=1)
    former = restore_backup(station.folder, early.path, clock())
    assert entries(station) == 3
    assert former is not None
    back = compare_backup(station.folder, former.path)
    assert (back.lost, [gain.added for gain in back.gains]) == (0, [4])
    assert "恢复后会回来的" in back.sentence
    clock.forward(minutes=1)
    restore_backup(station.folder, former.path, clock())
    assert entries(station) == 7
    assert [backup.kind for backup in backups(station.folder)].count("restore") == 2


def test_going_back_and_forth_within_a_second_writes_over_no_copy(
    station: Workspace, clock: StoppedClock
) -> None:
    write(station, 3)
    early = make_backup(station.folder, "hand", clock())
    write(station, 4)
    station.engine.dispose()
    former = restore_backup(station.folder, early.path, clock())
    assert former is not None
    restore_backup(station.folder, former.path, clock())
    assert entries(station) == 7
    assert len([backup for backup in backups(station.folder) if backup.kind == "restore"]) == 2


def test_what_was_changed_and_taken_out_is_told_by_kind_and_day(
    station: Workspace, clock: StoppedClock
) -> None:
    write(station, 2)
    early = make_backup(station.folder, "hand", clock())
    with station.write() as session:
        first, second = session.scalars(select(LogEntry).order_by(LogEntry.id))
        first.text = "改过的"
        gone = second.id
    clock.forward(days=3)
    with station.write() as session:
        session.withdraw(session.get_one(LogEntry, gone), "删除")
        session.create(Person(name="李新"), stream=COUNTY)
    station.engine.dispose()
    assert [loss.sentence for loss in compare_backup(station.folder, early.path).losses] == [
        "日志：改过 1 条，删去 1 条（3月2日至3月5日），如“改过的”",
        "人员：新写 1 条（3月5日），如“李新”",
    ]


def test_a_damaged_ledger_is_kept_beside(station: Workspace, clock: StoppedClock) -> None:
    write(station, 2)
    backup = make_backup(station.folder, "hand", clock())
    station.engine.dispose()
    (station.folder / "ledger.db").write_bytes(b"broken" * 1000)
    assert compare_backup(station.folder, backup.path).lost is None
    assert restore_backup(station.folder, backup.path, clock()) is None
    assert entries(station) == 2
    assert len(list(station.folder.glob("ledger-damaged-*.db"))) == 1


def test_what_is_no_backup_of_this_ledger_is_refused(
    station: Workspace, office: Workspace, clock: StoppedClock, tmp_path: Path
) -> None:
    write(station, 1)
    foreign = make_backup(office.folder, "hand", clock())
    station.engine.dispose()
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    for path, error in (
        (foreign.path, InvalidInput),
        (broken, StorageError),
        (tmp_path / "none.db", InvalidInput),
    ):
        with pytest.raises(error):
            restore_backup(station.folder, path, clock())
    assert entries(station) == 1
