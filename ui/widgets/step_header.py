"""Where one is in a series of steps."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui import theme

__all__ = ["StepHeader"]


class StepHeader(QWidget):
    """Numbered steps in a row with "第 2 步，共 4 步" before them; done ones are ticked."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = tuple(steps)
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self.updateGeometry)
        self.set_step(0)

    def set_step(self, step: int) -> None:
        """Mark the step at this position, counted from 0, as the present one."""
        self._current = step
        self.setAccessibleName(f"{self._words()}：{self._steps[step]}")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, theme.current().row_px + 8)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold, plain = theme.current().font(bold=True), theme.current().font()
        painter.setFont(bold)
        left = 0.0
        middle = self.height() / 2
        painter.setPen(theme.color("ink"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self._words())
        left += painter.fontMetrics().horizontalAdvance(self._words()) + 28
        side = painter.fontMetrics().height() + 2
        names = self._named(left, side)
        for number, step in enumerate(self._steps):
            done, present = number < self._current, number == self._current
            circle = QRectF(left, middle - side / 2, side, side)
            painter.setPen(theme.color("accent" if done or present else "line_strong"))
            painter.setBrush(theme.color("accent" if present else "accent_tint" if done else "surface"))
            painter.drawEllipse(circle)
            painter.setFont(theme.current().font(bold=True, larger=-3))
            painter.setPen(theme.color("surface" if present else "accent_dark" if done else "ink_soft"))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), "✓" if done else str(number + 1))
            left += side + 8
            if names or present:
                painter.setFont(bold if present else plain)
                painter.setPen(theme.color("ink" if present else "ink_soft"))
                width = painter.fontMetrics().horizontalAdvance(step)
                painter.drawText(
                    QRectF(left, 0, width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), step
                )
                left += width + 12
            if number < len(self._steps) - 1:
                painter.setPen(theme.color("line_strong"))
                painter.drawLine(int(left), int(middle), int(left) + 24, int(middle))
                left += 36

    def _words(self) -> str:
        return f"第 {self._current + 1} 步，共 {len(self._steps)} 步"

    def _named(self, left: float, side: float) -> bool:
        """Tell whether there is room for the names of all steps, not the present one's only."""
        metrics = self.fontMetrics()
        needed = sum(metrics.horizontalAdvance(step) * 1.1 + side + 56 for step in self._steps)
        return left + needed <= self.width()
