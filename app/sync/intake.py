"""One package into the database, inside one transaction; the dry run is this, rolled back."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from app.job import Job
from app.log.changes import WriteSession
from app.log.projection import Projected, ReadLine, keep, project, project_again, read_lines
from app.sync.adopt import adopt
from app.sync.body import Body, LogMember
from app.sync.compose import unit_name
from app.sync.late_lines import note_late_lines
from app.sync.logs import Verdict, chain_at, head_row, judge
from app.sync.manifest import Ack, Manifest, Parent, StreamRange
from app.sync.package_file import Peek
from app.sync.rejections import PackageForeign, PackageSuperseded, PackageUntrusted
from app.sync.results import clock_remark
from app.sync.states import differing
from app.sync.succession import successor_of
from app.sync.taken import Changes, Forked, Gapped, Retired, Taken, Unknown
from app.sync.trust import certify_by_proof, is_newcomer, live_certificate, retired_certificate
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.log import HELD_LINES, LineState, LogLine, StreamHead
from db.models.peers import BlobWanted, GapThere, Held, PeerState, RefusedThere
from db.models.trust import Certificate

__all__ = ["check_recipient", "take", "take_logs", "take_state", "trusted_sender"]


def check_recipient(session: Session, ws: Workspace, manifest: Manifest) -> None:
    """See that a package is meant for this site.

    Raises:
        PackageForeign: It is meant for somebody else.
    """
    recipient = manifest.recipient
    if recipient.site != ws.site and (recipient.site is not None or recipient.unit != ws.unit):
        own, _ = unit_name(session, ws.unit)
        theirs = recipient.name or "别的单位"
        raise PackageForeign(f"这是给“{theirs}”的包，本机是“{own or '另一个单位'}”，没有接收。 E-P04")
    if manifest.kind == "start":
        raise PackageForeign("这是开站包，本机的台账已经建好，不用再收。 E-P04")


def trusted_sender(session: WriteSession, ws: Workspace, package: Peek) -> tuple[Certificate, bool]:
    """Return the certificate under which a package counts, and whether it was given just now by proof.

    Raises:
        PackageForeign: It is meant for somebody else.
        PackageUntrusted: The signer is not one we trust.
        Retired: It is one we trusted once.
        Unknown: It wants to take the place of one we trust.
    """
    manifest = package.manifest
    check_recipient(session, ws, manifest)
    certificate = live_certificate(session, ws.office, package.signer)
    enrolled = False
    if certificate is None and ws.role is Role.OFFICE:
        certificate = certify_by_proof(session, manifest)
        enrolled = certificate is not None
    if certificate is None:
        former = retired_certificate(session, ws.office, package.signer)
        if former is not None and former.holder == manifest.sender.site:
            if ws.role is Role.STATION:
                raise PackageSuperseded
            raise Retired(former.unit)
    if certificate is None:
        certificate = _known_by_others(session, ws, manifest)
    if certificate is None or (certificate.holder, certificate.node) != (
        manifest.sender.site,
        manifest.sender.node,
    ):
        name = manifest.sender.name or "来历不明的单位"
        if ws.role is Role.OFFICE:
            raise PackageUntrusted(
                f"“{name}”的这个包不是用本县开站包建的台账发来的，没有接收。"
                "如果它是本县的站，请重新给它一个开站包。 E-P05"
            )
        raise PackageUntrusted(f"“{name}”不是本站的县创建办，没有接收这个包。请核对文件。 E-P05")
    _check_streams(ws, manifest, certificate)
    return certificate, enrolled


def _known_by_others(session: WriteSession, ws: Workspace, manifest: Manifest) -> Certificate | None:
    """Return the certificate that vouches for a key nobody has certified: the office's former one."""
    if ws.role is Role.STATION:
        return successor_of(session, ws.office, manifest.sender.key, manifest.successions)
    unit = is_newcomer(session, ws.office, manifest)
    if unit is not None:
        raise Unknown(unit)
    return None


def _check_streams(ws: Workspace, manifest: Manifest, certificate: Certificate) -> None:
    """A sender hands over its own logs, of these only what we may see, and returns what it holds of ours."""
    allowed = {COUNTY} if ws.role is Role.OFFICE else {ALL, ws.unit}
    ours = {ALL, certificate.unit} if ws.role is Role.OFFICE else {COUNTY}
    if ws.role is Role.STATION and certificate.holder != ws.office:
        raise PackageUntrusted("这个包不是县创建办发来的，没有接收。请核对文件。 E-P05")
    for part in manifest.streams:
        if (part.origin != certificate.holder or part.stream not in allowed) and (
            part.origin != ws.site or part.stream not in ours
        ):
            raise PackageUntrusted("这个包里有不属于发送单位的内容，没有接收。请报告县创建办。 E-P06")


def take(
    session: WriteSession, ws: Workspace, package: Peek, body: Body | None, *, intake: int, job: Job
) -> Taken:
    """Apply a verified package: lines, rows, cursors, acknowledgements.

    Raises:
        PackageForeign: As `trusted_sender`.
        PackageDamaged: The body is not what the index says.
        Gapped: Earlier lines are missing.
        Forked: The chain does not go on from ours.
    """
    certificate, enrolled = trusted_sender(session, ws, package)
    session.flush()
    taken = Taken(certificate.unit, enrolled=enrolled)
    connection = session.connection()
    manifest = package.manifest
    returned = {(part.stream, part.epoch) for part in manifest.streams if part.origin == ws.site}
    theirs = msgspec.structs.replace(
        manifest, streams=tuple(part for part in manifest.streams if part.origin != ws.site)
    )
    take_logs(connection, theirs, body, taken, intake=intake, job=job)
    last = session.get(PeerState, certificate.unit)
    later = last is not None and last.epoch == manifest.sender.epoch and last.number < manifest.number
    taken.clock = clock_remark(
        manifest.created_at, last.made_at if last is not None and later else "", ws.now()
    )
    take_state(session, ws, manifest, body, certificate.unit)
    if ws.role is Role.STATION and taken.entries:
        taken.offered = note_late_lines(session, ws, intake)
    if returned and body is not None:
        for part, log in zip(manifest.streams, body.index.logs, strict=True):
            if part.origin == ws.site:
                with suppress(Gapped, Forked):  # must not hold up what the sender itself has to say
                    adopt(session, ws, part, log, body, taken)
    if manifest.states:
        taken.differing = differing(connection, manifest.sender.site, manifest.acks, manifest.states)
    return taken


def take_logs(
    connection: Connection,
    manifest: Manifest,
    body: Body | None,
    taken: Taken,
    *,
    intake: int | None,
    job: Job,
) -> None:
    """Append and project the lines of a package whose right to send them has been checked."""
    logs = {(log.origin, log.stream, log.epoch): log for log in (body.index.logs if body is not None else ())}
    plan = []
    for part in manifest.streams:
        log = logs[part.origin, part.stream, part.epoch]
        head = head_row(connection, part.origin, part.stream, part.epoch)
        number = head.number if head is not None else 0
        if head is None:
            verdict = judge(part, 0, lambda _number, p=part: _seed(p))  # type: ignore[misc]
        else:
            verdict = judge(part, number, lambda at, h=head: chain_at(connection, h, at))  # type: ignore[misc]
        if verdict is Verdict.GAP:
            raise Gapped(part, number)
        if verdict is Verdict.FORK:
            raise Forked(f"{part.stream} at {number}")
        if verdict is Verdict.APPEND:
            plan.append((part, log, number))
    total = sum(part.last - number for part, _, number in plan)
    for part, log, number in plan:
        assert body is not None
        _append(connection, body, part, log, number, taken, intake=intake, job=job, total=total)
        if number == 0 and part.parent is not None:
            _note_parent(connection, part, part.parent)
    if taken.entries and connection.execute(select(LogLine.number).where(HELD_LINES).limit(1)).first():
        _count(taken, project_again(connection))


def _note_parent(connection: Connection, part: StreamRange, parent: Parent) -> None:
    connection.execute(
        update(StreamHead)
        .where(
            StreamHead.site == part.origin, StreamHead.stream == part.stream, StreamHead.epoch == part.epoch
        )
        .values(
            parent_epoch=parent.epoch, parent_number=parent.number, parent_chain=bytes.fromhex(parent.chain)
        )
    )


def _seed(part: StreamRange) -> str:
    from app.log.lines import chain_seed, chain_tag

    return chain_seed(chain_tag(part.origin, part.stream, part.epoch)).hex()


def _append(
    connection: Connection,
    body: Body,
    part: StreamRange,
    log: LogMember,
    number: int,
    taken: Taken,
    *,
    intake: int | None,
    job: Job,
    total: int,
) -> None:
    first, chain = part.first, b""
    for block in body.line_blocks(log):
        new = block[max(0, number + 1 - first) :]
        start, first = max(first, number + 1), first + len(block)
        if not new:
            continue
        lines = read_lines(part.origin, part.stream, start, new)
        _count(taken, project(connection, lines))
        _, chain = keep(connection, part.origin, part.stream, part.epoch, lines, intake)
        _note(taken, lines)
        job.step(taken.entries, total)
    if first != part.last + 1 or chain.hex() != part.after:
        raise Forked(f"{part.stream}: the chain ends elsewhere than announced")


def _note(taken: Taken, lines: list[ReadLine]) -> None:
    taken.entries += len(lines)
    applied = LineState.APPLIED
    for line in [line for line in lines if line.state is not applied]:
        if line.state is LineState.REFUSED:
            taken.refused.append((line.number, line.reason or ""))
        elif line.state is LineState.UNKNOWN:
            taken.unknown += 1
        elif line.state is LineState.WAITING:
            taken.waiting += 1


def _count(taken: Taken, done: Projected) -> None:
    for kind in {*done.added, *done.changed, *done.voided}:
        change = Changes(done.added.get(kind, 0), done.changed.get(kind, 0), done.voided.get(kind, 0))
        taken.changes[kind] = taken.changes.get(kind, Changes()) + change


def take_state(
    session: WriteSession, ws: Workspace, manifest: Manifest, body: Body | None, peer: str
) -> None:
    """Let the peer's newest word on what it holds, lacks and refuses replace its older ones.

    What seems older may come from a computer that was restored without knowing, so it lowers what the peer
    holds: that costs bytes at most.
    """
    state = session.get(PeerState, peer)
    sender = manifest.sender
    acks = [ack for ack in manifest.acks if ack.site in {ws.site, sender.site}]
    if state is not None and state.epoch == sender.epoch and state.number > manifest.number:
        lower = {(ack.site, ack.stream, ack.epoch): ack for ack in acks}
        for held in session.scalars(select(Held).where(Held.peer == peer)):
            ack = lower.get((held.site, held.stream, held.epoch))
            if ack is None:
                session.delete(held)
            elif (ack.to, ack.chain) != (held.number, held.chain) and ack.to <= held.number:
                held.number, held.chain, held.before = ack.to, ack.chain, min(ack.to, held.before)
        session.flush()
        return
    if state is None:
        state = PeerState(peer=peer, epoch="", number=0, made_at="", received_at=ws.now())
        session.add(state)
    state.program, state.blobs_wanted = manifest.program[:64], manifest.wants.blobs
    state.supports = msgspec.json.encode(manifest.supports).decode()
    state.epoch, state.number = sender.epoch, manifest.number
    state.made_at, state.received_at = manifest.created_at, ws.now()
    before: Mapping[tuple[str, str, str], int] = {
        (held.site, held.stream, held.epoch): held.number
        for held in session.scalars(select(Held).where(Held.peer == peer))
    }
    for table in (
        Held,
        RefusedThere,
        GapThere,
        *(() if body is None and manifest.wants.blobs else (BlobWanted,)),
    ):
        session.execute(delete(table).where(table.peer == peer))
    session.expire_all()
    session.add_all([_held(peer, ack, before.get((ack.site, ack.stream, ack.epoch), 0)) for ack in acks])
    session.add_all(
        [
            GapThere(peer=peer, stream=gap.stream, epoch=gap.epoch, first=gap.first, last=gap.last)
            for gap in {(gap.stream, gap.epoch, gap.first): gap for gap in manifest.wants.ranges}.values()
            if gap.site == ws.site
        ]
    )
    if body is not None:
        session.add_all([BlobWanted(peer=peer, sha256=sha256) for sha256 in set(body.index.wanted)])
        refused = {
            (one.stream, one.epoch, one.number): one for one in body.index.refused if one.site == ws.site
        }
        session.add_all(
            [
                RefusedThere(peer=peer, stream=stream, epoch=epoch, number=number, reason=one.reason)
                for (stream, epoch, number), one in refused.items()
            ]
        )
    session.flush()


def _held(peer: str, ack: Ack, before: int) -> Held:
    return Held(
        peer=peer,
        site=ack.site,
        stream=ack.stream,
        epoch=ack.epoch,
        number=ack.to,
        chain=ack.chain,
        before=min(before, ack.to),
    )
