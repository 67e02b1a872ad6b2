"""Handing over: the record of it, and the periods of office it ends and begins."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.work.people import person_named
from app.workspace import COUNTY, OWN, Role, Workspace
from db.models.handover import Handover
from db.models.log import Identity
from db.models.packages import PackageOut
from db.models.units import Person

__all__ = [
    "HandoverForm",
    "HandoverRow",
    "hand_over",
    "handover_words",
    "last_handover",
    "list_handovers",
]


_NEWS_DAYS: Final = 180


class HandoverForm(Struct, frozen=True):
    """What is typed; everything else follows from the records.

    Attributes:
        on: The successor's first day.
        absent: The giver has left already: somebody else signs for him.
    """

    giver: str
    taker: str
    on: date
    witness: str = ""
    phone: str = ""  # of the taker
    absent: bool = False
    differences: str = ""


class HandoverRow(Struct, frozen=True):
    """A handover that took place.

    Attributes:
        differences: What was typed about it.
        found: What was not as listed when taking stock: 没找到 1，不相符 2.
        package: Number of the last package made before it.
    """

    id: str
    on: date
    giver: str
    taker: str
    witness: str
    absent: bool
    differences: str
    found: str
    package: int | None


def hand_over(ws: Workspace, form: HandoverForm) -> str:
    """Record that the work went from one person to another and return the record's id.

    At a station the giver's period of office ends the day before and the taker's begins; what is written from
    now on carries the taker's name. Older records keep the old one.

    Raises:
        InvalidInput: A name is missing, both are the same, or the day lies more than 60 days ahead.
    """
    giver, taker = (" ".join(name.split())[:64] for name in (form.giver, form.taker))
    if not giver or not taker:
        raise InvalidInput("请填写移交人和接交人的姓名。")
    if giver == taker:
        raise InvalidInput("移交人和接交人是同一个名字。同名的请加上“大”“小”区分。")
    if form.on > ws.today + timedelta(days=60):
        raise InvalidInput("交接日期太远了，请填两个月以内的日子。")
    with ws.write() as session:
        station = ws.role is Role.STATION
        record = Handover(
            on=form.on,
            giver=giver,
            taker=taker,
            witness=" ".join(form.witness.split())[:64],
            absent=form.absent,
            giver_person=_end(ws, session, giver, form.on) if station else None,
            taker_person=_begin(ws, session, taker, form) if station else None,
            package=session.scalar(select(PackageOut.number).order_by(PackageOut.made_at.desc()).limit(1)),
            differences=form.differences.strip(),
        )
        session.create(record, stream=COUNTY if station else OWN)
        session.scalars(select(Identity)).one().person = taker
        return record.id


def list_handovers(ws: Workspace, *, site: str | None = None) -> list[HandoverRow]:
    """Return handovers, the latest first.

    Args:
        site: Of a station, at the office; None: our own.
    """
    site = site or ws.site
    with ws.read() as session:
        found = session.scalars(
            select(Handover)
            .where(Handover.site == site, Handover.void.is_(False))
            .order_by(Handover.on.desc(), Handover.id.desc())
        )
        rows = [_row(one) for one in found]
    if not rows:
        return []
    from app.handover.stock import counted, found_at  # late: it reads everything, and few have handed over

    return [replace(row, found=counted(found_at(ws, row.on, site=site))) for row in rows]


def last_handover(ws: Workspace, *, site: str | None = None) -> HandoverRow | None:
    """Return the latest handover; `site` as in `list_handovers`."""
    return next(iter(list_handovers(ws, site=site)), None)


def handover_words(ws: Workspace, site: str) -> tuple[str, str]:
    """Return what the office is told of a station's change of head in the last half year, in short and in full.

    Both are empty where there was none.
    """
    row = last_handover(ws, site=site)
    if row is None or row.on < ws.today - timedelta(days=_NEWS_DAYS):
        return "", ""
    from app.handover.stock import found_at

    seen = found_at(ws, row.on, site=site)
    wrong = [line for line in seen if line.differs]
    short = f"{row.on:%m-%d} {row.giver}交给{row.taker}"
    if wrong:
        short += f"，清点有 {len(wrong)} 处不同"
    elif seen:
        short += "，清点都相符"
    lines = [f"{row.on:%Y-%m-%d} {row.giver}交给{row.taker}，清点了 {len(seen)} 项。", row.differences]
    return short, "\n".join(part for part in (*lines, *(line.words for line in wrong)) if part)


def _row(one: Handover) -> HandoverRow:
    return HandoverRow(
        one.id, one.on, one.giver, one.taker, one.witness, one.absent, one.differences, "", one.package
    )


def _end(ws: Workspace, session: WriteSession, name: str, on: date) -> str | None:
    """End the giver's period of office on the day before; None: nobody of that name was entered."""
    for person in _in_office(ws, session, name):
        person.until = on - timedelta(days=1)
        return person.id
    return None


def _begin(ws: Workspace, session: WriteSession, name: str, form: HandoverForm) -> str:
    person = session.get_one(Person, person_named(ws, session, name))
    if person.since is None:
        person.since = form.on
    if form.phone.strip():
        person.phone = form.phone.strip()[:32]
    return person.id


def _in_office(ws: Workspace, session: WriteSession, name: str) -> Sequence[Person]:
    return session.scalars(
        select(Person)
        .where(Person.site == ws.site, Person.void.is_(False), Person.name == name, Person.until.is_(None))
        .order_by(Person.id)
    ).all()
