"""What a page of the office says while there is nothing on it, and how to begin."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.icons import pixmap
from ui.widgets.buttons import ActionButton

__all__ = ["StartPanel"]


class StartPanel(QWidget):
    """An icon, a title, a few sentences, and the ways to begin; the first is the one proposed."""

    def __init__(self, icon_name: str, title: str, words: str, actions: Sequence[QAction]) -> None:
        super().__init__()
        picture, heading, text = QLabel(), QLabel(title), QLabel(words)
        picture.setPixmap(pixmap(icon_name, theme.color("line_strong"), 48, 2.0))
        heading.setProperty("role", "title")
        text.setProperty("role", "soft")
        text.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addStretch()
        for number, action in enumerate(actions):
            buttons.addWidget(ActionButton(action, "" if number else "main"))
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 20, 40, 20)
        layout.addStretch(2)
        for label in (picture, heading, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(12)
        layout.addLayout(buttons)
        layout.addStretch(3)
