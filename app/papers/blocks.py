"""What stands around tables: titles, facts in a row, paragraphs, lines to write on, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct
from typing_extensions import override

from app.papers.flow import Strip
from app.papers.lettering import BOLD, REGULAR, break_lines, fit, text_width
from app.papers.pen import MM, Align, Pen

__all__ = [
    "CutLine",
    "Fact",
    "Facts",
    "Line",
    "Signatures",
    "Space",
    "Stack",
    "Title",
    "WritingLines",
    "paragraph",
]


@dataclass(frozen=True)
class Space(Strip):
    """Empty paper."""

    height_mm: float
    keep: bool = True

    @property
    @override
    def height(self) -> float:
        return self.height_mm * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True)
class Title(Strip):
    """A centred title, made smaller when it is too long for one line; `beside_mm` is kept free left and right."""

    text: str
    width: float
    size: float = 20.0
    beside_mm: float = 0.0
    keep: bool = True

    @property
    @override
    def height(self) -> float:
        return self.size * 1.25 + 3 * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        size = fit(self.text, self.width - 2 * self.beside_mm * MM, BOLD, self.size, 10)
        middle = top - self.size * 0.62
        pen.text(x + self.width / 2, middle - 0.38 * size, self.text, size, bold=True, align="center")


@dataclass(frozen=True)
class Line(Strip):
    """One line of text."""

    text: str
    width: float
    size: float = 10.5
    bold: bool = False
    align: Align = "left"
    leading: float = 1.5
    keep: bool = False
    indent: float = 0.0

    @property
    @override
    def height(self) -> float:
        return self.size * self.leading

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        baseline = top - (self.height - self.size) / 2 - 0.88 * self.size
        at = {"left": x + self.indent, "center": x + self.width / 2, "right": x + self.width}[self.align]
        pen.text(at, baseline, self.text, self.size, bold=self.bold, align=self.align)


def paragraph(
    text: str,
    width: float,
    size: float = 10.5,
    *,
    bold: bool = False,
    indent: bool = False,
    leading: float = 1.5,
    keep: bool = False,
) -> tuple[Line, ...]:
    """Break `text` into lines; `indent` sets the first two characters in, as Chinese paragraphs are.

    The first line stays with the second, and with `keep` the last with what follows.
    """
    font = BOLD if bold else REGULAR
    lines = break_lines("\u3000\u3000" + text if indent else text, width, font, size)
    last = len(lines) - 1
    return tuple(
        Line(line, width, size, bold=bold, leading=leading, keep=keep if index == last else index == 0)
        for index, line in enumerate(lines)
    )


class Fact(Struct, frozen=True):
    """A label with its value, or with a line to write on when the value is empty.

    A `share` of 2 takes twice the width of a share of 1.
    """

    label: str
    value: str = ""
    share: float = 1.0


@dataclass(frozen=True)
class Facts(Strip):
    """Facts side by side in one row."""

    facts: tuple[Fact, ...]
    width: float
    size: float = 10.5
    least_mm: float = 7.0
    keep: bool = True

    @property
    @override
    def height(self) -> float:
        leading = self.size * 1.36
        return max(self.least_mm * MM, self._most_lines() * leading + 1.5 * MM)

    def _rooms(self) -> list[float]:
        total = sum(fact.share for fact in self.facts)
        return [fact.share / total * self.width for fact in self.facts]

    def _lines(self, fact: Fact, room: float) -> tuple[str, ...]:
        label = text_width(fact.label, REGULAR, self.size)
        return break_lines(fact.value, max(room - label - 2 * MM, 4 * self.size), REGULAR, self.size)

    def _most_lines(self) -> int:
        return max(len(self._lines(fact, room)) for fact, room in zip(self.facts, self._rooms(), strict=True))

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        size, leading = self.size, self.size * 1.36
        baseline = top - (self.height - leading * self._most_lines()) / 2 - (leading - size) / 2 - 0.88 * size
        for fact, room in zip(self.facts, self._rooms(), strict=True):
            pen.text(x, baseline, fact.label, size)
            start = x + text_width(fact.label, REGULAR, size)
            if fact.value:
                for number, line in enumerate(self._lines(fact, room)):
                    pen.text(start, baseline - number * leading, line, size)
            else:
                pen.line(start + 0.5 * MM, baseline - 0.25 * size, x + room - 4 * MM, baseline - 0.25 * size)
            x += room


@dataclass(frozen=True)
class WritingLines(Strip):
    """A label with ruled lines for handwriting below it."""

    label: str
    width: float
    count: int
    size: float = 12.0
    pitch_mm: float = 10.0
    keep: bool = True

    @property
    @override
    def height(self) -> float:
        return (self.size * 1.6 if self.label else 0.0) + self.count * self.pitch_mm * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        if self.label:
            pen.text(x, top - self.size * 1.15, self.label, self.size, bold=True)
            top -= self.size * 1.6
        for number in range(1, self.count + 1):
            y = top - number * self.pitch_mm * MM + 1 * MM
            pen.line(x, y, x + self.width, y)


@dataclass(frozen=True)
class Stack(Strip):
    """Strips that stay together; `least_mm` of height however little they hold."""

    parts: tuple[Strip, ...]
    least_mm: float = 0.0
    keep: bool = False

    @property
    @override
    def height(self) -> float:
        return max(self.least_mm * MM, sum(part.height for part in self.parts))

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        for part in self.parts:
            part.draw(pen, x, top)
            top -= part.height


@dataclass(frozen=True)
class CutLine(Strip):
    """A dashed line along which the sheet is cut."""

    width: float
    word: str = "沿此线裁开"
    keep: bool = False

    @property
    @override
    def height(self) -> float:
        return 8 * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        middle, half = top - self.height / 2, text_width(self.word, REGULAR, 8) / 2 + 3 * MM
        centre = x + self.width / 2
        pen.line(x, middle, centre - half, middle, dashed=True)
        pen.line(centre + half, middle, x + self.width, middle, dashed=True)
        pen.text(centre, middle - 3, self.word, 8, align="center")


@dataclass(frozen=True)
class Signatures(Strip):
    """Signature block: people who sign, the stamp, the date, a telephone number.

    Each signature has 16 mm of height, the stamp a place 45 mm across (GB/T 9704-2012 leaves about that).
    """

    people: tuple[str, ...]
    width: float
    stamp: str = ""
    """Label of the stamp's place; empty for a paper without stamp."""
    telephone: str = ""
    note: str = ""
    size: float = 10.5
    dated: bool = True
    keep: bool = False

    @property
    def _rows(self) -> int:
        per_row = self._per_row
        return -(-len(self.people) // per_row)

    @property
    def _stamp_width(self) -> float:
        return max(48 * MM, text_width(f"{self.stamp}：", REGULAR, self.size)) if self.stamp else 0.0

    @property
    def _people_width(self) -> float:
        room = self.width - self._stamp_width - (4 * MM if self.stamp else 0)
        return min(room, len(self.people) * 95 * MM)

    @property
    def _per_row(self) -> int:
        return max(1, min(len(self.people), int(self._people_width / (58 * MM))))

    @property
    @override
    def height(self) -> float:
        body = max(self._rows * 16, 34 if self.stamp else 0) * MM
        note = len(self._note_lines()) * self.size * 1.4
        return 4 * MM + note + body + (4 * MM if self.telephone else 0)

    def _note_lines(self) -> Sequence[str]:
        return break_lines(self.note, self.width, REGULAR, self.size) if self.note else ()

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        size = self.size
        top -= 4 * MM
        for line in self._note_lines():
            pen.text(x, top - 1.1 * size, line, size)
            top -= size * 1.4
        room = self._people_width / self._per_row
        for index, person in enumerate(self.people):
            row, place = divmod(index, self._per_row)
            left = x + place * room
            baseline = top - row * 16 * MM - 8 * MM
            label = f"{person}："
            pen.text(left, baseline, label, size)
            start = left + text_width(label, REGULAR, size)
            pen.line(start, baseline - 2, left + room - 5 * MM, baseline - 2)
            if self.dated:
                date_right = left + room - 5 * MM
                pen.text(date_right, baseline - 6.5 * MM, "年　　月　　日", size - 1, align="right")
        if self.stamp:
            left = x + self.width - self._stamp_width
            pen.text(left, top - 8 * MM, f"{self.stamp}：", size)
            pen.text(x + self.width - 4 * MM, top - 30 * MM, "年　　月　　日", size - 1, align="right")
        if self.telephone:
            pen.text(
                x,
                top - max(self._rows * 16 + 2, 30 if self.stamp else 0) * MM,
                f"联系电话：{self.telephone}",
                size - 1,
            )
