"""Publishing a version of a standard: its head, and what it changes."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from app.facilities.standard_forms import PackForm
from app.facilities.standards import PackRow
from app.office.versions import DiffRow
from ui.office.publishing import change_review, changes_first, counts_text
from ui.widgets.fields import DigitsField

__all__ = ["StandardPublishing"]


class StandardPublishing(QWidget):
    """The changes, with name, region, source and year above them; `head_left` when one was changed."""

    head_left = Signal()

    def __init__(self, *, back: QAction, publish: QAction) -> None:
        super().__init__()
        self._head = PackForm("")
        self._name, self._region, self._source = QLineEdit(), QLineEdit(), QLineEdit()
        self._year = DigitsField(longest=4)
        self.review = change_review(what="项目", back=back, publish=publish)
        for words, field, stretch in (
            ("名称", self._name, 5),
            ("适用地区", self._region, 2),
            ("来源", self._source, 3),
            ("年份", self._year, 1),
        ):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            field.editingFinished.connect(self._leave)
            self.review.extra.addWidget(label)
            self.review.extra.addWidget(field, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.review)

    def show_pack(self, pack: PackRow, rows: Sequence[DiffRow]) -> None:
        """Show what the next version of `pack` changes."""
        self._head = pack.form
        year = "" if pack.form.year is None else str(pack.form.year)
        for field, text in (
            (self._name, pack.form.name),
            (self._region, pack.form.region),
            (self._source, pack.form.source),
            (self._year, year),
        ):
            with QSignalBlocker(field):
                field.setText(text)
                field.setCursorPosition(0)
        if pack.version:
            headline = f"第 {pack.version + 1} 版与第 {pack.version} 版相比：{counts_text(rows)}。"
        else:
            headline = f"第 1 版，共 {len(rows)} 项。"
        low = f"有 {pack.low} 项还是“待核”，没有查到可靠依据，最好先核定。" if pack.low else ""
        self.review.show_rows(changes_first(rows), headline=headline, notice=low)

    def head(self) -> PackForm:
        """Return the head as it was typed."""
        return PackForm(
            name=self._name.text(),
            region=self._region.text(),
            source=self._source.text(),
            year=self._year.whole(),
            note=self._head.note,
        )

    def _leave(self) -> None:
        if self.head() != self._head:
            self._head = self.head()
            self.head_left.emit()
