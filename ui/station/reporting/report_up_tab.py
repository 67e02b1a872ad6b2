"""向上汇报: the clock of the first report, the briefing to print, and what came of each report."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import UserError
from app.evidence.attach import Target, remove_use
from app.evidence.lists import list_evidence
from app.papers.catalog import Choices
from app.papers.gather.briefing import briefing_covers
from app.reporting.labels import FORMS, WHOM
from app.reporting.reports_up import (
    ListClock,
    ReportForm,
    ReportUpForm,
    ReportUpRow,
    add_report_up,
    edit_report_up,
    first_reports,
    list_reports_up,
    reported_on,
    withdraw_report_up,
)
from app.reporting.support import list_support
from app.tasks.ledger import list_ledger
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.station.attaching import attach
from ui.station.evidence_strip import EvidenceStrip
from ui.station.problem_card import day_of
from ui.station.reporting.covered_list import CoveredList
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.task_card import LightLabel

__all__ = ["ReportUpTab"]

_FIELDS: Final = (
    Field("on", "汇报日期", hint="如 7.5 或 2026-07-05", needed=True),
    Field("form", "形式", FieldKind.CHOICE, tuple(FORMS.items())),
    Field("to_whom", "向谁汇报", FieldKind.WORD, tuple((word, word) for word in WHOM), needed=True),
    Field("requests", "提出的请求", FieldKind.TEXT),
    Field("instruction", "领导批示", FieldKind.TEXT),
    Field("decision", "定下的事", FieldKind.TEXT, hint="谁办、什么时候办"),
)
_BRIEFING: Final = "汇报单"
_CLOCKS: Final = 2  # lists whose clock is shown; the older ones are told of long ago


class ReportUpTab(Page):
    """Clocks and the question whether it was reported above, the reports at the left, one of them at the right."""

    title = "向上汇报"
    help_text = (
        "收到县里的任务清单后，要在期限内第一时间向乡镇汇报，逾期没有汇报，县里会看到红灯。\n"
        "点“打印汇报单”，一页大字请领导批示；汇报过点“已汇报”，就记下了日期和全部事项。\n"
        "口头汇报、会议汇报按 Ctrl+N 登记。领导有了批示，选中那一次，填在右边。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[ReportUpRow] = []
        self._new = False
        self.main_action = self.action(
            "打印汇报单", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self._add_action = self.action("登记汇报", self._begin, icon_name="plus", keys="Ctrl+N", writes=True)
        self._save_action = self.action("登记这次汇报", self._save, icon_name="check", writes=True)
        self._remove_action = self.action("撤下这次汇报", self._remove, icon_name="trash-2", writes=True)
        self._told_action = self.action("已汇报", self._told, icon_name="check", writes=True)
        self._not_yet_action = self.action("还没有", self._not_yet)
        self._clocks = QVBoxLayout()
        self._question = self._make_question()
        model: PagedModel[ReportUpRow] = PagedModel(
            [
                Column("日期", lambda row: row.form.on, cell=Cell.DATE, width=6),
                Column("形式", lambda row: row.form_label, width=3),
                Column("向谁", lambda row: row.form.to_whom, width=5),
                Column("事项", lambda row: len(row.form.covers) or None, cell=Cell.NUMBER, width=3),
                Column("批示和定下的事", _answer, stretch=True),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[ReportUpRow] = LedgerView(
            model, empty=EmptyState("还没有向乡镇汇报过。", self._add_action, icon_name="flag")
        )
        self.view.fit(("日期", "批示和定下的事"), ("向谁", "事项", "形式"))
        self.view.chosen.connect(self._show)
        self.view.set_menu(lambda _row: [self._remove_action])
        self.form = FormPanel(_FIELDS)
        self.form.left.connect(self._leave)
        self.covered = CoveredList("汇报的事项")
        self.covered.changed.connect(lambda: self._leave("covers"))
        self.files = EvidenceStrip()
        self.files.added.connect(self._attach)
        self.files.removed.connect(lambda use: self.steps.do("移除附件", lambda: remove_use(context.ws, use)))
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))
        content = QWidget()
        self.papers = PaperStack(context, content)
        self.papers.left.connect(self._ask)
        self._build(content)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        self._rows = list_reports_up(ws)
        told = reported_on(ws)
        self._items = [
            (row.item, row.content + (f"（{told[row.item]:%m-%d} 已汇报）" if row.item in told else ""))
            for row in list_ledger(ws)
            if row.open or row.item in told
        ]
        self._show_clocks(first_reports(ws))
        self.view.reload()
        if not self._new:
            self._show(self.view.current_row())

    def _show_clocks(self, clocks: list[ListClock]) -> None:
        while (line := self._clocks.takeAt(0)) is not None:
            widget = line.widget()
            if widget is not None:
                widget.deleteLater()
        for clock in clocks[:_CLOCKS]:
            self._clocks.addWidget(_clock_line(clock))

    def _show(self, row: ReportUpRow | None) -> None:
        if row is None and self._new:
            return
        self._new = False
        self._save_action.setVisible(False)
        self._detail.setVisible(row is not None)
        self._remove_action.setEnabled(row is not None and not self.context.jobs.busy)
        if row is None:
            return
        form = row.form
        self.form.show_values(
            {
                "on": form.on.isoformat(),
                "form": form.form,
                "to_whom": form.to_whom,
                "requests": form.requests,
                "instruction": form.instruction,
                "decision": form.decision,
            },
            record=row.id,
        )
        self.covered.show_items(self._items, form.covers)
        self.files.setVisible(True)
        self.files.show_files(
            list_evidence(self.context.ws, target=row.id), "领导签过字的汇报单、会议纪要拍下来放在这里。"
        )

    def _begin(self) -> None:
        ws = self.context.ws
        self._new = True
        self.view.clearSelection()
        self._detail.setVisible(True)
        self.files.setVisible(False)
        self._save_action.setVisible(True)
        self.form.show_values(
            {
                "on": ws.today.isoformat(),
                "form": ReportForm.ORAL,
                "to_whom": self._rows[0].form.to_whom if self._rows else WHOM[0],
                "requests": _requests(self.context),
                "instruction": "",
                "decision": "",
            },
            record="new",
        )
        self.covered.show_items(self._items, briefing_covers(ws))
        self._sides.open_detail("登记汇报")
        self.form.field("to_whom").setFocus()

    def _typed(self) -> ReportUpForm:
        values = self.form.values()
        today = self.context.ws.today
        return ReportUpForm(
            on=day_of(values["on"], today, "汇报日期") or today,
            form=str(values["form"]),
            to_whom=str(values["to_whom"]),
            covers=self.covered.ticked(),
            requests=str(values["requests"]),
            instruction=str(values["instruction"]),
            decision=str(values["decision"]),
        )

    def _try(self, name: str, work: Callable[[], object]) -> bool:
        try:
            self.steps.do(name, work)
        except UserError as error:
            self.form.say(str(error))
            return False
        return True

    def _save(self) -> None:
        made: list[str] = []

        def save() -> None:
            made.append(add_report_up(self.context.ws, self._typed()))
            self._new = False

        if self._try("登记汇报", save):
            self.view.select(made[0])
            self.context.status("已登记，县里收到下次上报包就能看到。")

    def _leave(self, _key: str) -> None:
        row = self.view.current_row()
        if not self._new and row is not None:
            self._try("修改汇报", lambda: edit_report_up(self.context.ws, row.id, self._typed()))

    def _remove(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.steps.do("撤下汇报", lambda: withdraw_report_up(self.context.ws, row.id))

    def _attach(self, paths: list[Path]) -> None:
        row = self.view.current_row()
        if row is not None:
            attach(self.context, self.steps, paths, lambda: [(Target.REPORT_UP, row.id)])

    # -- the briefing ---------------------------------------------------------------------------------------

    def _preview(self) -> None:
        self._question.hide()
        self.papers.preview(_BRIEFING, Choices())

    def _ask(self, name: str) -> None:
        self._question.setVisible(name == _BRIEFING)

    def _told(self) -> None:
        """Enter the report for which the briefing was printed."""
        ws = self.context.ws
        form = ReportUpForm(
            on=ws.today,
            form=ReportForm.WRITTEN,
            to_whom=self._rows[0].form.to_whom if self._rows else WHOM[0],
            covers=briefing_covers(ws),
            requests=_requests(self.context),
        )
        self._question.hide()
        made: list[str] = []
        self.steps.do("登记已汇报", lambda: made.append(add_report_up(ws, form)))
        self.view.select(made[0])
        self.context.status("已记下汇报日期。领导有了批示，填在右边。")

    def _not_yet(self) -> None:
        self._question.hide()

    def _make_question(self) -> QFrame:
        words = QLabel("汇报单给领导看过、汇报过了吗？点“已汇报”，记下今天的日期和单子上的全部事项。")
        words.setWordWrap(True)
        strip = QFrame()
        strip.setProperty("role", "card")
        row = QHBoxLayout(strip)
        row.addWidget(words, 1)
        row.addWidget(ActionButton(self._told_action))
        row.addWidget(ActionButton(self._not_yet_action, "link"))
        strip.hide()
        return strip

    def _build(self, content: QWidget) -> None:
        self.form.foot.addWidget(self.covered)
        self.form.foot.addWidget(ActionButton(self._save_action))
        self.form.foot.addWidget(self.files)
        self._save_action.setVisible(False)
        self._detail = self.form
        self._sides = MasterDetail(self.view, self.form)
        self.view.opened.connect(lambda _row: self._sides.open_detail("汇报"))
        bar = QHBoxLayout()
        bar.addLayout(self._clocks, 1)
        bar.addWidget(ActionButton(self._add_action))
        for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(self._question)
        column.addWidget(self._sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _answer(row: ReportUpRow) -> str:
    form = row.form
    said = "；".join(part.rstrip("。") for part in (form.instruction, form.decision) if part)
    return said or (f"请求：{form.requests}" if form.requests else "等批示")


def _requests(context: Context) -> str:
    """Return what is still asked of the township, one line each."""
    return "\n".join(row.form.subject for row in list_support(context.ws, open_only=True))


def _clock_line(clock: ListClock) -> QWidget:
    line = QWidget()
    first = clock.first
    due = f"{first.due_on.month} 月 {first.due_on.day} 日前" if first.due_on else ""
    words = f"《{clock.name}》{clock.items} 项，已向乡镇汇报 {clock.told} 项"
    if clock.reported_on is None:
        words = f"《{clock.name}》{clock.items} 项，要在 {due}向乡镇汇报"
    text = QLabel(words)
    text.setWordWrap(True)
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(LightLabel(first.light, first.word))
    row.addWidget(text, 1)
    return line
