"""Ctrl+V in a table or a line: rows copied out of a sheet go another way than words, pictures and files."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

__all__ = ["RowPasting"]


class RowPasting(QObject):
    """Runs `action` when rows of a sheet are pasted into one of `widgets`; all else they paste as ever.

    A table takes a single cell for a row, a field for a word.
    """

    def __init__(self, action: QAction, *widgets: QWidget) -> None:
        super().__init__(action)
        self._action = action
        for widget in widgets:
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        asks = event.type() == QEvent.Type.ShortcutOverride  # else another Ctrl+V of the page would be taken
        if not (asks or event.type() == QEvent.Type.KeyPress) or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Paste) or not self._action.isEnabled():
            return False
        text = QGuiApplication.clipboard().text().strip("\r\n")
        if not text.strip() or (
            "\t" not in text and "\n" not in text and not isinstance(watched, QAbstractItemView)
        ):
            return False
        if asks:
            event.accept()
        else:
            self._action.trigger()
        return True
