"""A record's fields as a form that saves each field when it is left."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.widgets.fields import DigitsField
from ui.widgets.form_rows import FormRows
from ui.widgets.recent_words import RecentWords

__all__ = ["Field", "FieldKind", "FormPanel"]


class FieldKind(Enum):
    """How a field is typed, and the type of its value."""

    LINE = auto()  # str
    TEXT = auto()  # str, several lines
    CHOICE = auto()  # str, one of `choices`
    WORD = auto()  # str, proposed in `choices` or typed
    WHOLE = auto()  # int or None
    FIGURE = auto()  # Decimal or None
    TICK = auto()  # bool


class Field(Struct, frozen=True):
    """One line of the form; `choices` are (value, words)."""

    key: str
    label: str
    kind: FieldKind = FieldKind.LINE
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    needed: bool = False


Value = str | int | Decimal | bool | None
_TEXT_LINES: Final = 2


class FormPanel(QScrollArea):
    """Shows the fields of one record; `left` comes when a field is left with another value than before."""

    left = Signal(str)  # key of the field

    def __init__(self, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = {field.key: field for field in fields}
        self._record = ""
        self._shown: dict[str, Value] = {}
        self._widgets: dict[str, QWidget] = {}
        self._rows = FormRows()
        for field in fields:
            widget = self._widgets[field.key] = self._make(field)
            hint = "" if field.kind is FieldKind.TICK else field.hint
            self._rows.add(field.label, widget, hint=hint, needed=field.needed)
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("role", "bad")  # from the start: a padding that comes later is not drawn
        self._note.hide()
        inside = QWidget()
        inside.setProperty("role", "plain")
        self.head, self.foot = QVBoxLayout(), QVBoxLayout()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addLayout(self.head)
        column.addWidget(self._note)
        column.addWidget(self._rows)
        column.addLayout(self.foot)
        column.addStretch()
        theme.current().changed.connect(self._fit)
        self._fit()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def show_values(self, values: Mapping[str, Value], *, record: str = "") -> None:
        """Show the record of that id, or what a new one starts with; another one is shown from its top."""
        if record != self._record:
            self.verticalScrollBar().setValue(0)
        self._record = record
        self._shown = dict(values)
        for key, value in values.items():
            if self.value(key) != value:
                self._put(key, value)
        self.say("")

    def values(self) -> dict[str, Value]:
        """Return what stands in the fields."""
        return {key: self.value(key) for key in self._fields}

    def value(self, key: str) -> Value:
        """Return what stands in one field."""
        widget, field = self._widgets[key], self._fields[key]
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        if isinstance(widget, QPlainTextEdit):
            return widget.toPlainText().strip()
        if isinstance(widget, QComboBox):
            if field.kind is FieldKind.WORD:
                return widget.currentText().strip()
            return str(widget.currentData() or "")
        assert isinstance(widget, QLineEdit)
        text = widget.text().strip()
        if field.kind is FieldKind.WHOLE:
            return int(text) if text else None
        if field.kind is FieldKind.FIGURE:
            return _figure(text)
        return text

    def set_choices(self, key: str, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, (value, words) each; the value stays if it is among them."""
        box = self._widgets[key]
        assert isinstance(box, QComboBox)
        before = self.value(key)
        with QSignalBlocker(box):
            box.clear()
            for value, words in choices:
                box.addItem(words, value)
        self._put(key, before)

    def offer(self, key: str, load: Callable[[], Sequence[str]]) -> None:
        """Offer what was written in a one-line field before; `load` returns it, the latest first."""
        field = self._widgets[key]
        assert isinstance(field, QLineEdit)
        RecentWords(field, load)

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide a line of the form."""
        self._rows.set_shown(self._widgets[key], shown)

    def set_hint(self, key: str, hint: str) -> None:
        """Show small words under a field; none for an empty text."""
        self._rows.set_hint(self._widgets[key], hint)

    def field(self, key: str) -> QWidget:
        """Return the widget of a field."""
        return self._widgets[key]

    def say(self, text: str, role: str = "bad") -> None:
        """Show a sentence above the fields; nothing for an empty one."""
        self._note.setText(text)
        self._note.setProperty("role", role)
        self._note.style().polish(self._note)
        self._note.setVisible(bool(text))
        if text and role == "bad":
            self.verticalScrollBar().setValue(0)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._leave(str(watched.property("field")))
        return False

    def _fit(self) -> None:
        """Follow the text size."""
        line = QFontMetrics(theme.current().font()).lineSpacing()
        for widget in self._widgets.values():
            if isinstance(widget, QPlainTextEdit):
                widget.setFixedHeight(line * _TEXT_LINES + 30)

    def _make(self, field: Field) -> QWidget:
        widget: QWidget
        if field.kind is FieldKind.TICK:
            tick = QCheckBox(field.hint or "是")
            tick.clicked.connect(lambda _on, key=field.key: self._leave(key))
            return tick
        if field.kind in (FieldKind.CHOICE, FieldKind.WORD):
            box = QComboBox()
            box.setEditable(field.kind is FieldKind.WORD)
            for value, words in field.choices:
                box.addItem(words, value)
            box.setCurrentIndex(-1)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.activated.connect(lambda _at, key=field.key: self._leave(key))
            line = box.lineEdit()
            if line is not None:
                line.editingFinished.connect(lambda key=field.key: self._leave(key))
            return box
        if field.kind is FieldKind.TEXT:
            text = QPlainTextEdit()
            text.setTabChangesFocus(True)
            text.setProperty("field", field.key)
            text.installEventFilter(self)
            return text
        if field.kind in (FieldKind.WHOLE, FieldKind.FIGURE):
            widget = DigitsField(decimals=field.kind is FieldKind.FIGURE, longest=9)
        else:
            widget = QLineEdit()
        widget.editingFinished.connect(lambda key=field.key: self._leave(key))
        return widget

    def _put(self, key: str, value: Value) -> None:
        widget = self._widgets[key]
        text = "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
        with QSignalBlocker(widget):
            if isinstance(widget, QCheckBox):
                widget.setChecked(bool(value))
            elif isinstance(widget, QPlainTextEdit):
                widget.setPlainText(text)
            elif isinstance(widget, QComboBox):
                at = widget.findData(text)
                widget.setCurrentIndex(at)
                if at < 0 and widget.isEditable():
                    widget.setEditText(text)
            elif isinstance(widget, QLineEdit):
                widget.setText(text)
                widget.setCursorPosition(0)

    def _leave(self, key: str) -> None:
        value = self.value(key)
        if value != self._shown.get(key):
            self._shown[key] = value
            self.left.emit(key)


def _figure(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
