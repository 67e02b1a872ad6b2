"""县里通知: what the county wants to be read, and signed for."""

from html import escape

from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.meetings.meetings import DecisionRow, MeetingRow, list_meetings
from app.reporting.county_rules import read_rule
from app.reporting.instructions import InstructionRow, acknowledge, list_instructions
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.undo import Steps
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["InstructionsTab"]


class InstructionsTab(Page):
    """The notices at the left, the whole of one at the right."""

    title = "县里通知"
    help_text = "县里下发的通知要求。看过以后点“已阅，签收”，回执随下次上报包送到县里。没签收的排在前面。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self.main_action = self.action(
            "已阅，签收", self._acknowledge, icon_name="check", keys="Ctrl+Return", writes=True
        )
        self._rows: list[InstructionRow] = []
        self._meetings: dict[str, MeetingRow] = {}  # by their notice
        model: PagedModel[InstructionRow] = PagedModel(
            [
                Column("签收", lambda row: (row.light, row.word), cell=Cell.LIGHT, width=8),
                Column("通知", lambda row: row.form.title, stretch=True),
                Column("下发", lambda row: row.issued_on, cell=Cell.DATE, width=6),
                Column("回执期限", lambda row: row.form.acknowledge_by, cell=Cell.DATE, width=6),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[InstructionRow] = LedgerView(
            model, empty=EmptyState("县里还没有下发通知。", icon_name="megaphone")
        )
        self.view.chosen.connect(self._show)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "plain")
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.addWidget(self.words)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self._sides = MasterDetail(self.view, scroll)
        self.view.opened.connect(lambda _row: self._sides.open_detail("通知"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._sides, 1)
        self._rule = QLabel()
        self._rule.setWordWrap(True)
        self._rule.setProperty("role", "small")
        layout.addWidget(self._rule)

    @override
    def reload(self) -> None:
        self._rows = list_instructions(self.context.ws)
        self._meetings = {row.notice.id: row for row in list_meetings(self.context.ws)}
        self._rule.setText("县里定的期限：" + "".join(read_rule(self.context.ws).words))
        self.view.reload()
        self._show(self.view.current_row())

    @override
    def show_record(self, **arguments: str) -> None:
        """Show the notice of a `meeting`, or of the one that took a `decision`."""
        for row in self._meetings.values():
            ids = {row.id, *(one.id for one in row.decisions)}
            if ids & set(arguments.values()) and self.view.reveal(row.notice.id):
                self._sides.open_detail("通知")

    def _show(self, row: InstructionRow | None) -> None:
        open_now = row is not None and row.read_on is None
        if self.main_action is not None:
            self.main_action.setEnabled(open_now and not self.context.jobs.busy)
        meeting = None if row is None else self._meetings.get(row.id)
        told = "" if meeting is None else _meeting_words(meeting, self.context.ws.unit)
        self.words.setText("" if row is None else _words(row) + told)

    def _acknowledge(self) -> None:
        row = self.view.current_row()
        if row is not None and row.read_on is None:
            self.steps.do(f"签收“{row.form.title}”", lambda: acknowledge(self.context.ws, row.id))
            self.context.status("已签收，回执随下次上报包送到县里。")


def _words(row: InstructionRow) -> str:
    form = row.form
    body = "".join(f"<p>{escape(line)}</p>" for line in form.text.splitlines())
    read = f"<p>{row.read_on:%Y-%m-%d} {escape(row.read_by)} 已签收</p>" if row.read_on else ""
    until = f"，请在 {form.acknowledge_by:%Y-%m-%d} 前签收" if form.acknowledge_by else ""
    return f"<p><b>{escape(form.title)}</b></p><p>{row.number}　{row.issued_on:%Y-%m-%d} 下发{until}</p>{body}{read}"


def _meeting_words(meeting: MeetingRow, unit: str) -> str:
    """Return what came of a meeting: what this station has to do first, then the rest."""
    ours = [one for one in meeting.decisions if one.station in {None, unit}]
    parts = []
    if ours:
        lines = "".join(f"<li>{_decision_words(one)}</li>" for one in ours)
        parts.append(f"<p><b>会上定的、本站要办的事</b></p><ol>{lines}</ol>")
    minutes = meeting.minutes
    for name, text in (("会议内容", minutes.minutes), ("发放材料", minutes.materials)):
        if text:
            parts.append(f"<p><b>{name}</b><br>{escape(text).replace(chr(10), '<br>')}</p>")
    return "".join(parts)


def _decision_words(one: DecisionRow) -> str:
    parts = [
        escape(one.person),
        f"{one.due_on.month}月{one.due_on.day}日前" if one.due_on else "",
        one.outcome_label,
    ]
    told = "，".join(part for part in parts if part)
    return escape(one.text) + (f"（{told}）" if told else "")
