"""Cells of a table row -> texts with their places, and what a table gives."""

from dataclasses import dataclass, field

from app.reading.columns import guess_column
from app.reading.fields import Draft
from app.reading.measures import Piece, join
from app.reading.model import Line, Span, TableGuess, Text
from app.reading.source import Cell, Row

__all__ = ["NEWLINES_KEPT", "TableItems", "cell_pieces", "cell_text", "distinct"]

# Fields in which a new line inside a cell separates entries.
NEWLINES_KEPT = frozenset(
    {"leaders", "units", "leaders_units", "responsible", "evidence", "note", "standard", "progress"}
)


@dataclass
class TableItems:
    """What was read from one table."""

    guess: TableGuess
    drafts: list[Draft] = field(default_factory=list)
    restarts: set[int] = field(default_factory=set)
    title: Text | None = None
    skipped: list[int] = field(default_factory=list)

    @property
    def fields(self) -> set[str]:
        """The fields its columns were guessed to hold."""
        named = {column.field for column in self.guess.columns if column.field}
        return named | {name for column in self.guess.columns if (name := guess_column(column.header)[0])}


def distinct(cells: list[Cell]) -> list[Cell]:
    """Filled cells of a row, a merged area once."""
    seen: set[tuple[int, int]] = set()
    result = []
    for cell in cells:
        if cell.text.strip() and cell.origin not in seen:
            seen.add(cell.origin)
            result.append(cell)
    return result


def cell_pieces(row: Row, cell: Cell) -> list[Piece]:
    """The lines of a cell as pieces of the row's line."""
    line = Line(row.line, cell.text, row.hidden, cell.first)
    if "\n" not in cell.text:
        return [Piece(line, 0, len(cell.text))]
    pieces, at = [], 0
    for part in cell.text.split("\n"):
        pieces.append(Piece(line, at, at + len(part)))
        at += len(part) + 1
    return pieces


def cell_text(row: Row, cell: Cell, *, newlines: bool = False) -> Text:
    """Return a cell as one text; its line ends are dropped or, with `newlines`, kept."""
    if not newlines:
        return join(cell_pieces(row, cell))
    text = cell.text.strip()
    lead = len(cell.text) - len(cell.text.lstrip())
    return Text(text, (Span(row.line, cell.first + lead, cell.first + lead + len(text)),) if text else ())
