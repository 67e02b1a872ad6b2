"""The wheel scrolls pages and never changes a field that merely lies under the mouse."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox
from typing_extensions import override

__all__ = ["WheelGuard"]


class WheelGuard(QObject):
    """Filters the events of the whole application, as long as it lives."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, (QComboBox, QAbstractSpinBox))
            and not watched.hasFocus()
        ):
            event.ignore()  # the scroll area around the field gets it
            return True
        return False
