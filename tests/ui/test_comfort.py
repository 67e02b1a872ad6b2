"""What makes every page easier: columns that stay, named filters, phrases, explained words, keys that are safe."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.settings import TableLook, load_settings
from app.workspace import Workspace
from tests.app.overview.small_county import County, make_county
from tests.ui.overview.office_pictures import show_office
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, show
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.paged_model import Column, PagedModel
from ui.phrases import offer_phrases
from ui.settings_page import SettingsPage
from ui.table_memory import TableMemory
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.glossary import explained, terms
from ui.widgets.ledger_view import LedgerView
from ui.widgets.saved_filters import SavedFilters


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot, ready: Workspace) -> Desk:
    frame = show(window, ready)
    window.resize(1366, 697)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Desk(window, frame, ready, ready, [])


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=1, items=2)
    yield made
    made.close()


def table(qtbot: QtBot) -> LedgerView[str]:
    columns: list[Column[str]] = [
        Column("编号", lambda row: row, width=4),
        Column("内容", lambda row: row * 3, stretch=True),
        Column("备注", lambda _row: "无", width=6),
    ]
    view = LedgerView(PagedModel(columns, lambda at, count, _order: ["甲", "乙"][at : at + count], str))
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    view.reload()
    return view


def drag_edge(view: LedgerView[Any], column: int, by: int) -> None:
    head = view.horizontalHeader()
    port = head.viewport()
    at = QPoint(head.sectionViewportPosition(column) + head.sectionSize(column) - 2, head.height() // 2)

    def send(kind: Any, place: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        spot = QPointF(place)
        event = QMouseEvent(
            kind, spot, QPointF(port.mapToGlobal(place)), button, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(port, event)

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    QTest.mousePress(port, left, pos=at)
    send(QMouseEvent.Type.MouseMove, at + QPoint(by, 0), none, left)
    QTest.mouseRelease(port, left, pos=at + QPoint(by, 0))


def test_columns_that_were_widened_or_hidden_stay_so_in_the_next_window(qtbot: QtBot, tmp_path: Path) -> None:
    def page() -> tuple[QWidget, LedgerView[str], TableMemory]:
        view, around = table(qtbot), QWidget()
        qtbot.addWidget(around)
        view.setParent(around)
        memory = TableMemory(tmp_path, around)
        memory.keep("log", around)
        return around, view, memory

    _, view, memory = page()
    view.kept.widths["编号"] = 9.0
    view._show_column(2, False)
    memory.save()
    assert load_settings(tmp_path).tables == {
        "log/编号、内容、备注": TableLook({"编号": 9.0}, {"备注": False})
    }
    _, view, memory = page()
    view.reload()
    assert view.isColumnHidden(2)
    assert view.columnWidth(0) == 9 * 16
    view._forget_columns()
    memory.save()
    assert load_settings(tmp_path).tables == {}


def test_a_folder_that_is_gone_is_no_reason_to_complain_about_columns(qtbot: QtBot, tmp_path: Path) -> None:
    view, page = table(qtbot), QWidget()
    qtbot.addWidget(page)
    view.setParent(page)
    memory = TableMemory(tmp_path / "stick", page)
    memory.keep("ledger", page)
    view.kept.widths["编号"] = 9.0
    memory.save()
    assert not (tmp_path / "stick").exists()


def test_dragging_gives_a_column_its_width(qtbot: QtBot) -> None:
    view = table(qtbot)
    before = view.columnWidth(0)
    drag_edge(view, 0, 60)
    assert view.columnWidth(0) == before + 60
    view.kept.take({"编号": 12.0, "没有的列": 3.0}, {"备注": False})
    view._widths_known = False
    view.reload()
    assert view.columnWidth(0) == view.kept.width_px(0) == 12 * 16
    assert view.isColumnHidden(2)
    view._forget_columns()
    assert view.columnWidth(0) == before
    assert not view.isColumnHidden(2)


def test_a_stretching_column_with_a_width_of_its_own_keeps_it(qtbot: QtBot) -> None:
    view = table(qtbot)
    view.kept.take({"内容": 10.0}, {})
    view._widths_known = False
    view.reload()
    view.resize(1000, 300)
    assert view.columnWidth(1) == 160


def test_a_page_gives_its_tables_their_columns_back(desk: Desk, window: MainWindow) -> None:
    desk.frame.navigate("log")
    page = desk.frame.page
    assert page is not None
    view = page.view  # type: ignore[attr-defined]
    view._show_column(3, False)
    desk.frame._tables.save()
    again = show(window, desk.station)
    again.navigate("log")
    assert again.page is not None
    view = again.page.view  # type: ignore[attr-defined]
    assert view.isColumnHidden(3)
    window.resize(1200, 697)  # fitting to the room does not bring it back
    assert view.isColumnHidden(3)


class Filters:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.lights = FilterBar([("red", "逾期"), ("blue", "等别人")])
        self.group = QComboBox()
        self.group.addItems(["全部指标", "队伍建设"])
        self.text = SearchField("找")
        self.saved = SavedFilters(
            folder, "ledger", {"lights": self.lights, "group": self.group, "text": self.text}
        )
        self.set = 0
        self.saved.chosen.connect(self._count)
        for widget in (self.lights, self.group, self.text, self.saved):
            qtbot.addWidget(widget)
        self.saved.show()

    def _count(self) -> None:
        self.set += 1

    def names(self) -> list[str]:
        QApplication.processEvents()  # new buttons are shown
        return [b.text() for b in self.saved.findChildren(QPushButton) if b.text() and not b.isHidden()]

    def press(self, name: str) -> None:
        QApplication.processEvents()
        (button,) = [b for b in self.saved.findChildren(QPushButton) if b.text() == name and not b.isHidden()]
        button.click()


def test_a_filter_gets_a_name_and_is_set_again_by_a_click(qtbot: QtBot, tmp_path: Path) -> None:
    filters = Filters(qtbot, tmp_path)
    filters.lights.select("red")
    filters.group.setCurrentIndex(1)
    filters.saved.save_action.trigger()
    name = filters.saved.findChild(QLineEdit)
    assert name.text() == "逾期·队伍建设"  # proposed
    name.setText("队伍逾期")
    QTest.keyClick(name, Qt.Key.Key_Return)
    filters.saved.set_values({})
    assert (filters.lights.selected(), filters.group.currentIndex()) == (set(), 0)
    filters.press("队伍逾期")
    assert (filters.lights.selected(), filters.group.currentIndex()) == ({"red"}, 1)
    assert filters.set == 2
    other = Filters(qtbot, tmp_path)
    assert other.names() == ["队伍逾期"]
    other.saved._rename("队伍逾期")
    name = other.saved.findChild(QLineEdit)
    name.setText("逾期")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert other.names() == ["逾期"]
    other.saved._remove("逾期")
    assert other.names() == []
    assert load_settings(tmp_path).filters == {}


def test_esc_gives_no_name(qtbot: QtBot, tmp_path: Path) -> None:
    filters = Filters(qtbot, tmp_path)
    filters.saved.save_action.trigger()
    QTest.keyClick(filters.saved.findChild(QLineEdit), Qt.Key.Key_Escape)
    assert filters.names() == []
    assert load_settings(tmp_path).filters == {}


def test_a_phrase_is_put_in_with_f9_and_a_digit(desk: Desk, qtbot: QtBot) -> None:
    hands = Hands(desk.window)
    desk.frame.navigate("log")
    page = desk.frame.page
    assert page is not None
    field = page.line.field  # type: ignore[attr-defined]
    field.setFocus()
    menu = offer_phrases(desk.frame.context)
    assert menu is not None
    QTest.keyClick(menu, Qt.Key.Key_2)
    assert field.text() == load_settings(desk.station.folder).phrases[1]
    hands.write("秧歌队排练", field)
    menu = offer_phrases(desk.frame.context)
    assert menu is not None
    (keep,) = [action for action in menu.actions() if "存为常用语" in action.text()]
    keep.trigger()
    menu.close()
    assert load_settings(desk.station.folder).phrases[-1].endswith("秧歌队排练")


def test_where_no_text_goes_phrases_are_not_offered(desk: Desk) -> None:
    desk.frame.search.setFocus()
    assert offer_phrases(desk.frame.context) is None


def rest_on(widget: QLabel | QPushButton) -> str:
    QToolTip.hideText()
    place = widget.rect().center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    return QToolTip.text()


def test_a_term_under_the_mouse_is_explained(qtbot: QtBot) -> None:
    label, button = QLabel("申请销号"), QPushButton("挂账 3")
    button.setToolTip("只看挂账的")
    plain = QLabel("姓名")
    for widget in (label, button, plain):
        qtbot.addWidget(widget)
        widget.show()
    assert "：" not in rest_on(plain)
    assert rest_on(label).startswith("申请销号：")
    assert rest_on(button).startswith("只看挂账的\n挂账：")


def test_the_longest_term_wins_and_long_texts_are_left_alone() -> None:
    assert explained("申请销号").count("：") == 1
    assert explained("销号" * 20) == ""
    assert all(len(term) <= 8 and text.endswith("。") for term, text in terms().items())


@pytest.fixture
def both_sides(desk: Desk, window: MainWindow, county: County) -> Callable[[str], tuple[Frame, list[str]]]:
    def opened(side: str) -> tuple[Frame, list[str]]:
        frame = desk.frame if side == "station" else show_office(window, county.office)
        return frame, [entry.key for entry in frame._entries]

    return opened


@pytest.mark.parametrize("side", ["station", "office"])
def test_no_page_has_a_bare_letter_for_a_key_and_each_has_help(
    both_sides: Callable[[str], tuple[Frame, list[str]]], side: str
) -> None:
    frame, keys = both_sides(side)
    for key in keys:
        frame.navigate(key)
        page = frame.page
        assert page is not None
        for action in [*frame.findChildren(QAction), *page.findChildren(QAction)]:
            for shortcut in action.shortcuts():
                text = shortcut.toString()
                assert not re.fullmatch(r"(Shift\+)?[A-Z]", text), (key, action.text(), text)
                assert text not in {"Ctrl+Space", "Ctrl+.", "Ctrl+Shift"}, (key, action.text())
        assert len(page.help_text) >= 40, key
        words = re.findall("[a-z]{3,}", re.sub("Ctrl|Excel|Word|Esc|Enter|Shift", "", page.help_text))
        assert [word for word in words if set(word) & set("aeiou")] == [], key  # wtgc is no English


def test_deleted_things_are_listed_in_the_settings_and_put_back(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    from app.work.log import add_log, list_log, remove_log

    remove_log(desk.station, add_log(desk.station, "秧歌汇演").log_entry)
    page = SettingsPage(desk.frame.context)
    qtbot.addWidget(page)
    page.reload()
    page.show_record(tab="bin")
    page.show()
    panel = page._bin
    row = panel.view.current_row()
    assert row is not None
    assert row.title == "秧歌汇演"
    panel._put_back()
    assert [entry.text for entry in list_log(desk.station)] == ["秧歌汇演"]
    page.reload()
    assert panel.view.current_row() is None
    page.steps.undo()
    assert list_log(desk.station) == []


def test_phrases_are_kept_when_their_field_is_left(desk: Desk, qtbot: QtBot) -> None:
    page = SettingsPage(desk.frame.context)
    qtbot.addWidget(page)
    page.show_record(tab="phrases")
    page.reload()
    page.show()
    field = page._phrases.field
    field.setPlainText("已办。\n\n  已办。\n等雨停  再办。")
    field.hide()
    assert load_settings(desk.station.folder).phrases == ("已办。", "等雨停 再办。")
