"""今日工作单 and 本周工作单 (slips of a day and a week): what is due, with boxes to tick and room to write."""

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title
from app.papers.flow import A4_PORTRAIT, Imprint, Section, paginate
from app.papers.table import Column, Light, Tick, Value, make_table

__all__ = ["TodayLine", "TodaySlip", "today_pages"]


class TodayLine(Struct, frozen=True):
    """One thing to do."""

    group: str
    """Such as 逾期和今天, 本周, 等别人, 县里新来的."""
    what: str
    source: str
    limit: str
    responsible: str
    light: Light
    """Without a word the line only says something, and there is nothing to tick."""


class TodaySlip(Struct, frozen=True):
    """What one day or week asks for."""

    unit: str
    day: str
    """The day or the days, in words."""
    person: str
    """Whose slip it is; empty for the whole station."""
    lines: tuple[TodayLine, ...]
    imprint: Imprint
    title: str = "今日工作单"


class _Numbered(Struct, frozen=True):
    number: int
    line: TodayLine


def _limit(line: TodayLine) -> Value:
    if not line.light.word:
        return line.limit
    return Light(line.light.kind, f"{line.light.word}\n{line.limit}".strip())


_COLUMNS: tuple[Column[_Numbered], ...] = (
    Column("序号", 10, lambda r: str(r.number), "center"),
    Column("事项", 55, lambda r: r.line.what),
    Column("来源", 20, lambda r: r.line.source, "center"),
    Column("时限", 27, lambda r: _limit(r.line)),
    Column("责任人", 17, lambda r: r.line.responsible, "center"),
    Column("办好", 11, lambda r: Tick() if r.line.light.word else "", "center"),
    Column("完成情况\n或未完成原因", 35, lambda _: ""),
)
_LEAST_BLANK_ROWS, _MOST_BLANK_ROWS = 2, 12


def today_pages(slip: TodaySlip) -> Section:
    """Lay out the slip, portrait, in large type; empty rows fill its last page for what comes up."""
    blank_rows = _LEAST_BLANK_ROWS
    section = _pages(slip, blank_rows)
    pages = len(paginate(section))
    while blank_rows < _MOST_BLANK_ROWS:
        blank_rows += 1
        fuller = _pages(slip, blank_rows)
        if len(paginate(fuller)) > pages:
            break
        section = fuller
    return section


def _pages(slip: TodaySlip, blank_rows: int) -> Section:
    width = A4_PORTRAIT.frame_width
    numbered = [_Numbered(number, line) for number, line in enumerate(slip.lines, start=1)]
    return Section(
        title=slip.title,
        imprint=slip.imprint,
        body=(
            Title(slip.title, width, 24),
            Facts(
                (
                    Fact("单位：", slip.unit, 1.6),
                    Fact("日期：", slip.day, 1.7),
                    Fact("责任人：", slip.person or "全站"),
                ),
                width,
                12,
            ),
            Space(1),
            make_table(
                _COLUMNS,
                numbered,
                width,
                group=lambda r: r.line.group,
                size=12,
                least_mm=13,
                blank_rows=blank_rows,
            ),
        ),
        closing=Signatures(("填写人",), width, size=12),
        unit=slip.unit,
        legend=True,
    )
