"""The office's part in a village's way from station to station.

It offers what the giver says, puts the village under whoever took it, and tells the one who has it now what all
former ones still changed, however many hands the village has gone through since.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.log.changes import WriteSession
from app.log.kinds import kind_of
from app.log.lines import read_line
from app.sync.village_contents import LOST, about, was_let_go
from app.workspace import Workspace
from db.models.log import LineState, LogLine
from db.models.record import Record
from db.models.trust import Certificate
from db.models.units import Unit
from db.models.villages import VillageAdoption, VillageHandover, VillageRecord

__all__ = ["pass_villages_on"]

_TAKEN_OUT = "原站撤下了这条记录"


class _Turn(Struct, frozen=True):
    """A village was given and taken.

    Attributes:
        giver: Unit of the station that gave it.
        known: The giver's id to (the taker's, the giver's revision the taker knows).
    """

    giver: str
    handover: VillageHandover
    adoption: VillageAdoption
    known: Mapping[str, tuple[str, int]]


def pass_villages_on(session: WriteSession, ws: Workspace) -> None:
    """Before packages down: put villages under those that took them, and copy what givers say."""
    handovers: dict[str, list[VillageHandover]] = {}
    for handover in session.scalars(select(VillageHandover).order_by(VillageHandover.id)).all():
        handovers.setdefault(handover.village, []).append(handover)
    for village, given in handovers.items():
        unit = session.get(Unit, village)
        if unit is not None and unit.site == ws.site:
            _pass_on(session, unit, given)


def _pass_on(session: WriteSession, unit: Unit, given: Sequence[VillageHandover]) -> None:
    turns = _turns(session, given)
    way = _way(unit.parent, [turn for turn in turns if not turn.adoption.void])
    if way and unit.parent != way[-1].handover.to_station:
        unit.parent = way[-1].handover.to_station
    passed = {turn.handover.id for turn in way}
    taken = {turn.handover.id for turn in turns}
    for handover in given:
        copies = {
            one.record: one
            for one in session.scalars(select(VillageRecord).where(VillageRecord.handover == handover.id))
        }
        if way and handover is way[-1].handover:
            _tell_late(session, way, turns, copies)
        elif handover.id in passed or (handover.id in taken and not way):
            continue
        elif (
            handover.id not in taken and not handover.void and unit.parent == _unit_of(session, handover.site)
        ):
            _offer(session, handover, copies)
        else:
            reason = LOST if handover.id in taken else "原站撤回移交"
            for copy in copies.values():
                if not copy.void or copy.void_reason != reason:
                    session.withdraw(copy, reason)


def _turns(session: Session, given: Iterable[VillageHandover]) -> list[_Turn]:
    """Return all turns, also those that were lost to somebody quicker."""
    found = []
    for handover in given:
        for adoption in session.scalars(
            select(VillageAdoption)
            .where(VillageAdoption.handover == handover.id)
            .order_by(VillageAdoption.id)
        ):
            giver, taker = _unit_of(session, handover.site), _unit_of(session, adoption.site)
            if giver is not None and taker == handover.to_station:
                found.append(_Turn(giver, handover, adoption, _known(adoption)))
    return found


def _known(adoption: VillageAdoption) -> Mapping[str, tuple[str, int]]:
    """Return what an adoption says of its records; nothing where a station wrote something else there."""
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(adoption.records, type=dict[str, tuple[str, int]])
    return {}


def _way(holder: str | None, turns: Sequence[_Turn]) -> list[_Turn]:
    """Return the turns by which the village came to where it is by now, in order.

    Each handover says by which adoption its giver had the village. Where two stations took it from the same hands,
    the one that the office has put it under stays; the other one is told.
    """
    by_adoption = {turn.adoption.id: turn for turn in turns}
    ways = []
    for turn in turns:
        way = [turn]
        while (before := by_adoption.get(way[0].handover.after)) is not None and before not in way:
            way.insert(0, before)
        if not way[0].handover.after and holder in {
            way[0].giver,
            *(one.handover.to_station for one in way),
        }:
            ways.append(way)
    return min(ways, key=lambda way: (-len(way), [one.adoption.id for one in way]), default=[])


def _unit_of(session: Session, site: str) -> str | None:
    """Return the station that writes as `site`."""
    return session.scalar(
        select(Certificate.unit).where(Certificate.holder == site).order_by(Certificate.id.desc()).limit(1)
    )


def _offer(session: WriteSession, handover: VillageHandover, copies: Mapping[str, VillageRecord]) -> None:
    """Let the copies say what the giver says."""
    records: list[Record] = [handover, *about(session, [handover.site], handover.village)]
    for record in records:
        copy = copies.get(record.id)
        if copy is None:
            _copy_of(session, handover, record, _data(record, {}))
        else:
            _renew(session, copy, record, _data(record, {}))
    kept = {record.id for record in records}
    for copy in copies.values():
        if copy.record not in kept and not copy.void:
            session.withdraw(copy, _TAKEN_OUT)


def _tell_late(
    session: WriteSession,
    way: Sequence[_Turn],
    turns: Sequence[_Turn],
    copies: Mapping[str, VillageRecord],
) -> None:
    """Tell the last taker what others wrote that nobody on the way to it has known."""
    last, holder = way[-1], way[-1].adoption.site
    lost = [turn for turn in turns if turn not in way]
    came_from = {own: theirs for turn in turns for theirs, (own, _) in turn.known.items() if own}
    revisions = {own: 1 for turn in lost for own, _ in turn.known.values() if own}
    for theirs, (_, revision) in chain.from_iterable(turn.known.items() for turn in turns if turn in way):
        revisions[theirs] = max(revision, revisions.get(theirs, 0))
    names = {_root(theirs, came_from): theirs for theirs, (own, _) in last.known.items() if own}
    renamed = {record: names.get(_root(record, came_from), record) for record in (*came_from, *names)}
    sites = {site for turn in turns for site in (turn.handover.site, turn.adoption.site)}
    for record in about(session, sites, last.handover.village, gone=True):
        known = revisions.get(record.id, 0)
        let_go = was_let_go(record)
        if record.site == holder and not known and not let_go:
            continue  # what counts now; what it let go when it had the village before, and nobody took, does not
        copy, gone = copies.get(record.id), record.void and not let_go
        if copy is None:
            before = _line_data(session, record, known) if known else ""
            if record.revision <= known or (gone and not known):
                continue
            if known and not gone and _data(record, {}) == before:
                continue
            copy = _copy_of(session, last.handover, record, _data(record, renamed))
            copy.stands_for = renamed.get(record.id, "")
            copy.base, copy.base_revision = _renamed(before, renamed), known
        elif not gone:
            _renew(session, copy, record, _data(record, renamed))
        if gone and not copy.void:
            copy.of_revision = record.revision
            session.withdraw(copy, _TAKEN_OUT)


def _root(record: str, came_from: Mapping[str, str]) -> str:
    """Return the first record of what several stations in turn had records of."""
    seen = {record}
    while (before := came_from.get(record, record)) not in seen:
        seen.add(before)
        record = before
    return record


def _copy_of(session: WriteSession, handover: VillageHandover, record: Record, data: str) -> VillageRecord:
    return session.create(
        VillageRecord(
            handover=handover.id,
            village=handover.village,
            kind=kind_of(record).name,
            record=record.id,
            of_revision=record.revision,
            data=data,
        ),
        stream=handover.to_station,
    )


def _renew(session: WriteSession, copy: VillageRecord, record: Record, data: str) -> None:
    if copy.void or copy.data != data:
        copy.of_revision, copy.data = record.revision, data
        session.put_back(copy)


def _data(record: Record, renamed: Mapping[str, str]) -> str:
    return _renamed(msgspec.json.encode(kind_of(record).data_of(record)).decode(), renamed)


def _line_data(session: Session, record: Record, revision: int) -> str:
    """Return what a record said at a revision, as this program writes it; "" where that line is not here."""
    raw = session.scalars(
        select(LogLine.line)
        .where(LogLine.record == record.id, LogLine.revision == revision, LogLine.state == LineState.APPLIED)
        .limit(1)
    ).one_or_none()
    if raw is None:
        return ""
    kind, line = kind_of(record), read_line(raw)
    return msgspec.json.encode(kind.data(*kind.read(line.v, line.d))).decode()


def _renamed(data: str, names: Mapping[str, str]) -> str:
    """Return data in which records are called as the last giver calls them: that is what the taker knows."""
    if not data or not names:
        return data
    values: dict[str, Any] = msgspec.json.decode(data)
    for key, value in values.items():
        if isinstance(value, str):
            values[key] = names.get(value, value)
    return msgspec.json.encode(values).decode()
