"""The copy on a stick: whole, incremental, and usable."""

import hashlib
from pathlib import Path

import pytest

from app.backups import make_backup
from app.errors import Cancelled, InvalidInput, StorageError
from app.job import Job
from app.outside_backup import backup_outside, fetch_attachments, outside_reminder, remember_outside
from app.restore import compare_backup
from app.settings import Settings, save_settings
from app.start import is_data_folder, open_workspace
from app.workspace import Workspace
from tests.workspaces import StoppedClock


def attach(folder: Path, data: bytes) -> str:
    name = hashlib.sha256(data).hexdigest()
    path = folder / "attachments" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def test_the_first_copy_holds_everything_and_the_next_only_what_is_new(
    station: Workspace, tmp_path: Path
) -> None:
    stick = tmp_path / "stick" / "copy"
    names = [attach(station.folder, bytes([n]) * 1000) for n in range(3)]
    first = backup_outside(station.folder, stick)
    assert (first.files, first.folder) == (3, stick)
    assert first.size_bytes > 3000
    assert backup_outside(station.folder, stick).files == 0
    names.append(attach(station.folder, b"new"))
    assert backup_outside(station.folder, stick).files == 1
    assert {path.name for path in (stick / "attachments").glob("??/*")} == set(names)
    assert [path.name for path in stick.rglob("*.part")] == []


def test_the_copy_is_a_ledger_and_a_backup(station: Workspace, tmp_path: Path) -> None:
    backup_outside(station.folder, tmp_path / "copy")
    assert is_data_folder(tmp_path / "copy")
    assert compare_backup(station.folder, tmp_path / "copy" / "ledger.db").lost == 0
    opened = open_workspace(tmp_path / "copy", machine=station.machine)
    assert opened.workspace.site == station.site
    opened.workspace.engine.dispose()


def test_a_half_copied_attachment_is_copied_again(station: Workspace, tmp_path: Path) -> None:
    name = attach(station.folder, b"x" * 5000)
    backup_outside(station.folder, tmp_path / "copy")
    copied = tmp_path / "copy" / "attachments" / name[:2] / name
    copied.write_bytes(b"x" * 100)
    assert backup_outside(station.folder, tmp_path / "copy").files == 1
    assert copied.read_bytes() == b"x" * 5000


def test_lost_attachments_come_back(station: Workspace, tmp_path: Path) -> None:
    name = attach(station.folder, b"photo")
    backup_outside(station.folder, tmp_path / "copy")
    lost = station.folder / "attachments" / name[:2] / name
    lost.unlink()
    assert fetch_attachments(tmp_path / "copy", station.folder) == 1
    assert lost.read_bytes() == b"photo"
    assert fetch_attachments(tmp_path / "nothing there", station.folder) == 0


def test_a_cancelled_copy_leaves_no_half_file(station: Workspace, tmp_path: Path) -> None:
    for n in range(3):
        attach(station.folder, bytes([n]) * 100)
    job = Job(lambda done, _total: job.cancel() if done >= 100 else None)
    with pytest.raises(Cancelled):
        backup_outside(station.folder, tmp_path / "copy", job)
    assert [path.name for path in (tmp_path / "copy").rglob("*.part")] == []
    assert not (tmp_path / "copy" / "ledger.db").exists()
    assert backup_outside(station.folder, tmp_path / "copy").files < 3


def test_the_ledger_s_own_folder_and_other_ledgers_are_refused(
    station: Workspace, office: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput, match="自己的文件夹"):
        backup_outside(station.folder, station.folder / "backups" / "x")
    backup_outside(office.folder, tmp_path / "copy")
    before = (tmp_path / "copy" / "ledger.db").read_bytes()
    with pytest.raises(InvalidInput, match="另一个单位"):
        backup_outside(station.folder, tmp_path / "copy")
    assert (tmp_path / "copy" / "ledger.db").read_bytes() == before


def test_a_place_that_takes_nothing_is_told_in_a_sentence(station: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError, match="本机数据完好"):
        backup_outside(station.folder, tmp_path / "file" / "copy")


def test_a_copy_is_asked_for_weekly(station: Workspace, clock: StoppedClock) -> None:
    def reminder() -> str:
        return outside_reminder(station.folder, station.today)

    assert reminder() == ""  # a new ledger
    make_backup(station.folder, "day", clock())
    clock.forward(days=6)
    assert reminder() == ""
    clock.forward(days=1)
    assert reminder() == "该备份到U盘了，还没有备份过"
    remember_outside(station.folder, station.today)
    assert reminder() == ""
    clock.forward(days=7)
    assert reminder() == "该备份到U盘了，上次是3月9日"
    save_settings(station.folder, Settings(copied_outside_on="gibberish"))
    assert reminder() == ""
