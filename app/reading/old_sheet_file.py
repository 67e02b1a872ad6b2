"""Sheets of .xls files, by a reader in pure Python: damaged sizes raise an error instead of taking the memory."""

import datetime
import io
from typing import Any

import xlrd

from app.errors import InvalidInput
from app.reading.model import Doubt
from app.reading.sheet_rows import BROKEN, PASSWORD, Merged, Sheet, add_sheet, check_size
from app.reading.source import Source

__all__ = ["read_old_workbook"]

_LIMIT_BYTES = 25_000_000


def read_old_workbook(data: bytes) -> Source:
    """Read a .xls file: values, merged areas, hidden rows; rows of all visible sheets are numbered on.

    Raises:
        InvalidInput: Damaged, too large or protected.
    """
    if len(data) > _LIMIT_BYTES:
        raise InvalidInput("文件太大（超过 25 MB），没有读取。请另存为 .xlsx，或分成几份再试。")
    source = Source([])
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        cells = 0
        for sheet in book.sheets():
            if sheet.visibility:
                source.doubts.append(Doubt("hidden_sheet", f"工作表“{sheet.name}”是隐藏的，没有读取。"))
                continue
            width = max((sheet.row_len(at) for at in range(sheet.nrows)), default=0)
            cells += sheet.nrows * width
            check_size(cells)
            values = [_row(sheet, at, width, book.datemode) for at in range(sheet.nrows)]
            merged: list[Merged] = [
                ((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells
            ]
            hidden = {at for at, info in sheet.rowinfo_map.items() if info.hidden}
            add_sheet(source, Sheet(sheet.name, values, merged, hidden))
    except InvalidInput:
        raise
    except xlrd.XLRDError as error:
        raise InvalidInput(PASSWORD if "ncrypted" in str(error) else BROKEN) from error
    except Exception as error:  # whatever bytes a damaged file holds, the user gets one sentence
        raise InvalidInput(BROKEN) from error
    return source


def _row(sheet: Any, at: int, width: int, datemode: int) -> list[Any]:
    cells = [_value(cell, datemode) for cell in sheet.row(at)]
    return cells + [""] * (width - len(cells))


def _value(cell: Any, datemode: int) -> Any:
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime.datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment.time() if cell.value < 1 else moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    return cell.value
