"""Taking back from the other side what this computer once wrote and no longer has.

Happens after a restore from a copy and on a new computer for an old station. Lines of ours that come back are
put into their log; a branch written since gives way to them in the log, but not on the screen: what it says
is stated anew, in a new epoch.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress

import msgspec
from sqlalchemy import delete, select, update

from app.log.changes import WriteSession
from app.log.heads import chain_head
from app.log.kinds import META, kinds
from app.log.lines import BadLine, chain_tag, next_chain, read_line
from app.log.projection import ReadLine, keep, project, read_lines
from app.log.restate import restate
from app.sync.anchor import Standing, standing
from app.sync.body import Body, LogMember
from app.sync.conflicts import note_conflicts
from app.sync.epochs import begin_epoch
from app.sync.keys import Machine
from app.sync.manifest import StreamRange
from app.sync.proofs import proven_by_signature
from app.sync.taken import Forked, Gapped, Taken
from app.workspace import Role, Workspace
from db.bulk import revisions, update_rows
from db.models.log import Identity, LogLine, StreamHead

__all__ = ["adopt"]

_REVISION = META.index("revision")


def adopt(
    session: WriteSession, ws: Workspace, part: StreamRange, log: LogMember, body: Body, taken: Taken
) -> None:
    """Take lines of our own back from a package of the other side.

    A station trusts the office's copy. The office takes back only what its anchor, or its own signature in a package
    it sent, proves to be its own: the chain value there covers every line before. Where a station holds more of its
    present epoch than that, it goes on in a new epoch, above all revisions that are out there.

    Raises:
        Gapped: Lines between ours and these are missing.
        Forked: The range does not start from a point we know, or its chain is not as announced.
    """
    raw = [line for block in body.line_blocks(log) for line in block]
    connection = session.connection()
    head, number, _ = chain_head(connection, part.origin, part.stream, part.epoch)
    mine = _chains(session, head, number, part)
    if part.first - 1 > number:
        raise Gapped(part, number)
    chain = bytes.fromhex(part.before)
    if mine[part.first - 1] != chain:
        raise Forked("lines of ours from an unknown point")
    tag, same, proven = chain_tag(part.origin, part.stream, part.epoch), part.first - 1, part.last
    values = [chain]
    for at, line in enumerate(raw, part.first):
        chain = next_chain(tag, chain, at, line)
        values.append(chain)
        if same == at - 1 and mine.get(at) == chain:
            same = at
    if chain.hex() != part.after or len(raw) != part.count:
        raise Forked("the chain of returned lines ends elsewhere than announced")
    if ws.role is Role.OFFICE:
        chains = {at: value.hex() for at, value in enumerate(values, part.first - 1)}
        proven = max(
            _remembered(ws, part, chains), proven_by_signature(session, ws, part, chains, body.index.proofs)
        )
    lacking = read_lines(part.origin, part.stream, same + 1, raw[same + 1 - part.first :])
    new = lacking[: max(0, proven - same)]
    identity = session.get_one(Identity, 1)
    current = identity.epoch
    if len(new) < len(lacking) and part.epoch == current:
        taken.unproven += len(lacking) - len(new)
    if not new and taken.unproven and part.epoch == current:  # numbers of ours mean something else elsewhere
        begin_epoch(session, ws, _floors(lacking))
        taken.restarted = True
    if not new:
        return
    branch = _cut_branch(session, head, same, mine[same] if same in mine else values[same - part.first + 1])
    if _written_elsewhere(ws, part, current):
        identity.doubt = taken.doubt = True
        session.flush()
    edited = branch | (set() if part.epoch == current else _edited_since(session, part, same, new))
    floors = _floors(lacking)
    _put(session, [line for line in new if line.record not in edited])
    keep(connection, part.origin, part.stream, part.epoch, new, None)
    taken.adopted += len(new)
    with suppress(BadLine):
        taken.adopted_until = max(taken.adopted_until, read_line(new[-1].raw).t)
    both = {line.record: (line.kind, line.number) for line in new if line.record in edited}
    note_conflicts(session, ws, head, both)
    taken.conflicts += sorted(both)
    if part.epoch == current:
        begin_epoch(session, ws, floors)
    else:
        restate(connection, part.origin, part.stream, current, floors, only={line.record for line in new})
        _continue_from(session, part, current)
    taken.restarted = True


def _continue_from(session: WriteSession, part: StreamRange, current: str) -> None:
    """Let an epoch that began on an empty ledger say from which one it goes on."""
    session.execute(
        update(StreamHead)
        .where(
            StreamHead.site == part.origin,
            StreamHead.stream == part.stream,
            StreamHead.epoch == current,
            StreamHead.parent_epoch.is_(None),
        )
        .values(parent_epoch=part.epoch, parent_number=part.last, parent_chain=bytes.fromhex(part.after))
    )


def _chains(session: WriteSession, head: int, number: int, part: StreamRange) -> dict[int, bytes]:
    """Return our own chain values from the point before the range on."""
    found = session.execute(
        select(LogLine.number, LogLine.chain).where(LogLine.head == head, LogLine.number >= part.first - 1)
    )
    values = {row.number: bytes(row.chain) for row in found}
    values[0] = chain_tag(part.origin, part.stream, part.epoch)
    if part.first - 1 not in values and number >= part.first - 1:
        raise Forked("a hole in our own log")
    return values


def _written_elsewhere(ws: Workspace, part: StreamRange, current: str) -> bool:
    """Tell whether lines of this computer's own epoch come back that it did not write, though it forgot nothing.

    Either the copy that was put back was of the whole disk, or another computer holds a copy of the ledger and
    writes too: a person has to say which.
    """
    branched = part.epoch == current or (part.parent is not None and part.parent.epoch == current)
    return ws.role is Role.STATION and branched and standing(ws) is Standing.FINE


def _remembered(ws: Workspace, part: StreamRange, chains: Mapping[int, str]) -> int:
    """Return the last number of a returned range that the anchor proves to be ours."""
    anchor = Machine(ws.machine).read_anchor(ws.site)
    heads = {} if anchor is None else anchor.former | {anchor.epoch: anchor.heads}
    known = heads.get(part.epoch, {}).get(part.stream)
    return known.number if known is not None and chains.get(known.number) == known.chain else part.first - 1


def _cut_branch(session: WriteSession, head: int, same: int, chain: bytes) -> set[str]:
    """Remove our own lines behind `same` and return the records they spoke of."""
    records = set(session.scalars(select(LogLine.record).where(LogLine.head == head, LogLine.number > same)))
    connection = session.connection()
    connection.execute(delete(LogLine).where(LogLine.head == head, LogLine.number > same))
    connection.execute(update(StreamHead).where(StreamHead.id == head).values(number=same, chain=chain))
    return records


def _edited_since(session: WriteSession, part: StreamRange, same: int, new: Sequence[ReadLine]) -> set[str]:
    """Return the records among `new` whose content here is neither what our log said before nor what they say."""
    said = {line.record: _content(line.raw) for line in new if line.row is not None}
    records, edited = sorted(said), set()
    for start in range(0, len(records), 500):
        chunk = records[start : start + 500]
        lines = session.execute(
            select(LogLine.record, LogLine.line, StreamHead.epoch, LogLine.number)
            .join(StreamHead, StreamHead.id == LogLine.head)
            .where(LogLine.record.in_(chunk))
            .order_by(LogLine.revision)
        ).all()
        before: dict[str, bytes] = {}
        now: dict[str, bytes] = {}
        for record, line, epoch, number in lines:
            now[record] = _content(line)
            if epoch == part.epoch and number <= same:
                before[record] = _content(line)
        edited |= {
            record for record, content in now.items() if content not in {before.get(record), said[record]}
        }
    return edited


def _content(line: bytes) -> bytes:
    """Return what a line says of its record, without number and revision."""
    fields = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    return bytes(fields["op"]) + bytes(fields["d"])


def _floors(lines: Sequence[ReadLine]) -> Mapping[str, int]:
    floors: dict[str, int] = {}
    for line in lines:
        floors[line.record] = max(line.revision, floors.get(line.record, 0))
    return floors


def _put(session: WriteSession, lines: Sequence[ReadLine]) -> None:
    """Make rows what `lines` say; a revision that a row has had is never given out again."""
    connection = session.connection()
    newest: dict[str, dict[str, ReadLine]] = {}
    for line in lines:
        if line.row is not None:
            newest.setdefault(line.kind, {})[line.record] = line
    fresh = []
    for name, of_kind in newest.items():
        here = revisions(connection, kinds()[name].table, of_kind)
        update_rows(
            connection,
            kinds()[name].table,
            [
                (*line.row[:_REVISION], max(line.revision, here[line.record]), *line.row[_REVISION + 1 :])
                for line in of_kind.values()
                if line.record in here and line.row
            ],
        )
        fresh += [line for line in of_kind.values() if line.record not in here]
    project(connection, fresh)
