"""Tables on paper: columns as data, rows measured before they are placed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from msgspec import Struct
from typing_extensions import override

from app.papers.flow import Strip, Table
from app.papers.lettering import BOLD, REGULAR, break_lines, text_width
from app.papers.pen import MM, Align, LightKind, Pen

__all__ = [
    "Bar",
    "Boxes",
    "Column",
    "Light",
    "Percent",
    "Tick",
    "Value",
    "draw_boxes",
    "make_table",
    "plain",
]

R = TypeVar("R")

_PAD = 1.1 * MM
_LEADING = 1.36
BODY_SIZE = 10.5


class Light(Struct, frozen=True):
    """A drawn shape with its word; the shape alone tells the lights apart in black and white."""

    kind: LightKind
    word: str


class Tick(Struct, frozen=True):
    """A box to tick by hand, or ticked."""

    ticked: bool = False


class Boxes(Struct, frozen=True):
    """Several boxes with words in one cell; `chosen` is ticked."""

    options: tuple[str, ...]
    chosen: str = ""


class Bar(Struct, frozen=True):
    """A part of a time line that fills a cell; all places are shares of its width, 0 to 1.

    Attributes:
        span: From where to where something is to be done; None: not in this cell.
        done: As much of it as is done; None: nothing.
        today: Where today lies; None: elsewhere.
        ends: (place, reached) of the steps that end here.
    """

    span: tuple[float, float] | None = None
    done: tuple[float, float] | None = None
    today: float | None = None
    ends: tuple[tuple[float, bool], ...] = ()


class Percent(Struct, frozen=True):
    """A share in whole per cent."""

    value: int


Value = str | int | float | date | Percent | Light | Tick | Boxes | Bar | None
_Mark = Light | Tick | Boxes | Bar


class Column(Struct, Generic[R], frozen=True):
    """One column of a table, on paper and in a workbook.

    Columns of one `group` that stand side by side share a cell above their heads. Widths are in proportion: a
    table always fills the type area.
    """

    head: str
    width_mm: float
    value: Callable[[R], Value]
    align: Align = "left"
    group: str = ""


def plain(value: Value) -> str:
    """Return the text of a value as papers show it."""
    if value is None or isinstance(value, Tick | Bar):
        return ""
    if isinstance(value, Light):
        return value.word
    if isinstance(value, Percent):
        return f"{value.value}%"
    if isinstance(value, Boxes):
        return value.chosen
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


@dataclass(frozen=True)
class _Row(Strip):
    """A table row whose cells are broken into lines."""

    xs: tuple[float, ...]
    cells: tuple[tuple[str, ...], ...]
    aligns: tuple[Align, ...]
    size: float
    height: float = 0.0
    drawn: tuple[tuple[int, _Mark], ...] = ()
    bold: bool = False
    shade: bool = False
    keep: bool = False

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        xs, size, height = self.xs, self.size, self.height
        if self.shade:
            pen.shade(x, top - height, xs[-1], height)
        pen.grid_row(tuple(x + offset for offset in xs), top, top - height)
        leading = size * _LEADING
        indents = self._draw_marks(pen, x, top) if self.drawn else {}
        for index, lines in enumerate(self.cells):
            if len(lines) == 1 and not lines[0]:
                continue
            align = self.aligns[index]
            if index in indents:
                at = x + xs[index] + _PAD + indents[index]
            elif align == "center":
                at = x + (xs[index] + xs[index + 1]) / 2
            elif align == "right":
                at = x + xs[index + 1] - _PAD
            else:
                at = x + xs[index] + _PAD
            # the ink of Chinese type reaches from 0.88 above to 0.12 below the baseline
            baseline = top - (height - leading * len(lines)) / 2 - (leading - size) / 2 - 0.88 * size
            for line in lines:
                pen.text(at, baseline, line, size, bold=self.bold, align=align)
                baseline -= leading

    def _draw_marks(self, pen: Pen, x: float, top: float) -> dict[int, float]:
        """Draw lights and boxes; return by column how far its text is indented."""
        indents: dict[int, float] = {}
        for index, mark in self.drawn:
            left, right = x + self.xs[index], x + self.xs[index + 1]
            middle = top - self.height / 2
            if isinstance(mark, Light):
                lines = len(self.cells[index])
                first = middle + (lines - 1) / 2 * self.size * _LEADING
                pen.light(left + _PAD, first, self.size * 0.85, mark.kind)
                indents[index] = self.size * 1.1
            elif isinstance(mark, Tick):
                side = _BOX_MM * MM
                pen.tick_box((left + right - side) / 2, middle, side, ticked=mark.ticked)
            elif isinstance(mark, Bar):
                _draw_bar(pen, mark, left, right, middle, self.height)
            else:
                draw_boxes(pen, mark, left, right, middle, self.size)
        return indents

    @override
    def split(self, room: float) -> "tuple[Strip, Strip] | None":
        leading = self.size * _LEADING
        count = int((room - 2 * _PAD) / leading)
        if count < 2:
            return None
        upper = tuple(lines[:count] for lines in self.cells)
        lower = tuple(lines[count:] or ("",) for lines in self.cells)
        return self._part(upper, self.drawn), self._part(lower, ())

    def _part(self, cells: tuple[tuple[str, ...], ...], drawn: tuple[tuple[int, _Mark], ...]) -> "_Row":
        height = max(len(lines) for lines in cells) * self.size * _LEADING + 2 * _PAD
        return _Row(self.xs, cells, self.aligns, self.size, height, drawn, bold=self.bold, keep=self.keep)


def _draw_bar(pen: Pen, bar: Bar, left: float, right: float, middle: float, height: float) -> None:
    """Draw span and what is done of it, the ends of steps as small boxes, and today as a dashed line."""
    width, thick = right - left, 2.6 * MM
    for part, white in ((bar.span, 0.82), (bar.done, 0.35)):
        if part is not None:
            pen.shade(
                left + part[0] * width, middle - thick / 2, (part[1] - part[0]) * width, thick, white=white
            )
    for place, reached in bar.ends:
        side = 1.7 * MM
        at = min(max(left + place * width - side / 2, left), right - side)
        pen.shade(at, middle - side / 2, side, side, white=0.0 if reached else 1.0)
        pen.frame(at, middle - side / 2, side, side, weight=0.6)
    if bar.today is not None:
        x = left + bar.today * width
        pen.line(x, middle - height / 2, x, middle + height / 2, weight=0.6, dashed=True)


_BOX_MM = 4.5
_BOX_LINE_MM = 6.2


def _box_lines(boxes: Boxes, width: float, size: float) -> list[list[tuple[str, float]]]:
    """Return the boxes line by line, each with the distance from its left edge to the next box's."""
    lines: list[list[tuple[str, float]]] = [[]]
    used = 0.0
    for option in boxes.options:
        step = _BOX_MM * MM + 0.8 * MM + text_width(option, REGULAR, size) + 2.2 * MM
        if lines[-1] and used + step - 2.2 * MM > width:
            lines.append([])
            used = 0.0
        lines[-1].append((option, step))
        used += step
    return lines


def draw_boxes(pen: Pen, boxes: Boxes, left: float, right: float, middle: float, size: float) -> None:
    """Draw the boxes of one cell between `left` and `right`, in as many lines as they need."""
    lines = _box_lines(boxes, right - left - 2 * _PAD, size)
    line_middle = middle + (len(lines) - 1) / 2 * _BOX_LINE_MM * MM
    for line in lines:
        x = left + _PAD
        for option, step in line:
            pen.tick_box(x, line_middle, _BOX_MM * MM, ticked=option == boxes.chosen)
            pen.text(x + (_BOX_MM + 0.8) * MM, line_middle - 0.38 * size, option, size)
            x += step
        line_middle -= _BOX_LINE_MM * MM


@dataclass(frozen=True)
class _Head(Strip):
    """The head of a table: one line of cells, or two where columns are grouped."""

    xs: tuple[float, ...]
    heads: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...]
    size: float
    height: float = 0.0
    group_height: float = 0.0
    keep: bool = True

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        xs, bottom = self.xs, top - self.height
        pen.shade(x, bottom, xs[-1], self.height, white=0.9)
        pen.frame(x, bottom, xs[-1], self.height, weight=0.8)
        pen.line(x, bottom, x + xs[-1], bottom, weight=0.8)
        for index, lines in enumerate(self.heads):
            grouped = bool(self.groups[index])
            cell_top = top - self.group_height if grouped else top
            self._write(pen, x + xs[index], x + xs[index + 1], cell_top, bottom, lines)
            same = index + 1 < len(self.groups) and grouped and self.groups[index + 1] == self.groups[index]
            if index + 1 < len(self.heads):
                pen.line(x + xs[index + 1], cell_top if same else top, x + xs[index + 1], bottom)
        start = 0
        for index, group in enumerate(self.groups):
            if index + 1 == len(self.groups) or self.groups[index + 1] != group:
                if group:
                    left, right = x + xs[start], x + xs[index + 1]
                    self._write(pen, left, right, top, top - self.group_height, (group,))
                    pen.line(left, top - self.group_height, right, top - self.group_height)
                start = index + 1

    def _write(
        self, pen: Pen, left: float, right: float, top: float, bottom: float, lines: Sequence[str]
    ) -> None:
        leading = self.size * 1.25
        baseline = (
            (top + bottom) / 2 + leading * len(lines) / 2 - (leading - self.size) / 2 - 0.88 * self.size
        )
        for line in lines:
            pen.text((left + right) / 2, baseline, line, self.size, bold=True, align="center")
            baseline -= leading


def make_table(
    columns: Sequence[Column[R]],
    rows: Iterable[R],
    width: float,
    *,
    group: Callable[[R], str] | None = None,
    size: float = BODY_SIZE,
    least_mm: float = 0.0,
    blank_rows: int = 0,
    empty: str = "（没有记录）",
) -> Table:
    """Measure a table `width` points wide.

    Args:
        group: Names the group of a row; each run of rows of one group gets a line across the table above it.
        least_mm: Least height of a row; 8 and more where people write by hand.
        blank_rows: Rows without content below the others, for handwriting.
        empty: What a table without any row says.
    """
    scale = width / sum(column.width_mm for column in columns)
    xs = [0.0]
    for column in columns:
        xs.append(xs[-1] + column.width_mm * scale)
    edges = tuple(xs)
    aligns = tuple(column.align for column in columns)
    inner = [right - left - 2 * _PAD for left, right in pairwise(edges)]
    least = least_mm * MM
    strips: list[Strip] = []
    current = ""
    for row in rows:
        if group is not None and (name := group(row)) != current:
            current = name
            strips.append(_across(name, edges, size, bold=True))
        strips.append(_measure(columns, row, edges, aligns, inner, size, least))
    if not strips and not blank_rows:
        strips.append(_across(empty, edges, size, bold=False, height=10 * MM))
    if blank_rows:
        nothing = tuple(("",) for _ in columns)
        strips.extend([_Row(edges, nothing, aligns, size, max(least, 8 * MM))] * blank_rows)
    return Table(_make_head(columns, edges, inner, size), tuple(strips))


def _across(title: str, edges: tuple[float, ...], size: float, *, bold: bool, height: float = 0.0) -> _Row:
    lines = break_lines(title, edges[-1] - 2 * _PAD, BOLD if bold else REGULAR, size)
    height = max(height, len(lines) * size * _LEADING + 2 * _PAD)
    outer = (0.0, edges[-1])
    return _Row(
        outer, (lines,), ("left" if bold else "center",), size, height, bold=bold, shade=bold, keep=bold
    )


def _measure(
    columns: Sequence[Column[R]],
    row: R,
    edges: tuple[float, ...],
    aligns: tuple[Align, ...],
    inner: list[float],
    size: float,
    least: float,
) -> _Row:
    cells: list[tuple[str, ...]] = []
    drawn: list[tuple[int, _Mark]] = []
    height, most = least, 1
    for index, column in enumerate(columns):
        value = column.value(row)
        room = inner[index]
        if isinstance(value, _Mark):
            drawn.append((index, value))
            if isinstance(value, Light):
                room -= size * 1.1
            elif isinstance(value, Tick):
                height = max(height, (_BOX_MM + 2) * MM)
            elif isinstance(value, Boxes):
                height = max(height, len(_box_lines(value, room, size)) * _BOX_LINE_MM * MM + _PAD)
        text = "" if isinstance(value, Boxes) else value if isinstance(value, str) else plain(value)
        lines = break_lines(text, room, REGULAR, size)
        most = max(most, len(lines))
        cells.append(lines)
    height = max(height, most * size * _LEADING + 2 * _PAD)
    return _Row(edges, tuple(cells), aligns, size, height, tuple(drawn))


def _make_head(
    columns: Sequence[Column[R]], edges: tuple[float, ...], inner: list[float], size: float
) -> _Head:
    groups = tuple(column.group for column in columns)
    group_height = size * 1.25 + 1.4 * MM if any(groups) else 0.0
    heads = tuple(
        break_lines(column.head, width + 1.6 * MM, BOLD, size)
        for column, width in zip(columns, inner, strict=True)
    )
    height = 0.0
    for lines, group in zip(heads, groups, strict=True):
        height = max(height, len(lines) * size * 1.25 + 2 * MM + (group_height if group else 0.0))
    return _Head(edges, heads, groups, size, height, group_height)
