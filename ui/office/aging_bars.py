"""How long open items have lain with whom."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme

__all__ = ["AgingBars"]

_INKS: Final = ("accent", "line_strong", "warning_ink")  # dark, light, dark: told apart without colour too


class AgingBars(QWidget):
    """One bar for each age, its parts by holder with their numbers inside, and a legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ages: Sequence[str] = ()
        self._parts: Mapping[str, Sequence[int]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)

    def show_ages(self, ages: Sequence[str], parts: Mapping[str, Sequence[int]]) -> None:
        """Show by holder how many items have each of `ages`."""
        self._ages, self._parts = ages, parts
        spoken = (
            f"{age}：" + "，".join(f"{holder} {counts[n]}" for holder, counts in parts.items())
            for n, age in enumerate(ages)
        )
        self.setAccessibleName("；".join(spoken))
        self.setToolTip("\n".join(self.accessibleName().split("；")))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(220), self._line_px() * (len(self._ages) + 1))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = theme.current().font(larger=-3)
        painter.setFont(font)
        line, metrics = self._line_px(), painter.fontMetrics()
        left = max((metrics.horizontalAdvance(age) for age in self._ages), default=0) + 10
        totals = [sum(counts[n] for counts in self._parts.values()) for n in range(len(self._ages))]
        room = self.width() - left - metrics.horizontalAdvance("0000") - 6
        scale = room / max(1, *totals) if totals else 0.0
        for n, age in enumerate(self._ages):
            row = QRectF(0, n * line, self.width(), line)
            painter.setPen(theme.color("ink_soft"))
            painter.drawText(row, int(Qt.AlignmentFlag.AlignVCenter), age)
            start = float(left)
            for ink, counts in zip(_INKS, self._parts.values(), strict=False):
                width = counts[n] * scale
                part = QRectF(start, row.top() + line * 0.16, width, line * 0.68)
                painter.fillRect(part, theme.color(ink))
                words = str(counts[n])
                if metrics.horizontalAdvance(words) + 6 <= width:
                    painter.setPen(theme.color("ink" if ink == "line_strong" else "surface"))
                    painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), words)
                start += width
            painter.setPen(theme.color("ink"))
            total = QRectF(start + 6, row.top(), self.width(), line)
            painter.drawText(total, int(Qt.AlignmentFlag.AlignVCenter), str(totals[n]))
        self._draw_legend(painter, len(self._ages) * line, left)

    def _draw_legend(self, painter: QPainter, top: int, left: int) -> None:
        line = self._line_px()
        side = line * 0.4
        x = float(left)
        for ink, holder in zip(_INKS, self._parts, strict=False):
            painter.fillRect(QRectF(x, top + (line - side) / 2, side, side), theme.color(ink))
            painter.setPen(theme.color("ink_soft"))
            width = painter.fontMetrics().horizontalAdvance(holder)
            painter.drawText(
                QRectF(x + side + 4, top, width + 4, line), int(Qt.AlignmentFlag.AlignVCenter), holder
            )
            x += side + width + 16

    def _line_px(self) -> int:
        return theme.scaled(24)
