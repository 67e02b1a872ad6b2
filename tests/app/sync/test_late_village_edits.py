"""What a former station of a village still wrote is proposed to whoever has the village by now."""

import pytest
from sqlalchemy import select

from app.errors import InvalidInput
from app.integrity import check_folder
from app.sync.receive import receive
from app.sync.village_proposals import list_proposals, settle_proposal
from app.sync.villages import (
    adopt_village,
    hand_over_village,
    list_villages,
    take_village_back,
)
from db.models.facilities import Venue
from tests.app.sync.county import County, entries, write_entry
from tests.app.sync.passed_villages import (
    add_venue,
    change,
    owners,
    pass_on,
    proposals,
    venue_in_use,
    venue_of,
    venues,
)


@pytest.fixture
def county(enrolled: County) -> County:
    return enrolled


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


def test_a_late_new_record_that_nobody_took_comes_back_with_the_village(wide: tuple[County, str]) -> None:
    county, village = wide
    office, (first, second, _) = county.office, county.stations
    handover = pass_on(county, village, first, second)
    take_village_back(first, handover)
    add_venue(first, village, "新书屋")
    assert receive(office, [county.up(first)]).complete
    receive(first, [county.down(first)])  # by the office's word the second one has it
    county.exchange(first)
    assert "新书屋" not in [name for name, _ in venues(first, first.site)]
    pass_on(county, village, second, first)  # the second one never looked at it
    county.exchange(first)
    assert [title for title, _, _ in proposals(first)] == ["新书屋"]
    (proposal,) = list_proposals(first)
    settle_proposal(first, proposal.key, take=True)
    county.exchange(first)
    county.exchange(second)
    assert "新书屋" in [name for name, _ in venues(first, first.site)]
    assert proposals(first) == []
    assert check_folder(office) == []
