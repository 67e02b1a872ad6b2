"""Taking stock by keys: a key a line, a note where something differs, undo, and where one stopped."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.evidence.attach import attach_files
from app.facilities.venues import VenueForm, VenueKind, add_venue
from app.handover.stock import read_stock
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk
from tests.ui.station.journeys import wait, whole_frame
from ui.handover.stock_panel import StockPanel
from ui.settings_page import SettingsPage

pytest_plugins = ("tests.ui.station.conftest",)
_VENUES = 59  # more than a table loads at first


@pytest.fixture
def counting(desk: Desk, qtbot: QtBot, tmp_path: Path) -> StockPanel:
    """The list of many venues and a file in the computer, opened from the handover tab."""
    path = tmp_path / "制度.txt"
    path.write_text("制度", encoding="utf-8")
    attach_files(desk.station, [path], targets=[])
    for number in range(_VENUES):
        form = VenueForm(unit=desk.station.unit, name=f"活动点{number + 1:02}", kind=VenueKind.OTHER)
        add_venue(desk.station, form)
    frame = whole_frame(desk.window, desk.station, qtbot)
    frame.navigate("settings", tab="handover", stock="1")
    assert isinstance(frame.page, SettingsPage)
    panel = frame.page._counting
    assert panel is not None
    assert panel.grid.hasFocus()
    return panel


def test_a_line_takes_one_key(counting: StockPanel, desk: Desk, hands: Hands) -> None:
    lines = len(read_stock(desk.station).lines)
    assert lines == _VENUES + 1
    for _ in range(lines):
        hands.key("1")
    assert hands.count == lines
    assert read_stock(desk.station).words == f"清点了 {lines}/{lines}，都相符"
    assert counting._count.text() == "都点过了"


def test_what_differs_gets_a_note_and_the_line_goes_on(
    counting: StockPanel, desk: Desk, hands: Hands, qtbot: QtBot
) -> None:
    hands.key("1")
    hands.key("3")
    assert counting.note.hasFocus()
    hands.write("少一把钥匙")
    hands.key("Return")
    hands.key("2")
    hands.key("Escape")  # nothing to say
    assert counting.grid.hasFocus()
    stock = read_stock(desk.station)
    said = [(line.answer, line.note) for line in stock.lines[:4]]
    assert said == [("found", ""), ("differs", "少一把钥匙"), ("missing", ""), ("", "")]
    assert counting.grid.current_row() == stock.lines[3]
    hands.key("Backspace")  # nothing to take away
    hands.key("Up")
    hands.key("Backspace")
    assert read_stock(desk.station).lines[2].answer == ""
    hands.key("Ctrl+Z")
    assert read_stock(desk.station).lines[2].answer == "missing"


def test_one_stops_and_goes_on_at_the_next_open_line(
    counting: StockPanel, desk: Desk, hands: Hands, qtbot: QtBot
) -> None:
    for key in ("1", "1", "2", "Return"):
        hands.key(key)
    hands.press("回到交接")
    QApplication.processEvents()
    hands.press("逐项清点")
    assert counting.grid.current_row() == read_stock(desk.station).lines[3]
    counting.filters.select("wrong")
    assert counting.grid.model().rowCount() == 1
    counting.filters.select("left")
    assert counting.grid.current_row() == read_stock(desk.station).lines[3]


def test_the_differences_are_printed_from_there(
    counting: StockPanel, desk: Desk, hands: Hands, qtbot: QtBot, user: User
) -> None:
    assert not counting._print.isEnabled()
    hands.key("2")
    hands.key("Return")
    wait(desk.window, qtbot, lambda: hands.press("打印差异单"))
    page = counting._context
    assert page is not None
    user.answers = [True]
    counting._begin_again()
    assert read_stock(desk.station).left == _VENUES + 1
