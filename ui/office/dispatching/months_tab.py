"""月报: who handed in, what was said, and closing the month."""

from datetime import date
from html import escape

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.papers.catalog import Choices
from app.reporting.county import MonthLine, close_month, month_table, reopen_month
from app.reporting.facts import SECTIONS
from app.reporting.monthly import ReturnRow
from app.reporting.returning import RETURN_PHRASES, return_month
from ui import messages
from ui.office.dispatching.side_words import SideWords
from ui.page import Context, Page
from ui.paged_model import Cell, Column, PagedModel
from ui.paper_stack import PaperStack
from ui.undo import Steps
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import last_months
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail

__all__ = ["MonthsTab"]


class MonthsTab(Page):
    """Stations at the left, the return of one at the right."""

    title = "月报"
    help_text = (
        "各站报来的月报，数字以上报时为准。没报的、迟报的看“月报”一列；有问题的在右边写明原因退回。\n"
        "开过调度会点“关月”：当时收到的月报定下来，以后补来的不再计入，另行标出。\n"
        "按 Ctrl+P 打印月调度表，Ctrl+E 存 Excel。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps = Steps(self)
        self._lines: list[MonthLine] = []
        self._open = True  # the month is not closed
        self._close_action = self.action("关月", self._close, icon_name="check", writes=True)
        self._reopen_action = self.action("重新打开", self._reopen, icon_name="undo-2", writes=True)
        self._return_action = self.action("退回这份", self._return, icon_name="undo-2", writes=True)
        self.main_action = self._close_action
        self.print_action = self.action(
            "打印月调度表", self._preview, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self.export_action = self.action(
            "存 Excel", self._save_excel, icon_name="file-spreadsheet", keys="Ctrl+E", writes=True
        )
        self.month = QComboBox()
        self.month.setAccessibleName("月份")
        for first in last_months(context.ws.today):
            self.month.addItem(f"{first.year} 年 {first.month} 月", first)
        self.month.setCurrentIndex(1)
        self.month.currentIndexChanged.connect(lambda _index: self.reload())
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._state.setProperty("role", "soft")
        model: PagedModel[MonthLine] = PagedModel(
            [
                Column("文化站", lambda line: line.station.name, stretch=True),
                Column("月报", lambda line: (line.light, line.word), cell=Cell.LIGHT, width=8),
                Column(
                    "应办", lambda line: line.found and line.found.figures.total, cell=Cell.NUMBER, width=3
                ),
                Column(
                    "办结", lambda line: line.found and line.found.figures.closed, cell=Cell.NUMBER, width=3
                ),
                Column(
                    "逾期", lambda line: line.found and line.found.figures.late, cell=Cell.NUMBER, width=3
                ),
                Column(
                    "活动",
                    lambda line: line.found and line.found.figures.activities,
                    cell=Cell.NUMBER,
                    width=3,
                ),
                Column(
                    "更正",
                    lambda line: (line.found and len(line.found.state.notes)) or None,
                    cell=Cell.NUMBER,
                    width=3,
                ),
            ],
            fetch=lambda offset, limit, _order: self._lines[offset : offset + limit],
            key=lambda line: line.station.unit,
        )
        self.view: LedgerView[MonthLine] = LedgerView(
            model, empty=EmptyState("还没有录入文化站。", icon_name="building-2")
        )
        self.view.fit(("文化站", "月报"), ("办结", "逾期", "应办", "更正", "活动"))
        self.view.chosen.connect(self._show)
        self._side = SideWords()
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.setAccessibleName("退回原因")
        self.reason.addItems(list(RETURN_PHRASES))
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason.setMinimumContentsLength(10)
        line = self.reason.lineEdit()
        assert line is not None
        line.setPlaceholderText("退回原因，选一条或自己写")
        self.reason.setCurrentIndex(-1)
        self.reason.currentTextChanged.connect(lambda _text: self._allow_return())
        self._back = QWidget()
        back = QHBoxLayout(self._back)
        back.setContentsMargins(0, 0, 0, 0)
        back.addWidget(self.reason, 1)
        back.addWidget(ActionButton(self._return_action))
        content = QWidget()
        self.papers = PaperStack(context, content)
        self._build(content)

    @property
    def chosen(self) -> date:
        """First day of the chosen month."""
        first: date = self.month.currentData()
        return first

    @override
    def reload(self) -> None:
        table = month_table(self.context.ws, self.chosen)
        self._lines = list(table.lines)
        missing = len(table.missing)
        due = f"期限 {table.due_on.month} 月 {table.due_on.day} 日"
        closed = f"，{table.closed_on:%m-%d} 已关月" if table.closed_on else ""
        self._state.setText(
            f"{len(self._lines)} 个站，收到 {len(self._lines) - missing} 份，缺 {missing} 份，{due}{closed}。"
        )
        self._open = table.closed_on is None
        free = not self.context.jobs.busy
        self._close_action.setEnabled(table.closed_on is None and free)
        self._close_action.setText("关月" if table.closed_on is None else "已关月")
        self._reopen_action.setVisible(table.closed_on is not None)
        self.view.reload()
        self._show(self.view.current_row())

    def _show(self, line: MonthLine | None) -> None:
        self._side.words.setText("" if line is None else _words(line))
        self._back.setVisible(line is not None and line.found is not None and self._open)
        self._allow_return()

    def _close(self) -> None:
        month, ws = self.chosen, self.context.ws
        missing = len(month_table(ws, month).missing)
        lacking = f"还有 {missing} 个站没有报，以后补来的不计入。" if missing else ""
        if messages.ask(f"{month.year} 年 {month.month} 月关月？{lacking}", "关月"):
            self.steps.do(f"{month.month} 月关月", lambda: close_month(ws, month))

    def _allow_return(self) -> None:
        """Without a reason nothing is sent back."""
        told = bool(self.reason.currentText().strip())
        self._return_action.setEnabled(told and not self.context.jobs.busy)

    def _return(self) -> None:
        line = self.view.current_row()
        if line is None or line.found is None:
            return
        found, reason = line.found, self.reason.currentText()
        self.steps.do(
            f"退回{line.station.name}的月报", lambda: return_month(self.context.ws, found.id, reason)
        )
        self.reason.setCurrentIndex(-1)
        self.reason.clearEditText()
        self.context.status("已退回，原因随下次下发包送到站里；原来那份留着。")

    def _reopen(self) -> None:
        reasons = ("有站补报，重新计入", "关早了", "数字要重新核对")
        chosen = messages.choose("为什么重新打开这个月？原因会留在记录里。", reasons)
        if chosen is not None:
            month = self.chosen
            self.steps.do(
                f"重新打开 {month.month} 月",
                lambda: reopen_month(self.context.ws, month, reasons[chosen]),
            )

    def _preview(self) -> None:
        self.papers.preview("月调度表", Choices(start=self.chosen))

    def _save_excel(self) -> None:
        self.papers.save_excel("月调度表", Choices(start=self.chosen))

    def _build(self, content: QWidget) -> None:
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self._side, 1)
        beside.addWidget(self._back)
        sides = MasterDetail(self.view, side)
        self.view.opened.connect(lambda line: sides.open_detail(line.station.name))
        bar = QHBoxLayout()
        bar.addWidget(self.month)
        bar.addWidget(self._state, 1)
        bar.addWidget(ActionButton(self._reopen_action, "link"))
        for action in (self.steps.undo_action, self.steps.redo_action):
            bar.addWidget(ActionButton(action, "quiet", icon_only=True))
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(bar)
        column.addWidget(sides, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.papers)


def _words(line: MonthLine) -> str:
    found = line.newest
    if found is None:
        call = f"联系人 {escape(line.station.contact)}　{line.station.phone}" if line.station.contact else ""
        return f"<p><b>{escape(line.station.name)}</b></p><p>{line.word}</p><p>{call}</p>"
    parts = [
        f"<p><b>{escape(line.station.name)}</b></p>",
        f"<p>{_handed_in(found)}，审签人 {escape(found.signed_by)}，数据截至 {found.as_of:%m-%d}</p>",
        _sent_back(found),
    ]
    for key, title in SECTIONS.items():
        text = str(getattr(found, key))
        if text:
            parts.append(f"<p><b>{title}</b><br>{escape(text).replace(chr(10), '<br>')}</p>")
    if found.figures.late_items:
        parts.append(f"<p><b>逾期事项</b><br>{'<br>'.join(map(escape, found.figures.late_items))}</p>")
    if found.figures.log_words:
        parts.append(f"<p>{found.figures.log_words}</p>")
    parts += [f"<p>更正（{note.on:%m-%d}）：{escape(note.text)}</p>" for note in found.state.notes]
    parts += [
        f"<p>{_handed_in(former)}，应办 {former.figures.total}、办结 {former.figures.closed}、"
        f"逾期 {former.figures.late}</p>{_sent_back(former)}"
        for former in reversed(line.former)
    ]
    return "".join(parts)


def _handed_in(row: ReturnRow) -> str:
    again = f"第 {row.number} 次" if row.number > 1 else ""
    return f"{row.submitted_on:%m-%d} {again}上报"


def _sent_back(row: ReturnRow) -> str:
    if not row.state.returned:
        return ""
    day = f"{row.state.returned_on:%m-%d} " if row.state.returned_on else ""
    after = "，站里已更正" if row.state.answered else ""
    return f"<p><b>{day}退回</b>：{escape(row.state.returned)}{after}</p>"
