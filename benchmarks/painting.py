"""Tells when a widget has been painted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

__all__ = ["when_painted"]


def when_painted(widget: QWidget, then: Callable[[], None]) -> None:
    """Call `then` once `widget` has been painted and what waited by then has been done: it answers now."""
    _Painted(widget, then)


class _Painted(QObject):
    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._then = then
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._then)
        return False
