"""活动: the register of events, and which village was served when."""

from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui.page import Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.paper_stack import PaperStack
from ui.station.activity_editor import ActivityEditor
from ui.station.attaching import attach
from ui.station.service_pane import ServicePane
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

if TYPE_CHECKING:
    from app.papers.catalog import Choices
    from app.work.activities import ActivityFilter, Visit
    from app.work.facts import Happening
    from app.work.services import GridCell

__all__ = ["ActivitiesPage"]

_REGISTER, _SERVICES = "register", "services"
_ALWAYS = ("日期", "名称")
_THEN = ("人数", "类型", "地点", "照片", "主办", "场次", "补记")


class ActivitiesPage(Page):
    """Two views of the same lines of the log: event by event, and village by month."""

    title = "活动"
    help_text = (
        "活动台账：日志里选了类型的每一条都在这里，右边补名称、起止、协办和照片，离开格子就存好。\n"
        "一场活动去了几个村，在“村”里一次勾上；各村的日子和人数在下面的小表里改。\n"
        "按村服务：每个村每个月去没去过，红底的“缺”是已经过去又没有去的。双击格子看那个月的活动，或补登记。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("登记活动", self._new, icon_name="plus", keys="Ctrl+N", writes=True)
        self.print_action = self.action("打印", self._print, icon_name="printer", keys="Ctrl+P", writes=True)
        self.export_action = self.action(
            "存 Excel", self._export, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self._print_one = self.action("活动登记表", self._print_sheet, icon_name="file-text", writes=True)
        self._remove = self.action("删除", self._remove_entry, icon_name="trash-2", writes=True)
        self._enter_action = self.action(
            "登记这场活动", self._enter, icon_name="check", keys="Ctrl+Return", writes=True
        )
        self.steps = Steps(self)
        self.which = FilterBar([(_REGISTER, "活动台账"), (_SERVICES, "按村服务")], single=True)
        self.which.changed.connect(self._switch)
        self.span, self.kind, self.village = QComboBox(), QComboBox(), QComboBox()
        for box, words in ((self.span, "期间"), (self.kind, "类型"), (self.village, "村")):
            box.setAccessibleName(words)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(5)
            box.activated.connect(lambda _index: self._refetch())
        self.search = SearchField("找名称、地点、单位")
        self.search.asked.connect(lambda _text: self._refetch())
        self._sum = QLabel()
        self._sum.setProperty("role", "soft")
        self._sum.setWordWrap(True)
        self._model: PagedModel[Happening] = PagedModel(
            [
                Column("日期", lambda row: row.on, cell=Cell.DATE, width=6),
                Column("名称", lambda row: row.topic, stretch=True),
                Column("类型", lambda row: row.kind_label, width=5),
                Column("地点", lambda row: row.where, width=9),
                Column("场次", lambda row: row.times, cell=Cell.NUMBER, width=3),
                Column("人数", lambda row: row.people, cell=Cell.NUMBER, width=4),
                Column("主办", lambda row: row.organiser, width=7),
                Column("照片", lambda row: row.files or None, cell=Cell.NUMBER, width=3),
                Column("补记", lambda row: "补记" if row.late else "", width=3),
            ],
            fetch=self._fetch,
            key=lambda row: row.entry,
        )
        self._empty = EmptyState("", self.main_action, icon_name="calendar-days")
        self.view: LedgerView[Happening] = LedgerView(self._model, empty=self._empty)
        self.view.fit(_ALWAYS, _THEN)
        self.view.set_menu(lambda _row: [self._print_one, self._remove])
        self.editor = ActivityEditor(context.ws.today, self._enter_action)
        self.editor.changed.connect(self._save)
        self.editor.visits.saved.connect(self._save_visits)
        self.editor.files.added.connect(self._attach)
        self.editor.files.removed.connect(self._detach)
        self.editor.files.offer_pictures(context.ws)
        self.both = MasterDetail(self.view, self.editor)
        self.view.chosen.connect(self._show)
        self.view.opened.connect(lambda _row: self.both.open_detail("活动"))
        self.services = ServicePane(context, self.steps)
        self.services.opened.connect(self._open_cell)
        self._stack = QStackedWidget()
        self._register = QWidget()
        self._build()
        context.jobs.started.connect(lambda _title: self.editor.setEnabled(False))
        context.jobs.ended.connect(lambda: self.editor.setEnabled(True))

    @override
    def reload(self) -> None:
        self._offer()
        if self._view is self.services:
            self.services.reload()
        else:
            self._refetch()

    @override
    def show_record(self, **arguments: str) -> None:
        """Show `view` "register" or "services", or the activity of the log entry `entry`."""
        if "view" in arguments:
            self.which.select(arguments["view"])
        if "entry" in arguments:
            self.which.select(_REGISTER)
            self.span.setCurrentIndex(self.span.count() - 1)
            self.kind.setCurrentIndex(0)
            self.village.setCurrentIndex(0)
            self._refetch()
            if self.view.select(arguments["entry"]):
                self.view.setFocus()
                self.both.open_detail("活动")

    def _build(self) -> None:
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.span)
        filters.addWidget(self.kind)
        filters.addWidget(self.village)
        filters.addWidget(self.search, 1)
        filters.addWidget(ActionButton(self._print_one, "quiet"))
        filters.addWidget(ActionButton(self._remove, "quiet"))
        below = QVBoxLayout(self._register)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        below.addLayout(filters)
        below.addWidget(self._sum)
        below.addWidget(self.both, 1)
        self._stack.addWidget(self._register)
        self._stack.addWidget(self.services)
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addStretch()
        head.addWidget(ActionButton(self.steps.undo_action, "quiet", icon_only=True))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.papers = PaperStack(self.context, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.papers)

    @property
    def _view(self) -> QWidget:
        return self._stack.currentWidget() or self._register

    def _switch(self) -> None:
        services = self.which.selected() == {_SERVICES}
        self._stack.setCurrentWidget(self.services if services else self._register)
        self.reload()

    def _offer(self) -> None:
        from app.work.labels import ACTIVITIES
        from app.work.log import list_villages

        kinds = [(value, word) for value, word in ACTIVITIES.items() if value]
        villages = [(row.id, row.name) for row in list_villages(self.context.ws)]
        self.editor.offer(villages, kinds)
        self.services.offer([("", "全部服务"), *kinds])
        _fill(self.kind, [("", "全部类型"), *kinds])
        _fill(self.village, [("", "全部村"), *villages])
        if not self.span.count():
            for words, days in spans(self.context.ws.today):
                self.span.addItem(words, days)
            self.span.setCurrentIndex(2)  # this year: the register that is asked for

    def _days(self) -> "tuple[date | None, date | None]":
        found = self.span.currentData()
        return found if found is not None else (None, None)

    def _wanted(self) -> "ActivityFilter":
        from app.work.activities import ActivityFilter

        start, end = self._days()
        return ActivityFilter(
            start=start,
            end=end,
            kind=self.kind.currentData() or "",
            village=self.village.currentData() or "",
            text=self.search.text(),
        )

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "list[Happening]":
        from app.work.activities import list_activities

        return list_activities(self.context.ws, wanted=self._wanted(), offset=offset, limit=limit)

    def _refetch(self) -> None:
        from app.work.activities import total_activities

        totals = total_activities(self.context.ws, wanted=self._wanted())
        parts = [f"{kind.label} {kind.times}" for kind in totals.by_kind]
        self._sum.setText(
            f"共 {totals.times} 场次，{totals.people} 人次，到了 {totals.villages} 个村。{'　'.join(parts)}"
            if totals.activities
            else ""
        )
        self._sum.setVisible(bool(totals.activities))
        narrowed = self._wanted() != type(self._wanted())(*self._days())
        self._empty.set_text(
            "没有符合条件的活动。换一个期间、类型或村。"
            if narrowed
            else "这段时间还没有活动。日志里选了类型的都会到这里来，也可以直接登记。"
        )
        self.view.reload()

    def _show(self, row: "Happening | None") -> None:
        from app.evidence.lists import list_evidence

        for action in (self._print_one, self._remove):
            action.setEnabled(row is not None)
        self._enter_action.setEnabled(False)
        self.editor.setVisible(row is not None)
        if row is None:
            self.editor.event_ = None
            return
        self.editor.show_event(row, list_evidence(self.context.ws, target=row.entry))
        if self.both.detail_shown:
            self.both.open_detail("活动")

    def _new(self) -> None:
        from app.work.activities import propose_activity

        self._start(propose_activity(self.context.ws))

    def _start(self, form: object) -> None:
        from app.work.activities import ActivityForm

        assert isinstance(form, ActivityForm)
        self.which.select(_REGISTER)
        self.view.clearSelection()
        self._print_one.setEnabled(False)
        self._remove.setEnabled(False)
        self._enter_action.setEnabled(True)
        self.editor.setVisible(True)
        self.both.open_detail("登记活动")
        self.editor.start_new(form)

    def _enter(self) -> None:
        from app.work.activities import add_activity

        form = self.editor.form()
        if form is None:
            return
        entry = self.steps.do("登记活动", lambda: add_activity(self.context.ws, form))
        self.context.status("已登记，日志里也有了。可以接着添照片")
        self.show_record(entry=entry)

    def _save(self, words: str) -> None:
        from app.work.activities import save_activity

        event, form = self.editor.event_, self.editor.form()
        if event is not None and form is not None:
            self.steps.do(f"修改活动的{words}", lambda: save_activity(self.context.ws, event.entry, form))

    def _save_visits(self, visits: "list[Visit]") -> None:
        from app.work.activities import save_visits

        event = self.editor.event_
        if event is not None:
            self.steps.do("修改各村的情况", lambda: save_visits(self.context.ws, event.entry, visits))

    def _remove_entry(self) -> None:
        from app.work.log import remove_log

        row = self.view.current_row()
        if row is not None:
            self.steps.do("删除活动", lambda: remove_log(self.context.ws, row.entry))
            self.context.status("已删除，日志里的那一条也删了。按 Ctrl+Z 可以找回来")

    def _attach(self, paths: list[Path]) -> None:
        from app.evidence.attach import Target

        event = self.editor.event_
        if event is not None:
            attach(self.context, self.steps, paths, lambda: [(Target.LOG_ENTRY, event.entry)])

    def _detach(self, use: str) -> None:
        from app.evidence.attach import remove_use

        self.steps.do("移除照片", lambda: remove_use(self.context.ws, use))

    def _open_cell(self, unit: str, cell: "GridCell") -> None:
        """Show a village's events of a period; where there are none, start to enter one."""
        from msgspec.structs import replace

        from app.work.activities import propose_activity

        kind = self.services.kind()
        today = self.context.ws.today
        if not cell.times:
            if cell.start > today:
                return
            form = propose_activity(self.context.ws)
            on = today if cell.end >= today else cell.end
            self._start(replace(form, kind=kind or form.kind, on=on, villages=(unit,)))
            return
        self.which.select(_REGISTER)
        place = next((n for n in range(self.span.count()) if self.span.itemText(n) == "选定的"), -1)
        if place < 0:
            self.span.insertItem(0, "选定的")
            place = 0
        self.span.setItemData(place, (cell.start, cell.end))
        self.span.setCurrentIndex(place)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self.village.setCurrentIndex(max(0, self.village.findData(unit)))
        self._refetch()

    def _choices(self) -> "Choices":
        from app.papers.catalog import Choices

        if self._view is self.services:
            return Choices(start=date(self.services.year, 1, 1), kind=self.services.kind())
        start, end = self._days()
        return Choices(start=start, end=end, kind=self.kind.currentData() or "")

    def _paper(self) -> str:
        return "按村服务情况表" if self._view is self.services else "活动台账"

    def _print(self) -> None:
        self.papers.preview(self._paper(), self._choices())

    def _export(self) -> None:
        self.papers.save_excel(self._paper(), self._choices())

    def _print_sheet(self) -> None:
        from app.papers.catalog import Choices

        row = self.view.current_row()
        if row is not None:
            self.papers.preview("活动登记表", Choices(entry=row.entry))


def spans(today: date) -> list[tuple[str, tuple[date | None, date | None]]]:
    """Return the spans of days that are asked for, in words, with first and last day."""
    month = today.replace(day=1)
    last = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    return [
        ("本月", (month, today)),
        ("本季度", (quarter, today)),
        ("今年", (date(today.year, 1, 1), today)),
        ("上个月", (last, last.replace(day=monthrange(last.year, last.month)[1]))),
        ("去年", (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))),
        ("全部", (None, None)),
    ]


def _fill(box: QComboBox, pairs: list[tuple[str, str]]) -> None:
    chosen = box.currentData(Qt.ItemDataRole.UserRole)
    box.clear()
    for value, word in pairs:
        box.addItem(word, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
