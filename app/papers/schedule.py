"""序时进度表 (schedule): what should be done by today against what is, with a bar for each task over the year."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Paper, Section
from app.papers.table import Bar, Column, Light, Percent, Value, make_table
from app.papers.workbook import Book

__all__ = ["GROUPS", "Schedule", "ScheduleLine", "schedule_book", "schedule_pages"]

GROUPS = ("落后", "和计划一致", "超前", "没有报进度", "没有起止日期")
"""In the order in which they are printed."""


class ScheduleLine(Struct, frozen=True):
    """One task.

    Attributes:
        group: One of `GROUPS`.
        planned: Per cent that should be done by today, `done` what is.
        steps: (last day, reached) of steps that have one.
    """

    record_id: str
    number: int
    group: str
    task: str
    responsible: str
    start: date | None
    end: date | None
    planned: int | None
    done: int | None
    light: Light
    steps: tuple[tuple[date, bool], ...] = ()

    @property
    def gap(self) -> int | None:
        """Per cent ahead of the plan; below zero: behind it."""
        return None if self.planned is None or self.done is None else self.done - self.planned


class Schedule(Struct, frozen=True):
    """The open tasks of a station."""

    unit: str
    day: date
    lines: tuple[ScheduleLine, ...]
    imprint: Imprint
    telephone: str = ""


def _ordered(lines: Sequence[ScheduleLine]) -> list[ScheduleLine]:
    """Return the lines by group, in it those furthest behind first."""
    return sorted(lines, key=lambda line: (GROUPS.index(line.group), line.gap or 0, line.number))


def _counts(lines: Sequence[ScheduleLine]) -> str:
    counts = [(name, sum(line.group == name for line in lines)) for name in GROUPS]
    return (
        f"在办 {len(lines)} 项：" + "，".join(f"{name} {count} 项" for name, count in counts if count) + "。"
    )


def _bar(line: ScheduleLine, day: date, month: int) -> Bar:
    first, days = date(day.year, month, 1), monthrange(day.year, month)[1]

    def place(of: date, *, over: bool = False) -> float:
        return min(1.0, max(0.0, ((of - first).days + over) / days))

    span = done = None
    if line.start is not None and line.end is not None and line.start <= line.end:
        left, right = place(line.start), place(line.end, over=True)
        span = (left, right) if left < right else None
        reached = (line.end - line.start).days * (line.done or 0) / 100
        until = min(1.0, max(0.0, ((line.start - first).days + reached) / days))
        done = (left, until) if span and left < until else None
    ends = tuple(
        (place(on, over=True), there) for on, there in line.steps if on.year == day.year and on.month == month
    )
    return Bar(span, done, place(day) if day.month == month else None, ends)


def _columns(day: date) -> tuple[Column[ScheduleLine], ...]:
    return (
        Column("序号", 9, lambda r: str(r.number), "center"),
        Column("工作任务", 48, lambda r: r.task),
        Column("责任人", 15, lambda r: r.responsible, "center"),
        Column("时限", 26, lambda r: r.end, "center"),
        Column("状态", 24, lambda r: r.light),
        Column("计划", 11, lambda r: _percent(r.planned), "center"),
        Column("实际", 11, lambda r: _percent(r.done), "center"),
        Column("相差", 11, lambda r: "" if r.gap is None else f"{r.gap:+d}" if r.gap else "0", "center"),
        *(
            Column(str(month), 8.8, _bars(day, month), "center", f"{day.year}年（月）")
            for month in range(1, 13)
        ),
    )


def _bars(day: date, month: int) -> Callable[[ScheduleLine], Value]:
    return lambda line: _bar(line, day, month)


def _percent(value: int | None) -> Value:
    return None if value is None else Percent(value)


_NOTE = "浅条是起止日期，深条是实际进度，小方块是步骤的期限（实心已完成），虚线是今天。计划按步骤的期限算，没有步骤的按天数平均。"


def schedule_pages(schedule: Schedule, paper: Paper = A4_LANDSCAPE) -> Section:
    """Lay out the schedule, landscape: those that lag behind come first."""
    width = paper.frame_width
    return Section(
        title="序时进度表",
        imprint=schedule.imprint,
        body=(
            Title("序时进度表", width, 20),
            Facts(
                (
                    Fact("填报单位：", schedule.unit, 2),
                    Fact("截至：", chinese_date(schedule.day)),
                    Fact("编号：", schedule.imprint.code, 1.3),
                ),
                width,
            ),
            *paragraph(f"{_counts(schedule.lines)}{_NOTE}", width, keep=True),
            Space(1),
            make_table(_columns(schedule.day), _ordered(schedule.lines), width, group=lambda r: r.group),
        ),
        closing=Signatures(("填表人", "审核人"), width, "", schedule.telephone),
        paper=paper,
        unit=schedule.unit,
        legend=True,
    )


def schedule_book(schedule: Schedule) -> Book[ScheduleLine]:
    """Return the ahead and behind list as a workbook."""
    return Book(
        title="序时进度表",
        unit=schedule.unit,
        facts=f"填报单位：{schedule.unit}　　截至：{chinese_date(schedule.day)}　　编号：{schedule.imprint.code}",
        imprint=schedule.imprint,
        columns=(
            Column("序号", 9, lambda r: r.number, "center"),
            Column("工作任务", 60, lambda r: r.task),
            Column("分类", 20, lambda r: r.group, "center"),
            Column("责任人", 17, lambda r: r.responsible, "center"),
            Column("开始", 21, lambda r: r.start, "center"),
            Column("时限", 21, lambda r: r.end, "center"),
            Column("状态", 24, lambda r: r.light),
            Column("计划(%)", 13, lambda r: _percent(r.planned), "center"),
            Column("实际(%)", 13, lambda r: _percent(r.done), "center"),
            Column("相差", 13, lambda r: r.gap, "center"),
        ),
        rows=tuple(_ordered(schedule.lines)),
        record_id=lambda r: r.record_id,
        note=_counts(schedule.lines),
    )
