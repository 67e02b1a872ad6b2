"""Short lists at the side of a page: a heading with a number, a few lines, each opens something."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import ActionButton

__all__ = ["RailLine", "RailList"]


class RailLine(Struct, frozen=True):
    """One line; the tip says the whole of it."""

    key: str
    text: str
    tip: str = ""


class RailList(QFrame):
    """Lines that are opened with a click or Enter; grows to its lines, never scrolls."""

    opened = Signal(str)  # key

    def __init__(
        self, heading: str, empty: str, more: QAction | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._heading, self._empty = heading, empty
        self.setProperty("role", "card")
        self._head = QLabel(heading)
        self._head.setProperty("role", "heading")
        self._note = QLabel()
        self._note.setProperty("role", "small")
        self._note.setWordWrap(True)
        self._list = QListWidget()
        self._list.setStyleSheet("QListWidget { border: none; }")
        self._list.setAccessibleName(heading)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._list.setCursor(Qt.CursorShape.PointingHandCursor)
        self._list.itemActivated.connect(self._open)
        self._list.itemClicked.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        layout.addWidget(self._head)
        layout.addWidget(self._note)
        layout.addWidget(self._list)
        if more is not None:
            layout.addWidget(ActionButton(more, "link"), 0, Qt.AlignmentFlag.AlignLeft)
        theme.current().changed.connect(self._fit)

    def show_lines(self, lines: Sequence[RailLine], *, total: int, note: str = "") -> None:
        """Show `lines`; `total` counts those that were not passed too."""
        self._head.setText(f"{self._heading}　{total}" if total else self._heading)
        words = note or ("" if lines else self._empty)
        self._note.setText(words)
        self._note.setVisible(bool(words))
        self._list.clear()
        for line in lines:
            item = QListWidgetItem(line.text)
            item.setData(Qt.ItemDataRole.UserRole, line.key)
            item.setToolTip(line.tip or line.text)
            self._list.addItem(item)
        self._fit()

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(Qt.ItemDataRole.UserRole))

    def _fit(self) -> None:
        self._list.setFont(theme.current().font(larger=-2))
        rows = self._list.count()
        self._list.setVisible(rows > 0)
        height = self._list.sizeHintForRow(0) if rows else 0
        self._list.setFixedHeight(rows * height + 2)
