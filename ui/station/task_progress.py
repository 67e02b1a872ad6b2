"""Tab 进展 of a task: one line to write, numbers beside it, and everything that happened below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import DateField, DigitsField

if TYPE_CHECKING:
    from datetime import date

    from app.tasks.ledger import LedgerRow
    from app.tasks.progress import Event

__all__ = ["Entry", "TaskProgress"]

_PROGRESS = Qt.ItemDataRole.UserRole


class Entry(Struct, frozen=True):
    """What was typed about progress."""

    text: str
    on: "date | None"
    percent: int | None
    quantity: int | None
    obstacle: str
    next_step: str


class TaskProgress(QWidget):
    """Enter in any field records it."""

    recorded = Signal(object)  # Entry
    removed = Signal(str)  # id of a progress entry

    def __init__(self, today: "date", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.text = QLineEdit()
        self.text.setPlaceholderText("做了什么，按回车记下")
        self.text.setAccessibleName("进展")
        self.amount = DigitsField(longest=6)
        self._amount_words = QLabel()
        self.on = DateField(today, today)
        self.on.setAccessibleName("日期")
        self.obstacle, self.next_step = QLineEdit(), QLineEdit()
        self.obstacle.setPlaceholderText("有什么困难（可不写）")
        self.next_step.setPlaceholderText("下一步（可不写）")
        self.obstacle.setAccessibleName("困难")
        self.next_step.setAccessibleName("下一步")
        self.record = QAction("记下", self)
        set_icon(self.record, "plus")
        self.record.triggered.connect(self._record)
        for field in (self.text, self.amount, self.obstacle, self.next_step):
            field.returnPressed.connect(self._record)
        self._remove = QAction("删除这条进展", self)
        set_icon(self._remove, "trash-2")
        self._remove.triggered.connect(self._remove_current)
        self.events = QListWidget()
        self.events.setWordWrap(True)
        self.events.setAccessibleName("经过")
        self.events.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.events.itemSelectionChanged.connect(self._follow)
        self._counts = False
        self._fields = QWidget()
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 8, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.text, 0, 0, 1, 4)
        grid.addWidget(self._amount_words, 1, 0)
        grid.addWidget(self.amount, 1, 1)
        grid.addWidget(QLabel("日期"), 1, 2)
        grid.addWidget(self.on, 1, 3)
        notes = QHBoxLayout()
        notes.setSpacing(6)
        notes.addWidget(self.obstacle)
        notes.addWidget(self.next_step)
        notes.addWidget(ActionButton(self.record))
        grid.addLayout(notes, 2, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(ActionButton(self._remove, "quiet"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._fields)
        layout.addWidget(self.events, 1)
        layout.addLayout(foot)

    def show_row(self, row: "LedgerRow", events: "Sequence[Event]") -> None:
        """Show what happened to a line of the ledger, the newest first."""
        self._fields.setVisible(row.open and row.decision == "claimed")
        self._counts = bool(row.quantity)
        unit = row.quantity_unit or "次"
        if self._counts:
            self._amount_words.setText(f"这次几{unit}")
            self.amount.setPlaceholderText(f"已做 {row.quantity_done}/{row.quantity}")
        else:
            self._amount_words.setText("进度 %")
            self.amount.setPlaceholderText("" if row.percent is None else str(row.percent))
        self.amount.setAccessibleName(self._amount_words.text())
        self.events.clear()
        for event in events:
            words = "\n".join(
                part for part in (f"{event.on}　{event.what}　{event.text}".rstrip(), event.detail) if part
            )
            item = QListWidgetItem(words)
            item.setData(_PROGRESS, event.progress)
            self.events.addItem(item)
        self._follow()

    def clear(self) -> None:
        """Empty the fields."""
        for field in (self.text, self.amount, self.obstacle, self.next_step):
            field.clear()
        self.on.set_day(self._today)

    def _record(self) -> None:
        amount = self.amount.whole()
        entry = Entry(
            text=self.text.text(),
            on=self.on.day(),
            percent=None if self._counts else amount,
            quantity=amount if self._counts else None,
            obstacle=self.obstacle.text(),
            next_step=self.next_step.text(),
        )
        self.recorded.emit(entry)

    def _follow(self) -> None:
        chosen = self.events.selectedItems()
        self._remove.setEnabled(bool(chosen) and chosen[0].data(_PROGRESS) is not None)

    def _remove_current(self) -> None:
        self.removed.emit(self.events.selectedItems()[0].data(_PROGRESS))
