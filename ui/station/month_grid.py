"""A month as a wall calendar: what is due, planned and was done on each day, and the load of each week."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from ui import theme
from ui.widgets.lights import draw_light

if TYPE_CHECKING:
    from app.work.month import DayView, Load, MonthView

__all__ = ["MonthGrid"]

_HEADS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日", "要办")
_COLUMNS: Final = len(_HEADS)


class MonthGrid(QWidget):
    """Days to be chosen by mouse or arrows; `opened` comes with Enter or a double click."""

    chosen = Signal(object)  # date
    opened = Signal(object)  # date
    turned = Signal(int)  # months, when the arrows leave the month

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._view: MonthView | None = None
        self.day = today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("月历")
        theme.current().changed.connect(self.updateGeometry)

    def show_month(self, view: "MonthView", day: date) -> None:
        """Show a month with this day chosen."""
        self._view, self.day = view, day
        self.setAccessibleDescription(self._spoken())
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(620), theme.scaled(420))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(420), theme.scaled(240))

    def cell(self, day: date) -> QRectF:
        """Return where a day is drawn; an empty rectangle when it is not."""
        for row, week in enumerate(self._view.weeks if self._view else ()):
            for column, view in enumerate(week):
                if view.on == day:
                    return self._box(row, column)
        return QRectF()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        view = self._at(event.position().x(), event.position().y())
        if view is not None:
            self._choose(view.on)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().x(), event.position().y()) is not None:
            self.opened.emit(self.day)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._choose(self.day + timedelta(days=step))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            view = self._at(event.pos().x(), event.pos().y())
            if view is not None and view.marks:
                words = "\n".join(f"{mark.word}　{mark.title}" for mark in view.marks[:12])
                QToolTip.showText(event.globalPos(), words, self)
                return True
        return super().event(event)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("surface"))
        view = self._view
        if view is None:
            return
        painter.setFont(theme.current().font(larger=-2))
        painter.setPen(theme.color("ink_soft"))
        for column, words in enumerate(_HEADS):
            box = QRectF(self._left(column), 0, self._left(column + 1) - self._left(column), self._head)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
        for row, (week, load) in enumerate(zip(view.weeks, view.loads, strict=True)):
            for column, day in enumerate(week):
                self._paint_day(painter, day, self._box(row, column))
            self._paint_load(painter, load, self._box(row, 7))
        painter.setPen(theme.color("line"))
        bottom = self._box(len(view.weeks) - 1, 0).bottom()
        for column in range(_COLUMNS + 1):
            x = min(self._left(column), self.width() - 1)
            painter.drawLine(int(x), int(self._head), int(x), int(bottom))
        for row in range(len(view.weeks) + 1):
            y = min(self._head + row * self._tall, self.height() - 1)
            painter.drawLine(0, int(y), self.width(), int(y))

    @property
    def _head(self) -> float:
        return theme.scaled(26)

    @property
    def _tall(self) -> float:
        weeks = len(self._view.weeks) if self._view else 5
        return (self.height() - self._head - 1) / weeks

    def _left(self, column: int) -> float:
        return self.width() * column / _COLUMNS

    def _box(self, row: int, column: int) -> QRectF:
        left = self._left(column)
        return QRectF(left, self._head + row * self._tall, self._left(column + 1) - left, self._tall)

    def _at(self, x: float, y: float) -> "DayView | None":
        if self._view is None or y < self._head:
            return None
        row, column = int((y - self._head) / self._tall), int(x * _COLUMNS / max(1, self.width()))
        if row < len(self._view.weeks) and column < 7:
            return self._view.weeks[row][column]
        return None

    def _choose(self, day: date) -> None:
        self.day = day
        self.setAccessibleDescription(self._spoken())
        self.update()
        self.chosen.emit(day)

    def _spoken(self) -> str:
        view = self._view.day(self.day) if self._view else None
        marks = "，".join(f"{mark.word}{mark.title}" for mark in view.marks) if view else ""
        return f"{self.day.month}月{self.day.day}日 {marks or '没有安排'}"

    def _paint_day(self, painter: QPainter, day: "DayView", box: QRectF) -> None:
        view = self._view
        assert view is not None
        outside = day.on.month != view.month
        if day.on == self.day:
            painter.fillRect(box, theme.color("selection"))
        elif day.off:
            painter.fillRect(box, theme.color("head" if not outside else "stripe"))
        inner = box.adjusted(5, 2, -4, -2)
        line = theme.current().font_px * 1.35
        ink = "ink_faint" if outside else "ink"
        if day.on == self._today:
            side = line + 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(QRectF(inner.left() - 2, inner.top(), side, line), 5, 5)
            ink = "surface"
        painter.setFont(theme.current().font(larger=-2, bold=day.on == self._today))
        painter.setPen(theme.color(ink))
        number = QRectF(inner.left(), inner.top(), line, line)
        painter.drawText(
            number, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), str(day.on.day)
        )
        name = day.name if day.name not in {"周末", ""} else "、".join(day.duty[:1])
        if name:
            painter.setFont(theme.current().font(larger=-4))
            painter.setPen(theme.color("good_ink" if day.off and not outside else "ink_faint"))
            room = inner.adjusted(line + 4, 0, 0, 0)
            if painter.fontMetrics().horizontalAdvance(name) > room.width():
                name = name.rpartition(" ")[2]  # the person on duty says more than the post
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(room.width()))
            place = QRectF(room.left(), inner.top(), room.width(), line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
        self._paint_marks(painter, day, inner.adjusted(0, line, 0, 0), faint=outside)

    def _paint_marks(self, painter: QPainter, day: "DayView", room: QRectF, *, faint: bool) -> None:
        painter.setFont(theme.current().font(larger=-4))
        metrics = painter.fontMetrics()
        line = float(metrics.height())
        fits = max(0, int(room.height() / line))
        marks = day.marks
        shown = marks if len(marks) <= fits else marks[: max(0, fits - 1)]
        side = line * 0.55
        for place, mark in enumerate(shown):
            top = room.top() + place * line
            draw_light(painter, mark.light, QRectF(room.left(), top + (line - side) / 2, side, side))
            painter.setPen(theme.color("ink_faint" if faint or mark.done else "ink"))
            left = room.left() + side + 3
            words = metrics.elidedText(mark.title, Qt.TextElideMode.ElideRight, int(room.right() - left))
            painter.drawText(QRectF(left, top, room.right() - left, line), 0, words)
        if len(shown) < len(marks):
            painter.setPen(theme.color("ink_soft"))
            rest = f"还有 {len(marks) - len(shown)} 项" if shown else f"{len(marks)} 项"
            top = room.top() + len(shown) * line
            if top + line <= room.bottom() + line * 0.6:
                painter.drawText(QRectF(room.left(), top, room.width(), line), 0, rest)

    def _paint_load(self, painter: QPainter, load: "Load", box: QRectF) -> None:
        painter.fillRect(box, theme.color("stripe"))
        if not load.total:
            return
        inner = box.adjusted(6, 3, -4, -2)
        painter.setFont(theme.current().font(larger=-2, bold=True))
        painter.setPen(theme.color("ink"))
        line = theme.current().font_px * 1.35
        painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), line), 0, f"{load.total} 项")
        painter.setFont(theme.current().font(larger=-4))
        painter.setPen(theme.color("ink_soft"))
        metrics = painter.fontMetrics()
        for place, (person, count) in enumerate(load.by_person):
            top = inner.top() + line + place * metrics.height()
            if top + metrics.height() > inner.bottom() + 2:
                break
            words = metrics.elidedText(f"{person} {count}", Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(QRectF(inner.left(), top, inner.width(), metrics.height()), 0, words)
