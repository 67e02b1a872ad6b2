"""A station's computer died: what the office holds goes back to the new one; and late packages of stopped ones.

The new computer starts from a start package and sends once, so that what comes can be sealed for it. Then the
office writes everything it ever got from that station: all lines with their chains, and the photos as volumes.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.clock import local
from app.errors import InvalidInput, NotOwner
from app.evidence.store import AttachmentStore
from app.job import Job
from app.log.lines import chain_tag, next_chains
from app.sync.anchor import keep_anchor
from app.sync.blobs import missing_blobs, named_blobs
from app.sync.body import Body
from app.sync.compose import Peer, returned_parts, whole_logs
from app.sync.export import STICK_BYTES, Exported, PeerExport, export_packages, peers_of
from app.sync.files import deliver
from app.sync.late_lines import copy_late_lines, only_there
from app.sync.logs import Verdict, chain_at, head_row, heads_of, judge
from app.sync.manifest import StreamRange
from app.sync.package_file import open_body, peek
from app.sync.packing import LogPart
from app.sync.shelf import kept_path
from app.sync.trust import last_certificate_of_unit, node_key
from app.workspace import COUNTY, Role, Workspace
from db.models.log import LogLine, StreamHead
from db.models.packages import Outcome, PackageIn
from db.models.units import Unit

__all__ = ["Holding", "holding_of", "pass_on_late", "waits_for_rebuild", "write_rebuild_package"]


class Holding(Struct, frozen=True):
    """What the office holds of a station, told before it is written.

    Attributes:
        unit: Id of the station's unit.
        name: Its name.
        records: Lines of its logs.
        until: When the newest package with lines was made, by the office's clock when it came; None: none came.
        photos: Attachments here.
        photos_missing: Attachments its records name that never came.
    """

    unit: str
    name: str
    records: int
    until: datetime | None
    photos: int
    photos_missing: int

    @property
    def sentence(self) -> str:
        """The honest sentence: what comes back and what does not."""
        if self.until is None:
            return f"县里还没有收到过{self.name}的内容，没有可以重建的。"
        last = local(self.until)
        day = f"{last.year}年{last.month}月{last.day}日"
        photos = f"，照片附件 {self.photos} 个" if self.photos else ""
        missing = f"（另有 {self.photos_missing} 个县里也没有收到过）" if self.photos_missing else ""
        return (
            f"县里有{self.name}到{day}为止上报的 {self.records} 条记录{photos}{missing}。"
            "这以后在旧电脑上写的、没有上报的，以及只留在站里的内容，找不回来。"
        )


def holding_of(ws: Workspace, unit: str) -> Holding:
    """Tell what the office holds of a station.

    Raises:
        NotOwner: This is not the office.
        InvalidInput: No such station, or nothing ever came from it.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("重建包由县创建办来写。")
    with ws.read() as session:
        name = session.scalar(select(Unit.name).where(Unit.id == unit))
        certificate = last_certificate_of_unit(session, ws.site, unit)
        if name is None or certificate is None:
            raise InvalidInput("县里还没有收到过这个站的内容，没有可以重建的。")
        return _holding(session, ws, unit, name, certificate.holder)


def _holding(session: Session, ws: Workspace, unit: str, name: str, site: str) -> Holding:
    connection = session.connection()
    records = connection.scalar(
        select(func.count())
        .select_from(LogLine)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(StreamHead.site == site, StreamHead.stream == COUNTY)
    )
    until = session.scalar(
        select(func.max(PackageIn.received_at)).where(
            PackageIn.site == site, PackageIn.outcome == Outcome.NEW, PackageIn.entries > 0
        )
    )
    named = len(named_blobs(connection, site))
    missing = len(missing_blobs(connection, AttachmentStore(ws.folder), [site]))
    return Holding(unit, name, records or 0, until, named - missing, missing)


def waits_for_rebuild(ws: Workspace) -> bool:
    """Tell whether this computer is a new one of an old station and has got nothing of its past yet."""
    with ws.read() as session:
        if ws.role is Role.OFFICE or any(
            head.epoch != ws.epoch for head in heads_of(session.connection(), ws.site)
        ):
            return False
        former = last_certificate_of_unit(session, ws.office, ws.unit)
        return former is not None and former.node != ws.node


def write_rebuild_package(
    ws: Workspace,
    unit: str,
    *,
    folder: Path | None = None,
    volume_bytes: int = STICK_BYTES,
    job: Job | None = None,
) -> tuple[Exported, ...]:
    """Write everything the office holds of a station for its new computer; photos beyond a volume go into more.

    Args:
        unit: Id of the station's unit.
        folder: A stick or folder that gets a checked copy of each file.
        volume_bytes: As in `export_packages`.
        job: Told of what is packed.

    Raises:
        NotOwner: This is not the office.
        InvalidInput: The station's computer lacks nothing, or no new computer has been heard of.
        KeyMissing, StorageError, Cancelled: As `export_packages`.
    """
    job = job or Job()
    holding_of(ws, unit)
    peer = _peer(ws, unit)
    with ws.read() as session:
        connection = session.connection()
        if not returned_parts(connection, peer):
            raise InvalidInput(
                f"{peer.name}现在登记的电脑没有缺内容，不用重建。"
                "换了新电脑的：先给它新的开站包，收到新电脑的第一个上报包以后，再来写重建包。"
            )
        parts = whole_logs(connection, peer.site or "")
        made = PeerExport(ws, node_key(ws), peer, volume_bytes, True, True, job).run("rebuild", parts)
    keep_anchor(ws)
    return _delivered(made, folder)


def pass_on_late(
    ws: Workspace, digest: str, *, folder: Path | None = None, job: Job | None = None
) -> tuple[Exported, ...]:
    """Hand a package that lies in quarantine to its station's present computer, which looks what of it is still wanted.

    Lines that go on from what is here go back into the station's log; of a package that contradicts it, what it alone
    says goes along for the station to decide on, record by record.

    Args:
        digest: `ReceivedRow.digest` of a package in quarantine.
        folder: A stick or folder that gets a checked copy.
        job: Told of what is packed.

    Raises:
        NotOwner: This is not the office.
        InvalidInput: It does not lie there, says nothing new, or there is no computer to hand it to.
        KeyMissing, StorageError, Cancelled: As `export_packages`.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("隔离的包由县创建办转交。")
    job, key = job or Job(), node_key(ws)
    with ws.read() as session:
        row = session.get(PackageIn, digest)
        if row is None or row.outcome != Outcome.QUARANTINED:
            raise InvalidInput("这个包不在隔离里，不用转交。")
        unit, number = row.unit, row.number
    peer = _peer(ws, unit)
    package = peek(kept_path(ws.folder, Outcome.QUARANTINED, digest))
    with open_body(package, key.age_identities, ws.folder / "packages" / "in") as body, ws.read() as session:
        connection = session.connection()
        late = _late_parts(connection, body, peer)
        lines = [] if late else only_there(connection, body, peer.site or "")
        if late and returned_parts(connection, peer):
            raise InvalidInput(
                f"{peer.name}现在的电脑还没有收齐县里手里的旧内容。请先给它写一个下发包或重建包，收到它的下一个包后再转交。"
            )
        if not late and not lines:
            raise InvalidInput("这个包里没有县里还没收到过的内容，不用转交。包仍原样留在隔离里。")
        made = PeerExport(ws, key, peer, STICK_BYTES, False, True, job).run("down", late) if late else []
    with ws.write() as session:
        if lines:
            copy_late_lines(session, unit, digest, lines)
        session.get_one(
            PackageIn, digest
        ).reason = (
            f"第 {number} 号接不上的内容，{local(ws.now()):%m月%d日}已写成下发包转交该站，由站里决定用不用。"
        )
    if lines:
        made = list(export_packages(ws, [unit], job=job).packages)
    keep_anchor(ws)
    return _delivered(made, folder)


def _late_parts(connection: Connection, body: Body, peer: Peer) -> list[LogPart]:
    found = []
    for log, part in zip(body.index.logs, body.manifest.streams, strict=True):
        head = head_row(connection, part.origin, part.stream, part.epoch)
        if part.origin != peer.site or part.stream != COUNTY or head is None:
            continue
        if judge(part, head.number, lambda at, h=head: chain_at(connection, h, at)) is Verdict.APPEND:  # type: ignore[misc]
            lines = [line for block in body.line_blocks(log) for line in block]
            if _goes_on(head, part, lines):
                found.append(LogPart(part, lines))
    return found


def _goes_on(head: StreamHead, part: StreamRange, lines: Sequence[bytes]) -> bool:
    """Tell whether a range that ends beyond ours says the same where both have lines."""
    known = lines[: head.number + 1 - part.first]
    tag = chain_tag(part.origin, part.stream, part.epoch)
    values = next_chains(tag, bytes.fromhex(part.before), part.first, known)
    return not values or values[-1] == head.chain


def _peer(ws: Workspace, unit: str) -> Peer:
    peers, skipped = peers_of(ws, [unit])
    if not peers:
        raise InvalidInput(skipped[0].sentence if skipped else "没有这个文化站。")
    return peers[0]


def _delivered(made: Sequence[Exported], folder: Path | None) -> tuple[Exported, ...]:
    if folder is None:
        return tuple(made)
    return tuple(replace(one, path=deliver(one.path, folder)) for one in made)
