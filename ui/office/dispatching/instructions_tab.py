"""通知: issued to every station, with who has not signed for it."""

from collections.abc import Callable
from html import escape
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout
from typing_extensions import override

from app.errors import InvalidInput, UserError
from app.reporting.instructions import (
    InstructionForm,
    InstructionRow,
    issue_instruction,
    list_instructions,
    withdraw_instruction,
)
from ui import messages
from ui.office.dispatching.side_words import SideWords
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import typed_date
from ui.widgets.form_panel import Field, FieldKind, FormPanel
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["InstructionsTab"]

_FIELDS: Final = (
    Field("title", "标题", needed=True),
    Field("text", "内容", FieldKind.TEXT, needed=True),
    Field("acknowledge_by", "何时前签收", hint="如 7.5 或 2026-07-05，可以空着"),
)
_WITHDRAWN: Final = ("写错了，另发", "并入新的通知", "不再执行")


class InstructionsTab(Page):
    """The notices at the left; at the right who has not signed, or the form of a new one."""

    title = "通知"
    help_text = (
        "写好通知点“下发”，随下发包送到各站；站里看过签收，回执随上报包回来。\n"
        "选中一条，右边列出还没有签收的站。过了签收期限的亮红灯。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[InstructionRow] = []
        self.main_action = self.action("写通知", self._begin, icon_name="plus", keys="Ctrl+N", writes=True)
        self._issue_action = self.action("下发给各站", self._issue, icon_name="send", writes=True)
        self._remove_action = self.action("撤下通知", self._remove, icon_name="trash-2", writes=True)
        model: PagedModel[InstructionRow] = PagedModel(
            [
                Column("编号", lambda row: row.number, width=9),
                Column("回执", lambda row: (row.light, row.word), cell=Cell.LIGHT, width=10),
                Column("通知", lambda row: row.form.title, stretch=True),
                Column("签收", lambda row: (row.read, row.asked), cell=Cell.PROGRESS, width=6),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self.view: LedgerView[InstructionRow] = LedgerView(
            model, empty=EmptyState("还没有下发过通知。", self.main_action, icon_name="megaphone")
        )
        self.view.fit(("通知", "回执"), ("签收", "编号"))
        self.view.chosen.connect(self._show)
        self.view.clicked.connect(lambda _index: self._show(self.view.current_row()))
        self.view.set_menu(lambda _row: [self._remove_action])
        self.form = FormPanel(_FIELDS)
        self.form.foot.addWidget(ActionButton(self._issue_action))
        self._words = SideWords()
        self._side = QStackedWidget()
        self._side.addWidget(self._words)
        self._side.addWidget(self.form)
        self._sides = MasterDetail(self.view, self._side)
        self.view.opened.connect(lambda _row: self._sides.open_detail("通知"))
        bar = QHBoxLayout()
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action, self._remove_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(bar)
        layout.addWidget(self._sides, 1)

    @override
    def reload(self) -> None:
        self._rows = list_instructions(self.context.ws)
        self.view.reload()
        row = self.view.current_row()
        self._words.words.setText("" if row is None else _words(row))
        self._remove_action.setEnabled(row is not None and not self.context.jobs.busy)

    def _show(self, row: InstructionRow | None) -> None:
        self._side.setCurrentWidget(self._words)
        self._words.words.setText("" if row is None else _words(row))
        self._remove_action.setEnabled(row is not None and not self.context.jobs.busy)

    def _begin(self) -> None:
        self.form.show_values({"title": "", "text": "", "acknowledge_by": ""}, record="new")
        self._side.setCurrentWidget(self.form)
        self._sides.open_detail("写通知")
        self.form.field("title").setFocus()

    def _issue(self) -> None:
        values = self.form.values()
        ws = self.context.ws
        made: list[str] = []

        def issue() -> None:
            by = str(values["acknowledge_by"])
            day = typed_date(by, ws.today)
            if by and day is None:
                raise InvalidInput(f"“{by}”不是日期，请写成 7.5 或 2026-07-05。")
            made.append(
                issue_instruction(ws, InstructionForm(str(values["title"]), str(values["text"]), day))
            )

        if self._try("下发通知", issue):
            self.view.select(made[0])
            self._show(self.view.current_row())
            self.context.status("通知已编号，随下次下发包送到各站。")

    def _try(self, name: str, work: Callable[[], object]) -> bool:
        try:
            self.steps.do(name, work)
        except UserError as error:
            self.form.say(str(error))
            return False
        return True

    def _remove(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        chosen = messages.choose(f"为什么撤下“{row.form.title}”？编号不再使用。", _WITHDRAWN)
        if chosen is not None:
            reason = _WITHDRAWN[chosen]
            self.steps.do("撤下通知", lambda: withdraw_instruction(self.context.ws, row.id, reason))


def _words(row: InstructionRow) -> str:
    form = row.form
    until = f"，{form.acknowledge_by:%Y-%m-%d} 前签收" if form.acknowledge_by else ""
    waiting = "、".join(map(escape, row.waiting))
    left = (
        f"<p><b>没有签收（{len(row.waiting)}）</b><br>{waiting}</p>"
        if row.waiting
        else "<p>各站都已签收。</p>"
    )
    body = escape(form.text).replace("\n", "<br>")
    return f"<p><b>{escape(form.title)}</b></p><p>{row.number}{until}</p><p>{body}</p>{left}"
