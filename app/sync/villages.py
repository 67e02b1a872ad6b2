"""A village goes from one station to another, without anybody writing what another one owns.

The former station gives it away and from then on only looks; the office copies what that station says of it
into the new one's stream (`village_turns`); the new one takes it and makes the records its own, under new ids. In
force is what the office says of the village's station, which it changes when it holds both words. What former
stations still send about it later reaches the one who has it then as proposals (`village_proposals`).
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.errors import InvalidInput, NotOwner
from app.log.changes import WriteSession
from app.log.kinds import kinds
from app.sync.village_contents import KINDS, LET_GO, LOST, about
from app.workspace import COUNTY, Role, Workspace
from db.models.log import LogLine, StreamHead
from db.models.units import Unit, UnitKind
from db.models.villages import VillageAdoption, VillageHandover, VillageRecord

__all__ = [
    "VillageRow",
    "adopt_village",
    "finish_handovers",
    "hand_over_village",
    "held_by_adoption",
    "list_villages",
    "lost_villages",
    "make_ours",
    "take_village_back",
    "values_of",
]

_ANY_DIALECT = DefaultDialect()


class VillageRow(Struct, frozen=True):
    """A village as its former, its new or its only station sees it.

    Attributes:
        village: Id of its unit.
        name: Its name.
        state: ours, given (another one has yet to take it) or offered (to us).
        handover: Id of the handover; "" where there is none.
        other: Name of the other station; "" where there is none.
        records: How many records go with it.
    """

    village: str
    name: str
    state: str
    handover: str
    other: str
    records: int


def hand_over_village(ws: Workspace, village: str, to_station: str, reason: str) -> str:
    """Give a village of ours to another station; from now on its records are only looked at here.

    Args:
        village: Id of the village's unit.
        to_station: Id of the new station's unit.
        reason: Why, in Chinese.

    Returns:
        Id of the handover.

    Raises:
        NotOwner: This is not a station.
        InvalidInput: Not a village of ours, given away already, or to nobody.
    """
    if ws.role is not Role.STATION:
        raise NotOwner("村由原来的文化站移交。")
    with ws.write() as session:
        unit, target = session.get(Unit, village), session.get(Unit, to_station)
        if unit is None or unit.kind != UnitKind.VILLAGE or unit.parent != ws.unit:
            raise InvalidInput("这不是本站的村，不能移交。")
        if target is None or target.kind != UnitKind.STATION or to_station == ws.unit:
            raise InvalidInput("请选一个别的文化站来接收。")
        if village in given_away(session, ws):
            raise InvalidInput(f"“{unit.name}”已经移交，等对方接收。")
        held = held_by_adoption(session, ws).get(village)
        return session.create(
            VillageHandover(
                village=village,
                to_station=to_station,
                reason=reason.strip(),
                after="" if held is None else held.id,
            ),
            stream=COUNTY,
        ).id


def take_village_back(ws: Workspace, handover: str) -> None:
    """Give a village after all to nobody, as long as the office has not said that another station has it.

    Raises:
        InvalidInput: It is too late, or there is no such handover.
    """
    with ws.write() as session:
        found = session.get(VillageHandover, handover)
        unit = None if found is None else session.get(Unit, found.village)
        if found is None or found.void or found.site != ws.site or unit is None or unit.parent != ws.unit:
            raise InvalidInput("这个村已经由对方接收，不能撤回。")
        session.withdraw(found, "撤回移交")


def given_away(session: Session, ws: Workspace) -> Mapping[str, str]:
    """Return the names of the new stations by village, of all villages this station gave away."""
    rows = session.execute(
        select(VillageHandover.village, Unit.name)
        .outerjoin(Unit, Unit.id == VillageHandover.to_station)
        .where(VillageHandover.site == ws.site, VillageHandover.void.is_(False))
    )
    return {row.village: row.name or "" for row in rows}


def list_villages(ws: Workspace) -> list[VillageRow]:
    """Return this station's villages and those that are offered to it: offered ones first, then by code."""
    with ws.read() as session:
        offered = _offered(session, ws)
        rows = []
        for handover, records in offered.items():
            unit = session.get(Unit, records[0].village)
            given = session.get(Unit, unit.parent) if unit is not None and unit.parent else None
            rows.append(
                VillageRow(
                    records[0].village,
                    unit.name if unit is not None else "",
                    "offered",
                    handover,
                    given.name if given is not None else "",
                    sum(record.kind != VillageHandover.__tablename__ for record in records),
                )
            )
        mine = {
            one.village: one
            for one in session.scalars(
                select(VillageHandover).where(
                    VillageHandover.site == ws.site, VillageHandover.void.is_(False)
                )
            )
        }
        names = given_away(session, ws)
        for unit in session.scalars(
            select(Unit)
            .where(Unit.kind == UnitKind.VILLAGE, Unit.parent == ws.unit, Unit.void.is_(False))
            .order_by(Unit.code, Unit.id)
        ):
            own = mine.get(unit.id)
            count = len(about(session, [ws.site], unit.id))
            state = "ours" if own is None else "given"
            key = "" if own is None else own.id
            rows.append(VillageRow(unit.id, unit.name, state, key, names.get(unit.id, ""), count))
        return rows


def held_by_adoption(session: Session, ws: Workspace) -> dict[str, VillageAdoption]:
    """Return by village how this station took those that it took from others and has not given away since."""
    lost = {one.id for one in _lost_adoptions(session, ws)}
    held = {
        one.village: one
        for one in session.scalars(
            select(VillageAdoption)
            .where(VillageAdoption.site == ws.site, VillageAdoption.void.is_(False))
            .order_by(VillageAdoption.id)
        )
        if one.id not in lost
    }
    for one in session.scalars(select(VillageHandover).where(VillageHandover.site == ws.site)):
        adoption = held.get(one.village)
        if (
            adoption is not None
            and adoption.id == one.after
            and (not one.void or _has_gone(session, ws, one))
        ):
            del held[one.village]
    return held


def _lost_adoptions(session: Session, ws: Workspace) -> list[VillageAdoption]:
    """Return how this station took villages that the office by then had put under another one."""
    return list(
        session.scalars(
            select(VillageAdoption)
            .join(
                VillageRecord,
                (VillageRecord.handover == VillageAdoption.handover)
                & (VillageRecord.record == VillageAdoption.handover),
            )
            .where(
                VillageAdoption.site == ws.site,
                VillageAdoption.void.is_(False),
                VillageRecord.site == ws.office,
                VillageRecord.void_reason == LOST,
            )
        )
    )


def lost_villages(ws: Workspace) -> list[tuple[str, str]]:
    """Return (village, station) of what was taken here while the station named had been quicker, until we report."""
    with ws.read() as session:
        found = []
        for adoption in _lost_adoptions(session, ws):
            unit = session.get(Unit, adoption.village)
            other = session.get(Unit, unit.parent) if unit is not None and unit.parent else None
            found.append(("" if unit is None else unit.name, "" if other is None else other.name))
        return found


def _has_gone(session: Session, ws: Workspace, handover: VillageHandover) -> bool:
    """Tell whether the office says that a village of ours went where we gave it, wherever it is by now."""
    unit = session.get(Unit, handover.village)
    if unit is None or unit.parent == ws.unit:
        return False
    said = session.scalars(
        select(LogLine.line)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(LogLine.record == unit.id, StreamHead.site == ws.office)
    )
    return any(msgspec.json.decode(line)["d"].get("parent") == handover.to_station for line in said)


def _offered(session: Session, ws: Workspace) -> dict[str, list[VillageRecord]]:
    """Return the copies by handover of villages that this station has not taken yet."""
    held = held_by_adoption(session, ws)
    taken = set(session.scalars(select(VillageAdoption.handover).where(VillageAdoption.site == ws.site)))
    found: dict[str, list[VillageRecord]] = {}
    if ws.role is Role.STATION:
        for one in session.scalars(
            select(VillageRecord)
            .where(VillageRecord.site == ws.office, VillageRecord.void.is_(False))
            .order_by(VillageRecord.id)
        ):
            if one.village not in held and one.handover not in taken:
                found.setdefault(one.handover, []).append(one)
    return found


def adopt_village(ws: Workspace, handover: str) -> int:
    """Take a village that is offered; its records become ours under new ids. Return how many.

    Raises:
        InvalidInput: It is not offered, or not any more.
    """
    with ws.write() as session:
        copies = _offered(session, ws).get(handover)
        if not copies:
            raise InvalidInput("这个村不在等着接收：可能已经接收，或者原站撤回了。")
        session.open_villages()
        for former in session.scalars(
            select(VillageHandover).where(
                VillageHandover.site == ws.site,
                VillageHandover.village == copies[0].village,
                VillageHandover.void.is_(False),
            )
        ):
            session.withdraw(former, "村又移交回本站")
        for record in about(session, [ws.site], copies[0].village):
            session.withdraw(
                record, LET_GO
            )  # of when we had it before: what counts now comes with the village
        ours: dict[str, tuple[str, int]] = {}
        for model in KINDS:
            for copy in copies:
                if copy.kind == model.__tablename__:
                    ours[copy.record] = (make_ours(session, copy, ours), copy.of_revision)
        session.create(
            VillageAdoption(handover=handover, village=copies[0].village, records=json.dumps(ours)),
            stream=COUNTY,
        )
        return len(ours)


def make_ours(session: WriteSession, copy: VillageRecord, ours: Mapping[str, tuple[str, int]]) -> str:
    """Write a copied record as one of ours and return its id.

    Args:
        session: Of the new station.
        copy: What the former station says.
        ours: The former station's ids to ours, for records that name each other, and the revision we know.
    """
    kind = kinds()[copy.kind]
    values = values_of(copy)
    for place, _ in kind.parents:  # people of the former station
        values[kind.fields[place].key] = None
    for key, value in values.items():
        if value in ours and ours[value][0]:
            values[key] = ours[value][0]
    return session.create(kind.model(**values), stream=COUNTY).id


def values_of(copy: VillageRecord) -> dict[str, Any]:
    """Return the columns of a copied record as its class takes them."""
    kind = kinds()[copy.kind]
    stored = kind.completed(msgspec.json.decode(copy.data))  # the office's program may know fewer columns
    found = {}
    for column, value in zip(kind.fields, stored, strict=True):
        decorated = column.type if isinstance(column.type, TypeDecorator) else None
        found[column.key] = (
            value if decorated is None else decorated.process_result_value(value, _ANY_DIALECT)
        )
    return found


def finish_handovers(session: WriteSession, ws: Workspace) -> None:
    """Before packages up: let go the records of villages that others have, by the office's word."""
    lost = _lost_adoptions(session, ws)
    held = held_by_adoption(session, ws)  # it may have come back since
    gone = {
        one.village
        for one in session.scalars(select(VillageHandover).where(VillageHandover.site == ws.site))
        if one.village not in held and _has_gone(session, ws, one)
    }
    session.open_villages()
    for village in sorted(gone):
        for record in about(session, [ws.site], village):
            session.withdraw(record, LET_GO)
    for adoption in lost:
        taken = {own for own, _ in json.loads(adoption.records).values()}
        for record in about(session, [ws.site], adoption.village):
            if record.id in taken or adoption.village not in held:
                session.withdraw(record, LET_GO)
        session.withdraw(adoption, LOST)
