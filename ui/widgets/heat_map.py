"""The map of stations by tasks: one small cell each, with the light's shape inside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from ui import theme
from ui.widgets.lights import draw_light

__all__ = ["HeatCell", "HeatColumn", "HeatMap", "HeatRow"]

CELL_PX: Final = (16, 22)  # width, height with the smallest text
_TREND_PX: Final = 46
_NAME_CHARACTERS: Final = 8


class HeatColumn(Struct, frozen=True):
    """A task."""

    key: str
    label: str  # its number, at most three characters: drawn upright when longer than two
    title: str
    group: str  # neighbours of the same group stand under one head


class HeatRow(Struct, frozen=True):
    """A station."""

    key: str
    name: str
    as_of: str = ""  # date of its data, short: "7-05"
    stale: bool = False  # that date lies too far back: the row is hatched
    trend: Sequence[float] = ()  # shares done at the last months' ends, oldest first


class HeatCell(Struct, frozen=True):
    """The state of a task at a station; a cell that does not apply is left out of the mapping."""

    light: str
    tip: str = ""  # stage, holder, date: what the hover line says after station and task
    done: bool = False  # counted in the column's foot
    changed: bool = False  # since the last dispatch: marked at the corner
    faded: bool = False  # not what the filter looks for: drawn without its shape


@dataclass
class _Map:
    rows: Sequence[HeatRow] = ()
    columns: Sequence[HeatColumn] = ()
    cells: Mapping[tuple[str, str], HeatCell] = field(default_factory=dict)


class HeatMap(QAbstractScrollArea):
    """Stations down, tasks across; a cell cursor for mouse and keyboard."""

    described = Signal(str)  # what lies under the mouse or the cursor, one line
    opened = Signal(str, str)  # row key, column key: click, Enter
    row_opened = Signal(str)  # row key: click on the name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = _Map()
        self._at = (0, 0)  # row, column of the cursor
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("各站各项任务")
        theme.current().changed.connect(self._lay_out)

    def show_map(
        self,
        rows: Sequence[HeatRow],
        columns: Sequence[HeatColumn],
        cells: Mapping[tuple[str, str], HeatCell],
    ) -> None:
        """Show `cells`, keyed by (row key, column key)."""
        self._map = _Map(rows, columns, cells)
        self._at = (
            min(self._at[0], max(0, len(rows) - 1)),
            min(self._at[1], max(0, len(columns) - 1)),
        )
        self._lay_out()

    def describe(self, row: int, column: int) -> str:
        """Say in one line what a cell holds: station, task, stage, holder, date."""
        station, task = self._map.rows[row], self._map.columns[column]
        cell = self._map.cells.get((station.key, task.key))
        state = "不适用" if cell is None else cell.tip
        age = f"（数据截至 {station.as_of}，偏旧）" if station.stale else ""
        return f"{station.name}　{task.label} {task.title}　{state}{age}"

    @override
    def sizeHint(self) -> QSize:
        return QSize(
            self._left() + len(self._map.columns) * self._cell().width() + 20,
            self._top() + (len(self._map.rows) + 1) * self._cell().height() + 20,
        )

    # -- measures ---------------------------------------------------------------------------------------

    def _cell(self) -> QSize:
        """Return the size of a cell: a little larger than the least one where there is room."""
        wide, high = theme.scaled(CELL_PX[0]), theme.scaled(CELL_PX[1])
        bar = self.verticalScrollBar().sizeHint().width()
        across = (self.width() - self._left() - bar) // max(1, len(self._map.columns))
        down = (self.height() - self._top() - bar) // (len(self._map.rows) + 1)
        return QSize(max(wide, min(across, wide * 7 // 4)), max(high, min(down, high * 5 // 4)))

    def _left(self) -> int:
        trend = theme.scaled(_TREND_PX) if any(row.trend for row in self._map.rows) else 0
        return theme.scaled(13) * _NAME_CHARACTERS + theme.scaled(44) + trend

    def _top(self) -> int:
        return theme.scaled(24) + theme.scaled(26)

    def _lay_out(self) -> None:
        cell, view = self._cell(), self.viewport().size()
        wide = self._left() + len(self._map.columns) * cell.width()
        high = self._top() + (len(self._map.rows) + 1) * cell.height()
        self.horizontalScrollBar().setRange(0, max(0, wide - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.horizontalScrollBar().setSingleStep(cell.width())
        self.verticalScrollBar().setRange(0, max(0, high - view.height()))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(cell.height())
        self.viewport().update()

    def _box(self, row: int, column: int) -> QRect:
        cell = self._cell()
        return QRect(
            self._left() + column * cell.width() - self.horizontalScrollBar().value(),
            self._top() + row * cell.height() - self.verticalScrollBar().value(),
            cell.width(),
            cell.height(),
        )

    def _place(self, point: QPoint) -> tuple[int, int] | None:
        """Return (row, column) under `point`; column -1 is the row's head."""
        cell = self._cell()
        if point.y() < self._top():
            return None
        row = (point.y() - self._top() + self.verticalScrollBar().value()) // cell.height()
        if not 0 <= row < len(self._map.rows):
            return None
        if point.x() < self._left():
            return row, -1
        column = (point.x() - self._left() + self.horizontalScrollBar().value()) // cell.width()
        return (row, column) if column < len(self._map.columns) else None

    # -- mouse and keyboard -----------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = self._place(event.position().toPoint())
        pointing = place is not None
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor
        )
        if place is not None and place[1] >= 0:
            self.described.emit(self.describe(*place))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the release belongs to it

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        place = self._place(event.position().toPoint())
        if place is None or event.button() != Qt.MouseButton.LeftButton:
            return
        row, column = place
        if column < 0:
            self.row_opened.emit(self._map.rows[row].key)
        else:
            self._move_to(row, column)
            self._open()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, column = self._at
        last_row, last_column = len(self._map.rows) - 1, len(self._map.columns) - 1
        if last_row < 0 or last_column < 0:
            super().keyPressEvent(event)
            return
        steps = {
            Qt.Key.Key_Left: (row, column - 1),
            Qt.Key.Key_Right: (row, column + 1),
            Qt.Key.Key_Up: (row - 1, column),
            Qt.Key.Key_Down: (row + 1, column),
            Qt.Key.Key_Home: (row, 0),
            Qt.Key.Key_End: (row, last_column),
            Qt.Key.Key_PageUp: (0, column),
            Qt.Key.Key_PageDown: (last_row, column),
        }
        if event.key() in steps:
            row, column = steps[Qt.Key(event.key())]
            self._move_to(max(0, min(row, last_row)), max(0, min(column, last_column)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def _move_to(self, row: int, column: int) -> None:
        self._at = (row, column)
        box = self._box(row, column)
        view = self.viewport().rect()
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        if box.left() < self._left():
            across.setValue(across.value() - (self._left() - box.left()))
        elif box.right() > view.right():
            across.setValue(across.value() + box.right() - view.right())
        if box.top() < self._top():
            down.setValue(down.value() - (self._top() - box.top()))
        elif box.bottom() > view.bottom() - box.height():  # the foot lies over the last line
            down.setValue(down.value() + box.bottom() - view.bottom() + box.height())
        self.described.emit(self.describe(row, column))
        self.viewport().update()

    def _open(self) -> None:
        station, task = self._map.rows[self._at[0]], self._map.columns[self._at[1]]
        if (station.key, task.key) in self._map.cells:
            self.opened.emit(station.key, task.key)

    # -- drawing ----------------------------------------------------------------------------------------

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        view = self.viewport().rect()
        painter.fillRect(view, theme.color("surface"))
        if not self._map.rows or not self._map.columns:
            return
        cell = self._cell()
        foot = min(view.bottom() + 1 - cell.height(), self._box(len(self._map.rows), 0).top())
        painter.setClipRect(QRect(self._left(), self._top(), view.width(), foot - self._top()))
        self._draw_cells(painter)
        painter.setClipRect(QRect(0, self._top(), self._left(), foot - self._top()))
        self._draw_row_heads(painter)
        painter.setClipRect(QRect(self._left(), 0, view.width(), self._top()))
        self._draw_column_heads(painter)
        painter.setClipRect(QRect(0, foot, view.width(), cell.height()))
        self._draw_foot(painter, foot)
        painter.setClipping(False)
        painter.fillRect(QRect(0, 0, self._left(), self._top()), theme.color("head"))
        painter.setPen(theme.color("line_strong"))
        painter.drawLine(0, self._top(), view.width(), self._top())
        painter.drawLine(self._left(), 0, self._left(), view.height())

    def _draw_cells(self, painter: QPainter) -> None:
        view = self.viewport().rect()
        for row, station in enumerate(self._map.rows):
            if not self._box(row, 0).translated(-self._box(row, 0).left(), 0).intersects(view):
                continue
            for column, task in enumerate(self._map.columns):
                box = self._box(row, column)
                if box.right() < self._left() or box.left() > view.right():
                    continue
                self._draw_cell(painter, box, self._map.cells.get((station.key, task.key)), station.stale)
                if column and self._map.columns[column - 1].group != task.group:
                    painter.setPen(theme.color("line_strong"))
                    painter.drawLine(box.topLeft(), box.bottomLeft())
        if self.hasFocus():
            painter.setPen(QPen(theme.color("ink"), 2))
            painter.drawRect(self._box(*self._at).adjusted(1, 1, -1, -1))

    def _draw_cell(self, painter: QPainter, box: QRect, cell: HeatCell | None, stale: bool) -> None:
        if cell is None:
            painter.fillRect(box, theme.color("stripe"))
        else:
            painter.fillRect(box, theme.light_colors(cell.light)[1])
        if stale:
            painter.fillRect(box, QBrush(theme.color("line_strong"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(theme.color("surface"))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if cell is None:
            painter.setPen(theme.color("line_strong"))
            painter.drawPoint(box.center())
            return
        if cell.faded:
            return
        side = min(box.width(), box.height()) * 0.6
        draw_light(
            painter,
            cell.light,
            QRectF(QPointF(0, 0), QSize(int(side), int(side)).toSizeF()).translated(
                box.center().x() - side / 2 + 0.5, box.center().y() - side / 2 + 0.5
            ),
        )
        if cell.changed:
            corner = theme.scaled(6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("ink"))
            right, top = box.right(), box.top()
            painter.drawPolygon(
                [QPoint(right - corner, top), QPoint(right, top), QPoint(right, top + corner)]
            )

    def _draw_row_heads(self, painter: QPainter) -> None:
        name_px = theme.scaled(13) * _NAME_CHARACTERS
        for row, station in enumerate(self._map.rows):
            box = self._box(row, 0)
            box.setLeft(0)
            box.setWidth(self._left())
            painter.fillRect(box, theme.color("surface" if row % 2 else "stripe"))
            painter.setFont(theme.current().font(larger=-2))
            painter.setPen(theme.color("ink"))
            name = QRect(8, box.top(), name_px - 8, box.height())
            short = painter.fontMetrics().elidedText(station.name, Qt.TextElideMode.ElideRight, name.width())
            painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter), short)
            painter.setFont(theme.current().font(larger=-4))
            painter.setPen(theme.color("warning_ink" if station.stale else "ink_soft"))
            day = QRect(name_px, box.top(), theme.scaled(40), box.height())
            painter.drawText(
                day, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), station.as_of
            )
            if len(station.trend) > 1:
                line = QRectF(
                    name_px + theme.scaled(46), box.top() + 4, theme.scaled(_TREND_PX) - 10, box.height() - 8
                )
                _draw_trend(painter, station.trend, line)

    def _draw_column_heads(self, painter: QPainter) -> None:
        group_px = theme.scaled(24)
        painter.fillRect(self.viewport().rect(), theme.color("head"))
        first = 0
        columns = self._map.columns
        for column, task in enumerate(columns):
            box = self._box(0, column)
            painter.setFont(theme.current().font(larger=-5))
            painter.setPen(theme.color("ink_soft"))
            label = QRect(box.left() - 4, group_px, box.width() + 8, self._top() - group_px)
            painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), task.label)
            if column + 1 == len(columns) or columns[column + 1].group != task.group:
                head = QRect(self._box(0, first).left(), 0, (column - first + 1) * box.width(), group_px)
                head.setLeft(max(head.left(), self._left()))
                painter.setFont(theme.current().font(larger=-3, bold=True))
                painter.setPen(theme.color("ink"))
                words = painter.fontMetrics().elidedText(
                    task.group, Qt.TextElideMode.ElideRight, head.width() - 8
                )
                painter.drawText(head, int(Qt.AlignmentFlag.AlignCenter), words)
                painter.setPen(theme.color("line_strong"))
                painter.drawLine(head.right() + 1, 0, head.right() + 1, self._top())
                first = column + 1

    def _draw_foot(self, painter: QPainter, top: int) -> None:
        height = self._cell().height()
        painter.fillRect(QRect(0, top, self.viewport().width(), height), theme.color("head"))
        painter.setPen(theme.color("ink_soft"))
        painter.setFont(theme.current().font(larger=-3))
        painter.drawText(
            QRect(8, top, self._left() - 16, height),
            int(Qt.AlignmentFlag.AlignVCenter),
            f"已完成（共 {len(self._map.rows)} 站）",
        )
        painter.setFont(theme.current().font(larger=-5))
        for column, task in enumerate(self._map.columns):
            box = self._box(0, column)
            if box.left() < self._left():
                continue
            done = sum(
                cell.done for row in self._map.rows if (cell := self._map.cells.get((row.key, task.key)))
            )
            painter.drawText(
                QRect(box.left(), top, box.width(), height),
                int(Qt.AlignmentFlag.AlignCenter),
                str(done),
            )


def _draw_trend(painter: QPainter, trend: Sequence[float], box: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    step = box.width() / (len(trend) - 1)
    points = [
        QPointF(box.left() + n * step, box.bottom() - share * box.height()) for n, share in enumerate(trend)
    ]
    painter.setPen(QPen(theme.color("accent"), 1.5))
    painter.drawPolyline(points)
    painter.setBrush(theme.color("accent"))
    painter.drawEllipse(points[-1], 2, 2)
