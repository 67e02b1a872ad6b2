"""At the office, what stations wrote is found and opened on the station's page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from app.work.log import add_log
from tests.app.overview.small_county import County, claim, find_problem
from ui.frame import Frame
from ui.office.station_page import StationPage


def opened(frame: Frame, qtbot: QtBot, text: str) -> tuple[str, object]:
    """Look for `text`, open the first hit, and return the tab and its current row."""
    frame.search.setFocus()
    qtbot.waitUntil(lambda: not frame.search._unfinished, timeout=20_000)  # the index holds everything
    frame.search.setText(text)
    qtbot.waitUntil(frame.search.results.isVisible)
    QTest.keyClick(frame.search, Qt.Key.Key_Return)
    page = frame.page
    assert isinstance(page, StationPage)
    tabs = page.findChild(QTabWidget)
    assert tabs is not None
    view = tabs.currentWidget()
    return tabs.tabText(tabs.currentIndex()).partition(" ")[0], view.current_row()  # type: ignore[attr-defined]


def test_log_problem_and_person_of_a_station_open_on_its_page(
    office_frame: Frame, county: County, qtbot: QtBot
) -> None:
    station = county.stations[1]
    for number in range(300):
        add_log(station, f"整理档案第{number}次")
    entry = add_log(station, "皮影戏排练").log_entry
    for number in range(300):
        add_log(station, f"接待群众第{number}次")
    problem = find_problem(station, "戏台护栏松动")
    claim(station, county.items[0])
    county.sync()
    tab, row = opened(office_frame, qtbot, "pyx")
    assert (tab, row.id) == ("日志", entry)  # type: ignore[attr-defined]
    tab, row = opened(office_frame, qtbot, "护栏")
    assert (tab, row.id) == ("问题", problem)  # type: ignore[attr-defined]
    tab, row = opened(office_frame, qtbot, "周小满")
    assert tab == "人员"
    assert row.name == "周小满"  # type: ignore[attr-defined]
