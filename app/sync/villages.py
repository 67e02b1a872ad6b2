"""A village goes from one station to another, without anybody writing what another one owns.

The former station gives it away and from then on only looks; the office copies what that station says of it
into the new one's stream; the new one takes it and makes the records its own, under new ids. In force is what
the office says of the village's station, which it changes when it holds both words. What the former station
still sends about it later reaches the new one as proposals (`village_proposals`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.errors import InvalidInput, NotOwner
from app.log.changes import WriteSession
from app.log.kinds import kind_of, kinds
from app.workspace import COUNTY, Role, Workspace
from db.models import (
    Certificate,
    Problem,
    Record,
    Unit,
    UnitKind,
    Venue,
    VillageAdoption,
    VillageHandover,
    VillageRecord,
)

__all__ = [
    "VillageRow",
    "adopt_village",
    "finish_handovers",
    "hand_over_village",
    "held_by_adoption",
    "list_villages",
    "make_ours",
    "pass_villages_on",
    "take_village_back",
    "values_of",
]

_KINDS: tuple[type[Venue | Problem], ...] = (Venue, Problem)  # venues first: problems name them
_ANY_DIALECT = DefaultDialect()
_LET_GO = "村已移交，由接收的站接着管"


@dataclass(frozen=True)
class VillageRow:
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
        return session.create(
            VillageHandover(village=village, to_station=to_station, reason=reason.strip()), stream=COUNTY
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
            count = len(_about(session, ws.site, unit.id))
            state = "ours" if own is None else "given"
            key = "" if own is None else own.id
            rows.append(VillageRow(unit.id, unit.name, state, key, names.get(unit.id, ""), count))
        return rows


def pass_villages_on(session: WriteSession, ws: Workspace) -> None:
    """At the office, before packages down: put villages under those that took them, and copy what givers say.

    A handover counts once, and only if the giver has the village when the office holds both words: however often
    a village changes hands, and back, the last one taken decides.
    """
    adopted = set(session.scalars(select(VillageAdoption.handover).where(VillageAdoption.void.is_(False))))
    given: dict[str, list[tuple[str, VillageHandover, dict[str, VillageRecord]]]] = {}
    for handover in session.scalars(select(VillageHandover)).all():
        copies = {
            one.record: one
            for one in session.scalars(select(VillageRecord).where(VillageRecord.handover == handover.id))
        }
        first = copies.get(handover.id)  # made here: the order in which the office heard of them
        given.setdefault(handover.village, []).append((first.id if first else "", handover, copies))
    for unit, handovers in sorted(given.items()):
        village = session.get(Unit, unit)
        if village is None or village.site != ws.site:
            continue
        taken = [(heard, one.id) for heard, one, _ in handovers if one.id in adopted]
        last = max(taken)[1] if taken else ""
        before = {record for _, one, known in handovers if one.id in adopted - {last} for record in known}
        for _, handover, _ in handovers:
            if handover.id == last and village.parent == _unit_of(session, handover.site):
                village.parent = handover.to_station
        for _, handover, copies in handovers:
            offered = (
                handover.id not in adopted
                and not handover.void
                and village.parent == _unit_of(session, handover.site)
            )
            if offered:
                _copy(session, handover, copies, _about(session, handover.site, unit))
            elif (
                handover.id == last
            ):  # with what was let go together with late edits, but nothing of earlier times
                records = _about(session, handover.site, unit, let_go=True)
                _copy(session, handover, copies, [one for one in records if one.id not in before])
            elif handover.id not in adopted:
                for copy in copies.values():
                    if not copy.void:
                        session.withdraw(copy, "原站撤回移交")


def _unit_of(session: Session, site: str) -> str | None:
    """Return the station that writes as `site`."""
    return session.scalar(
        select(Certificate.unit).where(Certificate.holder == site).order_by(Certificate.id.desc()).limit(1)
    )


def _copy(
    session: WriteSession,
    handover: VillageHandover,
    copies: Mapping[str, VillageRecord],
    about: Sequence[Venue | Problem],
) -> None:
    """Let the copies say what the former station says."""
    records: list[Record] = [handover, *about]
    for record in records:
        kind = kind_of(record)
        data = msgspec.json.encode(kind.data_of(record)).decode()
        copy = copies.get(record.id)
        if copy is None:
            session.create(
                VillageRecord(
                    handover=handover.id,
                    village=handover.village,
                    kind=kind.name,
                    record=record.id,
                    of_revision=record.revision,
                    data=data,
                ),
                stream=handover.to_station,
            )
        elif copy.void or copy.data != data:
            copy.of_revision, copy.data = record.revision, data
            session.put_back(copy)
    kept = {record.id for record in records}
    for copy in copies.values():
        gone = (
            None if copy.record in kept or copy.void else session.get(kinds()[copy.kind].model, copy.record)
        )
        if gone is not None and gone.void and gone.void_reason != _LET_GO:
            copy.of_revision = gone.revision
            session.withdraw(copy, "原站撤下了这条记录")


def _about(session: Session, site: str, village: str, *, let_go: bool = False) -> list[Venue | Problem]:
    """Return the station's records of a village; `let_go`: also those it withdrew because the village is gone."""
    found: list[Venue | Problem] = []
    for model in _KINDS:
        here = model.void.is_(False)
        found += session.scalars(
            select(model)
            .where(
                model.site == site,
                model.unit == village,
                or_(here, model.void_reason == _LET_GO) if let_go else here,
            )
            .order_by(model.id)
        )
    return found


def held_by_adoption(session: Session, ws: Workspace) -> dict[str, VillageAdoption]:
    """Return by village how this station took those that it took from others and has not given away since."""
    held = {
        one.village: one
        for one in session.scalars(
            select(VillageAdoption)
            .where(VillageAdoption.site == ws.site, VillageAdoption.void.is_(False))
            .order_by(VillageAdoption.id)
        )
    }
    for one in session.scalars(select(VillageHandover).where(VillageHandover.site == ws.site)):
        unit, adoption = session.get(Unit, one.village), held.get(one.village)
        gone = not one.void or (unit is not None and unit.parent == one.to_station)
        if gone and adoption is not None and adoption.id < one.id:
            del held[one.village]
    return held


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
        ours: dict[str, tuple[str, int]] = {}
        for model in _KINDS:
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
        if value in ours:
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
    """At the former station, once the office says that another one has the village: let its records go."""
    held = held_by_adoption(session, ws)  # it may have come back since
    for handover in session.scalars(select(VillageHandover).where(VillageHandover.site == ws.site)):
        unit = session.get(Unit, handover.village)
        if unit is not None and unit.parent == handover.to_station and handover.village not in held:
            session.open_villages()
            for record in _about(session, ws.site, handover.village):
                session.withdraw(record, _LET_GO)
