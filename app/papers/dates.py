"""Days and moments as papers write them."""

from datetime import date, datetime

from app.clock import local

__all__ = ["chinese_date", "stamp", "weekday"]


def stamp(moment: datetime) -> str:
    """Return an instant as the clock in China showed it, to the minute: 2026-07-18 14:32."""
    return f"{local(moment):%Y-%m-%d %H:%M}"


def chinese_date(day: date) -> str:
    """Return a date as documents write it: 2019年7月22日 (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return the day of the week: 星期六."""
    return f"星期{'一二三四五六日'[day.weekday()]}"
