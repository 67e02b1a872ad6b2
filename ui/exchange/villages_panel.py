"""Villages of this station: given to another one, taken from another one, and what the former one changed since."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import messages
from ui.page import Page
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.sync.village_proposals import Proposal
    from app.sync.villages import VillageRow

__all__ = ["VillagesPanel"]

_STATES: Final = {"ours": ("green", "本站的"), "given": ("blue", "已移交"), "offered": ("yellow", "等接收")}


class VillagesPanel(QWidget):
    """The villages above; below them, where there are any, the former station's later changes."""

    closed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._context = page.context
        self._rows: Sequence[VillageRow] = ()
        self._proposals: Sequence[Proposal] = ()
        heading = QLabel("村的移交")
        heading.setProperty("role", "title")
        words = QLabel(
            "区划调整时，原来的站移交，上报给县里；县里下发后，新的站接收再上报。接收以前，村里的场所和问题两边都只能看，一条也不会少。"
        )
        words.setProperty("role", "soft")
        words.setWordWrap(True)
        self._table: LedgerView[VillageRow] = LedgerView(
            PagedModel(
                [
                    Column("村", lambda row: row.name, stretch=True),
                    Column("状态", lambda row: _STATES[row.state], cell=Cell.LIGHT, width=5),
                    Column("对方", lambda row: row.other, width=12),
                    Column("场所和问题", lambda row: row.records, cell=Cell.NUMBER, width=5),
                ],
                lambda offset, limit, _order: self._rows[offset : offset + limit],
                lambda row: row.handover + row.village,
            ),
            empty=EmptyState("本站还没有村。村由县里登记，随县里的下发包来。"),
        )
        self._table.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
        self._table.chosen.connect(lambda _row: self._follow())
        self._late: LedgerView[Proposal] = LedgerView(
            PagedModel(
                [
                    Column("原站后来改过", lambda row: row.title, width=14),
                    Column("类别", lambda row: row.kind_word, width=5),
                    Column("谁改的", lambda row: row.station, width=8),
                    Column("本站现在 → 原站改的", _change_words, stretch=True, hint=_change_words),
                ],
                lambda offset, limit, _order: self._proposals[offset : offset + limit],
                lambda row: row.key,
            ),
            empty=EmptyState("原站没有再改。"),
        )
        self._late.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
        back = page.action("返回", self.closed.emit, icon_name="arrow-left")
        self._give = page.action("移交给别的站", self._give_it, icon_name="send", writes=True)
        self._revoke = page.action("撤回移交", self._take_back, icon_name="undo-2", writes=True)
        self._keep = page.action(
            "保留本站的", lambda: self._settle(take=False), icon_name="check", writes=True
        )
        self._use = page.action(
            "用原站改的", lambda: self._settle(take=True), icon_name="history", writes=True
        )
        self._adopt = page.action("接收这个村", self._adopt_it, icon_name="inbox", writes=True)
        self._buttons = {
            action: ActionButton(action, "main" if action is self._adopt else "")
            for action in (self._keep, self._use, self._revoke, self._give, self._adopt)
        }
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(ActionButton(back))
        buttons.addStretch()
        for button in self._buttons.values():
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(heading)
        layout.addWidget(words)
        layout.addWidget(self._table, 3)
        layout.addWidget(self._late, 2)
        layout.addLayout(buttons)

    def reload(self) -> None:
        """Read villages and later changes anew."""
        from app.sync.village_proposals import list_proposals
        from app.sync.villages import list_villages

        self._rows = list_villages(self._context.ws)
        self._proposals = list_proposals(self._context.ws)
        self._table.reload()
        self._late.reload()
        self._late.setVisible(bool(self._proposals))
        self._follow()

    def _follow(self) -> None:
        row = self._table.current_row()
        state = "" if row is None else row.state
        shown = {
            self._keep: bool(self._proposals),
            self._use: bool(self._proposals),
            self._revoke: state == "given",
            self._give: state == "ours",
            self._adopt: state == "offered",
        }
        for action, wanted in shown.items():
            action.setVisible(wanted)
            self._buttons[action].setVisible(wanted)

    def _give_it(self) -> None:
        from app.office.units import UnitKind, list_units
        from app.sync.villages import hand_over_village

        row, ws = self._table.current_row(), self._context.ws
        stations = [unit for unit in list_units(ws, kind=UnitKind.STATION) if unit.id != ws.unit]
        if row is None or not stations:
            return
        picked = messages.choose(
            f"把{row.name}移交给哪个站？移交后这里的记录只能看，对方接收以前可以撤回。",
            [unit.name for unit in stations],
        )
        if picked is not None:
            hand_over_village(ws, row.village, stations[picked].id, "")
            self._written(f"{row.name}已移交，请上报一次，县里会转给{stations[picked].name}。")

    def _take_back(self) -> None:
        from app.sync.villages import take_village_back

        row = self._table.current_row()
        if row is not None:
            take_village_back(self._context.ws, row.handover)
            self._written(f"已撤回，{row.name}还由本站管。")

    def _adopt_it(self) -> None:
        from app.sync.villages import adopt_village

        row = self._table.current_row()
        if row is not None:
            count = adopt_village(self._context.ws, row.handover)
            self._written(f"已接收{row.name}，{count} 条场所和问题归本站管。请上报一次。")

    def _settle(self, *, take: bool) -> None:
        from app.sync.village_proposals import settle_proposal

        row = self._late.current_row()
        if row is not None:
            settle_proposal(self._context.ws, row.key, take=take)
            self._written("已定。")

    def _written(self, words: str) -> None:
        self._context.written()
        self.reload()
        self._context.status(words)


def _change_words(row: "Proposal") -> str:
    return "；".join(f"{one.word}：{one.before or '（空）'} → {one.after or '（空）'}" for one in row.changes)
