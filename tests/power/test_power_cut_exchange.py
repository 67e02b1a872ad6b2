"""A power cut while packages are made and taken in: afterwards all of it has happened, or nothing."""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from sqlite3 import connect

import pytest

from app.integrity import check_folder
from app.start import open_workspace
from app.sync.export import export_packages
from app.sync.receive import receive
from app.workspace import Workspace
from db.backup import faults
from db.models.packages import Outcome
from tests.app.sync.county import add_photo, dump, entries, make_county, write_entry
from tests.power.recording_vfs import Recording, recording
from tests.workspaces import StoppedClock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="wraps the unix VFS")
CUTS = [6, pytest.param(400, marks=pytest.mark.long)]


@pytest.mark.parametrize("cuts", CUTS)
def test_the_power_fails_during_an_import(tmp_path: Path, clock: StoppedClock, cuts: int) -> None:
    county = make_county(tmp_path, clock, enrolled=True)
    station, office = county.stations[0], county.office
    for text in ("一", "二", "三"):
        write_entry(station, text)
    add_photo(station, b"photo" * 300)
    package = county.up(station)
    before = dump(office, station.site)
    county.close()
    record, played = _played(office, clock, tmp_path / "play", lambda ws, _: receive(ws, [package]))
    seen = set()
    for ws in _after_cuts(record, played, office, clock, tmp_path, cuts):
        found = dump(ws, station.site)
        seen.add(len(found))
        whole = entries(ws) == ["一", "三", "二"]
        assert whole or found == before
        assert receive(ws, [package]).complete
        assert entries(ws) == ["一", "三", "二"]
        assert check_folder(ws) == []
    assert len(seen) == 2  # both happened


@pytest.mark.parametrize("cuts", CUTS)
def test_the_power_fails_during_an_edit_and_export(tmp_path: Path, clock: StoppedClock, cuts: int) -> None:
    county = make_county(tmp_path, clock, enrolled=True)
    station, office = county.stations[0], county.office
    county.close()
    made: list[Path] = []

    def work(ws: Workspace, mark: Callable[[], None]) -> None:
        write_entry(ws, "一")
        mark()
        made.append(export_packages(ws).packages[0].path)
        mark()
        write_entry(ws, "二")
        mark()

    record, played = _played(station, clock, tmp_path / "play", work)
    package = Path(shutil.copy(made[0], tmp_path / "carried.zwt"))
    for number, ws in enumerate(_after_cuts(record, played, station, clock, tmp_path, cuts)):
        assert check_folder(ws) == []
        write_entry(ws, "断电后写的")
        target = Path(shutil.copytree(office.folder, tmp_path / f"office{number}"))
        there = open_workspace(target, machine=office.machine, clock=clock).workspace
        if "一" in entries(ws):  # else it was never made
            receive(there, [package])
        (file,) = receive(there, [export_packages(ws).packages[0].path]).files
        assert file.outcome is Outcome.NEW  # no number was used twice
        assert entries(there) == entries(ws)
        there.engine.dispose()
        shutil.rmtree(target)


def _played(
    ws: Workspace, clock: StoppedClock, folder: Path, work: Callable[[Workspace, Callable[[], None]], object]
) -> tuple[Recording, Path]:
    """Do `work` in a copy of a closed ledger and record what reaches the disk."""
    shutil.copytree(ws.folder, folder)
    for path in folder.glob("ledger.db*"):
        path.unlink()
    with recording(folder) as record:
        # copied through SQLite, so that the recording knows every byte
        with (
            closing(connect(ws.folder / "ledger.db")) as source,
            closing(connect(folder / "ledger.db")) as copy,
        ):
            source.backup(copy)
        played = open_workspace(folder, machine=ws.machine, clock=clock).workspace
        record.mark()
        work(played, record.mark)
        record.mark()
        played.engine.dispose()
    return record, folder


def _after_cuts(
    record: Recording, played: Path, ws: Workspace, clock: StoppedClock, tmp_path: Path, cuts: int
) -> Iterator[Workspace]:
    """Open, one after the other, what the disk may hold after cuts at as many points as asked for."""
    steps = range(record.marks[0], len(record.steps) + 1)
    chosen = sorted({*record.marks, *Random(3).sample(steps, min(cuts, len(steps)))})
    for cut in chosen:
        folder = tmp_path / f"cut{cut}"
        shutil.copytree(played, folder, ignore=shutil.ignore_patterns("ledger.db*"))
        for name, content in record.files_after_cut(cut, Random(cut)).items():
            if "/" not in name:
                (folder / name).write_bytes(content)
        assert faults(folder / "ledger.db", thorough=True) == []
        machine = Path(shutil.copytree(ws.machine, tmp_path / f"machine{cut}"))
        after = open_workspace(folder, machine=machine, clock=clock).workspace
        yield after
        after.engine.dispose()
        shutil.rmtree(folder)
