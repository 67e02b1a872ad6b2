"""Instructions of the county that a station has not signed for."""

from sqlalchemy import and_, select

from app.workspace import Workspace
from db.models.instructions import Instruction, InstructionReceipt

__all__ = ["count_unread"]


def count_unread(ws: Workspace) -> int:
    """Return how many instructions this station has not acknowledged; a changed one is to be acknowledged again."""
    receipt = and_(
        InstructionReceipt.instruction == Instruction.id,
        InstructionReceipt.instruction_revision >= Instruction.revision,
        InstructionReceipt.site == ws.site,
        InstructionReceipt.void.is_(False),
    )
    unread = (
        select(Instruction.addressees)
        .outerjoin(InstructionReceipt, receipt)
        .where(Instruction.void.is_(False), InstructionReceipt.id.is_(None))
    )
    with ws.read() as session:
        return sum(not addressees or ws.unit in addressees for addressees in session.scalars(unread))
