"""Weeks, months and the days between two days."""

from collections.abc import Iterable
from datetime import date

__all__ = ["days_between", "month_of", "next_month", "week_of"]


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of `day`."""
    monday = date.fromordinal(day.toordinal() - day.weekday())
    return monday, date.fromordinal(monday.toordinal() + 6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and last day of the month of `day`."""
    first = day.replace(day=1)
    return first, date.fromordinal(next_month(first).toordinal() - 1)


def next_month(month: date) -> date:
    """Return the first day of the month after that of `month`."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def days_between(start: date, end: date) -> Iterable[date]:
    """Yield the days of a span, both ends included."""
    return (date.fromordinal(day) for day in range(start.toordinal(), end.toordinal() + 1))
