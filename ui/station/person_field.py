"""A field for a name: one of the people in office, or somebody new by typing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from typing_extensions import override

__all__ = ["PersonField"]


class PersonField(QComboBox):
    """Names to choose from or type; `named` when the field is left with another name."""

    named = Signal(str)
    looked = Signal()  # the field was entered

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName("责任人")
        self._saved = ""
        line = QLineEdit()
        self.setLineEdit(line)
        line.setPlaceholderText("选一位，或写姓名")
        line.editingFinished.connect(self._finish)
        self.activated.connect(lambda _index: self._finish())

    def offer(self, names: Sequence[str]) -> None:
        """Offer these names and keep what stands in the field."""
        if [self.itemText(n) for n in range(self.count())] == list(names):
            return
        text = self.currentText()
        self.clear()
        self.addItems(list(names))
        self.setEditText(text)

    def set_name(self, name: str) -> None:
        """Show a saved name."""
        self._saved = name
        self.setEditText(name)

    def name(self) -> str:
        """Return the name in the field."""
        return " ".join(self.currentText().split())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.looked.emit()

    def _finish(self) -> None:
        name = self.name()
        if name and name != self._saved:
            self._saved = name
            self.named.emit(name)
