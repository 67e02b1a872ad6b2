"""Which computers write for which unit: seen, stopped, replaced; and what this one is for.

One computer writes for a site. Another one may take its place, after a phone call: it is a new node with a key
of its own, goes on in a new epoch and states everything anew. What the former one sends later is put aside.
"""

from contextlib import suppress
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput, NotOwner, PackageRejected, StorageError
from app.job import Job
from app.sync.keys import fingerprint
from app.sync.manifest import Enrolment
from app.sync.package_file import peek
from app.sync.peers import is_old, unshown_there
from app.sync.receive import receive
from app.sync.results import Received
from app.sync.shelf import kept_path
from app.sync.trust import certify, node_key
from app.workspace import Role, Workspace
from db.models.packages import Outcome, PackageIn
from db.models.peers import PeerState
from db.models.trust import Certificate, Invitation
from db.models.units import Unit, UnitKind

__all__ = [
    "ComputerRow",
    "Newcomer",
    "accept_newcomer",
    "list_computers",
    "list_newcomers",
    "stop_computer",
]


class ComputerRow(Struct, frozen=True):
    """A computer that the office has certified.

    Attributes:
        certificate: Id of the certificate.
        unit: Id of the unit it writes for.
        name: That unit's name.
        node: Id of the installation.
        since: When it was certified.
        confirmed: Its fingerprint was compared by phone.
        stopped: Why it counts no more; empty while it does.
        last_at: When its newest package was received; None: none yet.
        last_number: Number of that package.
        program: Version of its program, by its newest package.
        old: Its program does not know all that this one writes.
        unshown: How many records for it, as they are now, its program cannot show.
    """

    certificate: str
    unit: str
    name: str
    node: str
    since: datetime
    confirmed: bool
    stopped: str
    last_at: datetime | None
    last_number: int | None
    program: str = ""
    old: bool = False
    unshown: int = 0

    @property
    def remark(self) -> str:
        """What is to be known of its program; empty where nothing is."""
        if not self.old:
            return ""
        if not self.unshown:
            return "程序较旧，现在的内容那边都看得到"
        return f"程序较旧，有 {self.unshown} 条内容那边暂时看不了，升级后自动显示"


class Newcomer(Struct, frozen=True):
    """A computer that wants to take a station's computer's place; its package waits.

    Attributes:
        unit: Id of the station's unit.
        name: Its name.
        node: Id of the new installation.
        digits: Six groups, to be compared by phone.
        received_at: When its newest package came.
    """

    unit: str
    name: str
    node: str
    digits: str
    received_at: datetime


def list_computers(ws: Workspace) -> list[ComputerRow]:
    """Return all computers of all stations, by station, the one in force first."""
    with ws.read() as session:
        packages = {
            row.node: row
            for row in session.execute(
                select(PackageIn.node, PackageIn.received_at, PackageIn.number).order_by(PackageIn.number)
            )
        }
        found = session.execute(
            select(Certificate, Unit.name)
            .join(Unit, Unit.id == Certificate.unit)
            .where(Unit.kind == UnitKind.STATION)
            .order_by(Unit.number, Unit.id, Certificate.void, Certificate.id.desc())
        )
        rows = []
        for certificate, name in found:
            last = packages.get(certificate.node)
            peer = None if certificate.void else session.get(PeerState, certificate.unit)
            old = peer is not None and is_old(session, peer.peer)
            rows.append(
                ComputerRow(
                    certificate=certificate.id,
                    unit=certificate.unit,
                    name=name,
                    node=certificate.node,
                    since=certificate.written_at,
                    confirmed=certificate.confirmed,
                    stopped=(certificate.void_reason or "已停用") if certificate.void else "",
                    last_at=None if last is None else last.received_at,
                    last_number=None if last is None else last.number,
                    program="" if peer is None else peer.program,
                    old=old,
                    unshown=unshown_there(session, ws, certificate.unit) if old else 0,
                )
            )
        return rows


def stop_computer(ws: Workspace, certificate: str, reason: str) -> None:
    """Let a station's computer count no more: lost, stolen, given away.

    What it sends from now on is put aside, not thrown away. All stations learn of it with their next package.
    Its station goes on with a new start package.

    Args:
        certificate: `ComputerRow.certificate`.
        reason: In Chinese; stands in the log for ever.

    Raises:
        NotOwner: This is not the office.
        InvalidInput: No reason, or it counts no more already.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("停用电脑由县创建办来做。")
    if not reason.strip():
        raise InvalidInput("请写明停用的原因，如“电脑丢失”。")
    with ws.write() as session:
        found = session.get(Certificate, certificate)
        if found is None or found.void or found.holder == ws.site:
            raise InvalidInput("这台电脑已经停用，或者不是文化站的电脑。")
        session.withdraw(found, reason.strip())


def list_newcomers(ws: Workspace) -> list[Newcomer]:
    """Return the computers that wait to be let in for a station that has one already, by station."""
    key = node_key(ws)
    found: dict[str, Newcomer] = {}
    with ws.read() as session:
        for row, said in _waiting_newcomers(ws, session):
            name = session.scalar(select(Unit.name).where(Unit.id == said.unit)) or ""
            digits = fingerprint(key.public_key, key.age_recipient, said.public_key, said.age_recipient)
            found[row.node] = Newcomer(said.unit, name, row.node, digits, row.received_at)
    return sorted(found.values(), key=lambda newcomer: newcomer.name)


def accept_newcomer(ws: Workspace, node: str, job: Job | None = None) -> Received:
    """Let a computer whose digits were compared by phone take its station's computer's place, and take in what waits.

    Args:
        node: `Newcomer.node`.
        job: Told of bytes done.

    Raises:
        InvalidInput: No package of it waits.
        StorageError: The disk fails.
        Cancelled: Through `job`; the computer is let in, its packages wait on.
    """
    with ws.read() as session:
        rows = [(row, said) for row, said in _waiting_newcomers(ws, session) if row.node == node]
    if not rows:
        raise InvalidInput("没有这台电脑的数据包在等。请先接收它发来的包。")
    site, said = rows[-1][0].site, rows[-1][1]
    with ws.write() as session:
        certify(session, said, site=site, node=node, confirmed=True)
        invitation = session.get(Invitation, said.unit)
        if invitation is not None:
            invitation.used_by = node
    return receive(ws, [kept_path(ws.folder, Outcome.WAITING, row.digest) for row, _ in rows], job)


def _waiting_newcomers(ws: Workspace, session: Session) -> list[tuple[PackageIn, Enrolment]]:
    waiting = session.scalars(
        select(PackageIn).where(PackageIn.outcome == Outcome.WAITING).order_by(PackageIn.number)
    ).all()
    known = set(session.scalars(select(Certificate.node).where(Certificate.site == ws.site)))
    found = []
    for row in waiting:
        if row.node not in known:
            with suppress(PackageRejected, StorageError):
                said = peek(kept_path(ws.folder, Outcome.WAITING, row.digest)).manifest.enrolment
                if said is not None:
                    session.expunge(row)
                    found.append((row, said))
    return found
