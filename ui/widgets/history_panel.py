"""Everything that was ever written about a record: who, when, what it said before and what after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.icons import set_icon
from ui.paged_model import Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.log.record_history import HistoryRow

__all__ = ["HistoryPanel"]


class HistoryPanel(QWidget):
    """The history of one subject in a table, in place of the page that asked for it."""

    closed = Signal()
    print_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[HistoryRow] = ()
        columns: list[Column[HistoryRow]] = [
            Column("时间", _moment, width=8),
            Column("填写人", lambda row: row.by, width=4, hint=lambda row: f"{row.by}　{row.unit}"),
            Column("记录", lambda row: f"{row.kind} {row.what}", width=7),
            Column("项目", lambda row: row.field, width=5),
            Column("原来", lambda row: row.before, width=10),
            Column("改为", lambda row: row.after, stretch=True),
        ]
        self.view: LedgerView[HistoryRow] = LedgerView(
            PagedModel(
                columns,
                fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
                key=lambda row: row.key,
            ),
            empty=EmptyState("还没有记录。", icon_name="history"),
        )
        self.view.chosen.connect(self._show_whole)
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._whole = QLabel()
        self._whole.setWordWrap(True)
        self._whole.setProperty("role", "soft")
        back, paper = QAction("返回", self), QAction("打印修改记录", self)
        set_icon(back, "arrow-left")
        set_icon(paper, "printer")
        back.setShortcut("Esc")
        back.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(back)
        back.triggered.connect(self.closed)
        paper.triggered.connect(self.print_wanted)
        head = QHBoxLayout()
        head.addWidget(ActionButton(back, "quiet"))
        head.addWidget(self._title, 1)
        head.addWidget(ActionButton(paper, "main"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._whole)
        self.setFocusProxy(self.view)

    def show_history(self, title: str, rows: "Sequence[HistoryRow]") -> None:
        """Show these rows; `title` names what they are about."""
        self._title.setText(title)
        self._rows = rows
        self.view.reload()
        self._show_whole(self.view.current_row())

    def _show_whole(self, row: "HistoryRow | None") -> None:
        self._whole.setText("" if row is None else _words(row))


def _moment(row: "HistoryRow") -> str:
    from app.clock import local

    return f"{local(row.at):%Y-%m-%d %H:%M}"


def _words(row: "HistoryRow") -> str:
    who = "　".join(part for part in (_moment(row), row.by, row.unit) if part)
    if row.field:
        return f"{who}：{row.field}由“{row.before or '空'}”改为“{row.after or '空'}”"
    return f"{who}：{row.what}{row.kind}　{row.after}".rstrip()
