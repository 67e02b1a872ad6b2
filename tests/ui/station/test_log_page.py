from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.tasks.ledger import read_row
from app.work.log import LogRow, list_log
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, draw_picture, work
from tests.ui.station.test_activities_page import tick
from ui.station.log_page import LogPage


@pytest.fixture
def page(desk: Desk, tmp_path: Path) -> LogPage:
    work(desk.office, desk.station, desk.items, tmp_path)
    desk.frame.navigate("log")
    made = desk.frame.page
    assert isinstance(made, LogPage)
    return made


def newest(desk: Desk) -> LogRow:
    return max(list_log(desk.station), key=lambda row: row.id)


def test_a_line_is_written_and_chosen(desk: Desk, page: LogPage, hands: Hands) -> None:
    hands.write("石桥村送书")
    hands.key("Return")
    assert newest(desk).text == "石桥村送书"
    assert page.editor.text.toPlainText() == "石桥村送书"
    assert hands.count == 1


def test_a_chosen_day_filters_and_is_the_day_of_new_lines(desk: Desk, page: LogPage, hands: Hands) -> None:
    page.month.chosen.emit(date(2026, 3, 1))
    assert [page._model.row(n).text for n in range(page._model.rowCount())] == ["元宵节灯谜会"]
    page.line.take_focus()
    hands.write("补一笔")
    hands.key("Return")
    entry = newest(desk)
    assert (entry.on, entry.late) == (date(2026, 3, 1), True)
    assert page.editor._late.isVisible()


def test_fields_of_an_entry_are_saved_when_they_are_left(desk: Desk, page: LogPage, hands: Hands) -> None:
    row = next(row for row in list_log(desk.station) if row.text == "到柳树村核对图书登记")
    page.view.select(row.id)
    editor = page.editor
    editor.text.setFocus()
    editor.text.selectAll()
    hands.write("到柳树村核对图书")
    editor.people.setFocus()
    hands.write("１２")
    editor.place.setFocus()
    tick(editor.villages, "柳树村")
    saved = next(found for found in list_log(desk.station) if found.id == row.id)
    assert (saved.text, saved.people, saved.village) == ("到柳树村核对图书", 12, "柳树村")
    editor.task.setCurrentIndex(editor.task.findData(desk.items[1]))
    editor.task.activated.emit(editor.task.currentIndex())
    assert read_row(desk.station, desk.items[1]).last_text == "到柳树村核对图书"
    for _ in range(4):
        page.steps.undo()
    back = next(found for found in list_log(desk.station) if found.id == row.id)
    assert (back.text, back.people, back.item) == ("到柳树村核对图书登记", None, None)


def test_copy_remove_and_find(desk: Desk, page: LogPage, hands: Hands, qtbot: QtBot) -> None:
    row = next(row for row in list_log(desk.station) if row.text == "元宵节灯谜会")
    page.view.select(row.id)
    hands.key("Ctrl+D")
    assert (newest(desk).text, newest(desk).on, newest(desk).people) == (
        "元宵节灯谜会",
        date(2026, 3, 2),
        300,
    )
    (remove,) = [
        button
        for button in page.findChildren(QAbstractButton)
        if button.isVisible() and button.accessibleName() == "删除这一条"
    ]
    hands.click(remove)
    assert len([row for row in list_log(desk.station) if row.text == "元宵节灯谜会"]) == 1
    page.unlinked.setChecked(True)
    assert [page._model.row(n).text for n in range(page._model.rowCount())] == ["到柳树村核对图书登记"]
    page.unlinked.setChecked(False)
    hands.key("Ctrl+F")
    hands.write("秧歌")
    qtbot.waitUntil(lambda: page._model.rowCount() == 1)


def test_files_of_an_entry(
    desk: Desk, page: LogPage, hands: Hands, qtbot: QtBot, tmp_path: Path, user: User
) -> None:
    row = next(row for row in list_log(desk.station) if row.text == "元宵节灯谜会")
    page.view.select(row.id)
    picture = tmp_path / "灯谜.jpg"
    draw_picture(picture)
    user.paths = [picture]
    with qtbot.waitSignal(desk.window.jobs.ended):
        hands.press("添加照片或文件", page.editor)
    assert read_row(desk.station, desk.items[4]).evidence_missing == 2  # it proves the task as well
    page.editor.files._list.setCurrentRow(0)
    hands.press("移除", page.editor)
    assert read_row(desk.station, desk.items[4]).evidence_missing == 3


def test_the_month_turns_and_days_are_picked_with_mouse_and_keys(page: LogPage) -> None:
    chosen: list[object] = []
    page.month.chosen.connect(chosen.append)
    page.month.turn(-1)
    assert (page.month.year, page.month.month) == (2026, 2)
    page.month.turn(-2)
    assert (page.month.year, page.month.month) == (2025, 12)
    page.month.turn(3)
    grid = page.month.grid
    side, width = grid.height() / 7, grid.width() / 7
    monday = QPoint(int(width * 0.5), int(side * 2.5))  # the second week of March 2026 begins on the 2nd
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=monday)
    assert chosen == [date(2026, 3, 2)]
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Left)  # February is another page
    assert chosen[-1] == date(2026, 3, 1)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=monday)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=monday)
    assert chosen[-1] is None


def test_rows_of_a_sheet_pasted_into_the_line_are_looked_through_first(
    desk: Desk, page: LogPage, hands: Hands
) -> None:
    pasted: list[bool] = []
    page._paste_action.triggered.disconnect()
    page._paste_action.triggered.connect(lambda: pasted.append(True))
    page.line.take_focus()
    QGuiApplication.clipboard().setText("送书到石桥村")
    hands.key("Ctrl+V")
    assert page.line.field.text() == "送书到石桥村"
    QGuiApplication.clipboard().setText("3月1日\t送戏下乡\n3月2日\t整理图书")
    hands.key("Ctrl+V")
    assert len(pasted) == 1
    assert page.line.field.text() == "送书到石桥村"
