"""Filters and buttons above a table that take a second line where the window or the text leaves no room for one."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

__all__ = ["FoldingRow"]


class FoldingRow(QWidget):
    """Shows `first` and `rest` side by side, or `rest` below `first`."""

    def __init__(
        self, first: Sequence[QWidget], rest: Sequence[QWidget], wide: QWidget, parent: QWidget | None = None
    ) -> None:
        """Give the room that is left to `wide`, one of the widgets."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self._lines = (QHBoxLayout(), QHBoxLayout())
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        for line, widgets in zip(self._lines, (first, rest), strict=True):
            for widget in widgets:
                line.addWidget(widget, int(widget is wide))
            if wide not in widgets:
                line.addStretch()
            self._parts.addLayout(line, int(wide in widgets))

    @property
    def folded(self) -> bool:
        """Whether there are two lines."""
        return self._parts.direction() == QBoxLayout.Direction.TopToBottom

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fold()
        return done

    def _fold(self) -> None:
        needed = sum(line.sizeHint().width() for line in self._lines) + self._parts.spacing()
        fits = needed <= self.width()
        if fits == self.folded:
            direction = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
            self._parts.setDirection(direction)
            self.updateGeometry()
