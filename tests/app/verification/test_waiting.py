"""What waits for the county, in which order, and what does not."""

from datetime import date

import pytest

from app.errors import InvalidInput
from app.verification.case import open_case
from app.verification.deciding import (
    Decision,
    decide,
)
from app.verification.queue import Matter, count_waiting, list_waiting
from app.workspace import COUNTY
from db.models.rectification import Problem
from db.models.tasks import ClaimDecision, ClosureRequest, Question, Target
from db.models.work import EvidenceUse
from tests.app.overview.small_county import County, ask, claim, find_problem, request
from tests.app.verification.proofs import prove


def test_everything_that_waits_is_listed_oldest_first(county: County) -> None:
    first, second, third = county.stations
    ask(first, county.items[0], kind="objection")
    county.clock.forward(days=1)
    problem = find_problem(second)
    request(second, problem, kind=Target.PROBLEM)
    county.clock.forward(days=1)
    request(third, claim(third, county.items[1]))
    claim(third, county.items[2], decision=ClaimDecision.NOT_APPLICABLE, reason="没有村级书屋")
    county.clock.forward(days=3)
    ask(first, county.items[3])
    county.sync()
    rows = list_waiting(county.office)
    assert [(row.matter, row.station[:3], row.days) for row in rows[:2]] == [
        (Matter.OBJECTION, "青石镇", 5),
        (Matter.PROBLEM, "白桥镇", 4),
    ]
    assert {row.matter for row in rows[2:4]} == {Matter.TASK, Matter.NOT_APPLICABLE}
    assert rows[4].matter is Matter.QUESTION
    assert count_waiting(county.office) == 5
    assert [row.evidence_label for row in rows] == [
        "",
        "缺整改后材料",
        *(["", "还差 2 份"] if rows[2].matter is Matter.NOT_APPLICABLE else ["还差 2 份", ""]),
        "",
    ]


def test_filters_and_orders(county: County) -> None:
    first, second, _ = county.stations
    ask(second, county.items[0])
    ask(first, county.items[1], text="器材由谁配？")
    county.sync()
    office = county.office

    def stations(**asked: object) -> list[str]:
        return [row.station[:3] for row in list_waiting(office, **asked)]  # type: ignore[arg-type]

    assert stations(order="station", descending=False) == ["青石镇", "白桥镇"]
    assert stations(order="station") == ["白桥镇", "青石镇"]
    assert stations(text="器材") == ["青石镇"]
    assert stations(unit=second.unit) == ["白桥镇"]
    assert stations(matters=[Matter.TASK]) == []
    assert len(stations(limit=1)) == 1
    assert stations(offset=1, limit=5, order="subject", descending=False) == ["青石镇"]


def test_evidence_on_claim_and_request_counts_once(county: County) -> None:
    station = county.stations[0]
    claimed = claim(station, county.items[0])
    asked = request(station, claimed)
    evidence = prove(county, claimed)
    with station.write() as session:
        session.create(
            EvidenceUse(evidence=evidence, target_kind=Target.CLOSURE_REQUEST, target=asked), stream=COUNTY
        )
    county.sync()
    (row,) = list_waiting(county.office)
    assert (row.evidence, row.lack) == (1, "还差 1 份")
    prove(county, asked, name="b.jpg")
    county.sync()
    (row,) = list_waiting(county.office)
    assert (row.evidence, row.evidence_label) == (2, "材料已够")


def test_only_a_photo_of_afterwards_proves_that_a_problem_is_solved(county: County) -> None:
    problem = find_problem(county.stations[0])
    prove(county, problem, role="before")
    request(county.stations[0], problem, kind=Target.PROBLEM)
    county.sync()
    (row,) = list_waiting(county.office)
    assert row.lack == "缺整改后材料"
    prove(county, problem, role="after")
    county.sync()
    (row,) = list_waiting(county.office)
    assert row.lack == ""
    case = open_case(county.office, row.id)
    assert (len(case.before), len(case.after), case.away) == (1, 1, 2)
    assert case.hints == ["有 2 份材料还没有随数据包到县里，先别按看不到的材料下结论。"]


def test_a_site_visit_goes_on_waiting(county: County) -> None:
    waiting = request(county.stations[0], claim(county.stations[0], county.items[0]))
    county.sync()
    county.clock.forward(minutes=1)
    decide(county.office, waiting, revision=1, decision=Decision.SITE_VISIT, reason="看设备")
    (row,) = list_waiting(county.office, site_visit=True)
    assert list_waiting(county.office, site_visit=False) == []
    assert [line.what for line in open_case(county.office, row.id).history][
        -1
    ] == "县里核验：需到现场　看设备"
    decide(county.office, waiting, revision=1, decision=Decision.PASSED)
    assert count_waiting(county.office) == 0


def test_only_the_newest_turn_waits(county: County) -> None:
    station = county.stations[0]
    claimed = claim(station, county.items[0])
    county.clock.forward(minutes=1)
    first = request(station, claimed)
    county.clock.forward(minutes=1)
    county.sync()
    decide(county.office, first, revision=1, decision=Decision.RETURNED, reason="补照片")
    county.sync()
    county.clock.forward(days=4)
    second = request(station, claimed, turn=2)
    county.sync()
    (row,) = list_waiting(county.office)
    assert (row.id, row.turn, row.days) == (second, 2, 0)
    with pytest.raises(InvalidInput):
        decide(county.office, first, revision=1, decision=Decision.PASSED)
    history = [(line.on, line.what) for line in open_case(county.office, second).history]
    assert history == [
        (date(2026, 3, 2), "认领：认领"),
        (date(2026, 3, 2), "申请办结：三场活动都已办完，签到和照片齐全。　完成于 2026-03-02"),
        (date(2026, 3, 2), "县里核验：退回　原因：补照片"),
        (date(2026, 3, 6), "申请办结：三场活动都已办完，签到和照片齐全。　完成于 2026-03-06"),
    ]


def test_a_relapsed_problem_waits_only_once_asked_again(county: County) -> None:
    station = county.stations[0]
    problem = find_problem(station)
    request(station, problem, kind=Target.PROBLEM)
    with station.write() as session:
        found = session.get_one(Problem, problem)
        found.relapsed_turn, found.relapsed_on = 1, station.today
    county.sync()
    assert list_waiting(county.office) == []
    request(station, problem, kind=Target.PROBLEM, turn=2)
    county.sync()
    assert [row.turn for row in list_waiting(county.office)] == [2]


def test_what_was_withdrawn_does_not_wait(county: County) -> None:
    station = county.stations[0]
    waiting = request(station, claim(station, county.items[0]))
    asked = ask(station, county.items[1])
    county.sync()
    with station.write() as session:
        session.withdraw(session.get_one(ClosureRequest, waiting), "误点")
        session.withdraw(session.get_one(Question, asked), "已明白")
    county.sync()
    assert list_waiting(county.office) == []
    with pytest.raises(InvalidInput, match="撤回"):
        decide(county.office, waiting, revision=2, decision=Decision.PASSED)
