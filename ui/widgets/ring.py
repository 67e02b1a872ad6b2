"""The completion ring."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme

__all__ = ["CompletionRing", "draw_ring"]

_SIDE_PX = 96


class CompletionRing(QWidget):
    """How many of how many, as a ring with both numbers in the middle."""

    def __init__(self, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._done, self._total, self._caption = 0, 0, caption
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)
        self.set_numbers(0, 0)

    def set_numbers(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        self._done, self._total = done, total
        self.setAccessibleName(f"{self._caption}{done}/{total}")
        self.setToolTip(f"共 {total} 项，已完成 {done} 项")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme.scaled(_SIDE_PX)
        return QSize(side, side)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = min(self.width(), self.height())
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        draw_ring(painter, box, self._done, self._total, self._caption)


def draw_ring(painter: QPainter, box: QRectF, done: int, total: int, caption: str = "") -> None:
    """Draw the ring into the square `box`, on screen or paper."""
    width = box.width() * 0.1
    ring = box.adjusted(width / 2 + 1, width / 2 + 1, -width / 2 - 1, -width / 2 - 1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("line"), width))
    painter.drawEllipse(ring)
    if total and done:
        share = min(1.0, done / total)
        ink = theme.light_colors("green")[0] if share >= 1 else theme.color("accent")
        painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, -round(share * 360 * 16))
    words = f"{done}/{total}"
    font = theme.current().font(bold=True)
    font.setPixelSize(max(9, int(box.width() * (0.24 if len(words) <= 5 else 0.18))))
    painter.setFont(font)
    painter.setPen(theme.color("ink"))
    middle = QRectF(box)
    if caption:
        middle.translate(0, -box.height() * 0.07)
    painter.drawText(middle, int(Qt.AlignmentFlag.AlignCenter), words)
    if caption:
        font.setPixelSize(max(8, int(box.width() * 0.14)))
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(theme.color("ink_soft"))
        painter.drawText(
            QRectF(box).translated(0, box.height() * 0.15), int(Qt.AlignmentFlag.AlignCenter), caption
        )
    painter.restore()
