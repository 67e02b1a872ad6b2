"""交接: what it is, the ones that took place, and the way into the wizard."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.workspace import Role
from ui.page import Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.handover.handing import HandoverRow

__all__ = ["HandoverPanel"]


class HandoverPanel(QWidget):
    """`begun` asks for the wizard, `taken` for that of a successor alone, `counting` for taking stock, `printed` for the list."""

    begun = Signal()
    taken = Signal()
    counting = Signal()
    printed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._context = page.context
        self._rows: Sequence[HandoverRow] = ()
        self._begin = page.action("开始交接", self.begun.emit, icon_name="hand-helping", writes=True)
        self._take = page.action("我是新站长", self.taken.emit, icon_name="user", writes=True)
        self._count = page.action("逐项清点", self.counting.emit, icon_name="list-checks", writes=True)
        self._print = page.action("打印交接清单", self.printed.emit, icon_name="printer", writes=True)
        self.view: LedgerView[HandoverRow] = LedgerView(
            PagedModel(
                [
                    Column("到任日期", lambda row: row.on, cell=Cell.DATE, width=6),
                    Column(
                        "移交人", lambda row: f"{row.giver}（不在场）" if row.absent else row.giver, width=8
                    ),
                    Column("接交人", lambda row: row.taker, width=6),
                    Column("监交人", lambda row: row.witness, width=6),
                    Column("核对中的不同", _differences, stretch=True),
                ],
                self._fetch,
                lambda row: row.id,
            ),
            empty=EmptyState("还没有办过交接。", self._begin, icon_name="hand-helping"),
        )
        self._stock = QLabel()
        self._stock.setProperty("role", "soft")
        self._stock.hide()
        tools = QHBoxLayout()
        tools.addWidget(ActionButton(self._begin))
        if page.context.ws.role is Role.STATION:
            tools.addWidget(ActionButton(self._take))
            tools.addWidget(ActionButton(self._count))
        tools.addWidget(ActionButton(self._print))
        tools.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.addWidget(
            soft(
                "换人时用。没办完的事、30 天内到期的、公开承诺、场所、档案和联系人自动列好，打印三份签字。"
                "前任已经走了的，新站长点“我是新站长”，写上姓名就行。"
            )
        )
        layout.addLayout(tools)
        layout.addWidget(self._stock)
        layout.addWidget(self.view, 1)

    def reload(self) -> None:
        """Look anew."""
        from app.handover.handing import list_handovers

        ws = self._context.ws
        self._rows = list_handovers(ws)
        self.view.reload()
        if ws.role is Role.STATION:
            from app.handover.stock import read_stock

            words = read_stock(ws).words
            self._stock.setText(f"{words}。点“逐项清点”接着点，差异打印在交接清单和清点差异单上。")
            self._stock.setVisible(bool(words))

    def _fetch(self, offset: int, limit: int, _order: Order | None) -> "Sequence[HandoverRow]":
        return self._rows[offset : offset + limit]


def _differences(row: "HandoverRow") -> str:
    return "；".join(part for part in (row.found, row.differences) if part) or "没有"
