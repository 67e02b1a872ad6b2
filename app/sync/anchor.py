"""The anchor: what this computer remembers of the ledger outside the data folder.

A crash can only leave the database ahead of the anchor. A database behind it was restored from a copy.
"""

from collections.abc import Sequence
from enum import Enum

from sqlalchemy import Connection, select

from app.sync.keys import Anchor, Head, Machine
from app.sync.logs import chain_at, heads_of
from app.workspace import Workspace
from db.models.log import Identity, StreamHead

__all__ = ["Standing", "keep_anchor", "standing"]


class Standing(Enum):
    """How the data folder compares with what this computer remembers of it."""

    FINE = "fine"
    UNKNOWN = "unknown"  # nothing is remembered: new, moved or cloned; a question, not an alarm
    RESTORED = "restored"  # lines this computer wrote are not there, or others stand in their place


def keep_anchor(ws: Workspace, *, restored: bool = False) -> None:
    """Remember where our logs stand; call after a commit: at each export, after receiving, at the end.

    What proves that this ledger was restored is not overwritten, unless `restored` says that this is known.
    """
    machine = Machine(ws.machine)
    last = machine.read_anchor(ws.site)
    with ws.read() as session:
        connection = session.connection()
        heads = heads_of(connection, ws.site)
        if not restored and _compared(connection, ws.node, last, heads) is Standing.RESTORED:
            return
        epoch = connection.scalar(select(Identity.epoch)) or ""
    known = {head.stream: Head(head.number, head.chain.hex()) for head in heads if head.epoch == epoch}
    former = {} if last is None or last.node != ws.node else last.former
    if last is not None and last.node == ws.node and last.epoch != epoch:
        former = former | {last.epoch: last.heads}
    anchor = Anchor(ws.site, ws.node, epoch, known, former)
    if anchor != last:
        machine.write_anchor(anchor)


def standing(ws: Workspace) -> Standing:
    """Compare the data folder with the anchor."""
    anchor = Machine(ws.machine).read_anchor(ws.site)
    with ws.read() as session:
        connection = session.connection()
        return _compared(connection, ws.node, anchor, heads_of(connection, ws.site))


def _compared(
    connection: Connection, node: str, anchor: Anchor | None, heads: Sequence[StreamHead]
) -> Standing:
    """Compare our logs, which stand at `heads`, with what the computer remembers of them."""
    if anchor is None or anchor.node != node:
        return Standing.UNKNOWN
    here = {head.stream: head for head in heads if head.epoch == anchor.epoch}
    for stream, known in anchor.heads.items():
        head = here.get(stream)
        if (
            head is None
            or head.number < known.number
            or chain_at(connection, head, known.number) != known.chain
        ):
            return Standing.RESTORED
    return Standing.FINE
