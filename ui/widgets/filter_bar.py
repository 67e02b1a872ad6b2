"""Filters above a table: joined buttons with counts, and the search field."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from ui.icons import icon
from ui.widgets.lights import LIGHTS, draw_light

__all__ = ["FilterBar", "SearchField"]


class FilterBar(QWidget):
    """Joined buttons, one per value, each with the number of rows behind it.

    Several can be on at once, or exactly one with `single=True`. None on means no filter.
    """

    changed = Signal()

    def __init__(
        self, values: Sequence[tuple[str, str]], *, single: bool = False, parent: QWidget | None = None
    ) -> None:
        """Take (value, word) pairs; a value that is a light's name gets the light's shape."""
        super().__init__(parent)
        self._words = dict(values)
        self.single = single
        self._buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for number, (value, word) in enumerate(values):
            button = QToolButton()
            button.setText(word)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            place = "only" if len(values) == 1 else "first" if not number else ""
            button.setProperty("segment", place or ("last" if number == len(values) - 1 else "middle"))
            if value in LIGHTS:
                button.setIcon(_light_icon(value))
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.clicked.connect(lambda _on, value=value: self._click(value))
            self._buttons[value] = button
            layout.addWidget(button)
        if single:
            next(iter(self._buttons.values())).setChecked(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show the number of rows behind each value; values that are left out show none."""
        for value, button in self._buttons.items():
            word = self._words[value]
            button.setText(f"{word} {counts[value]}" if value in counts else word)

    def show_only(self, values: Collection[str]) -> None:
        """Show the buttons of `values`; the others are not there."""
        shown = [value for value in self._buttons if value in values]
        for value, button in self._buttons.items():
            button.setVisible(value in values)
            if value in values:
                first, last = value == shown[0], value == shown[-1]
                place = "only" if first and last else "first" if first else "last" if last else "middle"
                if button.property("segment") != place:
                    button.setProperty("segment", place)
                    button.style().polish(button)

    def selected(self) -> set[str]:
        """Return the values that are on."""
        return {value for value, button in self._buttons.items() if button.isChecked()}

    def words(self) -> str:
        """Return the words of what is on, as one would say them."""
        return "、".join(word for value, word in self._words.items() if value in self.selected())

    def select(self, *values: str) -> None:
        """Turn these values on and the others off; without any, the first of a single choice."""
        before = self.selected()
        if self.single and not values:
            values = (next(iter(self._buttons)),)
        held = self.single and any(button.hasFocus() for button in self._buttons.values())
        for value, button in self._buttons.items():
            button.setChecked(value in values)
            if held and value in values:
                button.setFocus(Qt.FocusReason.OtherFocusReason)  # two frames would look like two choices
        if self.selected() != before:
            self.changed.emit()

    def _click(self, value: str) -> None:
        if self.single:
            for other, button in self._buttons.items():
                button.setChecked(other == value)
        self.changed.emit()


class SearchField(QLineEdit):
    """A field that asks for a search a moment after the last key, reached with Ctrl+F: the frame sees to that."""

    asked = Signal(str)  # what to search for, without spaces at the ends; empty: everything

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "ink_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(120)
        self._wait.timeout.connect(self._ask)
        self.textChanged.connect(lambda _text: self._wait.start())
        self.returnPressed.connect(self._ask)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._wait.stop()  # nobody waits for the answer, and the ledger may be closed
        super().hideEvent(event)

    def _ask(self) -> None:
        self._wait.stop()
        self.asked.emit(self.text().strip())


def _light_icon(light: str) -> QIcon:
    picture = QPixmap(40, 40)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_light(painter, light, QRectF(5, 5, 30, 30))
    painter.end()
    return QIcon(picture)
