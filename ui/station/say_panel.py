"""A strip under a list in which one says why: a question, support that is needed, what does not apply."""

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget
from typing_extensions import override

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["Said", "SayPanel", "Wanted"]


class Wanted(Struct, frozen=True):
    """What the strip asks for.

    Attributes:
        key: Names the purpose; comes back in `Said`.
        choices: (value, word) pairs to choose one of, in one or two lists.
        more: Hint of a second field; empty: there is none.
        done: What the button says.
        text: What stands in the first field to begin with; `more_text` in the second.
    """

    key: str
    title: str
    hint: str
    choices: Sequence[tuple[str, str]] = ()
    reasons: Sequence[tuple[str, str]] = ()
    more: str = ""
    done: str = "提出"
    text: str = ""
    more_text: str = ""


class Said(Struct, frozen=True):
    """What was typed and chosen."""

    key: str
    text: str
    choice: str
    reason: str
    more: str


class SayPanel(QFrame):
    """Enter says it, Esc closes the strip."""

    said = Signal(object)  # Said
    closed = Signal()  # by Esc or 取消
    shown = Signal()
    hidden = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._key = ""
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self.choice, self.reason = QComboBox(), QComboBox()
        self.choice.setAccessibleName("类别")
        self.reason.setAccessibleName("理由")
        self.text, self.more = QLineEdit(), QLineEdit()
        self.text.setAccessibleName("内容")
        self.more.setAccessibleName("希望怎么处理")
        for field in (self.text, self.more):
            field.returnPressed.connect(self._say)
        self._done = done = QAction("提出", self)
        set_icon(done, "check")
        done.triggered.connect(self._say)
        leave = QAction("取消", self)
        leave.triggered.connect(self.leave)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.choice)
        head.addWidget(self.reason)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(head, 0, 0, 1, 3)
        layout.addWidget(self.text, 1, 0, 1, 3)
        layout.addWidget(self.more, 2, 0)
        layout.addWidget(ActionButton(done, "main"), 2, 1)
        layout.addWidget(ActionButton(leave), 2, 2)
        layout.setColumnStretch(0, 1)
        self.hide()

    def ask(self, wanted: Wanted) -> None:
        """Show the strip for this purpose, empty, with the cursor in its field."""
        self._key = wanted.key
        self._title.setText(wanted.title)
        for box, pairs in ((self.choice, wanted.choices), (self.reason, wanted.reasons)):
            box.clear()
            for value, word in pairs:
                box.addItem(word, value)
            box.setVisible(bool(pairs))
        self._done.setText(wanted.done)
        self.text.setText(wanted.text)
        self.text.setPlaceholderText(wanted.hint)
        self.more.setText(wanted.more_text)
        self.more.setAccessibleName(wanted.more or "补充")
        self.more.setPlaceholderText(wanted.more)
        self.more.setVisible(bool(wanted.more))
        self.show()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def leave(self) -> None:
        """Close the strip and say nothing."""
        self.hide()
        self.closed.emit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hidden.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        said = Said(
            key=self._key,
            text=self.text.text().strip(),
            choice=str(self.choice.currentData() or ""),
            reason=str(self.reason.currentData() or ""),
            more=self.more.text().strip(),
        )
        self.said.emit(said)
