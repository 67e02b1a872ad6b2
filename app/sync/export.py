"""Writing packages for the other side."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.evidence.store import AttachmentStore
from app.job import Job
from app.sync.anchor import keep_anchor
from app.sync.blobs import missing_blobs, named_blobs, named_since
from app.sync.body import Index
from app.sync.compose import Peer, draft, log_parts, readme, returned_parts, unit_name
from app.sync.files import deliver, sweep
from app.sync.gaps import gaps_here
from app.sync.keys import NodeKey
from app.sync.logs import heads_of, refusals_of
from app.sync.manifest import Kind, Manifest, Omitted, Volume, Wants
from app.sync.outbox import record_written
from app.sync.package_file import EXTENSION, write_package
from app.sync.packing import BlobPart, BodyStream, LogPart
from app.sync.peers import unshown_there
from app.sync.proofs import proofs_for
from app.sync.states import states_of
from app.sync.succession import settle_office_key
from app.sync.trust import (
    certificate_of_unit,
    enrolment_of,
    last_certificate_of_unit,
    node_key,
    office_certificate,
)
from app.sync.village_turns import pass_villages_on
from app.sync.villages import finish_handovers
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.peers import BlobSent, BlobWanted, Held
from db.models.units import Unit, UnitKind

__all__ = [
    "CHAT_BYTES",
    "MAIL_BYTES",
    "PRESETS",
    "STICK_BYTES",
    "Exported",
    "Exports",
    "Skipped",
    "export_packages",
]

STICK_BYTES = 1_900_000_000  # FAT32 and old tools stop soon after
CHAT_BYTES = 90_000_000
MAIL_BYTES = 15_000_000
PRESETS: Mapping[str, int] = {"U盘": STICK_BYTES, "微信": CHAT_BYTES, "邮件": MAIL_BYTES}
"""How large a file may be, by the way it goes."""
RESEND_BYTES = 20_000_000  # photos sent but not yet acknowledged go along again up to this
_BLOB_OVERHEAD_BYTES = 400


class Exported(Struct, frozen=True):
    """A package file that was written, read back and kept in packages/out.

    Attributes:
        unit: Id of the unit it is for.
        name: That unit's name.
        path: The file; where a folder was asked for, the copy there.
        number: Counts our packages to that unit; volumes of one set have numbers of their own.
        entries: Lines inside, overlap included.
        blobs: Attachments inside.
        absent: Attachments that records name and that are lost or changed on this disk.
        unshown: Records that the other side's program is too old to show; it keeps them until it is brought up to date.
        volume: (i, n).
        sealed: False marks a package that everybody can read.
    """

    unit: str
    name: str
    path: Path
    number: int
    entries: int
    blobs: int
    absent: int
    size_bytes: int
    volume: tuple[int, int]
    sealed: bool
    unshown: int = 0


class Skipped(Struct, frozen=True):
    """A station no package was written for, and why."""

    unit: str
    name: str
    sentence: str


class Exports(Struct, frozen=True):
    """What one export made."""

    packages: tuple[Exported, ...]
    skipped: tuple[Skipped, ...] = ()


def export_packages(
    ws: Workspace,
    to: Sequence[str] | None = None,
    *,
    folder: Path | None = None,
    volume_bytes: int = STICK_BYTES,
    resend_photos: bool = False,
    sealed: bool = True,
    receipt: bool = False,
    job: Job | None = None,
) -> Exports:
    """Write the package for the office (at a station) or one for each station (at the office).

    Repeating it is harmless: every package holds everything since a point the other side has acknowledged
    twice, and says again what we hold of theirs.

    Args:
        to: At the office: ids of the stations' units, None for all. At a station: left out.
        folder: A stick or folder that gets a checked copy of each file.
        volume_bytes: Photos beyond this go into further volumes.
        resend_photos: Also pack photos that were sent before and are not yet known to have arrived.
        sealed: False writes files that everybody can read; they are marked so in name, text and lists.
        receipt: Only say what is here and what is missing, in a few kilobytes.
        job: Told of packages done.

    Raises:
        InvalidInput: The station has not been started from a start package.
        KeyMissing: This computer has no key for the ledger.
        StorageError: The disk or stick does not take it; finished packages stay.
        Cancelled: Through `job`; finished packages stay.
    """
    job = job or Job()
    key = node_key(ws)
    sweep(ws.folder / "packages" / "out")
    if ws.role is Role.OFFICE:
        with ws.write() as session:
            settle_office_key(session, ws, key)
            pass_villages_on(session, ws)
    else:
        with ws.write() as session:
            finish_handovers(session, ws)
    peers, skipped = peers_of(ws, to)
    packages: list[Exported] = []
    for done, peer in enumerate(peers):
        job.step(done, len(peers))
        export = PeerExport(ws, key, peer, volume_bytes, resend_photos, sealed, job)
        for package in export.run_receipt() if receipt else export.run():
            path = package.path if folder is None else deliver(package.path, folder)
            packages.append(replace(package, path=path))
    job.step(len(peers), len(peers))
    keep_anchor(ws)
    return Exports(tuple(packages), tuple(skipped))


def peers_of(ws: Workspace, to: Sequence[str] | None) -> tuple[list[Peer], list[Skipped]]:
    """Return whom packages can be written for among `to` (None: all), and for whom not."""
    with ws.read() as session:
        if ws.role is Role.STATION:
            office = office_certificate(session, ws.office)
            if office is None:
                raise InvalidInput("本站还没有用开站包和县里连上，不能上报。请先接收县里发的开站包。")
            name, _ = unit_name(session, office.unit)
            return [Peer(office.unit, office.holder, office.node, name, office.age_recipient)], []
        stations = select(Unit.id, Unit.name).where(Unit.kind == UnitKind.STATION, Unit.void.is_(False))
        if to is not None:
            stations = stations.where(Unit.id.in_(to))
        peers, skipped = [], []
        for unit, name in session.execute(stations.order_by(Unit.number, Unit.id)):
            certificate = certificate_of_unit(session, ws.site, unit)
            if certificate is None:
                stopped = last_certificate_of_unit(session, ws.site, unit) is not None
                sentence = (
                    "它的电脑已停用，还没有新的电脑，先发开站包给它。"
                    if stopped
                    else "还没有收到它的第一个上报包，先发开站包给它。"
                )
                skipped.append(Skipped(unit, name, sentence))
            else:
                peers.append(
                    Peer(unit, certificate.holder, certificate.node, name, certificate.age_recipient)
                )
        return peers, skipped


class PeerExport:
    """All volumes for one peer."""

    def __init__(
        self, ws: Workspace, key: NodeKey, peer: Peer, volume_bytes: int, resend: bool, sealed: bool, job: Job
    ) -> None:
        self._ws, self._key, self._peer, self._job = ws, key, peer, job
        self._volume_bytes, self._resend, self._sealed = volume_bytes, resend, sealed
        self._store = AttachmentStore(ws.folder)

    def run(self, kind: Kind | None = None, returned: Sequence[LogPart] | None = None) -> list[Exported]:
        """Write all volumes.

        Args:
            kind: None: up at a station, down at the office.
            returned: Lines of the peer's own logs that go back to it; None: what it says it lost.
        """
        ws, peer = self._ws, self._peer
        kind = kind or ("up" if ws.role is Role.STATION else "down")
        streams = [COUNTY] if ws.role is Role.STATION else [ALL, peer.unit]
        written: list[Exported] = []
        with ws.read() as session:  # one snapshot for all volumes
            connection = session.connection()
            manifest = draft(session, ws, self._key, peer, kind, streams)
            logs = log_parts(connection, ws, streams, peer.unit)
            back = returned_parts(connection, peer) if returned is None else returned
            parts = [*logs, *back]
            at_station = ws.role is Role.STATION  # which trusts what the office returns without proof
            proofs = proofs_for(connection, ws, peer.unit, [log.range for log in back]) if at_station else ()
            travelling, omitted = self._blobs(session, streams)
            if kind == "rebuild":
                travelling, omitted = self._all_blobs(session, streams), ()
            wanted = missing_blobs(connection, self._store, (ws.site, peer.site or ""))
            refused = refusals_of(connection, peer.site) if peer.site else ()
            enrolment = enrolment_of(session, ws, self._key)
            states = states_of(connection, ws.site, streams)
            ranges = gaps_here(connection, ws, peer.unit)
            volumes = list(self._volumes(travelling))
            set_id = ws.ids.site()
            for i, blobs in enumerate(volumes, 1):
                first = i == 1
                body = BodyStream(
                    parts if first else [],
                    blobs,
                    wanted=wanted,
                    refused=refused,
                    proofs=proofs if first else (),
                    job=self._job,
                )
                planned = msgspec.structs.replace(
                    manifest,
                    number=manifest.number + i - 1,
                    package=manifest.package if first else ws.ids.site(),
                    previous=manifest.previous if first else None,
                    streams=tuple(log.range for log in parts) if first else (),
                    wants=Wants(ranges=ranges, blobs=len(wanted)),
                    states=states if first else (),
                    omitted=omitted if first else (),
                    volume=Volume(id=set_id, i=i, n=len(volumes), role="records" if first else "blobs")
                    if len(volumes) > 1
                    else None,
                    enrolment=enrolment,
                )
                written.append(self._write(session, planned, body, logs))
            written[0] = replace(written[0], unshown=unshown_there(session, ws, peer.unit))
        return written

    def run_receipt(self) -> list[Exported]:
        """Write what we hold and lack, without any lines; a body only where there is something to name in it."""
        ws, peer = self._ws, self._peer
        streams = [COUNTY] if ws.role is Role.STATION else [ALL, peer.unit]
        with ws.read() as session:
            connection = session.connection()
            wanted = missing_blobs(connection, self._store, (ws.site, peer.site or ""))
            refused = refusals_of(connection, peer.site) if peer.site else ()
            manifest = msgspec.structs.replace(
                draft(session, ws, self._key, peer, "receipt", streams),
                wants=Wants(ranges=gaps_here(connection, ws, peer.unit), blobs=len(wanted)),
                enrolment=enrolment_of(session, ws, self._key),
            )
            named = wanted or refused
            body = BodyStream([], wanted=wanted, refused=refused, job=self._job) if named else None
            return [self._write(session, manifest, body, [])]

    def _blobs(self, session: Session, streams: Iterable[str]) -> tuple[list[BlobPart], tuple[Omitted, ...]]:
        """Choose attachments: what the peer asked for, what never went, and what may have been lost."""
        ws, peer = self._ws, self._peer
        connection = session.connection()
        named = named_blobs(connection, ws.site, streams)
        if peer.site:  # a new computer of an old station asks for what it once sent
            named |= named_blobs(connection, peer.site)
        wanted = set(session.scalars(select(BlobWanted.sha256).where(BlobWanted.peer == peer.unit)))
        sent = set(session.scalars(select(BlobSent.sha256).where(BlobSent.peer == peer.unit)))
        open_: set[str] = set(wanted)
        held = {
            (row.stream, row.epoch): row.number
            for row in session.scalars(select(Held).where(Held.peer == peer.unit, Held.site == ws.site))
        }
        for head in heads_of(connection, ws.site):
            if head.stream in streams:
                open_ |= named_since(connection, head.id, held.get((head.stream, head.epoch), 0))
        open_ &= named.keys()
        again = sorted((open_ & sent) - wanted)
        again_bytes = sum(named[sha256] for sha256 in again)
        take = sorted(wanted & open_) + sorted(open_ - sent - wanted)
        if self._resend or again_bytes <= RESEND_BYTES:
            take, again = take + again, []
        omitted = (
            (
                Omitted(
                    what="blobs",
                    count=len(again),
                    bytes=again_bytes,
                    reason="以前的包里已经发过，等对方回执；缺的会自动补发",
                ),
            )
            if again
            else ()
        )
        return [BlobPart(sha256, self._store.path(sha256)) for sha256 in take], omitted

    def _all_blobs(self, session: Session, streams: Iterable[str]) -> list[BlobPart]:
        """Choose every attachment here that the peer's records and ours for it name."""
        connection = session.connection()
        named = named_blobs(connection, self._ws.site, streams)
        named |= named_blobs(connection, self._peer.site or "")
        return [BlobPart(one, self._store.path(one)) for one in sorted(named) if self._store.has(one)]

    def _volumes(self, blobs: Sequence[BlobPart]) -> Iterable[list[BlobPart]]:
        volume: list[BlobPart] = []
        size, count = 0, 0
        for blob in blobs:
            cost = _BLOB_OVERHEAD_BYTES
            if blob.path.is_file():
                cost += blob.path.stat().st_size
            if volume and (size + cost > self._volume_bytes or count >= 19_000):
                yield volume
                volume, size, count = [], 0, 0
            volume.append(blob)
            size, count = size + cost, count + 1
        yield volume

    def _write(
        self, session: Session, manifest: Manifest, body: BodyStream | None, covers: Sequence[LogPart]
    ) -> Exported:
        ws, peer = self._ws, self._peer
        _, number = unit_name(session, peer.unit if ws.role is Role.OFFICE else ws.unit)
        volume = (manifest.volume.i, manifest.volume.n) if manifest.volume else (1, 1)
        name = f"{number or 'S'}-{manifest.kind}-{manifest.number:06}"
        if volume[1] > 1:
            name += f"-v{volume[0]}of{volume[1]}"
        recipients = (
            [peer.age_recipient, self._key.age_recipient] if self._sealed and peer.age_recipient else []
        )
        plain = body is not None and not recipients
        if plain:
            name += "-plain"
        path = ws.folder / "packages" / "out" / (name + EXTENSION)
        index = Index()
        seen = write_package(
            path,
            manifest,
            self._key,
            readme=readme(ws, manifest, plain=plain),
            body=body,
            recipients=recipients,
            job=self._job,
        )
        if body is not None:
            index = body.index
        record_written(ws, peer, seen, covers, [blob.sha256 for blob in index.blobs])
        return Exported(
            unit=peer.unit,
            name=peer.name,
            path=path,
            number=manifest.number,
            entries=seen.manifest.counts.entries,
            blobs=seen.manifest.counts.blobs,
            absent=len(index.absent),
            size_bytes=seen.arrived_bytes,
            volume=volume,
            sealed=not plain,
        )
