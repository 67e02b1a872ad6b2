"""What the programs that read our logs can make of them: in which version lines are written, what they cannot show.

A line is written once, for all who will ever read its stream, and its bytes stay. So it is written in the oldest
version that some reader needs, but only if that version says all of it; else in ours, and that reader keeps it until
it is brought up to date.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from app.log.kinds import Kind, kinds
from app.log.streams import ALL, COUNTY
from db.models.log import LogLine
from db.models.peers import PeerState

__all__ = ["is_older", "oldest_readers", "unshown", "written_for"]


class _Version(msgspec.Struct):
    v: int


_version = msgspec.json.Decoder(_Version)


def oldest_readers(connection: Connection, stream: str, wanted: Iterable[Kind]) -> Mapping[str, int]:
    """Return by kind the oldest version that a reader of `stream` knows, where it is older than ours.

    Readers who do not know a kind at all do not count: no version helps them.
    """
    several = [kind for kind in wanted if kind.version > 1]
    if not several:
        return {}
    readers = select(PeerState.supports)
    if stream not in {ALL, COUNTY}:
        readers = readers.where(PeerState.peer == stream)
    oldest: dict[str, int] = {}
    for supports in map(_supports, connection.scalars(readers)):
        for kind in several:
            known = supports.get(kind.name, 0)
            if 0 < known < oldest.get(kind.name, kind.version):
                oldest[kind.name] = known
    return oldest


def written_for(kind: Kind, data: msgspec.Struct, oldest: Mapping[str, int]) -> tuple[int, Any]:
    """Return the version in which a line is written, and its data."""
    if oldest and kind.name in oldest:
        values = kind.written_down(data, oldest[kind.name])
        if values is not None:
            return oldest[kind.name], values
    return kind.version, data


def is_older(supports: str) -> bool:
    """Tell whether a program that said `supports` (JSON: kind to version) lacks something of ours."""
    return bool(_newer(_supports(supports)))


def unshown(connection: Connection, site: str, streams: Collection[str], supports: str) -> int:
    """Return how many records of `site` in `streams` a program cannot show yet, by the lines that say how they are now.

    Args:
        supports: What that program reads (JSON: kind to version); empty where it has never said so.
    """
    theirs, count = _supports(supports), 0
    for kind in _newer(theirs):
        table, known = kind.table, theirs.get(kind.name, 0)
        here = (table.c.site == site, table.c.stream.in_(list(streams)), table.c.void.is_(False))
        if not known:
            count += connection.scalar(select(func.count()).select_from(table).where(*here)) or 0
            continue
        lines = connection.execute(
            select(LogLine.record, LogLine.line)
            .join(table, (table.c.id == LogLine.record) & (table.c.revision == LogLine.revision))
            .where(*here)
        )
        count += len({row.record for row in lines if _version.decode(row.line).v > known})
    return count


def _supports(text: str) -> Mapping[str, int]:
    return msgspec.json.decode(text, type=dict[str, int])


def _newer(theirs: Mapping[str, int]) -> list[Kind]:
    return [kind for kind in kinds().values() if theirs.get(kind.name, 0) < kind.version] if theirs else []
