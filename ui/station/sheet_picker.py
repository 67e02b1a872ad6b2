"""Which sheet is to be typed: a venue by its name, or by the code of its sheet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.facilities.venues import VenueRow, list_venues
from app.workspace import Workspace
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import SearchField
from ui.widgets.ledger_view import LedgerView

__all__ = ["SheetPicker"]


class SheetPicker(QWidget):
    """A search field above the venues that have a standard; Enter opens the current one."""

    opened = Signal(str)  # id of the venue

    def __init__(self, ws: Workspace) -> None:
        super().__init__()
        self._ws = ws
        self.search = SearchField("找场所、村，或输入表码")
        self.search.asked.connect(lambda _text: self.reload())
        self.search.returnPressed.connect(self.open_current)
        self._view: LedgerView[VenueRow] = LedgerView(
            PagedModel(_columns(), self._fetch, lambda row: row.id),
            empty=EmptyState(
                "还没有可以核查的场所。先到“设施清单”登记站舍和各村的场所。", icon_name="landmark"
            ),
        )
        self._view.fit(("村（社区）", "场所"), ("结果", "上次核查", "类型"))
        self._view.opened.connect(lambda row: self.opened.emit(row.id))
        words = QLabel("选一个场所，按回车开始录入；没录完的接着录。表码印在核查表右上角。")
        words.setProperty("role", "soft")
        words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.addWidget(words)
        column.addWidget(self.search)
        column.addWidget(self._view, 1)

    def reload(self) -> None:
        """Show the venues anew."""
        self._view.reload()

    def open_current(self) -> None:
        """Open the sheet of the current venue."""
        row = self._view.current_row()
        if row is not None:
            self.opened.emit(row.id)

    def _fetch(self, offset: int, limit: int, order: Order | None) -> list[VenueRow]:
        return list_venues(
            self._ws,
            station=self._ws.unit,
            with_standard=True,
            text=self.search.text(),
            order=order.key if order else "place",
            descending=order.descending if order else False,
            offset=offset,
            limit=limit,
        )


def _columns() -> list[Column[VenueRow]]:
    return [
        Column("村（社区）", lambda row: row.unit_name, sort="unit", width=9),
        Column("场所", lambda row: row.form.name, sort="name", stretch=True),
        Column("类型", lambda row: row.kind_label, sort="kind", width=9),
        Column("上次核查", lambda row: row.last_on, sort="last_on", cell=Cell.DATE, width=7),
        Column(
            "结果", lambda row: ["正在录入"] if row.open_check else [row.summary], cell=Cell.TAGS, width=10
        ),
    ]
