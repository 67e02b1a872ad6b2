"""The anchor: what this computer remembers of the ledger outside the data folder.

A crash can only leave the database ahead of the anchor. A database behind it was restored from a copy.
"""

from enum import Enum

from app.sync.keys import Anchor, Head, Machine
from app.sync.logs import chain_at, head_row, heads_of
from app.workspace import Workspace
from db.models import Identity

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
    if not restored and standing(ws) is Standing.RESTORED:
        return
    with ws.read() as session:
        epoch = session.get_one(Identity, 1).epoch
        heads = heads_of(session.connection(), ws.site)
    known = {head.stream: Head(head.number, head.chain.hex()) for head in heads if head.epoch == epoch}
    machine = Machine(ws.machine)
    last = machine.read_anchor(ws.site)
    former = {} if last is None or last.node != ws.node else last.former
    if last is not None and last.node == ws.node and last.epoch != epoch:
        former = former | {last.epoch: last.heads}
    machine.write_anchor(Anchor(ws.site, ws.node, epoch, known, former))


def standing(ws: Workspace) -> Standing:
    """Compare the data folder with the anchor."""
    anchor = Machine(ws.machine).read_anchor(ws.site)
    if anchor is None or anchor.node != ws.node:
        return Standing.UNKNOWN
    with ws.read() as session:
        connection = session.connection()
        for stream, known in anchor.heads.items():
            head = head_row(connection, ws.site, stream, anchor.epoch)
            if (
                head is None
                or head.number < known.number
                or chain_at(connection, head, known.number) != known.chain
            ):
                return Standing.RESTORED
    return Standing.FINE
