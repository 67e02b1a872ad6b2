"""The pages of a PDF below each other, drawn when they come into sight."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from ui import theme
from ui.pdf import PageSizes, page_image

__all__ = ["PageStrip"]

_GAP_PX: Final = 14
_KEPT_PAGES: Final = 12


class PageStrip(QAbstractScrollArea):
    """Scrolls through the pages of one file; `marked` is the page that is drawn with a frame."""

    page_clicked = Signal(int)
    page_reached = Signal(int)  # the page in the middle of the view, after scrolling
    _drawn = Signal(object, int, object)  # (generation, page, QImage)

    def __init__(
        self, worker: ThreadPoolExecutor, *, numbered: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._numbered = numbered
        self._path = Path()
        self._sizes: PageSizes = []
        self._zoom: float | None = None  # pixels per point; None: the page fills the width
        self._generation = 0  # counts files and zooms: pictures for an earlier one are thrown away
        self._pictures: OrderedDict[int, QImage] = OrderedDict()
        self._wanted: set[int] = set()
        self._reached = 0
        self.marked: int | None = None
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the width must not flutter
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawn.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_file(self, path: Path, sizes: PageSizes) -> None:
        """Show the pages of `path`, whose sizes in points are known."""
        self._path, self._sizes = path, sizes
        self._renew()

    def set_zoom(self, zoom: float | None) -> None:
        """Draw so many pixels per point; None fills the width."""
        page = self._reached
        self._zoom = zoom
        self._renew()
        self.go_to(page)

    @property
    def zoom(self) -> float:
        """Pixels per point as drawn now."""
        return self._scale()

    @property
    def ready(self) -> bool:
        """Whether all pages in sight are drawn."""
        return bool(self._sizes) and all(page in self._pictures for page in self._in_sight())

    def go_to(self, page: int) -> None:
        """Scroll to `page`, counted from 0."""
        if self._sizes:
            self.verticalScrollBar().setValue(self._boxes()[page].top() - _GAP_PX)

    def mark(self, page: int) -> None:
        """Draw a frame round `page` and bring it into sight."""
        self.marked = page
        box = self._boxes()[page].translated(0, -self.verticalScrollBar().value())
        if not self.viewport().rect().contains(box):
            self.go_to(page)
        self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zoom is None and event.size().width() != event.oldSize().width():
            self._renew()
        else:
            self._measure()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the release belongs to it

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        place = event.position().toPoint()
        place.setY(place.y() + self.verticalScrollBar().value())
        for page, box in enumerate(self._boxes()):
            if box.contains(place):
                self.page_clicked.emit(page)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}.get(Qt.Key(event.key()))
        if step is None or not self._sizes:
            super().keyPressEvent(event)
            return
        self.go_to(max(0, min(self._reached + step, len(self._sizes) - 1)))

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.color("line"))
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        boxes = self._boxes()
        for page in self._in_sight():
            box = boxes[page]
            painter.fillRect(box, theme.color("surface"))
            picture = self._pictures.get(page)
            if picture is not None:
                painter.drawImage(box, picture)
            else:
                self._ask_for(page)
            painter.setPen(
                QPen(theme.color("accent"), 3) if page == self.marked else theme.color("line_strong")
            )
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
            if self._numbered:
                painter.setFont(theme.current().font(larger=-4))
                painter.setPen(theme.color("ink_soft"))
                below = QRect(box.left(), box.bottom() + 1, box.width(), self._foot())
                painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), str(page + 1))

    def _foot(self) -> int:
        return theme.scaled(18) if self._numbered else 0

    def _scale(self) -> float:
        if self._zoom is not None or not self._sizes:
            return self._zoom or 1.0
        widest = max(width for width, _ in self._sizes)
        return max(0.05, (self.viewport().width() - 2 * _GAP_PX) / widest)

    def _boxes(self) -> list[QRect]:
        """Return where each page lies, from the top of the first."""
        boxes, top, scale = [], _GAP_PX, self._scale()
        for width, height in self._sizes:
            across, down = round(width * scale), round(height * scale)
            left = max(_GAP_PX, (self.viewport().width() - across) // 2)
            boxes.append(QRect(left, top, across, down))
            top += down + _GAP_PX + self._foot()
        return boxes

    def _in_sight(self) -> list[int]:
        view = self.viewport().rect().translated(0, self.verticalScrollBar().value())
        view.setLeft(0)
        view.setRight(100_000)
        return [page for page, box in enumerate(self._boxes()) if box.intersects(view)]

    def _renew(self) -> None:
        self._generation += 1
        self._pictures.clear()
        self._wanted.clear()
        self._measure()
        self.viewport().update()

    def _measure(self) -> None:
        boxes = self._boxes()
        high = boxes[-1].bottom() + _GAP_PX + self._foot() if boxes else 0
        wide = max((box.width() for box in boxes), default=0) + 2 * _GAP_PX
        for bar, needed, there in (
            (self.verticalScrollBar(), high, self.viewport().height()),
            (self.horizontalScrollBar(), wide, self.viewport().width()),
        ):
            bar.setRange(0, max(0, needed - there))
            bar.setPageStep(there)
            bar.setSingleStep(40)

    def _scrolled(self, value: int) -> None:
        middle = value + self.viewport().height() // 3
        boxes = self._boxes()
        reached = next((n for n, box in enumerate(boxes) if box.bottom() >= middle), len(boxes) - 1)
        if reached != self._reached:
            self._reached = reached
            self.page_reached.emit(reached)

    def _ask_for(self, page: int) -> None:
        if page in self._wanted:
            return
        self._wanted.add(page)
        scale = self._scale() * self.devicePixelRatioF()
        future = self._worker.submit(page_image, self._path, page, scale)
        future.add_done_callback(_sender(self._drawn.emit, self._generation, page))

    def _keep(self, generation: int, page: int, image: QImage) -> None:
        if generation != self._generation:
            return
        self._wanted.discard(page)
        self._pictures[page] = image
        in_sight = self._in_sight()
        for kept in [kept for kept in self._pictures if kept not in in_sight]:
            if len(self._pictures) <= max(_KEPT_PAGES, len(in_sight)):
                break
            del self._pictures[kept]
        self.viewport().update()


def _sender(
    emit: Callable[[int, int, QImage], object], generation: int, page: int
) -> Callable[[Future[QImage]], None]:
    def send(future: Future[QImage]) -> None:
        if not future.cancelled() and future.exception() is None:
            with suppress(RuntimeError):  # the widget was closed meanwhile
                emit(generation, page, future.result())

    return send
