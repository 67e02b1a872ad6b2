"""迎检期: switched on from a day to a day; which station reported when."""

from datetime import timedelta
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.papers.catalog import Choices
from app.reporting.county import DailyLine, daily_table
from app.reporting.county_rules import coming_sprint, set_sprint, stop_sprint
from ui import messages, theme
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import DateField
from ui.widgets.ledger_view import LedgerView

__all__ = ["SprintTab"]

_USUAL_DAYS: Final = 29
_DATE_PX: Final = 130
_QUIET: Final = "现在是平时，各站不用每日报告，也不排值班。要迎检时，写好名称和起止日期，点“开始迎检期”。"


class SprintTab(Page):
    """Name and days above, stations with their reports below."""

    title = "迎检期"
    help_text = (
        "定下迎检期的名称和起止日期，随下发包送到各站，站里才出现“每日报告”和“值班表”；过了期自动收起。\n"
        "表里看各站今天、昨天、前天报没报，缺了哪几天。数据还没到那一天的算“未收到”，不算缺报。\n"
        "按 Ctrl+P 打印每日报告情况表。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._lines: list[DailyLine] = []
        today = context.ws.today
        self._set_action = self.action("开始迎检期", self._set, icon_name="play", writes=True)
        self._stop_action = self.action("提前结束", self._stop, icon_name="ban", writes=True)
        self.main_action = self._set_action
        self._print_action = self.action(
            "打印情况表", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.name, self.note = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText("名称，如 迎接省级验收")
        self.name.setAccessibleName("名称")
        self.note.setPlaceholderText("要求，如 每日17时前报")
        self.note.setAccessibleName("要求")
        self.start, self.end = DateField(today), DateField(today)
        for field, name in ((self.start, "开始日期"), (self.end, "结束日期")):
            field.setAccessibleName(name)
            field.setMaximumWidth(theme.scaled(_DATE_PX))
        self._state = QLabel()
        self._state.setWordWrap(True)
        model: PagedModel[DailyLine] = PagedModel(
            [
                Column("文化站", lambda line: line.station.name, stretch=True),
                *(_day_column(word, back) for back, word in enumerate(("今天", "昨天", "前天"))),
                Column("缺报天数", lambda line: line.missing or None, cell=Cell.NUMBER, width=4),
                Column("缺哪几天", _missing_days, width=10),
            ],
            fetch=lambda offset, limit, _order: self._lines[offset : offset + limit],
            key=lambda line: line.station.unit,
        )
        self.view: LedgerView[DailyLine] = LedgerView(model, empty=EmptyState(_QUIET, icon_name="flag"))
        self.view.fit(("文化站", "今天"), ("缺报天数", "昨天", "前天", "缺哪几天"))
        content = QWidget()
        self.papers = PaperStack(context, content)
        bar = QHBoxLayout()
        bar.addWidget(self.name, 1)
        bar.addWidget(self.start)
        bar.addWidget(QLabel("至"))
        bar.addWidget(self.end)
        bar.addWidget(ActionButton(self._stop_action))
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        below = QHBoxLayout()
        below.addWidget(self.note, 1)
        below.addWidget(self._state, 1)
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addLayout(below)
        column.addWidget(self.view, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        sprint = coming_sprint(ws)
        running = sprint is not None and sprint.start <= ws.today
        self._lines = daily_table(ws, sprint) if sprint is not None and running else []
        self._set_action.setText("开始迎检期" if sprint is None else "保存改动")
        self._stop_action.setVisible(sprint is not None)
        self.print_action = self._print_action if running else None
        self._print_action.setEnabled(running and not self.context.jobs.busy)
        if not any(field.hasFocus() for field in (self.name, self.note, self.start, self.end)):
            self.name.setText(sprint.name if sprint else "")
            self.note.setText(sprint.note if sprint else "")
            for field in (self.name, self.note):
                field.setCursorPosition(0)  # a long one shows how it begins
            self.start.set_day(sprint.start if sprint else ws.today)
            self.end.set_day(sprint.end if sprint else ws.today + timedelta(days=_USUAL_DAYS))
        missing = sum(bool(line.missing) for line in self._lines)
        if running:
            words = f"迎检期进行中，{missing} 个站有缺报。" if missing else "迎检期进行中，没有缺报的站。"
        elif sprint is not None:
            words = f"{sprint.start.month} 月 {sprint.start.day} 日开始，到时各站出现“每日报告”和“值班表”。"
        else:
            words = ""
        self._state.setText(words)
        self._state.setVisible(bool(words))
        self.view.reload()
        self.frame_changed.emit()

    def _set(self) -> None:
        start, end = self.start.day(), self.end.day()
        if start is None or end is None:
            messages.show_error("请填写迎检期的起止日期。")
            return
        name, note = self.name.text(), self.note.text()
        self.steps.do(
            "设定迎检期", lambda: set_sprint(self.context.ws, name=name, start=start, end=end, note=note)
        )
        self.context.status("已定下，随下次下发包送到各站。")

    def _stop(self) -> None:
        if messages.ask("提前结束迎检期？今天起各站不再要求每日报告，已报的都保留。", "结束"):
            self.steps.do("结束迎检期", lambda: stop_sprint(self.context.ws))
            self.context.status("已结束，随下次下发包送到各站。")

    def _preview(self) -> None:
        self.papers.preview("每日报告情况表", Choices())


def _day_column(word: str, back: int) -> Column[DailyLine]:
    """Return the column of today, yesterday or the day before."""

    def value(line: DailyLine) -> tuple[str, str]:
        cells = list(line.cells.values())
        cell = cells[-1 - back] if back < len(cells) else None
        return (cell.light, cell.word) if cell is not None else ("grey", "")

    return Column(word, value, cell=Cell.LIGHT, width=5)


def _missing_days(line: DailyLine) -> str:
    return "、".join(f"{day.month}.{day.day}" for day, cell in line.cells.items() if cell.light == "red")
