"""Handing over (交接): who to whom, then what, and what was found; one page for a successor alone."""

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
)
from typing_extensions import override

from app.workspace import Role
from ui import theme
from ui.page import Context
from ui.welcome.step_pages import StepContent, StepPages, soft
from ui.widgets.fields import DateField
from ui.widgets.form_rows import FormRows, required

if TYPE_CHECKING:
    from app.handover.handing import HandoverForm
    from app.handover.inventory import Inventory, Part

__all__ = ["HandoverWizard"]

_RECORD: Final = "记下交接，打印三份"


class HandoverWizard(StepPages):
    """Collects a `HandoverForm`; what was typed stays until the wizard is thrown away.

    A successor who is `alone` finds nobody to go through the list with: he says who he is and gets it on paper.
    """

    def __init__(self, context: Context, *, alone: bool = False) -> None:
        self.alone = alone
        self.who = _Who(context, alone=alone)
        self.what = _What(context)
        super().__init__([self.who] if alone else [self.who, self.what])

    def form(self) -> "HandoverForm":
        """Return what was typed."""
        from app.handover.handing import HandoverForm

        who = self.who
        found = who.differences if self.alone else self.what.differences
        return HandoverForm(
            giver=who.giver.text(),
            taker=who.taker.text(),
            on=who.day.day() or who.today,
            witness=who.witness.text(),
            phone=who.phone.text(),
            absent=who.absent.isChecked(),
            differences=found.toPlainText(),
        )


class _Who(StepContent):
    word = "谁交给谁"

    def __init__(self, context: Context, *, alone: bool) -> None:
        super().__init__(
            "您是接谁的手？" if alone else "谁交给谁？",
            "“接交人”写您的姓名。清单打印出来，由监交人一起清点签字。以前的记录还写着原来的名字，不会改。"
            if alone
            else "前任已经走了也照样办：勾上“移交人不在场”，由监交人一起清点签字。以前的记录还写着原来的名字，不会改。",
        )
        self.today: date = context.ws.today
        self.giver = QLineEdit(context.ws.person)
        self.taker = QLineEdit()
        self.phone = QLineEdit()
        self.day = DateField(self.today, self.today)
        self.witness = QLineEdit()
        self.absent = QCheckBox("移交人不在场")
        self.absent.setChecked(alone)
        self.differences = _differences()
        self.next_word = _RECORD if alone else "下一步"
        self._rows = FormRows()
        self._rows.add("移交人", self.giver, check=required(self.giver, "移交人"), needed=True)
        self._rows.add("接交人", self.taker, check=required(self.taker, "接交人"), needed=True)
        self._rows.add("接交人电话", self.phone)
        self._rows.add("接交人到任日期", self.day, check=self._day_there, needed=True)
        self._rows.add("监交人", self.witness, hint="一般是分管领导，也可以打印后手写")
        if alone:
            self._rows.add("不在的、不符的", self.differences, hint="也可以记下以后再逐项清点")
        else:
            self._rows.add("", self.absent)
        self.body.addWidget(self._rows)
        self.body.addStretch()

    @override
    def enter(self) -> None:
        (self.taker if self.giver.text() else self.giver).setFocus()

    @override
    def leave(self) -> bool:
        return self._rows.valid()

    def _day_there(self) -> str | None:
        return None if self.day.day() is not None else "请填写到任日期，如 7.5 或 2026-07-05。"


class _What(StepContent):
    word = "交什么，有什么不同"
    next_word = _RECORD

    def __init__(self, context: Context) -> None:
        super().__init__(
            "交接清单",
            "都是台账自动列出来的，不用填。记下以后打印三份签字，县里在下一个上报包里会看到。",
        )
        self._ws = context.ws
        self._inventory: Inventory | None = None
        self.parts = QListWidget()
        self.parts.setAccessibleName("清单的各部分")
        self.parts.currentRowChanged.connect(self._show)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setAccessibleName("这一部分的内容")
        sides = QSplitter()
        sides.addWidget(self.parts)
        sides.addWidget(self.lines)
        sides.setStretchFactor(1, 2)
        sides.setMinimumHeight(120)
        self.differences = _differences()
        self._stock = soft("")
        self.body.addWidget(sides, 1)
        self.body.addWidget(QLabel("当面核对，不在的、不符的写在这里，没有就空着："))
        self.body.addWidget(self.differences)
        self.body.addWidget(self._stock)

    @override
    def enter(self) -> None:
        from app.handover.inventory import take_inventory

        self._inventory = take_inventory(self._ws)
        self.parts.clear()
        for part in self._inventory.parts:
            self.parts.addItem(QListWidgetItem(f"{part.title}　{len(part.rows)}"))
        self.parts.setMinimumWidth(self.parts.sizeHintForColumn(0) + theme.scaled(30))
        self.parts.setCurrentRow(0)
        self.parts.setFocus()  # it is read before anything is written
        if self._ws.role is Role.STATION:
            from app.handover.stock import read_stock

            words = read_stock(self._ws).words
            self._stock.setText(f"{words}，清点出来的不同会一起印上。" if words else "")
        self._stock.setVisible(bool(self._stock.text()))

    def _show(self, row: int) -> None:
        if self._inventory is not None and row >= 0:
            self.lines.setPlainText(_words(self._inventory.parts[row]))


def _differences() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setAccessibleName("不在的、不符的")
    field.setPlaceholderText("如：第 3 盒不在柜里；投影仪已坏，报修中。")
    field.setTabChangesFocus(True)
    field.setFixedHeight(theme.current().row_px * 3 // 2)
    return field


def _words(part: "Part") -> str:
    if not part.rows:
        return "没有。"
    return "\n".join("　".join(cell for cell in row if cell and "□" not in cell) for row in part.rows)
