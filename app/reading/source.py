"""What a file reader hands on: physical lines and tables, before anything is understood."""

from dataclasses import dataclass, field

from msgspec import Struct

from app.reading.model import Doubt, Line, Picture

__all__ = ["Cell", "Row", "Source", "Table"]


class Cell(Struct, frozen=True):
    """One cell of a table row.

    Attributes:
        text: As printed; lines inside a cell are separated by a line feed.
        first: Where the text begins in the row's line.
        origin: Row and column index of the upper left cell of the merged area it belongs to, else its own.
        row_span: Rows of the merged area.
        column_span: Columns of the merged area.
    """

    text: str
    first: int
    origin: tuple[int, int]
    row_span: int = 1
    column_span: int = 1


class Row(Struct, frozen=True):
    """A table row; its line's text is the cells' texts joined by tabs."""

    line: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    pictures: tuple[Picture, ...] = ()


class Table(Struct, frozen=True):
    """A table of a Word file, a sheet, or text in columns."""

    name: str
    rows: tuple[Row, ...]


@dataclass
class Source:
    """Lines in document order, rows of tables among them, and the tables again by cell."""

    lines: list[Line]
    tables: list[Table] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
