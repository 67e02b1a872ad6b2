"""会议: calling one, who came, the minutes, and what was decided."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InvalidInput, UserError
from app.meetings.decisions import (
    DecisionForm,
    add_decision,
    decision_to_order,
    decision_to_task,
    edit_decision,
    remove_decision,
)
from app.meetings.labels import MEETING_KINDS
from app.meetings.meetings import (
    DecisionRow,
    MeetingForm,
    MeetingKind,
    MeetingRow,
    MinutesForm,
    call_meeting,
    cancel_meeting,
    edit_meeting,
    list_meetings,
    write_minutes,
)
from app.overview.stations import list_stations
from app.papers.catalog import Choices
from app.tasks.packages import list_packages
from ui import messages
from ui.history_menu import offer_history
from ui.office.dispatching.meeting_decisions import MeetingDecisions
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.station.problem_card import day_of
from ui.station.reporting.covered_list import CoveredList
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["MeetingsTab"]

_BEFORE: Final = (
    Field("title", "会议名称", needed=True),
    Field("kind", "种类", FieldKind.CHOICE, tuple(MEETING_KINDS.items())),
    Field("on", "日期", hint="如 7.5 或 2026-07-05", needed=True),
    Field("begins", "时间"),
    Field("place", "地点", needed=True),
    Field("chair", "主持人"),
    Field("agenda", "议程", FieldKind.TEXT, hint="一行一项，如：通报问题、布置任务、领导讲话"),
    Field("bring", "请带材料", FieldKind.TEXT),
    Field("acknowledge_by", "何时前签收", hint="空着就是开会前一天"),
)
_AFTER: Final = (
    Field("guests", "列席"),
    Field("minutes", "会议内容", FieldKind.TEXT),
    Field("materials", "发放材料", FieldKind.TEXT),
    Field("recorder", "记录人"),
)
_PAPERS: Final = ("会议通知", "会议签到表", "会议纪要")
_CANCELLED: Final = ("改期另行通知", "不开了", "写错了")


class MeetingsTab(Page):
    """Meetings at the left; at the right the notice, who came and what was said, and what was decided."""

    title = "会议"
    help_text = (
        "写好会议点“下发通知”，通知随下发包送到各站，站里签收的回执自动收回来。\n"
        "会后在“到会和纪要”里勾到会的站、写会议内容；在“议定事项”里一条一条记下谁办、何时前办完。\n"
        "选中一条，点“下交办单”或“列入任务”，责任人和期限一起带过去。Ctrl+P 打印通知、签到表、纪要。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[MeetingRow] = []
        self._new = False
        self.main_action = self.action(
            "写会议通知", self._begin, icon_name="plus", keys="Ctrl+N", writes=True
        )
        self.print_action = self.action("打印", self._print, icon_name="printer", keys="Ctrl+P", writes=True)
        self._issue_action = self.action("下发通知", self._issue, icon_name="send", writes=True)
        self._cancel_action = self.action("撤下会议", self._cancel, icon_name="trash-2", writes=True)
        order = self.action("下交办单", self._to_order, icon_name="file-text", writes=True)
        task = self.action("列入任务", self._to_task, icon_name="clipboard-list", writes=True)
        drop = self.action("删除这条", self._drop, icon_name="trash-2", writes=True)
        model: PagedModel[MeetingRow] = PagedModel(
            [
                Column("日期", lambda row: row.form.on, cell=Cell.DATE, width=6),
                Column("会议", lambda row: row.form.title, stretch=True),
                Column("签收", lambda row: (row.notice.read, row.notice.asked), cell=Cell.PROGRESS, width=5),
                Column("到会", _came, width=4),
                Column("定的事", lambda row: len(row.decisions) or None, cell=Cell.NUMBER, width=4),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[MeetingRow] = LedgerView(
            model,
            empty=EmptyState(
                "还没有开过会。写会议通知，会后在这里记纪要和议定事项。", self.main_action, icon_name="users"
            ),
        )
        self.view.fit(("日期", "会议"), ("签收", "到会", "定的事"))
        self.view.chosen.connect(self._show)
        self.view.set_menu(lambda _row: [self._cancel_action])
        self.form, self.after = FormPanel(_BEFORE), FormPanel(_AFTER)
        self.form.left.connect(lambda _key: self._leave_notice())
        self.after.left.connect(lambda _key: self._leave_minutes())
        self.called, self.came = CoveredList("请来的站"), CoveredList("到会的站")
        self.called.changed.connect(self._leave_notice)
        self.came.changed.connect(self._leave_minutes)
        self.decisions = MeetingDecisions(context.ws.today, self._edit_decision, (order, task, drop))
        self.decisions.added.connect(self._add_decision)
        self.decisions.model.edited.connect(context.written)
        self.tabs = QTabWidget()
        content = QWidget()
        self.papers = PaperStack(context, content)
        offer_history(self, self.view, self.papers, lambda row: row.form.title)
        self._build(content)
        context.jobs.started.connect(lambda _title: self.tabs.setEnabled(False))
        context.jobs.ended.connect(lambda: self.tabs.setEnabled(True))

    @override
    def reload(self) -> None:
        ws = self.context.ws
        self._stations = [(row.unit, row.name) for row in list_stations(ws)]
        self._rows = list_meetings(ws)
        self.view.reload()
        if not self._new:
            self._show(self.view.current_row())

    @override
    def show_record(self, **arguments: str) -> None:
        """Show a `meeting`, or the one that took a `decision`."""
        decision = arguments.get("decision", "")
        found = next(
            (row.id for row in self._rows if any(one.id == decision for one in row.decisions)),
            arguments.get("meeting", ""),
        )
        if self.view.reveal(found):
            self._sides.open_detail("会议")
            if decision:
                self.tabs.setCurrentWidget(self.decisions)
                self.decisions.view.reveal(decision)

    def _show(self, row: MeetingRow | None) -> None:
        if row is None and self._new:
            return
        self._new = False
        self._issue_action.setVisible(False)
        self.tabs.setVisible(row is not None)
        free = row is not None and not self.context.jobs.busy
        self._cancel_action.setEnabled(free)
        assert self.print_action is not None
        self.print_action.setEnabled(free)
        if row is None:
            return
        self._put(row.form, row.id)
        self._hold(before_only=False)
        kept = row.minutes
        self.after.show_values({field.key: getattr(kept, field.key) for field in _AFTER}, record=row.id)
        self.came.show_items(row.invited, kept.attended or ())
        self.decisions.show_rows(row.decisions, row.invited)

    def _put(self, form: MeetingForm, record: str) -> None:
        values = {field.key: getattr(form, field.key) for field in _BEFORE}
        days = {
            key: day.isoformat() if (day := getattr(form, key)) else "" for key in ("on", "acknowledge_by")
        }
        self.form.show_values(values | days, record=record)
        every = tuple(unit for unit, _ in self._stations)
        self.called.show_items(self._stations, form.addressees or every)

    def _hold(self, *, before_only: bool) -> None:
        """A meeting that is not called yet has neither minutes nor decisions."""
        for page in (1, 2):
            self.tabs.setTabEnabled(page, not before_only)
        if before_only:
            self.tabs.setCurrentIndex(0)

    def _begin(self) -> None:
        self._new = True
        self.view.clearSelection()
        self.tabs.setVisible(True)
        self._hold(before_only=True)
        self._issue_action.setVisible(True)
        form = MeetingForm("", self.context.ws.today, MeetingKind.DISPATCH)
        self._put(form, "new")
        self.form.field("on").setText("")  # type: ignore[attr-defined]
        self._sides.open_detail("写会议通知")
        self.form.field("title").setFocus()

    def _typed(self) -> MeetingForm:
        values = {key: str(value or "") for key, value in self.form.values().items()}
        today = self.context.ws.today
        on = day_of(values["on"], today, "日期")
        if on is None:
            raise InvalidInput("请写开会的日期，如 7.5。")
        return MeetingForm(
            title=values["title"],
            on=on,
            kind=values["kind"],
            begins=values["begins"],
            place=values["place"],
            chair=values["chair"],
            agenda=values["agenda"],
            bring=values["bring"],
            addressees=() if self.called.ticked() == self.called.keys() else self.called.ticked(),
            acknowledge_by=day_of(values["acknowledge_by"], today, "签收期限"),
        )

    def _try(self, form: FormPanel, name: str, work: Callable[[], object]) -> bool:
        try:
            self.steps.do(name, work)
        except UserError as error:
            form.say(str(error))
            return False
        return True

    def _issue(self) -> None:
        made: list[str] = []

        def issue() -> None:
            made.append(call_meeting(self.context.ws, self._typed()))
            self._new = False

        if self._try(self.form, "下发会议通知", issue):
            self.view.select(made[0])
            self._show(self.view.current_row())
            self.context.status("通知已编号，随下次下发包送到各站。")

    def _leave_notice(self) -> None:
        row = self.view.current_row()
        if not self._new and row is not None:
            self._try(self.form, "修改会议", lambda: edit_meeting(self.context.ws, row.id, self._typed()))

    def _leave_minutes(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        values = {key: str(value or "") for key, value in self.after.values().items()}
        came = self.came.ticked()
        form = MinutesForm(attended=came if came or row.minutes.attended is not None else None, **values)
        self._try(self.after, "记纪要", lambda: write_minutes(self.context.ws, row.id, form))

    def _cancel(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        chosen = messages.choose(f"为什么撤下“{row.form.title}”？通知也一起撤下。", _CANCELLED)
        if chosen is not None:
            reason = _CANCELLED[chosen]
            self.steps.do("撤下会议", lambda: cancel_meeting(self.context.ws, row.id, reason))

    def _print(self) -> None:
        row = self.view.current_row()
        chosen = None if row is None else messages.choose("打印哪一样？", _PAPERS)
        if row is not None and chosen is not None:
            self.papers.preview(_PAPERS[chosen], Choices(meeting=row.id))

    # -- what was decided -----------------------------------------------------------------------------------

    def _add_decision(self, form: DecisionForm) -> None:
        row = self.view.current_row()
        if row is not None:
            self.steps.do("记下一条议定事项", lambda: add_decision(self.context.ws, row.id, form))
            self.decisions.clear()

    def _edit_decision(self, row: DecisionRow, form: DecisionForm) -> DecisionRow:
        ws = self.context.ws
        self.steps.do("修改议定事项", lambda: edit_decision(ws, row.id, form), tell=False)
        return next(one for meeting in list_meetings(ws) for one in meeting.decisions if one.id == row.id)

    def _to_order(self) -> None:
        row = self.decisions.view.current_row()
        if row is not None:
            self.steps.do("议定事项下交办单", lambda: decision_to_order(self.context.ws, row.id))
            self.context.status(f"已给{row.station_name}下交办单，随下次下发包送到。")

    def _to_task(self) -> None:
        row = self.decisions.view.current_row()
        if row is None:
            return
        packages = list_packages(self.context.ws)
        if not packages:
            raise InvalidInput("还没有任务清单，请先在“任务下达”里建一份。")
        names = [package.head.name for package in packages]
        at = 0 if len(packages) == 1 else messages.choose("列入哪份任务清单？", names)
        if at is not None:
            package = packages[at].package
            self.steps.do("议定事项列入任务", lambda: decision_to_task(self.context.ws, row.id, package))
            self.context.status(f"已放到《{names[at]}》草稿末尾，发布新版后下发各站。")

    def _drop(self) -> None:
        row = self.decisions.view.current_row()
        if row is not None:
            self.steps.do("删除议定事项", lambda: remove_decision(self.context.ws, row.id))

    def _build(self, content: QWidget) -> None:
        self.form.foot.addWidget(self.called)
        self.form.foot.addWidget(ActionButton(self._issue_action, "main"))
        self._issue_action.setVisible(False)
        self.after.head.addWidget(self.came)
        for page, word in (
            (self.form, "通知"),
            (self.after, "到会和纪要"),
            (self.decisions, "议定事项"),
        ):
            self.tabs.addTab(page, word)
        self._sides = MasterDetail(self.view, self.tabs)
        self.view.opened.connect(lambda _row: self._sides.open_detail("会议"))
        bar = QHBoxLayout()
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action, self._cancel_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(self._sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _came(row: MeetingRow) -> str:
    attended = row.minutes.attended
    return "" if attended is None else f"{len(attended)}/{len(row.invited)}"
