"""One log entry in full; every field is saved when it is left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.station.evidence_strip import EvidenceStrip
from ui.station.villages_field import VillagesField
from ui.widgets.fields import DateField, DigitsField
from ui.widgets.form_rows import FormRows
from ui.widgets.long_text_field import LongTextField

if TYPE_CHECKING:
    from datetime import date

    from app.evidence.lists import EvidenceRow
    from app.work.log import LogRow

__all__ = ["LogEditor"]


class LogEditor(QScrollArea):
    """Shows one entry. `changed` comes with the words of the field that was changed."""

    changed = Signal(str)
    linked = Signal(str)  # item, or "" for none

    def __init__(self, today: "date", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entry: LogRow | None = None
        self.text = LongTextField()
        self.text.setAccessibleName("内容")
        self.on = DateField(today)
        self.place, self.organiser = QLineEdit(), QLineEdit()
        self.people = DigitsField(longest=6)
        self.villages, self.activity, self.task = VillagesField(), QComboBox(), QComboBox()
        for box in (self.activity, self.task):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.files = EvidenceStrip()
        self._late = QLabel()
        self._late.setProperty("role", "small")
        self._late.setWordWrap(True)
        form = FormRows()
        for words, field in (
            ("内容", self.text),
            ("日期", self.on),
            ("关联任务", self.task),
            ("类型", self.activity),
            ("村", self.villages),
            ("地点", self.place),
            ("人数", self.people),
            ("参加单位", self.organiser),
        ):
            form.add(words, field)
        self.text.left.connect(lambda: self._tell("内容"))
        self.on.day_changed.connect(lambda _day: self._tell("日期"))
        for field, words in ((self.place, "地点"), (self.organiser, "参加单位"), (self.people, "人数")):
            field.editingFinished.connect(lambda words=words: self._tell(words))
        self.activity.activated.connect(lambda _index: self._tell("类型"))
        self.villages.changed.connect(lambda: self._tell("村"))
        self.task.activated.connect(lambda _index: self.linked.emit(self.task.currentData()))
        content = QWidget()
        content.setProperty("role", "plain")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 4, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._late)
        layout.addWidget(form)
        layout.addWidget(self.files, 1)
        self.setWidget(content)
        theme.current().changed.connect(self._fit)
        self._fit()

    def offer(
        self,
        villages: Sequence[tuple[str, str]],
        activities: Sequence[tuple[str, str]],
        tasks: Sequence[tuple[str, str]],
    ) -> None:
        """Offer these (value, word) pairs."""
        self.villages.offer(villages)
        for box, none, pairs in (
            (self.activity, "", activities),
            (self.task, "没有关联", tasks),
        ):
            box.clear()
            if none:
                box.addItem(none, "")
            for value, word in pairs:
                box.addItem(word, value)

    def show_entry(self, entry: "LogRow", files: "Sequence[EvidenceRow]") -> None:
        """Show an entry with its files."""
        self.entry = entry
        self.text.setPlainText(entry.text)
        self.on.set_day(entry.on)
        self.place.setText(entry.place)
        self.organiser.setText(entry.organiser)
        self.people.setText("" if entry.people is None else str(entry.people))
        self.villages.set_chosen(entry.villages)
        for box, value in (
            (self.activity, entry.activity),
            (self.task, entry.item or ""),
        ):
            box.setCurrentIndex(max(0, box.findData(value)))
        self._late.setText(f"补记：{entry.entered_on} 写的，记在 {entry.on}")
        self._late.setVisible(entry.late)
        self.files.show_files(files, "")

    def differs(self) -> bool:
        """Tell whether a field says something else than the entry."""
        entry = self.entry
        if entry is None or self.on.day() is None:
            return False
        typed = (
            self.text.toPlainText().strip(),
            self.on.day(),
            self.place.text().strip(),
            self.organiser.text().strip(),
            self.people.whole(),
            set(self.villages.chosen()),
            self.activity.currentData(),
        )
        saved = (
            entry.text,
            entry.on,
            entry.place,
            entry.organiser,
            entry.people,
            set(entry.villages),
            entry.activity,
        )
        return typed != saved

    def _tell(self, words: str) -> None:
        if self.differs():
            self.changed.emit(words)

    def _fit(self) -> None:
        self.text.setFixedHeight(theme.current().font_px * 5)
        self.files.setMinimumHeight(theme.scaled(220))
