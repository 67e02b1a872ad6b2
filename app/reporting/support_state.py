"""How far a request for support is, from the station's steps and the office's replies; computed, never stored."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from db.models.support import SupportLevel, SupportState

__all__ = ["FINAL", "OFFICE_STATES", "Move", "next_steps", "state_after"]

FINAL = frozenset({SupportState.SOLVED, SupportState.PARTLY_SOLVED, SupportState.REFUSED})
"""States after which nobody has to do anything."""
OFFICE_STATES = (
    SupportState.COORDINATING,
    SupportState.SOLVED,
    SupportState.PARTLY_SOLVED,
    SupportState.REFUSED,
)
"""What the office may answer."""


class Move(Struct, frozen=True):
    """A step of the station or a reply of the office.

    Attributes:
        at: The record's id: moves of one day stand in the order in which they were entered.
    """

    state: SupportState
    on: date
    text: str
    ours: bool  # the station's
    at: str


def state_after(moves: Iterable[Move]) -> SupportState:
    """Return where a request stands: after its last move; of one day the office's word is the last."""
    last = max(moves, key=lambda move: (move.on, not move.ours, move.at), default=None)
    return SupportState.RAISED if last is None else last.state


def next_steps(level: SupportLevel, state: SupportState) -> Sequence[SupportState]:
    """Return what the station can enter next.

    What the township is asked, the township settles, and the station writes down how. What goes to the county
    is settled by the office's replies; the station only says that it was sent. Whatever was refused or solved
    in part below may still be sent to the county.
    """
    if state is SupportState.SOLVED:
        return ()
    if level is not SupportLevel.TOWNSHIP:
        return (SupportState.SENT_TO_COUNTY,) if state in _BEFORE_COUNTY else ()
    if state in FINAL:
        return (SupportState.SENT_TO_COUNTY,)
    if state is SupportState.SENT_TO_COUNTY:
        return ()
    steps = [] if state is not SupportState.RAISED else [SupportState.TOWNSHIP_ACCEPTED]
    if state is not SupportState.COORDINATING:
        steps.append(SupportState.COORDINATING)
    return (
        *steps,
        SupportState.SOLVED,
        SupportState.PARTLY_SOLVED,
        SupportState.REFUSED,
        SupportState.SENT_TO_COUNTY,
    )


_BEFORE_COUNTY = frozenset({SupportState.RAISED, SupportState.TOWNSHIP_ACCEPTED})
