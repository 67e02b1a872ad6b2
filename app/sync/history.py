"""What was sent and received, for the pages that show it."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from app.sync.peers import unshown_there
from app.sync.results import OUTCOME_LABELS
from app.sync.undo import UNDO_DAYS
from app.workspace import Workspace
from db.models.log import HELD_LINES, LineState, LogLine, StreamHead
from db.models.packages import Intake, Outcome, PackageIn, PackageOut
from db.models.peers import BlobSent, BlobWanted, Held, PeerState, RefusedThere
from db.models.units import Unit

__all__ = [
    "IntakeRow",
    "ReceivedRow",
    "RefusedRow",
    "SentRow",
    "count_unread",
    "get_intake",
    "list_intakes",
    "list_received",
    "list_refused",
    "list_sent",
]


class SentRow(Struct, frozen=True):
    """A package that was made here.

    Attributes:
        digest: Names it among all packages.
        unit: Id of the unit it is for.
        name: That unit's name.
        kind: start, up or down.
        path: None once the file has made room for newer ones.
        blobs: Attachments inside.
        arrived: The other side says it holds everything the package brought; None: it has not answered yet,
            False: it answered, and lacks something.
        blobs_arrived: Attachments it does not ask for (any more).
        answered_at: When its newest word came.
        sealed: False marks a package that everybody can read.
        unshown: Of the newest one that arrived: records the other side's program is too old to show.
    """

    digest: str
    unit: str
    name: str
    number: int
    kind: str
    made_at: datetime
    size_bytes: int
    entries: int
    blobs: int
    path: Path | None
    arrived: bool | None
    blobs_arrived: int
    answered_at: datetime | None
    sealed: bool
    unshown: int = 0

    @property
    def receipt(self) -> str:
        """The receipt in words, empty while there is none: 对方已收到，附件 12/12."""
        if self.arrived is None:
            return ""
        photos = f"，附件 {self.blobs_arrived}/{self.blobs}" if self.blobs else ""
        unshown = f"，{self.unshown} 条对方升级后才看得到" if self.unshown else ""
        return f"对方{'已收到' if self.arrived else '没有收全'}{photos}{unshown}"


class ReceivedRow(Struct, frozen=True):
    """A package that was received and kept.

    Attributes:
        digest: Names it among all packages.
        unit: Id of the sender's unit.
        made_at: By the sender's clock (UTC, ISO 8601).
        sentence: Why it waits or lies in quarantine; else empty.
        batch: The intake it came with; None while it is not applied.
        path: None where the file was removed.
        sealed: False marks a package that everybody can read.
    """

    digest: str
    unit: str
    name: str
    number: int
    kind: str
    made_at: str
    received_at: datetime
    outcome: Outcome
    label: str
    sentence: str
    entries: int
    blobs: int
    size_bytes: int
    batch: int | None
    path: Path | None
    sealed: bool


class IntakeRow(Struct, frozen=True):
    """One act of receiving.

    Attributes:
        batch: For `undo_import`.
        packages: How many it applied.
        names: From whom.
        can_undo: Not undone, and not too old; something may still rest on it.
    """

    batch: int
    at: datetime
    person: str
    packages: int
    names: tuple[str, ...]
    undone_at: datetime | None
    can_undo: bool


class RefusedRow(Struct, frozen=True):
    """A line of ours that the other side could not use.

    Attributes:
        unit: Id of the unit that says so.
        name: Its name.
        number: Of the line.
        kind: Of the record the line speaks of.
        record: Its id.
        reason: In Chinese.
    """

    unit: str
    name: str
    number: int
    kind: str
    record: str
    reason: str


def list_sent(
    ws: Workspace, *, unit: str | None = None, kind: str | None = None, offset: int = 0, limit: int = 100
) -> list[SentRow]:
    """Return packages made here, newest first.

    Args:
        unit: Only those for this unit.
        kind: Only those of this kind: start, up, down, receipt, rebuild.
    """
    wanted = select(PackageOut).order_by(
        PackageOut.made_at.desc(), PackageOut.number.desc(), PackageOut.digest
    )
    if unit is not None:
        wanted = wanted.where(PackageOut.peer == unit)
    if kind is not None:
        wanted = wanted.where(PackageOut.kind == kind)
    with ws.read() as session:
        rows = [_sent(ws, session, row) for row in session.scalars(wanted.offset(offset).limit(limit))]
        newest: dict[str, int] = {}
        for place, row in enumerate(rows):
            if row.arrived is not None:
                newest.setdefault(row.unit, place)
        for peer, place in newest.items() if offset == 0 else ():
            rows[place] = replace(rows[place], unshown=unshown_there(session, ws, peer))
        return rows


def _sent(ws: Workspace, session: Session, row: PackageOut) -> SentRow:
    state = session.get(PeerState, row.peer)
    held = {
        (one.stream, one.epoch): one.number
        for one in session.scalars(select(Held).where(Held.peer == row.peer, Held.site == ws.site))
    }
    lacking = session.scalar(
        select(func.count())
        .select_from(BlobSent)
        .join(BlobWanted, (BlobWanted.peer == BlobSent.peer) & (BlobWanted.sha256 == BlobSent.sha256))
        .where(BlobSent.peer == row.peer, BlobSent.number == row.number)
    )
    covers: list[tuple[str, str, int]] = msgspec.json.decode(row.covers, type=list[tuple[str, str, int]])
    reached = row.kind != "receipt" and all(
        held.get((stream, epoch), 0) >= to for stream, epoch, to in covers
    )
    arrived = None if not reached else not lacking
    path = ws.folder / "packages" / row.file
    return SentRow(
        digest=row.digest,
        unit=row.peer,
        name=_name(session, row.peer),
        number=row.number,
        kind=row.kind,
        made_at=row.made_at,
        size_bytes=row.bytes,
        entries=row.entries,
        blobs=row.blobs,
        path=path if path.is_file() else None,
        arrived=arrived,
        blobs_arrived=row.blobs - (lacking or 0) if reached else 0,
        answered_at=state.received_at if state is not None and reached else None,
        sealed=row.sealed,
    )


def list_received(
    ws: Workspace, *, unit: str | None = None, offset: int = 0, limit: int = 100
) -> list[ReceivedRow]:
    """Return packages that were received, newest first; waiting and quarantined ones before all others.

    Args:
        unit: Only those from this unit.
    """
    open_first = PackageIn.outcome.in_([Outcome.WAITING, Outcome.QUARANTINED]).desc()
    wanted = select(PackageIn).order_by(open_first, PackageIn.received_at.desc(), PackageIn.number.desc())
    if unit is not None:
        wanted = wanted.where(PackageIn.unit == unit)
    with ws.read() as session:
        return [_received(ws, session, row) for row in session.scalars(wanted.offset(offset).limit(limit))]


def _received(ws: Workspace, session: Session, row: PackageIn) -> ReceivedRow:
    path = ws.folder / "packages" / row.file
    return ReceivedRow(
        digest=row.digest,
        unit=row.unit,
        name=_name(session, row.unit),
        number=row.number,
        kind=row.kind,
        made_at=row.made_at,
        received_at=row.received_at,
        outcome=Outcome(row.outcome),
        label=OUTCOME_LABELS[Outcome(row.outcome)],
        sentence=row.reason,
        entries=row.entries,
        blobs=row.blobs,
        size_bytes=row.bytes,
        batch=row.intake,
        path=path if path.is_file() else None,
        sealed=row.sealed,
    )


def list_intakes(ws: Workspace, *, limit: int = 100) -> list[IntakeRow]:
    """Return acts of receiving, newest first."""
    with ws.read() as session:
        found = session.scalars(select(Intake).order_by(Intake.id.desc()).limit(limit))
        return [_intake(ws, session, intake) for intake in found]


def get_intake(ws: Workspace, batch: int) -> IntakeRow | None:
    """Return one act of receiving; None where there was none of this number."""
    with ws.read() as session:
        found = session.get(Intake, batch)
        return None if found is None else _intake(ws, session, found)


def _intake(ws: Workspace, session: Session, intake: Intake) -> IntakeRow:
    units = session.scalars(select(PackageIn.unit).where(PackageIn.intake == intake.id)).all()
    return IntakeRow(
        batch=intake.id,
        at=intake.at,
        person=intake.person,
        packages=len(units),
        names=tuple(sorted({_name(session, unit) for unit in units})),
        undone_at=intake.undone_at,
        can_undo=intake.undone_at is None and ws.now() - intake.at <= timedelta(days=UNDO_DAYS),
    )


def _name(session: Session, unit: str) -> str:
    return session.scalar(select(Unit.name).where(Unit.id == unit)) or "单位未知"


def list_refused(ws: Workspace) -> list[RefusedRow]:
    """Return our own lines that the other side could not use, by its newest word, until it is cured.

    A line counts as cured when a later revision of its record has been accepted.
    """
    later = aliased(LogLine)
    wanted = (
        select(RefusedThere, LogLine.kind, LogLine.record)
        .join(
            StreamHead,
            (StreamHead.site == ws.site)
            & (StreamHead.stream == RefusedThere.stream)
            & (StreamHead.epoch == RefusedThere.epoch),
        )
        .join(LogLine, (LogLine.head == StreamHead.id) & (LogLine.number == RefusedThere.number))
        .join(Held, _held_of_refusal(ws))
        .where(
            ~select(later.number)
            .where(
                later.head == LogLine.head,
                later.record == LogLine.record,
                later.record != "",
                later.number > LogLine.number,
                later.number <= Held.number,
            )
            .exists()
        )
        .order_by(RefusedThere.peer, RefusedThere.number)
    )
    with ws.read() as session:
        return [
            RefusedRow(
                refused.peer, _name(session, refused.peer), refused.number, kind, record, refused.reason
            )
            for refused, kind, record in session.execute(wanted)
        ]


def count_unread(ws: Workspace) -> int:
    """Return how many records a later program sent that this one cannot show as they are now."""
    with ws.read() as session:
        held = select(LogLine.kind, LogLine.record).where(HELD_LINES, LogLine.state == LineState.UNKNOWN)
        return session.scalar(select(func.count()).select_from(held.distinct().subquery())) or 0


def _held_of_refusal(ws: Workspace) -> ColumnElement[bool]:
    return and_(
        Held.peer == RefusedThere.peer,
        Held.site == ws.site,
        Held.stream == RefusedThere.stream,
        Held.epoch == RefusedThere.epoch,
    )
