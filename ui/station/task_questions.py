"""Tab 疑问与答复 of a task."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from app.tasks.progress import QuestionRow

__all__ = ["TaskQuestions"]


class TaskQuestions(QScrollArea):
    """Each question with the county's answer under it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self._content = QWidget()
        self._content.setProperty("role", "plain")
        self._lines = QVBoxLayout(self._content)
        self._lines.setContentsMargins(0, 8, 8, 8)
        self._lines.setSpacing(10)
        self.setWidget(self._content)

    def show_rows(self, rows: "Sequence[QuestionRow]") -> None:
        """Show these questions, the newest first."""
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not rows:
            none = _label("没有提过疑问。按 F3 可以提疑问或异议，县里的答复会跟在这里。", "soft")
            self._lines.addWidget(none)
        for row in rows:
            card = QFrame()
            card.setProperty("role", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(12, 8, 12, 8)
            inside.addWidget(_label(f"{row.asked_on}　{row.kind_label}　{row.reason_label}", "soft"))
            inside.addWidget(_label(row.text, ""))
            if row.wanted:
                inside.addWidget(_label(f"希望：{row.wanted}", "soft"))
            if row.answered_on is None:
                inside.addWidget(_label("等县里答复", "warning"))
            else:
                inside.addWidget(_label(f"{row.answered_on}　县里{row.result_label}：{row.answer}", "good"))
            self._lines.addWidget(card)
        self._lines.addStretch(1)


def _label(words: str, role: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
