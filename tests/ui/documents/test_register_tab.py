"""Registering documents on screen: at a station, and at the office."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.documents.register import (
    Direction,
    DocumentForm,
    hand_down_document,
    list_register,
    register_document,
)
from app.workspace import Workspace
from tests.app.overview.small_county import County, make_county
from tests.ui.conftest import User
from tests.ui.reporting.pictures import DISPATCH, REPORTS, show_page
from tests.ui.station.conftest import Hands
from ui import theme
from ui.documents.register_tab import RegisterTab
from ui.main_window import MainWindow
from ui.page import PageEntry

NUMBER = "清创办〔2026〕3号"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=1, items=2)
    yield made
    made.close()


def tab_of(window: MainWindow, ws: Workspace, entry: PageEntry, qtbot: QtBot) -> RegisterTab:
    window.resize(1366, 697)
    page = show_page(window, ws, entry)
    with qtbot.waitActive(window):
        window.activateWindow()
    page.show_record(tab="documents")
    tab = page.current
    assert isinstance(tab, RegisterTab)
    QApplication.processEvents()
    return tab


def words_in(tab: RegisterTab) -> str:
    return "\n".join(label.text() for label in tab.form.findChildren(QLabel) if label.isVisible())


def test_a_document_is_registered_with_a_warning_only(
    window: MainWindow, county: County, qtbot: QtBot, user: User
) -> None:
    station = county.stations[0]
    tab = tab_of(window, station, REPORTS, qtbot)
    hands = Hands(window)
    hands.key("Ctrl+N")
    hands.write("关于免费开放的通知")
    field = tab.form.field("document_no")
    field.setFocus()
    hands.write("清创办[2026]3号")
    tab.form.field("issuer").setFocus()
    QApplication.processEvents()
    assert "照样可以用" in words_in(tab)
    tab._save_action.trigger()
    (row,) = list_register(station)
    assert (row.form.document_no, row.form.handler) == ("清创办[2026]3号", station.person)
    shown = tab.view.current_row()
    assert shown is not None
    assert shown.id == row.id
    assert user.errors == []
    history = next(action for action in tab.actions() if action.text() == "修改记录")
    history.trigger()
    assert tab.papers.previewing
    tab.papers._history.closed.emit()  # type: ignore[union-attr]
    tab.resting.tied.emit([county.items[0]])
    assert list_register(station)[0].form.covers == (county.items[0],)
    assert tab.resting.list.count() == 1
    tab.steps.undo_action.trigger()
    tab.steps.undo_action.trigger()
    assert list_register(station) == []


def test_what_the_county_sent_is_taken_over_with_one_button(
    window: MainWindow, county: County, qtbot: QtBot
) -> None:
    station = county.stations[0]
    hand_down_document(
        county.office, register_document(county.office, DocumentForm(Direction.OUTGOING, "任务通知", NUMBER))
    )
    county.sync()
    tab = tab_of(window, station, REPORTS, qtbot)
    assert not tab.form.field("title").isEnabled()
    Hands(window).press("登记到收文簿")
    (row,) = list_register(station)
    assert not row.from_county
    shown = tab.view.current_row()
    assert shown is not None
    assert shown.id == row.id
    assert tab.form.field("title").isEnabled()


def test_the_office_hands_an_outgoing_one_down(
    window: MainWindow, county: County, qtbot: QtBot, user: User
) -> None:
    made = register_document(county.office, DocumentForm(Direction.OUTGOING, "任务通知", NUMBER))
    tab = tab_of(window, county.office, DISPATCH, qtbot)
    tab.show_record(document=made)
    user.answers = [True]
    tab._down_action.trigger()
    (row,) = list_register(county.office)
    assert row.handed_down
    assert not tab._down_action.isVisible()
    county.sync()
    assert [one.form.title for one in list_register(county.stations[0])] == ["任务通知"]


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", theme.TextSize)
def test_the_number_of_a_document_is_read_whole(
    window: MainWindow, county: County, qtbot: QtBot, size: theme.TextSize
) -> None:
    theme.current().set_size(size)
    long = "临文旅发〔2026〕21号"
    form = DocumentForm(Direction.INCOMING, "关于开展示范区创建中期检查的通知", document_no=long)
    register_document(county.office, form)
    tab = tab_of(window, county.office, DISPATCH, qtbot)
    metrics = tab.view.fontMetrics()
    for column, words in ((0, "2026-08-20"), (2, long)):
        assert not tab.view.isColumnHidden(column)
        assert tab.view.columnWidth(column) >= metrics.horizontalAdvance(words) + 16
    assert tab.view.horizontalScrollBar().maximum() == 0
