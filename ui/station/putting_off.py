"""Asking to which day something is put off and why, and why something carried over is not done."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ui.station.say_panel import Said, Wanted
from ui.widgets.fields import typed_date

if TYPE_CHECKING:
    from app.work.today import Card

__all__ = ["PUT_OFF", "WHY", "day_of", "days_to_choose", "put_off_wanted", "reason_of", "why_wanted"]

PUT_OFF: Final = "put_off"
WHY: Final = "why"
_REASONS: Final = (
    ("", "原因"),
    ("等材料", "等材料"),
    ("等场地", "等场地"),
    ("等县里答复", "等县里答复"),
    ("等镇里安排", "等镇里安排"),
    ("人手不够", "人手不够"),
    ("天气原因", "天气原因"),
    ("有急事先办", "有急事先办"),
)
_WEEKDAYS: Final = "一二三四五六日"


def put_off_wanted(card: "Card", today: date) -> Wanted:
    """Return what to ask for when `card` is put off."""
    days = [(day.isoformat(), words) for day, words in days_to_choose(today)]
    return Wanted(
        PUT_OFF,
        f"推后：{_short(card.title)}",
        "为什么推后，写一句或在上面选一个原因",
        choices=days,
        reasons=_REASONS,
        more="别的日子，如 3.20（可不写）",
        done="推后",
    )


def why_wanted(card: "Card") -> Wanted:
    """Return what to ask for when `card` was carried over."""
    title = f"“{_short(card.title)}”顺延了 {card.carried} 个工作日，为什么还没办完？"
    return Wanted(WHY, title, "写一句，或在上面选一个原因", reasons=_REASONS, done="记下")


def days_to_choose(today: date) -> list[tuple[date, str]]:
    """Return the days that something is usually put off to, in words: tomorrow first, then the next Monday."""
    monday = today + timedelta(days=7 - today.weekday())
    ahead = [today + timedelta(days=1), today + timedelta(days=2), monday, today + timedelta(days=7)]
    month_end = (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    ahead += [today + timedelta(days=14)] + ([month_end] if month_end > today else [])
    words = {1: "明天", 2: "后天"}
    return [
        (
            day,
            f"{words.get((day - today).days, f'{day.month} 月 {day.day} 日')}（周{_WEEKDAYS[day.weekday()]}）",
        )
        for day in sorted(set(ahead))
    ]


def day_of(said: Said, today: date) -> date:
    """Return the day that was chosen, or typed.

    Raises:
        InvalidInput: What was typed is no date.
    """
    from app.errors import InvalidInput

    if not said.more:
        return date.fromisoformat(said.choice)
    typed = typed_date(said.more, today)
    if typed is None:
        raise InvalidInput("这不是日期，请写成 3.20 或 2026-03-20。")
    return typed


def reason_of(said: Said) -> str:
    """Return the chosen reason with the words that were typed."""
    return "，".join(part for part in (said.reason, said.text) if part)


def _short(title: str) -> str:
    return title if len(title) <= 18 else f"{title[:18]}…"
