from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.app.overview.small_county import County, claim, make_county
from tests.ui.overview.exchange_county import make_exchange_county
from tests.ui.overview.office_pictures import show_office
from ui.frame import Frame
from ui.main_window import MainWindow


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=3, items=6)
    yield made
    made.close()


@pytest.fixture
def exchange_county(tmp_path: Path) -> Iterator[County]:
    made = make_exchange_county(tmp_path, items=4)
    for ws in made.stations:
        claim(ws, made.items[2])
    yield made
    made.close()


@pytest.fixture
def office_frame(window: MainWindow, county: County, qtbot: QtBot) -> Frame:
    window.resize(1366, 697)
    frame = show_office(window, county.office)
    with qtbot.waitActive(window):
        window.activateWindow()
    return frame
