from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.reporting.county_rules import set_sprint
from tests.app.overview.small_county import County, claim, make_county
from tests.ui.reporting.pictures import REPORTS, show_page
from tests.ui.station.conftest import Hands
from ui.main_window import MainWindow
from ui.tabbed_page import TabbedPage


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """Two stations; the first claimed four items, one of which the township must help with."""
    made = make_county(tmp_path, stations=2, items=6)
    station = made.stations[0]
    for item in made.items[:3]:
        claim(station, item)
    claim(station, made.items[3], ability="township", reason="村里没有排练场地")
    made.sync()
    yield made
    made.close()


@pytest.fixture
def reports(window: MainWindow, county: County, qtbot: QtBot) -> TabbedPage:
    """The first station's reporting page."""
    window.resize(1366, 697)
    page = show_page(window, county.stations[0], REPORTS)
    with qtbot.waitActive(window):
        window.activateWindow()
    return page


@pytest.fixture
def hands(window: MainWindow) -> Hands:
    return Hands(window)


def begin_sprint(county: County) -> None:
    set_sprint(county.office, name="迎接省级验收", start=date(2026, 3, 2), end=date(2026, 3, 20))
    county.sync()
