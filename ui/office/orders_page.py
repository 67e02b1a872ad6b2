"""交办单: what the office orders stations to put right, and what they have made of it."""

from functools import partial
from html import escape
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InvalidInput, UserError
from app.facilities.venues import list_venues
from app.office.units import UnitKind, list_units
from app.papers.catalog import Choices
from app.recent import recent_words
from app.rectification.labels import LABELS
from app.rectification.orders import (
    STATE_LABELS,
    OrderForm,
    OrderRow,
    OrderState,
    count_orders,
    edit_order,
    issue_order,
    list_orders,
    withdraw_order,
)
from ui import messages
from ui.page import Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.paper_stack import PaperStack
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import typed_date
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.folding_row import FoldingRow
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.saved_filters import SavedFilters

__all__ = ["OrdersPage"]

_DATE_HINT: Final = "如 7.5 或 2026-07-05"
_FIELDS: Final = (
    Field("station", "文化站", FieldKind.CHOICE, needed=True),
    Field("description", "要整改的问题", FieldKind.TEXT, needed=True),
    Field("kind", "办理方式", FieldKind.CHOICE, tuple(LABELS["order_kind"].items())),
    Field("limit_end", "整改时限", hint=_DATE_HINT, needed=True),
    Field("requirement", "整改要求", FieldKind.TEXT),
    Field("clause", "依据条款", FieldKind.TEXT),
    Field("venue", "场所", FieldKind.CHOICE),
    Field("place", "地点"),
    Field("severity", "轻重", FieldKind.CHOICE, tuple(LABELS["severity"].items())),
    Field("issued_on", "检查日期", hint=_DATE_HINT, needed=True),
    Field("inspectors", "检查人", hint="两人以上，用顿号隔开"),
    Field("receiver", "签收人"),
    Field("printed", "纸上编号", hint="先印空白单、现场手写的才填；空着由程序编号"),
)
_GROUPS: Final = {
    OrderState.ISSUED: (OrderState.ISSUED,),
    OrderState.WORKING: (OrderState.WORKING, OrderState.RETURNED, OrderState.RELAPSED),
    OrderState.CLOSING: (OrderState.CLOSING,),
    OrderState.CLOSED: (OrderState.CLOSED,),
}
"""States behind each button; what came back is being worked on."""
_TEXTS: Final = (
    "description",
    "kind",
    "requirement",
    "clause",
    "place",
    "severity",
    "inspectors",
    "receiver",
)
_WITHDRAWN: Final = ("开错了文化站", "情况不属实", "和另一张重复")


class OrdersPage(Page):
    """The list with states, the current order's form and the station's answer beside it."""

    title = "交办单"
    help_text = (
        "在这里给文化站开整改交办单，随下发包送到站里；站里签收时要当场定下措施、责任人和完成日期。\n"
        "状态随站里的上报更新：待签收、整改中、待核查、退回重改、已销号。\n"
        "要延期就改这里的时限；先印空白单带到现场手写的，回来按纸上编号登记。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._editing: OrderRow | None = None
        self._new_action = self.action("开交办单", self._new, icon_name="plus", keys="Ctrl+N", writes=True)
        self._save_action = self.action("下达", self._save_new, icon_name="send", writes=True)
        self._remove_action = self.action("撤销交办单", self._remove, icon_name="trash-2", writes=True)
        self._blank_action = self.action("印空白单", self._print_blank, icon_name="file-text", writes=True)
        self.print_action = self.action("打印", self._print, icon_name="printer", keys="Ctrl+P", writes=True)
        self.main_action = self._new_action
        self.states = FilterBar([(state.value, STATE_LABELS[state]) for state in _GROUPS])
        self.states.changed.connect(self.reload)
        self._search = SearchField("找编号、问题、文化站")
        self._search.asked.connect(lambda _text: self.reload())
        self._saved = SavedFilters(context.ws.folder, "orders", {"states": self.states, "text": self._search})
        self._saved.chosen.connect(self.reload)
        self.view: LedgerView[OrderRow] = LedgerView(
            PagedModel(_columns(), self._fetch, lambda row: row.id),
            empty=EmptyState("还没有交办单。", self._new_action, icon_name="send"),
        )
        self.view.fit(
            ("灯", "文化站", "要整改的问题"),
            ("编号", "时限", "状态", "责任人", "退回", "检查日期", "办理方式", "检查人"),
        )
        self.view.chosen.connect(self._show)
        self.view.clicked.connect(
            lambda _index: self._show(self.view.current_row())
        )  # also from a new one back
        self.view.set_menu(lambda _row: [self._remove_action])
        self.answer = QLabel()
        self.answer.setWordWrap(True)
        self.form = FormPanel(_FIELDS)
        self.form.foot.addWidget(ActionButton(self._save_action, "main"), 0, Qt.AlignmentFlag.AlignLeft)
        for name in ("place", "inspectors", "receiver"):
            self.form.offer(name, partial(recent_words, context.ws, "order_slip", name))
        self.form.left.connect(self._leave)
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))
        detail = QWidget()
        column = QVBoxLayout(detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.answer)
        column.addWidget(self.form, 1)
        self._sides = MasterDetail(self.view, detail)
        self.view.opened.connect(lambda _row: self._sides.open_detail("交办单"))
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        counts = count_orders(ws)
        self.states.set_counts(
            {group.value: sum(counts[state] for state in states) for group, states in _GROUPS.items()}
        )
        stations = [(row.id, row.name) for row in list_units(ws, kind=UnitKind.STATION)]
        self.form.set_choices("station", stations)
        self.view.reload()
        if self.view.current_row() is None:
            self._show(None)

    @override
    def show_record(self, **arguments: str) -> None:
        """Show `order`, or begin a new one for `station`."""
        self.states.select()
        self._search.clear()
        if "order" in arguments:
            self.reload()
            if self.view.select(arguments["order"]):
                self._sides.open_detail("交办单")
        else:
            self._begin(arguments.get("station", ""))

    def _fetch(self, offset: int, limit: int, order: Order | None) -> list[OrderRow]:
        return list_orders(
            self.context.ws,
            states=[state for group in self.states.selected() for state in _GROUPS[OrderState(group)]]
            or None,
            text=self._search.text(),
            order=order.key if order else "limit",
            descending=order.descending if order else False,
            offset=offset,
            limit=limit,
        )

    # -- one order ------------------------------------------------------------------------------------------

    def _show(self, row: OrderRow | None) -> None:
        self._editing = row
        self.form.setVisible(row is not None)
        self.answer.setText("" if row is None else _answered(row))
        self._save_action.setVisible(False)
        if self.print_action is not None:
            self.print_action.setEnabled(row is not None)
        if row is not None:
            self._show_form(row.form, row.station)
            self.form.set_shown("printed", False)
            self.form.field("station").setEnabled(False)

    def _show_form(self, form: OrderForm, station: str) -> None:
        self._offer_venues(station)
        self.form.show_values(
            {key: str(getattr(form, key)) for key in _TEXTS}
            | {
                "station": station,
                "venue": form.venue or "",
                "limit_end": form.limit_end.isoformat(),
                "issued_on": form.issued_on.isoformat(),
                "printed": "",
            }
        )

    def _offer_venues(self, station: str) -> None:
        venues = list_venues(self.context.ws, station=station) if station else []
        self.form.set_choices("venue", [("", "（不限场所）"), *((row.id, row.form.name) for row in venues)])

    def _typed(self) -> OrderForm:
        values, today = self.form.values(), self.context.ws.today
        days: dict[str, Any] = {}
        for key, what in (("limit_end", "整改时限"), ("issued_on", "检查日期")):
            day = typed_date(str(values[key]), today)
            if day is None:
                raise InvalidInput(f"{what}“{values[key]}”不是日期，请写成 7.5 或 2026-07-05。")
            days[key] = day
        texts: dict[str, Any] = {key: str(values[key]) for key in _TEXTS}
        return OrderForm(**texts, **days, venue=str(values["venue"]) or None)

    def _leave(self, key: str) -> None:
        row = self._editing
        if key == "station":
            self._offer_venues(str(self.form.value("station")))
        if row is None:
            return
        try:
            self.steps.do(f"修改{row.number}", lambda: edit_order(self.context.ws, row.id, self._typed()))
        except UserError as error:
            self.form.say(str(error))

    def _new(self) -> None:
        current = self.view.current_row()
        self._begin(current.station if current else "")

    def _begin(self, station: str) -> None:
        today = self.context.ws.today
        self._editing = None
        self.form.setVisible(True)
        self.answer.setText("<b>开交办单</b>")
        self.form.field("station").setEnabled(True)
        self.form.set_shown("printed", True)
        self._show_form(OrderForm(description="", limit_end=today, issued_on=today), station)
        self._save_action.setVisible(True)
        self._sides.open_detail("交办单")
        self.form.field("description" if station else "station").setFocus()

    def _save_new(self) -> None:
        ws, station = self.context.ws, str(self.form.value("station"))
        printed = str(self.form.value("printed"))
        made: list[str] = []
        try:
            self.steps.do(
                "开交办单", lambda: made.append(issue_order(ws, station, self._typed(), printed=printed))
            )
        except UserError as error:
            self.form.say(str(error))
            return
        self.view.select(made[0])
        self.context.status("已开交办单，随下一个下发包送到站里；也可以打印出来当场交给站里。")

    def _remove(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        chosen = messages.choose(f"为什么撤销 {row.number}？站里会看到原因，编号不再使用。", _WITHDRAWN)
        if chosen is not None:
            reason = _WITHDRAWN[chosen]
            self.steps.do(f"撤销{row.number}", lambda: withdraw_order(self.context.ws, row.id, reason=reason))

    # -- paper ----------------------------------------------------------------------------------------------

    def _print(self) -> None:
        if self._editing is not None:
            self.papers.preview("现场整改交办单", Choices(order=self._editing.id))

    def _print_blank(self) -> None:
        counts = (5, 10, 20)
        chosen = messages.choose(
            "印几张空白交办单？每张的编号印好就算用掉了。", [f"{count} 张" for count in counts]
        )
        if chosen is not None:
            self.papers.preview("空白现场整改交办单", Choices(count=counts[chosen]))

    def _build(self, content: QWidget) -> None:
        buttons = [ActionButton(self._blank_action)]
        buttons += [
            ActionButton(action, "quiet", icon_only=True)
            for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action)
        ]
        bar = FoldingRow([self.states], [self._search, self._saved, *buttons], self._search)
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 10, 12, 8)
        column.addWidget(bar)
        column.addWidget(self._sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _columns() -> list[Column[OrderRow]]:
    return [
        Column("编号", lambda row: row.number, sort="number", width=9),
        Column("灯", lambda row: (row.lamp.light, row.lamp.word), cell=Cell.LIGHT, width=7),
        Column("文化站", lambda row: row.station_name, sort="station", width=8),
        Column("要整改的问题", lambda row: row.form.description, stretch=True),
        Column("时限", lambda row: row.form.limit_end, sort="limit", cell=Cell.DATE, width=6),
        Column("状态", lambda row: row.state_label, sort="state", width=4),
        Column("责任人", lambda row: row.responsible, width=4),
        Column("退回", lambda row: row.returned or None, cell=Cell.NUMBER, width=3),
        Column("办理方式", lambda row: row.kind_label, width=5),
        Column("检查日期", lambda row: row.form.issued_on, sort="issued", cell=Cell.DATE, width=6),
        Column("检查人", lambda row: row.form.inspectors, width=6),
    ]


def _answered(row: OrderRow) -> str:
    head = f"<b>{row.number}</b>&nbsp;&nbsp; {row.station_name}&nbsp;&nbsp; {row.state_label}"
    if row.problem is None:
        return f"{head}<br>站里还没有签收。"
    finish = f"，{row.finish_on:%Y-%m-%d} 前完成" if row.finish_on else ""
    measures = escape("；".join(row.measures)) or "（没有写措施）"
    closed = f"<br>{row.closed_on:%Y-%m-%d} 整改完成，已销号。" if row.closed_on else ""
    return f"{head}<br>站里定下：{measures}；责任人 {escape(row.responsible or '（没有写）')}{finish}{closed}"
