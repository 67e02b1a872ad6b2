from datetime import date

from app.overview.board import read_board
from app.overview.open_items import (
    aging,
    read_open_items,
    unclaimed_items,
    waiting_for_office,
    waiting_words,
)
from app.overview.shortages import top_shortages
from app.rectification.standing import ProblemStage
from app.tasks.stage import Holder
from app.verification.deciding import Decision, decide
from app.workspace import ALL, COUNTY
from db.models.facilities import Check, CheckResult, Finding, StandardItem, StandardPack, Venue
from db.models.rectification import Problem
from db.models.tasks import Target
from tests.app.overview.small_county import County, ask, claim, find_problem, request


def test_ages_are_counted_by_who_holds_it(county: County) -> None:
    first, second, third = county.stations
    find_problem(first)  # 40 days with the station
    county.clock.forward(days=20)
    problem = find_problem(second)
    county.clock.forward(days=10)
    request(second, problem, kind=Target.PROBLEM)  # 10 days with the county
    county.clock.forward(days=2)
    ask(third, county.items[0])  # 8 days with the county
    claim(third, county.items[1])  # worked on in time: says nothing
    county.clock.forward(days=8)
    claim(first, county.items[0], ability="township")  # today
    county.sync()
    items = read_open_items(county.office, read_board(county.office))
    assert [(item.station[:3], item.holder, item.days) for item in items] == [
        ("青石镇", Holder.STATION, 40),
        ("白桥镇", Holder.COUNTY, 10),
        ("柳河镇", Holder.COUNTY, 8),
        ("青石镇", Holder.COUNTY, 0),  # to agree that the township is needed
    ]
    assert aging(items) == {
        Holder.STATION: [0, 0, 0, 1],
        Holder.TOWNSHIP: [0, 0, 0, 0],
        Holder.COUNTY: [1, 2, 0, 0],
    }
    assert [item.waiting for item in waiting_for_office(items)] == ["待核验", "待答复", "待确认"]
    assert waiting_words(items) == {"待核验": 1, "待答复": 1, "待确认": 1}


def test_late_and_returned_tasks_are_open(county: County) -> None:
    station = county.stations[0]
    waiting = request(station, claim(station, county.items[0]))
    county.sync()
    decide(county.office, waiting, revision=1, decision=Decision.RETURNED, reason="x")
    county.clock.forward(days=1)
    (item,) = read_open_items(county.office, read_board(county.office))
    assert (item.stage_label, item.holder, item.days) == ("退回", Holder.STATION, 1)
    county.clock.to(date(2027, 1, 2))  # every item is late at every station
    assert len(read_open_items(county.office, read_board(county.office))) == 18


def test_a_problem_leaves_when_it_is_closed_and_comes_back_with_a_relapse(county: County) -> None:
    station, office = county.stations[0], county.office
    problem = find_problem(station)
    waiting = request(station, problem, kind=Target.PROBLEM)
    county.sync()
    decide(office, waiting, revision=1, decision=Decision.PASSED)
    assert read_open_items(office, read_board(office)) == []
    county.clock.forward(days=9)
    with station.write() as session:
        found = session.get_one(Problem, problem)
        found.relapsed_turn, found.relapsed_on = 1, station.today
    county.clock.forward(days=2)
    county.sync()
    (item,) = read_open_items(office, read_board(office))
    assert (item.problem, item.days, item.stage_label) == (problem, 2, "反弹重改")
    assert ProblemStage.RELAPSED == "relapsed"


def test_unclaimed_tasks_name_their_stations(county: County) -> None:
    first, second, third = county.stations
    for item in county.items[1:]:
        for station in county.stations:
            claim(station, item)
    claim(first, county.items[0])
    county.sync()
    (row,) = unclaimed_items(read_board(county.office))
    assert [unit for unit, _ in row.stations] == [second.unit, third.unit]
    assert (row.claim_by, row.days_late) == (date(2026, 3, 16), 0)
    county.clock.to(date(2026, 3, 20))
    assert unclaimed_items(read_board(county.office))[0].days_late == 4


def test_shortages_count_the_newest_check_of_each_venue(county: County) -> None:
    office = county.office
    with office.write() as session:
        for version, name in ((1, "灭火器"), (2, "灭火器材")):
            session.create(
                StandardPack(pack="fire", version=version, name="站舍标准", level="station"), stream=ALL
            )
            for n, code in enumerate(("A1", "A2")):
                session.create(
                    StandardItem(
                        pack="fire",
                        version=version,
                        position=n,
                        code=code,
                        name=name if code == "A1" else "藏书",
                        value_kind="number",
                    ),
                    stream=ALL,
                )
    for place, station in enumerate(county.stations):
        check(station, date(2026, 3, 1), {"A1": Finding.NOT_MET, "A2": Finding.NOT_MET})
        if place:
            check(station, date(2026, 3, 2), {"A1": Finding.NOT_MET, "A2": Finding.MET}, version=2)
    check(county.stations[0], date(2026, 3, 2), {"A1": Finding.MET, "A2": Finding.MET}, finished=False)
    county.sync()
    shortages = top_shortages(office)
    assert [(row.code, row.name, row.pack_name, row.venues) for row in shortages] == [
        ("A1", "灭火器材", "站舍标准", 3),
        ("A2", "藏书", "站舍标准", 1),
    ]
    assert shortages[1].stations == [(county.stations[0].unit, 1)]
    assert len(top_shortages(office, limit=1)) == 1


def check(
    station: object, on: date, findings: dict[str, Finding], *, version: int = 1, finished: bool = True
) -> None:
    from sqlalchemy import select

    from app.workspace import Workspace

    assert isinstance(station, Workspace)
    with station.write() as session:
        venue = session.scalars(select(Venue)).first() or session.create(
            Venue(unit=station.unit, name="站舍", kind="station_house"), stream=COUNTY
        )
        session.flush()
        made = session.create(
            Check(venue=venue.id, pack="fire", pack_version=version, on=on, finished=finished), stream=COUNTY
        )
        session.flush()
        for code, finding in findings.items():
            session.create(CheckResult(check=made.id, item_code=code, finding=finding), stream=COUNTY)
