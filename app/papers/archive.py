"""缺件清单, 卷内目录, 备考表 and 盒脊标签: the archive on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from msgspec import Struct
from typing_extensions import override

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, A4_PORTRAIT, Imprint, Section, Strip
from app.papers.form import Field, Form
from app.papers.lettering import BOLD, fit
from app.papers.pen import MM, Pen
from app.papers.pictures import Photo, picture_rows
from app.papers.table import Column, make_table
from app.papers.workbook import Book

__all__ = [
    "BoxSheet",
    "FiledRow",
    "MissingList",
    "MissingRow",
    "PairSheet",
    "file_index_book",
    "file_index_pages",
    "missing_book",
    "missing_pages",
    "note_sheet_pages",
    "pair_pages",
    "spine_pages",
]

_LABEL_MM = 32.0
_LABEL_GAP_MM = 4.0
_LABEL_HIGH_MM = 168.0


class MissingRow(Struct, frozen=True):
    """One indicator to which something is lacking."""

    record_id: str
    number: int
    group: str
    indicator: str
    asked: str
    there: int
    lack: str
    remarks: str
    supplier: str
    due: date | None


class MissingList(Struct, frozen=True):
    """What the archive of a station still lacks."""

    unit: str
    rows: tuple[MissingRow, ...]
    asked: int
    """Indicators that ask for proof at all."""
    enough: int
    imprint: Imprint


class FiledRow(Struct, frozen=True):
    """One file in its box."""

    record_id: str
    number: int
    archive_no: str
    document_no: str
    issuer: str
    title: str
    day: date
    amount: int | None
    indicator: str
    note: str


class BoxSheet(Struct, frozen=True):
    """A box and what lies in it."""

    unit: str
    number: int
    year: int
    retention: str
    title: str
    place: str
    note: str
    compiler: str
    checker: str
    compiled_on: date | None
    rows: tuple[FiledRow, ...]
    imprint: Imprint

    @property
    def span(self) -> str:
        """Item numbers: 1-12."""
        if not self.rows:
            return ""
        first, last = self.rows[0].number, self.rows[-1].number
        return f"{first}" if first == last else f"{first}-{last}"

    @property
    def pages(self) -> int:
        """Pages and photos counted together."""
        return sum(row.amount or 0 for row in self.rows)


class PairSheet(Struct, frozen=True):
    """What a place looked like before and after."""

    unit: str
    number: str
    description: str
    place: str
    measures: str
    result: str
    found_on: date
    completed_on: date | None
    before: tuple[Photo, ...]
    after: tuple[Photo, ...]
    imprint: Imprint


def _missing_columns() -> tuple[Column[MissingRow], ...]:
    return (
        Column("序号", 10, lambda r: str(r.number), "center"),
        Column("指标", 44, lambda r: r.indicator),
        Column("要求的材料", 36, lambda r: r.asked),
        Column("已有", 11, lambda r: r.there or None, "center"),
        Column("还差", 24, lambda r: r.lack, "center"),
        Column("要看一看的", 24, lambda r: r.remarks),
        Column("谁能提供", 20, lambda r: r.supplier, "center"),
        Column("时限", 26, lambda r: r.due, "center"),
    )


def missing_pages(missing: MissingList) -> Section:
    """Lay out what is lacking, grouped by first-level indicator."""
    width = A4_PORTRAIT.frame_width
    words = (
        f"要求材料的 {missing.asked} 项，已够 {missing.enough} 项，还差 {missing.asked - missing.enough} 项。"
    )
    return Section(
        title="缺件清单",
        imprint=missing.imprint,
        body=(
            Title("缺件清单", width),
            Facts(
                (
                    Fact("单位：", missing.unit, 2),
                    Fact("日期：", chinese_date(missing.imprint.day)),
                ),
                width,
            ),
            *paragraph(words, width, keep=True),
            Space(1),
            make_table(
                _missing_columns(),
                missing.rows,
                width,
                group=lambda r: r.group,
                size=10,
                empty="（材料都齐了）",
            ),
        ),
        unit=missing.unit,
    )


def missing_book(missing: MissingList) -> Book[MissingRow]:
    """Return what is lacking as a workbook."""
    first, *others = _missing_columns()
    group: Column[MissingRow] = Column("一级指标", 18, lambda r: r.group, "center")
    return Book(
        title="缺件清单",
        unit=missing.unit,
        facts=f"单位：{missing.unit}　　日期：{chinese_date(missing.imprint.day)}",
        imprint=missing.imprint,
        columns=(first, group, *others),
        rows=missing.rows,
        record_id=lambda r: r.record_id,
        note=f"要求材料的 {missing.asked} 项，已够 {missing.enough} 项。",
        frozen_columns=3,
    )


def _index_columns() -> tuple[Column[FiledRow], ...]:
    return (
        Column("件号", 11, lambda r: r.number, "center"),
        Column("文号", 24, lambda r: r.document_no, "center"),
        Column("责任者", 28, lambda r: r.issuer, "center"),
        Column("题名", 54, lambda r: r.title),
        Column("日期", 21, lambda r: f"{r.day:%Y%m%d}", "center"),
        Column("页数", 11, lambda r: r.amount, "center"),
        Column("备注", 28, lambda r: "；".join(part for part in (r.indicator, r.note) if part)),
    )


def file_index_pages(box: BoxSheet) -> Section:
    """Lay out the files of a box by item number. Source: DA/T 22-2015, dates of eight digits."""
    width = A4_PORTRAIT.frame_width
    return Section(
        title="卷内目录",
        imprint=box.imprint,
        body=(
            Title("卷内目录", width),
            Facts(_box_facts(box), width),
            Space(1),
            make_table(_index_columns(), box.rows, width, size=10, least_mm=8, empty="（盒里还没有材料）"),
        ),
        unit=box.unit,
    )


def file_index_book(box: BoxSheet) -> Book[FiledRow]:
    """Return the files of a box as a workbook."""
    number: Column[FiledRow] = Column("档号", 34, lambda r: r.archive_no, "center")
    return Book(
        title="卷内目录",
        unit=f"第{box.number}盒",
        facts=f"{box.unit}　　第 {box.number} 盒　　{box.year} 年度　　保管期限：{box.retention}　　{box.title}",
        imprint=box.imprint,
        columns=(*_index_columns(), number),
        rows=box.rows,
        record_id=lambda r: r.record_id,
        landscape=False,
        frozen_columns=1,
    )


def note_sheet_pages(box: BoxSheet) -> Section:
    """Lay out the sheet that lies last in a box. Source: GB/T 9705-2008."""
    width = A4_PORTRAIT.frame_width
    count = (
        f"共 {len(box.rows)} 件，件号 {box.span}，{box.pages} 页（张）。" if box.rows else "盒里还没有材料。"
    )
    made = chinese_date(box.compiled_on) if box.compiled_on else "　　　　年　　月　　日"
    return Section(
        title="备考表",
        imprint=box.imprint,
        body=(
            Title("备考表", width),
            Facts(_box_facts(box), width),
            Space(2),
            Form(
                (
                    (110, (Field("本盒情况说明", "\n".join(part for part in (count, box.note) if part)),)),
                    (16, (Field("立卷人", box.compiler), Field("检查人", box.checker))),
                    (16, (Field("立卷时间", made), Field("存放位置", box.place))),
                ),
                width,
                size=12,
                label_mm=30,
            ),
        ),
        unit=box.unit,
    )


def _box_facts(box: BoxSheet) -> tuple[Fact, ...]:
    return (
        Fact("单位：", box.unit, 2.4),
        Fact("盒号：", str(box.number)),
        Fact("年度：", str(box.year)),
        Fact("保管期限：", box.retention, 1.4),
        Fact("件号：", box.span or "无", 1.2),
    )


@dataclass(frozen=True)
class _Labels(Strip):
    """Labels side by side, to be cut out along their frames."""

    boxes: tuple[BoxSheet, ...]
    keep: bool = False

    @property
    @override
    def height(self) -> float:
        return _LABEL_HIGH_MM * MM

    @override
    def draw(self, pen: Pen, x: float, top: float) -> None:
        for box in self.boxes:
            _draw_label(pen, box, x, top)
            x += (_LABEL_MM + _LABEL_GAP_MM) * MM


def _draw_label(pen: Pen, box: BoxSheet, x: float, top: float) -> None:
    width, middle = _LABEL_MM * MM, x + _LABEL_MM * MM / 2
    cells = (("年　度", str(box.year), 15.0), ("保管期限", box.retention, 15.0))
    feet = (("件　号", box.span or "", 17.0), ("盒　号", str(box.number), 20.0))
    pen.frame(x, top - _LABEL_HIGH_MM * MM, width, _LABEL_HIGH_MM * MM, weight=1.2)
    at = top
    for label, value, high in cells:
        _draw_cell(pen, x, at, width, high, label, value)
        at -= high * MM
    bottom = top - _LABEL_HIGH_MM * MM + sum(high for _, _, high in feet) * MM
    _draw_upright(pen, middle, at, at - bottom, box)
    at = bottom
    for label, value, high in feet:
        _draw_cell(pen, x, at, width, high, label, value)
        at -= high * MM


def _draw_cell(pen: Pen, x: float, top: float, width: float, high: float, label: str, value: str) -> None:
    pen.line(x, top, x + width, top)
    pen.line(x, top - high * MM, x + width, top - high * MM)
    pen.text(x + width / 2, top - 4.2 * MM, label, 8, align="center")
    size = fit(value, width - 3 * MM, BOLD, 15, 7)
    pen.text(x + width / 2, top - high * MM + 3 * MM, value, size, bold=True, align="center")


def _draw_upright(pen: Pen, middle: float, top: float, room: float, box: BoxSheet) -> None:
    """Write the title character below character, the unit small beside it."""
    title = box.title or "公共文化服务创建档案"
    size = min(20.0, (room - 8 * MM) / (1.15 * max(1, len(title))))
    baseline = top - (room - size * 1.15 * len(title)) / 2 - size
    for char in title:
        pen.text(middle + 4 * MM, baseline, char, size, bold=True, align="center")
        baseline -= size * 1.15
    small = min(9.0, (room - 8 * MM) / (1.15 * max(1, len(box.unit))))
    baseline = top - (room - small * 1.15 * len(box.unit)) / 2 - small
    for char in box.unit:
        pen.text(middle - 11 * MM, baseline, char, small, align="center")
        baseline -= small * 1.15


def spine_pages(boxes: Sequence[BoxSheet], imprint: Imprint, unit: str) -> Section:
    """Lay out the labels of boxes, as many on a sheet as fit."""
    width = A4_LANDSCAPE.frame_width
    each = max(1, int((width / MM + _LABEL_GAP_MM) / (_LABEL_MM + _LABEL_GAP_MM)))
    rows = [tuple(boxes[first : first + each]) for first in range(0, len(boxes), each)]
    return Section(
        title="盒脊标签",
        imprint=imprint,
        body=tuple(_Labels(row) for row in rows),
        paper=A4_LANDSCAPE,
        unit=unit,
    )


def pair_pages(pair: PairSheet) -> Section:
    """Lay out before at the left and after at the right, pair by pair."""
    width = A4_PORTRAIT.frame_width
    before = [Photo(photo.path, f"整改前　{photo.caption}") for photo in pair.before]
    after = [Photo(photo.path, f"整改后　{photo.caption}") for photo in pair.after]
    both = min(len(before), len(after))
    strips: list[Strip] = []
    for left, right in zip(before, after, strict=False):
        strips += picture_rows((left, right), width, height_mm=70)
    strips += picture_rows((*before[both:], *after[both:]), width, height_mm=70)
    closed = chinese_date(pair.completed_on) if pair.completed_on else ""
    return Section(
        title="整改前后对照",
        imprint=pair.imprint,
        body=(
            Title("整改前后对照", width),
            Facts((Fact("单位：", pair.unit, 2), Fact("编号：", pair.number, 1.4)), width),
            Form(
                (
                    (10, (Field("问题", pair.description),)),
                    (10, (Field("地点", pair.place), Field("发现日期", chinese_date(pair.found_on)))),
                    (10, (Field("整改措施", pair.measures),)),
                    (10, (Field("整改结果", pair.result, 2), Field("完成日期", closed))),
                ),
                width,
                label_mm=22,
            ),
            Space(2),
            *strips,
        ),
        closing=Signatures(("整改责任人", "站长（签字）"), width),
        unit=pair.unit,
    )
