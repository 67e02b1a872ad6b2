"""The meetings a station is called to."""

from datetime import date

from msgspec import Struct
from sqlalchemy import select

from app.workspace import Workspace
from db.models.instructions import Instruction
from db.models.meetings import Meeting

__all__ = ["Called", "called_to"]


class Called(Struct, frozen=True):
    """A meeting to come, as its notice tells it; `begins` on the clock: "09:00"."""

    title: str
    on: date
    begins: str
    place: str
    bring: str


def called_to(ws: Workspace, until: date) -> list[Called]:
    """Return the meetings from today until a day, the nearest first."""
    wanted = (
        select(
            Meeting.title, Meeting.on, Meeting.begins, Meeting.place, Meeting.bring, Instruction.addressees
        )
        .join(Instruction, Instruction.id == Meeting.instruction)
        .where(
            Meeting.void.is_(False), Instruction.void.is_(False), Meeting.on >= ws.today, Meeting.on <= until
        )
        .order_by(Meeting.on, Meeting.id)
    )
    with ws.read() as session:
        return [
            Called(row.title, row.on, row.begins, row.place, row.bring)
            for row in session.execute(wanted)
            if not row.addressees or ws.unit in row.addressees
        ]
