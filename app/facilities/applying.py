"""Which published standard a venue is held against."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.facilities.judging import Rule
from app.workspace import Role, Workspace
from db.models.facilities import Confidence, PackLevel, StandardItem, StandardPack, VenueKind

__all__ = ["ItemRow", "PackRef", "Packs", "items_of", "packs_in_force"]

_LEVELS = {VenueKind.STATION_HOUSE: PackLevel.STATION, VenueKind.VILLAGE_CENTRE: PackLevel.VILLAGE}


class PackRef(Struct, frozen=True):
    """The newest published version of a standard pack."""

    pack: str
    version: int
    name: str
    level: str  # a PackLevel
    ours: bool  # written by this site


class Packs(Struct, frozen=True):
    """All standards in force here: the newest published version of each."""

    refs: tuple[PackRef, ...]  # the county's first, then the newest first

    def for_venue(self, kind: str, chosen: str | None) -> PackRef | None:
        """Return the pack for a venue: the one chosen for it, else the first of its level; None: there is none."""
        if chosen is not None:
            return next((ref for ref in self.refs if ref.pack == chosen), None)
        level = _LEVELS.get(VenueKind(kind)) if kind in set(VenueKind) else None
        return next((ref for ref in self.refs if ref.level == level), None)

    def kinds(self) -> list[str]:
        """Return the kinds of venues that have a pack by their level."""
        levels = {ref.level for ref in self.refs}
        return [kind for kind, level in _LEVELS.items() if level in levels]


def packs_in_force(session: Session, ws: Workspace) -> Packs:
    """Return the newest published version of each pack; a station prefers the county's to its own.

    What a station took as its own while it was alone counts nowhere else.
    """
    newest = (
        select(StandardPack.pack, func.max(StandardPack.version).label("version"))
        .where(StandardPack.version > 0, StandardPack.void.is_(False))
        .group_by(StandardPack.pack)
        .subquery()
    )
    found = session.scalars(
        select(StandardPack)
        .join(newest, (newest.c.pack == StandardPack.pack) & (newest.c.version == StandardPack.version))
        .where(StandardPack.void.is_(False))
        .order_by(StandardPack.written_at.desc(), StandardPack.id)
    )
    packs = sorted(
        (pack for pack in found if ws.role is Role.STATION or pack.site == ws.site),
        key=lambda pack: pack.site != ws.office,
    )
    return Packs(
        tuple(PackRef(pack.pack, pack.version, pack.name, pack.level, pack.site == ws.site) for pack in packs)
    )


class ItemRow(Struct, frozen=True):
    """An item of a published pack, in paper order.

    Attributes:
        position: Place on the sheet, counted from 1.
        source: What the threshold rests on, with its year.
        doubtful: Its figure is of low confidence and carries the mark 待核.
    """

    position: int
    section: str
    rule: Rule
    source: str
    doubtful: bool


_COLUMNS: Final = tuple(StandardItem.__table__.columns)


def items_of(session: Session, pack: str, version: int) -> Sequence[ItemRow]:
    """Return the items of a published version in paper order."""
    # plain columns: a sheet is read after every key that is typed into it
    found = session.execute(
        select(*_COLUMNS)
        .where(StandardItem.pack == pack, StandardItem.version == version, StandardItem.void.is_(False))
        .order_by(StandardItem.position, StandardItem.code)
    )
    return [
        ItemRow(
            position=position,
            section=item.section,
            rule=rule_of(item),
            source=f"{item.source}（{item.year}年）" if item.source and item.year else item.source,
            doubtful=item.confidence == Confidence.LOW,
        )
        for position, item in enumerate(found, start=1)
    ]


def rule_of(item: Any) -> Rule:
    """Return what a stored item, or a row of its columns, asks for."""
    return Rule(
        code=item.code,
        name=item.name,
        value_kind=item.value_kind,
        unit=item.unit,
        threshold=item.threshold,
        threshold_medium=item.threshold_medium,
        threshold_large=item.threshold_large,
        threshold_basic=item.threshold_basic,
        options=tuple(item.options or ()),
        veto=item.veto,
    )
