"""Where the county falls short of the standard most often."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import func, select

from app.facilities.queries import numbered_checks, station_of
from app.workspace import Workspace
from db.models.facilities import CheckResult, Finding, StandardItem, StandardPack, Venue
from db.models.units import Unit

__all__ = ["Shortage", "top_shortages"]


class Shortage(Struct, frozen=True):
    """An item of a standard that venues do not meet.

    Attributes:
        venues: How many do not, by their newest finished check.
        stations: (unit, venues) of each station concerned, the most first.
    """

    pack: str
    pack_name: str
    code: str
    name: str
    venues: int
    stations: Sequence[tuple[str, int]]


def top_shortages(ws: Workspace, *, limit: int = 5) -> list[Shortage]:
    """Return the items that most venues of the county do not meet, the most first.

    Versions of one standard are counted together; an item is called what its newest version calls it.
    """
    checks = numbered_checks()
    failing = (
        select(
            checks.c.pack,
            CheckResult.item_code.label("code"),
            station_of(Unit).label("station"),
            func.count(checks.c.venue.distinct()).label("venues"),
        )
        .join(CheckResult, CheckResult.check == checks.c.id)
        .join(Venue, Venue.id == checks.c.venue)
        .join(Unit, Unit.id == Venue.unit)
        .where(
            checks.c.number == 1,
            CheckResult.finding == Finding.NOT_MET,
            CheckResult.void.is_(False),
            Venue.void.is_(False),
            Unit.void.is_(False),
        )
        .group_by(checks.c.pack, CheckResult.item_code, station_of(Unit))
    )
    with ws.read() as session:
        by_item: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for row in session.execute(failing):
            by_item.setdefault((row.pack, row.code), []).append((row.station, row.venues))
        worst = sorted(by_item, key=lambda key: (-sum(n for _, n in by_item[key]), key))[:limit]
        packs = {pack for pack, _ in worst}
        names = {
            (row.pack, row.code): row.name
            for row in session.execute(
                select(StandardItem.pack, StandardItem.code, StandardItem.name)
                .where(StandardItem.pack.in_(packs), StandardItem.version > 0, StandardItem.void.is_(False))
                .order_by(StandardItem.version)
            )
        }
        pack_names = {
            row.pack: row.name
            for row in session.execute(
                select(StandardPack.pack, StandardPack.name)
                .where(StandardPack.pack.in_(packs), StandardPack.version > 0, StandardPack.void.is_(False))
                .order_by(StandardPack.version)
            )
        }
    return [
        Shortage(
            pack=pack,
            pack_name=pack_names.get(pack, ""),
            code=code,
            name=names.get((pack, code), code),
            venues=sum(count for _, count in by_item[pack, code]),
            stations=sorted(by_item[pack, code], key=lambda one: (-one[1], one[0])),
        )
        for pack, code in worst
    ]
