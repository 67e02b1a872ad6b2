"""How the cells of a ledger are drawn."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui import theme
from ui.icons import draw as draw_icon
from ui.paged_model import Cell
from ui.widgets.lights import draw_light_label, light_label_width

__all__ = ["CellDelegate"]

Index = QModelIndex | QPersistentModelIndex
_VALUE: Final = Qt.ItemDataRole.UserRole
_MARGIN_PX: Final = 8
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CellDelegate(QStyledItemDelegate):
    """Draws one kind of cell on the style's ground for rows."""

    def __init__(self, cell: Cell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cell = cell

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # as the view gave it: initStyleOption would ask the model for seven things that it has not
        style = QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        box = QRectF(option.rect.adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0))
        painter.save()
        painter.setFont(option.font)
        value = None if self._cell in _PLAIN else index.data(_VALUE)
        if self._cell in _PLAIN:
            painter.setPen(theme.color("ink"))
            short = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, _RIGHT if self._cell is Cell.NUMBER else _LEFT, short)
        elif self._cell is Cell.CHECK:
            side = theme.current().font_px + 2
            square = QRectF(0, 0, side, side)
            square.moveCenter(box.center())
            draw_icon(painter, "tick-on" if value else "tick-off", theme.color("accent"), square)
        elif value is not None and self._cell is Cell.LIGHT:
            draw_light_label(painter, value[0], value[1], box)
        elif value is not None and self._cell is Cell.PROGRESS:
            _draw_progress(painter, value[0], value[1], box)
        elif value is not None:
            _draw_tags(painter, value, box)
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        metrics = option.fontMetrics
        value = index.data(_VALUE)
        if value is None:
            return size
        width = size.width()
        if self._cell is Cell.LIGHT:
            width = int(light_label_width(metrics.horizontalAdvance(value[1]), metrics.height()))
        elif self._cell is Cell.PROGRESS:
            width = metrics.horizontalAdvance("00/00") + theme.scaled(70)
        elif self._cell is Cell.TAGS:
            width = sum(metrics.horizontalAdvance(str(tag)) + 18 for tag in value)
        size.setWidth(width + 2 * _MARGIN_PX)
        return size


_PLAIN: Final = (Cell.TEXT, Cell.NUMBER, Cell.DATE)


def _draw_progress(painter: QPainter, done: float, total: float, box: QRectF) -> None:
    words = f"{done:g}/{total:g}"
    metrics = painter.fontMetrics()
    text_px = max(metrics.horizontalAdvance("00/00"), metrics.horizontalAdvance(words))
    bar = QRectF(box.left(), box.center().y() - 4, box.width() - text_px - 8, 8)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if bar.width() > 12:
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, 4, 4)
        share = min(1.0, done / total) if total else 0.0
        if share > 0:
            painter.setBrush(theme.light_colors("green")[0] if share >= 1 else theme.color("accent"))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(8.0, bar.width() * share), 8), 4, 4)
    painter.setPen(theme.color("ink"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)


def _draw_tags(painter: QPainter, tags: Sequence[object], box: QRectF) -> None:
    metrics = painter.fontMetrics()
    height = metrics.height() + 4
    left = box.left()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tag in tags:
        width = metrics.horizontalAdvance(str(tag)) + 12
        label = QRectF(left, box.center().y() - height / 2, min(width, box.right() - left), height)
        if label.width() < 16:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("head"))
        painter.drawRoundedRect(label, 4, 4)
        painter.setPen(theme.color("ink_soft"))
        word = metrics.elidedText(str(tag), Qt.TextElideMode.ElideRight, int(label.width()) - 11)
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), word)
        left += width + 6
