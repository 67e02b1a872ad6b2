"""The light of anything with a time limit: colour, shape and word. Pure; knows nothing but dates."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.limit_kinds import LimitKind, Precision

__all__ = ["Lamp", "Light", "Limit", "Thresholds", "days_held", "due_on", "light_of"]


class Light(StrEnum):
    """Colour and shape."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light and the word beside it.

    Attributes:
        days: Days late, of what is overdue or was finished late; else 0.
    """

    light: Light
    word: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class Limit:
    """A structured time limit as a record holds it: both days inclusive, None where the wording names none."""

    kind: str | None = None
    start: date | None = None
    end: date | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When yellow begins; counties differ.

    Attributes:
        near_days: Days before the limit.
        near_share: Share of the whole span, where that is more days.
        behind: How far the share done may lag behind the share of time gone.
    """

    near_days: int = 3
    near_share: float = 0.10
    behind: float = 0.30


_USUAL: Final = Thresholds()
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
    may_lapse: bool = False,
    waiting: str = "",
    finished_on: date | None = None,
    finished_word: str = "已办结",
    dropped: str = "",
    thresholds: Thresholds = _USUAL,
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
        return Lamp(Light.GREEN, f"补 {late} 天" if late else finished_word, late)
    if waiting:
        return Lamp(Light.BLUE, waiting)
    if not may_lapse:
        begin = limit.start or since
        if end is not None and (lamp := _against_end(limit, begin, end, today, started, thresholds)):
            return lamp
        if end is None and (lamp := _without_end(limit, touched_on or since, today)):
            return lamp
        if own_end is not None and own_end < today:
            return Lamp(Light.YELLOW, f"过自定 {(today - own_end).days} 天")
        if done_share is not None and _behind(begin, end or own_end, today, done_share, thresholds):
            return Lamp(Light.YELLOW, "进度落后")
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


def _against_end(
    limit: Limit, begin: date | None, end: date, today: date, started: bool, thresholds: Thresholds
) -> Lamp | None:
    left = (end - today).days
    if left < 0:
        return Lamp(Light.RED, f"逾期 {-left} 天", -left)
    if limit.start is not None and today < limit.start and not started:
        return Lamp(Light.GREY, "未启动")
    near = thresholds.near_days
    if begin is not None:
        near = max(near, math.ceil(((end - begin).days + 1) * thresholds.near_share))
    if left <= near:
        return Lamp(Light.YELLOW, f"临期 {left} 天" if left else "今天到期")
    return None


def _without_end(limit: Limit, touched_on: date | None, today: date) -> Lamp | None:
    if limit.kind == LimitKind.AT_ONCE:
        return Lamp(Light.YELLOW, "立即办")
    rhythm = _LONG_TERM_REVIEW_DAYS
    if limit.kind == LimitKind.RECURRING and limit.precision is not None:
        rhythm = _REVIEW_DAYS[Precision(limit.precision)]
    if touched_on is not None and (today - touched_on).days > rhythm:
        return Lamp(Light.YELLOW, "该更新")
    return None


def _behind(
    begin: date | None, end: date | None, today: date, done_share: float, thresholds: Thresholds
) -> bool:
    if begin is None or end is None or not begin < end:
        return False
    gone = (today - begin).days / (end - begin).days
    return gone - done_share > thresholds.behind
