"""A new epoch: one unbroken life of this database ends, another begins and says everything again."""

from collections.abc import Mapping

from app.log.changes import WriteSession
from app.log.lines import chain_seed, chain_tag
from app.log.restate import restate
from app.sync.anchor import keep_anchor
from app.sync.logs import heads_of
from app.workspace import OWN, Workspace
from db.models.log import Identity, StreamHead

__all__ = ["begin_epoch", "recover"]


def recover(ws: Workspace) -> None:
    """Begin a new epoch because this ledger was put back from a copy; what the others still hold comes back
    with their next packages.

    Open the ledger again afterwards.
    """
    with ws.write() as session:
        begin_epoch(session, ws, {})
    keep_anchor(ws, restored=True)


def begin_epoch(session: WriteSession, ws: Workspace, floors: Mapping[str, int]) -> str:
    """Open a new epoch for this site and state everything others may see anew; return its id.

    Args:
        session: In a writing transaction.
        ws: The ledger.
        floors: Revisions that exist elsewhere, by record.
    """
    session.flush()
    connection = session.connection()
    identity = session.get_one(Identity, 1)
    old, new = identity.epoch, ws.ids.site()
    identity.epoch = new
    for head in heads_of(connection, ws.site):
        if head.epoch != old or head.stream == OWN:
            continue
        session.add(
            StreamHead(
                site=ws.site,
                stream=head.stream,
                epoch=new,
                number=0,
                chain=chain_seed(chain_tag(ws.site, head.stream, new)),
                parent_epoch=old,
                parent_number=head.number,
                parent_chain=head.chain,
            )
        )
        session.flush()
        restate(connection, ws.site, head.stream, new, floors)
    session.flush()
    session.enter_epoch(new)
    return new
