"""Stations and villages as they stand in pasted rows or a sheet -> drafts to look through before adding.

Pure: works on cells of text. What is doubtful is said, never repaired silently.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from app.errors import InvalidInput
from app.office.codes import clean_code, is_township
from db.models.units import UnitKind

__all__ = ["ReadUnit", "cells_of", "read_cells", "township_of"]

_HEADS: Final[Mapping[str, frozenset[str]]] = {
    "code": frozenset({"行政区划代码", "区划代码", "统计用区划代码", "行政区划编码", "代码", "编码", "区划"}),
    "kind": frozenset({"类型", "单位类型", "类别", "单位类别"}),
    "township": frozenset({"乡镇", "所属乡镇", "乡镇街道", "乡镇名称", "所在乡镇", "乡", "镇", "街道"}),
    "name": frozenset({"名称", "单位名称", "单位", "文化站", "文化站名称", "站名", "站点", "机构名称"}),
    "village": frozenset(
        {"村", "村名", "村名称", "行政村", "村居", "村社区", "社区", "村级名称", "村社区名称"}
    ),
    "contact": frozenset(
        {"联系人", "姓名", "站长", "负责人", "管理员", "联系人姓名", "站长姓名", "负责人姓名"}
    ),
    "post": frozenset({"职务", "岗位", "职位"}),
    "phone": frozenset({"电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "电话号码"}),
    "population": frozenset({"人口", "常住人口", "服务人口", "人口数", "常住人口数", "总人口"}),
}
_LOOK_FOR_HEAD_ROWS: Final = 10
_BRACKETS: Final = str.maketrans("()", "（）")
_PHONE = re.compile(r"1\d{10}|(0\d{2,3})?\d{7,8}(转\d{1,5})?")
_TOWNSHIP = re.compile(r"^(.{1,12}?(?:街道|镇|乡|苏木|农场|林场|管理区))")
_VILLAGE_END = re.compile(r"(村|社区|居委会|村委会|嘎查|屯|委员会|居民区)$")
_STATION_END = re.compile(r"(文化站|服务中心|文化中心|文体站|站|中心|馆)$")


class ReadUnit(Struct, frozen=True):
    """One understood row.

    Attributes:
        line: Row of the source, counted from 1.
        code: 12 digits, or empty when none was given or it cannot be used.
        reasons: Chinese sentences on what is doubtful.
        refusal: Why the row cannot be used; empty when it can.
    """

    line: int
    kind: UnitKind
    name: str
    code: str = ""
    township: str = ""
    contact: str = ""
    post: str = ""
    phone: str = ""
    population: int | None = None
    reasons: tuple[str, ...] = ()
    refusal: str = ""


def cells_of(text: str) -> list[list[str]]:
    """Return the cells of rows copied from Excel or WPS, or of lines parted by commas."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if "\t" in lines:
        return [list(row) for row in csv.reader(io.StringIO(lines), delimiter="\t")]
    return [re.split(r"[,，;；]|\s{2,}| ", line.strip()) for line in lines.split("\n")]


def township_of(name: str) -> str:
    """Return the township a station's name begins with: 青石镇综合文化站 -> 青石镇; empty when there is none."""
    found = _TOWNSHIP.match(name)
    return found[1] if found else ""


def read_cells(cells: Sequence[Sequence[str]]) -> list[ReadUnit]:
    """Understand rows of cells: with a head row its columns, without one by what the columns hold.

    Raises:
        InvalidInput: No column looks like a name.
    """
    rows = [(number, [_tidy(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    rows = [(number, row) for number, row in rows if any(row)]
    head = next(
        (n for n, (_, row) in enumerate(rows[:_LOOK_FOR_HEAD_ROWS]) if len(_named_columns(row)) >= 2), None
    )
    if head is None:
        columns, ten_thousands = _guessed_columns([row for _, row in rows]), False
    else:
        columns = _named_columns(rows[head][1])
        ten_thousands = any("万" in rows[head][1][n] for n in [columns.get("population")] if n is not None)
        rows = rows[head + 1 :]
    if not columns.keys() & {"name", "village", "township"}:
        raise InvalidInput(
            "没有看懂这些行：找不到名称一列。请带上表头（名称、区划代码、联系人、电话、人口）再粘贴。"
        )
    units = []
    township = ""
    for number, row in rows:
        values = {key: row[n] if n < len(row) else "" for key, n in columns.items()}
        if values.get("township"):
            township = values["township"]
        elif "village" in columns and values.get("village"):
            values["township"] = township  # a merged cell is written once
        if any(values.get(key) for key in ("name", "village", "township", "code")):
            units.append(_Row(number, values, ten_thousands=ten_thousands).read())
    return units


def _tidy(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).split())


def _named_columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, cell in enumerate(row):
        word = re.sub(r"\(.*?\)|[\s:*/、]", "", cell)
        for key, heads in _HEADS.items():
            if word in heads and key not in found:
                found[key] = number
    return found


def _guessed_columns(rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Tell columns apart by what most of their cells look like."""
    found: dict[str, int] = {}
    tests = {
        "code": re.compile(r"\d{9}|\d{12}"),
        "phone": _PHONE,
        "village": re.compile(r".+(村|社区|居委会|村委会|嘎查)"),
        "name": re.compile(r".+(文化站|服务中心|文化中心|文体站)"),
        "township": re.compile(r".{1,12}(镇|乡|街道|苏木)"),
        "contact": re.compile(r"[一-鿿·]{2,4}"),
        "population": re.compile(r"\d{3,6}"),
    }
    width = max((len(row) for row in rows), default=0)
    for key, pattern in tests.items():
        for number in range(width):
            values = [row[number].replace(" ", "") for row in rows if number < len(row) and row[number]]
            hits = sum(bool(pattern.fullmatch(value)) for value in values)
            if number not in found.values() and hits * 2 > len(values):
                found[key] = number
                break
    return found


@dataclass
class _Row:
    number: int
    values: Mapping[str, str]
    ten_thousands: bool
    reasons: list[str] = field(default_factory=list)

    def read(self) -> ReadUnit:
        code, refusal = self._code()
        kind = self._kind(code)
        name, township = self._names(kind)
        if not name:
            refusal = refusal or "没有名称。"
        return ReadUnit(
            line=self.number,
            kind=kind,
            name=name.translate(_BRACKETS),
            code=code,
            township=township,
            contact=self.values.get("contact", ""),
            post=self.values.get("post", ""),
            phone=self._phone(),
            population=self._population(),
            reasons=tuple(self.reasons),
            refusal=refusal,
        )

    def _code(self) -> tuple[str, str]:
        text = self.values.get("code", "")
        if not text:
            return "", ""
        try:
            return clean_code(text), ""
        except InvalidInput as error:
            return "", str(error)

    def _kind(self, code: str) -> UnitKind:
        word = self.values.get("kind", "")
        said = None
        if "站" in word or "乡" in word or "镇" in word:
            said = UnitKind.STATION
        elif "村" in word or "社区" in word:
            said = UnitKind.VILLAGE
        if code:
            kind = UnitKind.STATION if is_township(code) else UnitKind.VILLAGE
            if said not in {None, kind}:
                self.reasons.append(f"类型写的是“{word}”，按代码应是另一级，已按代码登记。")
            return kind
        if said is not None:
            return said
        name = self.values.get("village") or self.values.get("name", "")
        if self.values.get("village") or (_VILLAGE_END.search(name) and not _STATION_END.search(name)):
            return UnitKind.VILLAGE
        return UnitKind.STATION

    def _names(self, kind: UnitKind) -> tuple[str, str]:
        township = self.values.get("township", "")
        name = self.values.get("name", "")
        if kind is UnitKind.VILLAGE:
            return self.values.get("village") or name, township
        name = name or township
        if name and not _STATION_END.search(name) and township_of(name) == name:
            self.reasons.append(f"只写了“{name}”，站名按“{name}综合文化站”登记。")
            return f"{name}综合文化站", name
        return name, township or township_of(name)

    def _phone(self) -> str:
        text = re.sub(r"\.0$", "", self.values.get("phone", ""))
        if text and not all(_PHONE.fullmatch(re.sub(r"[\s\-()]", "", part)) for part in _parts(text)):
            self.reasons.append(f"电话“{text}”不像电话号码，请核对。")
        return text

    def _population(self) -> int | None:
        text = self.values.get("population", "")
        if not text:
            return None
        found = re.fullmatch(r"([\d,]+(?:\.\d+)?)\s*(万)?人?", text)
        if found is None:
            self.reasons.append(f"人口“{text}”看不懂，没有登记。")
            return None
        value = float(found[1].replace(",", ""))
        return round(value * 10_000) if found[2] or self.ten_thousands else round(value)


def _parts(text: str) -> Iterable[str]:
    return [part for part in re.split(r"[,;、/ ]+", text) if part]
