"""What a meeting decided: a table, a line that adds to it, and making an order or a task of a decision."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from app.meetings.decisions import DecisionForm
from app.meetings.meetings import DecisionRow
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import DateField, typed_date
from ui.widgets.ledger_view import LedgerView

__all__ = ["MeetingDecisions"]

_EVERYBODY: Final = "各站"
Edit = Callable[[DecisionRow, DecisionForm], DecisionRow]


class MeetingDecisions(QWidget):
    """Decisions of one meeting; cells are edited in place."""

    added = Signal(object)  # DecisionForm

    def __init__(
        self, today: date, edit: Edit, actions: Sequence[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._today, self._edit = today, edit
        self._rows: Sequence[DecisionRow] = ()
        self.model: PagedModel[DecisionRow] = PagedModel(
            [
                Column("定了什么事", lambda row: row.text, width=11, edit=self._words),
                Column("落实", lambda row: row.outcome_label, width=6),
                Column("谁来办", lambda row: row.station_name, width=7),
                Column("责任人", lambda row: row.person, width=4, edit=self._person),
                Column("期限", lambda row: row.due_on, cell=Cell.DATE, width=6, edit=self._due),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        empty = EmptyState("还没有写下会上定的事。", icon_name="list-checks")
        self.view: LedgerView[DecisionRow] = LedgerView(self.model, empty=empty)
        self.view.set_menu(lambda _row: list(actions))
        self.text, self.person = QLineEdit(), QLineEdit()
        self.station, self.due = QComboBox(), DateField(today)
        self.text.setPlaceholderText("定了什么事，按回车记下")
        self.person.setPlaceholderText("责任人")
        self.due.setPlaceholderText("期限")
        names = {self.text: "定了什么事", self.station: "谁来办", self.person: "责任人", self.due: "期限"}
        for widget, name in names.items():
            widget.setAccessibleName(name)
        self.station.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.station.setMinimumContentsLength(6)
        for field in (self.text, self.person, self.due):
            field.returnPressed.connect(self._add)
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.addWidget(self.text, 0, 0, 1, 3)
        for column, widget in enumerate[QWidget]((self.station, self.person, self.due)):
            grid.addWidget(widget, 1, column)
            grid.setColumnStretch(column, 1)
        buttons = QHBoxLayout()
        for place, action in enumerate(actions):
            buttons.addWidget(ActionButton(action, "quiet" if place == len(actions) - 1 else ""))
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.view, 1)
        layout.addLayout(grid)
        layout.addLayout(buttons)

    def show_rows(self, rows: Sequence[DecisionRow], stations: Sequence[tuple[str, str]]) -> None:
        """Show these decisions; new ones are for one of `stations`, (unit, name), or for all."""
        self._rows = rows
        kept = self.station.currentData()
        self.station.clear()
        self.station.addItem(_EVERYBODY, None)
        for unit, name in stations:
            self.station.addItem(name, unit)
        self.station.setCurrentIndex(max(0, self.station.findData(kept)))
        self.view.reload()

    def clear(self) -> None:
        """Empty the line for the next decision; who has to do it and by when often stays the same."""
        self.text.clear()
        self.person.clear()
        self.text.setFocus()

    def _add(self) -> None:
        if self.due.wrong:
            raise InvalidInput("期限看不懂，请写成 7.5 或 2026-07-05。")
        form = DecisionForm(self.text.text(), self.station.currentData(), self.person.text(), self.due.day())
        self.added.emit(form)

    def _words(self, row: DecisionRow, text: str) -> DecisionRow:
        return self._edit(row, DecisionForm(text, row.station, row.person, row.due_on))

    def _person(self, row: DecisionRow, text: str) -> DecisionRow:
        return self._edit(row, DecisionForm(row.text, row.station, text, row.due_on))

    def _due(self, row: DecisionRow, text: str) -> DecisionRow:
        day = typed_date(text, self._today) if text.strip() else None
        if text.strip() and day is None:
            raise InvalidInput("期限看不懂，请写成 7.5 或 2026-07-05。")
        return self._edit(row, DecisionForm(row.text, row.station, row.person, day))
