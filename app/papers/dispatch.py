"""Papers for the county's dispatch: 月调度表, 需支持事项清单, 每日报告情况表."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section, Strip, Table
from app.papers.table import Column, Light, Percent, Value, make_table
from app.papers.workbook import Book

__all__ = [
    "Agenda",
    "AgendaLine",
    "DailyTable",
    "DailyTableLine",
    "DispatchLine",
    "DispatchTable",
    "agenda_book",
    "agenda_pages",
    "daily_table_pages",
    "dispatch_book",
    "dispatch_pages",
]


class DispatchLine(Struct, frozen=True):
    """A station of the monthly table; without figures where its return is missing."""

    record_id: str
    station: str
    as_of: date | None
    figures: tuple[int, ...] | None
    """In the order of the columns from 应办 on, shares left out."""
    state: Light


class DispatchTable(Struct, frozen=True):
    """The month of the county, from the returns as they were handed in."""

    office: str
    month: date
    closed_on: date | None
    lines: tuple[DispatchLine, ...]
    late_items: tuple[tuple[str, str], ...]
    """(station, item with its delay)."""
    corrections: tuple[tuple[str, str], ...]
    """(station, what was corrected)."""
    imprint: Imprint


class _Ranked(Struct, frozen=True):
    number: int
    line: DispatchLine


_HEADS = (
    ("应办", ""),
    ("办结", "任务"),
    ("进行中", "任务"),
    ("待核验", "任务"),
    ("等支持", "任务"),
    ("未启动", "任务"),
    ("逾期", "任务"),
    ("发现", "问题整改"),
    ("销号", "问题整改"),
    ("未销", "问题整改"),
    ("场次", "活动"),
    ("人次", "活动"),
    ("需支持", ""),
)


def _figure(place: int) -> Column[_Ranked]:
    head, group = _HEADS[place]

    def value(row: _Ranked) -> Value:
        return row.line.figures[place] if row.line.figures is not None else None

    return Column(head, 15, value, "center", group)


def _share(row: _Ranked) -> Value:
    figures = row.line.figures
    return None if figures is None or not figures[0] else Percent(round(100 * figures[1] / figures[0]))


_DISPATCH_COLUMNS: tuple[Column[_Ranked], ...] = (
    Column("序号", 10, lambda row: row.number, "center"),
    Column("文化站", 38, lambda row: row.line.station),
    Column("月报", 27, lambda row: row.line.state),
    Column("数据截至", 24, lambda row: row.line.as_of, "center"),
    _figure(0),
    _figure(1),
    Column("办结率", 16, _share, "center", "任务"),
    *(_figure(place) for place in range(2, len(_HEADS))),
)


def _ranked(table: DispatchTable) -> list[_Ranked]:
    """Return the stations by their share done, the highest first; those without a return at the end."""

    def order(line: DispatchLine) -> tuple[bool, float]:
        figures = line.figures
        return figures is None, -(figures[1] / figures[0] if figures and figures[0] else 0.0)

    return [_Ranked(number, line) for number, line in enumerate(sorted(table.lines, key=order), start=1)]


def _head_words(table: DispatchTable) -> str:
    here = sum(line.figures is not None for line in table.lines)
    closed = f"{chinese_date(table.closed_on)}关月" if table.closed_on else "尚未关月"
    return f"共{len(table.lines)}个站，已收月报{here}份，{closed}。数字以各站上报时为准，以后的改动见更正。"


def dispatch_pages(table: DispatchTable, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the table, landscape, with what is late and what was corrected below it."""
    width = paper.frame_width
    body: list[Strip | Table] = [
        Title(f"{table.month.year}年{table.month.month}月调度表", width, 22),
        Facts(
            (Fact("制表单位：", table.office, 2), Fact("制表日期：", chinese_date(table.imprint.day))), width
        ),
        *paragraph(_head_words(table), width, keep=True),
        Space(1),
        make_table(_DISPATCH_COLUMNS, _ranked(table), width, size=9.5),
    ]
    body += _notes("逾期事项", table.late_items, width)
    body += _notes("更正", table.corrections, width)
    return Section(
        title=f"{table.month.month}月调度表",
        imprint=table.imprint,
        body=tuple(body),
        closing=Signatures(("制表", "审核"), width),
        paper=paper,
        unit=table.office,
    )


def _notes(title: str, notes: Sequence[tuple[str, str]], width: float) -> list[Strip]:
    if not notes:
        return []
    strips: list[Strip] = [Space(3), *paragraph(f"{title}（{len(notes)}）", width, 12, bold=True, keep=True)]
    for station, words in notes:
        strips += paragraph(f"{station}：{words}", width, 10.5)
    return strips


def dispatch_book(table: DispatchTable) -> Book[_Ranked]:
    """Return the table as a workbook."""
    return Book(
        title=f"{table.month.year}年{table.month.month}月调度表",
        unit=table.office,
        facts=f"制表单位：{table.office}　　制表日期：{chinese_date(table.imprint.day)}",
        imprint=table.imprint,
        columns=_DISPATCH_COLUMNS,
        rows=tuple(_ranked(table)),
        record_id=lambda row: row.line.record_id,
        note=_head_words(table),
        closing="制表：　　　　　　　　　　审核：　　　　　　　　　　年　　月　　日",
    )


class AgendaLine(Struct, frozen=True):
    """One request for support."""

    record_id: str
    township: str
    station: str
    subject: str
    kind: str
    amount: Decimal | None
    level: str
    reason: str
    wanted_by: date | None
    state: Light
    last: str


class Agenda(Struct, frozen=True):
    """What the meeting with the townships has to settle."""

    office: str
    lines: tuple[AgendaLine, ...]
    imprint: Imprint


class _Item(Struct, frozen=True):
    number: int
    line: AgendaLine


def _why(row: _Item) -> str:
    return "。".join(part.rstrip("。") for part in (row.line.subject, row.line.reason) if part) + "。"


def _state(row: _Item) -> Value:
    return Light(
        row.line.state.kind, "\n".join(part for part in (row.line.state.word, row.line.last) if part)
    )


_AGENDA_COLUMNS: tuple[Column[_Item], ...] = (
    Column("序号", 10, lambda row: row.number, "center"),
    Column("文化站", 34, lambda row: row.line.station),
    Column("请求支持的事项和原因", 72, _why),
    Column("类别", 18, lambda row: row.line.kind, "center"),
    Column("金额（元）", 22, lambda row: _yuan(row.line.amount), "right"),
    Column("请求层级", 22, lambda row: row.line.level, "center"),
    Column("希望何时前", 26, lambda row: row.line.wanted_by, "center"),
    Column("现在", 34, _state),
)
_DECISION: Column[_Item] = Column("议定意见", 40, lambda _: "")


def _yuan(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _sum(agenda: Agenda) -> str:
    amounts = [line.amount for line in agenda.lines if line.amount is not None]
    money = f"，涉及资金 {sum(amounts):,.0f} 元" if amounts else ""
    townships = len({line.township for line in agenda.lines})
    return f"共 {townships} 个乡镇 {len(agenda.lines)} 件{money}。"


def agenda_pages(agenda: Agenda, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the list, landscape, by township, with room for what the meeting decides."""
    width = paper.frame_width
    rows = [_Item(number, line) for number, line in enumerate(agenda.lines, start=1)]
    return Section(
        title="需支持事项清单",
        imprint=agenda.imprint,
        body=(
            Title("需支持事项清单", width, 22),
            Facts(
                (Fact("制表单位：", agenda.office, 2), Fact("制表日期：", chinese_date(agenda.imprint.day))),
                width,
            ),
            *paragraph(_sum(agenda), width, keep=True),
            Space(1),
            make_table(
                (*_AGENDA_COLUMNS, _DECISION),
                rows,
                width,
                group=lambda row: row.line.township or row.line.station,
                least_mm=12,
                empty="（没有等着解决的事）",
            ),
        ),
        closing=Signatures(("主持人", "记录人"), width),
        paper=paper,
        unit=agenda.office,
    )


def agenda_book(agenda: Agenda) -> Book[_Item]:
    """Return the list as a workbook."""
    return Book(
        title="需支持事项清单",
        unit=agenda.office,
        facts=f"制表单位：{agenda.office}　　制表日期：{chinese_date(agenda.imprint.day)}",
        imprint=agenda.imprint,
        columns=(Column("乡镇", 24, lambda row: row.line.township), *_AGENDA_COLUMNS, _DECISION),
        rows=tuple(_Item(number, line) for number, line in enumerate(agenda.lines, start=1)),
        record_id=lambda row: row.line.record_id,
        note=_sum(agenda),
    )


class DailyTableLine(Struct, frozen=True):
    """A station and its days, a word each; empty for a day to come."""

    station: str
    words: tuple[str, ...]
    missing: int


class DailyTable(Struct, frozen=True):
    """Which station reported on which day of a sprint."""

    office: str
    name: str
    days: tuple[date, ...]
    lines: tuple[DailyTableLine, ...]
    imprint: Imprint


_SHORT = {"已报": "√", "零报告": "零", "缺报": "缺", "未收到": "", "": ""}
_DAYS_A_TABLE = 31


def daily_table_pages(table: DailyTable) -> list[Section]:
    """Lay out the table, landscape, a section for every 31 days."""
    starts = range(0, max(1, len(table.days)), _DAYS_A_TABLE)
    return [_daily_section(table, start, min(start + _DAYS_A_TABLE, len(table.days))) for start in starts]


def _daily_section(table: DailyTable, start: int, end: int) -> Section:
    width = A4_LANDSCAPE.frame_width
    columns: list[Column[DailyTableLine]] = [Column("文化站", 38, lambda line: line.station)]
    columns += [_daily_column(table.days[place], place) for place in range(start, end)]
    columns.append(Column("缺报\n天数", 13, lambda line: line.missing or "", "center"))
    return Section(
        title="每日报告情况表",
        imprint=table.imprint,
        body=(
            Title("每日报告情况表", width, 22),
            Facts((Fact("制表单位：", table.office, 2), Fact("时期：", table.name, 2)), width),
            *paragraph(
                "√ 已报　零 零报告　补 过了当天才报　缺 应报未报　空白 数据还没有收到", width, keep=True
            ),
            Space(1),
            make_table(columns, table.lines, width, size=9.5, least_mm=6),
        ),
        closing=Signatures(("制表", "审核"), width),
        paper=A4_LANDSCAPE,
        unit=table.office,
    )


def _daily_column(day: date, place: int) -> Column[DailyTableLine]:
    return Column(
        str(day.day), 7, lambda line: _SHORT.get(line.words[place], "补"), "center", f"{day.month}月"
    )
