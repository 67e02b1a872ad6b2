"""Workbooks that print right: the same columns as on paper, with real dates and numbers."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar

from msgspec import Struct

from app.clock import local
from app.papers.dates import stamp
from app.papers.files import Written, save
from app.papers.flow import Imprint
from app.papers.lettering import BOLD, REGULAR, break_lines
from app.papers.table import Column, Light, Percent, Value, plain

__all__ = ["Book", "write_workbook"]

R = TypeVar("R")

_FONT = "宋体"
_SIZE = 10.5
_LINE_PT = 14.4
_HEAD_ROW = 3  # title, facts, legend or note, head
_PX_PER_MM = 96 / 25.4
_MAX_ROW_PT = 409.0  # what Excel allows
_RISKY = ("=", "+", "-", "@")
_SHAPES = {"green": "●", "yellow": "▲", "red": "■", "blue": "◆", "grey": "○"}


class Book(Struct, Generic[R], frozen=True):
    """One sheet: title, facts, table, closing line. Column widths are millimetres on screen at 100 %."""

    title: str
    unit: str
    facts: str
    imprint: Imprint
    columns: tuple[Column[R], ...]
    rows: tuple[R, ...]
    record_id: Callable[[R], str] | None = None
    """What the hidden locked column holds, so that an edited sheet finds its records again."""
    note: str = ""
    closing: str = ""
    landscape: bool = True
    frozen_columns: int = 2


def write_workbook(books: Sequence[Book[Any]], to: Path) -> Written:
    """Write an .xlsx file, one sheet for each book, that prints on A4 one page wide.

    Raises:
        StorageError: The file cannot be written; an older file of that name is untouched.
    """
    import xlsxwriter

    first = books[0]
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer,
        {
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "in_memory": True,
        },
    )
    moment = local(first.imprint.printed_at).replace(tzinfo=None)
    workbook.set_properties(
        {"title": first.title, "author": first.unit, "subject": first.imprint.code, "created": moment}
    )
    formats = _Formats(workbook)
    names: set[str] = set()
    for book in books:
        name = _sheet_name(book, names, alone=len(books) == 1)
        names.add(name)
        _write(workbook.add_worksheet(name), formats, book)
    workbook.close()
    return save(buffer.getvalue(), to, now=first.imprint.printed_at)


class _Formats:
    """The cell formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        def add(**more: object) -> Any:
            shared = {"font_name": _FONT, "font_size": _SIZE, "valign": "vcenter"}
            return workbook.add_format({**shared, **more})

        cell = {"border": 1, "text_wrap": True, "locked": False}
        self.title = add(font_size=18, bold=True, align="center", font_name="黑体")
        self.facts = add(align="left")
        self.head = add(
            border=1, bold=True, text_wrap=True, align="center", bg_color="#E7E7E7", font_name="黑体"
        )
        self.text = {align: add(**cell, align=align, num_format="@") for align in ("left", "center", "right")}
        self.risky = {
            align: add(**cell, align=align, num_format="@", quote_prefix=True) for align in self.text
        }
        self.number = {align: add(**cell, align=align) for align in self.text}
        self.date = add(**cell, align="center", num_format="yyyy-mm-dd")
        self.percent = add(**cell, align="center", num_format="0%")
        self.hidden = add(locked=True, num_format="@")
        self.closing = add(align="left", text_wrap=True, locked=False)


def _write(sheet: Any, formats: _Formats, book: Book[R]) -> None:
    last = len(book.columns) - 1
    widths = [max(4.0, column.width_mm * _PX_PER_MM) for column in book.columns]
    for index, width in enumerate(widths):
        sheet.set_column_pixels(index, index, round(width))
    sheet.merge_range(0, 0, 0, last, book.title, formats.title)
    sheet.set_row(0, 30)
    for row, text in ((1, book.facts), (2, book.note)):
        sheet.merge_range(row, 0, row, last, text, formats.facts)
        sheet.set_row(row, 18 if text else 4)
    _write_head(sheet, formats, book, widths)
    row = _HEAD_ROW
    for row, record in enumerate(book.rows, start=_HEAD_ROW + 1):
        _write_row(sheet, formats, book, widths, row, record)
    if not book.rows:
        row = _HEAD_ROW + 1
        sheet.merge_range(row, 0, row, last, "（没有记录）", formats.text["center"])
        sheet.set_row(row, 24)
    sheet.autofilter(_HEAD_ROW, 0, row, last)
    end = row
    if book.closing:
        end = row + 2
        sheet.merge_range(end, 0, end, last, book.closing, formats.closing)
        sheet.set_row(end, 40)
    if book.record_id is not None:
        sheet.set_column(last + 1, last + 1, None, formats.hidden, {"hidden": True})
    _set_up_page(sheet, book, end, last)
    sheet.freeze_panes(_HEAD_ROW + 1, book.frozen_columns)
    _protect(sheet)


def _write_head(sheet: Any, formats: _Formats, book: Book[R], widths: Sequence[float]) -> None:
    lines = 1
    for index, column in enumerate(book.columns):
        sheet.write_string(_HEAD_ROW, index, column.head, formats.head)
        lines = max(lines, _lines(column.head, widths[index], bold=True))
    sheet.set_row(_HEAD_ROW, lines * _LINE_PT + 8)
    if book.record_id is not None:
        sheet.write_string(_HEAD_ROW, len(book.columns), "记录号", formats.hidden)


def _write_row(
    sheet: Any, formats: _Formats, book: Book[R], widths: Sequence[float], row: int, record: R
) -> None:
    lines = 1
    for index, column in enumerate(book.columns):
        value = column.value(record)
        text = _write_cell(sheet, formats, row, index, column, value)
        lines = max(lines, _lines(text, widths[index]))
    sheet.set_row(row, min(_MAX_ROW_PT, lines * _LINE_PT + 6))
    if book.record_id is not None:
        sheet.write_string(row, len(book.columns), book.record_id(record), formats.hidden)


def _write_cell(sheet: Any, formats: _Formats, row: int, index: int, column: Column[R], value: Value) -> str:
    """Write one cell and return its text as it will be shown."""
    if isinstance(value, date):
        moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day in a sheet has no zone
        sheet.write_datetime(row, index, moment, formats.date)
        return f"{value:%Y-%m-%d}"
    if isinstance(value, Percent):
        sheet.write_number(row, index, value.value / 100, formats.percent)
        return plain(value)
    if isinstance(value, int | float):
        sheet.write_number(row, index, value, formats.number[column.align])
        return plain(value)
    text = f"{_SHAPES[value.kind]} {value.word}" if isinstance(value, Light) else plain(value)
    if text:
        kinds = formats.risky if text.startswith(_RISKY) else formats.text
        sheet.write_string(row, index, text, kinds[column.align])
    else:
        sheet.write_blank(row, index, None, formats.text[column.align])
    return text


def _lines(text: str, width_px: float, *, bold: bool = False) -> int:
    """Count the lines of `text` in a cell; Excel keeps about 7 pixels free and breaks no wiser than we do."""
    width_pt = (width_px - 7) * 0.75 * 0.97
    return len(break_lines(text, round(width_pt, 1), BOLD if bold else REGULAR, _SIZE))


def _set_up_page(sheet: Any, book: Book[R], end: int, last: int) -> None:
    if book.landscape:
        sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.98, right=0.47, top=0.6, bottom=0.75)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.print_area(0, 0, end, last)
    sheet.center_horizontally()
    imprint = book.imprint
    subject = "　".join(part for part in (imprint.code, imprint.basis) if part).replace("&", "&&")
    dates = f"数据截至 {stamp(imprint.as_of)}　打印于 {stamp(imprint.printed_at)}"
    sheet.set_footer(f'&L&8&"{_FONT}"{_short(subject)}\n{dates}&R&9&"{_FONT}"第 &P 页　共 &N 页')


def _short(text: str) -> str:
    """Excel refuses a footer of more than 255 characters."""
    return text if len(text) <= 120 else text[:119] + "…"


def _sheet_name(book: Book[R], taken: set[str], *, alone: bool) -> str:
    """Return what the sheet is called: by its paper, or by its unit where there are several."""
    wanted = book.title if alone else book.unit
    plain_name = "".join(char for char in wanted if char not in "[]:*?/\\'")[:28] or "表"
    name, number = plain_name, 2
    while name in taken:
        name, number = f"{plain_name}_{number}", number + 1
    return name


def _protect(sheet: Any) -> None:
    """Lock only the head and the hidden column: no password, everything else stays allowed."""
    sheet.protect(
        "",
        {
            "autofilter": True,
            "sort": True,
            "format_cells": True,
            "format_columns": True,
            "format_rows": True,
            "insert_rows": True,
            "delete_rows": True,
            "select_locked_cells": True,
        },
    )
