"""What the office and the station said of a monthly return after it was handed in."""

from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.returns import ReturnNote
from db.models.tasks import Target, Verdict

__all__ = ["NoteRow", "ReturnState", "return_states"]


class NoteRow(Struct, frozen=True):
    """A correction."""

    on: date
    text: str


class ReturnState(Struct, frozen=True):
    """How a return that was handed in stands.

    Attributes:
        returned: Why the office sent it back; "": it did not. `returned_on` and `verdict` go with it.
        answered: A note answers that: it counts again.
    """

    notes: tuple[NoteRow, ...] = ()
    returned: str = ""
    returned_on: date | None = None
    verdict: str | None = None
    answered: bool = False

    @property
    def stands(self) -> bool:
        """Whether it counts: the office did not send it back, or what was wrong is put right."""
        return not self.returned or self.answered


def return_states(session: Session, returns: Collection[str]) -> Mapping[str, ReturnState]:
    """Return how each of `returns` stands, by id."""
    notes: dict[str, list[ReturnNote]] = {}
    for note in session.scalars(
        select(ReturnNote)
        .where(ReturnNote.monthly_return.in_(returns), ReturnNote.void.is_(False))
        .order_by(ReturnNote.id)
    ):
        notes.setdefault(note.monthly_return, []).append(note)
    verdicts = {
        verdict.target: verdict
        for verdict in session.scalars(
            select(Verdict)
            .where(
                Verdict.target_kind == Target.MONTHLY_RETURN,
                Verdict.target.in_(returns),
                Verdict.void.is_(False),
            )
            .order_by(Verdict.id)  # the newest word counts
        )
    }
    return {one: _state(notes.get(one, ()), verdicts.get(one)) for one in returns}


def _state(notes: Collection[ReturnNote], verdict: Verdict | None) -> ReturnState:
    rows = tuple(NoteRow(note.on, note.text) for note in notes)
    if verdict is None:
        return ReturnState(rows)
    return ReturnState(
        notes=rows,
        returned=verdict.reason,
        returned_on=verdict.decided_on,
        verdict=verdict.id,
        answered=any(note.answers == verdict.id for note in notes),
    )
