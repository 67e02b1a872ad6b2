from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.ui.office.shots import make_county, make_window
from tests.workspaces import StoppedClock
from ui.frame import Frame
from ui.main_window import MainWindow


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[Workspace]:
    """A county office that has just started."""
    ws = make_county(tmp_path, clock)
    yield ws
    ws.engine.dispose()


@pytest.fixture
def shown(qtbot: QtBot, county: Workspace) -> Iterator[tuple[MainWindow, Frame]]:
    window, frame = make_window(county)
    qtbot.addWidget(window)
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.show()
    yield window, frame
    window.jobs.shut_down()


@pytest.fixture
def window(shown: tuple[MainWindow, Frame]) -> MainWindow:
    """The window with the office's pages."""
    return shown[0]


@pytest.fixture
def frame(shown: tuple[MainWindow, Frame]) -> Frame:
    """What shows the pages."""
    return shown[1]
