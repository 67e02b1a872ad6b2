"""Icons: line drawings in resources/icons, coloured when they are drawn."""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from ui import theme

__all__ = ["draw", "drawn", "icon", "pixmap", "set_icon"]

_SIZES: Final = (18, 21, 24)  # logical pixels: of buttons at the three text sizes


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", color).encode()))


def draw(painter: QPainter, name: str, color: QColor, box: QRectF) -> None:
    """Draw the icon `name` (a file name without .svg) into `box`, in one colour."""
    _renderer(name, color.name()).render(painter, box)


def pixmap(name: str, color: QColor, size_px: int, ratio: float = 1.0) -> QPixmap:
    """Return the icon as a picture of `size_px` logical pixels for a screen of that pixel ratio."""
    picture = QPixmap(QSize(round(size_px * ratio), round(size_px * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw(painter, name, color, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def icon(name: str, token: str = "ink_soft") -> QIcon:
    """Return the icon `name` in the colour of a theme token, faint while disabled."""
    made = QIcon()
    ratios = {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    for size_px in _SIZES:
        for ratio in ratios:
            made.addPixmap(pixmap(name, theme.color(token), size_px, ratio))
        faint = _in_color(pixmap(name, theme.color(token), size_px), theme.color("line_strong"))
        made.addPixmap(faint, QIcon.Mode.Disabled)
    return made


def _in_color(picture: QPixmap, color: QColor) -> QPixmap:
    """Return a drawing in another colour; reading it anew would cost more."""
    other = QPixmap(picture)
    painter = QPainter(other)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(other.rect(), color)
    painter.end()
    return other


def set_icon(action: QAction, name: str) -> None:
    """Give `action` an icon that buttons can draw in their own colour."""
    action.setProperty("drawing", name)
    action.setIcon(icon(name))


def drawn(action: QAction) -> str | None:
    """Return the name of the icon `set_icon` gave to `action`."""
    name = action.property("drawing")
    return name if isinstance(name, str) else None
