"""需支持事项: what stations cannot do alone, by township, and the office's answers."""

from html import escape

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.papers.catalog import Choices
from app.reporting.labels import STATES
from app.reporting.support import SupportRow, SupportState, list_support, reply_support
from ui.office.dispatching.side_words import SideWords
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["SupportTab"]


class SupportTab(Page):
    """Requests by township at the left; at the right the whole of one, and the answer."""

    title = "需支持事项"
    help_text = (
        "各站自己办不了的事，按乡镇排列。选中一件，选协调中、已解决、部分解决或不予支持，写一句，点“答复”。\n"
        "答复随下发包回到站里；不予支持要写理由。按 Ctrl+P 打印清单，开联席会用。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._rows: list[SupportRow] = []
        self.main_action = self.action("答复", self._reply, icon_name="send", writes=True)
        self.print_action = self.action(
            "打印清单", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.export_action = self.action(
            "存 Excel", self._save_excel, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self.all = QCheckBox("连同已办完的")
        self.all.toggled.connect(lambda _on: self.reload())
        model: PagedModel[SupportRow] = PagedModel(
            [
                Column("乡镇", lambda row: row.township, width=4),
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
            model, empty=EmptyState("各站没有等着解决的事。", icon_name="hand-helping")
        )
        self.view.fit(("请求支持什么", "现在"), ("乡镇", "何时前", "类别", "请求哪级"))
        self.view.chosen.connect(self._show)
        self.state, self.said = QComboBox(), QLineEdit()
        self.state.setAccessibleName("怎么答复")
        self.said.setPlaceholderText("写一句：谁办、到哪一步、为什么")
        self.said.setAccessibleName("答复内容")
        self.said.returnPressed.connect(self._reply)
        self._side = SideWords()
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)

    @override
    def reload(self) -> None:
        self._rows = list_support(self.context.ws, open_only=not self.all.isChecked())
        self.view.reload()
        self._show(self.view.current_row())

    def _show(self, row: SupportRow | None) -> None:
        self._side.words.setText("" if row is None else _words(row))
        self._answering.setVisible(row is not None)
        if self.main_action is not None:
            self.main_action.setEnabled(row is not None and not self.context.jobs.busy)
        if row is not None and self.state.count() != len(row.next_states):
            for state in row.next_states:
                self.state.addItem(STATES[state], state)

    def _reply(self) -> None:
        row = self.view.current_row()
        if row is None:
            return
        state, text = SupportState(self.state.currentData()), self.said.text()
        self.steps.do(
            f"答复“{row.form.subject[:12]}”", lambda: reply_support(self.context.ws, row.id, state, text=text)
        )
        self.said.clear()
        self.context.status(f"已答复{row.station_name}，随下发包送到站里。")

    def _preview(self) -> None:
        self.papers.preview("需支持事项清单", Choices())

    def _save_excel(self) -> None:
        self.papers.save_excel("需支持事项清单", Choices())

    def _build(self, content: QWidget) -> None:
        self._answering = QWidget()
        answer = QVBoxLayout(self._answering)
        answer.setContentsMargins(0, 8, 0, 0)
        answer.addWidget(self.state)
        answer.addWidget(self.said)
        self._side.foot.addWidget(self._answering)
        sides = MasterDetail(self.view, self._side)
        self.view.opened.connect(lambda row: sides.open_detail(row.station_name))
        bar = QHBoxLayout()
        bar.addWidget(self.all)
        bar.addStretch()
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _words(row: SupportRow) -> str:
    form = row.form
    moves = [
        f"{move.on:%m-%d}　{'站里' if move.who == '本站' else '县里'}：{move.state_label}"
        + (f"，{escape(move.text)}" if move.text else "")
        for move in row.moves
    ]
    lines = [
        f"<b>{escape(form.subject)}</b>",
        f"{escape(row.station_name)}　{row.kind_label}　向{row.level_label}提出",
        f"金额：{form.amount:,.0f} 元" if form.amount is not None else "",
        f"原因：{escape(form.reason)}" if form.reason else "",
        f"相关任务：{escape('；'.join(row.about))}" if row.about else "",
        "<br>".join([f"{row.raised_on:%m-%d}　提出", *moves]),
        f"<b>{row.late_words}，还没有办成</b>" if row.late_words else "",
    ]
    return "".join(f"<p>{line}</p>" for line in lines if line)
