"""Standards the office hands down: copied from the shipped packs, edited as drafts, published as versions.

The draft of a pack is its version 0, in the office's own stream; it stays when a version is published and is
what the next version is made from. Published versions are frozen.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.facilities.labels import label
from app.facilities.standard_forms import (
    PackForm,
    StandardForm,
    checked_form,
    entry_of,
    fill_item,
    form_of_item,
    form_of_pack,
    wanted_text,
)
from app.facilities.standard_packs import ShippedPack, shipped_packs
from app.log.changes import WriteSession
from app.office.versions import DiffRow, compare
from app.workspace import ALL, COUNTY, OWN, Workspace
from db.models.facilities import Confidence, PackLevel, StandardItem, StandardPack
from db.models.tasks import Change

__all__ = [
    "PackRow",
    "StandardRow",
    "add_standard_item",
    "copy_shipped_pack",
    "create_standard_pack",
    "diff_standard",
    "edit_standard_items",
    "edit_standard_pack",
    "list_packs",
    "list_standard_items",
    "publish_standards",
    "remove_standard_items",
    "take_shipped_packs",
]


class PackRow(Struct, frozen=True):
    """A pack of the office.

    Attributes:
        version: Last published version; 0: none yet.
        items: Items of the draft.
        low: Items of the draft whose source is not sure (待核).
        changes: Items of the draft that differ from the last version, withdrawn ones included.
    """

    pack: str
    form: PackForm
    level: PackLevel
    level_label: str
    version: int
    items: int
    low: int
    changes: int


class StandardRow(Struct, frozen=True):
    """An item as lists show it; `wanted` is the threshold in words, "≥300／500／800 m²" where it is by size."""

    id: str
    form: StandardForm
    kind_label: str
    wanted: str
    confidence_label: str
    changed: str  # against the last version: 新增, 修改, or empty


def list_packs(ws: Workspace) -> list[PackRow]:
    """Return the office's packs, the station's first."""
    with ws.read() as session:
        drafts = session.scalars(
            select(StandardPack)
            .where(StandardPack.version == 0, StandardPack.site == ws.site, StandardPack.void.is_(False))
            .order_by(StandardPack.level, StandardPack.id)
        ).all()
        return [_pack_row(session, draft) for draft in drafts]


def list_standard_items(ws: Workspace, pack: str) -> list[StandardRow]:
    """Return the items of the draft of `pack` in the order of its paper."""
    with ws.read() as session:
        marks = {
            row.key: row.change_label
            for row in _diff(session, pack)
            if row.change in {Change.ADDED, Change.CHANGED}
        }
        published = _version(session, pack) > 0
        return [
            _item_row(item, marks.get(item.code, "") if published else "")
            for item in _items(session, pack, 0)
        ]


def copy_shipped_pack(ws: Workspace, shipped: ShippedPack) -> str:
    """Make a shipped pack the office's own draft and return the pack's id.

    Raises:
        InvalidInput: It was copied before.
    """
    with ws.write() as session:
        there = session.scalar(
            select(StandardPack.id).where(
                StandardPack.name == shipped.form.name,
                StandardPack.version == 0,
                StandardPack.site == ws.site,
                StandardPack.void.is_(False),
            )
        )
        if there is not None:
            raise InvalidInput(f"“{shipped.form.name}”已经在本单位的标准里了，可以直接修改。")
        pack = ws.ids.record(ws.site)
        session.create(_new_head(pack, 0, shipped.form, shipped.level), stream=OWN)
        for position, item in enumerate(shipped.items, start=1):
            _create_item(session, pack, position, item)
        return pack


def take_shipped_packs(session: WriteSession, ws: Workspace) -> None:
    """Let the shipped packs be the standards of a station without a county, which one day sees what they were."""
    for shipped in shipped_packs():
        pack = ws.ids.record(ws.site)
        session.create(_new_head(pack, 1, shipped.form, shipped.level), stream=COUNTY)
        for position, item in enumerate(shipped.items, start=1):
            _create_item(session, pack, position, item, version=1, stream=COUNTY)


def create_standard_pack(ws: Workspace, form: PackForm, level: PackLevel) -> str:
    """Start a pack without items and return its id.

    Raises:
        InvalidInput: It has no name.
    """
    if not form.name.strip():
        raise InvalidInput("请填写标准的名称。")
    pack = ws.ids.record(ws.site)
    with ws.write() as session:
        session.create(_new_head(pack, 0, form, level), stream=OWN)
    return pack


def edit_standard_pack(ws: Workspace, pack: str, form: PackForm) -> None:
    """Change the head of a pack's draft.

    Raises:
        InvalidInput: It has no name.
    """
    if not form.name.strip():
        raise InvalidInput("请填写标准的名称。")
    with ws.write() as session:
        head = _head(session, pack)
        head.name, head.region, head.source = form.name.strip(), form.region.strip(), form.source.strip()
        head.year, head.note = form.year, form.note.strip()


def add_standard_item(ws: Workspace, pack: str, form: StandardForm) -> str:
    """Add an item after the last one of its section and return its id.

    Raises:
        InvalidInput: As `edit_standard_items`.
    """
    with ws.write() as session:
        _head(session, pack)
        items = _items(session, pack, 0)
        checked = checked_form(form, {item.code for item in items})
        same = [item.position for item in items if item.section == checked.section]
        position = (max(same) if same else max((item.position for item in items), default=0)) + 1
        for item in items:
            if item.position >= position:
                item.position += 1
        return _create_item(session, pack, position, checked).id


def edit_standard_items(ws: Workspace, forms: Mapping[str, StandardForm]) -> None:
    """Change items of a draft, by id, in one transaction.

    Raises:
        InvalidInput: A code or name is missing, a code is taken, a list has no options, or thresholds
            contradict each other.
    """
    with ws.write() as session:
        for record, form in forms.items():
            item = session.get_one(StandardItem, record)
            others = {one.code for one in _items(session, item.pack, 0) if one.id != record}
            fill_item(item, checked_form(form, others))
            session.flush()


def remove_standard_items(ws: Workspace, items: Sequence[str]) -> None:
    """Take items out of their draft."""
    with ws.write() as session:
        for item in items:
            session.withdraw(session.get_one(StandardItem, item), "")


def diff_standard(ws: Workspace, pack: str) -> list[DiffRow]:
    """Return what the draft of `pack` changes against its last version."""
    with ws.read() as session:
        return _diff(session, pack)


def publish_standards(ws: Workspace, pack: str) -> int:
    """Freeze the draft of `pack` as its next version, for all stations, and return that version.

    Raises:
        InvalidInput: It is empty, or nothing changed since the last version.
    """
    with ws.write() as session:
        head = _head(session, pack)
        items = _items(session, pack, 0)
        if not items:
            raise InvalidInput("这套标准还没有项目，没有发布。请先添加项目。")
        version = _version(session, pack) + 1
        if version > 1 and not _changes(session, head):
            raise InvalidInput(f"和第 {version - 1} 版完全一样，不用再发布。")
        session.create(_new_head(pack, version, form_of_pack(head), head.level), stream=ALL)
        for position, item in enumerate(items, start=1):
            _create_item(session, pack, position, form_of_item(item), version=version)
        return version


def _head(session: Session, pack: str) -> StandardPack:
    return session.scalars(
        select(StandardPack).where(StandardPack.pack == pack, StandardPack.version == 0)
    ).one()


def _new_head(pack: str, version: int, form: PackForm, level: str) -> StandardPack:
    return StandardPack(
        pack=pack,
        version=version,
        name=form.name.strip(),
        level=level,
        region=form.region.strip(),
        source=form.source.strip(),
        year=form.year,
        note=form.note.strip(),
    )


def _items(session: Session, pack: str, version: int) -> Sequence[StandardItem]:
    return session.scalars(
        select(StandardItem)
        .where(StandardItem.pack == pack, StandardItem.version == version, StandardItem.void.is_(False))
        .order_by(StandardItem.position, StandardItem.id)
    ).all()


def _version(session: Session, pack: str) -> int:
    return session.scalar(select(func.max(StandardPack.version)).where(StandardPack.pack == pack)) or 0


def _create_item(
    session: WriteSession,
    pack: str,
    position: int,
    form: StandardForm,
    *,
    version: int = 0,
    stream: str = "",
) -> StandardItem:
    item = StandardItem(
        pack=pack,
        version=version,
        position=position,
        code=form.code,
        name=form.name,
        value_kind=form.value_kind,
    )
    fill_item(item, form)
    return session.create(item, stream=stream or (ALL if version else OWN))


def _diff(session: Session, pack: str) -> list[DiffRow]:
    version = _version(session, pack)
    before = [entry_of(item) for item in _items(session, pack, version)] if version else []
    return compare(before, [entry_of(item) for item in _items(session, pack, 0)])


def _changes(session: Session, head: StandardPack) -> int:
    """Return how many items changed since the last version, a changed head counting as one."""
    version = _version(session, head.pack)
    changes = sum(row.change is not Change.SAME for row in _diff(session, head.pack))
    if version:
        last = session.scalars(
            select(StandardPack).where(StandardPack.pack == head.pack, StandardPack.version == version)
        ).one()
        changes += form_of_pack(last) != form_of_pack(head)
    return changes


def _pack_row(session: Session, draft: StandardPack) -> PackRow:
    items = _items(session, draft.pack, 0)
    return PackRow(
        pack=draft.pack,
        form=form_of_pack(draft),
        level=PackLevel(draft.level),
        level_label=label("level", draft.level),
        version=_version(session, draft.pack),
        items=len(items),
        low=sum(item.confidence == Confidence.LOW for item in items),
        changes=_changes(session, draft),
    )


def _item_row(item: StandardItem, changed: str) -> StandardRow:
    form = form_of_item(item)
    return StandardRow(
        id=item.id,
        form=form,
        kind_label=label("value_kind", item.value_kind),
        wanted=wanted_text(item),
        confidence_label=label("confidence", item.confidence),
        changed=changed,
    )
