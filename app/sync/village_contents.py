"""What goes with a village when it changes stations: its venues and problems."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.facilities import Venue
from db.models.rectification import Problem

__all__ = ["KINDS", "LET_GO", "LOST", "Content", "about", "was_let_go"]

Content = Venue | Problem
KINDS: tuple[type[Content], ...] = (Venue, Problem)  # venues first: problems name them
LET_GO = "村已移交，由接收的站接着管"
"""Why a former station withdraws its records."""
LOST = "村已由别的站接收"
"""Why the office withdraws what it offered, though somebody took it: another one had been quicker."""


def about(session: Session, sites: Iterable[str], village: str, *, gone: bool = False) -> list[Content]:
    """Return the records of `sites` about a village, by kind and id.

    Args:
        gone: Also those that were withdrawn.
    """
    found: list[Content] = []
    for model in KINDS:
        wanted = select(model).where(model.site.in_(list(sites)), model.unit == village).order_by(model.id)
        found += session.scalars(wanted if gone else wanted.where(model.void.is_(False)))
    return found


def was_let_go(record: Content) -> bool:
    """Tell whether a record was withdrawn only because its village went to another station."""
    return record.void and record.void_reason == LET_GO
