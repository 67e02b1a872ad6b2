"""值班表 (duty roster): days by posts, for the wall."""

from datetime import date

from msgspec import Struct

from app.papers.blocks import Fact, Facts, Signatures, Space, Title, paragraph
from app.papers.dates import weekday
from app.papers.flow import A4_LANDSCAPE, Imprint, Section
from app.papers.table import Column, make_table

__all__ = ["Roster", "RosterDay", "RosterShift", "roster_pages"]


class RosterShift(Struct, frozen=True):
    """Who keeps a post."""

    post: str
    person: str
    phone: str
    hours: str
    before: str
    """What a swap changed, in words."""


class RosterDay(Struct, frozen=True):
    """A day with its shifts."""

    on: date
    kind: str
    """周末, a holiday's name, 调休上班, or empty."""
    leader: str
    shifts: tuple[RosterShift, ...]


class Roster(Struct, frozen=True):
    """The roster of a station for a span of days."""

    unit: str
    period: str
    days: tuple[RosterDay, ...]
    warnings: tuple[str, ...]
    imprint: Imprint
    telephone: str = ""


def roster_pages(roster: Roster) -> Section:
    """Lay out the roster, landscape; a column for each post."""
    width = A4_LANDSCAPE.frame_width
    posts = list(dict.fromkeys(shift.post for day in roster.days for shift in day.shifts))
    columns: list[Column[RosterDay]] = [
        Column("日期", 24, lambda day: f"{day.on.month}月{day.on.day}日", "center"),
        Column("星期", 34, lambda day: f"{weekday(day.on)}{_noted(day.kind)}", "center"),
        Column("带班领导", 26, lambda day: day.leader, "center"),
    ]
    for post in posts:
        columns += _post(post)
    columns.append(Column("换班和备注", 50, _changes))
    hours = list(dict.fromkeys(f"{shift.post} {shift.hours}" for day in roster.days for shift in day.shifts))
    notes = [f"值班时间：{'；'.join(hours)}。"] if hours else []
    notes += [f"还没有排好：{'；'.join(roster.warnings)}。"] if roster.warnings else []
    return Section(
        title="值班表",
        imprint=roster.imprint,
        body=(
            Title("值班表", width, 22),
            Facts((Fact("单位：", roster.unit, 2), Fact("时间：", roster.period, 2)), width, 11),
            *(line for note in notes for line in paragraph(note, width, 10.5, keep=True)),
            Space(1),
            make_table(columns, roster.days, width, least_mm=7, size=11),
        ),
        closing=Signatures(("制表人", "站长（签字）"), width, telephone=roster.telephone),
        paper=A4_LANDSCAPE,
        unit=roster.unit,
    )


def _post(post: str) -> tuple[Column[RosterDay], Column[RosterDay]]:
    return (
        Column("值班人员", 34, lambda day: _people(day, post), "center", post),
        Column("电话", 34, lambda day: _phones(day, post), "center", post),
    )


def _noted(kind: str) -> str:
    return f" {kind}" if kind and kind != "周末" else ""


def _people(day: RosterDay, post: str) -> str:
    return "、".join(shift.person for shift in day.shifts if shift.post == post and shift.person)


def _phones(day: RosterDay, post: str) -> str:
    return "、".join(shift.phone for shift in day.shifts if shift.post == post and shift.phone)


def _changes(day: RosterDay) -> str:
    return "；".join(shift.before for shift in day.shifts if shift.before)
