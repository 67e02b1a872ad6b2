"""月历: a month, what the chosen day holds, and a line to plan something on it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.icons import set_icon
from ui.page import Context
from ui.station.month_grid import MonthGrid
from ui.undo import Steps
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.work.month import Mark, MonthView

__all__ = ["MonthPane"]

_MARK = Qt.ItemDataRole.UserRole
_PANEL_PX = 270
_WEEKDAYS = "一二三四五六日"
_PAGES = {  # page and name of its argument, by what a mark opens
    "task": ("ledger", "item"),
    "problem": ("problems", "problem"),
    "activity": ("activities", "entry"),
    "log": ("log", "entry"),
    "meeting": ("reports", "meeting"),
}


class MonthPane(QWidget):
    """The calendar of the Today page."""

    back = Signal()

    def __init__(self, context: Context, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._steps = context, steps
        self._month = context.ws.today.replace(day=1)
        self._view: MonthView | None = None
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self.grid = MonthGrid(context.ws.today)
        self.grid.chosen.connect(self.choose)
        self.grid.opened.connect(self._plan)
        self.grid.turned.connect(self._turn)
        self._day = QLabel()
        self._day.setProperty("role", "heading")
        self._day.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("这一天的事")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(lambda _item: self._open())
        self.list.itemSelectionChanged.connect(self._follow)
        self.field = QLineEdit()
        self.field.setAccessibleName("这天要办什么")
        self.field.returnPressed.connect(self._add)
        self._open_action = _action(self, "打开", "external-link", self._open)
        self._done_action = _action(self, "办完了", "check", self._finish)
        self._remove_action = _action(self, "不办了", "trash-2", self._remove)
        self._log_action = _action(self, "看这天的日志", "notebook-pen", self._show_log)
        self._build()

    def reload(self) -> None:
        """Load the month anew."""
        from app.work.month import read_month

        self._view = read_month(self._context.ws, self._month.year, self._month.month)
        self._title.setText(f"{self._month.year} 年 {self._month.month} 月")
        self.grid.show_month(self._view, self.grid.day)
        self._show_day()

    def choose(self, day: date) -> None:
        """Choose a day, in whatever month it lies."""
        self.grid.day = day
        if (day.year, day.month) != (self._month.year, self._month.month):
            self._month = day.replace(day=1)
            self.reload()
        else:
            self.grid.update()
            self._show_day()

    def _build(self) -> None:
        head = QHBoxLayout()
        for words, drawing, step in (("上个月", "chevron-left", -1), ("下个月", "chevron-right", 1)):
            action = _action(self, words, drawing, partial(self._turn, step))
            head.addWidget(ActionButton(action, "quiet", icon_only=True))
        head.insertWidget(1, self._title)
        now = _action(self, "回到今天", None, self._choose_today)
        head.addWidget(ActionButton(now, "link"))
        head.addStretch()
        back = _action(self, "返回今日", "arrow-left", self.back.emit)
        head.addWidget(ActionButton(back))
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for action in (self._open_action, self._done_action, self._remove_action):
            buttons.addWidget(ActionButton(action, "quiet"))
        buttons.addStretch()
        side = QVBoxLayout()
        side.setSpacing(6)
        side.addWidget(self._day)
        side.addWidget(self.list, 1)
        side.addLayout(buttons)
        side.addWidget(self.field)
        side.addWidget(ActionButton(self._log_action, "link"), 0, Qt.AlignmentFlag.AlignLeft)
        self._side = QWidget()
        self._side.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.grid, 1)
        middle.addWidget(self._side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(middle, 1)
        theme.current().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._side.setFixedWidth(theme.scaled(_PANEL_PX))

    def _turn(self, months: int) -> None:
        place = self._month.year * 12 + self._month.month - 1 + months
        self._month = date(place // 12, place % 12 + 1, 1)
        today = self._context.ws.today
        inside = (today.year, today.month) == (self._month.year, self._month.month)
        self.grid.day = today if inside else self._month
        self.reload()

    def _choose_today(self) -> None:
        self.choose(self._context.ws.today)

    def _plan(self, _day: date) -> None:
        self.field.setFocus()

    def _show_day(self) -> None:
        day, today = self.grid.day, self._context.ws.today
        view = self._view.day(day) if self._view is not None else None
        parts = [f"{day.month} 月 {day.day} 日　星期{_WEEKDAYS[day.weekday()]}"]
        if view is not None and view.name and view.name != "周末":
            parts.append(view.name)
        if view is not None and view.duty:
            parts.append("　".join(view.duty))
        self._day.setText("　".join(parts))
        self.list.clear()
        for mark in view.marks if view is not None else ():
            words = f"{mark.word}　{mark.title}" + (f"（{mark.responsible}）" if mark.responsible else "")
            item = QListWidgetItem(words)
            item.setData(_MARK, mark)
            item.setToolTip(words)
            self.list.addItem(item)
        past = day < today
        if not self.list.count():
            words = "这天没有记录。" if past else "这天还没有安排。要排上一件事，在下面写一句。"
            nothing = QListWidgetItem(words)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        else:
            self.list.setCurrentRow(0)
        self.field.setVisible(not past)
        self.field.setPlaceholderText("这天要办什么？按回车排上")
        self._log_action.setVisible(day <= today)
        self._follow()

    def _follow(self) -> None:
        mark = self._mark()
        own = mark is not None and mark.opens == "event" and not mark.done
        self._open_action.setVisible(mark is not None and str(mark.opens) in _PAGES)
        self._done_action.setVisible(own)
        self._remove_action.setVisible(own)

    def _mark(self) -> "Mark | None":
        items = self.list.selectedItems()
        return items[0].data(_MARK) if items else None

    def _open(self) -> None:
        mark = self._mark()
        if mark is not None and str(mark.opens) in _PAGES:
            page, name = _PAGES[str(mark.opens)]
            self._context.navigate(page, **{name: mark.key})

    def _add(self) -> None:
        from app.work.plans import add_event

        text, day = self.field.text(), self.grid.day
        self._steps.do("排上一件事", lambda: add_event(self._context.ws, text, on=day))
        self.field.clear()
        self._context.status(f"已排在 {day.month} 月 {day.day} 日，到时在“今日”里提醒")

    def _finish(self) -> None:
        from app.work.plans import finish_event

        mark = self._mark()
        if mark is not None:
            self._steps.do("办完一件事", lambda: finish_event(self._context.ws, mark.key))
            self._context.status("办完了，日志里也记了")

    def _remove(self) -> None:
        from app.work.plans import remove_event

        mark = self._mark()
        if mark is not None:
            self._steps.do("去掉一件事", lambda: remove_event(self._context.ws, mark.key))

    def _show_log(self) -> None:
        self._context.navigate("log", day=self.grid.day.isoformat())


def _action(owner: QWidget, words: str, drawing: str | None, run: Callable[[], object]) -> QAction:
    action = QAction(words, owner)
    if drawing is not None:
        set_icon(action, drawing)
    action.triggered.connect(lambda *_checked: run())
    return action
