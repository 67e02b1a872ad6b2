"""每日报告: one for each day of the sprint, from the day's log or explicitly nothing."""

from datetime import date

from msgspec import Struct
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.papers.catalog import Choices
from app.reporting.county_rules import SprintRow, sprint_on
from app.reporting.daily import DayRow, list_days, read_day, submit_day
from app.reporting.drafts import DraftKind
from app.reporting.spans import days_between
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.station.reporting.section_editor import DraftEditor
from ui.station.reporting.signer_field import SignerField
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["DailyTab"]


class _Day(Struct, frozen=True):
    on: date
    report: DayRow | None
    today: date

    @property
    def state(self) -> tuple[str, str]:
        if self.report is not None:
            return ("yellow" if self.report.late_days else "green"), self.report.word
        return ("yellow", "今天待报") if self.on == self.today else ("red", "没有报")


class DailyTab(Page):
    """The days of the sprint at the left, the newest first; the report of one at the right."""

    title = "每日报告"
    help_text = (
        "县里定了迎检期，期间每天报一次。报告自动按当天日志写好，看过点“上报当天”。\n"
        "当天确实没有新情况，点“零报告”：零报告也是报了，和没报不一样。\n"
        "漏了哪天可以补报，县里会看到是补报的。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._days: list[_Day] = []
        self._submit_action = self.action("上报当天", self._submit, icon_name="send", writes=True)
        self._zero_action = self.action("零报告", self._report_nothing, icon_name="check", writes=True)
        self.main_action = self._submit_action
        self.print_action = self.action(
            "打印", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        model: PagedModel[_Day] = PagedModel(
            [
                Column("日期", lambda row: row.on, cell=Cell.DATE, width=6),
                Column("报告", lambda row: row.state, cell=Cell.LIGHT, stretch=True),
            ],
            fetch=lambda offset, limit, _order: self._days[offset : offset + limit],
            key=lambda row: row.on.isoformat(),
        )
        self.view: LedgerView[_Day] = LedgerView(model)
        self.view.chosen.connect(self._show)
        self.reporter, self.signed_by = SignerField(context.ws, "填报人"), QLineEdit()
        self.signed_by.setAccessibleName("审签人")
        self._state = QLabel()
        self._state.setWordWrap(True)
        self.editor = DraftEditor(context.ws, DraftKind.DAILY, self.steps)
        context.jobs.started.connect(lambda _title: self.editor.setEnabled(False))
        context.jobs.ended.connect(lambda: self.editor.setEnabled(True))
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        self.reporter.follow()
        sprint = sprint_on(ws)
        self._days = (
            _days_of(ws.today, sprint, list_days(ws, sprint.start, ws.today, site=ws.site)) if sprint else []
        )
        if sprint is not None:
            span = (
                f"{sprint.start.month} 月 {sprint.start.day} 日至 {sprint.end.month} 月 {sprint.end.day} 日"
            )
            note = f"　{sprint.note}" if sprint.note else ""
            self._sprint.setText(f"迎检期：{sprint.name}，{span}{note}")
        self.view.reload()
        if self.view.current_row() is None and self._days:
            self.view.select(self._days[0].on.isoformat())
        self._show(self.view.current_row())

    def _show(self, row: _Day | None) -> None:
        if row is None:
            return
        day = read_day(self.context.ws, row.on)
        self.editor.show_draft(day.draft)
        report = day.handed_in
        if report is not None:
            words = f"{report.submitted_on:%m-%d} {report.word}，填报人 {report.reporter}。改了可以再报一次。"
        elif day.draft.facts.nothing:
            words = "当天没有日志。没有新情况，请点“零报告”。"
        else:
            words = f"当天有 {day.draft.facts.entries} 条日志，看过后点“上报当天”。"
        self._state.setText(words)
        self._zero_action.setEnabled(day.draft.facts.nothing and not self.context.jobs.busy)

    def _submit(self) -> None:
        self._hand_in(zero=False)

    def _report_nothing(self) -> None:
        self._hand_in(zero=True)

    def _hand_in(self, *, zero: bool) -> None:
        self.editor.leave()
        row = self.view.current_row()
        if row is None:
            return
        name = "零报告" if zero else "每日报告"
        self.steps.do(
            f"{row.on.month} 月 {row.on.day} 日{name}",
            lambda: submit_day(
                self.context.ws,
                row.on,
                reporter=self.reporter.text(),
                signed_by=self.signed_by.text(),
                zero=zero,
            ),
        )
        self.context.status(f"{row.on.month} 月 {row.on.day} 日的{name}记好了，随上报包送到县里。")

    def _preview(self) -> None:
        self.editor.leave()
        row = self.view.current_row()
        if row is not None:
            self.papers.preview("每日工作报告", Choices(start=row.on))

    def _build(self, content: QWidget) -> None:
        self._sprint = QLabel()
        self._sprint.setWordWrap(True)
        bar = QHBoxLayout()
        bar.addWidget(self._sprint, 1)
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._state)
        side.addWidget(self.editor, 1)
        foot = QHBoxLayout()
        foot.addWidget(QLabel("填报人"))
        foot.addWidget(self.reporter)
        foot.addWidget(QLabel("审签人"))
        foot.addWidget(self.signed_by)
        foot.addWidget(ActionButton(self._zero_action))
        side.addLayout(foot)
        sides = MasterDetail(self.view, right)
        self.view.opened.connect(lambda row: sides.open_detail(f"{row.on:%m-%d} 的报告"))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _days_of(today: date, sprint: SprintRow, reports: list[DayRow]) -> list[_Day]:
    found = {report.on: report for report in reports}
    return [_Day(day, found.get(day), today) for day in reversed(list(days_between(sprint.start, today)))]
