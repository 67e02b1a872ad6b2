"""A short series of pages: where one is, the page, back and on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton
from ui.widgets.step_header import StepHeader

__all__ = ["StepContent", "StepPages"]


class StepContent(QWidget):
    """One step. What was typed stays when one goes back."""

    word = ""  # in the header of the steps
    next_word = "下一步"
    changed = Signal()  # `ready` may be another one
    confirmed = Signal()  # Enter in the last field: on to the next step

    def __init__(self, heading: str, explanation: str = "") -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 8, 12, 8)
        self.body.setSpacing(10)
        title = QLabel(heading)
        title.setProperty("role", "title")
        title.setWordWrap(True)
        self.body.addWidget(title)
        if explanation:
            self.body.addWidget(soft(explanation))

    @property
    def ready(self) -> bool:
        """Whether one can go on from here."""
        return True

    def enter(self) -> None:
        """The step is shown."""

    def leave(self) -> bool:
        """Check what was filled in, show what is wrong, and say whether one can go on."""
        return True


class StepPages(QFrame):
    """Runs through `steps`; `left` when the user goes back from the first, `finished` after the last."""

    left = Signal()
    finished = Signal()

    def __init__(self, steps: Sequence[StepContent], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = tuple(steps)
        self._at = 0
        self._header = StepHeader([step.word for step in self._steps])
        self.back_action = QAction("上一步", self)
        set_icon(self.back_action, "arrow-left")
        self.back_action.setShortcut(QKeySequence("Esc"))
        self.back_action.triggered.connect(self._back)
        self.next_action = QAction(self)
        set_icon(self.next_action, "arrow-right")
        self.next_action.triggered.connect(self._on)
        self.addActions([self.back_action, self.next_action])
        self._stack = QStackedWidget()
        for step in self._steps:
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setWidget(step)
            self._stack.addWidget(scroll)
            step.changed.connect(self._follow)
            step.confirmed.connect(self.next_action.trigger)
        foot = QHBoxLayout()
        foot.addWidget(ActionButton(self.back_action, "quiet"))
        foot.addStretch()
        self._next = ActionButton(self.next_action, "main")
        foot.addWidget(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._header)
        self._header.setVisible(len(self._steps) > 1)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        self._show(0)

    def take_focus(self) -> None:
        """Put the cursor where the step begins: it was not to be seen yet when it was made."""
        self._steps[self._at].enter()

    def set_busy(self, busy: bool) -> None:
        """While busy, nothing can be changed."""
        self._stack.setEnabled(not busy)
        self.back_action.setEnabled(not busy)
        self.next_action.setEnabled(not busy and self._steps[self._at].ready)

    def _show(self, at: int) -> None:
        self._at = at
        self._header.set_step(at)
        self._stack.setCurrentIndex(at)
        self.next_action.setText(self._steps[at].next_word)
        self._follow()
        self._next.setFocus()
        self._steps[at].enter()

    def _follow(self) -> None:
        self.next_action.setEnabled(self._steps[self._at].ready)

    def _back(self) -> None:
        if self._at:
            self._show(self._at - 1)
        else:
            self.left.emit()

    def _on(self) -> None:
        if not self._steps[self._at].leave():
            return
        if self._at == len(self._steps) - 1:
            self.finished.emit()
        else:
            self._show(self._at + 1)


def soft(text: str) -> QLabel:
    """Return an explaining line."""
    label = QLabel(text)
    label.setProperty("role", "soft")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
