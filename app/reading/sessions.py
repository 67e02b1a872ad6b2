"""Recurring sessions of a phase ("每周四、五下午为集中学习时间") and the days they fall on."""

import re
from datetime import date

from app.reading.measures import Piece, join
from app.reading.model import Session
from app.recurrence import parse_recurrence
from app.time_limit import LimitKind, find_time_limits

__all__ = ["find_sessions"]

_WEEKDAY_CLAUSE = re.compile(r"[^。;]*(?:周|星期|礼拜)\s*[一二三四五六日天][^。;]*")


def _clause_period(clause: str, start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """The days a session is for: those it names itself ("7月10日至8月20日，每周二"), else the phase's."""
    own = [one.limit for one in find_time_limits(clause, year=start.year if start else None)]
    named = next(
        (limit for limit in own if limit.kind is LimitKind.RANGE and limit.start and limit.end), None
    )
    return (named.start, named.end) if named else (start, end)


def find_sessions(body: list[Piece], start: date | None, end: date | None) -> tuple[Session, ...]:
    """Return the recurring sessions ("每周四、五下午") that a phase from `start` to `end` names, with their days."""
    sessions = []
    for piece in body:
        for match in _WEEKDAY_CLAUSE.finditer(piece.folded):
            recurrence = parse_recurrence(match[0])
            if recurrence is None or not recurrence.weekdays:
                continue
            first, last = _clause_period(match[0], start, end)
            dates = (
                tuple(recurrence.dates(first, last)) if first and last and (last - first).days < 3660 else ()
            )
            sessions.append(Session(join([piece.cut(match.start(), match.end())]), recurrence, dates))
    return tuple(sessions)
