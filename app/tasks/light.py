"""The light of anything with a time limit: colour, shape and word. Pure; knows nothing but dates."""

import math
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from app.limit_kinds import LimitKind, Precision

__all__ = ["USUAL", "Lamp", "Light", "Limit", "Thresholds", "days_held", "due_on", "light_of", "review_days"]


class Light(StrEnum):
    """Colour and shape."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"


class Lamp(Struct, frozen=True):
    """A light and the word beside it.

    Attributes:
        days: Days late, of what is overdue or was finished late; else 0.
    """

    light: Light
    word: str
    days: int = 0


class Limit(Struct, frozen=True):
    """A structured time limit as a record holds it: both days inclusive, None where the wording names none."""

    kind: str | None = None
    start: date | None = None
    end: date | None = None
    precision: str | None = None


class Thresholds(Struct, frozen=True):
    """When yellow begins; counties differ.

    Attributes:
        near_days: Days before the limit.
        near_share: Share of the whole span, where that is more days.
        behind: How far the share done may lag behind the plan.
        far_behind: How far it must lag to be red although the limit is not over.
        quiet_days: After how many days without a word from the station.
        silent_days: After how many of them it is red.
    """

    near_days: int = 3
    near_share: float = 0.10
    behind: float = 0.30
    far_behind: float = 0.60
    quiet_days: int = 30
    silent_days: int = 60


USUAL: Final = Thresholds()
"""What holds where the county says nothing."""
_REVIEW_DAYS: Final = {
    Precision.DAY: 7,
    Precision.DECADE_OF_MONTH: 10,
    Precision.MONTH: 31,
    Precision.QUARTER: 92,
    Precision.YEAR: 366,
}
_LONG_TERM_REVIEW_DAYS: Final = 92  # a quarter, as for wordings that name no end


def light_of(
    limit: Limit,
    *,
    today: date,
    since: date | None = None,
    started: bool = False,
    touched_on: date | None = None,
    own_end: date | None = None,
    held_days: int = 0,
    done_share: float | None = None,
    planned_share: float | None = None,
    step_due: date | None = None,
    round_word: str | None = None,
    quiet_days: int = 0,
    news_days: int = 0,
    may_lapse: bool = False,
    waiting: str = "",
    finished_on: date | None = None,
    finished_word: str = "已办结",
    dropped: str = "",
    thresholds: Thresholds = USUAL,
) -> Lamp:
    """Return the light of one thing to do.

    Args:
        limit: What the giver asks for.
        today: The day of the question.
        since: Since when it is known here; where the limit names no start, its span begins then.
        started: Something has been done.
        touched_on: When something was last done.
        own_end: The doer's own limit: passing it is yellow, never red.
        held_days: Days for which others held it (`days_held`); the limit counts as that much later.
        done_share: Share done, 0 to 1; None: unknown.
        planned_share: Share that should be done; None: nothing says so.
        step_due: Last day of the first step that is not done: passing it is yellow.
        round_word: What is wrong with an item that comes round ("漏办 2 次"): yellow; None: it does not.
        quiet_days: For how many days the station, whose move it is, has not said a word.
        news_days: How often news are expected at most, where that is less often than usual.
        may_lapse: It is encouraged only: neither near nor overdue, ever.
        waiting: What others are waited for: blue with this word, the clock stands still.
        finished_on: The day on which it was done; late work keeps its mark.
        finished_word: What done in time is called.
        dropped: Why nobody waits for it any more: grey with this word.
        thresholds: Where yellow begins.
    """
    if dropped:
        return Lamp(Light.GREY, dropped)
    end = None if limit.end is None else limit.end + timedelta(days=held_days)
    if finished_on is not None:
        late = 0 if end is None or may_lapse else max(0, (finished_on - end).days)
        return Lamp(Light.GREEN, f"补办 {late} 天" if late else finished_word, late)
    if waiting:
        return Lamp(Light.BLUE, waiting)
    if not may_lapse:
        if end is not None and _not_yet(limit, today, end, started):
            return Lamp(Light.GREY, "未启动")
        found = [
            _without_end(limit, touched_on or since, today)
            if end is None and round_word is None
            else _against_end(limit.start or since, end, today, thresholds),
            Lamp(Light.YELLOW, round_word) if round_word else None,
            _against_plan(done_share, planned_share, quiet_days, news_days, thresholds),
            _past(own_end, "过自定", today),
            _past(step_due, "步骤过期", today),
        ]
        lamps = [lamp for lamp in found if lamp is not None]
        if lamps:
            return next((lamp for lamp in lamps if lamp.light is Light.RED), lamps[0])
    if not started:
        return Lamp(Light.GREY, "未启动")
    return Lamp(Light.GREEN, "长期" if limit.kind == LimitKind.LONG_TERM else "正常")


def due_on(limit: Limit, own_end: date | None) -> date | None:
    """Return the day a thing is expected on: its own limit where it is the earlier one."""
    days = [day for day in (limit.end, own_end) if day is not None]
    return min(days, default=None)


def days_held(spans: Iterable[tuple[date, date | None]], *, today: date) -> int:
    """Return for how many days others held a thing; days in several spans count once.

    Args:
        spans: (from, to): held from the first day until before the second; None: still held.
        today: Days from this one on do not count: what is done was not delayed by what came later.
    """
    total, reached = 0, date.min
    for start, end in sorted((start, min(end or today, today)) for start, end in spans):
        begin = max(start, reached)
        total += max(0, (end - begin).days)
        reached = max(reached, end)
    return total


def _not_yet(limit: Limit, today: date, end: date, started: bool) -> bool:
    return limit.start is not None and today < limit.start and today <= end and not started


def _against_end(begin: date | None, end: date | None, today: date, thresholds: Thresholds) -> Lamp | None:
    if end is None:
        return None
    left = (end - today).days
    if left < 0:
        return Lamp(Light.RED, f"逾期 {-left} 天", -left)
    near = thresholds.near_days
    if begin is not None:
        near = max(near, math.ceil(((end - begin).days + 1) * thresholds.near_share))
    if left <= near:
        return Lamp(Light.YELLOW, f"临期 {left} 天" if left else "今天到期")
    return None


def _past(day: date | None, word: str, today: date) -> Lamp | None:
    return Lamp(Light.YELLOW, f"{word} {(today - day).days} 天") if day is not None and day < today else None


def review_days(limit: Limit) -> int:
    """Return after how many days news are expected of what has no end."""
    if limit.kind == LimitKind.RECURRING and limit.precision is not None:
        return _REVIEW_DAYS[Precision(limit.precision)]
    return _LONG_TERM_REVIEW_DAYS


def _without_end(limit: Limit, touched_on: date | None, today: date) -> Lamp | None:
    if limit.kind == LimitKind.AT_ONCE:
        return Lamp(Light.YELLOW, "立即办")
    if touched_on is not None and (today - touched_on).days > review_days(limit):
        return Lamp(Light.YELLOW, "该更新")
    return None


def _against_plan(
    done: float | None, planned: float | None, quiet_days: int, news_days: int, thresholds: Thresholds
) -> Lamp | None:
    """Return the light of what lags behind its plan or was not touched for long; a rhythm allows for longer."""
    lag = 0.0 if done is None or planned is None else planned - done
    if lag > thresholds.far_behind:
        return Lamp(Light.RED, "进度严重落后")
    if quiet_days > max(thresholds.silent_days, 2 * news_days):
        return Lamp(Light.RED, f"{quiet_days} 天没动静")
    if lag > thresholds.behind:
        return Lamp(Light.YELLOW, "进度落后")
    if quiet_days > max(thresholds.quiet_days, news_days + thresholds.quiet_days // 2):
        return Lamp(Light.YELLOW, f"{quiet_days} 天没动静")
    return None
