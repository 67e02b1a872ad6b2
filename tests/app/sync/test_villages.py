"""A village goes from one station to another while both work: no edit vanishes, one owner at every moment."""

import shutil

import pytest
from sqlalchemy import select

from app.errors import InvalidInput, NotOwner
from app.integrity import check_folder
from app.sync.epochs import recover
from app.sync.receive import receive
from app.sync.village_proposals import list_proposals
from app.sync.villages import (
    adopt_village,
    hand_over_village,
    list_villages,
    lost_villages,
    take_village_back,
)
from db.models.facilities import Venue
from db.models.villages import VillageAdoption
from tests.app.sync.county import County, write_entry
from tests.app.sync.passed_villages import (
    add_venue,
    change,
    owners,
    parent,
    pass_on,
    proposals,
    venue_in_use,
    venue_of,
    venues,
)


@pytest.fixture
def county(enrolled: County) -> County:
    return enrolled


def test_from_hand_to_hand(county: County, village: str) -> None:
    office, (first, second) = county.office, county.stations
    old = venue_of(first, first.site)
    handover = hand_over_village(first, village, second.unit, "区划调整")
    with pytest.raises(InvalidInput, match="已经移交"):
        hand_over_village(first, village, second.unit, "")
    with pytest.raises(NotOwner, match="已经移交给柳河镇文化站"), first.write() as session:
        session.get_one(Venue, old).keeper = "不行"
    with pytest.raises(NotOwner, match="只能看"):
        add_venue(first, village, "不行")
    write_entry(first, "别的照样写")
    assert [(row.name, row.state, row.other) for row in list_villages(first)] == [
        ("上柳树村", "given", "柳河镇文化站")
    ]
    assert receive(office, [county.up(first)]).complete
    assert parent(office, village) == first.unit  # not before the new one has taken it
    assert receive(second, [county.down(second)]).complete
    (offer,) = list_villages(second)
    assert (offer.name, offer.state, offer.other, offer.records) == ("上柳树村", "offered", "白石镇文化站", 1)
    assert adopt_village(second, offer.handover) == 1
    with pytest.raises(InvalidInput, match="不在等着接收"):
        adopt_village(second, offer.handover)
    assert venues(second, second.site) == [("文化广场", "")]
    assert receive(office, [county.up(second)]).complete
    for station in county.stations:  # the office's word comes down to both
        assert receive(station, [county.down(station)]).complete
        assert parent(station, village) == second.unit
    with pytest.raises(InvalidInput, match="不能撤回"):
        take_village_back(first, handover)
    assert [(row.name, row.state) for row in list_villages(second)] == [("上柳树村", "ours")]
    for station in county.stations:
        county.exchange(station)
    assert venues(office, first.site) == []  # let go by its owner: nothing counts twice
    assert venues(office, second.site) == [("文化广场", "")]
    for ws in (office, first, second):
        assert check_folder(ws) == []


def test_two_stations_take_one_village(wide: tuple[County, str]) -> None:
    """Given to one, taken back, given to another, and both took it: the quicker one has it, nothing of the other is lost."""
    county, village = wide
    office, (first, second, third) = county.office, county.stations
    handover = hand_over_village(first, village, second.unit, "")
    receive(office, [county.up(first)])
    receive(second, [county.down(second)])
    take_village_back(first, handover)
    other = hand_over_village(first, village, third.unit, "")
    receive(office, [county.up(first)])
    receive(third, [county.down(third)])
    adopt_village(second, handover)
    adopt_village(third, other)
    change(second, "文化广场", "慢的")
    add_venue(second, village, "农家书屋")
    receive(office, [county.up(third)])
    receive(third, [county.down(third)])
    receive(office, [county.up(second)])
    receive(second, [county.down(second)])
    assert lost_villages(second) == [("上柳树村", "青山乡文化站")]
    for _ in range(3):
        for station in county.stations:
            county.exchange(station)
    assert lost_villages(second) == []
    assert [row.state for row in list_villages(third)] == ["ours"]
    assert list_villages(second) == list_villages(first) == []
    assert venues(office, first.site) == venues(office, second.site) == []
    assert len(venues(office, third.site)) == 2
    found = {title: station for title, station, _ in proposals(third)}
    assert found == {"文化广场": "柳河镇文化站", "农家书屋": "柳河镇文化站"}
    assert [owners(ws, village) for ws in (office, *county.stations)] == [[first.unit, third.unit]] * 4


def test_nonsense_in_one_adoption_holds_up_nobody(wide: tuple[County, str]) -> None:
    county, village = wide
    first, second, _ = county.stations
    pass_on(county, village, first, second)
    with second.write() as session:
        session.scalars(select(VillageAdoption)).one().records = '{"x": 1}'
    for station in county.stations:
        county.exchange(station)
    assert parent(county.office, village) == second.unit


def test_an_office_that_was_put_back_finds_the_whole_way_again(wide: tuple[County, str]) -> None:
    """All it knew of the village's way is gone, and both turns arrive at once."""
    county, village = wide
    office, (first, second, third) = county.office, county.stations
    copy = county.folder / "copy"
    office.engine.dispose()
    shutil.copytree(office.folder, copy)
    for giver, taker in ((first, second), (second, third)):
        pass_on(county, village, giver, taker)
    office.engine.dispose()
    shutil.rmtree(office.folder)
    shutil.copytree(copy, office.folder)
    office = county.reopen(office)
    recover(office)
    office = county.reopen(office)
    for _ in range(3):
        for station in county.stations:
            receive(office, [county.up(station)])
            receive(station, [county.down(station)])
    assert parent(office, village) == third.unit
    assert len(venues(office, third.site)) == 2
    assert venues(office, first.site) == venues(office, second.site) == []


def test_a_village_goes_back_and_forth(county: County, village: str) -> None:
    """The last one who took it has it; nothing counts twice and the office does not waver."""
    office, stations = county.office, county.stations
    for place in range(3):
        giver, taker = stations[place % 2], stations[(place + 1) % 2]
        with giver.write() as session:
            session.get_one(Venue, venue_in_use(giver)).keeper = f"第{place}任"
        handover = hand_over_village(giver, village, taker.unit, "")
        assert receive(office, [county.up(giver)]).complete
        assert receive(taker, [county.down(taker)]).complete
        assert [row.handover for row in list_villages(taker) if row.state == "offered"] == [handover]
        assert adopt_village(taker, handover) == 1
        for _ in range(2):
            for station in (taker, giver):
                county.exchange(station)
        assert venues(office, taker.site) == [("文化广场", f"第{place}任")]
        assert venues(office, giver.site) == []
        assert [row.state for row in list_villages(taker)] == ["ours"]
        assert list_villages(giver) == []
        assert list_proposals(giver) == list_proposals(taker) == []
        way = [stations[one % 2].unit for one in range(place + 2)]
        assert [owners(ws, village) for ws in (office, *stations)] == [way] * 3
    add_venue(stations[1], village, "戏台")  # and its holder writes on
    county.exchange(stations[1])
    assert [name for name, _ in venues(office, stations[1].site)] == ["戏台", "文化广场"]
    assert [problem for ws in (office, *stations) for problem in check_folder(ws)] == []


def test_a_village_that_comes_back_before_its_giver_reports_is_there_once(
    county: County, village: str
) -> None:
    first, second = county.stations
    pass_on(county, village, first, second)
    receive(first, [county.down(first)])  # it knows that the second one has it, and has let nothing go yet
    pass_on(county, village, second, first)
    assert [name for name, _ in venues(first, first.site)] == ["文化广场"]
    county.exchange(first)
    assert [name for name, _ in venues(county.office, first.site)] == ["文化广场"]
    for _ in range(2):  # told first, then let go
        county.exchange(second)
    assert venues(county.office, second.site) == []
    assert check_folder(county.office) == []


def test_a_village_is_taken_back_in_time(county: County, village: str) -> None:
    office, (first, second) = county.office, county.stations
    handover = hand_over_village(first, village, second.unit, "点错了")
    receive(office, [county.up(first)])
    receive(second, [county.down(second)])
    take_village_back(first, handover)
    add_venue(first, village, "农家书屋")
    receive(office, [county.up(first)])
    receive(second, [county.down(second)])
    assert list_villages(second) == []
    with pytest.raises(InvalidInput, match="不在等着接收"):
        adopt_village(second, handover)


def test_only_own_villages_are_given(county: County, village: str) -> None:
    office, (first, second) = county.office, county.stations
    with pytest.raises(InvalidInput, match="不是本站的村"):
        hand_over_village(second, village, first.unit, "")
    with pytest.raises(InvalidInput, match="别的文化站"):
        hand_over_village(first, village, first.unit, "")
    with pytest.raises(NotOwner):
        hand_over_village(office, village, second.unit, "")
