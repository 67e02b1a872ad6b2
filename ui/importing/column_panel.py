"""Which column is read as what, correctable."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.importing.columns import ColumnRow, fields_for_columns, taken_as
from app.importing.model import ImportField
from ui.widgets.form_rows import FormRows

__all__ = ["ColumnPanel"]

_UNSURE = 0.75  # below, the guess is said to be one


class ColumnPanel(QScrollArea):
    """A line per printed header; `chosen` comes with the column and the field it is to be read as."""

    chosen = Signal(object, str)  # ColumnRow, field

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_columns(self, columns: Sequence[ColumnRow], fields: Sequence[ImportField]) -> None:
        """Show the columns of all tables, and which of `fields` each is read as."""
        inside = QWidget()
        inside.setProperty("role", "plain")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 8, 0)
        words = QLabel(
            "左边是表头，右边是读成哪一栏。改了马上重读，以后遇到同样的表头也照这样读。"
            if columns
            else "这份文稿没有表格，不用对应。"
        )
        words.setWordWrap(True)
        words.setProperty("role", "soft")
        layout.addWidget(words)
        rows = FormRows()
        for column in columns:
            rows.add(column.header, self._box(column, fields), hint=_hint(column))
        layout.addWidget(rows)
        layout.addStretch()
        self.setWidget(inside)

    def box(self, header: str) -> QComboBox:
        """Return the choice for a header."""
        return next(box for box in self.findChildren(QComboBox) if box.accessibleName() == header)

    def _box(self, column: ColumnRow, fields: Sequence[ImportField]) -> QComboBox:
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        with QSignalBlocker(box):
            for value, words in fields_for_columns(fields):
                box.addItem(words, value)
            box.setCurrentIndex(box.findData(taken_as(column, fields)))
        box.activated.connect(lambda _at: self.chosen.emit(column, str(box.currentData())))
        return box


def _hint(column: ColumnRow) -> str:
    return "不太确定，请看一看。" if column.field and column.confidence < _UNSURE else ""
