"""A village goes from one station to another, without anybody writing what another one owns.

The former station gives it away and from then on only looks; the office copies what that station says of it
into the new one's stream; the new one takes it and makes the records its own, under new ids. In force is what
the office says of the village's station, which it changes when it holds both words. What the former station
still sends about it later reaches the new one as proposals.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator

from app.errors import InvalidInput, NotOwner
from app.log.changes import WriteSession
from app.log.field_words import FieldChange, data_changes, record_title
from app.log.kind_words import kind_word
from app.log.kinds import kind_of, kinds
from app.workspace import COUNTY, Role, Workspace
from db.models import (
    LogLine,
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
    "Proposal",
    "VillageRow",
    "adopt_village",
    "finish_handovers",
    "hand_over_village",
    "list_proposals",
    "list_villages",
    "pass_villages_on",
    "settle_proposal",
    "take_village_back",
]

_KINDS: tuple[type[Venue | Problem], ...] = (Venue, Problem)  # venues first: problems name them
_ANY_DIALECT = DefaultDialect()


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


@dataclass(frozen=True)
class Proposal:
    """What the former station changed after we took a village; our record stays until we say otherwise.

    Attributes:
        record: Id of our record.
        kind_word: What people call its kind.
        title: The words by which people know it.
        changes: `before` is what ours says, `after` what the former station sent.
    """

    record: str
    kind_word: str
    title: str
    changes: tuple[FieldChange, ...]


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
    """At the office, before packages down: copy what givers say, and put villages under those that took them."""
    adopted = {
        one.handover: one
        for one in session.scalars(select(VillageAdoption).where(VillageAdoption.void.is_(False)))
    }
    for handover in session.scalars(select(VillageHandover)).all():
        copies = {
            one.record: one
            for one in session.scalars(select(VillageRecord).where(VillageRecord.handover == handover.id))
        }
        village = session.get(Unit, handover.village)
        if village is None or village.site != ws.site:
            continue
        if handover.void and handover.id not in adopted:
            for copy in copies.values():
                if not copy.void:
                    session.withdraw(copy, "原站撤回移交")
            continue
        _copy(session, handover, copies)
        if handover.id in adopted and village.parent != handover.to_station:
            former = session.scalar(select(Unit.id).where(Unit.id == village.parent))
            if former is not None:
                village.parent = handover.to_station


def _copy(session: WriteSession, handover: VillageHandover, copies: Mapping[str, VillageRecord]) -> None:
    records: list[Record] = [handover, *_about(session, handover.site, handover.village)]
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
        elif copy.data != data:
            copy.of_revision, copy.data = record.revision, data


def _about(session: Session, site: str, village: str) -> list[Venue | Problem]:
    venues = select(Venue).where(Venue.site == site, Venue.unit == village, Venue.void.is_(False))
    problems = select(Problem).where(Problem.site == site, Problem.unit == village, Problem.void.is_(False))
    return [
        *session.scalars(venues.order_by(Venue.id)),
        *session.scalars(problems.order_by(Problem.id)),
    ]


def _offered(session: Session, ws: Workspace) -> dict[str, list[VillageRecord]]:
    """Return the copies by handover of villages that this station has not taken yet."""
    taken = set(session.scalars(select(VillageAdoption.village).where(VillageAdoption.site == ws.site)))
    found: dict[str, list[VillageRecord]] = {}
    if ws.role is Role.STATION:
        for one in session.scalars(
            select(VillageRecord)
            .where(VillageRecord.site == ws.office, VillageRecord.void.is_(False))
            .order_by(VillageRecord.id)
        ):
            if one.village not in taken:
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
        ours: dict[str, tuple[str, int]] = {}
        for model in _KINDS:
            for copy in copies:
                if copy.kind == model.__tablename__:
                    ours[copy.record] = (_make_ours(session, copy, ours), copy.of_revision)
        session.create(
            VillageAdoption(handover=handover, village=copies[0].village, records=json.dumps(ours)),
            stream=COUNTY,
        )
        return len(ours)


def _make_ours(session: WriteSession, copy: VillageRecord, ours: Mapping[str, tuple[str, int]]) -> str:
    kind = kinds()[copy.kind]
    values = _values(copy)
    for place, _ in kind.parents:  # people of the former station
        values[kind.fields[place].key] = None
    for key, value in values.items():
        if value in ours:
            values[key] = ours[value][0]
    return session.create(kind.model(**values), stream=COUNTY).id


def _values(copy: VillageRecord) -> dict[str, Any]:
    """Return the columns of a copied record as its class takes them."""
    kind = kinds()[copy.kind]
    stored = kind.read(kind.version, msgspec.Raw(copy.data.encode()))
    found = {}
    for column, value in zip(kind.fields, stored, strict=True):
        decorated = column.type if isinstance(column.type, TypeDecorator) else None
        found[column.key] = (
            value if decorated is None else decorated.process_result_value(value, _ANY_DIALECT)
        )
    return found


def finish_handovers(session: WriteSession, ws: Workspace) -> None:
    """At the former station, once the office says that another one has the village: let its records go."""
    for handover in session.scalars(select(VillageHandover).where(VillageHandover.site == ws.site)):
        unit = session.get(Unit, handover.village)
        if unit is not None and unit.parent == handover.to_station:
            session.open_villages()
            for record in _about(session, ws.site, handover.village):
                session.withdraw(record, "村已移交，由接收的站接着管")


def list_proposals(ws: Workspace) -> list[Proposal]:
    """Return what former stations changed after we took their villages, and we have not looked at."""
    with ws.read() as session:
        return [
            Proposal(record.id, kind_word(copy.kind), record_title(theirs), tuple(changes))
            for _, record, copy, theirs, changes in _proposed(session, ws)
        ]


def settle_proposal(ws: Workspace, record: str, *, take: bool) -> None:
    """Take over what the former station changed, or leave our record as it is; either way it is settled.

    Raises:
        InvalidInput: There is no such proposal any more.
    """
    with ws.write() as session:
        for adoption, own, copy, _, changes in _proposed(session, ws):
            if own.id != record:
                continue
            if take:
                values = _values(copy)
                words = {change.field for change in changes}
                for key in words & values.keys():
                    setattr(own, key, values[key])
            known: dict[str, Sequence[Any]] = json.loads(adoption.records)
            known[copy.record] = [own.id, copy.of_revision]
            adoption.records = json.dumps(known)
            return
        raise InvalidInput("这一条已经定过了。")


def _then(session: Session, copy: VillageRecord, revision: int) -> dict[str, Any]:
    """Return what the copy of a record said when we took it, or last looked at it."""
    said: dict[str, Any] = {}
    for line in session.scalars(
        select(LogLine.line).where(LogLine.record == copy.id).order_by(LogLine.revision)
    ):
        data = msgspec.json.decode(line)["d"]
        if data["of_revision"] <= revision:
            said = json.loads(data["data"])
    return said


def _proposed(
    session: Session, ws: Workspace
) -> list[tuple[VillageAdoption, Record, VillageRecord, dict[str, Any], list[FieldChange]]]:
    found = []
    for adoption in session.scalars(
        select(VillageAdoption).where(VillageAdoption.site == ws.site, VillageAdoption.void.is_(False))
    ):
        known: dict[str, Sequence[Any]] = json.loads(adoption.records)
        for copy in session.scalars(
            select(VillageRecord).where(
                VillageRecord.handover == adoption.handover, VillageRecord.site == ws.office
            )
        ):
            ours = known.get(copy.record)
            if ours is None or copy.of_revision <= ours[1]:
                continue
            own = session.get(kinds()[copy.kind].model, ours[0])
            if own is None or own.void:
                continue
            theirs: dict[str, Any] = json.loads(copy.data)
            mine: dict[str, Any] = json.loads(msgspec.json.encode(kind_of(own).data_of(own)))
            moved = {change.field for change in data_changes(_then(session, copy, ours[1]), theirs)}
            changes = [change for change in data_changes(mine, theirs) if change.field in moved]
            if changes:
                found.append((adoption, own, copy, theirs, changes))
    return found
