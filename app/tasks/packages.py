"""Task lists of the office: what there is, and publishing a draft as a frozen version."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.office.versions import DiffRow
from app.tasks.draft import DraftHead, draft_head, draft_items
from app.tasks.draft_forms import DraftDoubt, TaskForm, copy_limit, doubts_of, fill_item, form_of_item
from app.tasks.package_diff import diff_rows, last_version, version_items
from app.workspace import ALL, Workspace
from db.models.tasks import Change, TaskItem, TaskPackage

__all__ = [
    "PackageRow",
    "VersionItem",
    "VersionRow",
    "check_draft",
    "diff_tasks",
    "list_packages",
    "list_version",
    "list_versions",
    "publish_tasks",
]


class PackageRow(Struct, frozen=True):
    """A task list of the office.

    Attributes:
        package: Id of the list in every version.
        head: Of the draft.
        version: Last published version; 0: none yet.
        published_on: Of that version.
        items: Items of the draft.
        changes: Items of the draft that differ from the last version, withdrawn ones included.
    """

    package: str
    head: DraftHead
    version: int
    published_on: date | None
    items: int
    changes: int


class VersionRow(Struct, frozen=True):
    """A published version of a list and what it did."""

    version: int
    issued_on: date | None
    claim_by: date | None
    items: int  # in force
    added: int
    changed: int
    withdrawn: int


class VersionItem(Struct, frozen=True):
    """An item of a published version."""

    item: str
    number: int
    form: TaskForm
    limit_end: date | None
    change: Change


def list_packages(ws: Workspace) -> list[PackageRow]:
    """Return the office's task lists, the oldest first."""
    with ws.read() as session:
        drafts = session.scalars(
            select(TaskPackage)
            .where(TaskPackage.version == 0, TaskPackage.site == ws.site, TaskPackage.void.is_(False))
            .order_by(TaskPackage.id)
        ).all()
        return [_package_row(session, draft) for draft in drafts]


def list_versions(ws: Workspace, package: str) -> list[VersionRow]:
    """Return the published versions of a list, the newest first."""
    with ws.read() as session:
        heads = session.scalars(
            select(TaskPackage)
            .where(TaskPackage.package == package, TaskPackage.version > 0)
            .order_by(TaskPackage.version.desc())
        ).all()
        rows = []
        for head in heads:
            changes = session.scalars(
                select(TaskItem.change).where(TaskItem.package == package, TaskItem.version == head.version)
            ).all()
            withdrawn = changes.count(Change.WITHDRAWN)
            rows.append(
                VersionRow(
                    version=head.version,
                    issued_on=head.issued_on,
                    claim_by=head.claim_by,
                    items=len(changes) - withdrawn,
                    added=changes.count(Change.ADDED),
                    changed=changes.count(Change.CHANGED),
                    withdrawn=withdrawn,
                )
            )
        return rows


def list_version(ws: Workspace, package: str, version: int) -> list[VersionItem]:
    """Return all items of a published version in order, those it withdrew last."""
    with ws.read() as session:
        items = session.scalars(
            select(TaskItem)
            .where(TaskItem.package == package, TaskItem.version == version)
            .order_by(TaskItem.position)
        ).all()
        return [
            VersionItem(item.item, item.position, form_of_item(item), item.limit_end, Change(item.change))
            for item in items
        ]


def check_draft(ws: Workspace, package: str) -> list[DraftDoubt]:
    """Return what to look at before publishing; what blocks it comes first."""
    with ws.read() as session:
        return doubts_of(draft_items(session, package))


def diff_tasks(ws: Workspace, package: str) -> list[DiffRow]:
    """Return what the draft changes against the last version, for every item."""
    with ws.read() as session:
        return diff_rows(session, package)


def publish_tasks(
    ws: Workspace, package: str, *, issued_on: date | None = None, claim_by: date | None = None
) -> int:
    """Freeze the draft as the next version, for all stations, and return that version.

    Each item says what the version did to it; withdrawn ones are in it a last time.

    Args:
        ws: The office.
        package: Its list.
        issued_on: Printed date of issue; None: today.
        claim_by: Last day for stations to claim; None: as the draft says.

    Raises:
        InvalidInput: The list is empty, an item has no content, or nothing changed.
    """
    with ws.write() as session:
        head, items = draft_head(session, package), draft_items(session, package)
        blocking = [doubt for doubt in doubts_of(items) if doubt.blocks]
        if blocking:
            raise InvalidInput(f"没有发布：{blocking[0].sentence}")
        last = last_version(session, package)
        changes = {row.key: row.change for row in diff_rows(session, package)}
        if last and set(changes.values()) == {Change.SAME}:
            raise InvalidInput(f"和第 {last} 版完全一样，不用再发布。")
        version = last + 1
        session.create(
            TaskPackage(
                package=package,
                version=version,
                name=head.name,
                document_no=head.document_no,
                issued_on=issued_on or ws.today,
                claim_by=claim_by or head.claim_by,
                note=head.note,
            ),
            stream=ALL,
        )
        withdrawn = [
            item for item in (version_items(session, package, last) if last else ())
            if changes[item.item] is Change.WITHDRAWN
        ]  # fmt: skip
        for position, item in enumerate([*items, *withdrawn], start=1):
            frozen = TaskItem(
                package=package,
                version=version,
                item=item.item,
                position=position,
                content="",
                change=changes[item.item],
                adopts=item.adopts,
            )
            copy_limit(item, frozen)
            fill_item(frozen, form_of_item(item), year=ws.today.year)
            session.create(frozen, stream=ALL)
        return version


def _package_row(session: Session, draft: TaskPackage) -> PackageRow:
    version = last_version(session, draft.package)
    published = session.scalars(
        select(TaskPackage.issued_on).where(
            TaskPackage.package == draft.package, TaskPackage.version == version, TaskPackage.version > 0
        )
    ).one_or_none()
    rows: Sequence[DiffRow] = diff_rows(session, draft.package)
    return PackageRow(
        package=draft.package,
        head=DraftHead(
            name=draft.name,
            document_no=draft.document_no,
            issued_on=draft.issued_on,
            claim_by=draft.claim_by,
            note=draft.note,
        ),
        version=version,
        published_on=published,
        items=sum(row.change is not Change.WITHDRAWN for row in rows),
        changes=sum(row.change is not Change.SAME for row in rows),
    )
