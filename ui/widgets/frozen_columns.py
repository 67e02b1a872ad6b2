"""The first columns of a table, kept in sight while the others scroll sideways."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView
from typing_extensions import override

__all__ = ["FrozenColumns"]


class FrozenColumns(QTableView):
    """A second view of the same model and selection over the left edge of `table`."""

    def __init__(self, table: QTableView, count: int) -> None:
        super().__init__(table)
        self._table = table
        self._count = count
        self.setObjectName("frozen")
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusProxy(table)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.sectionClicked.connect(self._sort)
        for column in range(table.model().columnCount()):
            self.setItemDelegateForColumn(column, table.itemDelegateForColumn(column))
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalHeader().sectionResized.connect(self.place)
        self.place()

    def _sort(self, column: int) -> None:
        self._table.horizontalHeader().sectionClicked.emit(column)

    @property
    def width_px(self) -> int:
        """How much of the table lies under this view."""
        return sum(self._table.columnWidth(column) for column in self._shown())

    def place(self, *_resized: int) -> None:
        """Follow the table's size, row height, widths, order and hidden columns."""
        table = self._table
        for column in range(table.model().columnCount()):
            self.setColumnHidden(column, column not in self._shown())
        for column in self._shown():
            self.setColumnWidth(column, table.columnWidth(column))
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setFixedHeight(table.horizontalHeader().height())
        head = table.horizontalHeader()
        self.horizontalHeader().setSortIndicatorShown(head.isSortIndicatorShown())
        self.horizontalHeader().setSortIndicator(head.sortIndicatorSection(), head.sortIndicatorOrder())
        frame = table.frameWidth()
        height = table.viewport().height() + table.horizontalHeader().height()
        fits = self.width_px < table.viewport().width() * 2 // 3
        self.setGeometry(frame, frame, self.width_px, height)
        self.setVisible(bool(self._shown()) and fits and table.model().rowCount() > 0)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._table.mouseDoubleClickEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._table.contextMenuEvent(event)

    def _shown(self) -> list[int]:
        return [column for column in range(self._count) if not self._table.isColumnHidden(column)]
