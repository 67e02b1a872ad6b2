"""Workbooks read back with another library: values, print settings, protection."""

import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.papers.facilities import shortfall_book, venue_list_book
from app.papers.ledger import ledger_book
from app.papers.tasks import claim_sheet_book
from app.papers.workbook import Book, write_workbook
from tests.app.papers import paper_samples as samples

HEAD = 4
BOOKS: dict[str, Book] = {  # type: ignore[type-arg]
    "ledger": ledger_book(samples.ledger(23)),
    "claims": claim_sheet_book(samples.claim_sheet(23)),
    "venues": venue_list_book(samples.venues(23)),
    "shortfalls": shortfall_book(samples.shortfalls(23)),
}


def read(book: Book, folder: Path) -> Worksheet:  # type: ignore[type-arg]
    path = write_workbook([book], folder / "表.xlsx").path
    sheet = openpyxl.load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def heads(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEAD]]


@pytest.mark.parametrize("name", BOOKS)
def test_every_workbook_prints_right(name: str, tmp_path: Path) -> None:
    sheet = read(BOOKS[name], tmp_path)
    columns = len(BOOKS[name].columns)
    assert sheet.print_title_rows == "$4:$4"
    last = openpyxl.utils.get_column_letter(columns)
    assert str(sheet.print_area).endswith(f"$A$1:${last}${HEAD + 23 + 2}")
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize or 0) == 9
    assert sheet.page_setup.fitToWidth in {None, 1}  # 1 is what the format means by nothing
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&P" in str(sheet.oddFooter.right.text)
    assert "数据截至 2026-07-18 14:02" in str(sheet.oddFooter.left.text)
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes.endswith("5")
    assert sheet.auto_filter.ref == f"A4:{last}{HEAD + 23}"


@pytest.mark.parametrize("name", BOOKS)
def test_every_record_keeps_its_id_in_a_hidden_locked_column(name: str, tmp_path: Path) -> None:
    sheet = read(BOOKS[name], tmp_path)
    column = len(BOOKS[name].columns) + 1
    assert sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].hidden
    ids = [sheet.cell(row, column) for row in range(HEAD + 1, HEAD + 24)]
    record_id = BOOKS[name].record_id
    assert record_id is not None
    assert [cell.value for cell in ids] == [record_id(row) for row in BOOKS[name].rows]
    assert all(cell.protection.locked for cell in ids)
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert not sheet.cell(HEAD + 1, 2).protection.locked


@pytest.mark.parametrize("name", BOOKS)
def test_there_is_nothing_to_run_or_to_follow(name: str, tmp_path: Path) -> None:
    path = write_workbook([BOOKS[name]], tmp_path / "表.xlsx").path
    with zipfile.ZipFile(path) as file:
        names = file.namelist()
        assert not [part for part in names if "vba" in part.lower() or "external" in part.lower()]
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")
        assert b"hyperlink" not in file.read("xl/worksheets/sheet1.xml")


def test_dates_numbers_and_percents_are_real(tmp_path: Path) -> None:
    sheet = read(BOOKS["ledger"], tmp_path)
    column = {head: index + 1 for index, head in enumerate(heads(sheet))}
    due = sheet.cell(HEAD + 2, column["完成时限"])
    assert due.value == datetime(2026, 1, 8)  # noqa: DTZ001 - as sheets have it
    assert due.number_format == "yyyy-mm-dd"
    percent = sheet.cell(HEAD + 2, column["进展(%)"])
    assert percent.value == pytest.approx(0.13)
    assert percent.number_format == "0%"
    assert sheet.cell(HEAD + 2, column["序号"]).value == 2
    assert sheet.cell(HEAD + 1, column["完成时限"]).value is None
    assert sheet.cell(HEAD + 2, column["完成状态"]).value == "▲ 临期2天"
    venues = read(BOOKS["venues"], tmp_path)
    column = {head: index + 1 for index, head in enumerate(heads(venues))}
    assert venues.cell(HEAD + 1, column["建筑面积\n（㎡）"]).value == 120.5
    assert venues.cell(HEAD + 1, column["电话"]).value == "13900000000"  # digits that are no number
    assert venues.cell(HEAD + 1, column["行政区划代码"]).data_type == "s"


@pytest.mark.parametrize("text", ["=SUM(A1)", "+86 139", "-12", "@all", "=cmd|' /C calc'!A0"])
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path) -> None:
    from msgspec.structs import replace

    ledger = samples.ledger(1)
    sheet = read(ledger_book(replace(ledger, rows=(replace(ledger.rows[0], task=text),))), tmp_path)
    cell = sheet.cell(HEAD + 1, 2)
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_rows_are_as_high_as_their_longest_text(tmp_path: Path) -> None:
    sheet = read(BOOKS["ledger"], tmp_path)
    column = heads(sheet).index("工作措施") + 1
    texts = {}
    for row in range(HEAD + 1, HEAD + 24):
        texts[len(str(sheet.cell(row, column).value))] = sheet.row_dimensions[row].height
    shortest, longest = min(texts), max(texts)
    assert texts[longest] > 2 * texts[shortest]
    assert texts[longest] >= 5 * 14


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    sheet = read(ledger_book(samples.ledger(0)), tmp_path)
    assert sheet.cell(HEAD + 1, 1).value == "（没有记录）"


def test_several_units_are_sheets_of_one_workbook(tmp_path: Path) -> None:
    path = write_workbook(
        [ledger_book(samples.ledger(count)) for count in (1, 2, 3)], tmp_path / "表.xlsx"
    ).path
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [samples.UNIT, f"{samples.UNIT}_2", f"{samples.UNIT}_3"]
    assert [sheet.max_row for sheet in book] == [HEAD + count + 2 for count in (1, 2, 3)]
