"""会议 on screen: called, its minutes written, a decision made an order; what the station then reads."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.meetings.decisions import DecisionForm, add_decision
from app.meetings.meetings import MeetingForm, call_meeting, list_meetings
from app.rectification.orders import list_orders
from app.reporting.instructions import list_instructions
from tests.app.overview.small_county import County, make_county
from tests.ui.reporting.pictures import DISPATCH, REPORTS, show_page
from tests.ui.station.conftest import Hands
from ui import theme
from ui.main_window import MainWindow
from ui.office.dispatching.meetings_tab import MeetingsTab
from ui.station.reporting.instructions_tab import InstructionsTab
from ui.theme import TextSize


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1366, 697)
    with qtbot.waitActive(made):
        made.show()
    yield made
    made.jobs.shut_down()


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=2, items=2)
    yield made
    made.close()


@pytest.fixture
def tab(window: MainWindow, county: County) -> MeetingsTab:
    page = show_page(window, county.office, DISPATCH)
    page.show_record(tab="meetings")
    QApplication.processEvents()
    assert isinstance(page.current, MeetingsTab)
    return page.current


@pytest.mark.usefixtures("text_size")
def test_the_notice_is_not_cut_at_the_right_in_large_text(tab: MeetingsTab, window: MainWindow) -> None:
    theme.current().set_size(TextSize.LARGE)
    Hands(window).key("Ctrl+N")
    tab.form.setFixedWidth(380)  # what a window of 1366 leaves it
    QApplication.processEvents()
    assert tab.form.isVisible()
    assert tab.form.widget().width() <= tab.form.viewport().width()


def test_from_the_notice_to_an_order(tab: MeetingsTab, county: County, window: MainWindow) -> None:
    hands = Hands(window)
    hands.key("Ctrl+N")
    hands.write("三月调度会", tab.form.field("title"))
    hands.press("下发通知", tab)
    assert "日期" in tab.form._note.text()
    hands.write("3.10", tab.form.field("on"))
    hands.write("县文化馆", tab.form.field("place"))
    hands.press("下发通知", tab)
    (row,) = list_meetings(county.office)
    assert (row.form.title, row.form.on) == ("三月调度会", date(2026, 3, 10))
    assert tab.tabs.isTabEnabled(2)
    tab.tabs.setCurrentWidget(tab.after)
    tab.came.tick([county.stations[0].unit])
    assert list_meetings(county.office)[0].minutes.attended == (county.stations[0].unit,)
    tab.tabs.setCurrentWidget(tab.decisions)
    panel = tab.decisions
    panel.station.setCurrentIndex(1)
    hands.write("修好门锁", panel.text)
    hands.write("周小满", panel.person)
    hands.write("3.20", panel.due)
    panel.due.setFocus()
    hands.key("Return")
    assert panel.text.text() == ""
    hands.press("下交办单", tab)
    (order,) = list_orders(county.office)
    assert (order.form.description, order.form.limit_end) == ("修好门锁", date(2026, 3, 20))
    assert panel.model.row(0).outcome == "order"
    hands.key("Ctrl+Z")
    assert list_orders(county.office) == []
    assert panel.model.row(0).outcome == ""


def test_the_station_reads_notice_and_what_it_has_to_do(window: MainWindow, county: County) -> None:
    station = county.stations[0]
    meeting = call_meeting(county.office, MeetingForm("三月调度会", date(2026, 3, 10), place="县文化馆"))
    add_decision(
        county.office, meeting, DecisionForm("报排练厅清单", station.unit, "周小满", date(2026, 3, 13))
    )
    add_decision(county.office, meeting, DecisionForm("别站的事", county.stations[1].unit))
    county.sync()
    page = show_page(window, station, REPORTS)
    page.show_record(tab="instructions", meeting=meeting)
    tab = page.current
    assert isinstance(tab, InstructionsTab)
    words = tab.words.text()
    assert "地点：县文化馆" in words
    assert "报排练厅清单（周小满，3月13日前）" in words
    assert "别站的事" not in words
    assert tab.main_action is not None
    tab.main_action.trigger()
    assert list_instructions(station)[0].read_on == station.today
