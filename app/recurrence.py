"""What comes round, as printed: every week, every quarter, on these weekdays. Pure."""

import re
from datetime import date, timedelta

from msgspec import Struct

from app.time_words import RECURRING, WEEKDAYS, N, fold, number, period, weekday_numbers

__all__ = ["Recurrence", "parse_recurrence"]


class Recurrence(Struct, frozen=True):
    """A repeated time.

    Attributes:
        every: "day", "week", "month", "quarter", "half_year" or "year".
        weekdays: ISO weekdays (Monday 1 .. Sunday 7), ascending; empty unless `every` is "week".
        half_day: "上午", "下午", "晚上" or None.
        day_of_month: For "每月5日前".
    """

    every: str
    weekdays: tuple[int, ...] = ()
    half_day: str | None = None
    day_of_month: int | None = None

    def dates(self, start: date, end: date) -> list[date]:
        """Return the days from `start` to `end` (inclusive) that fall on the weekdays or the day of month."""
        days = (start + timedelta(days=n) for n in range((end - start).days + 1))
        return [
            day
            for day in days
            if day.isoweekday() in self.weekdays
            or (self.day_of_month is not None and day.day == self.day_of_month)
        ]


def parse_recurrence(text: str) -> Recurrence | None:
    """Understand "每周四、五下午", "每月5日前", "每季度", "周一至周五"; None when nothing recurs."""
    folded = fold(text)
    weekdays = WEEKDAYS.search(folded)
    if weekdays:
        half = re.match(r"\s*(上午|下午|晚上?)", folded[weekdays.end() :])
        half_day = ("晚上" if half[1].startswith("晚") else half[1]) if half else None
        return Recurrence("week", weekday_numbers(weekdays[1]), half_day)
    if not RECURRING.search(folded):
        return None
    every = period(folded)
    day = re.search(rf"月[^年月。;]{{0,4}}?({N})\s*[日号]", folded) if every == "month" else None
    return Recurrence(every, day_of_month=number(day[1]) if day else None)
