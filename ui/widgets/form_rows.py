"""Forms: label, field and, under it, what is wrong with it."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

__all__ = ["FormRows", "required"]


class _Line(Struct, frozen=True):
    words: QLabel
    field: QWidget
    check: Callable[[], str | None] | None
    note: QLabel
    hint: str


class FormRows(QWidget):
    """Lines of a form; a check returns what is wrong, in one Chinese sentence, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def add(
        self,
        label: str,
        field: QWidget,
        *,
        check: Callable[[], str | None] | None = None,
        hint: str = "",
        needed: bool = False,
    ) -> None:
        """Add a line.

        Args:
            check: Called by `valid` and when a one-line field is left.
            hint: Small words under the field while nothing is wrong.
            needed: Mark the label with a star; the check sees to it that something is there.
        """
        words = QLabel(f"{label} <span style='color:#B1150C'>*</span>" if needed else label)
        words.setTextFormat(Qt.TextFormat.RichText if needed else Qt.TextFormat.PlainText)
        words.setBuddy(field)
        field.setAccessibleName(label)
        note = QLabel(hint)
        note.setWordWrap(True)
        note.setProperty("role", "small")
        line = _Line(words, field, check, note, hint)
        row = len(self._lines) * 2
        self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(field, row, 1)
        self._grid.addWidget(note, row + 1, 1)
        note.setVisible(bool(hint))  # only now: a label without a parent would open a window
        if isinstance(field, QLineEdit) and check is not None:
            field.editingFinished.connect(lambda: _show(line))
            field.textEdited.connect(lambda _text: _tell(line, None))
        self._lines.append(line)

    def set_shown(self, field: QWidget, shown: bool) -> None:
        """Show or hide the line of `field`; a hidden one is not checked."""
        for line in self._lines:
            if line.field is field:
                line.words.setVisible(shown)
                line.field.setVisible(shown)
                line.note.setVisible(shown and bool(line.note.text()))

    def set_hint(self, field: QWidget, hint: str) -> None:
        """Show other small words under `field`; none for an empty text."""
        for place, line in enumerate(self._lines):
            if line.field is field and line.hint != hint:
                self._lines[place] = replace(line, hint=hint)
                line.note.setText(hint)
                line.note.setVisible(bool(hint) and line.field.isVisibleTo(self))

    def valid(self) -> bool:
        """Check every line, show what is wrong and put the cursor into the first such field."""
        wrong = [line.field for line in self._lines if line.field.isVisibleTo(self) and not _show(line)]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return not wrong


def required(field: QLineEdit | QPlainTextEdit | QComboBox, what: str) -> Callable[[], str | None]:
    """Return a check that something is written in `field`: "请填写{what}"."""

    def check() -> str | None:
        if isinstance(field, QPlainTextEdit):
            text = field.toPlainText()
        else:
            text = field.currentText() if isinstance(field, QComboBox) else field.text()
        return None if text.strip() else f"请填写{what}。"

    return check


def _show(line: _Line) -> bool:
    """Check one line, show the outcome and return whether it is right."""
    problem = line.check() if line.check is not None else None
    _tell(line, problem)
    return problem is None


def _tell(line: _Line, problem: str | None) -> None:
    line.note.setText(problem or line.hint)
    line.note.setVisible(bool(problem or line.hint))
    line.note.setProperty("role", "error" if problem else "small")
    line.field.setProperty("wrong", problem is not None)
    for widget in (line.note, line.field):
        widget.style().polish(widget)
