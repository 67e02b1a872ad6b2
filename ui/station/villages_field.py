"""A field for villages: none, one or several, ticked in a list that opens below it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["VillagesField"]

_VALUE = Qt.ItemDataRole.UserRole
_MOST_ROWS = 9


class VillagesField(QComboBox):
    """Shows the chosen villages in words. `changed` comes once, when the list is closed with another choice."""

    changed = Signal()

    def __init__(self, none: str = "不分村", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("村")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.addItem("")
        self._none = none
        self._words: dict[str, str] = {}
        self._chosen: tuple[str, ...] = ()
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setProperty("role", "card")
        self._popup.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName("选村")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._click)
        self.list.installEventFilter(self)
        buttons = QHBoxLayout()
        for words, on in (("全选", True), ("全不选", False)):
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, on=on: self._tick_all(on))
            buttons.addWidget(ActionButton(action, "link"))
        buttons.addStretch()
        done = QAction("选好了", self)
        set_icon(done, "check")
        done.triggered.connect(self._popup.hide)
        buttons.addWidget(ActionButton(done))
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        self._tell()

    def offer(self, villages: Sequence[tuple[str, str]]) -> None:
        """Offer these (id, name) pairs."""
        self._words = dict(villages)
        self.list.clear()
        for value, words in villages:
            item = QListWidgetItem(words)
            item.setData(_VALUE, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.set_chosen(self._chosen)

    def set_chosen(self, villages: Sequence[str]) -> None:
        """Show these villages as chosen; one that is not offered (any more) is kept."""
        self._chosen = tuple(villages)
        for item in self._items():
            on = item.data(_VALUE) in self._chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._tell()

    def chosen(self) -> tuple[str, ...]:
        """Return the ids of the chosen villages, in the order they are offered."""
        return self._chosen

    @override
    def showPopup(self) -> None:
        """Show the list of ticks below the field, in the place of a combo box's own."""
        rows = max(3, min(_MOST_ROWS, self.list.count()))
        self.list.setFixedHeight(rows * theme.current().row_px + 6)
        self._popup.setMinimumWidth(max(self.width(), theme.scaled(220)))
        self._popup.adjustSize()
        place = self.mapToGlobal(QPoint(0, self.height()))
        screen = self.screen().availableGeometry()
        below = place.y() + self._popup.height() <= screen.bottom()
        if not below:
            place.setY(max(screen.top(), place.y() - self.height() - self._popup.height()))
        place.setX(max(screen.left(), min(place.x(), screen.right() - self._popup.width())))
        self._popup.move(place)
        self._popup.show()
        self.list.setFocus()
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._popup and event.type() == QEvent.Type.Hide:
            self._take()
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            item = self.list.currentItem()
            if event.key() == Qt.Key.Key_Space and item is not None:
                self._click(item)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._popup.hide()
                return True
        return super().eventFilter(watched, event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _click(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _tick_all(self, on: bool) -> None:
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _take(self) -> None:
        ticked = [
            str(item.data(_VALUE)) for item in self._items() if item.checkState() == Qt.CheckState.Checked
        ]
        chosen = (*ticked, *(one for one in self._chosen if one not in self._words))
        if set(chosen) != set(self._chosen):
            self._chosen = chosen
            self._tell()
            self.changed.emit()

    def _tell(self) -> None:
        names = [self._words[one] for one in self._chosen if one in self._words]
        if not names:
            words = self._none
        elif len(names) <= 2:
            words = "、".join(names)
        else:
            words = f"{names[0]}等 {len(names)} 个村"
        self.setItemText(0, words)
        self.setToolTip("、".join(names))
