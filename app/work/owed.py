"""Reports that are owed, as cards of the Today page."""

from collections.abc import Iterable
from datetime import date

from app.meetings.called import called_to
from app.reporting.county_rules import read_rule
from app.reporting.owed import missing_days, return_owed
from app.reporting.unread import count_unread
from app.work.cards import Card, CardKind
from app.workspace import Workspace

__all__ = ["instructions_card", "meeting_cards", "owed_cards"]


def owed_cards(ws: Workspace) -> Iterable[Card]:
    """Yield last month's return while it is not handed in, and the days of a sprint without a report."""
    today = ws.today
    if owed := return_owed(ws):
        due = today.replace(day=read_rule(ws).return_day)
        late = max(0, (today - due).days)
        word = f"逾期 {late} 天" if late else "今天截止" if due == today else f"{due.month} 月 {due.day} 日前"
        light = "red" if late else "yellow"
        month = owed.month.month
        title = f"{month} 月的月报县里退回了" if owed.returned else f"{month} 月的月报还没有上报"
        yield _card(title, light, word, owed.returned or "汇报里核对后上报", due, late)
    missing = missing_days(ws)
    if missing:
        words = f"最早的是 {missing[0].month} 月 {missing[0].day} 日，没有事也要零报告"
        yield _card(f"迎检期有 {len(missing)} 天没有每日报告", "red", "每日报告", words, None, 0)


def meeting_cards(ws: Workspace, until: date) -> Iterable[Card]:
    """Yield the meetings the station is called to, from today until a day."""
    for meeting in called_to(ws, until):
        on = meeting.on
        word = "今天" if on == ws.today else f"{on.month} 月 {on.day} 日"
        detail = f"{meeting.begins} {meeting.place}".strip()
        bring = f"，请带{meeting.bring}" if meeting.bring else ""
        yield _card(f"开会：{meeting.title}", "yellow", word, f"{detail}{bring}", on, 0)


def instructions_card(ws: Workspace) -> Iterable[Card]:
    """Yield one card for the county's instructions that were not acknowledged."""
    unread = count_unread(ws)
    if unread:
        yield _card(f"{unread} 条通知要求还没有签收", "yellow", "待签收", "在汇报里看过就签收", None, 0)


def _card(title: str, light: str, word: str, detail: str, due: date | None, late: int) -> Card:
    return Card(
        kind=CardKind.REPORT,
        key="",
        title=title,
        light=light,
        word=word,
        source="汇报",
        detail=detail,
        due_on=due,
        responsible="",
        days_late=late,
    )
