"""What becomes of the venues of the invented stations in a year."""

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from app.demo.names import people
from app.facilities.baselines import take_baseline
from app.facilities.venues import VenueForm, add_venue, edit_venue, list_venues
from app.workspace import Workspace
from db.models.facilities import VenueKind, VenueState

__all__ = ["change_venues", "keep_baseline"]


def keep_baseline(ws: Workspace) -> None:
    """Keep the register as it stands at the beginning."""
    take_baseline(ws, ws.today.year)


def change_venues(ws: Workspace, random: Random) -> None:
    """A stage was built, a keeper is another, one place is being repaired."""
    rows = list_venues(ws, station=ws.unit)
    villages = [row for row in rows if row.is_village]
    if len(villages) < 2:
        return
    built, other = random.sample(villages, 2)
    stage = VenueForm(
        unit=built.form.unit,
        name=f"{built.unit_name}文化小戏台",
        kind=VenueKind.STAGE,
        built_year=ws.today.year,
        outdoor_m2=Decimal(120),
    )
    add_venue(ws, stage)
    (keeper,) = people(random, 1)
    edit_venue(ws, built.id, replace(built.form, keeper=keeper))
    edit_venue(ws, other.id, replace(other.form, state=VenueState.REPAIR, note="屋面漏雨，正在维修"))
