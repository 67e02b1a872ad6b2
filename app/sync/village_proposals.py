"""What former stations of a village still send about it: shown to the one who has it, who takes it or leaves it."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.field_words import FieldChange, data_changes, record_title
from app.log.kind_words import kind_word
from app.log.kinds import kind_of, kinds
from app.sync.villages import held_by_adoption, make_ours, values_of
from app.workspace import Workspace
from db.models.log import LogLine
from db.models.record import Record
from db.models.trust import Certificate
from db.models.units import Unit
from db.models.villages import VillageAdoption, VillageHandover, VillageRecord

__all__ = ["Proposal", "list_proposals", "settle_proposal"]


class Proposal(Struct, frozen=True):
    """What the former station changed after we took a village; our record stays until we say otherwise.

    Attributes:
        key: Names the proposal.
        station: Name of the station that changed it.
        kind_word: What people call its kind.
        title: The words by which people know it.
        changes: `before` is what ours says, `after` what the former station sent; of a record that is new to us
            every `before` is empty.
    """

    key: str
    station: str
    kind_word: str
    title: str
    changes: tuple[FieldChange, ...]


def list_proposals(ws: Workspace) -> list[Proposal]:
    """Return what former stations changed after we took their villages, and we have not looked at."""
    with ws.read() as session:
        return [
            Proposal(
                copy.id,
                _station(session, copy.record),
                kind_word(copy.kind),
                record_title(theirs),
                tuple(changes),
            )
            for _, _, copy, theirs, changes in _proposed(session, ws)
        ]


def settle_proposal(ws: Workspace, key: str, *, take: bool) -> None:
    """Take over what the former station changed, or leave our record as it is; either way it is settled.

    Args:
        key: `Proposal.key`.
        take: Take it over.

    Raises:
        InvalidInput: There is no such proposal any more.
    """
    with ws.write() as session:
        for adoption, own, copy, _, changes in _proposed(session, ws):
            if copy.id != key:
                continue
            known: dict[str, tuple[str, int]] = json.loads(adoption.records)
            ours = "" if own is None else own.id
            if take and own is None:
                ours = make_ours(session, copy, known)
            elif take and own is not None and copy.void:
                session.withdraw(own, "原站撤下了这条记录")
            elif take:
                values = values_of(copy)
                for name in {change.field for change in changes} & values.keys():
                    setattr(own, name, values[name])
            known[copy.record] = (ours, copy.of_revision)
            adoption.records = json.dumps(known)
            return
        raise InvalidInput("这一条已经定过了。")


def _station(session: Session, record: str) -> str:
    """Return the name of the station that wrote a record."""
    return (
        session.scalar(
            select(Unit.name)
            .join(Certificate, Certificate.unit == Unit.id)
            .where(Certificate.holder == record.partition("-")[0])
            .limit(1)
        )
        or ""
    )


def _then(session: Session, copy: VillageRecord, revision: int) -> dict[str, Any]:
    """Return what a record said when we took it, or last looked at it, or when somebody before us did."""
    said: dict[str, Any] = json.loads(copy.base) if copy.base else {}
    for line in session.scalars(
        select(LogLine.line).where(LogLine.record == copy.id).order_by(LogLine.revision)
    ):
        data = msgspec.json.decode(line)["d"]
        if data["of_revision"] <= revision:
            said = json.loads(data["data"])
    return said


def _proposed(
    session: Session, ws: Workspace
) -> list[tuple[VillageAdoption, Record | None, VillageRecord, dict[str, Any], list[FieldChange]]]:
    found = []
    for adoption in held_by_adoption(session, ws).values():
        known: dict[str, Sequence[Any]] = json.loads(adoption.records)
        for copy in session.scalars(
            select(VillageRecord)
            .where(VillageRecord.handover == adoption.handover, VillageRecord.site == ws.office)
            .order_by(VillageRecord.id)
        ):
            key, revision = known.get(copy.record) or (
                known.get(copy.stands_for, ("", 0))[0],
                copy.base_revision,
            )
            if copy.kind == VillageHandover.__tablename__ or copy.of_revision <= revision:
                continue
            own: Record | None = session.get(kinds()[copy.kind].model, key) if key else None
            if own.void if own is not None else copy.void:
                continue  # gone here, or gone before we ever had it
            theirs: dict[str, Any] = json.loads(copy.data)
            mine = {} if own is None else json.loads(msgspec.json.encode(kind_of(own).data_of(own)))
            moved = {change.field for change in data_changes(_then(session, copy, revision), theirs)}
            changes = [change for change in data_changes(mine, theirs) if change.field in moved]
            if copy.void:
                changes = [FieldChange("状态", "有效", "已撤下")]
            if changes:
                found.append((adoption, own, copy, theirs, changes))
    return found
