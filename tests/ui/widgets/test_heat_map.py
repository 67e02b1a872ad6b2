"""The map of stations and tasks by keys and mouse."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.heat_map import HeatCell, HeatColumn, HeatMap, HeatRow


class Map:
    """A map of 30 stations by 80 tasks."""

    def __init__(self, qtbot: QtBot) -> None:
        rows = [HeatRow(f"r{n}", f"{n}号站", "7-05", stale=n == 1) for n in range(30)]
        columns = [HeatColumn(f"c{n}", str(n + 1), f"任务{n}", "甲" if n < 40 else "乙") for n in range(80)]
        cells = {
            (row.key, column.key): HeatCell("red", "办理中 · 站里", done=row.key == "r0")
            for row in rows
            for column in columns
            if column.key != "c2"
        }
        self.map = HeatMap()
        self.map.resize(700, 400)
        self.map.show_map(rows, columns, cells)
        qtbot.addWidget(self.map)
        self.map.show()
        self.said: list[str] = []
        self.opened: list[tuple[str, str]] = []
        self.rows_opened: list[str] = []
        self.map.described.connect(self.said.append)
        self.map.opened.connect(lambda *keys: self.opened.append(keys))
        self.map.row_opened.connect(self.rows_opened.append)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.map, key)


def test_arrows_move_over_the_map_and_say_where(qtbot: QtBot) -> None:
    heat = Map(qtbot)
    heat.press(Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert heat.said == [
        "0号站　2 任务1　办理中 · 站里",
        "1号站　2 任务1　办理中 · 站里（数据截至 7-05，偏旧）",
        "1号站　3 任务2　不适用（数据截至 7-05，偏旧）",
        "0号站　3 任务2　不适用",
        "0号站　3 任务2　不适用",
    ]
    heat.press(Qt.Key.Key_Return)  # nothing there to open
    heat.press(Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert heat.opened == [("r0", "c1")]


def test_the_cursor_stays_in_sight(qtbot: QtBot) -> None:
    heat = Map(qtbot)
    heat.press(Qt.Key.Key_End, Qt.Key.Key_PageDown)
    box = heat.map._box(29, 79)
    view = heat.map.viewport().rect()
    assert view.contains(box)
    assert box.bottom() <= view.bottom() - box.height() + 1  # above the foot
    heat.press(Qt.Key.Key_Home, Qt.Key.Key_PageUp)
    assert heat.map.horizontalScrollBar().value() == 0
    assert heat.map.verticalScrollBar().value() == 0


def test_clicks_open_cells_and_rows(qtbot: QtBot) -> None:
    heat = Map(qtbot)
    click = Qt.MouseButton.LeftButton
    QTest.mouseClick(heat.map.viewport(), click, pos=heat.map._box(3, 4).center())
    QTest.mouseClick(heat.map.viewport(), click, pos=QPoint(20, heat.map._box(5, 0).center().y()))
    QTest.mouseClick(heat.map.viewport(), click, pos=QPoint(20, 5))  # the corner
    assert heat.opened == [("r3", "c4")]
    assert heat.rows_opened == ["r5"]


def test_an_empty_map_takes_keys_and_paints(qtbot: QtBot) -> None:
    heat = HeatMap()
    qtbot.addWidget(heat)
    heat.show_map([], [], {})
    heat.grab()
    QTest.keyClick(heat, Qt.Key.Key_Return)
