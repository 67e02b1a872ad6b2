"""A table whose rows are fetched when they are looked at."""

from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from typing_extensions import override

from app.errors import UserError
from ui import messages

__all__ = ["Cell", "Column", "Fetch", "Order", "PagedModel"]

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

FIRST_PAGE_ROWS: Final = 48  # two screens full; each further page is as long as all before it
_LARGEST_PAGE_ROWS: Final = 2048

_DISPLAY: Final = Qt.ItemDataRole.DisplayRole
_EDIT: Final = Qt.ItemDataRole.EditRole
_TOOL_TIP: Final = Qt.ItemDataRole.ToolTipRole
_ALIGNMENT: Final = Qt.ItemDataRole.TextAlignmentRole
_VALUE: Final = Qt.ItemDataRole.UserRole
_CHECK: Final = Qt.ItemDataRole.CheckStateRole
_ROOT: Final = QModelIndex()
_SPOKEN: Final = Qt.ItemDataRole.AccessibleTextRole


class Cell(Enum):
    """How a column is drawn, and what its `value` returns."""

    TEXT = auto()  # anything; None is drawn as nothing
    NUMBER = auto()  # int or float, right-aligned
    DATE = auto()  # date, drawn as 2026-07-05
    LIGHT = auto()  # (light name, word): ("yellow", "临期 2 天")
    PROGRESS = auto()  # (done, total)
    TAGS = auto()  # sequence of words
    CHECK = auto()  # bool; ticked with Space or a click when `edit` is given


class Column(Struct, Generic[Row], frozen=True):
    """One column: what it says and how."""

    title: str
    value: Callable[[Row], object]
    sort: str | None = None  # given to fetch as `Order.key`; None: the head is not clickable
    cell: Cell = Cell.TEXT
    width: int = 0  # in characters of ordinary text; 0: as wide as its widest loaded cell
    stretch: bool = False  # takes what room is left, at least 14 characters
    hint: Callable[[Row], str] | None = None  # tool tip; by default the whole text
    edit: Callable[[Row, str], Row] | None = None  # saves what was typed and returns the row as saved


class Order(Struct, frozen=True):
    """What a list is sorted by; the fetching use case adds the id as last key."""

    key: str
    descending: bool = False


Fetch = Callable[[int, int, Order | None], Sequence[Row]]  # offset, limit, order; in SQL


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Rows from `fetch(offset, limit, order)`, in growing pages.

    `key(row)` names a row for good: after `reload` the same one is selected again.
    """

    edited = Signal()  # a cell was saved; comes when the editor is closed, so that one may reload

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Fetch[Row],
        key: Callable[[Row], str],
        *,
        order: Order | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self.order = order
        self._fetch = fetch
        self._rows: list[Row] = []
        self._complete = True

    def reload(self) -> None:
        """Fetch again what is loaded, at least one page: after any write and when a filter changes."""
        wanted = max(FIRST_PAGE_ROWS, len(self._rows))
        rows = list(self._fetch(0, wanted, self.order))
        self.beginResetModel()
        self._rows = rows
        self._complete = len(rows) < wanted
        self.endResetModel()

    def row(self, position: int) -> Row:
        """Return the row shown at `position`, counted from 0."""
        return self._rows[position]

    def position(self, key: str) -> int | None:
        """Return where the row with this key is shown, if it is loaded."""
        return next((n for n, row in enumerate(self._rows) if self.key(row) == key), None)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete

    @override
    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):  # views and testers call this without asking
            return
        self._complete = True  # whoever reacts to the insertion must not fetch inside it
        first = len(self._rows)
        wanted = min(max(first, FIRST_PAGE_ROWS), _LARGEST_PAGE_ROWS)
        page = self._fetch(first, wanted, self.order)
        if page:
            self.beginInsertRows(_ROOT, first, first + len(page) - 1)
            self._rows.extend(page)
            self.endInsertRows()
        self._complete = len(page) < wanted

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if not 0 <= column < len(self.columns):
            return
        key = self.columns[column].sort
        if key is not None:
            wanted = Order(key, descending=order == Qt.SortOrder.DescendingOrder)
            if wanted != self.order:
                self.order = wanted
                self.reload()

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _DISPLAY and section < len(self.columns):
            return self.columns[section].title
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        column = self.columns[index.column()]
        if column.edit is not None:
            flags |= (
                Qt.ItemFlag.ItemIsUserCheckable if column.cell is Cell.CHECK else Qt.ItemFlag.ItemIsEditable
            )
        return flags

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == _DISPLAY:
            return "" if column.cell is Cell.CHECK else cell_text(column.cell, column.value(row))
        if role == _VALUE:
            return column.value(row)
        if role in (_EDIT, _SPOKEN):
            return cell_text(column.cell, column.value(row))
        if role == _TOOL_TIP:
            return column.hint(row) if column.hint else cell_text(column.cell, column.value(row))
        if role == _ALIGNMENT:
            side = Qt.AlignmentFlag.AlignRight if column.cell is Cell.NUMBER else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _CHECK and column.cell is Cell.CHECK:
            return Qt.CheckState.Checked if column.value(row) else Qt.CheckState.Unchecked
        return None

    @override
    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        column = self.columns[index.column()]
        if column.edit is None or role not in (_EDIT, _CHECK):
            return False
        if role == _CHECK:
            value = "1" if Qt.CheckState(value) == Qt.CheckState.Checked else ""
        try:
            saved = column.edit(self._rows[index.row()], str(value))
        except UserError as error:
            messages.show_error(error)
            return False
        self._rows[index.row()] = saved
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1))
        QTimer.singleShot(0, self, self.edited.emit)
        return True


def cell_text(cell: Cell, value: object) -> str:
    """Return what a cell says in words: drawn, copied, read out."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        if cell is Cell.LIGHT:
            return str(value[1])
        if cell is Cell.PROGRESS:
            return f"{value[0]}/{value[1]}"
    if cell is Cell.TAGS and isinstance(value, Sequence):
        return "、".join(map(str, value))
    if cell is Cell.CHECK:
        return "是" if value else "否"
    return str(value)
