"""任务台账: every item with its light, and the one that is chosen in full."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.page import Context, Page
from ui.paged_model import Order, PagedModel
from ui.paper_stack import PaperStack
from ui.station import asking
from ui.station.ledger_columns import ledger_columns
from ui.station.say_panel import Said, SayPanel
from ui.station.task_detail import TaskDetail
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.saved_filters import SavedFilters

if TYPE_CHECKING:
    from app.tasks.ledger import LedgerRow

__all__ = ["LedgerPage"]

_LIGHT_WORDS = (("red", "逾期"), ("yellow", "临期"), ("blue", "等别人"), ("green", "正常"), ("grey", "其他"))
_ONE_LINE_FROM = 60  # characters of ordinary text
_HOLDERS = {"": "各责任方", "station": "在本站", "township": "在乡镇", "county": "在县里"}
_ALWAYS = ("序号", "任务", "灯", "阶段")
_THEN = (
    "进度",
    "佐证",
    "时限",
    "责任人",
    "责任方",
    "最近记录",
    "已汇报",
    "变动",
    "指标",
    "办理能力",
    "要求",
    "时限原文",
)  # a right click brings them up


class LedgerPage(Page):
    """The table with its filters, and the detail at its right or over it."""

    title = "任务台账"
    help_text = (
        "每项任务一行：灯看时间，阶段看走到哪一步，责任方看该谁办。点灯可以只看一种，右键可以换列。\n"
        "选中一行，右边是要求、进展、步骤、佐证、答复、办结和历史；照片直接拖到“佐证”里。\n"
        "F7 申请延期，F8 申请办结（写完按 Ctrl+回车），F12 自增一项；每月、每季的任务只看眼前这一次，漏办的列在上面。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("记进展", self._write, icon_name="plus", keys="Ctrl+N")
        self._question = self.action(
            "有疑问", lambda: self._ask(asking.QUESTION), icon_name="message-circle-question-mark", keys="F3"
        )
        self._support = self.action(
            "需支持", lambda: self._ask(asking.SUPPORT), icon_name="hand-helping", keys="F4"
        )
        self._not_applicable = self.action(
            "不涉及", lambda: self._ask(asking.NOT_APPLICABLE), icon_name="ban", keys="F6"
        )
        self._extend = self.action(
            "申请延期", lambda: self._ask(asking.EXTENSION), icon_name="calendar-days", keys="F7"
        )
        self._unextend = self.action(
            "撤回延期申请", self._take_back_extension, icon_name="undo-2", writes=True
        )
        self._able = self.action("改为本站能办", self._can_do, icon_name="check", writes=True)
        self._history = self.action("修改记录", self._show_history, icon_name="history")
        self._close = self.action("申请办结", self._close_item, icon_name="send", keys="F8")
        self._own = self.action("自增一项", self._add_own, icon_name="plus", keys="F12")
        self._own_edit = self.action("修改自增任务", lambda: self._ask(asking.OWN_EDIT), icon_name="pencil")
        self._own_remove = self.action("删除自增任务", self._remove_own, icon_name="trash-2", writes=True)
        self.print_action = self.action(
            "打印台账", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.export_action = self.action(
            "存 Excel", self._export, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self.steps = Steps(self)
        self._rows: list[LedgerRow] = []
        self._order: Order | None = None
        self._stages: frozenset[str] = frozenset()
        self.lights = FilterBar(_LIGHT_WORDS)
        self.lights.changed.connect(self._refilter)
        self.group, self.holder = QComboBox(), QComboBox()
        self.group.setAccessibleName("指标")
        self.group.addItem("全部指标", "")
        self.holder.setAccessibleName("责任方")
        for value, word in _HOLDERS.items():
            self.holder.addItem(word, value)
        self._rates = QLabel()
        self._rates.setProperty("role", "soft")
        self._rates.setWordWrap(True)
        self.own_panel = SayPanel()
        self.own_panel.said.connect(self._say_own)
        self.group.activated.connect(lambda _index: self._refilter())
        self.holder.activated.connect(lambda _index: self._refilter())
        self.search = SearchField("找任务、要求、责任人")
        self.search.asked.connect(lambda _text: self._refilter())
        self.saved = SavedFilters(
            context.ws.folder,
            "ledger",
            {"lights": self.lights, "group": self.group, "holder": self.holder, "text": self.search},
        )
        self.saved.chosen.connect(self._refilter)
        self._told: dict[str, date] = {}  # by item: when the township first heard of it
        self._model: PagedModel[LedgerRow] = PagedModel(
            ledger_columns(self._told.get),
            fetch=self._fetch,
            key=lambda row: row.item,
        )
        empty = EmptyState("没有这样的任务。", self._own, icon_name="clipboard-list")
        self._empty = empty
        self.view: LedgerView[LedgerRow] = LedgerView(self._model, empty=empty)
        self.view.fit(_ALWAYS, _THEN)
        self.view.set_menu(self._menu)
        self.detail = TaskDetail(context, self.steps)
        self.both = MasterDetail(self.view, self.detail)
        self.view.chosen.connect(self._show)
        self.view.opened.connect(lambda row: self.both.open_detail(row.content))
        self._build()

    @override
    def reload(self) -> None:
        from app.reporting.reports_up import reported_on

        self._told.clear()
        self._told.update(reported_on(self.context.ws))
        self._read(self._model.order)
        self.view.reload()
        if self.view.current_row() is None:
            self._show(None)

    @override
    def show_record(self, **arguments: str) -> None:
        if set(arguments) & {"lights", "stages", "order", "item"}:
            self.group.setCurrentIndex(0)
            self.holder.setCurrentIndex(0)
            self.search.clear()
            self._stages = frozenset(filter(None, arguments.get("stages", "").split(",")))
            self.lights.select(*filter(None, arguments.get("lights", "").split(",")))
            if "order" in arguments:
                self._model.order = Order(arguments["order"])
            self.reload()
        if "item" in arguments and self.view.reveal(arguments["item"]):
            row = self.view.current_row()
            assert row is not None
            self.both.open_detail(row.content)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    def _build(self) -> None:
        self.lights.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for box in (self.group, self.holder):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self._filters = QGridLayout()
        self._filters.setSpacing(8)
        self._undo = ActionButton(self.steps.undo_action, "quiet", icon_only=True)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(8)
        layout.addLayout(self._filters)
        layout.addWidget(self._rates)
        layout.addWidget(self.both, 1)
        layout.addWidget(self.own_panel)
        self.papers = PaperStack(self.context, content)
        self.detail.offer(
            [
                self._question,
                self._support,
                self._able,
                self._not_applicable,
                self._extend,
                self._unextend,
                self._close,
                self._own,
                self._own_edit,
                self._own_remove,
                self._history,
            ]
        )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.papers)
        theme.current().changed.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        """Put the filters into one line, or into two where the text is large for the window."""
        below = int(self.width() < _ONE_LINE_FROM * theme.current().font_px)
        self._filters.addWidget(self.lights, 0, 0, 1, 6 if below else 1)
        row = (self.group, self.holder, self.search, self.saved, self._undo)
        for column, widget in enumerate(row, start=1 - below):
            self._filters.addWidget(widget, below, column)
        self._filters.setColumnStretch(3 - below, 1)
        self._filters.setColumnStretch(2 + below, 0)

    def _read(self, order: Order | None) -> None:
        from app.tasks.ledger import LedgerFilter, groups_of, light_counts, list_ledger

        self._order = order
        everything = list_ledger(self.context.ws)
        self._offer_groups(groups_of(everything))
        self._offer_people(everything)
        self._show_rates(everything)
        who = str(self.holder.currentData())
        wanted = LedgerFilter(
            stages=self._stages,
            holder=who if who in _HOLDERS else "",
            responsible="" if who in _HOLDERS else who,
            group=str(self.group.currentData()),
            text=self.search.text(),
        )
        by = order or Order("number")
        rows = list_ledger(self.context.ws, wanted=wanted, order=by.key, descending=by.descending)
        self.lights.set_counts(light_counts(rows))
        lights = self.lights.selected()
        self._rows = [row for row in rows if not lights or row.light in lights]
        self._empty.set_text(
            "没有这样的任务，换个条件试试。"
            if everything
            else "还没有任务。县里的任务随数据包来；自己要办的事可以自增。"
        )

    def _fetch(self, offset: int, limit: int, order: Order | None) -> "list[LedgerRow]":
        if order != self._order:  # a click on a head
            self._read(order)
        return self._rows[offset : offset + limit]

    def _offer_groups(self, groups: list[str]) -> None:
        if [self.group.itemData(n) for n in range(1, self.group.count())] == groups:
            return
        chosen = self.group.currentData()
        while self.group.count() > 1:
            self.group.removeItem(1)
        for group in groups:
            self.group.addItem(group, group)
        self.group.setCurrentIndex(max(0, self.group.findData(chosen)))

    def _offer_people(self, rows: "list[LedgerRow]") -> None:
        """Offer those who answer for something below the holders, and those items nobody answers for."""
        from app.tasks.ledger import NOBODY

        people = {row.responsible: row.responsible_name for row in rows if row.responsible}
        offered: list[tuple[str, str]] = [(value, name) for value, name in people.items() if value]
        if any(_unnamed(row) for row in rows):
            offered.insert(0, (NOBODY, "无责任人"))
        first = len(_HOLDERS)
        if [self.holder.itemData(n) for n in range(first, self.holder.count())] == [v for v, _ in offered]:
            return
        chosen = self.holder.currentData()
        while self.holder.count() > first:
            self.holder.removeItem(first)
        for value, name in offered:
            self.holder.addItem(name, value)
        self.holder.setCurrentIndex(max(0, self.holder.findData(chosen)))

    def _show_rates(self, rows: "list[LedgerRow]") -> None:
        from app.tasks.rates import rates_by_nature

        parts = [f"{rate.name} {rate.done}/{rate.total}" for rate in rates_by_nature(rows).values()]
        own = sum(row.own for row in rows)
        excused = sum(row.excused for row in rows)
        parts += [f"自增 {own}（不计入）"] if own else []
        parts += [f"县里确认做不到 {excused}（不计入）"] if excused else []
        self._rates.setText(f"办结：{'　'.join(parts)}" if parts else "")
        self._rates.setVisible(bool(parts))

    def _refilter(self) -> None:
        self._stages = frozenset()
        self.reload()

    def _show(self, row: "LedgerRow | None") -> None:
        self._offer_actions(row)
        self.detail.show_row(row)
        if row is not None and self.both.detail_shown:
            self.both.open_detail(row.content)

    def _print(self) -> None:
        from app.papers.catalog import Choices

        self.papers.preview("工作台账", Choices())

    def _export(self) -> None:
        from app.papers.catalog import Choices

        self.papers.save_excel("工作台账", Choices())

    def _write(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.both.open_detail(row.content)
            self.detail.write_progress()

    def _close_item(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.both.open_detail(row.content)
            self.detail.close_item()

    def _add_own(self) -> None:
        self.own_panel.ask(asking.wanted(asking.OWN))

    def _say_own(self, said: Said) -> None:
        asking.say(self.context.ws, self.steps, self.own_panel, [], said)
        rows = [row for row in self._rows if row.own]
        if rows:
            self.view.select(rows[-1].item)
        self.view.setFocus()

    def _remove_own(self) -> None:
        from app.tasks.own_tasks import remove_own_task

        row = self.view.current_row()
        if row is not None and row.own:
            self.steps.do("删除自增任务", lambda: remove_own_task(self.context.ws, row.item))

    def _take_back_extension(self) -> None:
        from app.tasks.extensions import withdraw_extension

        row = self.view.current_row()
        if row is not None:
            self.steps.do("撤回延期申请", lambda: withdraw_extension(self.context.ws, row.item))

    def _can_do(self) -> None:
        from app.tasks.claims import Ability, set_ability

        row = self.view.current_row()
        if row is not None:
            self.steps.do("改为本站能办", lambda: set_ability(self.context.ws, [row.item], Ability.STATION))

    def _show_history(self) -> None:
        from app.tasks.progress import history_records

        row = self.view.current_row()
        if row is not None:
            self.papers.show_history(row.content, history_records(self.context.ws, row.item))

    def _offer_actions(self, row: "LedgerRow | None") -> None:
        """Show those actions that mean something for this line."""
        own = row is not None and row.own
        for action, shown in (
            (self._question, not own),
            (self._not_applicable, not own),
            (self._support, row is None or row.ability == "station"),
            (self._able, row is not None and row.open and row.ability != "station"),
            (self._extend, not own and (row is None or row.extension != "asked")),
            (self._unextend, row is not None and row.extension == "asked"),
            (self._own_edit, own),
            (self._own_remove, own),
        ):
            action.setVisible(shown)

    def _menu(self, _row: "LedgerRow") -> list[QAction]:
        return [action for action in self.detail.offered() if action.isVisible()]

    def _ask(self, purpose: str) -> None:
        row = self.view.current_row()
        if row is not None:
            self.both.open_detail(row.content)
            self.detail.ask(purpose)


def _unnamed(row: "LedgerRow") -> bool:
    return row.open and row.decision == "claimed" and not row.responsible
