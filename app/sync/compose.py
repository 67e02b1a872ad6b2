"""What every package of ours has in common: sender, numbers, ranges, acknowledgements, its sentence."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.orm import Session

from app import VERSION
from app.clock import local
from app.log.kinds import kinds
from app.sync.keys import NodeKey
from app.sync.logs import chain_at, heads_of, lines_of
from app.sync.manifest import (
    MAJOR,
    MINOR,
    Ack,
    Kind,
    Manifest,
    Parent,
    Previous,
    ReadmeInfo,
    Recipient,
    Sender,
    StreamRange,
)
from app.sync.packing import LogPart
from app.sync.succession import successions
from app.workspace import COUNTY, Role, Workspace
from db.models.log import Identity, LogLine, StreamHead
from db.models.packages import Outcome, PackageIn, PackageOut
from db.models.peers import Held, PeerState
from db.models.units import Unit
from db.types import instant_text

__all__ = [
    "Peer",
    "acks_for",
    "draft",
    "log_parts",
    "readme",
    "returned_parts",
    "unit_name",
    "whole_logs",
]

WHOLE_LOG_BYTES = 5 << 20  # up to this a log is sent whole every time: overlap costs little and heals much


class Peer(Struct, frozen=True):
    """Whom a package is for."""

    unit: str
    site: str | None
    node: str | None
    name: str
    age_recipient: str | None  # None: nothing can be sealed for it yet


def unit_name(session: Session, unit: str) -> tuple[str, str]:
    """Return a unit's name and short number; empty while the unit is not known here."""
    found = session.execute(select(Unit.name, Unit.number).where(Unit.id == unit)).one_or_none()
    return ("", "") if found is None else (found.name, found.number)


def log_parts(connection: Connection, ws: Workspace, streams: Iterable[str], peer: str) -> list[LogPart]:
    """Return what goes to `peer` of our logs: from a point it has acknowledged twice, or whole if small."""
    wanted = set(streams)
    held: Mapping[tuple[str, str], Row[str, str, int, int, str]] = {
        (row.stream, row.epoch): row
        for row in connection.execute(
            select(Held.stream, Held.epoch, Held.before, Held.number, Held.chain).where(
                Held.peer == peer, Held.site == ws.site
            )
        )
    }
    current = connection.scalar(select(Identity.epoch))
    parts = []
    for head in heads_of(connection, ws.site):
        if head.stream not in wanted or head.number == 0:
            continue
        there = held.get((head.stream, head.epoch))
        if (
            there is not None
            and head.epoch != current
            and _parted(connection, head, there.number, there.chain)
        ):
            continue  # the present epoch says everything anew
        first = min(0 if there is None else there.before, head.number) + 1
        if first > 1:
            size = connection.execute(
                select(func.sum(func.length(LogLine.line))).where(LogLine.head == head.id)
            ).scalar_one()
            first = 1 if size <= WHOLE_LOG_BYTES else first
        if first <= head.number:
            parts.append(
                LogPart(_range(connection, head, first), lines_of(connection, head.id, first, head.number))
            )
    return parts


def _parted(connection: Connection, head: StreamHead, number: int, chain: str) -> bool:
    """Tell whether somebody who holds lines up to `number` of a log of ours has other ones than we."""
    return number > 0 and (number > head.number or chain_at(connection, head, number) != chain)


def _range(connection: Connection, head: StreamHead, first: int) -> StreamRange:
    parent = None
    if head.parent_epoch and head.parent_number is not None and head.parent_chain is not None:
        parent = Parent(epoch=head.parent_epoch, number=head.parent_number, chain=head.parent_chain.hex())
    return StreamRange(
        origin=head.site,
        stream=head.stream,
        epoch=head.epoch,
        first=first,
        last=head.number,
        before=chain_at(connection, head, first - 1),
        after=head.chain.hex(),
        count=head.number - first + 1,
        parent=parent,
    )


def returned_parts(connection: Connection, peer: Peer) -> list[LogPart]:
    """Return what the peer once wrote and, by its own newest word, no longer has: it was restored or is new.

    One whose packages had to be put aside says it holds more than we do, but something else: two computers wrote.
    It gets all that is here, finds where they part, and goes on from there.
    """
    present = connection.scalar(select(PeerState.epoch).where(PeerState.peer == peer.unit))
    if peer.site is None or present is None:
        return []
    told = {
        (row.stream, row.epoch): row
        for row in connection.execute(
            select(Held.stream, Held.epoch, Held.number, Held.chain).where(
                Held.peer == peer.unit, Held.site == peer.site
            )
        )
    }
    forked = set(
        connection.scalars(
            select(PackageIn.epoch).where(
                PackageIn.unit == peer.unit, PackageIn.outcome == Outcome.QUARANTINED
            )
        )
    )
    parts = []
    for head in heads_of(connection, peer.site):
        row = told.get((head.stream, head.epoch))
        number = 0 if row is None else row.number
        if head.number == 0 or (number > head.number and head.epoch not in forked):
            continue  # it merely wrote on
        same = (
            0 < number <= head.number and row is not None and chain_at(connection, head, number) == row.chain
        )
        if not same and number and head.epoch != present and head.stream != COUNTY:
            continue  # an office that went on without them
        first = number + 1 if same else 1
        if first <= head.number:
            lines = lines_of(connection, head.id, first, head.number)
            parts.append(LogPart(_range(connection, head, first), lines))
    return parts


def whole_logs(connection: Connection, site: str) -> list[LogPart]:
    """Return all that is here of the logs of `site`, from their first lines on."""
    return [
        LogPart(_range(connection, head, 1), lines_of(connection, head.id, 1, head.number))
        for head in heads_of(connection, site)
        if head.number
    ]


def acks_for(
    connection: Connection, ws: Workspace, streams: Iterable[str], site: str | None
) -> tuple[Ack, ...]:
    """Return what we hold of the logs of `site`, and of our own that it may see, as a state."""
    shared = set(streams)
    own = [head for head in heads_of(connection, ws.site) if head.stream in shared]
    theirs = heads_of(connection, site) if site else []
    return tuple(
        Ack(site=head.site, stream=head.stream, epoch=head.epoch, to=head.number, chain=head.chain.hex())
        for head in (*own, *theirs)
    )


def draft(
    session: Session, ws: Workspace, key: NodeKey, peer: Peer, kind: Kind, streams: Iterable[str]
) -> Manifest:
    """Return a manifest with everything but streams, volume and body."""
    name, number = unit_name(session, ws.unit)
    epoch = session.get_one(Identity, 1).epoch
    last = session.execute(
        select(PackageOut.number, PackageOut.digest)
        .where(PackageOut.peer == peer.unit)
        .order_by(PackageOut.number.desc())
        .limit(1)
    ).one_or_none()
    return Manifest(
        major=MAJOR,
        minor=MINOR,
        program=VERSION,
        kind=kind,
        package=ws.ids.site(),
        sender=Sender(
            site=ws.site,
            node=ws.node,
            epoch=epoch,
            key=key.public_key,
            age_recipient=key.age_recipient,
            name=name,
            unit_number=number,
        ),
        recipient=Recipient(site=peer.site, unit=peer.unit, node=peer.node, name=peer.name),
        number=1 if last is None else last.number + 1,
        previous=None if last is None else Previous(number=last.number, sha256=last.digest),
        acks=acks_for(session.connection(), ws, streams, peer.site),
        supports={kind.name: kind.version for kind in kinds().values()},
        successions=successions(session, ws.site) if ws.role is Role.OFFICE else (),
        created_at=instant_text(ws.now()),
        readme=ReadmeInfo(size=0, sha256="0" * 64),
    )


def readme(ws: Workspace, manifest: Manifest, *, plain: bool = False) -> str:
    """Return the sentence for people who unpack the file by hand.

    Args:
        plain: Everybody can read the package, and is told so.
    """
    day = local(ws.now()).strftime("%Y年%m月%d日")
    what = {"start": "开站包", "up": "上报包", "down": "下发包", "receipt": "回执", "rebuild": "重建包"}.get(
        manifest.kind, "数据包"
    )
    return (
        f"这是“{manifest.sender.name}”{day}发给“{manifest.recipient.name}”的{what}（站务台账程序的数据包）。\n"
        "请不要解压或改动，把整个文件在对方电脑的“站务台账”里接收。\n"
        + ("这个包没有加密，谁都能看，请不要发到群里。\n" if plain else "")
    )
