"""A large button with an icon, a title and a few words."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.icons import pixmap

__all__ = ["ChoiceCard"]


class ChoiceCard(QPushButton):
    """One of a few choices that deserve room."""

    def __init__(self, icon_name: str, title: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "choice")
        self.setAutoDefault(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{title}：{words}")
        picture = QLabel()
        picture.setPixmap(pixmap(icon_name, theme.color("accent"), 56, 2.0))
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._words = QLabel(words)
        self._words.setProperty("role", "soft")
        self._words.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 28, 20, 24)
        self._layout.setSpacing(12)
        for label in (picture, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._layout.addWidget(label)
        self._layout.addStretch(1)

    @override
    def sizeHint(self) -> QSize:
        width = theme.scaled(250)
        return QSize(width, self._layout.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        width = theme.scaled(190)
        return QSize(width, self._layout.heightForWidth(width))
