"""The three text sizes to choose from, each shown in itself."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui import theme
from ui.theme import TextSize, font_px

__all__ = ["TextSizeButtons"]

_WORDS: Final = {TextSize.SMALL: "标准", TextSize.MEDIUM: "大", TextSize.LARGE: "特大"}


class TextSizeButtons(QWidget):
    """A click shows the whole program in that size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[TextSize, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for size, word in _WORDS.items():
            button = QPushButton(f"{word}\n\n今天有 3 件事要办\n开放时间 8:30—17:30")
            button.setStyleSheet(f"font-size: {font_px(size)}px; min-height: 150px;")
            button.setProperty("role", "choice")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(True)
            button.setAccessibleName(f"文字{word}")
            button.clicked.connect(partial(self._choose, size))
            self._buttons[size] = button
            row.addWidget(button, 1)
        theme.current().changed.connect(self._follow)
        self._follow()

    def _choose(self, size: TextSize, _on: bool = True) -> None:
        theme.current().set_size(size)

    def _follow(self) -> None:
        self._buttons[theme.current().size].setChecked(True)
