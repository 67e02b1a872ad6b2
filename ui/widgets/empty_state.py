"""What a list says when there is nothing in it."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.icons import pixmap
from ui.widgets.buttons import ActionButton

__all__ = ["EmptyState"]

_ICON_PX: Final = 48
_AROUND_PX: Final = 11


class EmptyState(QWidget):
    """An icon where there is room, a sentence and, where something can be done about it, a button."""

    def __init__(
        self,
        text: str,
        action: QAction | None = None,
        *,
        icon_name: str = "inbox",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = picture = QLabel()
        picture.setPixmap(pixmap(icon_name, theme.color("line_strong"), _ICON_PX, 2.0))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel(text)
        self._words.setProperty("role", "soft")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(picture)
        layout.addWidget(self._words)
        self._button = None if action is None else ActionButton(action)
        if self._button is not None:
            layout.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        button_px = 0 if self._button is None else self._button.sizeHint().height()
        words_px = self._words.heightForWidth(self.width() - 2 * _AROUND_PX)
        self._picture.setVisible(self.height() >= _ICON_PX + words_px + button_px + 3 * _AROUND_PX)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._words.setText(text)
