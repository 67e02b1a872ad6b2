"""Villages by months: who was served when, with the gaps in sight."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget
from typing_extensions import override

from ui import theme

if TYPE_CHECKING:
    from app.work.services import GridCell, ServiceGrid

__all__ = ["ServiceTable"]

_ROOMY_CHARACTERS = 52  # so wide that every head can be read
_WORDS = {
    "met": "达到要求",
    "short": "次数不够",
    "gap": "没有去过",
    "open": "还没有到期",
    "free": "",
    "future": "还没有到",
    "before": "开始登记以前",
}


class ServiceTable(QTableWidget):
    """One row a village, one column a month or quarter. `opened` brings village and period of a cell."""

    opened = Signal(str, object)  # unit, GridCell

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid: ServiceGrid | None = None
        self.setAccessibleName("按村服务情况")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(30)
        self.cellDoubleClicked.connect(self._open)
        theme.current().changed.connect(self._fit)

    def show_grid(self, grid: "ServiceGrid") -> None:
        """Show a year."""
        self._grid = grid
        row, column = max(0, self.currentRow()), max(1, self.currentColumn())
        heads = ["村", *grid.heads, "合计", "人次"]
        self.clear()
        self.setColumnCount(len(heads))
        self.setRowCount(len(grid.rows) + 1)
        self.setHorizontalHeaderLabels(heads)
        for place, line in enumerate(grid.rows):
            self._put(place, 0, line.village, left=True)
            for number, cell in enumerate(line.cells, start=1):
                self._put_cell(place, number, line.village, grid.heads[number - 1], cell)
            self._put(place, len(heads) - 2, str(line.times))
            self._put(place, len(heads) - 1, str(line.people or ""))
        last = len(grid.rows)
        self._put(last, 0, "合计", left=True, bold=True)
        for number, total in enumerate(grid.totals, start=1):
            self._put(last, number, str(total or ""), bold=True)
        self._put(last, len(heads) - 2, str(sum(grid.totals)), bold=True)
        people = sum(line.people for line in grid.rows)
        self._put(last, len(heads) - 1, str(people or ""), bold=True)
        self.setCurrentCell(min(row, last), min(column, len(heads) - 1))
        self._fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def _put(
        self, row: int, column: int, words: str, *, left: bool = False, bold: bool = False
    ) -> QTableWidgetItem:
        item = QTableWidgetItem(words)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignCenter
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if bold:
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(font)
        self.setItem(row, column, item)
        return item

    def _put_cell(self, row: int, column: int, village: str, head: str, cell: "GridCell") -> None:
        words = {"gap": "缺", "before": "—"}.get(cell.state, "")
        if cell.times:
            words = str(cell.times)
        if cell.state == "short":
            words = f"缺 {self._wanted - cell.times}"
        item = self._put(row, column, words, bold=cell.state in {"gap", "short"})
        ground, ink = _colours(cell.state)
        if ground is not None:
            item.setBackground(ground)
        item.setForeground(ink)
        people = f"，{cell.people} 人次" if cell.people else ""
        said = f"{village}　{head}：{cell.times} 次{people}　{_WORDS[cell.state]}".strip()
        item.setToolTip(said)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)

    @property
    def _wanted(self) -> int:
        return self._grid.target.times if self._grid is not None else 0

    def _open(self, row: int, column: int) -> None:
        grid = self._grid
        if grid is None or not 0 <= row < len(grid.rows) or not 1 <= column <= len(grid.heads):
            return
        line = grid.rows[row]
        self.opened.emit(line.unit, line.cells[column - 1])

    def _fit(self) -> None:
        """Follow the text size; the periods share what room the names leave."""
        self.verticalHeader().setDefaultSectionSize(theme.current().row_px)
        head = self.horizontalHeader()
        character = theme.current().font_px
        for column in range(self.columnCount()):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        if self.columnCount():
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(0, character * 7)
            narrow = self.viewport().width() < character * _ROOMY_CHARACTERS
            self.setColumnHidden(self.columnCount() - 1, narrow)  # the months need the room

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _colours(state: str) -> tuple[QColor | None, QColor]:
    if state == "gap":
        return theme.color("danger_tint"), theme.color("danger")
    if state == "short":
        return theme.color("warning_tint"), theme.color("warning_ink")
    if state == "met":
        return theme.color("good_tint"), theme.color("good_ink")
    return None, theme.color("ink_faint" if state in {"future", "before"} else "ink")
