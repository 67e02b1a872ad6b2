"""What a list says when there is nothing in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.icons import pixmap
from ui.widgets.buttons import ActionButton

__all__ = ["EmptyState"]


class EmptyState(QWidget):
    """An icon, a sentence and, where something can be done about it, a button."""

    def __init__(
        self,
        text: str,
        action: QAction | None = None,
        *,
        icon_name: str = "inbox",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        picture = QLabel()
        picture.setPixmap(pixmap(icon_name, theme.color("line_strong"), 48, 2.0))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = QLabel(text)
        self._words.setProperty("role", "soft")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(picture)
        layout.addWidget(self._words)
        if action is not None:
            layout.addWidget(ActionButton(action), alignment=Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(3)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._words.setText(text)
