"""按村服务情况表 (villages by months, gaps marked) with the list of gaps below it."""

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Line, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section
from app.papers.table import Column, Value, make_table
from app.papers.workbook import Book

__all__ = ["GapRow", "ServiceRow", "ServiceSheet", "service_book", "service_pages"]


class ServiceRow(Struct, frozen=True):
    """One village; a cell is a number, a word, or empty."""

    village: str
    cells: tuple[int | str, ...]
    times: int
    people: int


class GapRow(Struct, frozen=True):
    """What one village missed."""

    village: str
    periods: str
    count: int


class ServiceSheet(Struct, frozen=True):
    """A year of services."""

    unit: str
    year: int
    label: str
    target: str
    heads: tuple[str, ...]
    rows: tuple[ServiceRow, ...]
    totals: tuple[int, ...]
    gaps: tuple[GapRow, ...]
    imprint: Imprint


class _Line(Struct, frozen=True):
    number: int | None
    row: ServiceRow


def _columns(sheet: ServiceSheet) -> tuple[Column[_Line], ...]:
    wide = 11.5 if len(sheet.heads) > 6 else 26.0

    def cell(place: int) -> Column[_Line]:
        def value(line: _Line) -> Value:
            return line.row.cells[place] or None

        return Column(sheet.heads[place], wide, value, "center")

    return (
        Column("序号", 10, lambda r: r.number, "center"),
        Column("村（社区）", 30, lambda r: r.row.village),
        *(cell(place) for place in range(len(sheet.heads))),
        Column("合计\n（次）", 14, lambda r: r.row.times, "center"),
        Column("人次", 16, lambda r: r.row.people or None, "right"),
    )


_GAPS: tuple[Column[GapRow], ...] = (
    Column("村（社区）", 40, lambda r: r.village),
    Column("缺的时段", 170, lambda r: r.periods),
    Column("缺口", 20, lambda r: r.count, "center"),
    Column("补做的打算", 60, lambda _: ""),
)


def _lines(sheet: ServiceSheet) -> tuple[_Line, ...]:
    rows = [_Line(number, row) for number, row in enumerate(sheet.rows, start=1)]
    totals = ServiceRow(
        "合计",
        sheet.totals,
        sum(row.times for row in sheet.rows),
        sum(row.people for row in sheet.rows),
    )
    return (*rows, _Line(None, totals))


def _say(sheet: ServiceSheet) -> str:
    count = sum(gap.count for gap in sheet.gaps)
    if not sheet.gaps:
        return "已经过去的时段没有缺口。"
    return f"已经过去的时段有 {count} 处缺口，涉及 {len(sheet.gaps)} 个村；合计数不抵缺口。"


def service_pages(sheet: ServiceSheet, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the grid and, below it, the gaps by village."""
    width = paper.frame_width
    gaps = (
        (Space(3), Line("缺口清单", width, 12, bold=True, keep=True), make_table(_GAPS, sheet.gaps, width))
        if sheet.gaps
        else ()
    )
    return Section(
        title="按村服务情况表",
        imprint=sheet.imprint,
        body=(
            Title("按村服务情况表", width, 20),
            Facts(
                (
                    Fact("填报单位：", sheet.unit, 2),
                    Fact("年份：", f"{sheet.year}年"),
                    Fact("服务：", sheet.label, 1.2),
                    Fact("要求：", sheet.target, 1.6),
                    Fact("填报日期：", chinese_date(sheet.imprint.day), 1.5),
                ),
                width,
            ),
            *paragraph(
                f"{_say(sheet)}“缺”是该时段没有去过，1/2 是要求 2 次去了 1 次，“—”是开始登记以前。",
                width,
                keep=True,
            ),
            Space(1),
            make_table(_columns(sheet), _lines(sheet), width),
            *gaps,
        ),
        closing=Signatures(("填表人", "负责人"), width, "单位（盖章）"),
        paper=paper,
        unit=sheet.unit,
    )


def service_book(sheet: ServiceSheet) -> Book[_Line]:
    """Return the grid as a workbook."""
    return Book(
        title="按村服务情况表",
        unit=sheet.unit,
        facts=f"填报单位：{sheet.unit}　　年份：{sheet.year}年　　服务：{sheet.label}　　要求：{sheet.target}　　"
        f"填报日期：{chinese_date(sheet.imprint.day)}",
        imprint=sheet.imprint,
        columns=_columns(sheet),
        rows=_lines(sheet),
        note=_say(sheet),
        closing="填表人：　　　　　　　　负责人：　　　　　　　　单位（盖章）　　　　　　年　　月　　日",
    )
