"""The state light: shape, word and colour. Drawn here for tables, cards, the heat map and paper alike."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from ui import theme

__all__ = ["LIGHTS", "draw_light", "draw_light_label"]

LIGHTS = ("red", "yellow", "blue", "green", "grey")  # the order in which filters and legends show them


def draw_light(painter: QPainter, light: str, box: QRectF, ink: QColor | None = None) -> None:
    """Draw the shape of `light` into the middle of `box`: ● ▲ ■ ◆ ○.

    Args:
        light: "green", "yellow", "red", "blue" or "grey".
        ink: Another colour than the light's own.
    """
    side = min(box.width(), box.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(box.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = ink or theme.light_colors(light)[0]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(fill))
    if light == "green":
        painter.drawEllipse(square)
    elif light == "yellow":
        painter.drawPolygon(_polygon(square, (0.5, 0.02), (1, 0.94), (0, 0.94)))
    elif light == "red":
        painter.drawRect(square.adjusted(side * 0.06, side * 0.06, -side * 0.06, -side * 0.06))
    elif light == "blue":
        painter.drawPolygon(_polygon(square, (0.5, -0.04), (1.04, 0.5), (0.5, 1.04), (-0.04, 0.5)))
    else:
        width = max(1.5, side * 0.16)
        painter.setPen(QPen(fill, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2 + side * 0.04
        painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset))
    painter.restore()


def draw_light_label(painter: QPainter, light: str, word: str, box: QRectF) -> float:
    """Draw shape and word on the light's tint at the left of `box` and return the width used."""
    _, tint, ink = theme.light_colors(light)
    metrics = painter.fontMetrics()
    shape = metrics.height() * 0.52
    height = min(box.height() - 6, metrics.height() + 6)
    width = min(box.width(), light_label_width(metrics.horizontalAdvance(word), metrics.height()))
    label = QRectF(box.left(), box.center().y() - height / 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint)
    painter.drawRoundedRect(label, 4, 4)
    draw_light(painter, light, QRectF(label.left() + 6, label.center().y() - shape / 2, shape, shape))
    painter.setPen(ink)
    text = label.adjusted(shape + 12, 0, -4, 0)
    painter.drawText(
        text,
        int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft),
        metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(text.width()) + 1),
    )
    painter.restore()
    return width


def light_label_width(word_px: float, line_px: float) -> float:
    """Return the width that `draw_light_label` needs for a word of `word_px` in lines of `line_px`."""
    return word_px + line_px * 0.52 + 20


def _polygon(box: QRectF, *points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(box.left() + x * box.width(), box.top() + y * box.height()) for x, y in points])
