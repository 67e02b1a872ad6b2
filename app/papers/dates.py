"""Days and moments as papers write them."""

from datetime import date, datetime

from app.clock import civil_date, local

__all__ = ["chinese_date", "day_of", "stamp", "weekday"]


def stamp(moment: datetime | date) -> str:
    """Return an instant as the clock in China showed it, to the minute: 2026-07-18 14:32; of a day only the day."""
    return f"{local(moment):%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def day_of(moment: datetime | date) -> date:
    """Return the day in China of an instant or a day."""
    return civil_date(moment) if isinstance(moment, datetime) else moment


def chinese_date(day: date) -> str:
    """Return a date as documents write it: 2019年7月22日 (GB/T 9704-2012)."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """Return the day of the week: 星期六."""
    return f"星期{'一二三四五六日'[day.weekday()]}"
