"""Tab 步骤 of a task: its parts with weight and last day; Space ticks one off."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput
from ui.icons import set_icon
from ui.paged_model import Cell, Column, PagedModel
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import DateField, DigitsField, half_width, typed_date
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from datetime import date

    from app.tasks.ledger import LedgerRow
    from app.tasks.steps import StepRow

__all__ = ["TaskSteps"]


class TaskSteps(QWidget):
    """The steps in a table, and under it the line that adds one."""

    added = Signal(str, object, int)  # words, last day or None, weight
    removed = Signal(str)  # id of a step

    def __init__(
        self,
        today: "date",
        edit: "Callable[[StepRow, str, object, int], StepRow]",
        tick: "Callable[[StepRow, bool], StepRow]",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today, self._edit = today, edit
        self._item = ""
        self._every: Sequence[StepRow] = ()
        self._rows: Sequence[StepRow] = ()
        self.year = QComboBox()
        self.year.setAccessibleName("哪一年的步骤")
        self.year.activated.connect(lambda _index: self._show_year())
        self.model: PagedModel[StepRow] = PagedModel(
            [
                Column(
                    "完成",
                    lambda row: row.done_on is not None,
                    cell=Cell.CHECK,
                    width=2,
                    edit=lambda row, text: tick(row, text == "1"),
                ),
                Column(
                    "步骤",
                    lambda row: row.text,
                    stretch=True,
                    edit=lambda row, text: edit(row, text, row.due_on, row.weight),
                    hint=_hint,
                ),
                Column("期限", self._day, width=4, edit=self._due),
                Column("情况", _state, width=5),
                Column("权重", lambda row: row.weight, cell=Cell.NUMBER, width=2, edit=self._weigh),
            ],
            fetch=lambda offset, limit, _order: self._rows[offset : offset + limit],
            key=lambda row: row.id,
        )
        self._sum = QLabel()
        self._sum.setProperty("role", "soft")
        self._sum.setWordWrap(True)
        empty = EmptyState("没有分步骤。大一点的任务可以分几步写，各有期限。", icon_name="list-checks")
        self.view: LedgerView[StepRow] = LedgerView(self.model, empty=empty)
        self.view.fit([column.title for column in self.model.columns], ())
        self._fields = QWidget()
        self._remove = QAction("删除这一步", self)
        self.view.chosen.connect(self._follow)
        self.text = QLineEdit()
        self.text.setPlaceholderText("加一步：做什么，按回车记下")
        self.text.setAccessibleName("步骤")
        self.due, self.weight = DateField(today), DigitsField(longest=3, hint="1")
        self.due.setAccessibleName("期限")
        self.weight.setAccessibleName("权重")
        add = QAction("加一步", self)
        set_icon(add, "plus")
        add.triggered.connect(self._add)
        set_icon(self._remove, "trash-2")
        self._remove.triggered.connect(self._remove_current)
        for field in (self.text, self.due, self.weight):
            field.returnPressed.connect(self._add)
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.text, 0, 0, 1, 4)
        grid.addWidget(QLabel("期限"), 1, 0)
        grid.addWidget(self.due, 1, 1)
        grid.addWidget(QLabel("权重"), 1, 2)
        grid.addWidget(self.weight, 1, 3)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(ActionButton(self._remove, "quiet"))
        buttons.addWidget(ActionButton(add))
        grid.addLayout(buttons, 2, 0, 1, 4)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._sum, 1)
        head.addWidget(self.year)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._fields)

    def show_row(self, row: "LedgerRow", steps: "Sequence[StepRow]") -> None:
        """Show the steps of a line of the ledger."""
        if self._item != row.item:
            self._item = row.item
            self._offer_years(steps, self._today.year)
        else:
            self._offer_years(steps, self.year.currentData())
        self._every = steps
        self._show_year()
        usable = row.open and row.decision == "claimed"
        self._fields.setEnabled(usable)
        self._remove.setEnabled(usable and self.view.current_row() is not None)
        self._sum.setText(_summary(row))
        self._sum.setVisible(bool(self._sum.text()))

    def _offer_years(self, steps: "Sequence[StepRow]", chosen: int | None) -> None:
        """Offer the years of what runs over several; the plan of one year needs no choice."""
        from app.tasks.steps import years_of

        years = years_of(steps)
        self.year.clear()
        self.year.addItem("各年步骤", None)
        for year in years:
            self.year.addItem(f"{year} 年步骤", year)
        self.year.setVisible(len(years) > 1)
        self.year.setCurrentIndex(max(0, self.year.findData(chosen)) if len(years) > 1 else 0)

    def _show_year(self) -> None:
        from app.tasks.steps import steps_of_year

        year = self.year.currentData()
        self._rows = self._every if year is None else steps_of_year(self._every, year)
        self.view.reload()

    def clear(self) -> None:
        """Empty the fields."""
        self.text.clear()
        self.weight.clear()
        self.due.set_day(None)

    def _follow(self, row: "StepRow | None") -> None:
        self._remove.setEnabled(row is not None and self._fields.isEnabled())

    def _add(self) -> None:
        if self.due.wrong:
            raise InvalidInput("期限看不懂，请写成 7.5 或 2026-07-05。")
        weight = self.weight.whole()
        self.added.emit(self.text.text(), self.due.day(), 1 if weight is None else weight)

    def _day(self, row: "StepRow") -> str:
        day = row.due_on
        if day is None:
            return ""
        return f"{day:%m-%d}" if day.year == self._today.year else day.isoformat()

    def _due(self, row: "StepRow", text: str) -> "StepRow":
        day = typed_date(text, self._today) if text.strip() else None
        if text.strip() and day is None:
            raise InvalidInput("期限看不懂，请写成 7.5 或 2026-07-05。")
        return self._edit(row, row.text, day, row.weight)

    def _weigh(self, row: "StepRow", text: str) -> "StepRow":
        digits = half_width(text)
        if not digits.isdecimal():
            raise InvalidInput("权重请填 1 到 100 的整数。")
        return self._edit(row, row.text, row.due_on, int(digits))

    def _remove_current(self) -> None:
        row = self.view.current_row()
        if row is not None:
            self.removed.emit(row.id)


def _state(row: "StepRow") -> str:
    if row.done_on is not None:
        return f"补办 {row.days_late} 天" if row.days_late else "已完成"
    return f"过期 {row.days_late} 天" if row.days_late else ""


def _hint(row: "StepRow") -> str:
    due = f"\n期限 {row.due_on}" if row.due_on else ""
    done = f"\n完成于 {row.done_on} {row.result}".rstrip() if row.done_on else ""
    return f"{row.text}\n占 {row.share}%{due}{done}"


def _summary(row: "LedgerRow") -> str:
    if not row.steps:
        return ""
    parts = [f"完成 {row.steps_done}/{row.steps} 步，进度 {row.percent or 0}%"]
    if row.planned is not None:
        gap = (row.percent or 0) - row.planned
        word = "超前" if gap > 0 else "落后" if gap < 0 else "和计划一致"
        parts.append(f"按计划应到 {row.planned}%，{word}{f' {abs(gap)} 个百分点' if gap else ''}")
    return "；".join(parts) + "。空格打勾，F2 改。"
