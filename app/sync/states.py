"""What the sender's own records should look like once a package is in: a count and a hash for each kind.

Chains prove that the lines arrived; this proves that both sides made the same of them.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, select

from app.log.kinds import kinds
from app.sync.logs import heads_of
from app.sync.manifest import Ack, KindState
from app.sync.taken import Differing
from db.models.log import LineState, LogLine, StreamHead
from db.revision_list import revision_lists

__all__ = ["differing", "states_of"]


def states_of(
    connection: Connection, site: str, streams: Iterable[str], only: Collection[str] = ()
) -> tuple[KindState, ...]:
    """Return the state of all records of `site` in `streams`, by stream and kind; kinds without records are left out.

    Args:
        only: Names of the kinds to look at; none: all.
    """
    found = [
        KindState(stream=stream, kind=name, count=count, sha256=hashlib.sha256(text.encode()).hexdigest())
        for name, stream, count, text in revision_lists(
            connection, sorted(only or kinds()), site, sorted(set(streams))
        )
    ]
    return tuple(sorted(found, key=lambda state: (state.stream, state.kind)))


def differing(
    connection: Connection, site: str, acks: Iterable[Ack], states: Iterable[KindState]
) -> tuple[Differing, ...]:
    """Return what the records of `site` here are not as it says, once all its lines are here.

    Where they are not all here, or a line of a kind is kept without being shown, nothing can be said.
    """
    told: Mapping[tuple[str, str], tuple[int, str]] = {
        (ack.stream, ack.epoch): (ack.to, ack.chain) for ack in acks if ack.site == site
    }
    here: dict[str, dict[tuple[str, str], tuple[int, str]]] = {}
    for head in heads_of(connection, site):
        here.setdefault(head.stream, {})[head.stream, head.epoch] = (head.number, head.chain.hex())
    whole = {
        stream
        for stream, heads in here.items()
        if heads == {key: value for key, value in told.items() if key[0] == stream and value[0]}
    }
    said = [state for state in states if state.stream in whole and state.kind in kinds()]
    if not said:
        return ()
    names = {state.kind for state in said}
    ours = {(one.stream, one.kind): one for one in states_of(connection, site, whole, names)}
    found = []
    for state in said:
        one = ours.get((state.stream, state.kind))
        count, sha256 = (0, "") if one is None else (one.count, one.sha256)
        if (count, sha256) != (state.count, state.sha256):
            found.append(Differing(state.kind, state.count, count))
    held_back = _held_back(connection, site) if found else ()
    return tuple(one for one in found if one.kind not in held_back)


def _held_back(connection: Connection, site: str) -> set[str]:
    """Return the kinds of which a line of `site` is not shown here."""
    states = [state for state in LineState if state is not LineState.APPLIED]
    heads = select(StreamHead.id).where(StreamHead.site == site).scalar_subquery()
    wanted = select(LogLine.kind).where(LogLine.head.in_(heads), LogLine.state.in_(states)).distinct()
    return set(connection.scalars(wanted))
