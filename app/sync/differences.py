"""What an intake changes, record by record: of which station and village, before and after."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, or_, select

from app.log.field_words import FieldChange, field_changes, record_title
from app.log.kind_words import kind_word
from app.workspace import Workspace
from db.models.facilities import Venue
from db.models.log import LineState, LogLine, StreamHead
from db.models.trust import Certificate
from db.models.units import Unit

__all__ = ["MOST_RECORDS", "RecordChange", "changes_of", "count_lines", "list_changes"]

MOST_RECORDS = 2000  # more than anybody reads; the counts by kind say the rest
_BEHIND_THE_SCENES = ("certificate", "evidence_use", "key_succession", "contact", "late_line")


class RecordChange(Struct, frozen=True):
    """One record as an intake changes it.

    Attributes:
        unit: Id of the sender's unit; "" where that is not known.
        unit_name: Its name.
        village: Name of the village it is about; "" where it is about none.
        kind_word: What people call its kind.
        title: The words by which people know it.
        what: 新增, 更新 or 撤下.
        changes: Fields before and after, of a record that was here.
    """

    unit: str
    unit_name: str
    village: str
    kind_word: str
    title: str
    what: str
    changes: tuple[FieldChange, ...]

    @property
    def words(self) -> str:
        """The change in one line."""
        if self.what == "新增" or not self.changes:
            return self.what
        return "；".join(
            f"{one.word}：{one.before or '（空）'} → {one.after or '（空）'}" for one in self.changes
        )


def list_changes(ws: Workspace, batch: int, most: int = MOST_RECORDS) -> list[RecordChange]:
    """Return what an intake changed, by unit, village and kind.

    It is told from the log, however long ago it was; of an intake that was taken back nothing is left to tell.

    Args:
        batch: The intake.
        most: Lines that are looked at, in the order of arrival.
    """
    with ws.read() as session:
        return changes_of(session.connection(), batch, most)


def changes_of(connection: Connection, batch: int, most: int = MOST_RECORDS) -> list[RecordChange]:
    """Do what `list_changes` does on a connection, which may be that of a dry run."""
    newest: dict[str, Any] = {}
    for row in connection.execute(
        select(StreamHead.site, LogLine.record, LogLine.kind, LogLine.revision, LogLine.line)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(
            LogLine.intake == batch,
            LogLine.state == LineState.APPLIED,
            LogLine.kind.not_in(_BEHIND_THE_SCENES),
        )
        .limit(most)  # in the order of arrival, straight from the index
    ):
        if row.record not in newest or newest[row.record].revision < row.revision:
            newest[row.record] = row
    before = _before(connection, batch, newest)
    units = _units(connection, {row.site for row in newest.values()})
    data: dict[str, dict[str, Any]] = {
        record: msgspec.json.decode(row.line) for record, row in newest.items()
    }
    villages = _villages(connection, [line["d"] for line in data.values()])
    found = []
    for record, row in newest.items():
        line, older = data[record], before.get(record)
        changes = field_changes(older, row.line) if older is not None else []
        if older is not None and not changes:
            continue
        what = "撤下" if line["op"] == "void" else "新增" if older is None else "更新"
        unit, unit_name = units.get(row.site, ("", ""))
        fields = line["d"]
        place = villages.get(fields.get("unit") or "") or villages.get(fields.get("venue") or "") or ""
        title = record_title(fields)
        found.append(RecordChange(unit, unit_name, place, kind_word(row.kind), title, what, tuple(changes)))
    return sorted(found, key=lambda one: (one.unit_name, one.village, one.kind_word, one.title))


def count_lines(ws: Workspace, batch: int) -> int:
    """Return how many lines an intake brought, to tell whether `list_changes` has looked at all of them."""
    with ws.read() as session:
        return session.scalar(select(func.count()).where(LogLine.intake == batch)) or 0


def _before(connection: Connection, batch: int, newest: dict[str, Any]) -> Mapping[str, bytes]:
    """Return the line that counted until this intake, by record; take out of `newest` what it did not change."""
    found: dict[str, Any] = {}
    for part in _chunks(sorted(newest)):
        for row in connection.execute(
            select(LogLine.record, LogLine.revision, LogLine.line)
            .where(
                LogLine.record.in_(part),
                LogLine.state == LineState.APPLIED,
                or_(LogLine.intake.is_(None), LogLine.intake < batch),
            )
            .order_by(LogLine.revision)
        ):
            found[row.record] = row
    for record, row in found.items():
        if row.revision >= newest[record].revision:  # something newer was here already
            del newest[record]
    return {record: row.line for record, row in found.items()}


def _units(connection: Connection, sites: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Return (unit, name) by site."""
    wanted = (
        select(Certificate.holder, Certificate.unit, Unit.name)
        .outerjoin(Unit, Unit.id == Certificate.unit)
        .where(Certificate.holder.in_(list(sites)))
        .order_by(Certificate.id)
    )
    return {row.holder: (row.unit, row.name or "") for row in connection.execute(wanted)}


def _villages(connection: Connection, records: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Return names of villages by their id, and by the ids of venues in them."""
    venues = sorted({str(one["venue"]) for one in records if one.get("venue")})
    found: dict[str, str] = {}
    units = {str(one["unit"]) for one in records if one.get("unit")}
    of_venue: dict[str, str] = {}
    for part in _chunks(venues):
        of_venue |= dict(connection.execute(select(Venue.id, Venue.unit).where(Venue.id.in_(part))).all())
    for part in _chunks(sorted(units | set(of_venue.values()))):
        found |= dict(connection.execute(select(Unit.id, Unit.name).where(Unit.id.in_(part))).all())
    return found | {venue: found.get(unit, "") for venue, unit in of_venue.items()}


def _chunks(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
