"""A furnished station and its office: made once, copied for every test."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.start import open_workspace
from app.workspace import Role, Workspace
from tests.ui.facilities.scene import furnish, make_frame
from tests.workspaces import StoppedClock, new_workspace
from ui.frame import Frame
from ui.main_window import MainWindow


@pytest.fixture(scope="session")
def furnished_folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Workspace]:
    """Both ledgers, closed, and how the station works for its unit."""
    folder, clock = tmp_path_factory.mktemp("furnished"), StoppedClock()
    office = new_workspace(folder / "office", Role.OFFICE, clock, seed=1)
    station = new_workspace(folder / "station", Role.STATION, clock, seed=2)
    furnished = furnish(office, station, clock)
    office.engine.dispose()
    station.engine.dispose()
    return folder, furnished


@pytest.fixture
def furnished_copy(
    furnished_folder: tuple[Path, Workspace], tmp_path: Path, clock: StoppedClock
) -> Iterator[dict[str, Workspace]]:
    folder, furnished = furnished_folder
    clock.to(date(2026, 3, 2))
    shutil.copytree(folder, tmp_path / "copy")
    opened = {
        name: open_workspace(
            tmp_path / "copy" / name, machine=tmp_path / "copy" / f"{name}-machine", clock=clock
        ).workspace
        for name in ("office", "station")
    }
    opened["station"] = replace(opened["station"], unit=furnished.unit, office=furnished.office)
    yield opened
    for ws in opened.values():
        ws.engine.dispose()


@pytest.fixture
def furnished(furnished_copy: dict[str, Workspace]) -> Workspace:
    """A station with venues, checks, problems and orders."""
    return furnished_copy["station"]


@pytest.fixture
def furnished_office(furnished_copy: dict[str, Workspace]) -> Workspace:
    """Its office."""
    return furnished_copy["office"]


@pytest.fixture
def furnished_frame(window: MainWindow, furnished: Workspace) -> Frame:
    made = make_frame(window, furnished)
    window.resize(1366, 697)
    window.activateWindow()
    return made


@pytest.fixture
def office_frame(window: MainWindow, furnished_office: Workspace) -> Frame:
    made = make_frame(window, furnished_office)
    window.resize(1366, 697)
    window.activateWindow()
    return made
