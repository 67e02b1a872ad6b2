"""The recycle bin: what was taken out, and the way back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.page import Page
from ui.paged_model import Column, Order, PagedModel
from ui.undo import Steps
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import SearchField
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.recycle import BinRow

__all__ = ["RecyclePanel"]


class RecyclePanel(QWidget):
    """A list, the latest first; one button puts the chosen ones back."""

    def __init__(self, page: Page, steps: Steps) -> None:
        super().__init__()
        self._context = page.context
        self._steps = steps
        self._rows: Sequence[BinRow] = ()
        self._back = page.action("放回", self._put_back, icon_name="undo-2", writes=True)
        self.search = SearchField("找内容、种类、原因")
        self.search.asked.connect(lambda _text: self.reload())
        self._model = PagedModel(
            [
                Column("删除时间", lambda row: f"{row.taken_out:%Y-%m-%d %H:%M}", width=10),
                Column("种类", lambda row: row.kind_label, width=5),
                Column("内容", lambda row: row.title, stretch=True),
                Column("原因", lambda row: row.reason, width=9),
                Column("谁删的", lambda row: row.by, width=5),
            ],
            self._fetch,
            lambda row: row.id,
        )
        self.view: LedgerView[BinRow] = LedgerView(
            self._model, empty=EmptyState("最近半年没有删除过什么。", icon_name="trash-2")
        )
        self.view.chosen.connect(lambda row: self._back.setEnabled(row is not None))
        self.view.opened.connect(lambda _row: self._put_back())
        tools = QHBoxLayout()
        tools.addWidget(self.search, 1)
        tools.addWidget(ActionButton(steps.undo_action, "quiet", icon_only=True))
        tools.addWidget(ActionButton(self._back))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.addWidget(
            soft("这里是最近 180 天删除的记录。选一条点“放回”，当时一起删除的照片和进展也一起回来。")
        )
        layout.addLayout(tools)
        layout.addWidget(self.view, 1)

    def reload(self) -> None:
        """Look anew."""
        from app.recycle import list_bin

        self._rows = list_bin(self._context.ws, text=self.search.text().strip())
        self.view.reload()
        self._back.setEnabled(self.view.current_row() is not None and not self._context.jobs.busy)

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "Sequence[BinRow]":
        return self._rows[offset : offset + limit]

    def _put_back(self) -> None:
        from app.recycle import put_back

        rows = self.view.selected_rows()
        if not rows:
            return
        ws = self._context.ws
        name = f"放回{rows[0].kind_label}" if len(rows) == 1 else f"放回 {len(rows)} 条"
        done = self._steps.do(name, lambda: sum(put_back(ws, row.kind, row.id) for row in rows))
        self._context.status(f"已放回 {done} 条。")
