"""Taking stock (清点): one answer for each thing that is handed over; may be stopped and gone on with."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.handover.stock_lines import (
    FOUND_LABELS,
    StockFound,
    StockLine,
    StockSubject,
    answered,
    line_of,
    stock_lines,
)
from app.log.changes import WriteSession
from app.workspace import COUNTY, Workspace
from db.models.stock import StockAnswer, StockTaking

__all__ = [
    "STOCK_LASTS_DAYS",
    "Stock",
    "StockFound",
    "StockLine",
    "StockSubject",
    "answer_line",
    "begin_stock",
    "counted",
    "found_at",
    "read_stock",
    "take_answer_back",
]

STOCK_LASTS_DAYS: Final = 60
"""So long one goes on with what was begun, and so far a taking may lie from the handover it belongs to."""


class Stock(Struct, frozen=True):
    """What there is and what was found of it.

    Attributes:
        on: When it was begun; None: it was not.
        lines: What is listed today, then what was said of things that are not listed any more.
    """

    on: date | None
    lines: tuple[StockLine, ...]

    @property
    def left(self) -> int:
        """How many lines nothing was said to."""
        return sum(not line.answer for line in self.lines)

    @property
    def differences(self) -> tuple[StockLine, ...]:
        """What was not found or is not as listed."""
        return tuple(line for line in self.lines if line.differs)

    @property
    def words(self) -> str:
        """清点了 40/62，没找到 1，不相符 2; "" where it was not begun."""
        if self.on is None:
            return ""
        done = len(self.lines) - self.left
        return f"清点了 {done}/{len(self.lines)}，{counted(self.lines) or '都相符'}"


def counted(lines: Iterable[StockLine]) -> str:
    """Return 没找到 1，不相符 2; "" where nothing differs."""
    answers = Counter(line.answer for line in lines)
    wrong = (StockFound.MISSING, StockFound.DIFFERS)
    return "，".join(f"{FOUND_LABELS[found]} {answers[found]}" for found in wrong if answers[found])


def read_stock(ws: Workspace) -> Stock:
    """Return what there is to be looked at, with what was said in the taking that is under way."""
    lines = stock_lines(ws)
    with ws.read() as session:
        taking = _taking(session, ws.site, ws.today)
        if taking is None:
            return Stock(None, tuple(lines))
        answers = _answers(session, taking.id)
        listed = [answered(line, answers.pop(line.key, None)) for line in lines]
        gone = [line_of(answer) for answer in answers.values()]
        return Stock(taking.on, (*listed, *gone))


def found_at(ws: Workspace, handover: date, *, site: str | None = None) -> tuple[StockLine, ...]:
    """Return what was said in the newest taking that belongs to a handover of that day, in the order of saying.

    Args:
        site: Of a station, at the office; None: our own.
    """
    with ws.read() as session:
        taking = _taking(session, site or ws.site, handover)
        return () if taking is None else tuple(map(line_of, _answers(session, taking.id).values()))


def answer_line(ws: Workspace, line: StockLine, answer: str, note: str = "") -> None:
    """Say what was found of a line; a former answer is replaced. The first one begins the taking.

    Raises:
        InvalidInput: `answer` is not a StockFound.
    """
    if answer not in set(StockFound):
        raise InvalidInput("请按 1 找到、2 没找到、3 不相符。")
    with ws.write() as session:
        taking = _taking(session, ws.site, ws.today) or session.create(
            StockTaking(on=ws.today), stream=COUNTY
        )
        known = _answers(session, taking.id).get(line.key)
        if known is None:
            known = StockAnswer(
                taking=taking.id,
                subject=line.subject,
                of=line.of,
                code=line.code,
                name=line.name[:128],
                answer=answer,
            )
            session.create(known, stream=COUNTY)
        known.place, known.name, known.listed = line.place[:128], line.name[:128], line.listed[:128]
        known.answer, known.note = answer, note.strip()


def take_answer_back(ws: Workspace, line: StockLine) -> None:
    """Let a line be one that nothing was said to."""
    with ws.write() as session:
        taking = _taking(session, ws.site, ws.today)
        known = _answers(session, taking.id).get(line.key) if taking else None
        if known is not None:
            session.withdraw(known, "清点时改成没有答案")


def begin_stock(ws: Workspace) -> None:
    """Begin to take stock anew; what was found before stays in the records."""
    with ws.write() as session:
        session.create(StockTaking(on=ws.today), stream=COUNTY)


def _taking(session: Session | WriteSession, site: str, day: date) -> StockTaking | None:
    span = timedelta(days=STOCK_LASTS_DAYS)
    return session.scalars(
        select(StockTaking)
        .where(StockTaking.site == site, StockTaking.void.is_(False))
        .where(StockTaking.on >= day - span, StockTaking.on <= day + span)
        .order_by(StockTaking.id.desc())
        .limit(1)
    ).one_or_none()


def _answers(session: Session, taking: str) -> dict[str, StockAnswer]:
    found: Sequence[StockAnswer] = session.scalars(
        select(StockAnswer)
        .where(StockAnswer.taking == taking, StockAnswer.void.is_(False))
        .order_by(StockAnswer.id)
    ).all()
    return {line_of(answer).key: answer for answer in found}
