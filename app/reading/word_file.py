"""Paragraphs, automatic numbers and tables of .docx files, in document order."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any

from app.errors import InvalidInput
from app.reading.model import Line, Picture
from app.reading.packed import Package
from app.reading.source import Cell, Row, Source, Table
from app.reading.text_file import spaced_tables

__all__ = ["read_word"]

_PARAGRAPHS_LIMIT = 20_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
# What a reader of the printed page does not see, or sees twice.
_SKIPPED = frozenset(
    {_W + "del", _W + "moveFrom", _W + "instrText", _W + "pPr", _W + "rPr", _MC + "Fallback", _W + "delText"}
)
_BREAKS = frozenset({_W + "br", _W + "cr"})
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "chineseLegalSimplified",
        "koreanCounting",
    }
)
_CIRCLED = frozenset({"decimalEnclosedCircle", "decimalEnclosedCircleChinese"})
_PAREN = "decimalEnclosedParen"
_STOP = "decimalEnclosedFullstop"


def read_word(package: Package) -> Source:
    """Read the body of a .docx file.

    A paragraph is a line, a table row is a line; numbers that Word only draws are put in front of their text.
    Deleted text and field codes are left out, inserted text, text boxes and content controls are read.
    """
    body = package.xml("word/document.xml").find(_W + "body")
    reader = _Reader(_Numbering(package), _images(package))
    if body is not None:
        reader.blocks(body)
    return Source(reader.lines, reader.tables + spaced_tables(reader.lines, len(reader.tables)))


class _Reader:
    def __init__(self, numbering: "_Numbering", images: dict[str, str]) -> None:
        self._numbering = numbering
        self._images = images  # part name by relation id
        self.lines: list[Line] = []
        self.tables: list[Table] = []
        self._number = 0

    def blocks(self, parent: Any) -> None:
        """Read the paragraphs and tables under an element, through content controls and tracked changes."""
        for child in parent:
            if child.tag == _W + "p":
                self._paragraph(child)
            elif child.tag == _W + "tbl":
                self._table(child)
            elif child.tag not in _SKIPPED and isinstance(child.tag, str):
                inner = child.find(_W + "sdtContent") if child.tag == _W + "sdt" else child
                if inner is not None:
                    self.blocks(inner)

    def _paragraph(self, paragraph: Any) -> None:
        self._number += 1
        self._check_length()
        offset = 0
        for text in self._text(paragraph).split("\n"):
            self.lines.append(Line(self._number, text, offset=offset))
            offset += len(text) + 1

    def _check_length(self) -> None:
        if self._number > _PARAGRAPHS_LIMIT:
            raise InvalidInput("文件内容太多（超过 2 万段），没有读取。请分成几份再试。")

    def _text(self, paragraph: Any) -> str:
        parts: list[str] = []
        _collect(paragraph, parts)
        return self._numbering.prefix(paragraph) + "".join(parts)

    def _cell_text(self, cell: Any) -> str:
        paragraphs = [
            node for node in cell.iter(_W + "p") if not any(a.tag in _SKIPPED for a in node.iterancestors())
        ]
        return "\n".join(self._text(one) for one in paragraphs).strip("\n")

    def _table(self, table: Any) -> None:
        rows: list[Row] = []
        origins: dict[int, tuple[tuple[int, int], str]] = {}  # column -> open vertical merge
        drafts: list[list[tuple[str, tuple[int, int], int]]] = []
        pictured: list[list[str]] = []
        for at, row in enumerate(_rows(table)):
            pictured.append(self._pictures(row))
            cells: list[tuple[str, tuple[int, int], int]] = []
            before = _number_property(row, "gridBefore")
            cells += [("", (at, n), 1) for n in range(before)]
            for cell in _cells(row):
                column = len(cells)
                span = max(1, min(_number_property(cell, "gridSpan") or 1, 64))
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merge is not None and merge.get(_W + "val") != "restart" and column in origins:
                    origin, text = origins[column]
                else:
                    origin, text = (at, column), self._cell_text(cell)
                    origins.pop(column, None)
                    if merge is not None:
                        origins[column] = (origin, text)
                if merge is None:
                    for n in range(column, column + span):
                        origins.pop(n, None)
                cells += [(text, origin, span)] * span
            drafts.append(cells)
        heights: dict[tuple[int, int], int] = {}
        for at, cells in enumerate(drafts):
            for origin in {cell[1] for cell in cells}:
                heights[origin] = at - origin[0] + 1
        for cells, parts in zip(drafts, pictured, strict=True):
            self._number += 1
            pictures = tuple(Picture(part, self._number) for part in parts)
            printed: list[str] = []
            seen: dict[tuple[int, int], int] = {}
            made: list[Cell] = []
            at_char = 0
            for text, origin, span in cells:
                if origin not in seen:
                    seen[origin] = at_char
                    printed.append(text)
                    at_char += len(text) + 1
                made.append(Cell(text, seen[origin], origin, heights[origin], span))
            self.lines.append(Line(self._number, "\t".join(printed)))
            rows.append(Row(self._number, tuple(made), pictures=pictures))
        self.tables.append(Table(f"表{len(self.tables) + 1}", tuple(rows)))

    def _pictures(self, row: Any) -> list[str]:
        """The pictures in the cells of a row, but not those of a table inside one of them."""
        if not self._images:
            return []
        found = [
            self._images.get(node.get(_R + "embed") or node.get(_R + "id") or "")
            for node in row.iter(_BLIP, _OLD_IMAGE)
            if _nearest(node, _W + "tr") is row and not any(a.tag in _SKIPPED for a in node.iterancestors())
        ]
        return [part for part in dict.fromkeys(found) if part]


def _images(package: Package) -> dict[str, str]:
    """Part name of each picture by its relation id."""
    relations = "word/_rels/document.xml.rels"
    if relations not in package:
        return {}
    return {
        node.get("Id", ""): posixpath.normpath(posixpath.join("word", node.get("Target", "")))
        for node in package.xml(relations)
        if node.get("Type", "").endswith("/image") and node.get("TargetMode") != "External"
    }


def _rows(table: Any) -> list[Any]:
    return [row for row in table.iter(_W + "tr") if _nearest(row, _W + "tbl") is table]


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter(_W + "tc") if _nearest(cell, _W + "tr") is row]


def _nearest(node: Any, tag: str) -> Any:
    return next(node.iterancestors(tag), None)


def _number_property(node: Any, name: str) -> int:
    for properties in (_W + "tcPr", _W + "trPr"):
        found = node.find(f"{properties}/{_W}{name}")
        value = found.get(_W + "val") if found is not None else None
        if value and value.isdecimal():
            return min(int(value), 64)
    return 0


def _collect(node: Any, parts: list[str]) -> None:
    """Append the visible text under a node; a nested paragraph (text box) starts on a line of its own."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == _W + "t":
            parts.append((child.text or "").replace("\n", " ").replace("\r", " "))
        elif tag == _W + "tab":
            parts.append(" ")
        elif tag in _BREAKS:
            parts.append("\n")
        elif tag == _W + "noBreakHyphen":
            parts.append("-")
        elif tag == _W + "sym":
            parts.append("●")
        else:
            if tag == _W + "p" and parts and not parts[-1].endswith("\n"):
                parts.append("\n")
            stack.extend(reversed(child))


@dataclass
class _Level:
    start: int
    form: str
    text: str


class _Numbering:
    """The numbers Word draws in front of list paragraphs."""

    def __init__(self, package: Package) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}  # abstract list -> levels
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}  # list -> abstract list, starts of its own
        self._styles: dict[str, tuple[str | None, str | None, int]] = {}  # style -> parent, list, level
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        if "word/numbering.xml" in package:
            self._read_lists(package.xml("word/numbering.xml"))
        if self._lists and "word/styles.xml" in package:
            self._read_styles(package.xml("word/styles.xml"))

    def _read_lists(self, root: Any) -> None:
        for abstract in root.iter(_W + "abstractNum"):
            levels = {}
            for level in abstract.iter(_W + "lvl"):
                at = _int(level.get(_W + "ilvl"))
                levels[at] = _Level(
                    _int(_value(level, "start"), 1),
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                )
            self._levels[abstract.get(_W + "abstractNumId", "")] = levels
        for one in root.iter(_W + "num"):
            starts = {
                _int(override.get(_W + "ilvl")): _int(_value(override, "startOverride"), 1)
                for override in one.iter(_W + "lvlOverride")
                if override.find(_W + "startOverride") is not None
            }
            self._lists[one.get(_W + "numId", "")] = (_value(one, "abstractNumId") or "", starts)

    def _read_styles(self, root: Any) -> None:
        for style in root.iter(_W + "style"):
            numbered = style.find(f"{_W}pPr/{_W}numPr")
            number = _value(numbered, "numId") if numbered is not None else None
            level = _int(_value(numbered, "ilvl")) if numbered is not None else 0
            self._styles[style.get(_W + "styleId", "")] = (_value(style, "basedOn"), number, level)

    def prefix(self, paragraph: Any) -> str:
        """Return the number in front of a paragraph, or an empty text; must be called in document order."""
        properties = paragraph.find(_W + "pPr")
        if properties is None or not self._lists:
            return ""
        number, level = self._of(properties)
        if not number or number == "0" or number not in self._lists:
            return ""
        abstract, starts = self._lists[number]
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counters = self._counters.setdefault(abstract, {})
        if number not in self._begun:
            self._begun.add(number)
            for at, start in starts.items():
                counters[at] = start - 1
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [at for at in counters if at > level]:
            del counters[deeper]
        if levels[level].form == "bullet":
            return "●"
        if levels[level].form == "none":
            return levels[level].text.replace("%1", "")

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = levels.get(at)
            return _formatted(counters.get(at, of.start if of else 1), of.form if of else "decimal")

        text = re.sub(r"%([1-9])", shown, levels[level].text)
        return text + (" " if text[-1:].isdecimal() else "")

    def _of(self, properties: Any) -> tuple[str | None, int]:
        numbered = properties.find(_W + "numPr")
        if numbered is not None and (number := _value(numbered, "numId")) is not None:
            return number, _int(_value(numbered, "ilvl"))
        style = _value(properties, "pStyle")
        for _ in range(12):
            if style is None or style not in self._styles:
                break
            parent, number, level = self._styles[style]
            if number is not None:
                return number, level
            style = parent
        return None, 0


def _value(node: Any, name: str) -> str | None:
    found = node.find(_W + name)
    value = found.get(_W + "val") if found is not None else None
    return None if value is None else str(value)


def _int(text: str | None, default: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default


def _formatted(value: int, form: str) -> str:
    if form in _CHINESE and 0 < value < 100:
        digits = "〇一二三四五六七八九"
        tens, ones = divmod(value, 10)
        return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
            digits[ones] if ones else ""
        )
    if form in _CIRCLED and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if form == _PAREN and 1 <= value <= 20:
        return chr(ord("⑴") + value - 1)
    if form == _STOP and 1 <= value <= 20:
        return chr(ord("⒈") + value - 1)
    if form in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + value - 1)
    return str(value)
