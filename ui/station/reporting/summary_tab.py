"""小结: what a span of days came to, drafted from the log; printed or saved for the leader."""

from datetime import date, timedelta

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.papers.catalog import Choices
from app.reporting.drafts import DraftKind, read_draft
from app.reporting.spans import month_of, week_of
from ui import theme
from ui.page import Context, Page
from ui.paper_stack import PaperStack
from ui.station.reporting.section_editor import DraftEditor
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.fields import DateField
from ui.widgets.filter_bar import FilterBar

__all__ = ["SummaryTab"]

_DATE_PX = 130
_SPANS = {"week": "本周", "last_week": "上周", "month": "本月", "last_month": "上月", "own": "自定"}


def span_of(name: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a span that the buttons name."""
    if name == "last_week":
        return week_of(today - timedelta(days=7))
    if name == "month":
        return month_of(today)
    if name == "last_month":
        return month_of(today.replace(day=1) - timedelta(days=1))
    return week_of(today)


class SummaryTab(Page):
    """The span above, its figures in a line, and four sections to read through."""

    title = "工作小结"
    help_text = (
        "选本周、上周、本月、上月，或自己填起止日期，小结自动按日志、进展、办结和活动写好。\n"
        "哪一段要改就直接改，改过的不会被覆盖；后来又有新的，会在那一段下面提示，点一下就加进来。\n"
        "Ctrl+P 直接打印，选好打印机按回车；F8 先看样子；也可以存成 Word 再改。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self.main_action = self.action("看小结", self._preview, icon_name="eye", keys="F8", writes=True)
        self.print_action = self.action("打印", self._print, icon_name="printer", keys="Ctrl+P", writes=True)
        self.export_action = self.action(
            "存 Word", self._save_word, icon_name="file-text", keys="Ctrl+E", writes=True
        )
        self.spans = FilterBar(list(_SPANS.items()), single=True)
        self.spans.changed.connect(self._choose)
        start, end = week_of(context.ws.today)
        self.start, self.end = DateField(context.ws.today, start), DateField(context.ws.today, end)
        for field, name in ((self.start, "开始日期"), (self.end, "结束日期")):
            field.setAccessibleName(name)
            field.setMaximumWidth(theme.scaled(_DATE_PX))
            field.day_changed.connect(self._own)
        self._figures = QLabel()
        self._figures.setProperty("role", "soft")
        self._figures.setWordWrap(True)
        self.editor = DraftEditor(context.ws, DraftKind.SUMMARY, self.steps)
        context.jobs.started.connect(lambda _title: self.editor.setEnabled(False))
        context.jobs.ended.connect(lambda: self.editor.setEnabled(True))
        content = QWidget()
        self.papers = PaperStack(context, content)
        bar = QHBoxLayout()
        bar.addWidget(self.spans)
        bar.addWidget(self.start)
        bar.addWidget(QLabel("至"))
        bar.addWidget(self.end)
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(self._figures)
        column.addWidget(self.editor, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)

    @property
    def span(self) -> tuple[date, date]:
        """The chosen days; this week while a date is being corrected."""
        start, end = self.start.day(), self.end.day()
        return (start, end) if start and end and start <= end else week_of(self.context.ws.today)

    @override
    def reload(self) -> None:
        draft = read_draft(self.context.ws, DraftKind.SUMMARY, *self.span)
        facts = draft.facts
        self._figures.setText(
            f"日志 {facts.entries} 条，活动 {facts.activities} 场、{facts.people:,} 人次，"
            f"申请办结 {facts.items_closed} 项，新增问题 {facts.problems_found} 个、完成整改 {facts.problems_closed} 个"
        )
        self.editor.show_draft(draft)

    @override
    def show_record(self, **arguments: str) -> None:
        """Show the `span` of that name."""
        self.spans.select(arguments.get("span", "week"))

    def _choose(self) -> None:
        name = next(iter(self.spans.selected()))
        self.editor.leave()
        if name != "own":
            start, end = span_of(name, self.context.ws.today)
            self.start.set_day(start)
            self.end.set_day(end)
            self.reload()
        else:
            self.start.setFocus()

    def _own(self, _day: object) -> None:
        self.spans.blockSignals(True)
        self.spans.select("own")
        self.spans.blockSignals(False)
        self.reload()

    def _choices(self) -> Choices:
        self.editor.leave()
        start, end = self.span
        return Choices(start=start, end=end)

    def _preview(self) -> None:
        self.papers.preview("工作小结", self._choices())

    def _print(self) -> None:
        self.papers.print_now("工作小结", self._choices())

    def _save_word(self) -> None:
        self.papers.save_word("工作小结", self._choices())
