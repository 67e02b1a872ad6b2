"""设施清单 (register of venues) and 达标与缺口清单 (what meets the standard and what falls short)."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section
from app.papers.table import Column, Light, Value, make_table
from app.papers.workbook import Book

__all__ = [
    "Shortfall",
    "ShortfallList",
    "VenueList",
    "VenueRow",
    "shortfall_book",
    "shortfall_pages",
    "venue_list_book",
    "venue_list_pages",
]


class VenueRow(Struct, frozen=True):
    """One venue of the register."""

    record_id: str
    area_code: str
    township: str
    village: str
    name: str
    kind: str
    built_year: int | None
    indoor_m2: float | None
    outdoor_m2: float | None
    tenure: str
    hours: str
    keeper: str
    phone: str
    state: str
    note: str = ""


class VenueList(Struct, frozen=True):
    """The register of a station, or of the county."""

    unit: str
    rows: tuple[VenueRow, ...]
    imprint: Imprint
    telephone: str = ""


class Shortfall(Struct, frozen=True):
    """One item of the standard as it was found at one venue."""

    record_id: str
    place: str
    """Village, or station."""
    venue: str
    code: str
    item: str
    standard: str
    actual: str
    missing: str
    """How much is missing, with its unit; empty when that cannot be counted."""
    light: Light
    """The conclusion with its shape: 达标 green, 基本达标 yellow, 不达标 red, 未查 and 不适用 grey."""
    note: str
    problem: str
    """Number of the problem made from it, or empty."""
    checked_on: date | None


class ShortfallList(Struct, frozen=True):
    """What a station's checks say, one row for each item that is listed."""

    unit: str
    standard: str
    """Names and versions of the standards."""
    counts: tuple[tuple[str, int], ...]
    """How many items ended how: 达标 310, 不达标 22."""
    rows: tuple[Shortfall, ...]
    imprint: Imprint
    telephone: str = ""


class _Venue(Struct, frozen=True):
    number: int
    row: VenueRow


class _Shortfall(Struct, frozen=True):
    number: int
    row: Shortfall


def _venue_columns(number: Callable[[int], Value]) -> tuple[Column[_Venue], ...]:
    return (
        Column("序号", 9, lambda r: number(r.number), "center"),
        Column("行政区划代码", 28, lambda r: r.row.area_code, "center"),
        Column("乡镇", 15, lambda r: r.row.township, "center"),
        Column("村\n（社区）", 16, lambda r: r.row.village, "center"),
        Column("设施名称", 32, lambda r: r.row.name),
        Column("类型", 18, lambda r: r.row.kind, "center"),
        Column("建成\n年份", 12, lambda r: r.row.built_year, "center"),
        Column("建筑面积\n（㎡）", 16, lambda r: r.row.indoor_m2, "right"),
        Column("室外面积\n（㎡）", 16, lambda r: r.row.outdoor_m2, "right"),
        Column("产权", 12, lambda r: r.row.tenure, "center"),
        Column("开放时间", 27, lambda r: r.row.hours),
        Column("管理员", 14, lambda r: r.row.keeper, "center"),
        Column("电话", 26, lambda r: r.row.phone, "center"),
        Column("状况", 13, lambda r: r.row.state, "center"),
        Column("备注", 14, lambda r: r.row.note),
    )


def venue_list_pages(venues: VenueList, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the register of venues."""
    width = paper.frame_width
    rows = [_Venue(number, row) for number, row in enumerate(venues.rows, start=1)]
    return Section(
        title="设施清单",
        imprint=venues.imprint,
        body=(
            Title("设施清单", width, 20),
            Facts(
                (
                    Fact("填报单位：", venues.unit, 2),
                    Fact("合计：", f"{len(rows)} 处"),
                    Fact("填报日期：", chinese_date(venues.imprint.day), 1.2),
                ),
                width,
            ),
            Space(1),
            make_table(
                _venue_columns(str),
                rows,
                width,
            ),
        ),
        closing=Signatures(
            ("填表人", "审核人", "单位负责人（签字）"), width, "单位（盖章）", venues.telephone
        ),
        paper=paper,
        unit=venues.unit,
    )


def venue_list_book(venues: VenueList) -> Book[_Venue]:
    """Return the register of venues as a workbook."""
    return Book(
        title="设施清单",
        unit=venues.unit,
        facts=f"填报单位：{venues.unit}　　填报日期：{chinese_date(venues.imprint.day)}",
        imprint=venues.imprint,
        columns=_venue_columns(int),
        rows=tuple(_Venue(number, row) for number, row in enumerate(venues.rows, start=1)),
        record_id=lambda r: r.row.record_id,
        closing="填表人：　　　　　　　审核人：　　　　　　　单位负责人（签字）：　　　　　　　单位（盖章）　　　　　年　　月　　日",
        frozen_columns=5,
    )


def _shortfall_columns(number: Callable[[int], Value]) -> tuple[Column[_Shortfall], ...]:
    return (
        Column("序号", 9, lambda r: number(r.number), "center"),
        Column("设施", 34, lambda r: r.row.venue),
        Column("编码", 15, lambda r: r.row.code, "center"),
        Column("核查项目", 42, lambda r: r.row.item),
        Column("标准", 26, lambda r: r.row.standard),
        Column("实有", 22, lambda r: r.row.actual, "center"),
        Column("差额", 19, lambda r: r.row.missing, "center"),
        Column("结论", 25, lambda r: r.row.light),
        Column("情况说明", 34, lambda r: r.row.note),
        Column("已转整改", 27, lambda r: r.row.problem, "center"),
        Column("核查日期", 25, lambda r: r.row.checked_on, "center"),
    )


def _counts(shortfalls: ShortfallList) -> str:
    parts = "，".join(f"{name} {count} 项" for name, count in shortfalls.counts)
    return f"核查结果：{parts}。" if parts else "还没有核查结果。"


def shortfall_pages(shortfalls: ShortfallList, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the list, grouped by village or station."""
    width = paper.frame_width
    rows = [_Shortfall(number, row) for number, row in enumerate(shortfalls.rows, start=1)]
    return Section(
        title="达标与缺口清单",
        imprint=shortfalls.imprint,
        body=(
            Title("达标与缺口清单", width, 20),
            Facts(
                (
                    Fact("填报单位：", shortfalls.unit, 2),
                    Fact("执行标准：", shortfalls.standard, 3.8),
                    Fact("填报日期：", chinese_date(shortfalls.imprint.day), 1.4),
                ),
                width,
            ),
            *paragraph(_counts(shortfalls), width, keep=True),
            Space(1),
            make_table(
                _shortfall_columns(str),
                rows,
                width,
                group=lambda r: r.row.place,
                empty="（没有缺口：已核查的项目都达标）" if shortfalls.counts else "（还没有核查结果）",
            ),
        ),
        closing=Signatures(("填表人", "站长（签字）"), width, "单位（盖章）", shortfalls.telephone),
        paper=paper,
        unit=shortfalls.unit,
    )


def shortfall_book(shortfalls: ShortfallList) -> Book[_Shortfall]:
    """Return the list as a workbook."""
    first, *others = _shortfall_columns(int)
    place: Column[_Shortfall] = Column("村（社区）或站", 26, lambda r: r.row.place)
    return Book(
        title="达标与缺口清单",
        unit=shortfalls.unit,
        facts=f"填报单位：{shortfalls.unit}　　执行标准：{shortfalls.standard}　　"
        f"填报日期：{chinese_date(shortfalls.imprint.day)}",
        imprint=shortfalls.imprint,
        columns=(first, place, *others),
        rows=tuple(_Shortfall(number, row) for number, row in enumerate(shortfalls.rows, start=1)),
        record_id=lambda r: r.row.record_id,
        note=_counts(shortfalls),
        closing="填表人：　　　　　　　　站长（签字）：　　　　　　　　单位（盖章）　　　　　　年　　月　　日",
        frozen_columns=3,
    )
