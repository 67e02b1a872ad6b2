"""Values of a worksheet -> lines and a table: merged areas, hidden rows, pictures, values as people write them."""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from app.errors import InvalidInput
from app.reading.model import Doubt, Line, Picture
from app.reading.source import Cell, Row, Source, Table

__all__ = ["BROKEN", "DISPIMG", "PASSWORD", "TOO_LARGE", "Merged", "Sheet", "add_sheet", "check_size"]

CELLS_LIMIT = 600_000
_EXACT_DIGITS_LIMIT = 10**15  # beyond, Excel itself has already rounded the number
DISPIMG = re.compile(r"DISPIMG\s*\(\s*\"([^\"]+)\"", re.IGNORECASE)
TOO_LARGE = "表格太大（超过 60 万个单元格），没有读取。请删去空白的行列，或分成几份再试。"
BROKEN = "表格打不开，文件可能已损坏或不是 Excel 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。"
PASSWORD = "文件设了打开密码，没有读取。请先取消密码，另存一份再试。"

Merged = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column) of a merged area, from 0


@dataclass
class Sheet:
    """A worksheet as its file gives it; rows and columns count from 0.

    Attributes:
        values: All rows from the first, each with the same number of values.
        pictures: Row and part name of each picture.
    """

    name: str
    values: list[list[Any]]
    merged: list[Merged]
    hidden: set[int] = field(default_factory=set)
    pictures: list[tuple[int, str]] = field(default_factory=list)


def check_size(cells: int) -> None:
    """Refuse sheets larger than any real list.

    Raises:
        InvalidInput: More than `CELLS_LIMIT` cells.
    """
    if cells > CELLS_LIMIT:
        raise InvalidInput(TOO_LARGE)


def add_sheet(source: Source, sheet: Sheet) -> None:
    """Append a sheet's rows to a source, as lines and as a table.

    Raises:
        InvalidInput: The merged areas cover more cells than any real list.
    """
    if sheet.values:
        _Rows(source, sheet).read()


class _Rows:
    """One worksheet on its way into a source."""

    def __init__(self, source: Source, sheet: Sheet) -> None:
        self._source, self._sheet = source, sheet
        self._first_line = len(source.lines) + 1

    def read(self) -> None:
        """Append the rows."""
        values = self._sheet.values
        merged: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for (top, left), (lowest, rightmost) in self._sheet.merged:
            bottom, right = min(lowest, len(values) - 1), min(rightmost, len(values[0]) - 1)
            check_size(len(merged) + (bottom - top + 1) * (right - left + 1))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    merged[row, column] = (top, left, bottom - top + 1, right - left + 1)
        width = _used_width(values)
        texts = [[_text(value) for value in row[:width]] for row in values]
        self._damaged_numbers(values)
        pictures: dict[int, list[Picture]] = {}
        for anchored, part in self._sheet.pictures:
            row = min(anchored, len(values) - 1)
            top = next((merged[row, c][0] for c in range(width) if (row, c) in merged), row)
            pictures.setdefault(row if any(texts[row]) else top, []).append(
                Picture(part, self._first_line + row)
            )
        rows = []
        for at, row_texts in enumerate(texts):
            number = self._first_line + at
            hidden = at in self._sheet.hidden
            rows.append(
                Row(number, self._cells(at, row_texts, texts, merged), hidden, tuple(pictures.get(at, ())))
            )
            self._source.lines.append(Line(number, _joined(at, row_texts, merged), hidden))
        self._source.tables.append(Table(self._sheet.name, tuple(rows)))

    def _cells(
        self,
        at: int,
        row: list[str],
        texts: list[list[str]],
        merged: dict[tuple[int, int], tuple[int, int, int, int]],
    ) -> tuple[Cell, ...]:
        cells = []
        first = 0
        starts: dict[tuple[int, int], int] = {}
        for column, text in enumerate(row):
            top, left, height, width = merged.get((at, column), (at, column, 1, 1))
            origin = (top, left)
            own = origin == (at, column)
            if own or origin not in starts:
                starts[origin] = first
            cells.append(Cell(text if own else texts[top][left], starts[origin], origin, height, width))
            if own or (at, column) not in merged:
                first += len(text) + 1
        return tuple(cells)

    def _damaged_numbers(self, values: list[list[Any]]) -> None:
        for at, row in enumerate(values):
            if any(isinstance(value, float) and abs(value) >= _EXACT_DIGITS_LIMIT for value in row):
                sentence = "有超过 15 位的数字，Excel 已把末几位变成了 0，请按原件核对。"
                self._source.doubts.append(Doubt("long_number", sentence, (self._first_line + at,)))


def _used_width(values: list[list[Any]]) -> int:
    return max(
        (at + 1 for row in values for at, value in enumerate(row) if value not in ("", None)), default=1
    )


def _joined(at: int, row: list[str], merged: dict[tuple[int, int], tuple[int, int, int, int]]) -> str:
    """The row as one line: texts with tabs between; covered cells of a merged area are left out."""
    return "\t".join(
        text
        for column, text in enumerate(row)
        if (at, column) not in merged or merged[at, column][:2] == (at, column)
    ).rstrip("\t")


def _text(value: Any) -> str:
    """A cell's value as people would write it; formulas without a stored value are empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e16:
            return str(int(value))
        return repr(round(value, 10))
    if isinstance(value, datetime.datetime):
        clock = "" if value.time() == datetime.time() else f" {value:%H:%M}"
        return f"{value.year}年{value.month}月{value.day}日{clock}"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.timedelta):
        return str(value)
    text = (
        str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip(" \u3000\u00a0\t\n")
    )
    return "" if DISPIMG.search(text) else text
