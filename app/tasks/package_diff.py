"""What the draft of a task list changes against its last version."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.office.versions import DiffRow, compare
from app.tasks.draft_forms import entry_of
from db.models.tasks import Change, TaskItem, TaskPackage

__all__ = ["diff_marks", "diff_rows", "last_version", "version_items"]


def last_version(session: Session, package: str) -> int:
    """Return the number of the last published version; 0: none yet."""
    return session.scalar(select(func.max(TaskPackage.version)).where(TaskPackage.package == package)) or 0


def version_items(session: Session, package: str, version: int) -> Sequence[TaskItem]:
    """Return the items in force in a version (0: the draft) in order; those it withdrew are left out."""
    return session.scalars(
        select(TaskItem)
        .where(
            TaskItem.package == package,
            TaskItem.version == version,
            TaskItem.void.is_(False),
            TaskItem.change != Change.WITHDRAWN,
        )
        .order_by(TaskItem.position, TaskItem.id)
    ).all()


def diff_rows(session: Session, package: str) -> list[DiffRow]:
    """Return what happened to every item since the last version."""
    version = last_version(session, package)
    before = version_items(session, package, version) if version else ()
    return compare(
        [entry_of(item) for item in before],
        [entry_of(item) for item in version_items(session, package, 0)],
    )


def diff_marks(session: Session, package: str) -> dict[str, str]:
    """Return 新增 or 修改 by `item`, for those that differ from the last version; empty before the first."""
    if not last_version(session, package):
        return {}
    return {
        row.key: row.change_label
        for row in diff_rows(session, package)
        if row.change in {Change.ADDED, Change.CHANGED}
    }
