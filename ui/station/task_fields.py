"""Tab 要求 of a task: what is asked, and how the station means to do it; fields are saved when they are left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.station.person_field import PersonField
from ui.widgets.fields import DateField
from ui.widgets.form_rows import FormRows

if TYPE_CHECKING:
    from datetime import date

    from app.tasks.ledger import LedgerRow

__all__ = ["TaskFields"]


class TaskFields(QScrollArea):
    """Facts above, fields below. `changed(name, value)` names a field of `app.tasks.claims.ClaimPlan`."""

    changed = Signal(str, object)

    def __init__(self, today: "date", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.person = PersonField()
        self.leader, self.method, self.output = QLineEdit(), QLineEdit(), QLineEdit()
        self.start, self.finish = DateField(today), DateField(today)
        self.person.named.connect(lambda name: self.changed.emit("responsible", name))
        self.start.day_changed.connect(lambda day: self.changed.emit("start_on", day))
        self.finish.day_changed.connect(lambda day: self.changed.emit("finish_on", day))
        self._texts = {"leader": self.leader, "method": self.method, "output": self.output}
        for name, field in self._texts.items():
            field.editingFinished.connect(lambda name=name: self._leave(name))
        self._saved: dict[str, str] = {}
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self._form = FormRows()
        self._form.add("责任人", self.person)
        self._form.add("责任领导", self.leader)
        self._form.add("开始", self.start)
        self._form.add("自定完成时限", self.finish)
        self._form.add("措施", self.method)
        self._form.add("预期成果", self.output)
        content = QWidget()
        content.setProperty("role", "plain")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 8, 8, 8)
        layout.setSpacing(12)
        layout.addLayout(self._facts)
        layout.addWidget(self._form)
        layout.addStretch(1)
        self.setWidget(content)

    def show_row(self, row: "LedgerRow", names: Sequence[str]) -> None:
        """Show a line of the ledger; fields can be used while it is claimed and open."""
        self._show_facts(row)
        self.person.offer(names)
        self.person.set_name(row.responsible_name)
        self.start.set_day(row.start_on)
        self.finish.set_day(row.finish_on)
        self._saved = {"leader": row.leader, "method": row.method, "output": row.output}
        for name, field in self._texts.items():
            field.setText(self._saved[name])
        self._form.setVisible(row.claim is not None)
        self._form.setEnabled(row.open and row.decision == "claimed")

    def _leave(self, name: str) -> None:
        text = self._texts[name].text().strip()
        if text != self._saved.get(name):
            self._saved[name] = text
            self.changed.emit(name, text)

    def _show_facts(self, row: "LedgerRow") -> None:
        while (item := self._facts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        number = 0
        for name, words in _facts(row):
            if not words:
                continue
            head, text = QLabel(name), QLabel(words)
            head.setProperty("role", "soft")
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(head, number, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(text, number, 1)
            number += 1


def _facts(row: "LedgerRow") -> list[tuple[str, str]]:
    due = f"（{row.due_on}）" if row.due_on else ""
    held = f"，别人手里的 {row.held_days} 天不算" if row.held_days else ""
    evidence = f"，至少 {row.evidence_count} 份" if row.evidence_count else ""
    return [
        ("要求", row.standard),
        ("数量", f"{row.quantity} {row.quantity_unit}" if row.quantity else ""),
        ("时限", f"{row.limit_text}{due}{held}"),
        ("佐证", f"{row.evidence_asked}{evidence}"),
        ("指标", " / ".join(part for part in (row.code, row.level1, row.level2) if part)),
        ("性质", " · ".join(part for part in (row.nature_label, row.category) if part)),
        ("责任单位", row.responsible_unit),
        ("依据", row.basis),
        ("备注", row.note),
        ("说法", " · ".join(part for part in (row.decision_label, row.ability_label, row.reason) if part)),
    ]
