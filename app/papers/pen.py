"""Drawing on one page: text, lines, tick boxes, lights and two-dimensional codes."""

from pathlib import Path
from typing import Literal

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.papers.lettering import BOLD, REGULAR, missing_glyphs, text_width

__all__ = ["MM", "Align", "LightKind", "Pen"]

MM: float = mm
Align = Literal["left", "center", "right"]
LightKind = Literal["green", "yellow", "red", "blue", "grey"]

_FILL: dict[LightKind, HexColor] = {
    "green": HexColor("#269A58"),
    "yellow": HexColor("#F3A305"),
    "red": HexColor("#B1150C"),
    "blue": HexColor("#2F5898"),
    "grey": HexColor("#FFFFFF"),
}
_INK = HexColor("#111111")
_GRID_WEIGHT = 0.5


class Pen:
    """Draws in points from the lower left corner; text and grid are gathered and set when a page ends."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._text: list[tuple[float, float, str, str, float]] = []
        self._runs: list[tuple[tuple[float, ...], float, list[float]]] = []
        self._known: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._seen: set[str] = set()
        self.missing: dict[str, str] = {}
        """Characters the typeface lacks, each with the first text it stood in."""

    def end_page(self) -> None:
        """Set what was gathered and start the next page."""
        canvas = self._canvas
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(_GRID_WEIGHT)
        for xs, top, bottoms in self._runs:
            canvas.lines([(xs[0], y, xs[-1], y) for y in (top, *bottoms)])
            canvas.lines([(x, top, x, bottoms[-1]) for x in xs])
        canvas.setFillColor(_INK)
        canvas.drawText(self)
        canvas.showPage()
        self._text, self._runs = [], []

    def getCode(self) -> str:  # noqa: N802 - what Canvas.drawText asks of a text object
        """Return the PDF operators that set the gathered text.

        A text object of reportlab formats every string anew; ledgers repeat theirs, and so this takes half the time.
        """
        code = ["BT"]
        current = ("", 0.0)
        for x, y, string, font, size in self._text:
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            for subset, shown in self._chunks(string, font):
                if current != (subset, size):
                    current = (subset, size)
                    code.append(f"{subset} {size:g} Tf")
                code.append(f"({shown}) Tj")
        code.append("ET")
        return "\n".join(code)

    def _chunks(self, string: str, font: str) -> list[tuple[str, str]]:
        """Return the parts of `string` that one subset of the font holds, each with the subset's name."""
        known = self._known.get((string, font))
        if known is None:
            canvas, face = self._canvas, pdfmetrics.getFont(font)
            known = [
                (face.getSubsetInternalName(subset, canvas._doc), canvas._escape(part))
                for subset, part in face.splitString(string, canvas._doc)
            ]
            self._known[string, font] = known
        return known

    def text(
        self,
        x: float,
        baseline: float,
        string: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Write one line; `x` is its left end, middle or right end by `align`."""
        if not string:
            return
        font = BOLD if bold else REGULAR
        if align != "left":
            x -= text_width(string, font, size) * (0.5 if align == "center" else 1.0)
        fresh = set(string) - self._seen
        if fresh:
            self._seen |= fresh
            for char in missing_glyphs("".join(sorted(fresh))):
                self.missing[char] = string
        self._text.append((x, baseline, string, font, size))

    def grid_row(self, xs: tuple[float, ...], top: float, bottom: float) -> None:
        """Rule one table row; rows of equal columns that touch are ruled together."""
        if self._runs:
            last_xs, _, bottoms = self._runs[-1]
            if last_xs == xs and abs(bottoms[-1] - top) < 0.01:
                bottoms.append(bottom)
                return
        self._runs.append((xs, top, [bottom]))

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, weight: float = 0.5, dashed: bool = False
    ) -> None:
        """Draw a straight line."""
        canvas = self._canvas
        canvas.saveState()
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(weight)
        if dashed:
            canvas.setDash(3, 3)
        canvas.line(x1, y1, x2, y2)
        canvas.restoreState()

    def frame(self, x: float, bottom: float, width: float, height: float, *, weight: float = 0.5) -> None:
        """Draw the outline of a rectangle."""
        canvas = self._canvas
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(weight)
        canvas.rect(x, bottom, width, height)

    def shade(self, x: float, bottom: float, width: float, height: float, *, white: float = 0.92) -> None:
        """Fill a rectangle with grey: `white` 0 is black, 1 is white."""
        canvas = self._canvas
        canvas.setFillGray(white)
        canvas.rect(x, bottom, width, height, stroke=0, fill=1)

    def hatch(self, x: float, bottom: float, width: float, height: float) -> None:
        """Cover a rectangle with thin slanted lines, which mean old data."""
        canvas = self._canvas
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, bottom, width, height)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setStrokeGray(0.55)
        canvas.setLineWidth(0.3)
        start = x - height
        canvas.lines(
            [(left, bottom, left + height, bottom + height) for left in _steps(start, x + width, 1.2 * MM)]
        )
        canvas.restoreState()

    def picture(self, x: float, bottom: float, width: float, height: float, path: Path) -> None:
        """Draw a picture as large as the rectangle allows, in its own proportions and in the middle of it."""
        self._canvas.drawImage(str(path), x, bottom, width, height, preserveAspectRatio=True, anchor="c")

    def tick_box(self, x: float, middle: float, side: float, *, ticked: bool = False) -> None:
        """Draw a box whose left edge is at `x` and whose centre is at height `middle`, with a tick if `ticked`."""
        canvas = self._canvas
        bottom = middle - side / 2
        canvas.setStrokeColor(_INK)
        canvas.setLineWidth(0.7)
        canvas.rect(x, bottom, side, side)
        if ticked:
            canvas.saveState()
            canvas.setLineWidth(side * 0.16)
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            path = canvas.beginPath()
            path.moveTo(x + side * 0.2, bottom + side * 0.52)
            path.lineTo(x + side * 0.42, bottom + side * 0.24)
            path.lineTo(x + side * 0.82, bottom + side * 0.8)
            canvas.drawPath(path)
            canvas.restoreState()

    def light(self, x: float, middle: float, side: float, kind: LightKind) -> None:
        """Draw the shape of a light inside a square of `side` points: told apart without colour."""
        canvas = self._canvas
        canvas.setStrokeColor(_INK)
        canvas.setFillColor(_FILL[kind])
        canvas.setLineWidth(0.6 if kind != "grey" else 0.9)
        half, centre = side / 2, x + side / 2
        if kind in {"green", "grey"}:
            canvas.circle(centre, middle, half * 0.88, stroke=1, fill=1)
            return
        if kind == "red":
            canvas.rect(
                centre - half * 0.82, middle - half * 0.82, half * 1.64, half * 1.64, stroke=1, fill=1
            )
            return
        corners = (
            [(0.0, 1.0), (0.98, -0.8), (-0.98, -0.8)]
            if kind == "yellow"
            else [(0, 1.08), (1, 0), (0, -1.08), (-1, 0)]
        )
        path = canvas.beginPath()
        path.moveTo(centre + half * corners[0][0], middle + half * corners[0][1])
        for right, up in corners[1:]:
            path.lineTo(centre + half * right, middle + half * up)
        path.close()
        canvas.drawPath(path, stroke=1, fill=1)

    def qr_code(self, right: float, top: float, side: float, value: str) -> None:
        """Draw `value` as a QR code (level M) whose upper right corner, quiet zone aside, is at (right, top)."""
        code = QrCodeWidget(value, barLevel="M").qr
        code.make()
        modules: list[list[bool]] = code.modules
        step = side / len(modules)
        canvas = self._canvas
        path = canvas.beginPath()
        for row, cells in enumerate(modules):
            bottom = top - (row + 1) * step
            start = None
            for column, dark in enumerate([*cells, False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(right - side + start * step, bottom, (column - start) * step, step)
                    start = None
        canvas.setFillColor(_INK)
        canvas.drawPath(path, stroke=0, fill=1)

    def upright(self, x: float, bottom: float, string: str, size: float) -> None:
        """Write `string` turned a quarter to the left, starting at (x, bottom) and running upwards."""
        for char in missing_glyphs(string):
            self.missing[char] = string
        canvas = self._canvas
        canvas.saveState()
        canvas.translate(x, bottom)
        canvas.rotate(90)
        canvas.setFillColor(_INK)
        canvas.setFont(REGULAR, size)
        canvas.drawString(0, 0, string)
        canvas.restoreState()


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + step * index for index in range(int((end - start) / step) + 1)]
