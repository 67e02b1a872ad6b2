"""Counties that many tests of the exchange start from; a file may have a `county` of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.office.units import UnitForm, add_unit
from app.sync.receive import receive
from db.models.units import UnitKind
from tests.app.sync.county import (
    County,
    make_county,
)
from tests.app.sync.passed_villages import add_venue
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def enrolled(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, 2, enrolled=True)
    yield made
    made.close()


@pytest.fixture
def village(county: County) -> str:
    """A village of the first station with one venue, known to all."""
    first = county.stations[0]
    village = add_unit(
        county.office, UnitForm(UnitKind.VILLAGE, "上柳树村", "990101001201", parent=first.unit)
    )
    for station in county.stations:
        receive(station, [county.down(station)])
    add_venue(first, village, "文化广场")
    county.exchange(first)
    return village


@pytest.fixture
def wide(tmp_path: Path, clock: StoppedClock) -> Iterator[tuple[County, str]]:
    """Three stations, a village of the first one with a square and a stage."""
    made = make_county(tmp_path, clock, 3, enrolled=True)
    first = made.stations[0]
    village = add_unit(made.office, UnitForm(UnitKind.VILLAGE, "上柳树村", "990101001201", parent=first.unit))
    for station in made.stations:
        receive(station, [made.down(station)])
    for name in ("文化广场", "戏台"):
        add_venue(first, village, name)
    made.exchange(first)
    yield made, village
    made.close()
