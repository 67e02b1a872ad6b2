"""问题整改: the station's problems with lights, and the county's orders that wait for a signature."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import UserError
from app.evidence.attach import Target, remove_use
from app.papers.catalog import Choices
from app.rectification.closing import report_relapse, request_closing, take_back_request
from app.rectification.orders import OrderRow, OrderState, answer_order, count_orders, list_orders
from app.rectification.problems import (
    OPEN_STAGES,
    ProblemRow,
    ProblemStage,
    add_problem,
    count_problems,
    edit_problem,
    enter_person,
    get_problem,
    list_problems,
    withdraw_problem,
)
from ui import messages
from ui.history_menu import offer_history
from ui.page import Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.paper_stack import PaperStack
from ui.station.attaching import attach
from ui.station.order_card import OrderCard
from ui.station.problem_card import ProblemCard, day_of
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.folding_row import FoldingRow
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.row_pasting import RowPasting
from ui.widgets.saved_filters import SavedFilters

__all__ = ["ProblemsPage"]

_TABS: Final = {
    "orders": "待签收",
    "open": "要我改的",
    "closing": "已申请",
    "closed": "已销号",
    "all": "全部",
}
_STAGES: Final = {
    "open": tuple(OPEN_STAGES),
    "closing": (ProblemStage.CLOSING,),
    "closed": (ProblemStage.CLOSED,),
    "all": None,
}
_WITHDRAWN: Final = ("和别的问题重复", "登记错了", "不属于本站")


class ProblemsPage(Page):
    """Tabs above a list, the whole of the current problem or order beside it."""

    title = "问题整改"
    help_text = (
        "“待签收”是县里开的交办单：定下措施、责任人、完成日期，签收后就是一个问题。\n"
        "“要我改的”按时限排列。四明确一承诺由填写的内容自动判定，缺了可以先存，申请销号前补齐。\n"
        "整改后添加照片，再到“销号”页写结果、申请销号，等县里核验。\n"
        "在 Excel 里复制的台账，到这里按 Ctrl+V，核对后一次登记。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._new_action = self.action("新增问题", self._new, icon_name="plus", keys="Ctrl+N", writes=True)
        self._paste_action = self.action(
            "从 Excel 粘贴（Ctrl+V）",
            lambda: context.navigate("import", paste="problems"),
            icon_name="clipboard-list",
            writes=True,
        )
        self._save_action = self.action("登记这个问题", self._save_new, icon_name="check", writes=True)
        self._close_action = self.action("申请销号", self._request, icon_name="send", writes=True)
        self._take_action = self.action("撤回申请", self._take_back, icon_name="undo-2", writes=True)
        self._relapse_action = self.action("登记反弹", self._relapse, icon_name="refresh-cw", writes=True)
        self._answer_action = self.action("签收，开始整改", self._answer, icon_name="check", writes=True)
        self._remove_action = self.action("撤下这个问题", self._remove, icon_name="trash-2", writes=True)
        self._order_paper = self.action(
            "打印交办单", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.main_action = self._new_action
        self.tabs = FilterBar(list(_TABS.items()), single=True)
        self.tabs.select("open")
        self.tabs.changed.connect(self._turn)
        self._search = SearchField("找编号、问题、地点、责任人")
        self._search.asked.connect(lambda _text: self.reload())
        self._saved = SavedFilters(context.ws.folder, "problems", {"states": self.tabs, "text": self._search})
        self._saved.chosen.connect(self._turn)
        self.problems: LedgerView[ProblemRow] = LedgerView(
            PagedModel(_problem_columns(), self._fetch, lambda row: row.id),
            empty=EmptyState("没有待整改的问题。", icon_name="circle-check"),
        )
        self.problems.fit(
            ("编号", "灯", "问题"),
            ("时限", "责任人", "阶段", "地点", "四明确一承诺", "退回", "来源", "责任领导", "目标", "措施"),
        )
        self.orders: LedgerView[OrderRow] = LedgerView(
            PagedModel(_order_columns(), self._fetch_orders, lambda row: row.id),
            empty=EmptyState("没有等签收的交办单。", icon_name="circle-check"),
        )
        self.orders.fit(("编号", "灯", "要整改的问题"), ("时限", "地点", "检查人", "办理方式"))
        self.card = ProblemCard(
            context.ws,
            save=self._save_action,
            close=self._close_action,
            take_back=self._take_action,
            relapse=self._relapse_action,
            print_pair=self.action("打印对照", self._print_pair, icon_name="printer", writes=True),
        )
        self.card.left.connect(self._leave)
        self.card.added.connect(self._attach)
        self.card.removed.connect(
            lambda use: self.steps.do("移除照片", lambda: remove_use(self.context.ws, use))
        )
        self.order = OrderCard(context.ws, self._answer_action)
        context.jobs.started.connect(lambda _title: self.card.setEnabled(False))
        context.jobs.ended.connect(lambda: self.card.setEnabled(True))
        self.problems.chosen.connect(self._show)
        self.problems.clicked.connect(lambda _: self._show(self.problems.current_row()))  # leaves a new one
        self.orders.chosen.connect(self._show_order)
        RowPasting(self._paste_action, self.problems)
        self.problems.set_menu(lambda row: [self._remove_action] if row.ours else [])
        self._lists, self._cards = QStackedWidget(), QStackedWidget()
        self._sides = MasterDetail(self._lists, self._cards)
        self.problems.opened.connect(lambda _row: self._sides.open_detail("问题"))
        self.orders.opened.connect(lambda _row: self._sides.open_detail("交办单"))
        content = QWidget()
        self._papers = PaperStack(context, content)
        offer_history(self, self.problems, self._papers, lambda row: row.form.description)
        self._build(content)

    @override
    def reload(self) -> None:
        ws = self.context.ws
        stages = count_problems(ws)
        counts = {
            tab: sum(stages[stage] for stage in wanted or tuple(ProblemStage))
            for tab, wanted in _STAGES.items()
        }
        counts["orders"] = count_orders(ws)[OrderState.ISSUED]
        self.tabs.set_counts(counts)
        on_orders = self._tab == "orders"
        (self.orders if on_orders else self.problems).reload()
        if not on_orders and self.problems.current_row() is None:
            self._show(None)

    @override
    def show_record(self, **arguments: str) -> None:
        """Show `problem`, or the orders that wait (`orders`), one of them first (`order`)."""
        self._search.clear()
        if "problem" not in arguments:
            self.tabs.select("orders")
            self._turn()
            if arguments.get("order"):
                self.orders.select(arguments["order"])
            return
        stage = get_problem(self.context.ws, arguments["problem"]).stage
        tab = next(tab for tab, wanted in _STAGES.items() if wanted is None or stage in wanted)
        self.tabs.select(tab)
        self._turn()
        if self.problems.select(arguments["problem"]):
            self._sides.open_detail("问题")

    @property
    def _tab(self) -> str:
        return next(iter(self.tabs.selected()))

    def _turn(self) -> None:
        orders = self._tab == "orders"
        self._lists.setCurrentIndex(int(orders))
        self._cards.setCurrentIndex(int(orders))
        self.reload()
        self._follow()

    def _fetch(self, offset: int, limit: int, order: Order | None) -> list[ProblemRow]:
        return list_problems(
            self.context.ws,
            stages=_STAGES.get(self._tab),
            text=self._search.text(),
            order=order.key if order else "limit",
            descending=order.descending if order else False,
            offset=offset,
            limit=limit,
        )

    def _fetch_orders(self, offset: int, limit: int, order: Order | None) -> list[OrderRow]:
        return list_orders(
            self.context.ws,
            states=[OrderState.ISSUED],
            text=self._search.text(),
            order=order.key if order else "limit",
            descending=order.descending if order else False,
            offset=offset,
            limit=limit,
        )

    # -- one problem ----------------------------------------------------------------------------------------

    def _show(self, row: ProblemRow | None) -> None:
        self.card.show_row(row)
        self._follow()

    def _show_order(self, row: OrderRow | None) -> None:
        self.order.show_row(row)
        self._follow()

    def _follow(self) -> None:
        """Offer to print an order where one is shown."""
        problem = self.card.row
        shown = self.order.row is not None if self._tab == "orders" else bool(problem and problem.order)
        self.print_action = self._order_paper if shown else None
        self._order_paper.setEnabled(shown)
        self.frame_changed.emit()

    def _new(self) -> None:
        if self._tab == "orders":
            self.tabs.select("open")
            self._turn()
        self.card.show_new()
        self._sides.open_detail("问题")

    def _try(self, name: str, work: Callable[[], object]) -> bool:
        """Do one step; say above the form what is wrong with it."""
        try:
            self.steps.do(name, work)
        except UserError as error:
            self.card.shown_form.say(str(error))
            return False
        return True

    def _leave(self) -> None:
        row, ws = self.card.row, self.context.ws
        if row is not None:
            self._try(f"修改{row.number}", lambda: edit_problem(ws, row.id, self.card.typed()))

    def _save_new(self) -> None:
        made: list[str] = []
        waiting = self.card.waiting
        if self._try("新增问题", lambda: made.append(add_problem(self.context.ws, self.card.typed()))):
            self.problems.select(made[0])
            for role, paths in waiting.items():
                if paths:
                    self._attach_to(made[0], role, paths)
            self.context.status(f"已登记：{get_problem(self.context.ws, made[0]).number}")

    def _remove(self) -> None:
        row = self.problems.current_row()
        if row is None:
            return
        chosen = messages.choose(f"为什么撤下 {row.number}？编号不再使用，按 Ctrl+Z 可以恢复。", _WITHDRAWN)
        if chosen is not None:
            reason = _WITHDRAWN[chosen]
            self.steps.do(
                f"撤下{row.number}", lambda: withdraw_problem(self.context.ws, row.id, reason=reason)
            )

    def _request(self) -> None:
        row, ws, typed = self.card.row, self.context.ws, self.card.closing.values()
        if row is None:
            return

        def request() -> None:
            day = day_of(typed["completed_on"], ws.today, "完成日期") or ws.today
            request_closing(ws, row.id, result=str(typed["result"]), completed_on=day)
            self.card.forget_draft(row.id)

        if self._try(f"{row.number} 申请销号", request):
            self.context.status(f"{row.number} 已申请销号，随下次上报送到县里核验。")

    def _take_back(self) -> None:
        row = self.card.row
        if row is not None:
            self.steps.do(f"撤回{row.number}的申请", lambda: take_back_request(self.context.ws, row.id))

    def _relapse(self) -> None:
        row, ws, typed = self.card.row, self.context.ws, self.card.relapse.values()
        if row is not None:
            self._try(
                f"{row.number} 登记反弹",
                lambda: report_relapse(
                    ws,
                    row.id,
                    note=str(typed["note"]),
                    on=day_of(typed["on"], ws.today, "发现日期") or ws.today,
                ),
            )

    def _attach(self, role: str, paths: list[Path]) -> None:
        if self.card.row is not None:
            self._attach_to(self.card.row.id, role, paths)

    def _attach_to(self, problem: str, role: str, paths: list[Path]) -> None:
        attach(self.context, self.steps, paths, lambda: [(Target.PROBLEM, problem)], role)

    # -- orders ---------------------------------------------------------------------------------------------

    def _answer(self) -> None:
        row, ws, typed = self.order.row, self.context.ws, self.order.form.values()
        if row is None:
            return
        made: list[str] = []

        def answer() -> None:
            day = day_of(typed["finish_on"], ws.today, "完成日期") or row.form.limit_end
            person = enter_person(ws, str(typed["responsible"]))
            measures = str(typed["measures"]).splitlines()
            made.append(answer_order(ws, row.id, measures=measures, responsible=person, finish_on=day))

        try:
            self.steps.do(f"签收{row.number}", answer)
        except UserError as error:
            self.order.form.say(str(error))
            return
        self.show_record(problem=made[0])

    def _print(self) -> None:
        problem = self.card.row
        order = self.order.row.id if self._tab == "orders" and self.order.row else problem and problem.order
        if order:
            self._papers.preview("现场整改交办单", Choices(order=order))

    def _print_pair(self) -> None:
        if self.card.row is not None:
            self._papers.preview("整改前后对照", Choices(problem=self.card.row.id))

    def _build(self, content: QWidget) -> None:
        actions = (
            self._paste_action,
            self.steps.undo_action,
            self.steps.redo_action,
            self._remove_action,
        )
        buttons = [ActionButton(action, "quiet", icon_only=True) for action in actions]
        bar = FoldingRow([self.tabs], [self._search, self._saved, *buttons], self._search)
        for view in (self.problems, self.orders):
            self._lists.addWidget(view)
        for card in (self.card, self.order):
            self._cards.addWidget(card)
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 10, 12, 8)
        column.addWidget(bar)
        column.addWidget(self._sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._papers)


def _problem_columns() -> list[Column[ProblemRow]]:
    return [
        Column("编号", lambda row: row.number, sort="number", width=9),
        Column("灯", lambda row: (row.lamp.light, row.lamp.word), cell=Cell.LIGHT, width=7),
        Column("问题", lambda row: row.form.description, stretch=True),
        Column("时限", lambda row: row.limit_end or row.form.limit_text, sort="limit", width=6),
        Column("责任人", lambda row: row.responsible_name, sort="responsible", width=4),
        Column("阶段", lambda row: row.stage_label, sort="stage", width=4),
        Column("四明确一承诺", _completeness, cell=Cell.PROGRESS, width=6),
        Column("地点", lambda row: row.place, sort="place", width=9),
        Column("来源", lambda row: row.source_label, width=4),
        Column("退回", lambda row: row.returned or None, cell=Cell.NUMBER, width=3),
        Column("目标", lambda row: row.form.goal, width=10),
        Column("措施", lambda row: "；".join(row.form.measures), width=10),
        Column("责任领导", lambda row: row.form.leader, width=5),
    ]


def _completeness(row: ProblemRow) -> tuple[int, int]:
    return sum(mark.there for mark in row.marks), len(row.marks)


def _order_columns() -> list[Column[OrderRow]]:
    return [
        Column("编号", lambda row: row.number, sort="number", width=9),
        Column("灯", lambda row: (row.lamp.light, row.lamp.word), cell=Cell.LIGHT, width=7),
        Column("要整改的问题", lambda row: row.form.description, stretch=True),
        Column("时限", lambda row: row.form.limit_end, sort="limit", cell=Cell.DATE, width=6),
        Column("办理方式", lambda row: row.kind_label, width=4),
        Column("地点", lambda row: row.form.place, width=8),
        Column("检查人", lambda row: row.form.inspectors, width=6),
    ]
