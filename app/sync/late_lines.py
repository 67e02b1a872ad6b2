"""What a package says that can never be put into the log: shown to its owner line by line, who copies what is wanted.

A computer that wrote beside another one, under the same numbers, and then was given up: its packages are sound and
contradict what is here. The office copies what they alone say into the station's stream; the station decides.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.log.changes import WriteSession
from app.log.projection import ReadLine, read_lines
from app.sync.body import Body
from app.sync.conflicts import note_conflicts
from app.workspace import COUNTY, Workspace
from db.models.log import LineState, LogLine, StreamHead
from db.models.trust import LateLine

__all__ = ["copy_late_lines", "note_late_lines", "only_there"]


def only_there(connection: Connection, body: Body, site: str) -> list[ReadLine]:
    """Return the newest line of each record of `site` in a package, where nothing here ever said the same of it."""
    newest: dict[str, ReadLine] = {}
    for log, part in zip(body.index.logs, body.manifest.streams, strict=True):
        if part.origin != site or part.stream != COUNTY:
            continue
        first = part.first
        for block in body.line_blocks(log):
            for line in read_lines(site, COUNTY, first, block):
                known = newest.get(line.record)
                if line.state is LineState.APPLIED and (known is None or known.revision <= line.revision):
                    newest[line.record] = line
            first += len(block)
    return [
        line for record, line in newest.items() if line.row is not None and not _known(connection, site, line)
    ]


def _known(connection: Connection, site: str, line: ReadLine) -> bool:
    """Tell whether a line that is here says of its record just what `line` says, under whatever number."""
    assert line.row is not None
    said = connection.execute(
        select(LogLine.number, StreamHead.stream, LogLine.line)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(LogLine.record == line.record, StreamHead.site == site)
    ).all()
    return any(
        read.row is not None and _content(read) == _content(line)
        for row in said
        for read in read_lines(site, row.stream, row.number, [row.line])
    )


def _content(line: ReadLine) -> tuple[object, ...]:
    """Return what a line says: whether its record is void, and its values."""
    assert line.row is not None
    return (line.row[4], *line.row[8:])


def copy_late_lines(session: WriteSession, unit: str, digest: str, lines: Iterable[ReadLine]) -> int:
    """At the office: copy lines for the station `unit` to decide on; return how many it had not been told of.

    Args:
        session: In a writing transaction.
        unit: Id of the station's unit.
        digest: Of the package they come from.
        lines: From `only_there`.
    """
    told = set(session.scalars(select(LateLine.line).where(LateLine.stream == unit)))
    new = [(line, text) for line in lines if (text := line.raw.decode()) not in told]
    for line, text in new:
        session.create(LateLine(record=line.record, package=digest, line=text), stream=unit)
    return len(new)


def note_late_lines(session: WriteSession, ws: Workspace, intake: int) -> int:
    """At the station: put what came with an intake before the owner; return how many records."""
    found = session.execute(
        select(LateLine.record, LogLine.head, LogLine.number)
        .join(LogLine, LogLine.record == LateLine.id)
        .where(LogLine.intake == intake, LogLine.kind == LateLine.__tablename__, LateLine.void.is_(False))
        .order_by(LogLine.number)
    ).all()
    for row in found:
        note_conflicts(session, ws, row.head, {row.record: (LateLine.__tablename__, row.number)})
    return len({row.record for row in found})
