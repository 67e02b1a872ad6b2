"""Words about the chosen row beside a list, scrolled where they are long."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

__all__ = ["SideWords"]


class SideWords(QScrollArea):
    """A text with paragraphs; widgets may stand below it in `foot`."""

    def __init__(self) -> None:
        super().__init__()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = QWidget()
        inside.setProperty("role", "plain")
        self.foot = QVBoxLayout()
        column = QVBoxLayout(inside)
        column.addWidget(self.words)
        column.addLayout(self.foot)
        column.addStretch()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
