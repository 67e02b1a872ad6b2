"""A village goes from one station to another while both work: no edit vanishes, one owner at every moment."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from app.errors import InvalidInput, NotOwner
from app.integrity import check_folder
from app.office.units import UnitForm, add_unit
from app.sync.epochs import recover
from app.sync.receive import receive
from app.sync.village_proposals import list_proposals, settle_proposal
from app.sync.villages import (
    adopt_village,
    hand_over_village,
    list_villages,
    lost_villages,
    take_village_back,
)
from app.workspace import COUNTY, Workspace
from db.models import LogLine, StreamHead, Unit, UnitKind, Venue, VenueKind, VillageAdoption
from tests.app.sync.county import County, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
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


def parent(ws: Workspace, village: str) -> str | None:
    with ws.read() as session:
        return session.get_one(Unit, village).parent


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


def test_late_edits_of_the_former_station_become_proposals(county: County, village: str) -> None:
    """The former station's last package, made before it gave the village away, arrives after it was taken."""
    office, (first, second) = county.office, county.stations
    old = venue_of(first, first.site)
    handover = hand_over_village(first, village, second.unit, "区划调整")
    assert receive(office, [county.up(first)]).complete
    assert receive(second, [county.down(second)]).complete
    adopt_village(second, handover)
    with second.write() as session:
        session.get_one(Venue, venue_of(second, second.site)).hours = "8-20"
    take_village_back(first, handover)  # the office has not been told yet: the first one goes on writing
    with first.write() as session:
        session.get_one(Venue, old).keeper = "老管理员"
    handover = hand_over_village(first, village, second.unit, "区划调整")
    assert receive(office, [county.up(second)]).complete
    county.down(second)
    assert receive(office, [county.up(first)]).complete
    assert receive(second, [county.down(second)]).complete
    assert [row.state for row in list_villages(second)] == ["ours"]  # not offered again
    (proposal,) = list_proposals(second)
    assert [(one.word, one.after) for one in proposal.changes] == [("管理员", "老管理员")]
    settle_proposal(second, proposal.key, take=True)
    assert list_proposals(second) == []
    assert [keeper for _, keeper in venues(second, second.site)] == ["老管理员"]
    with second.read() as session:
        assert session.get_one(Venue, venue_in_use(second)).hours == "8-20"
    with pytest.raises(InvalidInput, match="已经定过"):
        settle_proposal(second, proposal.key, take=False)


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


def test_both_have_unsent_edits_and_the_last_package_comes_after_the_adoption(
    county: County, village: str
) -> None:
    """21: changed, added and removed late: each reaches the new station as a proposal, and one owns the village."""
    office, (first, second) = county.office, county.stations
    square = venue_of(first, first.site)
    stage = add_venue(first, village, "戏台")
    handover = hand_over_village(first, village, second.unit, "区划调整")
    assert receive(office, [county.up(first)]).complete
    assert receive(second, [county.down(second)]).complete
    take_village_back(first, handover)  # it changes its mind; nobody hears of it in time
    with first.write() as session:
        session.get_one(Venue, square).keeper = "老管理员"
        session.withdraw(session.get_one(Venue, stage), "拆了")
    add_venue(first, village, "农家书屋")
    write_entry(second, "接收站还没报的")
    adopt_village(second, handover)
    with second.write() as session:
        ours = session.scalars(select(Venue).where(Venue.site == second.site, Venue.name == "文化广场")).one()
        ours.keeper = "新管理员"
    for ws in (office, first, second):  # nobody has it twice, nobody has it before the office says so
        assert owners(ws, village) == [first.unit]
    assert receive(office, [county.up(second)]).complete
    assert receive(
        first, [county.down(first)]
    ).complete  # its records are let go in the package with its edits
    assert receive(office, [county.up(first)]).complete
    assert receive(second, [county.down(second)]).complete
    for ws in (office, first, second):
        assert owners(ws, village) == [first.unit, second.unit]
    assert venues(office, first.site) == []
    assert venues(second, second.site) == [("戏台", ""), ("文化广场", "新管理员")]  # until it says otherwise
    found = {
        one.title: (one.key, [(x.word, x.before, x.after) for x in one.changes])
        for one in list_proposals(second)
    }
    assert found["文化广场"][1] == [("管理员", "新管理员", "老管理员")]
    assert found["戏台"][1] == [("状态", "有效", "已撤下")]
    assert ("名称", "", "农家书屋") in found["农家书屋"][1]
    assert len(found) == 3
    settle_proposal(second, found["文化广场"][0], take=False)
    settle_proposal(second, found["戏台"][0], take=True)
    settle_proposal(second, found["农家书屋"][0], take=True)
    assert list_proposals(second) == []
    for _ in range(2):  # and it stays settled
        for station in county.stations:
            county.exchange(station)
    assert list_proposals(second) == []
    assert venues(second, second.site) == [("农家书屋", ""), ("文化广场", "新管理员")]
    assert venues(office, second.site) == venues(second, second.site)
    assert entries(office) == ["接收站还没报的"]
    for ws in (office, first, second):
        assert owners(ws, village) == [first.unit, second.unit]
        assert check_folder(ws) == []


def test_a_late_new_record_that_is_left_is_shown_again_only_when_it_changes(
    county: County, village: str
) -> None:
    office, (first, second) = county.office, county.stations
    handover = hand_over_village(first, village, second.unit, "")
    receive(office, [county.up(first)])
    receive(second, [county.down(second)])
    adopt_village(second, handover)
    take_village_back(first, handover)
    late = add_venue(first, village, "农家书屋")
    for ws in (first, second):
        receive(office, [county.up(ws)])
    receive(second, [county.down(second)])
    (proposal,) = list_proposals(second)
    settle_proposal(second, proposal.key, take=False)
    assert list_proposals(second) == []
    with first.write() as session:
        session.get_one(Venue, late).keeper = "老管理员"
    receive(office, [county.up(first)])
    receive(second, [county.down(second)])
    (proposal,) = list_proposals(second)
    assert [(one.word, one.after) for one in proposal.changes] == [("管理员", "老管理员")]
    settle_proposal(second, proposal.key, take=True)
    assert ("农家书屋", "老管理员") in venues(second, second.site)


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


def test_late_edits_reach_the_third_station(wide: tuple[County, str]) -> None:
    """21: first, second, third: what the first still wrote reaches the one who has the village by now."""
    county, village = wide
    office, (first, second, third) = county.office, county.stations
    handover = pass_on(county, village, first, second)
    take_village_back(first, handover)  # it has heard nothing
    change(first, "文化广场", "老管理员")
    with first.write() as session:
        session.withdraw(
            session.scalars(select(Venue).where(Venue.site == first.site, Venue.name == "戏台")).one(), "拆了"
        )
    add_venue(first, village, "农家书屋")
    late = county.up(first)
    change(second, "文化广场", "新管理员")
    pass_on(county, village, second, third)
    assert proposals(third) == []
    assert receive(office, [late]).complete
    for _ in range(2):
        for station in county.stations:
            county.exchange(station)
    assert proposals(second) == []
    found = {title: (station, changes) for title, station, changes in proposals(third)}
    assert found["文化广场"] == ("白石镇文化站", [("管理员", "新管理员", "老管理员")])
    assert found["戏台"] == ("白石镇文化站", [("状态", "有效", "已撤下")])
    assert ("名称", "", "农家书屋") in found["农家书屋"][1]
    assert len(found) == 3
    for proposal in list_proposals(third):
        settle_proposal(third, proposal.key, take=proposal.title != "戏台")
    for _ in range(2):
        for station in county.stations:
            county.exchange(station)
    assert list_proposals(third) == []
    assert venues(office, third.site) == [("农家书屋", ""), ("戏台", ""), ("文化广场", "老管理员")]
    assert venues(office, first.site) == venues(office, second.site) == []
    assert [owners(ws, village) for ws in (office, *county.stations)] == [
        [first.unit, second.unit, third.unit]
    ] * 4
    assert [problem for ws in (office, *county.stations) for problem in check_folder(ws)] == []


def test_what_one_station_left_as_it_was_is_not_proposed_to_the_next(wide: tuple[County, str]) -> None:
    county, village = wide
    office, (first, second, third) = county.office, county.stations
    handover = pass_on(county, village, first, second)
    take_village_back(first, handover)
    change(first, "文化广场", "老管理员")
    change(first, "戏台", "老站长")
    assert receive(office, [county.up(first)]).complete
    assert receive(second, [county.down(second)]).complete
    (left,) = (one for one in list_proposals(second) if one.title == "文化广场")
    settle_proposal(second, left.key, take=False)  # the other one waits, and so goes on
    pass_on(county, village, second, third)
    county.exchange(third)
    assert proposals(third) == [("戏台", "白石镇文化站", [("管理员", "", "老站长")])]
    receive(first, [county.down(first)])
    for _ in range(2):  # letting go says nothing new
        for station in county.stations:
            county.exchange(station)
    assert [title for title, _, _ in proposals(third)] == ["戏台"]


def test_a_former_station_gets_its_village_and_its_own_late_edits_back(wide: tuple[County, str]) -> None:
    county, village = wide
    office, (first, second, _) = county.office, county.stations
    handover = pass_on(county, village, first, second)
    take_village_back(first, handover)
    change(first, "文化广场", "老管理员")
    assert receive(office, [county.up(first)]).complete
    receive(first, [county.down(first)])
    pass_on(county, village, second, first)  # the second one never looked at it
    county.exchange(first)
    assert proposals(first) == [("文化广场", "白石镇文化站", [("管理员", "", "老管理员")])]


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


def venue_in_use(ws: Workspace) -> str:
    with ws.read() as session:
        return session.scalars(select(Venue.id).where(Venue.site == ws.site, Venue.void.is_(False))).one()


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
