"""Something worth knowing about what was just done, below the page: it waits for nobody."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["Answer", "Hint", "HintStrip"]


class Answer(Struct, frozen=True):
    """A button of a hint; `run` None: leave everything as it is."""

    text: str
    icon_name: str
    run: Callable[[], object] | None = None


class Hint(Struct, frozen=True):
    """What is told, the buttons, of which the first one is what happens anyway, and all of it in detail."""

    words: str
    answers: Sequence[Answer]
    details: str = ""


class HintStrip(QFrame):
    """Shows one hint until it is answered, replaced or left behind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hint")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._buttons: list[ActionButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 6, 16, 6)
        self._row.setSpacing(10)
        self._row.addWidget(self.words, 1)
        self.hide()

    def show_hint(self, hint: Hint | None) -> None:
        """Show `hint`, or nothing, in place of what was shown."""
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.words.setText(hint.words if hint else "")
        self.words.setToolTip(hint.details if hint else "")
        self._buttons = [self._button(answer) for answer in hint.answers] if hint else []
        self.setVisible(hint is not None)

    def _button(self, answer: Answer) -> ActionButton:
        action = QAction(answer.text, self)
        set_icon(action, answer.icon_name)

        def run() -> None:
            self.hide()
            if answer.run is not None:
                answer.run()

        action.triggered.connect(run)
        button = ActionButton(action)
        action.setParent(button)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button
