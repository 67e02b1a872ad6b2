"""The draft of a task list: version 0, in the office's own stream, and how it is edited.

It stays when a version is published and is what the next version is made from.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.tasks.draft_forms import TaskForm, doubts_of, fill_item, form_of_item, quantity_text
from app.tasks.labels import label
from app.tasks.package_diff import diff_marks, last_version
from app.workspace import OWN, Workspace
from db.models.tasks import TaskItem, TaskPackage

__all__ = [
    "DraftHead",
    "DraftItemRow",
    "add_items",
    "create_draft",
    "draft_forms",
    "drop_draft",
    "edit_head",
    "edit_items",
    "fill_down",
    "list_draft",
    "list_groups",
    "move_item",
    "remove_items",
]

_STEP = 100
"""Positions are this far apart, so that one item can move without touching the others."""


class DraftHead(Struct, frozen=True):
    """The head of a list as it is typed; `claim_by` is the last day for stations to claim."""

    name: str
    document_no: str = ""
    issued_on: date | None = None
    claim_by: date | None = None
    note: str = ""


class DraftItemRow(Struct, frozen=True):
    """An item of a draft.

    Attributes:
        id: Of the record.
        item: Names the item in every version.
        number: Place in the whole list, counted from 1.
        change: 新增 or 修改 against the last version; empty when it is the same or nothing is published.
        doubts: What to look at before publishing, in Chinese.
    """

    id: str
    item: str
    number: int
    form: TaskForm
    nature_label: str
    quantity_text: str
    limit_end: date | None
    limit_read: bool
    change: str
    doubts: tuple[str, ...]


def create_draft(
    ws: Workspace, head: DraftHead, forms: Sequence[TaskForm] = (), *, year: int | None = None
) -> str:
    """Start a task list and return the id it has in every version.

    Args:
        ws: The office.
        head: Its name and dates.
        forms: Its items, in order.
        year: Of limits printed without one; None: this year.

    Raises:
        InvalidInput: It has no name, or an item is wrong.
    """
    with ws.write() as session:
        package = create_in(session, ws, head)
        for number, form in enumerate(forms, start=1):
            _create(session, ws, package, number * _STEP, form, year)
    return package


def create_in(session: WriteSession, ws: Workspace, head: DraftHead) -> str:
    """Start an empty list inside a transaction; returns and raises as `create_draft`."""
    package = ws.ids.record(ws.site)
    record = TaskPackage(package=package, version=0, name="")
    _fill_head(record, head)
    session.create(record, stream=OWN)
    return package


def drop_draft(ws: Workspace, package: str) -> None:
    """Take back a whole draft that was never published.

    Raises:
        InvalidInput: A version of it was published.
    """
    with ws.write() as session:
        if last_version(session, package):
            raise InvalidInput("这份清单已经发布过，不能删除。要停用其中的任务，请删除任务后发布新版。")
        session.withdraw(draft_head(session, package), "")
        for item in draft_items(session, package):
            session.withdraw(item, "")


def edit_head(ws: Workspace, package: str, head: DraftHead) -> None:
    """Change name, number and dates of a draft.

    Raises:
        InvalidInput: It has no name.
    """
    with ws.write() as session:
        _fill_head(draft_head(session, package), head)


def list_draft(
    ws: Workspace,
    package: str,
    *,
    level1: str | None = None,
    text: str = "",
    changed: bool = False,
    doubtful: bool = False,
) -> list[DraftItemRow]:
    """Return the items of a draft in the order of the list.

    Args:
        level1: Only this group.
        text: Part of code, content, standard or indicator.
        changed: Only what differs from the last version.
        doubtful: Only what should be looked at before publishing.
    """
    with ws.read() as session:
        items = draft_items(session, package)
        wanted = items
        if text.strip() or level1 is not None:
            wanted = session.scalars(_items(package).where(*_filters(level1=level1, text=text.strip()))).all()
        marks = diff_marks(session, package)
        doubts: dict[str, list[str]] = {}
        for doubt in doubts_of(items):
            doubts.setdefault(doubt.item, []).append(doubt.sentence)
        numbers = {item.id: number for number, item in enumerate(items, start=1)}
        rows = [
            _row(item, numbers[item.id], marks.get(item.item, ""), tuple(doubts.get(item.id, ())))
            for item in wanted
        ]
    return [row for row in rows if (row.change or not changed) and (row.doubts or not doubtful)]


def draft_forms(ws: Workspace, package: str) -> dict[str, TaskForm]:
    """Return what is typed about every item of a draft, by record id, in order."""
    with ws.read() as session:
        return {item.id: form_of_item(item) for item in draft_items(session, package)}


def list_groups(ws: Workspace, package: str) -> list[tuple[str, int]]:
    """Return the first-level indicators of a draft in order of appearance, with how many items each has."""
    counts: dict[str, int] = {}
    with ws.read() as session:
        for item in draft_items(session, package):
            counts[item.level1] = counts.get(item.level1, 0) + 1
    return list(counts.items())


def add_items(
    ws: Workspace,
    package: str,
    forms: Sequence[TaskForm],
    *,
    after: str | None = None,
    year: int | None = None,
) -> list[str]:
    """Add items and return their ids.

    Args:
        ws: The office.
        package: Its list.
        forms: In order.
        after: Record id of the item they follow; None: at the end.
        year: Of limits printed without one; None: this year.

    Raises:
        InvalidInput: A quantity is negative.
    """
    with ws.write() as session:
        return add_in(session, ws, package, forms, after=after, year=year)


def edit_items(ws: Workspace, forms: Mapping[str, TaskForm], *, year: int | None = None) -> None:
    """Change items, by record id, in one transaction.

    Args:
        ws: The office.
        forms: By record id.
        year: Of limits printed without one; None: this year.

    Raises:
        InvalidInput: A quantity is negative.
    """
    with ws.write() as session:
        edit_in(session, ws, forms, year=year)


def fill_down(ws: Workspace, items: Sequence[str], field: str) -> None:
    """Give all of `items` the first one's value of `field`.

    Args:
        ws: The office.
        items: Record ids in the order of the list.
        field: A field of `TaskForm`.
    """
    with ws.write() as session:
        records = [session.get_one(TaskItem, record) for record in items]
        value = getattr(form_of_item(records[0]), field)
        for record in records[1:]:
            fill_item(record, replace(form_of_item(record), **{field: value}), year=ws.today.year)


def remove_items(ws: Workspace, items: Sequence[str]) -> None:
    """Take items out of their draft."""
    with ws.write() as session:
        for record in items:
            session.withdraw(session.get_one(TaskItem, record), "")


def move_item(ws: Workspace, package: str, record: str, by: int) -> None:
    """Move an item up (`by` -1) or down (1) in the list; at either end nothing happens."""
    with ws.write() as session:
        items = draft_items(session, package)
        place = next(n for n, item in enumerate(items) if item.id == record)
        other = place + by
        if 0 <= other < len(items):
            items[place].position, items[other].position = items[other].position, items[place].position


def add_in(
    session: WriteSession,
    ws: Workspace,
    package: str,
    forms: Sequence[TaskForm],
    *,
    after: str | None = None,
    year: int | None = None,
) -> list[str]:
    """Do what `add_items` does inside a transaction."""
    items = draft_items(session, package)
    place = next((n for n, item in enumerate(items, start=1) if item.id == after), len(items))
    first = items[place - 1].position if place else 0
    room = items[place].position - first if place < len(items) else _STEP * (len(forms) + 1)
    if room <= len(forms):
        for number, item in enumerate(items, start=1):
            item.position = number * _STEP + (len(forms) * _STEP if number > place else 0)
        first, room = place * _STEP, _STEP * (len(forms) + 1)
    step = room // (len(forms) + 1)
    return [
        _create(session, ws, package, first + number * step, form, year).id
        for number, form in enumerate(forms, start=1)
    ]


def edit_in(session: WriteSession, ws: Workspace, forms: Mapping[str, TaskForm], *, year: int | None) -> None:
    """Do what `edit_items` does inside a transaction."""
    for record, form in forms.items():
        fill_item(session.get_one(TaskItem, record), form, year=year or ws.today.year)


def draft_head(session: Session, package: str) -> TaskPackage:
    """Return the stored head of a draft."""
    return session.scalars(
        select(TaskPackage).where(TaskPackage.package == package, TaskPackage.version == 0)
    ).one()


def draft_items(session: Session, package: str) -> Sequence[TaskItem]:
    """Return the stored items of a draft in order."""
    return session.scalars(_items(package)).all()


def _items(package: str) -> Select[TaskItem]:
    return (
        select(TaskItem)
        .where(TaskItem.package == package, TaskItem.version == 0, TaskItem.void.is_(False))
        .order_by(TaskItem.position, TaskItem.id)
    )


def _filters(*, level1: str | None, text: str) -> list[ColumnElement[bool]]:
    found = []
    if level1 is not None:
        found.append(TaskItem.level1 == level1)
    if text:
        columns = (TaskItem.code, TaskItem.content, TaskItem.standard, TaskItem.level1, TaskItem.level2)
        found.append(or_(*(column.contains(text, autoescape=True) for column in columns)))
    return found


def _fill_head(record: TaskPackage, head: DraftHead) -> None:
    if not head.name.strip():
        raise InvalidInput("请填写任务清单的名称。")
    record.name, record.document_no = head.name.strip(), head.document_no.strip()
    record.issued_on, record.claim_by, record.note = head.issued_on, head.claim_by, head.note.strip()


def _create(
    session: WriteSession, ws: Workspace, package: str, position: int, form: TaskForm, year: int | None
) -> TaskItem:
    record = TaskItem(package=package, version=0, item=ws.ids.record(ws.site), position=position, content="")
    fill_item(record, form, year=year or ws.today.year)
    return session.create(record, stream=OWN)


def _row(item: TaskItem, number: int, change: str, doubts: tuple[str, ...]) -> DraftItemRow:
    form = form_of_item(item)
    return DraftItemRow(
        id=item.id,
        item=item.item,
        number=number,
        form=form,
        nature_label=label("nature", form.nature),
        quantity_text=quantity_text(form),
        limit_end=item.limit_end,
        limit_read=item.limit_kind is not None,
        change=change,
        doubts=doubts,
    )
