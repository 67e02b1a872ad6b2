"""The strip in which a span of the roster is planned: posts, people in turn, leaders in turn."""

import re
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout
from typing_extensions import override

from app.errors import InvalidInput
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import DateField

__all__ = ["DutyPlan"]

_BETWEEN = re.compile(r"[、，,;；\n]+")
_PHONE = re.compile(r"[\d\-－]{5,}")


class DutyPlan(QFrame):
    """Asks once; what was typed stays for the next time. Esc closes it."""

    planned = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.start, self.end = DateField(today), DateField(today)
        self.post_names, self.person_names, self.leader_names = QLineEdit("总值班"), QLineEdit(), QLineEdit()
        self.only_off = QCheckBox("只排周末和节假日")
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("role", "bad")
        grid = QGridLayout()
        fields = (
            ("岗位", self.post_names, "几个岗用顿号隔开，如 总值班、夜间值守"),
            ("轮值人员", self.person_names, "按轮值顺序，可以带电话，如 周小满 0990-8800101、李秀兰"),
            ("带班领导", self.leader_names, "一天一位，按顺序轮"),
        )
        for row, (words, field, hint) in enumerate(fields):
            label = QLabel(words)
            label.setBuddy(field)
            field.setPlaceholderText(hint)
            field.setAccessibleName(words)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        plan, close = QAction("排好", self), QAction("取消", self)
        set_icon(plan, "check")
        plan.triggered.connect(lambda *_: self.planned.emit())
        close.triggered.connect(lambda *_: self.hide())
        foot = QHBoxLayout()
        for name, field in (("从", self.start), ("到", self.end)):
            foot.addWidget(QLabel(name))
            foot.addWidget(field)
        foot.addWidget(self.only_off)
        foot.addStretch()
        foot.addWidget(ActionButton(plan))
        foot.addWidget(ActionButton(close, "link"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._note)
        layout.addLayout(grid)
        layout.addLayout(foot)
        self.hide()

    def ask(self, span: tuple[date, date], people: Sequence[str]) -> None:
        """Open with a proposed span, and the station's people where none were typed yet."""
        self.start.set_day(span[0])
        self.end.set_day(span[1])
        if not self.person_names.text():
            self.person_names.setText("、".join(people))
        self.say("")
        self.show()
        self.post_names.setFocus()

    def span(self) -> tuple[date, date]:
        """Return the typed days.

        Raises:
            InvalidInput: One is missing.
        """
        start, end = self.start.day(), self.end.day()
        if start is None or end is None:
            raise InvalidInput("请填写从哪天排到哪天。")
        return start, end

    def posts(self) -> list[str]:
        """Return the posts."""
        return _parts(self.post_names.text())

    def people(self) -> list[tuple[str, str]]:
        """Return (name, phone) of each person."""
        found = []
        for part in _parts(self.person_names.text()):
            phone = _PHONE.search(part)
            name = part.replace(phone[0], "") if phone else part
            found.append((" ".join(name.split()), phone[0] if phone else ""))
        return found

    def leaders(self) -> list[str]:
        """Return the leaders."""
        return _parts(self.leader_names.text())

    def say(self, text: str) -> None:
        """Show what is wrong; nothing for an empty text."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(text) if part.strip()]
