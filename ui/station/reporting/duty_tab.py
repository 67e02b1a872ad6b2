"""值班表: who keeps which post on which day of the sprint, with what is missing above."""

from collections.abc import Callable
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import UserError
from app.papers.catalog import Choices
from app.reporting.county_rules import sprint_on
from app.reporting.duty import (
    DutyDay,
    ShiftForm,
    ShiftRow,
    add_shift,
    edit_shift,
    list_duty,
    plan_duty,
    remove_shift,
    swap_shift,
    warnings_of,
)
from app.reporting.spans import month_of, week_of
from app.work.people import list_people
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.station.reporting.duty_plan import DutyPlan
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["DutyTab"]

_FIELDS: Final = (
    Field("post", "岗位", FieldKind.WORD, (("总值班", "总值班"), ("夜间值守", "夜间值守")), needed=True),
    Field("person", "值班人员", FieldKind.WORD),
    Field("phone", "电话"),
    Field("leader", "带班领导"),
    Field("begins", "从几点", hint="如 8:30"),
    Field("ends", "到几点"),
    Field("note", "交班和情况", FieldKind.TEXT),
)
_SPANS: Final = {"week": "本周", "month": "本月", "sprint": "整个迎检期"}
_WARNED: Final = 4


class _Line(Struct, frozen=True):
    """A shift, or a day without any."""

    day: DutyDay
    shift: ShiftRow | None

    @property
    def key(self) -> str:
        return self.shift.id if self.shift else self.day.on.isoformat()


class DutyTab(Page):
    """Shifts by day at the left, one of them at the right; swaps show who it was."""

    title = "值班表"
    help_text = (
        "点“排班”，写上岗位和轮值人员，整段自动排好；节假日和周末取自县里的节假日表。\n"
        "有人换班，选中那一班，在右边填换成谁，原来的人会留在表上。空岗和一人两岗会在上面提醒。\n"
        "按 Ctrl+P 打印，A4 横版，贴在墙上。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._lines: list[_Line] = []
        self.main_action = self.action(
            "排班", self._open_plan, icon_name="calendar-days", keys="Ctrl+N", writes=True
        )
        self.print_action = self.action(
            "打印", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self._add_action = self.action("加一班", self._add, icon_name="plus", writes=True)
        self._swap_action = self.action("换班", self._swap, icon_name="users", writes=True)
        self._remove_action = self.action("去掉这一班", self._remove, icon_name="trash-2", writes=True)
        self.spans = FilterBar(list(_SPANS.items()), single=True)
        self.spans.changed.connect(self.reload)
        self._warnings = QLabel()
        self._warnings.setWordWrap(True)
        self._warnings.setProperty("role", "warning")
        model: PagedModel[_Line] = PagedModel(
            [
                Column("日期", lambda line: line.day.on, cell=Cell.DATE, width=6),
                Column("星期", _weekday, width=4),
                Column("岗位", lambda line: line.shift.form.post if line.shift else "", width=4),
                Column(
                    "值班人员", lambda line: line.shift.form.person if line.shift else "还没有排", width=5
                ),
                Column("带班领导", lambda line: line.shift.form.leader if line.shift else "", width=8),
                Column("换班", lambda line: line.shift.before if line.shift else "", stretch=True),
            ],
            fetch=lambda offset, limit, _order: self._lines[offset : offset + limit],
            key=lambda line: line.key,
        )
        self.view: LedgerView[_Line] = LedgerView(
            model, empty=EmptyState("还没有排班。", self.main_action, icon_name="calendar-days")
        )
        self.view.chosen.connect(self._show)
        self.view.set_menu(lambda line: [self._remove_action] if line.shift else [self._add_action])
        self.form = FormPanel(_FIELDS)
        self.form.left.connect(lambda _key: self._leave())
        self.other, self.why = QLineEdit(), QLineEdit()
        self.other.setPlaceholderText("换成谁")
        self.other.setAccessibleName("换成谁")
        self.why.setPlaceholderText("为什么")
        self.why.setAccessibleName("换班原因")
        self.plan = DutyPlan(context.ws.today)
        self.plan.planned.connect(self._plan)
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)

    @property
    def span(self) -> tuple[date, date]:
        """The shown days."""
        name, today = next(iter(self.spans.selected())), self.context.ws.today
        sprint = sprint_on(self.context.ws)
        if name == "sprint" and sprint is not None:
            return sprint.start, sprint.end
        return month_of(today) if name == "month" else week_of(today)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        days = list_duty(ws, *self.span)
        self._lines = [_Line(day, shift) for day in days for shift in (day.shifts or (None,))]
        sprint = sprint_on(ws)
        warned = warnings_of(days, sprint=(sprint.start, sprint.end) if sprint else None)
        words = [f"{warning.on.month}月{warning.on.day}日{warning.words}" for warning in warned]
        more = f"……共 {len(words)} 处" if len(words) > _WARNED else ""
        self._warnings.setText("；".join(words[:_WARNED]) + more)
        self._warnings.setVisible(bool(words))
        people = list_people(ws)
        self.form.set_choices("person", [(one.name, one.name) for one in people])
        self.view.reload()
        self._show(self.view.current_row())

    def _show(self, line: _Line | None) -> None:
        shift = line.shift if line else None
        self.form.setVisible(line is not None)
        self._swap_row.setVisible(shift is not None)
        self._add_button.setVisible(line is not None and shift is None)
        self._remove_action.setEnabled(shift is not None and not self.context.jobs.busy)
        if line is not None:
            form = shift.form if shift else ShiftForm(line.day.on, "总值班")
            values = {key: value for key, value in asdict(form).items() if key != "on"}
            self.form.show_values(values, record=line.key)

    def _typed(self, on: date) -> ShiftForm:
        values = {key: str(value) for key, value in self.form.values().items()}
        return ShiftForm(
            on=on,
            post=values["post"],
            begins=values["begins"],
            ends=values["ends"],
            leader=values["leader"],
            person=values["person"],
            phone=values["phone"],
            note=values["note"],
        )

    def _try(self, name: str, work: Callable[[], object]) -> bool:
        try:
            self.steps.do(name, work)
        except UserError as error:
            self.form.say(str(error))
            return False
        return True

    def _leave(self) -> None:
        line = self.view.current_row()
        if line is not None and line.shift is not None:
            shift = line.shift.id
            self._try("修改值班", lambda: edit_shift(self.context.ws, shift, self._typed(line.day.on)))

    def _add(self) -> None:
        line = self.view.current_row()
        if line is not None:
            made: list[str] = []
            if self._try("加一班", lambda: made.append(add_shift(self.context.ws, self._typed(line.day.on)))):
                self.view.select(made[0])

    def _swap(self) -> None:
        line = self.view.current_row()
        if line is None or line.shift is None:
            return
        shift, other, why = line.shift.id, self.other.text(), self.why.text()
        made: list[str] = []
        if self._try("换班", lambda: made.append(swap_shift(self.context.ws, shift, person=other, why=why))):
            self.other.clear()
            self.why.clear()
            self.view.select(made[0])

    def _remove(self) -> None:
        line = self.view.current_row()
        if line is not None and line.shift is not None:
            shift = line.shift.id
            self.steps.do("去掉一班", lambda: remove_shift(self.context.ws, shift))

    def _open_plan(self) -> None:
        people = [one.name for one in list_people(self.context.ws)]
        self.plan.ask(self.span, people)

    def _plan(self) -> None:
        plan, ws = self.plan, self.context.ws
        made: list[int] = []

        def work() -> None:
            start, end = plan.span()
            made.append(
                plan_duty(
                    ws,
                    start,
                    end,
                    posts=plan.posts(),
                    people=plan.people(),
                    leaders=plan.leaders(),
                    only_off=plan.only_off.isChecked(),
                )
            )

        try:
            self.steps.do("排班", work)
        except UserError as error:
            plan.say(str(error))
            return
        plan.hide()
        self.context.status(f"排好了 {made[0]} 班。")

    def _preview(self) -> None:
        start, end = self.span
        self.papers.preview("值班表", Choices(start=start, end=end))

    def _build(self, content: QWidget) -> None:
        self._swap_row = QWidget()
        swap = QHBoxLayout(self._swap_row)
        swap.setContentsMargins(0, 0, 0, 0)
        swap.addWidget(self.other, 1)
        swap.addWidget(self.why, 1)
        swap.addWidget(ActionButton(self._swap_action))
        self._add_button = ActionButton(self._add_action)
        self.form.foot.addWidget(self._swap_row)
        self.form.foot.addWidget(self._add_button)
        sides = MasterDetail(self.view, self.form)
        self.view.opened.connect(lambda _line: sides.open_detail("值班"))
        bar = QHBoxLayout()
        bar.addWidget(self.spans)
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(self._warnings)
        column.addWidget(self.plan)
        column.addWidget(sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _weekday(line: _Line) -> str:
    return f"星期{'一二三四五六日'[line.day.on.weekday()]}" + (
        f" {line.day.kind}" if line.day.kind and line.day.kind != "周末" else ""
    )
