"""The program is killed at the k-th file or database operation; the next start goes on as if nothing were."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from app.evidence.store import AttachmentStore
from app.integrity import check_folder
from app.start import open_workspace
from app.sync.anchor import Standing, standing
from app.sync.export import export_packages
from app.sync.package_file import verify
from app.sync.rebuild import write_rebuild_package
from app.sync.receive import receive
from app.sync.undo import undo_import
from app.workspace import Workspace
from tests.app.sync.county import County, add_photo, dump, entries, make_county, write_entry
from tests.app.sync.test_rebuild import new_computer
from tests.workspaces import StoppedClock

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")

KILLED, DONE = 9, 0
every = pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.long)])


@dataclass
class Bomb:
    """Counts operations and ends the process at one of them."""

    at: int
    count: int = 0

    def tick(self) -> None:
        self.count += 1
        if self.count == self.at:
            os._exit(KILLED)

    def arm(self) -> None:
        """Count every statement, commit, opening, sync, rename and removal of this process."""

        def wrap(holder: Any, name: str) -> None:
            real = getattr(holder, name)

            def counted(*arguments: Any, **more: Any) -> Any:
                self.tick()
                return real(*arguments, **more)

            setattr(holder, name, counted)

        for holder, name in (
            (os, "fsync"),
            (os, "open"),
            (Path, "open"),
            (Path, "replace"),
            (Path, "unlink"),
        ):
            wrap(holder, name)
        event.listen(Engine, "before_cursor_execute", lambda *_: self.tick())
        event.listen(Engine, "commit", lambda *_: self.tick())


def run_and_kill(
    folder: Path, machine: Path, clock: StoppedClock, at: int, work: Callable[[Workspace], object]
) -> bool:
    """Do `work` in a forked process that dies at operation `at`; tell whether it died before the end."""
    child = os.fork()
    if child == 0:
        try:
            ws = open_workspace(folder, machine=machine, clock=clock).workspace
            Bomb(at).arm()
            work(ws)
        except BaseException:
            os._exit(1)
        os._exit(DONE)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {KILLED, DONE}
    return code == KILLED


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> County:
    """An enrolled station that has written something since, everything closed."""
    made = make_county(tmp_path, clock, enrolled=True)
    write_entry(made.stations[0], "一")
    add_photo(made.stations[0], b"photo" * 300)
    made.close()
    return made


def kills(
    folder: Path,
    machine: Path,
    clock: StoppedClock,
    tmp_path: Path,
    work: Callable[[Workspace], object],
    step: int,
) -> list[Workspace]:
    """Return a copy of `folder` for every `step`-th operation of `work` and for its last, killed there."""
    killed: dict[int, Workspace] = {}

    def kill(at: int) -> bool:
        copy, keys = tmp_path / f"killed{at}", tmp_path / f"machine{at}"
        shutil.copytree(folder, copy)
        shutil.copytree(machine, keys)
        if not run_and_kill(copy, keys, clock, at, work):
            return False
        ws = open_workspace(copy, machine=keys, clock=clock).workspace
        assert check_folder(ws) == []
        assert standing(ws) is Standing.FINE
        killed[at] = ws
        return True

    at = 1
    while kill(at):
        at += step
    assert at > 20  # the bomb does count
    while at - 1 not in killed and not kill(at - 1):
        at -= 1
    return list(killed.values())


@every
def test_killed_while_importing(county: County, clock: StoppedClock, tmp_path: Path, step: int) -> None:
    station = county.reopen(county.stations[0])
    package = county.up(station)
    photo = verify(package).manifest.counts.blobs
    assert photo == 1
    station.engine.dispose()
    before, after = None, None
    office = county.office
    for ws in kills(
        office.folder, office.machine, clock, tmp_path, lambda ws: receive(ws, [package]), step=step
    ):
        found = dump(ws, station.site)
        if entries(ws):
            after = after or found
            assert found == after
            with ws.read() as session:
                assert session.connection().exec_driver_sql("SELECT count(*) FROM package_in").scalar() == 2
        else:
            before = before or found
            assert found == before
        assert receive(ws, [package]).complete
        assert entries(ws) == ["一"]
        assert receive(ws, [package]).units == ()
        left = [path for path in ws.folder.rglob("*.part") if path.parent.name != "backups"]
        assert (
            left == []
        )  # a backup that was cut off goes with the next day's: another program may be writing it
        assert len(list((AttachmentStore(ws.folder).path("0" * 64).parents[1]).rglob("?" * 64))) == 1
        assert check_folder(ws) == []
        ws.engine.dispose()
    assert before is not None
    assert after is not None


@every
def test_killed_while_exporting(county: County, clock: StoppedClock, tmp_path: Path, step: int) -> None:
    station = county.stations[0]
    office = county.reopen(county.office)
    for ws in kills(station.folder, station.machine, clock, tmp_path, export_packages, step=step):
        out = ws.folder / "packages" / "out"
        for path in out.glob("*.zwt"):
            assert verify(path).is_whole
        (package,) = export_packages(ws).packages
        for path in out.iterdir():
            assert verify(path).is_whole
        receive(office, [package.path])
        assert entries(office) == ["一"]
        assert receive(office, [package.path]).units == ()
        ws.engine.dispose()
    county.close()


@every
def test_killed_while_undoing(county: County, clock: StoppedClock, tmp_path: Path, step: int) -> None:
    station = county.reopen(county.stations[0])
    office = county.reopen(county.office)
    package = county.up(station)
    before = dump(office, station.site)
    batch = receive(office, [package]).batch
    assert batch is not None
    county.close()
    for ws in kills(
        office.folder, office.machine, clock, tmp_path, lambda ws: undo_import(ws, batch), step=step
    ):
        if entries(ws):
            undo_import(ws, batch)
        assert dump(ws, station.site) == before
        assert receive(ws, [package]).complete
        assert entries(ws) == ["一"]
        ws.engine.dispose()


@pytest.fixture
def rebuilding(county: County, clock: StoppedClock, tmp_path: Path) -> County:
    """The station's computer broke after it had reported; its new one is heard of, everything closed."""
    old = county.reopen(county.stations[0])
    office = county.reopen(county.office)
    assert receive(office, [county.up(old)]).complete
    old.engine.dispose()
    new_computer(county, tmp_path, clock)
    county.close()
    return county


@every
def test_killed_while_writing_a_rebuild_package(
    rebuilding: County, clock: StoppedClock, tmp_path: Path, step: int
) -> None:
    county, (station,) = rebuilding, rebuilding.stations
    office, unit = county.office, station.unit
    last = None
    for ws in kills(
        office.folder,
        office.machine,
        clock,
        tmp_path,
        lambda ws: write_rebuild_package(ws, unit),
        step=step,
    ):
        out = ws.folder / "packages" / "out"
        for path in out.glob("*.zwt"):
            assert verify(path).is_whole
        (package,) = write_rebuild_package(ws, unit)
        assert list(out.rglob("*.part")) == []
        for path in out.iterdir():
            assert verify(path).is_whole
        ws.engine.dispose()
        last = package.path
        copy = Path(shutil.copytree(station.folder, tmp_path / f"fresh-{ws.folder.name}"))
        keys = Path(shutil.copytree(station.machine, tmp_path / f"fresh-machine-{ws.folder.name}"))
        fresh = open_workspace(copy, machine=keys, clock=clock).workspace
        assert receive(fresh, [last]).complete
        came_back(fresh, clock)
    assert last is not None


@every
def test_killed_while_taking_in_a_rebuild_package(
    rebuilding: County, clock: StoppedClock, tmp_path: Path, step: int
) -> None:
    county, (station,) = rebuilding, rebuilding.stations
    (package,) = write_rebuild_package(county.reopen(county.office), station.unit)
    county.office.engine.dispose()
    found = set()
    for ws in kills(
        station.folder,
        station.machine,
        clock,
        tmp_path,
        lambda ws: receive(ws, [package.path]),
        step=step,
    ):
        found.add(tuple(entries(ws)))
        assert receive(ws, [package.path]).complete
        came_back(ws, clock)
    assert found == {(), ("一",)}  # before or after, never between; and both were met


def came_back(ws: Workspace, clock: StoppedClock) -> None:
    """Check a station after its rebuild, as its next start finds it: all that was reported, once, with the photo."""
    ws.engine.dispose()
    ws = open_workspace(ws.folder, machine=ws.machine, clock=clock).workspace
    assert entries(ws) == ["一"]
    assert len(list((ws.folder / "attachments").rglob("?" * 64))) == 1
    left = [path for path in ws.folder.rglob("*.part") if path.parent.name != "backups"]
    assert left == []  # a cut-off backup goes with a later one, lest another program is at it
    assert check_folder(ws) == []
    assert standing(ws) is Standing.FINE
    write_entry(ws, "接着写")
    assert len(entries(ws)) == 2
    assert verify(export_packages(ws).packages[0].path).is_whole
    ws.engine.dispose()
