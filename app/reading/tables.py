"""Rows of task lists, ledgers and venue lists -> printed fields of items."""

import re
from functools import lru_cache

from msgspec.structs import replace

from app.reading.columns import guess_column, guess_columns, signature
from app.reading.fields import Draft
from app.reading.forms import is_form, read_form
from app.reading.measures import split_measures
from app.reading.model import ColumnGuess, Doubt, Span, TableGuess, Text
from app.reading.numbering import find_marker
from app.reading.source import Cell, Row, Table
from app.reading.table_cells import NEWLINES_KEPT, TableItems, cell_pieces, cell_text, distinct
from app.script import fold

__all__ = ["TableItems", "read_table"]

_SAME = frozenset(
    ["同上", "〃", "″", '"', "''", "“", "”", "同前", "同上行", "同", "上同", '""', "“”", "’’", "˝"]
)
_TOTAL = re.compile(
    r"(?:本页|全县|全乡|全镇)?(?:小计|合计|总计|累计|共计|汇总)(?:[:(].*)?|.{1,12}(?:小计|合计|总计)"
)
_NOTE = re.compile(
    r"[*※]?\s*(?:备?\s*注|说明|填表说明|填报说明|附注|填报单位|填表单位|填报人|填表人|填报日期|填表日期|填报时间|制表|审核|单位负责人|负责人签字|主要负责人|单位\s*[(]盖章|联系人|联系电话|编制单位|报送单位|站长签字|分管领导签字)\s*(?:[:(]|\d\s*[.、:]|[一二三][、.])|[^\s。,;:]{1,8}(?:人|[(]?(?:签字|签名|盖章|章)[)]?)\s*:"
)
_REMARKS = re.compile(r"[*※]?\s*(?:备?\s*注|说明|填表说明|填报说明|附注)\s*(?:[:(]|\d\s*[.、:]|$)")
# What stands for an item whose title cell is empty.
_INSTEAD = ("content", "problem", "standard", "goal", "village", "place", "township")
_HEADER_REACH = 15


def read_table(table: Table) -> TableItems | None:
    """Read a table's items; None when it has neither headers nor labels that say what it holds."""
    grid = [_full(row) for row in table.rows]
    header = None if is_form(table) else _header_rows(grid)
    if header is None:
        return read_form(table)
    first, last = header
    width = max(len(row.cells) for row in table.rows)
    headers = [_header_text(grid, first, last, column) for column in range(width)]
    body = range(last, len(table.rows))
    samples = [[t for at in list(body)[:20] if (t := _text(grid, at, column))] for column in range(width)]
    columns = guess_columns(headers, samples)
    columns = _with_title(_with_items(columns, grid, last), samples)
    guess = TableGuess(
        table.name, signature(headers), tuple(table.rows[at].line for at in range(first, last)), columns
    )
    items = TableItems(guess, title=_title(table, grid, first))
    _Reader(table, grid, columns, headers, items).read(body, category=_lead(grid, table, first))
    return items


def _full(row: Row) -> list[Cell]:
    return list(row.cells)


def _text(grid: list[list[Cell]], at: int, column: int) -> str:
    return grid[at][column].text.strip() if column < len(grid[at]) else ""


def _score(cells: list[Cell]) -> int:
    words = [cell.text for cell in distinct(cells)]
    if not words or any(len(word) > 40 for word in words):
        return 0
    named = {name for word in words if (name := guess_column(word)[0]) and guess_column(word)[1] >= 0.6}
    return len(named) if len(named) * 2 >= len(words) else 0


def _header_rows(grid: list[list[Cell]]) -> tuple[int, int] | None:
    """First and last (exclusive) header row, or None."""
    scores = [_score(cells) for cells in grid[:_HEADER_REACH]]
    best = max(scores, default=0)
    if best < 2:
        return None
    first = next(at for at, score in enumerate(scores) if score >= max(2, best - 1) or score == best)
    last = first + 1
    while first and scores[first - 1] >= 2:
        first -= 1
    while last < len(grid) and last - first < 4:
        above = grid[last - 1]
        spans_down = any(
            cell.origin[0] < last <= cell.origin[0] + cell.row_span - 1
            for cell in grid[last]
            if cell.origin[0] >= first
        )
        split_below = any(
            cell.column_span > 1 and cell.text.strip() for cell in above if cell.origin[0] >= first
        )
        named = _score(grid[last])
        own = [cell for cell in distinct(grid[last]) if cell.origin[0] == last]
        if not own or (
            not spans_down and not (split_below and all(len(c.text) <= 12 for c in own)) and named < 2
        ):
            break
        if any(re.fullmatch(r"\d+(?:\.0)?", fold(cell.text.strip())) for cell in own) and named < 1:
            break
        if spans_down and named < 1 and any(len(cell.text) > 20 for cell in own):
            break
        last += 1
    return first, last


def _header_text(grid: list[list[Cell]], first: int, last: int, column: int) -> str:
    words: list[str] = []
    for at in range(first, last):
        word = re.sub(r"\s*\n\s*", "", _text(grid, at, column))
        if word and (not words or words[-1] != word):
            words.append(word)
    return "\n".join(words)


def _with_items(
    columns: tuple[ColumnGuess, ...], grid: list[list[Cell]], first: int
) -> tuple[ColumnGuess, ...]:
    """Where the title is merged over rows that each have their own content, the content is the item."""
    title = next((c.column for c in columns if c.field == "title"), None)
    content = next((c.column for c in columns if c.field == "content"), None)
    if title is None or content is None:
        return columns
    rows = [cells for cells in grid[first:] if max(title, content) < len(cells)]
    merged = sum(1 for cells in rows if cells[title].row_span > cells[content].row_span)
    if not merged or merged * 2 < len(rows):
        return columns
    above = "subcategory" if any(c.field == "category" for c in columns) else "category"
    renamed = {"title": above, "content": "title"}
    return tuple(replace(c, field=renamed.get(c.field or "", c.field)) for c in columns)


def _with_title(columns: tuple[ColumnGuess, ...], samples: list[list[str]]) -> tuple[ColumnGuess, ...]:
    """Make sure one column is the item itself: the problem, else the widest unnamed text."""
    if any(column.field == "title" for column in columns):
        return columns
    wanted = next(
        (c for name in ("problem", "content", "standard", "measures") for c in columns if c.field == name),
        None,
    )
    if wanted is None:
        unnamed = [c for c in columns if c.field is None and _is_prose(samples[c.column])]
        wanted = max(unnamed, key=lambda c: sum(map(len, samples[c.column])), default=None)
    if wanted is None:
        return columns
    return tuple(
        ColumnGuess(
            c.column,
            c.header,
            "title",
            min(c.confidence or 0.4, 0.6) if c.field != "problem" else c.confidence,
        )
        if c is wanted
        else c
        for c in columns
    )


def _is_prose(values: list[str]) -> bool:
    return bool(values) and sum(map(len, values)) >= 4 * len(values)


def _title(table: Table, grid: list[list[Cell]], first: int) -> Text | None:
    for at in range(first):
        cells = distinct(grid[at])
        if (
            cells
            and not _NOTE.match(fold(cells[0].text.strip()))
            and not fold(cells[0].text).strip().startswith("附")
        ):
            return cell_text(table.rows[at], cells[0])
    return None


def _lead(grid: list[list[Cell]], table: Table, first: int) -> Text | None:
    """A category heading between title and header ("一、政策文件")."""
    if first and len(cells := distinct(grid[first - 1])) == 1 and find_marker(fold(cells[0].text)):
        return cell_text(table.rows[first - 1], cells[0])
    return None


_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    return _SPACE.sub("", fold(text))


class _Reader:
    """Walks the body rows of one table."""

    def __init__(
        self,
        table: Table,
        grid: list[list[Cell]],
        columns: tuple[ColumnGuess, ...],
        headers: list[str],
        items: TableItems,
    ) -> None:
        self._table, self._grid, self._columns, self._items = table, grid, columns, items
        self._header_words = {_bare(word) for header in headers for word in header.split("\n")}
        self._above: dict[int, tuple[Row, Cell]] = {}
        self._column_of = {column.field: column.column for column in reversed(columns) if column.field}
        self._heading: Text | None = None
        self._open: Draft | None = None
        self._open_at = -1
        self._in_remarks = False  # below "注：1..." further remarks may follow, a row each

    def read(self, body: range, *, category: Text | None) -> None:
        """Read the rows of `body`."""
        self._heading = self._unmarked(category) if category else None
        for at in body:
            self._row(at)

    def _row(self, at: int) -> None:
        row, cells = self._table.rows[at], self._grid[at]
        filled = distinct(cells)
        own = [cell for cell in filled if cell.origin[0] == at]
        if not filled or (not own and not row.pictures):
            return
        remark = _REMARKS.match(fold((own or filled)[0].text.strip()))
        if self._is_skipped(own or filled) or (self._in_remarks and len(own) == 1):
            self._in_remarks = self._in_remarks or remark is not None
            self._items.skipped.append(row.line)
            return
        self._in_remarks = False
        if heading := self._category_row(row, own):
            self._heading, self._open = heading, None
            self._items.restarts.add(len(self._items.drafts))
            return
        no, title = self._cell(at, "no"), self._cell(at, "title")
        if self._open is not None and self._continues(at, no, title):
            self._fill(self._open, at, only_own=True)
            return
        values = [cell for cell in own if cell is not no]
        if not values:
            return  # a numbered row left blank for writing
        draft, borrowed = Draft(Text("")), None
        self._fill(draft, at, only_own=False)
        if not draft.title.text:
            borrowed = next((name for name in _INSTEAD if name in draft.fields), None)
            draft.title = draft.fields[borrowed] if borrowed else draft.title
        if not draft.title.text and not draft.measures and len(draft.fields) < 2:
            self._items.skipped.append(row.line)
            return
        if borrowed in ("village", "place", "township") and "title" in self._column_of:
            header = self._columns[self._column_of["title"]].header
            sentence = f"这一行没有写“{header}”，暂用“{draft.title.text}”代替，请补上。"
            draft.doubts.append(Doubt("missing_title", sentence, (row.line,)))
        if self._heading is not None:
            draft.fields.setdefault("category", self._heading)
        if row.hidden:
            draft.doubts.append(Doubt("hidden_row", "这一行在表里是隐藏的，请确认是否要导入。", (row.line,)))
        self._items.drafts.append(draft)
        self._open, self._open_at = draft, at

    def _cell(self, at: int, name: str) -> Cell | None:
        column = self._column_of.get(name)
        cells = self._grid[at]
        return cells[column] if column is not None and column < len(cells) else None

    def _is_skipped(self, filled: list[Cell]) -> bool:
        """Totals, notes, signature lines, headers repeated on a new page, rows that number the columns."""
        texts = [_bare(cell.text) for cell in filled]
        if any(_TOTAL.fullmatch(text) for text in texts[:3]) or _NOTE.match(fold(filled[0].text.strip())):
            return True
        if len(texts) == 2 and _REMARKS.fullmatch(texts[0]):
            return True
        if texts[0] in self._header_words:
            repeated = sum(text in self._header_words for text in texts)
            if repeated >= 2 and repeated * 2 >= len(filled):
                return True
        numbers = [text.strip("()") for text in texts]
        counted = [str(n) for n in range(1, len(numbers) + 1)]
        return len(numbers) >= 3 and (
            numbers == counted or (numbers[0] in "甲乙" and numbers[-1].isdecimal())
        )

    def _category_row(self, row: Row, own: list[Cell]) -> Text | None:
        """A row with one text across the table, or alone in its first cell, is a heading for those below."""
        if len(own) != 1 or len(self._columns) < 3:
            return None
        cell = own[0]
        across = cell.column_span >= max(2, len(self._columns) - 1)
        alone = (
            cell.origin[1] == 0
            and cell.row_span == 1
            and "no" in self._column_of
            and not fold(cell.text).strip().isdecimal()
        )
        marked = find_marker(fold(cell.text)) is not None and cell.origin[1] <= 1 and len(cell.text) <= 40
        if not (across or alone or marked) or row.pictures:
            return None
        return self._unmarked(cell_text(row, cell))

    def _unmarked(self, text: Text) -> Text:
        marker = find_marker(fold(text.text))
        if marker is None or not text.spans:
            return text
        span = text.spans[0]
        return Text(
            text.text[marker.last :], (Span(span.line, span.first + marker.last, span.last), *text.spans[1:])
        )

    def _continues(self, at: int, no: Cell | None, title: Cell | None) -> bool:
        """Tell whether a row adds to the item above: it has neither number nor title of its own."""
        known = [cell for cell in (no, title) if cell is not None]
        return bool(known) and not any(cell.origin[0] == at and cell.text.strip() for cell in known)

    def _fill(self, draft: Draft, at: int, *, only_own: bool) -> None:
        """Put the cells of a row into a draft."""
        row = self._table.rows[at]
        draft.lines.add(row.line)
        draft.pictures += row.pictures
        for column in self._columns:
            cells = self._grid[at]
            if column.column >= len(cells):
                continue
            cell = cells[column.column]
            if cell.origin[1] != column.column and column.field not in ("title",):
                continue
            if cell.origin[0] != at and (only_own or column.field == "no"):
                continue
            self._put(draft, *self._resolved(row, column, cell), column)

    def _resolved(self, row: Row, column: ColumnGuess, cell: Cell) -> tuple[Row, Cell]:
        """The cell and its row, or those above where it says 同上 or 〃; an empty category goes on."""
        text = _bare(cell.text).strip("。.")
        above = self._above.get(column.column)
        same = text in _SAME or (
            not text and column.field in ("category", "township") and self._heading is None
        )
        if same and above is not None:
            return above
        if text:
            self._above[column.column] = (row, cell)
        return row, cell

    def _put(self, draft: Draft, row: Row, cell: Cell, column: ColumnGuess) -> None:
        if not cell.text.strip():
            return
        name = column.field
        if name == "no":
            digits = fold(cell.text).strip().rstrip("、.。")
            draft.printed_no = draft.printed_no or re.sub(r"[()\s]", "", digits)
        elif name == "title" and not draft.title.text:
            title = cell_text(row, cell)
            if (
                draft.printed_no is None
                and "no" not in self._column_of
                and (marker := find_marker(fold(title.text)))
            ):
                draft.printed_no = marker.digits
                title = self._unmarked(title)
            draft.title = title
        elif name == "title":
            draft.add("content", cell_text(row, cell))
        elif name == "measures":
            measures, style = split_measures(cell_pieces(row, cell))
            draft.measures += measures
            draft.measure_style = draft.measure_style or style
        elif name is not None:
            draft.add(name, cell_text(row, cell, newlines=name in NEWLINES_KEPT))
        else:
            header = column.header or f"第{column.column + 1}列"
            draft.other[header] = cell_text(row, cell, newlines=True)
