"""Forms of labelled cells, to be filled by hand or printed filled."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct
from typing_extensions import override

from app.papers.flow import Strip
from app.papers.lettering import BOLD, REGULAR, break_lines
from app.papers.pen import MM, Pen
from app.papers.table import Boxes, draw_boxes

__all__ = ["Field", "Form"]

_PAD = 1.4 * MM
_LEADING = 1.36


class Field(Struct, frozen=True):
    """A label and its value; an empty value leaves room to write."""

    label: str
    value: str | Boxes = ""
    share: float = 1.0


@dataclass(frozen=True)
class Form(Strip):
    """Rows of fields inside a frame; each row is (least height in mm, its fields)."""

    rows: tuple[tuple[float, tuple[Field, ...]], ...]
    width: float
    size: float = 10.5
    label_mm: float = 24.0
    keep: bool = False

    @property
    @override
    def height(self) -> float:
        return sum(self._row_height(least, fields) for least, fields in self.rows)

    def _spans(self, fields: Sequence[Field]) -> list[float]:
        total = sum(field.share for field in fields)
        return [field.share / total * self.width for field in fields]

    def _value_lines(self, field: Field, span: float) -> tuple[str, ...]:
        if isinstance(field.value, Boxes):
            return ("",)
        return break_lines(field.value, span - self.label_mm * MM - 2 * _PAD, REGULAR, self.size)

    def _label_lines(self, field: Field) -> tuple[str, ...]:
        return break_lines(field.label, self.label_mm * MM - 1.4 * MM, BOLD, self.size)

    def _row_height(self, least_mm: float, fields: Sequence[Field]) -> float:
        lines = 1
        for field, span in zip(fields, self._spans(fields), strict=True):
            lines = max(lines, len(self._value_lines(field, span)), len(self._label_lines(field)))
        return max(least_mm * MM, lines * self.size * _LEADING + 2 * _PAD)

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        for least, fields in self.rows:
            height = self._row_height(least, fields)
            left = x
            for field, span in zip(fields, self._spans(fields), strict=True):
                label = self.label_mm * MM
                pen.shade(left, top - height, label, height, white=0.94)
                pen.frame(left, top - height, label, height)
                pen.frame(left + label, top - height, span - label, height)
                self._write(pen, left + label / 2, top, height, self._label_lines(field), bold=True)
                if isinstance(field.value, Boxes):
                    draw_boxes(pen, field.value, left + label, left + span, top - height / 2, self.size)
                else:
                    lines = self._value_lines(field, span)
                    self._write(pen, left + label + _PAD, top, height, lines, bold=False)
                left += span
            top -= height

    def _write(
        self, pen: Pen, x: float, top: float, height: float, lines: Sequence[str], *, bold: bool
    ) -> None:
        leading = self.size * _LEADING
        baseline = top - (height - leading * len(lines)) / 2 - (leading - self.size) / 2 - 0.88 * self.size
        for line in lines:
            pen.text(x, baseline, line, self.size, bold=bold, align="center" if bold else "left")
            baseline -= leading

    @override
    def split(self, room: float) -> tuple[Strip, Strip] | None:
        """Divide between two rows, or inside the first where it alone is too high."""
        used = 0.0
        for index, (least, fields) in enumerate(self.rows):
            height = self._row_height(least, fields)
            if used + height > room:
                if index:
                    return self._with(self.rows[:index]), self._with(self.rows[index:], keep=self.keep)
                count = int((room - 2 * _PAD) / (self.size * _LEADING))
                if count < 2:
                    return None
                upper, lower = self._divide(fields, count)
                rest = ((0.0, lower), *self.rows[1:])
                return self._with(((0.0, upper),)), self._with(rest, keep=self.keep)
            used += height
        return None

    def _with(self, rows: Sequence[tuple[float, tuple[Field, ...]]], *, keep: bool = False) -> "Form":
        return Form(tuple(rows), self.width, self.size, self.label_mm, keep)

    def _divide(self, fields: tuple[Field, ...], count: int) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
        """Return the fields with their first `count` lines, and with the others."""
        upper, lower = [], []
        for field, span in zip(fields, self._spans(fields), strict=True):
            lines = self._value_lines(field, span)
            if isinstance(field.value, Boxes):
                upper.append(field)
            else:
                upper.append(Field(field.label, "\n".join(lines[:count]), field.share))
            lower.append(Field(field.label, "\n".join(lines[count:]), field.share))
        return tuple(upper), tuple(lower)
