"""The stations as tiles: who has reported, how long ago, and who is picked."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.widgets.lights import draw_light

if TYPE_CHECKING:
    from app.overview.stations import StationRow

__all__ = ["StationTiles"]

_ROW: Final = Qt.ItemDataRole.UserRole
_TILE_PX: Final = (196, 66)


class StationTiles(QListWidget):
    """A tile for each station; a click or Space picks it, Enter or a double click opens it."""

    opened = Signal(str)  # unit
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setAccessibleName("各文化站")
        self._delegate = _TileDelegate(self)
        self.setItemDelegate(self._delegate)
        self.itemSelectionChanged.connect(self.picked)
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(_ROW).unit))
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_stations(self, rows: "Sequence[StationRow]", today: date) -> None:
        """Show these stations; those that were picked stay picked."""
        before = set(self.units())
        self._delegate.today = today
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem()
            item.setData(_ROW, row)
            item.setToolTip("\n".join(part for part in (row.name, row.contact, row.phone) if part))
            words = f"{row.name}，{age_words(row, today)}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.addItem(item)
            item.setSelected(row.unit in before)
        self.blockSignals(False)
        self.picked.emit()

    def units(self) -> list[str]:
        """Return the units of the tiles that are picked, in order."""
        return [row.unit for row in self.rows()]

    def rows(self) -> "list[StationRow]":
        """Return the stations whose tiles are picked, in order."""
        return [self.item(n).data(_ROW) for n in range(self.count()) if self.item(n).isSelected()]

    def all_rows(self) -> "list[StationRow]":
        """Return the stations that are shown."""
        return [self.item(n).data(_ROW) for n in range(self.count())]

    def _fit(self) -> None:
        size = QSize(theme.scaled(_TILE_PX[0]), theme.scaled(_TILE_PX[1]))
        self.setGridSize(size + QSize(8, 8))
        self._delegate.size = size


class _TileDelegate(QStyledItemDelegate):
    """Name, last package and age; a mark for what needs attention."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.size = QSize(*_TILE_PX)
        self.today = date.min

    @override
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.size

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: StationRow = index.data(_ROW)
        state = option.state
        tile = QRectF(option.rect).adjusted(3, 3, -3, -3)
        picked = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("accent" if picked or state & QStyle.StateFlag.State_HasFocus else "line"))
        painter.setBrush(theme.color("selection" if picked else "surface"))
        painter.drawRoundedRect(tile, 8, 8)
        inside = tile.adjusted(10, 6, -8, -6)
        side = theme.scaled(12)
        light = "red" if row.as_of is None else "yellow" if row.stale else "green"
        draw_light(painter, light, QRectF(inside.left(), inside.top() + 5, side, side))
        painter.setFont(theme.current().font(bold=True))
        painter.setPen(theme.color("ink"))
        name = inside.adjusted(side + 8, 0, 0, -inside.height() / 2)
        words = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(name.width()))
        painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setFont(theme.current().font(larger=-3))
        painter.setPen(theme.color("warning_ink" if row.stale else "ink_soft"))
        below = inside.adjusted(0, inside.height() / 2, 0, 0)
        text = age_words(row, self.today)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(below.width()))
        painter.drawText(below, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


def age_words(row: "StationRow", today: date) -> str:
    """Say which package came last and how long ago."""
    if row.as_of is None:
        return "还没有报过"
    days = (today - row.as_of).days
    age = "今天" if days <= 0 else f"{days} 天前"
    return f"第 {row.package} 号　{age}" + ("" if row.confirmed else "　未核对")
