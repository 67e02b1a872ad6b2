"""What a newer version of the list changed in an item that was claimed before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.office.versions import FieldChange, compare
from app.tasks.draft_forms import entry_of
from app.workspace import Workspace
from db.models.tasks import Claim, TaskItem

__all__ = ["FieldChange", "list_changes"]


def list_changes(ws: Workspace, item: str) -> tuple[FieldChange, ...]:
    """Return what differs between the newest version of `item` and the one that this station claimed."""
    with ws.read() as session:
        seen = session.scalars(
            select(Claim.item_version)
            .where(Claim.site == ws.site, Claim.item == item, Claim.void.is_(False))
            .order_by(Claim.id.desc())
        ).first()
        newest = _row(session, item, None)
        claimed = None if seen is None else _row(session, item, seen)
        if newest is None or claimed is None:
            return ()
        return compare([entry_of(claimed)], [entry_of(newest)])[0].fields


def _row(session: Session, item: str, version: int | None) -> TaskItem | None:
    rows = select(TaskItem).where(
        TaskItem.item == item, TaskItem.version > 0 if version is None else TaskItem.version == version
    )
    return session.scalars(rows.order_by(TaskItem.version.desc()).limit(1)).first()
