"""What a station asks, what speaks for it, and the office's word on it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.widgets.buttons import ActionButton, Look
from ui.widgets.fields import DateField

if TYPE_CHECKING:
    from datetime import date

    from app.verification.case import Case

__all__ = ["VerdictPanel"]


class VerdictPanel(QWidget):
    """The request in labelled lines above, a field for words and the buttons below."""

    def __init__(self, actions: Sequence[QAction], today: "date", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._until = DateField(today)
        self._until.setAccessibleName("同意延到")
        self._until_row = QWidget()
        until = QHBoxLayout(self._until_row)
        until.setContentsMargins(0, 0, 0, 0)
        until.addWidget(QLabel("同意延到（可改）"))
        until.addWidget(self._until, 1)
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setWordWrap(True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words = QPlainTextEdit()
        self._words.setTabChangesFocus(True)
        self._wrong = QLabel()
        self._wrong.setProperty("role", "error")
        self._wrong.setWordWrap(True)
        self._wrong.hide()
        self._words.textChanged.connect(self._wrong.hide)
        self._phrases = QComboBox()
        self._phrases.setAccessibleName("常用说法")
        self._phrases.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._phrases.setMinimumContentsLength(2)
        self._phrases.activated.connect(self._take_phrase)
        self._buttons = QGridLayout()
        self._buttons.setSpacing(6)
        for place, action in enumerate(actions):
            look: Look = "main" if place == 0 else ""
            button = ActionButton(action, look)
            button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
            action.visibleChanged.connect(
                lambda button=button, action=action: button.setVisible(action.isVisible())
            )
            self._buttons.addWidget(button, place // 2, place % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._title)
        layout.addWidget(self._scroll, 1)
        field = QHBoxLayout()
        field.setSpacing(6)
        field.addWidget(self._words, 1)
        field.addWidget(self._phrases, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._until_row)
        layout.addLayout(field)
        layout.addWidget(self._wrong)
        layout.addLayout(self._buttons)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_case(self, case: "Case", field: str, phrases: Sequence[str]) -> None:
        """Show another case.

        Args:
            field: What is to be written, shown in the empty field.
            phrases: Offered for it.
        """
        row = case.row
        turn = f"（第 {row.turn} 次）" if row.turn > 1 else ""
        waits = f"已等 {row.days} 天" if row.days else "今天提出"
        visit = "，需到现场" if row.site_visit else ""
        self._title.setText(f"{row.matter_label}{turn}　{row.station}　{waits}{visit}")
        self._scroll.setWidget(_body(case))
        self._until.set_day(row.until)
        self._until_row.setVisible(row.until is not None)
        self._words.clear()
        self._words.setPlaceholderText(field)
        self._words.setAccessibleName(field)
        self._phrases.clear()
        self._phrases.addItem("常用")
        self._phrases.addItems(list(phrases))
        self._phrases.view().setMinimumWidth(self.width())

    @property
    def words(self) -> str:
        """What was written."""
        return self._words.toPlainText().strip()

    @property
    def until(self) -> "date | None":
        """The day that is granted of a request for more time; None: as it was asked for."""
        return self._until.day()

    @property
    def until_is_wrong(self) -> bool:
        """Whether something stands there that is no day."""
        return self._until.wrong

    def ask_for_words(self, sentence: str) -> None:
        """Say that something must be written, and go to the phrases: the arrows pick one."""
        self._wrong.setText(sentence)
        self._wrong.show()
        self._phrases.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_words(self) -> None:
        """Put the cursor into the field."""
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _take_phrase(self, place: int) -> None:
        if place > 0:
            self._words.setPlainText(self._phrases.itemText(place))

    def _fit(self) -> None:
        self._words.setFixedHeight(self._words.fontMetrics().lineSpacing() * 2 + 26)

    @override
    def setEnabled(self, on: bool) -> None:
        self._words.setEnabled(on)
        self._until.setEnabled(on)
        self._phrases.setEnabled(on)


def _body(case: "Case") -> QWidget:
    body = QWidget()
    body.setProperty("role", "plain")
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 6, 0)
    layout.setSpacing(8)
    for hint in case.hints:
        layout.addWidget(_label(hint, "warning"))
    facts = QGridLayout()
    facts.setHorizontalSpacing(10)
    facts.setVerticalSpacing(4)
    facts.setColumnStretch(1, 1)
    lines = [*case.facts, ("材料", case.row.evidence_label or "没有附材料")]
    for place, (name, text) in enumerate(lines):
        facts.addWidget(_label(name, "soft", wrap=False), place, 0, Qt.AlignmentFlag.AlignTop)
        facts.addWidget(_label(text), place, 1)
    layout.addLayout(facts)
    if case.history:
        line = QFrame()
        line.setProperty("role", "line")
        layout.addWidget(line)
        layout.addWidget(_label("经过", "heading"))
        for event in case.history:
            layout.addWidget(_label(f"{event.on}　{event.what}", "small"))
    layout.addStretch()
    return body


def _label(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if role:
        label.setProperty("role", role)
    return label
