"""Tab 要求 of a task: what is asked, and how the station means to do it; fields are saved when they are left."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.station.load_line import load_words
from ui.station.person_field import PersonField
from ui.widgets.fields import DateField
from ui.widgets.form_rows import FormRows

if TYPE_CHECKING:
    from app.tasks.ledger import LedgerRow
    from app.workspace import Workspace

__all__ = ["TaskFields"]


class TaskFields(QScrollArea):
    """Facts above, fields below. `changed(name, value)` names a field of `app.tasks.claims.ClaimPlan`."""

    changed = Signal(str, object)

    def __init__(self, ws: "Workspace", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        today = ws.today
        self._ws = ws
        self._row: LedgerRow | None = None
        self._assigned = ""  # item whose person is being named
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.person = PersonField()
        self.person.looked.connect(self._tell_load)
        self.leader, self.method, self.output = QLineEdit(), QLineEdit(), QLineEdit()
        self.start, self.finish = DateField(today), DateField(today)
        self.person.named.connect(lambda name: self.changed.emit("responsible", name))
        self.start.day_changed.connect(lambda day: self.changed.emit("start_on", day))
        self.finish.day_changed.connect(lambda day: self.changed.emit("finish_on", day))
        self.near, self.long, self.document = QLineEdit(), QLineEdit(), QLineEdit()
        self.document.setPlaceholderText("如 清文创〔2026〕3号")
        self.check = QComboBox()
        self.check.activated.connect(
            lambda _index: self.changed.emit("proof_check", self.check.currentData() or None)
        )
        self._texts = {
            "leader": self.leader,
            "method": self.method,
            "output": self.output,
            "near_goal": self.near,
            "long_goal": self.long,
            "document_no": self.document,
        }
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
        self._form.add("近期目标", self.near)
        self._form.add("长远目标", self.long)
        self._form.add("文号", self.document, check=self._document_form)
        self._form.add("达标的核查", self.check)
        content = QWidget()
        content.setProperty("role", "plain")
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 8, 8, 8)
        layout.setSpacing(12)
        layout.addLayout(self._facts)
        layout.addWidget(self._form)
        layout.addStretch(1)
        self.setWidget(content)

    def show_row(
        self, row: "LedgerRow", names: Sequence[str], checks: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Show a line of the ledger; fields can be used while it is claimed and open.

        Args:
            names: Of people in office.
            checks: (id, words) of checks that may prove it.
        """
        self._row = row
        self._show_facts(row)
        self.person.offer(names)
        self.person.set_name(row.responsible_name)
        if self._assigned == row.item:
            self._tell_load()
        else:
            self._assigned = ""
            self._form.set_hint(self.person, "")
        self.start.set_day(row.start_on)
        self.finish.set_day(row.finish_on)
        self._saved = {name: getattr(row, name) for name in self._texts}
        long_running = row.runs_long or bool(row.near_goal or row.long_goal)
        self._form.set_shown(self.near, long_running)
        self._form.set_shown(self.long, long_running)
        self._form.set_shown(self.document, row.category == "政策文件" or bool(row.document_no))
        self._form.set_shown(self.check, row.category == "基础设施" and bool(checks))
        self._show_checks(checks, row.proof_check)
        for name, field in self._texts.items():
            field.setText(self._saved[name])
        self._form.setVisible(row.claim is not None)
        self._form.setEnabled(row.open and row.decision == "claimed")

    def _tell_load(self) -> None:
        """Say under the name what else he has to do in the week in which this falls, from now on."""
        from app.work.week_load import list_dues

        row, ws = self._row, self._ws
        if row is None or not row.open:
            return
        self._assigned = row.item
        words = load_words(list_dues(ws), self.person.name(), row.due_on, ws.today, {row.item})
        self._form.set_hint(self.person, words)

    def _show_checks(self, checks: Sequence[tuple[str, str]], chosen: str | None) -> None:
        self.check.clear()
        self.check.addItem("还没有选", "")
        for value, words in checks:
            self.check.addItem(words, value)
        self.check.setCurrentIndex(max(0, self.check.findData(chosen or "")))

    def _document_form(self) -> str | None:
        from app.documents.document_numbers import document_doubt

        return document_doubt(self.document.text())

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
    from app.tasks.proof import proof_asked

    kind = proof_asked(row.category, row.evidence_count)
    evidence = [
        row.evidence_asked,
        f"至少 {row.evidence_count} 份" if row.evidence_count else "",
        f"{row.category}类还要{kind}" if kind else "",
    ]
    return [
        ("要求", row.standard),
        ("数量", f"{row.quantity} {row.quantity_unit}" if row.quantity else ""),
        ("时限", _limit(row)),
        ("延期", _extension(row)),
        ("周期", _round(row)),
        ("佐证", "，".join(part for part in evidence if part)),
        ("指标", " / ".join(part for part in (row.code, row.level1, row.level2) if part)),
        ("性质", " · ".join(part for part in (row.nature_label, row.category) if part)),
        ("责任单位", row.responsible_unit),
        ("依据", row.basis),
        ("备注", row.note),
        ("说法", " · ".join(part for part in (row.decision_label, row.ability_label, row.reason) if part)),
        ("县里意见", "：".join(part for part in (row.ability_word, row.county_word) if part)),
    ]


def _limit(row: "LedgerRow") -> str:
    day = f"（{row.limit_was or row.limit_end}）" if row.limit_end else ""
    now = f"，已延到 {row.limit_end}" if row.limit_was else ""
    held = f"，别人手里的 {row.held_days} 天不算" if row.held_days else ""
    return f"{row.limit_text}{day}{now}{held}"


def _extension(row: "LedgerRow") -> str:
    word = {"asked": "等县里答复", "granted": f"县里同意延到 {row.limit_end}", "refused": "县里不同意"}
    if not row.extension:
        return ""
    said = f"：{row.extension_word}" if row.extension_word else ""
    return f"申请延到 {row.extension_wanted}（{row.extension_reason}），{word[row.extension]}{said}"


def _round(row: "LedgerRow") -> str:
    if not row.turn:
        return ""
    missed = f"；漏办 {len(row.missed)} 次：{row.missed_words}" if row.missed else ""
    return f"{row.turn} {row.turn_done}/{row.turn_wanted}{row.quantity_unit or '次'}{missed}"
