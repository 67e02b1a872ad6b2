"""One activity in full: a form whose fields are saved as they are left, its villages one by one, its photos."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.station.evidence_strip import EvidenceStrip
from ui.station.villages_field import VillagesField
from ui.station.visits_table import VisitsTable
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import DateField, DigitsField
from ui.widgets.form_rows import FormRows, required
from ui.widgets.long_text_field import LongTextField

if TYPE_CHECKING:
    from app.evidence.lists import EvidenceRow
    from app.work.activities import ActivityForm
    from app.work.facts import Happening

__all__ = ["ActivityEditor"]


class ActivityEditor(QScrollArea):
    """Shows one activity, or what a new one starts with. `changed` brings the words of the field."""

    changed = Signal(str)

    def __init__(self, today: date, enter: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.event_: Happening | None = None  # None: a new one
        self.topic, self.hours, self.place = QLineEdit(), QLineEdit(), QLineEdit()
        self.audience, self.organiser, self.partner = QLineEdit(), QLineEdit(), QLineEdit()
        self.handler = QLineEdit()
        self.hours.setPlaceholderText("如 9:00—11:00")
        self.audience.setPlaceholderText("如 村民、中小学生")
        self.topic.setPlaceholderText("如 重阳节广场文艺演出")
        self.kind = QComboBox()
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(6)
        self.on = DateField(today)
        self.villages = VillagesField()
        self.people = DigitsField(longest=6)
        self.content = LongTextField()
        self.visits = VisitsTable(today)
        self.files = EvidenceStrip()
        self._late = QLabel()
        self._late.setProperty("role", "small")
        self._late.setWordWrap(True)
        self._enter = ActionButton(enter, "main")
        self._form = FormRows()
        self._form.add("名称", self.topic, check=required(self.topic, "活动名称"), needed=True)
        for words, field in (
            ("类型", self.kind),
            ("日期", self.on),
            ("起止", self.hours),
            ("地点", self.place),
            ("村", self.villages),
            ("人数", self.people),
            ("参加对象", self.audience),
            ("主办单位", self.organiser),
            ("协办单位", self.partner),
            ("内容和效果", self.content),
            ("经办人", self.handler),
        ):
            self._form.add(words, field)
        for line, words in (
            (self.topic, "名称"),
            (self.hours, "起止"),
            (self.place, "地点"),
            (self.people, "人数"),
            (self.audience, "参加对象"),
            (self.organiser, "主办单位"),
            (self.partner, "协办单位"),
            (self.handler, "经办人"),
        ):
            line.editingFinished.connect(lambda words=words: self._tell(words))
        self.on.day_changed.connect(lambda _day: self._tell("日期"))
        self.kind.activated.connect(lambda _index: self._tell("类型"))
        self.villages.changed.connect(lambda: self._tell("村"))
        self.content.left.connect(lambda: self._tell("内容"))
        content = QWidget()
        content.setProperty("role", "plain")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 4, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._late)
        layout.addWidget(self._form)
        layout.addWidget(self._enter, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.visits)
        layout.addWidget(self.files, 1)
        self.setWidget(content)
        theme.current().changed.connect(self._fit)
        self._fit()

    def offer(self, villages: Sequence[tuple[str, str]], kinds: Sequence[tuple[str, str]]) -> None:
        """Offer these (value, word) pairs."""
        self.villages.offer(villages)
        chosen = self.kind.currentData()
        self.kind.clear()
        for value, word in kinds:
            self.kind.addItem(word, value)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))

    def show_event(self, event: "Happening", files: "Sequence[EvidenceRow]") -> None:
        """Show an activity with its files."""
        self.event_ = event
        self.topic.setText(event.topic)
        self.topic.setCursorPosition(0)
        if self.kind.findData(event.kind) < 0:
            self.kind.addItem(event.kind_label, event.kind)
        self.kind.setCurrentIndex(self.kind.findData(event.kind))
        self.on.set_day(event.on)
        self.hours.setText(event.hours)
        self.place.setText(event.place)
        self.villages.set_chosen(tuple(dict.fromkeys(reached.unit for reached in event.villages)))
        self.people.setText("" if event.people is None else str(event.people))
        self.audience.setText(event.audience)
        self.organiser.setText(event.organiser)
        self.partner.setText(event.partner)
        self.content.setPlainText(event.content)
        self.handler.setText(event.handler)
        self._late.setText(f"补记：{event.entered_on} 写的，记在 {event.on}")
        self._late.setVisible(event.late)
        self._enter.hide()
        self.visits.show_visits(event)
        self.files.show()
        self.files.show_files(files, "")

    def start_new(self, form: "ActivityForm") -> None:
        """Show what a new activity starts with, the cursor in its name."""
        self.event_ = None
        self.kind.setCurrentIndex(max(0, self.kind.findData(form.kind)))
        self.on.set_day(form.on)
        self.villages.set_chosen(form.villages)
        self.people.clear()
        self.content.setPlainText(form.content)
        for line, text in (
            (self.topic, form.topic),
            (self.hours, form.hours),
            (self.place, form.place),
            (self.audience, form.audience),
            (self.organiser, form.organiser),
            (self.partner, form.partner),
            (self.handler, form.handler),
        ):
            line.setText(text)
        self._late.hide()
        self._enter.show()
        self.visits.hide()
        self.files.hide()
        self.verticalScrollBar().setValue(0)
        self.topic.setFocus(Qt.FocusReason.OtherFocusReason)

    def form(self) -> "ActivityForm | None":
        """Return what stands in the fields; None, and the cursor in the field, where something is wrong."""
        from app.work.activities import ActivityForm

        day = self.on.day()
        if not self._form.valid():
            return None
        if day is None:
            self.on.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        event, topic = self.event_, " ".join(self.topic.text().split())
        own_words = event is None or event.topic == event.text  # the line has no words but the name
        return ActivityForm(
            kind=self.kind.currentData() or "",
            on=day,
            text=topic if event is None or own_words else event.text,
            topic="" if own_words else topic,
            hours=self.hours.text(),
            place=self.place.text(),
            villages=self.villages.chosen(),
            people=self.people.whole(),
            audience=self.audience.text(),
            organiser=self.organiser.text(),
            partner=self.partner.text(),
            content=self.content.toPlainText(),
            handler=self.handler.text(),
        )

    def differs(self) -> bool:
        """Tell whether a field says something else than the activity."""
        event = self.event_
        if event is None or self.on.day() is None or not self.topic.text().strip():
            return False
        typed = (
            " ".join(self.topic.text().split()),
            self.kind.currentData(),
            self.on.day(),
            self.hours.text().strip(),
            self.place.text().strip(),
            set(self.villages.chosen()),
            self.people.whole(),
            self.audience.text().strip(),
            self.organiser.text().strip(),
            self.partner.text().strip(),
            self.content.toPlainText().strip(),
            self.handler.text().strip(),
        )
        saved = (
            event.topic,
            event.kind,
            event.on,
            event.hours,
            event.place,
            {reached.unit for reached in event.villages},
            event.people,
            event.audience,
            event.organiser,
            event.partner,
            event.content,
            event.handler,
        )
        return typed != saved

    def _tell(self, words: str) -> None:
        if self.differs():
            self.changed.emit(words)

    def _fit(self) -> None:
        self.content.setFixedHeight(theme.current().font_px * 5)
        self.files.setMinimumHeight(theme.scaled(200))
