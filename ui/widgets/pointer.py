"""What the mouse does everywhere: resting on a term explains it, and the wheel changes no field it merely lies on."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QWidget
from typing_extensions import override

from ui.widgets.glossary import explain

__all__ = ["PointerHabits"]

_TOOL_TIP: Final = QEvent.Type.ToolTip
_WHEEL: Final = QEvent.Type.Wheel


class PointerHabits(QObject):
    """Filters the events of the whole application: one filter, since each costs every event a call."""

    def __init__(self, app: QApplication, *, after_ms: int = 0) -> None:
        """Begin `after_ms` from now; while the first page is built there is nothing to point at."""
        super().__init__(app)
        if after_ms:
            QTimer.singleShot(after_ms, self, lambda: app.installEventFilter(self))
        else:
            app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == _WHEEL:
            return _spared(watched, event)
        return (
            kind == _TOOL_TIP
            and isinstance(event, QHelpEvent)
            and isinstance(watched, QWidget)
            and explain(watched, event)
        )


def _spared(watched: QObject, event: QEvent) -> bool:
    if not isinstance(watched, (QComboBox, QAbstractSpinBox)) or watched.hasFocus():
        return False
    event.ignore()  # the scroll area around the field gets it
    return True
