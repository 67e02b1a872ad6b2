"""Sheets of .xlsx files: values, merged areas, hidden rows, pictures on their rows."""

import io
import posixpath
import re
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from app.errors import InvalidInput
from app.reading.model import Doubt
from app.reading.packed import Package
from app.reading.sheet_rows import BROKEN, DISPIMG, PASSWORD, Sheet, add_sheet, check_size
from app.reading.source import Source

__all__ = ["read_new_workbook"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_HIDDEN_ROW = re.compile(rb"<row\b[^>]*\bhidden=\"(?:1|true)\"[^>]*>")
_CELL_REF = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d{1,7})\"")
_ROW_NUMBER = re.compile(rb"\br=\"(\d+)\"")


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


def _read(data: io.BytesIO, extras: "_Extras") -> Source:
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
            check_size(cells)
            values = sheet.to_python(skip_empty_area=False)
            hidden, pictures = extras.of(meta.name)
            add_sheet(source, Sheet(meta.name, values, sheet.merged_cell_ranges or [], hidden, pictures))
    except PasswordError as error:
        raise InvalidInput(PASSWORD) from error
    except (CalamineError, ValueError, OSError, IndexError) as error:
        raise InvalidInput(PASSWORD if "assword" in str(error) else BROKEN) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the Rust reader reports what it did not foresee
            raise InvalidInput(BROKEN) from error
        raise
    return source


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
            rows = max([rows, *(int(match[1]) for match in _ROW_TAG.finditer(data))])
            cells += rows * max(columns, 1)
            check_size(cells)

    def of(self, name: str) -> tuple[set[int], list[tuple[int, str]]]:
        """Return a sheet's hidden rows and the rows and parts of its pictures; nothing when its part is missing."""
        hidden: set[int] = set()
        pictures: list[tuple[int, str]] = []
        part = self._sheets.get(name)
        if part is None or part not in self._package:
            return hidden, pictures
        data = self._package.read(part)
        for match in _HIDDEN_ROW.finditer(data):
            if number := _ROW_NUMBER.search(match[0]):
                hidden.add(int(number[1]) - 1)
        if b"DISPIMG" in data:
            self._cell_pictures(data, pictures)
        for target in self._related(part, "/drawing"):
            self._floating(target, pictures)
        return hidden, pictures

    def _cell_pictures(self, data: bytes, pictures: list[tuple[int, str]]) -> None:
        for match in re.finditer(
            rb"<c\b[^>]*\br=\"[A-Z]+(\d+)\"[^>]*>(?:(?!</c>).)*?DISPIMG(?:(?!</c>).)*", data, re.DOTALL
        ):
            named = DISPIMG.search(match[0].decode("utf-8", "replace").replace("&quot;", '"'))
            if named and named[1] in self._cell_images:
                pictures.append((int(match[1]) - 1, self._cell_images[named[1]]))

    def _floating(self, drawing: str, pictures: list[tuple[int, str]]) -> None:
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
                    pictures.append((_middle_row(anchor, row), target[1]))

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
