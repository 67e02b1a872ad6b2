"""What the program of a peer can make of what we send it, by its newest package."""

from sqlalchemy.orm import Session

from app.log.readers import is_older, unshown
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.peers import PeerState

__all__ = ["is_old", "unshown_there"]


def is_old(session: Session, peer: str) -> bool:
    """Tell whether a peer's program lacks kinds or fields that ours writes.

    Args:
        peer: Id of its unit.
    """
    state = session.get(PeerState, peer)
    return state is not None and is_older(state.supports)


def unshown_there(session: Session, ws: Workspace, peer: str) -> int:
    """Return how many of our records that go to a peer its program is too old to show.

    Args:
        peer: Id of its unit.
    """
    state = session.get(PeerState, peer)
    streams = [COUNTY] if ws.role is Role.STATION else [ALL, peer]
    return 0 if state is None else unshown(session.connection(), ws.site, streams, state.supports)
