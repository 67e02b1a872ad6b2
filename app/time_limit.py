"""Chinese time phrases as printed in plans and ledgers -> a structured time limit.

Pure: no clock, no locale. What a phrase does not say stays None; a damaged date is reported, never repaired.
"""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from app.limit_kinds import LimitKind, Precision
from app.time_grammar import (
    AT_ONCE,
    BEFORE,
    DEADLINE_PREFIX,
    DURATION,
    FESTIVAL,
    LIST,
    LONG_TERM,
    MASK,
    MONTH_DAY,
    MONTH_DOT_DAY,
    OPEN_MARK,
    POINT,
    RECURRING_PRECISION,
    RELATIVE,
    RIGHT_OPEN,
    RIGHT_SHORT,
    SEPARATOR,
    SHARED,
    SINCE_PREFIX,
    DamagedDateError,
    Point,
    read_point,
    set_year,
)
from app.time_words import BLANKS, RECURRING, WEEKDAYS, N, fold, number, period

__all__ = [
    "FoundLimit",
    "LimitKind",
    "Precision",
    "TimeLimit",
    "find_time_limits",
    "parse_time_limit",
]


_PREFIX_REACH = 12  # characters before a date in which 截至, 不迟于, 自 may stand


class TimeLimit(Struct, frozen=True):
    """A time limit as printed and as understood.

    Attributes:
        text: The printed phrase without surrounding blanks and trailing stop.
        start: First day, inclusive. None where the phrase names none ("9月底前").
        end: Last day, inclusive. None where it is open, relative, unreadable or without a known year.
        precision: Precision of the coarser end; "月底", "年底", "季度末" name a day.
        year_inferred: The year was not printed with every date but taken from `year` or the other end.
        warnings: Codes: damaged_date, incomplete_date, year_unknown, end_before_start, several_dates,
            relative_period.
    """

    text: str
    kind: LimitKind
    start: date | None
    end: date | None
    precision: Precision
    year_inferred: bool = False
    warnings: tuple[str, ...] = ()


class FoundLimit(Struct, frozen=True):
    """A dated phrase inside a longer text: `text[first:last]` is the phrase."""

    first: int
    last: int
    limit: TimeLimit


@lru_cache(maxsize=4096)
def parse_time_limit(text: str, *, year: int | None = None) -> TimeLimit | None:
    """Understand the content of a time limit field.

    Args:
        text: A field or phrase such as "2019年9月底前", "立行立改" or "每周四、五下午".
        year: Year for dates printed without one; such results are marked `year_inferred`.

    Returns:
        None when the text holds no time phrase. Several separate dates give their whole span and the
        warning several_dates.
    """
    printed = text.strip(BLANKS).rstrip("。．.;；，,、﹔﹐﹑" + BLANKS)
    folded = fold(printed)
    recurring = RECURRING.search(folded) or WEEKDAYS.search(folded)
    found = _find(folded, year)
    if not found and (short := MONTH_DOT_DAY.fullmatch(folded)):
        found = _find(
            "-".join(f"{p[0]}月{p[1]}日" for p in MONTH_DAY.findall(short[1])) + (short[2] or ""), year
        )
    if recurring and (not found or recurring.start() <= found[0].first):
        return TimeLimit(printed, LimitKind.RECURRING, None, None, RECURRING_PRECISION[period(folded)])
    if found:
        return replace(_span([one.limit for one in found]), text=printed)
    for pattern, kind in ((AT_ONCE, LimitKind.AT_ONCE), (LONG_TERM, LimitKind.LONG_TERM)):
        if pattern.search(folded):
            return TimeLimit(printed, kind, None, None, Precision.DAY)
    if RELATIVE.search(folded) or DURATION.fullmatch(folded):
        return TimeLimit(printed, LimitKind.OPEN, None, None, Precision.DAY, warnings=("relative_period",))
    return None


def find_time_limits(text: str, *, year: int | None = None) -> list[FoundLimit]:
    """Return every dated phrase in running text, in order; undated ones ("长期坚持") are left out."""
    return [
        replace(one, limit=replace(one.limit, text=text[one.first : one.last]))
        for one in _find(fold(text), year)
    ]


# -- phrases ------------------------------------------------------------------------------------------------


def _find(folded: str, year: int | None) -> list[FoundLimit]:
    """Return the dated phrases of a folded text; their `text` is not yet the printed one."""
    found: list[FoundLimit] = []
    at = 0
    ahead = [pattern.search(folded) for pattern in SHARED]
    while match := POINT.search(folded, at):
        ahead = [
            one if one is None or one.start() >= at else pattern.search(folded, at)
            for pattern, one in zip(SHARED, ahead, strict=True)
        ]
        shared = [one for one in ahead if one and one.start() <= match.start()]
        point = read_point(match)
        at = match.end()
        if shared:
            found.append(_shared(folded, min(shared, key=lambda one: one.start()), year))
        elif point and not (point.whole_year and FESTIVAL.match(folded, match.end())):
            found.append(_phrase(folded, match.start(), match.end(), point, year))
        else:
            continue
        at = found[-1].last
    return found


def _shared(folded: str, match: re.Match[str], year: int | None) -> FoundLimit:
    """Understand a range whose unit is printed once."""
    got, a, b = match.groupdict(), number(match["a"]), number(match["b"])
    left = Point()
    set_year(left, got.get("y"), got.get("yw"))
    right, end = replace(left), match.end()
    match got["unit"]:
        case "季度":
            left.quarter, right.quarter = a, b
        case "日" | "号":
            left.month = right.month = number(got["m"])
            left.day, right.day = a, b
        case _:
            left = replace(left, year=a) if got["unit"] == "年" else replace(left, month=a)
            rest = POINT.match(folded, match.start("b"))
            right = (read_point(rest) if rest else None) or right
            end = rest.end() if rest else end
    limit = _range(left, right, year)
    if got["sep"] in "、和" and b != a + 1:
        limit = replace(limit, warnings=(*limit.warnings, "several_dates"))
    tail = BEFORE.match(folded, end)
    return FoundLimit(match.start(), tail.end() if tail else end, limit)


def _phrase(folded: str, first: int, end: int, point: Point, year: int | None) -> FoundLimit:
    """Read on from a left point: a range, an open end, a deadline or just the point."""
    separator = SEPARATOR.match(folded, end)
    if separator:
        if right := RIGHT_OPEN.match(folded, separator.end()):
            word = re.compile(r"(?:坚持|推进|化|整改)*").match(folded, right.end())
            return FoundLimit(first, word.end() if word else right.end(), _single(point, year, "open"))
        if (
            (match := POINT.match(folded, separator.end()))
            and match.end() > separator.end()
            and (other := read_point(match))
        ):
            if other.month is None and other.quarter is None and (star := MASK.match(folded, match.end())):
                return FoundLimit(first, star.end(), _single(point, year, "open"))
            return _closed(folded, first, match.end(), point, other, year)
        if short := RIGHT_SHORT.match(folded, separator.end()):
            return _closed(folded, first, short.end(), point, _short_right(short, point), year)
    listed = LIST.match(folded, end)
    if (
        listed
        and point.day is not None
        and (short := re.compile(rf"({N})\s*[日号]").match(folded, listed.end()))
    ):
        return _closed(folded, first, short.end(), point, replace(point, day=number(short[1])), year)
    if mark := OPEN_MARK.match(folded, end):
        return FoundLimit(first, mark.end(), _single(point, year, "open"))
    if before := BEFORE.match(folded, end):
        return FoundLimit(first, before.end(), _single(point, year, "before"))
    if prefix := DEADLINE_PREFIX.search(folded, max(first - _PREFIX_REACH, 0), first):
        return FoundLimit(prefix.start(), end, _single(point, year, "before"))
    if prefix := SINCE_PREFIX.search(folded, max(first - _PREFIX_REACH, 0), first):
        return FoundLimit(prefix.start(), end, _single(point, year, "open"))
    return FoundLimit(first, end, _single(point, year, ""))


def _short_right(match: re.Match[str], left: Point) -> Point:
    """The right end of "9月5日至20日", "9月上旬至中旬", "9月5日至年底": it inherits what it leaves out."""
    right = Point(left.year, left.year_offset, left.month)
    if match["im2"]:
        right.month, right.day = int(match["im2"]), int(match["id2"])
    elif day := match["d"] or match["d2"]:
        right.day = number(day)
    elif match["decade"]:
        right.part = match["decade"][0]
    elif match["mpart"]:
        right.part = "底"
        if left.month is None:
            right.damaged = True
    else:
        right.month, right.part = None, "底"
    return right


def _closed(folded: str, first: int, end: int, left: Point, right: Point, year: int | None) -> FoundLimit:
    tail = re.compile(r"\s*(?:底?之?前|以前|止|结束)").match(folded, end)
    return FoundLimit(first, tail.end() if tail else end, _range(left, right, year))


def _anchor(point: Point, year: int | None) -> bool:
    """Give `point` the caller's year where it printed none; True when that happened."""
    if point.year is None and year is not None:
        point.year = year + (point.year_offset or 0)
        return True
    return False


def _range(left: Point, right: Point, year: int | None) -> TimeLimit:
    left, right = replace(left), replace(right)
    inferred = False
    if right.year is None and right.year_offset is None and left.year is not None:
        right.year = left.year
        if right.month and left.month and right.month < left.month:  # 2009年11月至3月
            right.year, inferred = (left.year or 0) + 1, True
    elif left.year is None and left.year_offset is None and right.year is not None:
        crosses = bool(left.month and right.month and left.month > right.month)
        left.year, inferred = right.year - crosses, True
    elif left.year is None and right.year is None and year is not None and right.year_offset is None:
        crosses = bool(left.month and right.month and left.month > right.month)
        right.year = year + (left.year_offset or 0) + crosses
    inferred = _anchor(left, year) or inferred
    inferred = _anchor(right, year) or inferred
    warnings: list[str] = []
    start, start_precision = _edge(left, 0, warnings)
    end, end_precision = _edge(right, 1, warnings)
    if start and end and start > end:
        warnings.append("end_before_start")
    order = list(Precision)
    precision = max(start_precision, end_precision, key=order.index)
    return TimeLimit("", LimitKind.RANGE, start, end, precision, inferred, tuple(dict.fromkeys(warnings)))


def _edge(point: Point, side: int, warnings: list[str]) -> tuple[date | None, Precision]:
    if point.incomplete:
        warnings.append("incomplete_date")
    if point.year is None and not point.damaged:
        warnings.append("year_unknown")
        return None, replace(point, year=2000).days()[2] if _is_date(point) else Precision.DAY
    try:
        days = point.days()
    except DamagedDateError:
        warnings.append("damaged_date")
        return None, Precision.DAY
    return (days[1] if side else days[0]), days[2]


def _is_date(point: Point) -> bool:
    try:
        replace(point, year=2000).days()
    except DamagedDateError:
        return False
    return True


def _single(point: Point, year: int | None, side: str) -> TimeLimit:
    """A phrase with one point; `side` is "before", "open" or ""."""
    point = replace(point)
    inferred = _anchor(point, year)
    warnings: list[str] = []
    start, precision = _edge(point, 0, warnings)
    end, _ = _edge(point, 1, [])
    if side == "open":
        kind, end = LimitKind.OPEN, None
    elif point.part in ("上半", "下半"):
        kind = LimitKind.RANGE
    elif point.part or point.day is not None or point.damaged:
        kind = LimitKind.DATE
    elif point.quarter is not None:
        kind = LimitKind.QUARTER
    else:
        kind = LimitKind.MONTH if point.month is not None else LimitKind.YEAR
    if side == "before":
        start = None
    return TimeLimit("", kind, start, end, precision, inferred, tuple(warnings))


def _span(limits: list[TimeLimit]) -> TimeLimit:
    """One limit over several printed ones: from the first start to the last end."""
    if len(limits) == 1:
        return limits[0]
    ends = [one.end for one in limits if one.end]
    starts = [one.start for one in limits]
    open_end = any(one.kind is LimitKind.OPEN for one in limits)
    start = None if None in starts else min(day for day in starts if day)
    kind = LimitKind.OPEN if open_end else LimitKind.RANGE if start else LimitKind.DATE
    warnings = [code for one in limits for code in one.warnings] + ["several_dates"]
    precision = max((one.precision for one in limits), key=list(Precision).index)
    return TimeLimit(
        "",
        kind,
        start,
        None if open_end else max(ends, default=None),
        precision,
        any(one.year_inferred for one in limits),
        tuple(dict.fromkeys(warnings)),
    )
