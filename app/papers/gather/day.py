"""Today's slip and the week's: from the cards of the Today page and what is planned."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.papers.dates import chinese_date, weekday
from app.papers.flow import Section
from app.papers.gather.subject import LIGHT_KINDS, Choices, imprint, subjects
from app.papers.gather.tasks import basis_of
from app.papers.table import Light
from app.papers.today import TodayLine, TodaySlip, today_pages
from app.tasks.ledger import list_ledger
from app.work.month import DayView, Mark, MarkKind, read_month
from app.work.today import Card, read_today
from app.workspace import Workspace

__all__ = ["today_slip", "week_slip"]

_IN_FULL = {"逾期和今天", "本周"}
_MOST_CARDS = 7
_SOURCES = {
    MarkKind.TASK: "任务",
    MarkKind.PROBLEM: "整改",
    MarkKind.EVENT: "自己安排",
    MarkKind.PUT_OFF: "推后来的",
    MarkKind.MEETING: "会议",
    MarkKind.STEP: "活动方案",
}


def today_slip(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return what is to do today."""
    today = read_today(ws)
    groups: tuple[tuple[str, Sequence[Card]], ...] = (
        ("逾期和今天", today.due),
        ("本周", today.week),
        ("等别人", today.waiting),
        ("县里新来的", today.news),
    )
    lines: list[TodayLine] = []
    for group, cards in groups:
        shown = cards if group in _IN_FULL else cards[:_MOST_CARDS]
        lines.extend(_card_line(group, card) for card in shown)
        if len(shown) < len(cards):
            rest = f"另有 {len(cards) - len(shown)} 项，见“今日”和工作台账"
            lines.append(TodayLine(group, rest, "", "", "", Light("grey", "")))
    words = f"{chinese_date(ws.today)}　{weekday(ws.today)}"
    return [_slip(ws, "今日工作单", words, "GZD", lines)]


def week_slip(ws: Workspace, _choices: Choices) -> list[Section]:
    """Return what is due by today, and day by day the rest of this week; on a Sunday the week to come."""
    first = ws.today + timedelta(days=1)
    monday = first - timedelta(days=first.weekday())
    end = monday + timedelta(days=6)
    lines = [_card_line("逾期和今天", card) for card in read_today(ws).due]
    for offset in range((end - first).days + 1):
        on = first + timedelta(days=offset)
        view = read_month(ws, on.year, on.month).day(on)
        if view is not None:
            lines.extend(_day_lines(view))
    words = f"{chinese_date(monday)}至{end.month}月{end.day}日"
    return [_slip(ws, "本周工作单", words, "ZGZD", lines)]


def _day_lines(view: DayView) -> list[TodayLine]:
    group = f"{weekday(view.on)}　{view.on.month}月{view.on.day}日"
    if view.name and view.name != "周末":
        group += f"　{view.name}"
    return [
        *(TodayLine(group, f"值班：{duty}", "值班", "", "", Light("grey", "")) for duty in view.duty),
        *(_mark_line(group, view.on, mark) for mark in view.marks if mark.kind in _SOURCES and not mark.done),
    ]


def _mark_line(group: str, on: date, mark: Mark) -> TodayLine:
    light = Light(LIGHT_KINDS.get(mark.light, "grey"), mark.word)
    day = f"{on.month}月{on.day}日"
    return TodayLine(group, mark.title, _SOURCES[mark.kind], day, mark.responsible, light)


def _card_line(group: str, card: Card) -> TodayLine:
    day = f"{card.due_on.month}月{card.due_on.day}日" if card.due_on else ""
    word = card.word.replace(" ", "")
    return TodayLine(
        group=group,
        what=f"{card.title}（{card.lack}）" if card.lack else card.title,
        source=card.source,
        limit="" if day == word else day,
        responsible=card.responsible,
        light=Light(LIGHT_KINDS[card.light], word),
    )


def _slip(ws: Workspace, title: str, days: str, kind: str, lines: Sequence[TodayLine]) -> Section:
    (subject,) = subjects(ws, Choices())
    own = imprint(ws, subject.unit, kind, basis_of(list_ledger(ws)), ws.now())
    return today_pages(TodaySlip(subject.name, days, "", tuple(lines), own, title))
