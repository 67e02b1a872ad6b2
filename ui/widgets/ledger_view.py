"""The one table of all ledgers."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget
from typing_extensions import override

from ui import theme
from ui.paged_model import Cell, PagedModel
from ui.widgets.cell_delegate import CellDelegate
from ui.widgets.empty_state import EmptyState
from ui.widgets.frozen_columns import FrozenColumns
from ui.widgets.kept_columns import KeptColumns

__all__ = ["LedgerView"]

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_WIDEST_CHARACTERS: Final = 30  # a column made as wide as its text stops growing here
_STRETCHED_CHARACTERS: Final = 14  # a stretching column is never narrower
_SQUEEZED_CHARACTERS: Final = 7  # but where no other column can give way


class LedgerView(QTableView, Generic[Row]):
    """A table on a `PagedModel`: sorted by its heads, rows of one height, copied as text for Excel.

    `chosen` tells when the current row changes or is gone, `opened` when Enter or a double click asks for it.
    """

    chosen = Signal(object)  # the Row, or None
    opened = Signal(object)  # the Row

    def __init__(
        self,
        model: PagedModel[Row],
        *,
        empty: EmptyState | None = None,
        frozen: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """Show `model`.

        Args:
            empty: Shown while there is no row.
            frozen: So many columns stay in sight at the left.
        """
        super().__init__(parent)
        self._paged = model
        self._empty = empty
        self._frozen: FrozenColumns | None = None
        self._menu: Callable[[Row], list[QAction]] | None = None
        self._always: Sequence[str] = ()
        self._then: Sequence[str] | None = None  # None: all columns, however wide the table
        self._natural: dict[int, int] = {}  # widths in pixels of the columns, shown or not
        if empty is not None:
            empty.setParent(self)
            empty.hide()
        self.setAlternatingRowColors(True)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setTabKeyNavigation(False)  # Tab leaves the table, arrows move inside it
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # asks no row for its height
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(not frozen)
        head.setMinimumSectionSize(40)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setModel(model)
        self.kept = KeptColumns(self, [column.title for column in model.columns])
        for number, column in enumerate(model.columns):
            self.setItemDelegateForColumn(number, CellDelegate(column.cell, self))
        head.setSortIndicatorClearable(False)
        head.setSortIndicatorShown(False)
        head.setSectionsClickable(True)
        head.sectionClicked.connect(self._sort_by)
        if frozen:
            self._frozen = FrozenColumns(self, frozen)
        theme.current().changed.connect(self._fit)
        self._widths_known = False
        self._fit()
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        model.modelReset.connect(self._show_empty)
        self._show_empty()

    def reload(self) -> None:
        """Fetch again and keep the current row and the scrolled place."""
        current = self.current_row()
        key = None if current is None else self._paged.key(current)
        column = max(0, self.currentIndex().column())
        place = self.verticalScrollBar().value()
        self._paged.reload()
        self._fit_columns()
        if key is not None and self.select(key, column=column):
            self.verticalScrollBar().setValue(place)
        elif self._paged.rowCount():
            self._choose(self._paged.index(0, column))
        else:
            self.chosen.emit(None)

    def select(self, key: str, *, column: int = 0) -> bool:
        """Make the row with this key the current one; say whether it is loaded."""
        position = self._paged.position(key)
        if position is None:
            return False
        self._choose(self._paged.index(position, column))
        self.scrollTo(self._paged.index(position, column))
        return True

    def reveal(self, key: str) -> bool:
        """Do what `select` does, fetching rows until the one with this key is among them."""
        while self._paged.position(key) is None and self._paged.canFetchMore(QModelIndex()):
            self._paged.fetchMore(QModelIndex())
        return self.select(key)

    def go_on(self, *, back: bool = False) -> None:
        """Make the next row (or the one before) the current one, fetched if need be, with one more in sight."""
        row, model = self.currentIndex().row() + (-1 if back else 1), self._paged
        if row + 1 >= model.rowCount():
            model.fetchMore(QModelIndex())
        if 0 <= row < model.rowCount():
            self.setCurrentIndex(model.index(row, 0))
            self.scrollTo(model.index(min(row + 1, model.rowCount() - 1), 0))

    def current_row(self) -> Row | None:
        """Return the current row, if there is one."""
        index = self.currentIndex()
        return self._paged.row(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[Row]:
        """Return the selected rows, top first."""
        positions = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._paged.row(position) for position in positions]

    def set_menu(self, actions: Callable[[Row], list[QAction]]) -> None:
        """Offer these actions on a right click on a row."""
        self._menu = actions

    def fit(self, always: Sequence[str], then: Sequence[str]) -> None:
        """From now on show the columns `always`, and of `then` as many as there is room for, in this order.

        Columns are named by their titles; what the table has not is passed over. What the user shows or hides
        himself stays.
        """
        self._always, self._then = always, then
        self._choose_columns()
        self._stretch()

    def refit(self) -> None:
        """Set the widths anew, as the user chose them or by what is in the columns."""
        self._widths_known = False
        self._fit_columns()

    def add_to_menu(self, action: QAction) -> None:
        """Offer `action` as well, below the others."""
        before = self._menu
        self._menu = lambda row: [*(before(row) if before else ()), action]

    def copy(self) -> None:
        """Put the selected rows on the clipboard, heads first, cells parted by tabs."""
        model = self._paged
        shown = [n for n in self._visual_order() if not self.isColumnHidden(n)]
        lines = ["\t".join(model.columns[n].title for n in shown)]
        for index in sorted(self.selectionModel().selectedRows(), key=QModelIndex.row):
            cells = (str(model.index(index.row(), n).data(Qt.ItemDataRole.EditRole)) for n in shown)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        QGuiApplication.clipboard().setText("\n".join(lines))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._open()
        else:
            super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: Any) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).isValid():
            self._open()

    @override
    def contextMenuEvent(self, event: Any) -> None:
        row = self.current_row()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row is not None and self._menu is not None:
            menu.addActions(self._menu(row))
            menu.addSeparator()
        if row is not None:
            menu.addAction("复制", self.copy)
        columns = menu.addMenu("显示哪些列")
        for number, column in enumerate(self._paged.columns):
            action = columns.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.toggled.connect(lambda on, number=number: self._show_column(number, on))
        columns.addSeparator()
        columns.addAction("恢复原来的列", self._forget_columns)
        menu.popup(event.globalPos())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_empty()
        self._choose_columns()
        self._stretch()
        if self._frozen is not None:
            self._frozen.place()

    @override
    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        super().scrollTo(index, hint)
        if self._frozen is not None and self._frozen.isVisible():
            covered = self._frozen.width_px - self.visualRect(index).left()
            if covered > 0 and self._frozen.isColumnHidden(index.column()):
                bar = self.horizontalScrollBar()
                bar.setValue(bar.value() - covered)

    def _show_column(self, number: int, on: bool) -> None:
        self.kept.choose(number, on)
        self.setColumnHidden(number, not on)
        self._stretch()
        if self._frozen is not None:
            self._frozen.place()

    def _forget_columns(self) -> None:
        self.kept.forget()
        for number in range(len(self._paged.columns)):
            self.setColumnHidden(number, False)
        self.refit()

    def _choose(self, index: QModelIndex) -> None:
        """Make the row of `index` the only selected one, whatever keys are held: Ctrl+Z reloads too."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _open(self) -> None:
        row = self.current_row()
        if row is not None and self.state() != QAbstractItemView.State.EditingState:
            self.opened.emit(row)

    def _tell_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self._paged.row(current.row()) if current.isValid() else None)

    def _sort_by(self, number: int) -> None:
        column, order = self._paged.columns[number], self._paged.order
        if column.sort is None:
            return
        falling = order is not None and order.key == column.sort and not order.descending
        direction = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        current = self.current_row()
        self._paged.sort(number, direction)
        self.horizontalHeader().setSortIndicator(number, direction)
        self.horizontalHeader().setSortIndicatorShown(True)
        if self._frozen is not None:
            self._frozen.place()
        if current is None or not self.select(self._paged.key(current)):
            self.scrollToTop()

    def _visual_order(self) -> list[int]:
        head = self.horizontalHeader()
        return [head.logicalIndex(n) for n in range(head.count())]

    def _fit(self) -> None:
        """Follow the text size."""
        self.verticalHeader().setDefaultSectionSize(theme.current().row_px)
        if self._frozen is not None:
            self._frozen.place()
        self.refit()

    def _fit_columns(self) -> None:
        """Set the widths once there are rows to measure; what the user set later stays."""
        if self._widths_known:
            return
        self._widths_known = self._paged.rowCount() > 0
        head = self.horizontalHeader()
        character = theme.current().font_px
        self.kept.fitting = True
        for number, column in enumerate(self._paged.columns):
            shown = self.kept.is_shown(number, not self.isColumnHidden(number))
            self.setColumnHidden(number, False)  # what is hidden has no title to measure
            title = head.sectionSizeHint(number) + (28 if column.sort else 0)
            if column.width:
                width = column.width * character + 20
            elif column.cell is Cell.CHECK:
                width = character + 28
            elif column.stretch:  # takes what the others leave
                width = 0
            else:
                width = min(self.sizeHintForColumn(number) + 6, _WIDEST_CHARACTERS * character)
            self._natural[number] = self.kept.width_px(number) or max(title, width)
            self.setColumnWidth(number, self._natural[number])
            self.setColumnHidden(number, not shown)
        self.kept.fitting = False
        self._choose_columns()
        self._stretch()

    def _choose_columns(self) -> None:
        """Show what there is room for, as `fit` said."""
        if self._then is None:
            return
        places = {column.title: number for number, column in enumerate(self._paged.columns)}
        shown = {title for title in self._always if title in places}
        room = self.viewport().width() - sum(self._least_px(places[title]) for title in shown)
        for title in self._then:
            room -= self._least_px(places[title]) if title in places else 0
            if room < 0:
                break
            shown.add(title)
        for title, number in places.items():
            self.setColumnHidden(number, not self.kept.is_shown(number, title in shown))

    def _least_px(self, number: int) -> int:
        """Return what a column takes at least."""
        kept = self.kept.width_px(number)
        if kept is None and self._paged.columns[number].stretch:
            return max(self._natural[number], _STRETCHED_CHARACTERS * theme.current().font_px)
        return self._natural[number] if kept is None else kept

    def _stretch(self) -> None:
        """Give the stretching columns what room the others leave, and never less than a few words."""
        stretching = [
            number
            for number, column in enumerate(self._paged.columns)
            if column.stretch and self.kept.width_px(number) is None
        ]
        if not stretching:
            return
        head = self.horizontalHeader()
        others = sum(head.sectionSize(n) for n in range(head.count()) if n not in stretching)
        left = self.viewport().width() - others
        least = _STRETCHED_CHARACTERS if self._then is None else _SQUEEZED_CHARACTERS
        least *= theme.current().font_px
        self.kept.fitting = True
        for number in stretching:
            self.setColumnWidth(number, max(least, left // len(stretching)))
        self.kept.fitting = False

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(self._paged.rowCount() == 0)
            self._place_empty()
        if self._frozen is not None:
            self._frozen.place()

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.viewport().geometry())

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish:
            self._place_empty()
        return super().event(event)
