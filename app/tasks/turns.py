"""Items that come round: one turn at a time, and those that passed without being done are named. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from msgspec import Struct

from app.limit_kinds import LimitKind
from app.recurrence import parse_recurrence
from app.tasks.light import Limit

__all__ = ["Rhythm", "Turn", "cycle_of_limit", "rhythm_of", "turn_at"]

_DAY: Final = timedelta(days=1)
_QUARTERS: Final = ("第一季度", "第二季度", "第三季度", "第四季度")
_MONTHS: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


class Turn(Struct, frozen=True):
    """One round of an item, both days inclusive, with the name a clerk gives it ("3月", "第一季度")."""

    start: date
    end: date
    name: str


class Rhythm(Struct, frozen=True):
    """How an item that comes round stands.

    Attributes:
        turn: The one that runs, or the last one where the item has ended.
        done: How much was done in it, of `wanted`.
        missed: Whole turns that passed with less than was wanted, the oldest first.
    """

    turn: Turn
    done: int
    wanted: int
    missed: tuple[Turn, ...]

    @property
    def complete(self) -> bool:
        """Whether this turn asks for nothing more."""
        return self.done >= self.wanted


@lru_cache(maxsize=4096)
def cycle_of_limit(cycle: str, limit_kind: str | None, limit_text: str) -> str:
    """Return how often an item comes round: as its list says, else as its time limit is worded; "" for once.

    What is to be done every day is looked at by the week.
    """
    if cycle in {"", "once"} and limit_kind == LimitKind.RECURRING:
        found = parse_recurrence(limit_text)
        cycle = "" if found is None else found.every
    if cycle == "day":
        return "week"
    return cycle if cycle == "week" or cycle in _MONTHS else ""


def turn_at(cycle: str, day: date, *, year: int | None = None) -> Turn:
    """Return the turn that holds `day`.

    Args:
        cycle: "week", "month", "quarter", "half_year" or "year".
        day: Any day of it.
        year: Of today: the name of a turn in another year says the year.
    """
    if cycle == "week":
        start = day - timedelta(days=day.weekday())
        return Turn(start, start + 6 * _DAY, f"{_of_year(start, year)}{start.month}月{start.day}日那周")
    months = _MONTHS[cycle]
    first = (day.month - 1) // months * months
    start = date(day.year, first + 1, 1)
    end = (date(day.year + 1, 1, 1) if first + months == 12 else date(day.year, first + months + 1, 1)) - _DAY
    return Turn(start, end, _name(cycle, start, year))


def rhythm_of(
    cycle: str,
    *,
    wanted: int,
    begin: date,
    limit: Limit,
    today: date,
    done: Iterable[tuple[date, int]],
) -> Rhythm:
    """Return the running turn, and the turns that passed since `begin` with less than `wanted`.

    The turn in which the item began is never missed: it was not whole.

    Args:
        cycle: As `cycle_of_limit` returns it.
        wanted: How many are asked for in each turn.
        begin: Since when it is to be done.
        limit: No turn begins after its end, and none is owed before its start.
        today: The day of the question.
        done: (day, how many), in any order.
    """
    last = today if limit.end is None else min(today, limit.end)
    current = turn_at(cycle, max(last, min(begin, today)), year=today.year)
    amounts: dict[date, int] = {}
    for day, amount in done:
        start = turn_at(cycle, day).start
        amounts[start] = amounts.get(start, 0) + amount
    owed_from = max(filter(None, (begin, limit.start)))
    missed = tuple(
        turn
        for turn in _turns(cycle, owed_from, current.start, today.year)
        if turn.start >= owed_from and amounts.get(turn.start, 0) < wanted
    )
    return Rhythm(current, amounts.get(current.start, 0), wanted, missed)


def _turns(cycle: str, first: date, until: date, year: int) -> Iterator[Turn]:
    day = first
    while day < until:
        turn = turn_at(cycle, day, year=year)
        yield turn
        day = turn.end + _DAY


def _name(cycle: str, start: date, year: int | None) -> str:
    if cycle == "year":
        return f"{start.year}年"
    name = {
        "month": f"{start.month}月",
        "quarter": _QUARTERS[(start.month - 1) // 3],
        "half_year": "上半年" if start.month == 1 else "下半年",
    }[cycle]
    return _of_year(start, year) + name


def _of_year(start: date, year: int | None) -> str:
    return "" if year is None or start.year == year else f"{start.year}年"
