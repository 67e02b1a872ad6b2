"""Two pictures side by side, before and after, that zoom and move together."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QLabel,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.icons import icon
from ui.opening import open_file
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.evidence.lists import EvidenceRow

__all__ = ["PhotoPair"]

_LARGEST_PX: Final = 2400
_MOST_ZOOM: Final = 8.0


class PhotoPair(QWidget):
    """Shows what was before at the left and what proves the result at the right; alone, the latter fills the room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._following = False
        self._before, self._after = _Pane("整改前"), _Pane("佐证")
        for pane, other in ((self._before, self._after), (self._after, self._before)):
            pane.view.zoomed.connect(other.view.set_zoom)
            for bar, theirs in (
                (pane.view.horizontalScrollBar(), other.view.horizontalScrollBar()),
                (pane.view.verticalScrollBar(), other.view.verticalScrollBar()),
            ):
                bar.valueChanged.connect(partial(self._follow, theirs))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(8)
        self._sides.addWidget(self._before, 1)
        self._sides.addWidget(self._after, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pictures beside or above each other, whichever shows them larger."""
        super().resizeEvent(event)
        beside = self.width() > self.height()
        self._sides.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def _follow(self, bar: QScrollBar, value: int) -> None:
        if not self._following:  # the other side may reach less far, and must not pull this one back
            self._following = True
            bar.setValue(value)
            self._following = False

    def show_files(self, before: "Sequence[EvidenceRow]", after: "Sequence[EvidenceRow]") -> None:
        """Show the first file of each side."""
        self._before.setVisible(bool(before))
        self._before.show_files("整改前", before, "")
        self._after.show_files("整改后" if before else "佐证", after, "没有附材料")


class _Pane(QFrame):
    """One side: its files one after another."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title, self._empty, self._at = title, "", 0
        self._files: list[EvidenceRow] = []
        self._words = QLabel()
        self._words.setProperty("role", "heading")
        self._caption = QLabel()
        self._caption.setWordWrap(True)
        self._caption.setProperty("role", "small")
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._back = QAction(icon("chevron-left"), "上一张", self)
        self._on = QAction(icon("chevron-right"), "下一张", self)
        self._open = QAction(icon("external-link"), "打开文件", self)
        self._back.triggered.connect(lambda: self._turn(-1))
        self._on.triggered.connect(lambda: self._turn(1))
        self._open.triggered.connect(self._open_file)
        self.view = _View()
        self.view.setAccessibleName(title)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._words, 1)
        self._turners = [ActionButton(action, "quiet", icon_only=True) for action in (self._back, self._on)]
        for button in (*self._turners, ActionButton(self._open, "quiet", icon_only=True)):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._caption)

    def show_files(self, title: str, files: "Sequence[EvidenceRow]", empty: str) -> None:
        self._title, self._files, self._at = title, list(files), 0
        self._empty = empty
        self._show()

    def _turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._files)
        self._show()

    def _show(self) -> None:
        several = len(self._files) > 1
        for button in self._turners:
            button.setVisible(several)
        if not self._files:
            self._words.setText(self._title)
            self._caption.clear()
            self._open.setEnabled(False)
            self.view.show_words(self._empty)
            return
        file = self._files[self._at]
        count = f" {self._at + 1}/{len(self._files)}" if several else ""
        self._words.setText(f"{self._title}{count}")
        self._open.setEnabled(file.path is not None)
        if file.kind != "photo":
            taken = ""
        else:
            taken = f"拍于 {file.captured_at:%Y-%m-%d}　" if file.captured_at else "没有拍摄时间　"
        self._caption.setText(f"{taken}登记 {file.on}")
        self._caption.setToolTip(file.file_name)
        if file.path is None:
            self.view.show_words("这份材料还没有\n随数据包到县里")
            return
        picture = None if file.picture is None else _picture(str(file.picture))
        if picture is None:
            self.view.show_words(f"{file.kind_label}\n{file.file_name}\n右上角可以打开")
        else:
            self.view.show_picture(picture)

    def _open_file(self) -> None:
        open_file(self._files[self._at])


class _View(QGraphicsView):
    """A picture that fits its place; the wheel zooms, the mouse moves it, a double click fits it again."""

    zoomed = Signal(float)  # times the fitting size

    def __init__(self) -> None:
        super().__init__()
        self._zoom, self._fits = 1.0, False  # words keep their size
        self.setScene(QGraphicsScene(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setBackgroundBrush(theme.color("ground"))
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setMinimumSize(80, 60)

    def show_picture(self, picture: QPixmap) -> None:
        self.scene().clear()
        self.scene().setSceneRect(self.scene().addPixmap(picture).boundingRect())
        self._zoom, self._fits = 1.0, True
        self.set_zoom(1.0)

    def show_words(self, words: str) -> None:
        self.scene().clear()
        text = self.scene().addText(words, theme.current().font())
        text.setDefaultTextColor(theme.color("ink_soft"))
        self.scene().setSceneRect(text.boundingRect())
        self._zoom, self._fits = 1.0, False
        self.resetTransform()

    def set_zoom(self, zoom: float) -> None:
        """Show the picture so many times its fitting size."""
        if self._fits:
            self._zoom = max(1.0, min(zoom, _MOST_ZOOM))
            self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
            self.scale(self._zoom, self._zoom)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.set_zoom(self._zoom * (1.25 if event.angleDelta().y() > 0 else 0.8))
        self.zoomed.emit(self._zoom)

    @override
    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.set_zoom(1.0)
        self.zoomed.emit(1.0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.set_zoom(self._zoom)


def _picture(path: str) -> QPixmap | None:
    """Read a photo upright and not larger than can be looked at; None: it cannot be read."""
    reader = QImageReader(path)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST_PX:
        reader.setScaledSize(size.scaled(QSize(_LARGEST_PX, _LARGEST_PX), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else QPixmap.fromImage(image)
