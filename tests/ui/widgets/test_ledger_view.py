"""The one table of all ledgers."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.theme import TextSize
from ui.widgets.empty_state import EmptyState
from ui.widgets.frozen_columns import FrozenColumns
from ui.widgets.ledger_view import LedgerView


@dataclass(frozen=True)
class Item:
    id: str
    number: int
    title: str


class Ledger:
    """A table of tasks and what was asked of it."""

    def __init__(self, qtbot: QtBot, rows: int = 40, frozen: int = 0) -> None:
        self.items = [Item(f"id{n}", n, f"任务\t{n}") for n in range(rows)]
        self.orders: list[Order | None] = []
        self.model = PagedModel(
            [
                Column("序号", lambda item: item.number, sort="number", cell=Cell.NUMBER),
                Column("任务", lambda item: item.title, stretch=True),
                Column("灯", lambda _item: ("red", "逾期 3 天"), cell=Cell.LIGHT),
                Column("进度", lambda item: (item.number, 12), cell=Cell.PROGRESS),
                Column("标签", lambda _item: ("阵地",), cell=Cell.TAGS),
                Column("打印", lambda item: item.number % 2 == 0, cell=Cell.CHECK),
            ],
            self.fetch,
            lambda item: item.id,
        )
        self.empty = EmptyState("还没有任务。")
        self.view = LedgerView(self.model, empty=self.empty, frozen=frozen)
        self.chosen: list[Item | None] = []
        self.opened: list[Item] = []
        self.view.chosen.connect(self.chosen.append)
        self.view.opened.connect(self.opened.append)
        qtbot.addWidget(self.view)
        self.view.resize(760, 400)
        self.view.show()
        self.view.reload()

    def fetch(self, offset: int, limit: int, order: Order | None) -> list[Item]:
        self.orders.append(order)
        falling = order is not None and order.descending
        return sorted(self.items, key=lambda item: item.number, reverse=falling)[offset : offset + limit]

    def click_head(self, column: int) -> None:
        head = self.view.horizontalHeader()
        place = QPoint(head.sectionViewportPosition(column) + 10, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_first_row_is_current_after_loading(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    assert ledger.view.current_row() == ledger.items[0]
    assert ledger.chosen[-1] == ledger.items[0]


def test_reload_keeps_the_current_row_and_the_place(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    assert ledger.view.select("id30")
    place = ledger.view.verticalScrollBar().value()
    assert place > 0
    del ledger.items[3]
    ledger.view.reload()
    assert ledger.view.current_row() == Item("id30", 30, "任务\t30")
    assert ledger.view.verticalScrollBar().value() == place
    del ledger.items[29]  # the current one
    ledger.view.reload()
    assert ledger.view.current_row() == ledger.items[0]
    ledger.items.clear()
    ledger.view.reload()
    assert ledger.view.current_row() is None
    assert ledger.chosen[-1] is None


def test_an_empty_table_says_so(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot, rows=0)
    assert ledger.empty.isVisible()
    assert ledger.empty.geometry() == ledger.view.viewport().geometry()
    ledger.items.append(Item("x", 1, "一"))
    ledger.view.reload()
    assert not ledger.empty.isVisible()


def test_heads_sort_up_then_down_and_keep_the_row(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    ledger.view.select("id7")
    ledger.click_head(0)
    ledger.click_head(0)
    ledger.click_head(1)  # not sorted by
    assert ledger.orders[1:] == [Order("number"), Order("number", descending=True)]
    assert ledger.model.row(0).number == 39
    assert ledger.view.current_row() == Item("id7", 7, "任务\t7")


def test_enter_and_double_click_open(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    ledger.view.select("id2")
    QTest.keyClick(ledger.view, Qt.Key.Key_Return)
    box = ledger.view.visualRect(ledger.model.index(1, 1))
    QTest.mouseClick(ledger.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    QTest.mouseDClick(ledger.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert [item.id for item in ledger.opened] == ["id2", "id1"]


def test_copied_rows_paste_into_a_sheet(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    ledger.view.select("id1")
    QTest.keyClick(ledger.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [item.id for item in ledger.view.selected_rows()] == ["id1", "id2"]
    ledger.view.setColumnHidden(4, True)
    QTest.keyClick(ledger.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "序号\t任务\t灯\t进度\t打印",
        "1\t任务 1\t逾期 3 天\t1/12\t否",
        "2\t任务 2\t逾期 3 天\t2/12\t是",
    ]


@pytest.mark.usefixtures("text_size")
def test_rows_have_one_height_that_follows_the_text(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    for size, height in ((TextSize.SMALL, 36), (TextSize.MEDIUM, 42), (TextSize.LARGE, 48)):
        theme.current().set_size(size)
        assert {ledger.view.rowHeight(row) for row in range(40)} == {height}
        light = ledger.view.sizeHintForColumn(2)
        assert ledger.view.columnWidth(2) >= light


def test_the_stretching_column_takes_what_is_left(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot)
    ledger.view.resize(1200, 400)
    widths = [ledger.view.columnWidth(column) for column in range(6)]
    assert sum(widths) == ledger.view.viewport().width()
    ledger.view.resize(300, 400)
    assert ledger.view.columnWidth(1) == 14 * theme.current().font_px


def test_frozen_columns_stay_while_the_others_scroll(qtbot: QtBot) -> None:
    ledger = Ledger(qtbot, frozen=2)
    ledger.view.resize(640, 400)
    (frozen,) = ledger.view.findChildren(FrozenColumns)
    assert frozen.isVisible()
    assert frozen.width() == ledger.view.columnWidth(0) + ledger.view.columnWidth(1)
    ledger.view.verticalScrollBar().setValue(200)
    assert frozen.verticalScrollBar().value() == 200
    ledger.view.setCurrentIndex(ledger.model.index(0, 5))
    ledger.view.setCurrentIndex(ledger.model.index(0, 2))
    assert ledger.view.visualRect(ledger.model.index(0, 2)).left() >= frozen.width()  # not beneath
    row = frozen.visualRect(ledger.model.index(3, 0))
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert ledger.view.current_row() == ledger.items[3]
    ledger.view.resize(300, 400)  # they would leave no room for the rest
    assert not frozen.isVisible()


def test_every_kind_of_cell_is_drawn(qtbot: QtBot) -> None:
    """Two tables that differ in one kind of cell look different."""
    pictures = []
    for value in (("red", "逾期"), ("green", "正常"), None):
        model = PagedModel([Column("灯", lambda row: row, cell=Cell.LIGHT)], lambda *_, v=value: [v], str)
        view = LedgerView(model)
        qtbot.addWidget(view)
        view.reload()
        pictures.append(grab(view))
    for cell, values in (
        (Cell.PROGRESS, [(0, 3), (3, 3)]),
        (Cell.TAGS, [("甲",), ("乙",)]),
        (Cell.CHECK, [True, False]),
    ):
        for value in values:
            model = PagedModel([Column("灯", lambda row: row, cell=cell)], lambda *_, v=value: [v], str)
            view = LedgerView(model)
            qtbot.addWidget(view)
            view.reload()
            pictures.append(grab(view))
    assert len(set(pictures)) == len(pictures)


def grab(widget: QWidget) -> bytes:
    widget.resize(300, 120)
    image = widget.grab().toImage()
    return bytes(image.constBits())


def fitted(qtbot: QtBot) -> LedgerView[str]:
    """A table of four columns that shows what it has room for."""
    columns: list[Column[str]] = [
        Column("编号", str, width=9),
        Column("任务", lambda row: row * 30, stretch=True),
        Column("时限", str, width=6),
        Column("责任人", str, width=4),
    ]
    view = LedgerView(PagedModel(columns, lambda at, count, _order: ["甲", "乙"][at : at + count], str))
    qtbot.addWidget(view)
    view.reload()
    view.fit(("任务", "没有这一列"), ("时限", "也没有", "编号", "责任人"))
    view.show()
    return view


def shown(view: LedgerView[str]) -> str:
    columns = view.model().columns  # type: ignore[attr-defined]
    return " ".join(column.title for n, column in enumerate(columns) if not view.isColumnHidden(n))


def test_a_table_shows_the_columns_it_has_room_for_and_never_scrolls(qtbot: QtBot) -> None:
    view = fitted(qtbot)
    seen = []
    for width in range(900, 160, -20):
        view.resize(width, 300)
        seen.append(shown(view))
        QApplication.processEvents()  # the scroll bar follows
        assert view.horizontalScrollBar().maximum() == 0, width
    assert list(dict.fromkeys(seen)) == ["编号 任务 时限 责任人", "编号 任务 时限", "任务 时限", "任务"]


def test_columns_that_were_chosen_stay_whatever_the_room(qtbot: QtBot) -> None:
    view = fitted(qtbot)
    view.resize(300, 300)
    view._show_column(3, True)
    view._show_column(1, False)
    view.resize(310, 300)
    assert shown(view) == "责任人"
    view._forget_columns()
    assert shown(view) == "任务"


def test_large_text_leaves_room_for_fewer_columns(qtbot: QtBot) -> None:
    view = fitted(qtbot)
    view.resize(640, 300)
    assert shown(view) == "编号 任务 时限 责任人"
    try:
        theme.current().set_size(TextSize.LARGE)
        assert shown(view) == "任务 时限"
    finally:
        theme.current().set_size(TextSize.SMALL)
    assert shown(view) == "编号 任务 时限 责任人"
