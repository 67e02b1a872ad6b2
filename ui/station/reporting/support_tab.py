"""需支持: what the station cannot do alone, whom it asked, and what came of it."""

from collections.abc import Callable
from decimal import Decimal
from html import escape
from typing import Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import UserError
from app.reporting.labels import KINDS, LEVELS, STATES
from app.reporting.support import (
    SupportForm,
    SupportKind,
    SupportLevel,
    SupportRow,
    SupportState,
    add_step,
    list_support,
    propose_support,
    raise_support,
    revise_support,
    withdraw_support,
)
from app.tasks.ledger import list_ledger
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.station.problem_card import day_of
from ui.station.reporting.covered_list import CoveredList
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["SupportTab", "moves_words"]

_FIELDS: Final = (
    Field("subject", "请求支持什么", FieldKind.TEXT, needed=True),
    Field("kind", "类别", FieldKind.CHOICE, tuple(KINDS.items())),
    Field("level", "请求哪一级", FieldKind.CHOICE, tuple(LEVELS.items())),
    Field("amount", "金额（元）", FieldKind.FIGURE),
    Field("wanted_by", "希望何时前", hint="如 7.5 或 2026-07-05"),
    Field("reason", "原因", FieldKind.TEXT),
)
_EMPTY: Final = "没有需要支持的事。自己办不了的，按 Ctrl+N 提出来；台账里标了“需支持”的可以一次带出。"


def moves_words(row: SupportRow) -> str:
    """Return what became of a request, one line for each step."""
    first = f"{row.raised_on:%m-%d}　提出（{row.level_label}）"
    lines = [
        f"{move.on:%m-%d}　{move.who}：{move.state_label}" + (f"，{escape(move.text)}" if move.text else "")
        for move in row.moves
    ]
    late = [f"<b>{row.late_words}，还没有办成</b>"] if row.late_words else []
    return "<br>".join([first, *lines, *late])


class SupportTab(Page):
    """The requests at the left; at the right one of them, how far it is, and the next step."""

    title = "需支持事项"
    help_text = (
        "自己办不了的事在这里提出：要资金、场地、人员、设备、政策或部门协调，向乡镇还是向县里。\n"
        "乡镇受理、办成没有，由本站记下；报到县里的，县里的答复随下发包回来，自动显示。\n"
        "汇报单、小结、月报里“需要协调的事”都取自这里。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[SupportRow] = []
        self._new = False
        self.main_action = self.action("提出请求", self._begin, icon_name="plus", keys="Ctrl+N", writes=True)
        self._propose_action = self.action("从台账带出", self._propose, icon_name="list-checks", writes=True)
        self._save_action = self.action("提出这件事", self._save, icon_name="check", writes=True)
        self._step_action = self.action("记下", self._step, icon_name="check", writes=True)
        self._remove_action = self.action("撤回请求", self._remove, icon_name="trash-2", writes=True)
        model: PagedModel[SupportRow] = PagedModel(
            [
                Column("现在", lambda row: (row.light, row.state_words), cell=Cell.LIGHT, width=12),
                Column("请求支持什么", lambda row: row.form.subject, stretch=True),
                Column("类别", lambda row: row.kind_label, width=4),
                Column("请求哪级", lambda row: row.level_label, width=5),
                Column("何时前", lambda row: row.form.wanted_by, cell=Cell.DATE, width=6),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[SupportRow] = LedgerView(
            model, empty=EmptyState(_EMPTY, self._propose_action, icon_name="hand-helping")
        )
        self.view.fit(("请求支持什么", "现在"), ("何时前", "类别", "请求哪级"))
        self.view.chosen.connect(self._show)
        self.view.set_menu(lambda _row: [self._remove_action])
        self.form = FormPanel(_FIELDS)
        self.form.left.connect(lambda _key: self._leave())
        self.covered = CoveredList("相关任务")
        self.covered.changed.connect(self._leave)
        self._moves = QLabel()
        self._moves.setWordWrap(True)
        self.state = QComboBox()
        self.state.setAccessibleName("进展到哪一步")
        self.said = QLineEdit()
        self.said.setPlaceholderText("怎么说的")
        self.said.setAccessibleName("怎么说的")
        self.said.returnPressed.connect(self._step)
        context.jobs.started.connect(lambda _title: self.form.setEnabled(False))
        context.jobs.ended.connect(lambda: self.form.setEnabled(True))
        self._build()

    @override
    def reload(self) -> None:
        ws = self.context.ws
        self._rows = list_support(ws)
        self._items = [(row.item, row.content) for row in list_ledger(ws) if row.open]
        proposed = len(propose_support(ws))
        self._propose_action.setText(f"从台账带出 {proposed} 项" if proposed else "从台账带出")
        self._propose_action.setVisible(bool(proposed))
        self.view.reload()
        if not self._new:
            self._show(self.view.current_row())

    @override
    def show_record(self, **arguments: str) -> None:
        """Show the `request`."""
        if self.view.select(arguments.get("request", "")):
            self._sides.open_detail("需支持事项")

    def _show(self, row: SupportRow | None) -> None:
        if row is None and self._new:
            return
        self._new = False
        self._save_action.setVisible(False)
        self.form.setVisible(row is not None)
        self._remove_action.setEnabled(row is not None and not self.context.jobs.busy)
        if row is None:
            return
        self._put(row.form, row.id)
        self._moves.setText(moves_words(row))
        self._moves.setVisible(True)
        self.state.clear()
        for state in row.next_states:
            self.state.addItem(STATES[state], state)
        self._step_row.setVisible(bool(row.next_states))

    def _put(self, form: SupportForm, record: str) -> None:
        self.form.show_values(
            {
                "subject": form.subject,
                "kind": form.kind,
                "level": form.level,
                "amount": form.amount,
                "wanted_by": form.wanted_by.isoformat() if form.wanted_by else "",
                "reason": form.reason,
            },
            record=record,
        )
        self.covered.show_items(self._items, form.covers)

    def _begin(self) -> None:
        self._new = True
        self.view.clearSelection()
        self.form.setVisible(True)
        self._save_action.setVisible(True)
        self._moves.setVisible(False)
        self._step_row.setVisible(False)
        self._put(SupportForm("", SupportKind.FUNDS, SupportLevel.TOWNSHIP), "new")
        self._sides.open_detail("提出请求")
        self.form.field("subject").setFocus()

    def _typed(self) -> SupportForm:
        values = self.form.values()
        amount = values["amount"]
        return SupportForm(
            subject=str(values["subject"]),
            kind=str(values["kind"]),
            level=str(values["level"]),
            amount=amount if isinstance(amount, Decimal) else None,
            reason=str(values["reason"]),
            wanted_by=day_of(values["wanted_by"], self.context.ws.today, "日期"),
            covers=self.covered.ticked(),
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
            made.append(raise_support(self.context.ws, self._typed()))
            self._new = False

        if self._try("提出请求", save):
            self.view.select(made[0])

    def _leave(self) -> None:
        row = self.view.current_row()
        if not self._new and row is not None:
            self._try("修改请求", lambda: revise_support(self.context.ws, row.id, self._typed()))

    def _propose(self) -> None:
        forms = propose_support(self.context.ws)

        def raise_all() -> None:
            for form in forms:
                raise_support(self.context.ws, form)

        self.steps.do(f"从台账带出 {len(forms)} 项", raise_all)

    def _step(self) -> None:
        row = self.view.current_row()
        if row is None or self.state.currentIndex() < 0:
            return
        state, text = SupportState(self.state.currentData()), self.said.text()
        if self._try(f"记下“{STATES[state]}”", lambda: add_step(self.context.ws, row.id, state, text=text)):
            self.said.clear()

    def _remove(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.steps.do("撤回请求", lambda: withdraw_support(self.context.ws, row.id, "不再需要"))

    def _build(self) -> None:
        self._step_row = QWidget()
        step = QHBoxLayout(self._step_row)
        step.setContentsMargins(0, 0, 0, 0)
        step.addWidget(self.state)
        step.addWidget(self.said, 1)
        step.addWidget(ActionButton(self._step_action))
        for widget in (self._moves, self._step_row, self.covered, ActionButton(self._save_action)):
            self.form.foot.addWidget(widget)
        self._save_action.setVisible(False)
        self._sides = MasterDetail(self.view, self.form)
        self.view.opened.connect(lambda _row: self._sides.open_detail("需支持事项"))
        bar = QHBoxLayout()
        bar.addWidget(ActionButton(self._propose_action))
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(bar)
        layout.addWidget(self._sides, 1)
