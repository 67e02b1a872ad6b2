"""Sheets of .xlsx and .xls files: values, merged areas, hidden rows, pictures on their rows."""

import datetime
import io
import posixpath
import re
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from app.errors import InvalidInput
from app.reading.model import Doubt, Line, Picture
from app.reading.packed import Package
from app.reading.source import Cell, Row, Source, Table

__all__ = ["read_new_workbook", "read_old_workbook"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELLS_LIMIT = 600_000
_EXACT_DIGITS_LIMIT = 10**15  # beyond, Excel itself has already rounded the number
_DISPIMG = re.compile(r"DISPIMG\s*\(\s*\"([^\"]+)\"", re.IGNORECASE)
_HIDDEN_ROW = re.compile(rb"<row\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_CELL_REF = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
_ROW_NUMBER = re.compile(rb"\br=\"(\d+)\"")
_TOO_LARGE = "表格太大（超过 60 万个单元格），没有读取。请删去空白的行列，或分成几份再试。"
_BROKEN = "表格打不开，文件可能已损坏或不是 Excel 表格。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。"
_PASSWORD = "文件设了打开密码，没有读取。请先取消密码，另存一份再试。"


def read_new_workbook(package: Package) -> Source:
    """Read a .xlsx file; rows of all visible sheets are numbered on.

    Raises:
        InvalidInput: Damaged, too large or protected.
    """
    wanted = [
        name
        for name in package.names
        if name.endswith((".xml", ".rels"))
        and not re.search(r"/(?:media|embeddings|charts|theme|printerSettings|customXml)/", name)
    ]
    extras = _Extras(package)
    extras.check_extent()
    return _read(package.repacked(wanted), extras)


def read_old_workbook(data: bytes) -> Source:
    """Read a .xls file: values and merged areas.

    Raises:
        InvalidInput: Damaged, too large or protected.
    """
    return _read(io.BytesIO(data), None)


def _read(data: io.BytesIO, extras: "_Extras | None") -> Source:
    try:
        workbook = CalamineWorkbook.from_filelike(data)
        source = Source([])
        cells = 0
        for at, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != SheetVisibleEnum.Visible:
                source.doubts.append(Doubt("hidden_sheet", f"工作表“{meta.name}”是隐藏的，没有读取。"))
                continue
            sheet = workbook.get_sheet_by_index(at)
            cells += sheet.total_height * sheet.total_width
            if cells > _CELLS_LIMIT:
                raise InvalidInput(_TOO_LARGE)
            _Sheet(source, sheet, extras.of(meta.name) if extras else _SheetExtras()).read()
    except PasswordError as error:
        raise InvalidInput(_PASSWORD) from error
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise InvalidInput(_PASSWORD if "assword" in str(error) else _BROKEN) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the Rust reader reports what it did not foresee
            raise InvalidInput(_BROKEN) from error
        raise
    return source


class _SheetExtras:
    """What values alone do not show: hidden rows and pictures, by row index from 0."""

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self.pictures: list[tuple[int, str]] = []


class _Sheet:
    """One worksheet on its way into a source."""

    def __init__(self, source: Source, sheet: Any, extras: _SheetExtras) -> None:
        self._source, self._sheet, self._extras = source, sheet, extras
        self._first_line = len(source.lines) + 1

    def read(self) -> None:
        """Append the sheet's rows as lines and as a table."""
        sheet = self._sheet
        values = sheet.to_python(skip_empty_area=False)
        if not values:
            return
        merged: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for (top, left), (lowest, rightmost) in sheet.merged_cell_ranges or []:
            bottom, right = min(lowest, len(values) - 1), min(rightmost, len(values[0]) - 1)
            if len(merged) + (bottom - top + 1) * (right - left + 1) > _CELLS_LIMIT:
                raise InvalidInput(_TOO_LARGE)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    merged[row, column] = (top, left, bottom - top + 1, right - left + 1)
        width = _used_width(values)
        texts = [[_text(value) for value in row[:width]] for row in values]
        self._damaged_numbers(values)
        pictures: dict[int, list[Picture]] = {}
        for anchored, part in self._extras.pictures:
            row = min(anchored, len(values) - 1)
            top = next((merged[row, c][0] for c in range(width) if (row, c) in merged), row)
            pictures.setdefault(row if any(texts[row]) else top, []).append(
                Picture(part, self._first_line + row)
            )
        rows = []
        for at, row_texts in enumerate(texts):
            number = self._first_line + at
            hidden = at in self._extras.hidden
            rows.append(
                Row(number, self._cells(at, row_texts, texts, merged), hidden, tuple(pictures.get(at, ())))
            )
            self._source.lines.append(Line(number, _joined(at, row_texts, merged), hidden))
        self._source.tables.append(Table(sheet.name, tuple(rows)))

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
    return "" if _DISPIMG.search(text) else text


class _Extras:
    """Hidden rows and pictures of a .xlsx file, read from its parts."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._cell_images = self._named_cell_images()
        self._sheets = self._sheet_parts()

    def check_extent(self) -> None:
        """Refuse sheets whose cells lie far apart: the reader would fill the whole area between them.

        Raises:
            InvalidInput: The areas of all sheets hold more cells than any real list.
        """
        cells = 0
        for part in self._package.names:
            if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
                continue
            data = self._package.read(part)
            refs = {(match[1], int(match[2])) for match in _CELL_REF.finditer(data)}
            rows = max((row for _, row in refs), default=0)
            columns = max(
                (_column_number(letters) for letters in {letters for letters, _ in refs}), default=0
            )
            cells += rows * columns
            if cells > _CELLS_LIMIT:
                raise InvalidInput(_TOO_LARGE)

    def of(self, name: str) -> _SheetExtras:
        """Return what is known of a sheet; nothing when its part cannot be found."""
        extras = _SheetExtras()
        part = self._sheets.get(name)
        if part is None or part not in self._package:
            return extras
        data = self._package.read(part)
        for match in _HIDDEN_ROW.finditer(data):
            if number := _ROW_NUMBER.search(match[0]):
                extras.hidden.add(int(number[1]) - 1)
        if b"DISPIMG" in data:
            self._cell_pictures(data, extras)
        for target in self._related(part, "/drawing"):
            self._floating(target, extras)
        return extras

    def _cell_pictures(self, data: bytes, extras: _SheetExtras) -> None:
        for match in re.finditer(
            rb"<c\b[^>]*\br=\"[A-Z]+(\d+)\"[^>]*>(?:(?!</c>).)*?DISPIMG(?:(?!</c>).)*", data, re.DOTALL
        ):
            named = _DISPIMG.search(match[0].decode("utf-8", "replace").replace("&quot;", '"'))
            if named and named[1] in self._cell_images:
                extras.pictures.append((int(match[1]) - 1, self._cell_images[named[1]]))

    def _floating(self, drawing: str, extras: _SheetExtras) -> None:
        if drawing not in self._package:
            return
        targets = self._relations(drawing)
        for anchor in self._package.xml(drawing):
            place = next((node for node in anchor.iter() if _local(node) == "from"), None)
            if place is None:
                continue
            row = next(
                (int(node.text) for node in place if _local(node) == "row" and (node.text or "").isdecimal()),
                None,
            )
            for blip in anchor.iter():
                if (
                    row is not None
                    and _local(blip) == "blip"
                    and (target := targets.get(blip.get(_R + "embed", "")))
                ):
                    extras.pictures.append((_middle_row(anchor, row), target[1]))

    def _named_cell_images(self) -> dict[str, str]:
        """WPS keeps cell pictures in xl/cellimages.xml, named by an id that the cell's formula repeats."""
        part = "xl/cellimages.xml"
        if part not in self._package:
            return {}
        targets = self._relations(part)
        images: dict[str, str] = {}
        for image in self._package.xml(part):
            name = next((node.get("name") for node in image.iter() if _local(node) == "cNvPr"), None)
            embed = next((node.get(_R + "embed") for node in image.iter() if _local(node) == "blip"), None)
            if name and embed in targets:
                images[name] = targets[embed][1]
        return images

    def _sheet_parts(self) -> dict[str, str]:
        if "xl/workbook.xml" not in self._package:
            return {}
        targets = self._relations("xl/workbook.xml")
        return {
            node.get("name", ""): targets[node.get(_R + "id")][1]
            for node in self._package.xml("xl/workbook.xml").iter()
            if _local(node) == "sheet" and node.get(_R + "id") in targets
        }

    def _related(self, part: str, kind: str) -> list[str]:
        return [target for type_, target in self._relations(part).values() if type_.endswith(kind)]

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (type, part name)."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._package:
            return {}
        found = {}
        for node in self._package.xml(relations):
            target = node.get("Target", "")
            path = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            found[node.get("Id", "")] = (node.get("Type", ""), path)
        return found


def _middle_row(anchor: Any, first: int) -> int:
    """The row a floating picture mostly lies on: a picture that only begins at a row's foot belongs below."""
    ends = [node for node in anchor.iter() if _local(node) == "to"]
    last = next(
        (int(n.text) for e in ends for n in e if _local(n) == "row" and (n.text or "").isdecimal()), first
    )
    return first if last <= first + 1 else (first + last) // 2


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _local(node: Any) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""
