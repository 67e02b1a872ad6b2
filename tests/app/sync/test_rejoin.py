"""A county lost its computer, its backups and its paper: it begins anew and gets everything back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotOwner
from app.ids import IdSource
from app.integrity import check_folder
from app.office.first_start import create_office
from app.office.units import UnitForm, add_unit, list_units
from app.sync.receive import receive
from app.sync.rejoin import look_at_new_office, rejoin
from app.sync.start_packages import write_start_packages
from app.workspace import COUNTY, Workspace
from db.models.units import UnitKind
from db.models.work import LogEntry
from tests.app.sync.county import County, add_photo, entries, make_county, write_entry
from tests.workspaces import StoppedClock

VILLAGE = UnitForm(UnitKind.VILLAGE, "上柳树村", "990101001201")


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def add_village(office: Workspace, code: str = VILLAGE.code) -> str:
    (station,) = list_units(office, kind=UnitKind.STATION)
    return add_unit(office, UnitForm(UnitKind.VILLAGE, VILLAGE.name, code, parent=station.id))


def begin_anew(folder: Path, clock: StoppedClock) -> Workspace:
    office = create_office(
        folder,
        name="清河县创建办",
        code="990101000000",
        contact_name="赵主任",
        phone="",
        machine=folder.parent / "new-county-pc",
        clock=clock,
        ids=IdSource(clock, seed=4000),
    )
    add_unit(office, UnitForm(UnitKind.STATION, "白石镇文化站", "990101001000"))
    return office


def test_a_lost_county_gets_everything_back(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    village, station = add_village(county.office), county.stations[0]
    receive(station, [county.down(station)])
    write_entry(station, "早就报过的")
    with station.write() as session:
        entry = session.create(LogEntry(on=date(2026, 3, 2), text="在村里", unit=village), stream=COUNTY).id
    add_photo(station, b"photo" * 99)
    county.exchange(station)
    office = begin_anew(tmp_path / "anew", clock)
    new_village = add_village(office)
    (start,) = write_start_packages(office)
    (file,) = receive(station, [start.path]).files
    assert file.label == "不归这里收"  # nothing happens by itself
    asked = look_at_new_office(station, start.path)
    assert (asked.name, asked.unit_name, asked.villages) == ("清河县创建办", "白石镇文化站", 1)
    rejoin(station, start.path)
    station = county.reopen(station)
    assert (station.office, station.unit) == (office.site, start.unit)
    assert [row.id for row in list_units(station, kind=UnitKind.VILLAGE)] == [new_village]
    county.office.engine.dispose()
    county.office = office
    (file,) = receive(office, [county.up(station)]).files
    assert file.enrolled
    assert entries(office) == ["在村里", "早就报过的"]
    with office.read() as session:
        assert session.get_one(LogEntry, entry).unit == new_village
    county.exchange(station)
    assert check_folder(station) == []
    assert check_folder(office) == []
    with pytest.raises(InvalidInput, match="不用再换"):
        look_at_new_office(station, start.path)


def test_only_the_stations_own_package_serves(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    office, station = begin_anew(tmp_path / "anew", clock), county.stations[0]
    add_unit(office, UnitForm(UnitKind.STATION, "柳河镇文化站", "990101002000"))
    mine, other = write_start_packages(office)
    with pytest.raises(InvalidInput, match="这是给“柳河镇文化站”"):
        rejoin(station, other.path)
    with pytest.raises(NotOwner):
        rejoin(county.office, mine.path)
    assert station.office == county.office.site
    office.engine.dispose()
