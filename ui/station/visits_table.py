"""The villages that one event went through: day, times and head count of each, typed in place."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import InvalidInput
from ui import theme
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.fields import half_width, typed_date
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.work.facts import Happening, Reached

__all__ = ["VisitsTable"]

_MOST_ROWS = 6


class VisitsTable(QWidget):
    """Shown for an event with several villages. `saved` brings all of them after one was changed."""

    saved = Signal(list)  # of Visit

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._visits: list[Reached] = []
        self._model: PagedModel[Reached] = PagedModel(
            [
                Column("村", lambda row: row.village, stretch=True),
                Column("日期", lambda row: row.on, cell=Cell.DATE, width=6, edit=self._day),
                Column("场次", lambda row: row.times, cell=Cell.NUMBER, width=3, edit=self._times),
                Column("人数", lambda row: row.people, cell=Cell.NUMBER, width=4, edit=self._people),
            ],
            fetch=lambda offset, limit, _order: self._visits[offset : offset + limit],
            key=lambda row: row.unit,
        )
        self._model.edited.connect(self._save)
        self.view: LedgerView[Reached] = LedgerView(self._model)
        note = QLabel("每个村的日子、场次和人数：双击或按 F2 改。")
        note.setProperty("role", "small")
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(note)
        layout.addWidget(self.view)
        theme.current().changed.connect(self._fit)
        self.hide()

    def show_visits(self, event: "Happening") -> None:
        """Show the villages of an event where there are several."""
        self._visits = list(event.villages)
        self._model.reload()
        self.setVisible(len(self._visits) > 1)
        self._fit()

    def _fit(self) -> None:
        rows = min(_MOST_ROWS, len(self._visits)) + 1
        self.view.setFixedHeight(int((rows + 0.3) * theme.current().row_px))

    def _put(self, row: "Reached", change: "Callable[[Reached], Reached]") -> "Reached":
        changed = change(row)
        self._visits = [changed if one.unit == row.unit else one for one in self._visits]
        return changed

    def _day(self, row: "Reached", text: str) -> "Reached":
        day = typed_date(text, self._today)
        if day is None:
            raise InvalidInput("这不是日期，请写成 7.5 或 2026-07-05。")
        if day > self._today:
            raise InvalidInput("日期还没有到。到了村里再登记，请改一下日期。")
        return self._put(row, lambda one: replace(one, on=day))

    def _times(self, row: "Reached", text: str) -> "Reached":
        times = _whole(text, "场次")
        if not times:
            raise InvalidInput("场次至少是 1。没有去的村，请在“村”里去掉。")
        return self._put(row, lambda one: replace(one, times=times))

    def _people(self, row: "Reached", text: str) -> "Reached":
        people = _whole(text, "人数")
        return self._put(row, lambda one: replace(one, people=people))

    def _save(self) -> None:
        from app.work.activities import Visit

        self.saved.emit([Visit(one.unit, one.on, one.times, one.people) for one in self._visits])

    @override
    def showEvent(self, event: object) -> None:
        self._fit()


def _whole(text: str, what: str) -> int | None:
    plain = half_width(text)
    if not plain:
        return None
    if not plain.isdecimal() or len(plain) > 6:
        raise InvalidInput(f"{what}“{text}”不是数字。")
    return int(plain)
