"""A month at a glance: days with entries carry a dot; one can be chosen."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["MonthStrip"]

_DAYS = "一二三四五六日"


class MonthStrip(QWidget):
    """A month with its two arrows. `chosen` brings the day, or None when the choice is taken back."""

    chosen = Signal(object)  # date or None
    turned = Signal(int, int)  # year, month

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year, self.month = today.year, today.month
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.grid = _Days(today)
        self.grid.picked.connect(self.chosen)
        head = QHBoxLayout()
        for words, drawing, step in (("上个月", "chevron-left", -1), ("下个月", "chevron-right", 1)):
            action = QAction(words, self)
            set_icon(action, drawing)
            action.triggered.connect(lambda _checked=False, step=step: self.turn(step))
            head.addWidget(ActionButton(action, "quiet", icon_only=True))
        head.insertWidget(1, self._title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.grid)
        self.turn(0)

    def turn(self, months: int) -> None:
        """Go `months` further."""
        place = self.year * 12 + self.month - 1 + months
        self.year, self.month = place // 12, place % 12 + 1
        self._title.setText(f"{self.year} 年 {self.month} 月")
        self.turned.emit(self.year, self.month)

    def choose(self, day: date | None) -> None:
        """Show a day as the chosen one, in its month; None: no day."""
        if day is not None and (day.year, day.month) != (self.year, self.month):
            self.year, self.month = day.year, day.month
            self.turn(0)
        self.grid.set_day(day)

    def show_days(self, entries: Mapping[date, int]) -> None:
        """Show the month with these numbers of entries."""
        self.grid.show_month(self.year, self.month, entries)


class _Days(QWidget):
    picked = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._weeks: list[list[date]] = []
        self._month = 0
        self._entries: Mapping[date, int] = {}
        self._day: date | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("日期")
        theme.current().changed.connect(self.updateGeometry)

    def show_month(self, year: int, month: int, entries: Mapping[date, int]) -> None:
        self._weeks = calendar.Calendar().monthdatescalendar(year, month)
        self._month, self._entries = month, entries
        self.updateGeometry()
        self.update()

    def set_day(self, day: date | None) -> None:
        self._day = day
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme.scaled(29)
        return QSize(side * 7, side * 7)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = int(event.position().x() * 7 / max(1, self.width()))
        row = int(event.position().y() / self._side()) - 1
        if 0 <= row < len(self._weeks) and 0 <= column < 7:
            self._pick(self._weeks[row][column])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        day = (self._day or self._today) + timedelta(days=step)
        if day.month == self._month:
            self._pick(day)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, side = self.width() / 7, self._side()
        painter.setFont(theme.current().font(larger=-3))
        painter.setPen(theme.color("ink_soft"))
        for column, word in enumerate(_DAYS):
            painter.drawText(QRectF(column * width, 0, width, side), int(Qt.AlignmentFlag.AlignCenter), word)
        for row, week in enumerate(self._weeks, start=1):
            for column, day in enumerate(week):
                if day.month == self._month:
                    self._paint_day(painter, day, QRectF(column * width, row * side, width, side))

    def _side(self) -> float:
        return self.height() / 7

    def _pick(self, day: date) -> None:
        if day.month != self._month:
            return
        self._day = None if day == self._day else day
        self.update()
        self.picked.emit(self._day)

    def _paint_day(self, painter: QPainter, day: date, box: QRectF) -> None:
        inner = box.adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self._day:
            painter.setBrush(theme.color("selection"))
            painter.drawRoundedRect(inner, 5, 5)
        if day == self._today:
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner, 5, 5)
        painter.setFont(theme.current().font(larger=-2, bold=day in self._entries))
        painter.setPen(theme.color("ink_faint" if day > self._today else "ink"))
        painter.drawText(inner.adjusted(0, 0, 0, -5), int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        if day in self._entries:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(QRectF(inner.center().x() - 2, inner.bottom() - 6, 4, 4))
