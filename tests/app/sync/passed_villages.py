"""What tests of villages that change hands ask and do."""

import msgspec
from sqlalchemy import select

from app.sync.receive import receive
from app.sync.village_proposals import list_proposals
from app.sync.villages import (
    adopt_village,
    hand_over_village,
)
from app.workspace import COUNTY, Workspace
from db.models.facilities import Venue, VenueKind
from db.models.log import LogLine, StreamHead
from db.models.units import Unit
from tests.app.sync.county import County

__all__ = [
    "add_venue",
    "change",
    "owners",
    "parent",
    "pass_on",
    "proposals",
    "venue_in_use",
    "venue_of",
    "venues",
]


def add_venue(ws: Workspace, village: str, name: str) -> str:
    with ws.write() as session:
        venue = Venue(unit=village, name=name, kind=VenueKind.VILLAGE_CENTRE)
        return session.create(venue, stream=COUNTY).id


def venues(ws: Workspace, site: str) -> list[tuple[str, str]]:
    with ws.read() as session:
        rows = session.execute(
            select(Venue.name, Venue.keeper)
            .where(Venue.site == site, Venue.void.is_(False))
            .order_by(Venue.name)
        )
        return [(row.name, row.keeper) for row in rows]


def venue_of(ws: Workspace, site: str) -> str:
    with ws.read() as session:
        return session.scalars(select(Venue.id).where(Venue.site == site)).one()


def venue_in_use(ws: Workspace) -> str:
    with ws.read() as session:
        return session.scalars(select(Venue.id).where(Venue.site == ws.site, Venue.void.is_(False))).one()


def parent(ws: Workspace, village: str) -> str | None:
    with ws.read() as session:
        return session.get_one(Unit, village).parent


def owners(ws: Workspace, village: str) -> list[str]:
    """Return the stations that a village ever belonged to, by the log of this computer, in order."""
    with ws.read() as session:
        lines = session.scalars(
            select(LogLine.line)
            .join(StreamHead, StreamHead.id == LogLine.head)
            .where(LogLine.record == village, StreamHead.site == ws.office)
            .order_by(LogLine.revision)
        )
        found = [msgspec.json.decode(line)["d"]["parent"] for line in lines]
    return [one for place, one in enumerate(found) if place == 0 or found[place - 1] != one]


def pass_on(county: County, village: str, giver: Workspace, taker: Workspace) -> str:
    """Let a village go from one station to another; the giver has yet to hear how it ended."""
    handover = hand_over_village(giver, village, taker.unit, "")
    assert receive(county.office, [county.up(giver)]).complete
    assert receive(taker, [county.down(taker)]).complete
    adopt_village(taker, handover)
    assert receive(county.office, [county.up(taker)]).complete
    assert receive(taker, [county.down(taker)]).complete
    return handover


def change(ws: Workspace, name: str, keeper: str) -> None:
    with ws.write() as session:
        wanted = select(Venue).where(Venue.site == ws.site, Venue.name == name)
        session.scalars(wanted).one().keeper = keeper


def proposals(ws: Workspace) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Return (title, station, changes) of what is proposed."""
    return [
        (one.title, one.station, [(x.word, x.before, x.after) for x in one.changes])
        for one in list_proposals(ws)
    ]
