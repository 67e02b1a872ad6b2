"""Records that two branches changed: what counts now and what came back, side by side; the owner picks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.exchange.tables import moment
from ui.page import Page
from ui.paged_model import Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.log.field_words import FieldChange
    from app.sync.conflicts import ConflictRow

__all__ = ["ConflictPanel"]


class ConflictPanel(QWidget):
    """The records above, the fields that differ below."""

    closed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._context = page.context
        self._rows: Sequence[ConflictRow] = ()
        self._heading = QLabel()
        self._heading.setProperty("role", "title")
        words = QLabel(
            "这些记录在别处也改过（恢复过备份、换过电脑或两台电脑都写过）。现在用的是本机的内容；"
            "取回来的也留着。一条一条看，选一份。选错了还能再改。本机没有的，用取回来的就补上。"
        )
        words.setProperty("role", "soft")
        words.setWordWrap(True)
        self._list: LedgerView[ConflictRow] = LedgerView(
            PagedModel(
                [
                    Column("类别", lambda row: row.kind_word, width=6),
                    Column("记录", lambda row: row.title, stretch=True),
                    Column(
                        "本机的写于", lambda row: moment(row.here_at) if row.here_at else "本机没有", width=6
                    ),
                    Column("取回的写于", lambda row: moment(row.other_at), width=6),
                    Column("取回的由谁写", lambda row: row.other_by, width=6),
                ],
                lambda offset, limit, _order: self._rows[offset : offset + limit],
                lambda row: row.record,
            ),
            empty=EmptyState("没有两边都改过的记录。"),
        )
        self._list.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
        self._list.chosen.connect(lambda _row: self._fields.reload())
        self._fields: LedgerView[FieldChange] = LedgerView(
            PagedModel(
                [
                    Column("不同的地方", lambda change: change.word, width=6),
                    Column("本机现在的", lambda change: change.before or "（空）", stretch=True),
                    Column("取回来的", lambda change: change.after or "（空）", width=20),
                ],
                self._changes,
                lambda change: change.word,
            ),
            empty=EmptyState("选中上面的一条，这里显示两份有哪些不同。"),
        )
        back = page.action("返回", self.closed.emit, icon_name="arrow-left")
        self._take = page.action(
            "用取回来的", lambda: self._settle(take_other=True), icon_name="history", writes=True
        )
        self._keep = page.action(
            "保留本机的", lambda: self._settle(take_other=False), icon_name="check", writes=True
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(ActionButton(back))
        buttons.addStretch()
        buttons.addWidget(ActionButton(self._take))
        buttons.addWidget(ActionButton(self._keep, "main"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._heading)
        layout.addWidget(words)
        layout.addWidget(self._list, 3)
        layout.addWidget(self._fields, 2)
        layout.addLayout(buttons)

    def reload(self) -> None:
        """Read again what is to be decided."""
        from app.sync.conflicts import list_conflicts

        self._rows = list_conflicts(self._context.ws)
        self._heading.setText(f"{len(self._rows)} 条记录两边都改过" if self._rows else "都定好了")
        self._list.reload()
        self._fields.reload()
        for action in (self._take, self._keep):
            action.setEnabled(bool(self._rows) and not self._context.jobs.busy)

    def _changes(self, offset: int, limit: int, _order: object) -> "Sequence[FieldChange]":
        row = self._list.current_row()
        return row.changes[offset : offset + limit] if row is not None else ()

    def _settle(self, *, take_other: bool) -> None:
        from app.sync.conflicts import settle_conflict

        row = self._list.current_row()
        if row is not None:
            settle_conflict(self._context.ws, row.record, take_other=take_other)
            self._context.written()
            self.reload()
