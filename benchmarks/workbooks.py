"""The office's present way: every station sends a workbook, and somebody's script puts them all into one."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import openpyxl
import xlsxwriter

from app.log.kinds import kinds
from benchmarks.measuring import seconds

__all__ = ["merging", "write_workbook"]


def write_workbook(station: Path, to: Path) -> None:
    """Write what a station's ledger holds of its own, one sheet a kind."""
    with (
        closing(sqlite3.connect(station / "ledger.db")) as connection,
        xlsxwriter.Workbook(str(to), {"constant_memory": True}) as book,
    ):
        (site,) = connection.execute("SELECT site FROM identity").fetchone()
        for name in kinds():
            rows = connection.execute(f'SELECT * FROM "{name}" WHERE site = ?', (site,))
            heads = [column[0] for column in rows.description]
            found = rows.fetchall()
            if not found:
                continue
            sheet = book.add_worksheet(name[:31])
            for number, row in enumerate([heads, *found]):
                sheet.write_row(number, 0, row)


def merging(stations: Sequence[Path], folder: Path, rounds: int = 1) -> dict[str, float]:
    """Return the seconds that merging takes, by library; pandas is measured where it is installed."""
    books = []
    for station in stations:
        books.append(folder / f"{station.name}.xlsx")
        write_workbook(station, books[-1])
    return merging_books(books, folder, rounds)


def merging_books(books: Sequence[Path], folder: Path, rounds: int = 1) -> dict[str, float]:
    ways = {"openpyxl": _merge_by_openpyxl}
    if find_spec("pandas") is not None:
        ways["pandas"] = _merge_by_pandas
    return {
        name: seconds(lambda: way(books, folder / "all.xlsx"), rounds=rounds)  # noqa: B023 - called at once
        for name, way in ways.items()
    }


def _merge_by_openpyxl(books: Sequence[Path], to: Path) -> None:
    whole = openpyxl.Workbook(write_only=True)
    for path in books:
        book = openpyxl.load_workbook(path, read_only=True)
        for sheet in book.worksheets:
            here = sheet.title in whole.sheetnames
            target = whole[sheet.title] if here else whole.create_sheet(sheet.title)
            for row in sheet.iter_rows(min_row=2 if here else 1, values_only=True):
                target.append(row)
        book.close()
    whole.save(to)


def _merge_by_pandas(books: Sequence[Path], to: Path) -> None:
    import pandas

    read = [pandas.read_excel(path, sheet_name=None) for path in books]
    with pandas.ExcelWriter(to) as writer:
        for name in dict.fromkeys(name for sheets in read for name in sheets):
            whole = pandas.concat([sheets[name] for sheets in read if name in sheets])
            whole.to_excel(writer, sheet_name=name, index=False)
