"""What the county reads of one matter before it decides."""

from datetime import date

import pytest

from app.errors import InvalidInput
from app.tasks.ledger import list_ledger
from app.verification.case import open_case
from app.verification.deciding import (
    AnswerResult,
    Decision,
    answer_question,
    decide,
)
from app.workspace import COUNTY
from db.models.rectification import Problem
from db.models.tasks import Answer, ClaimDecision, Target
from db.models.work import Evidence, EvidenceUse
from tests.app.overview.small_county import County, ask, claim, find_problem, request
from tests.app.verification.proofs import carried, prove


def test_the_history_of_a_problem(county: County) -> None:
    station = county.stations[0]
    problem = find_problem(station)
    first = request(station, problem, kind=Target.PROBLEM)
    county.sync()
    decide(county.office, first, revision=1, decision=Decision.RETURNED, reason="看不清")
    county.clock.forward(days=2)
    second = request(station, problem, kind=Target.PROBLEM, turn=2)
    county.sync()
    assert [line.what for line in open_case(county.office, second).history] == [
        "发现问题（自查）",
        "第 1 次申请销号：三场活动都已办完，签到和照片齐全。",
        "退回：看不清",
        "第 2 次申请销号：三场活动都已办完，签到和照片齐全。",
    ]


def test_an_answer_travels_to_the_one_who_asked(county: County) -> None:
    station = county.stations[1]
    asked = ask(station, county.items[0], kind="objection")
    county.sync()
    with pytest.raises(InvalidInput, match="请写答复"):
        answer_question(county.office, asked, revision=1, result=AnswerResult.KEPT, text=" ")
    answer = answer_question(county.office, asked, revision=1, result=AnswerResult.ADJUSTED, text="改为两场")
    with county.office.read() as session:
        assert session.get_one(Answer, answer).stream == station.unit
    county.sync()
    assert list_ledger(station)[0].answer == "改为两场"


def test_a_case_tells_what_was_asked_and_done(county: County) -> None:
    station = county.stations[0]
    claimed = claim(station, county.items[0])
    waiting = request(station, claimed, completed_on=date(2026, 3, 9))
    evidence = prove(county, claimed)
    with station.write() as session:
        first = session.get_one(Evidence, evidence)
        again = session.create(  # the same file, recorded anew
            Evidence(
                kind=first.kind,
                on=first.on,
                file_name=first.file_name,
                original_sha256=first.original_sha256,
                original_bytes=first.original_bytes,
            ),
            stream=COUNTY,
        )
        session.create(
            EvidenceUse(evidence=again.id, target_kind=Target.PROBLEM, target="other"), stream=COUNTY
        )
    county.sync()
    case = open_case(county.office, waiting)
    assert any(hint.startswith("有 1 份材料在别的事项里也用过") for hint in case.hints)
    facts = dict(case.facts)
    assert facts["时限"] == "2026年12月底前"
    assert facts["责任人"] == "周小满"
    assert facts["完成日期"] == "2026-03-09"
    assert len(case.hints) == 4  # one file short, not here, done later than asked, used elsewhere too
    asked = carried(county, ask(station, county.items[1], kind="objection"))
    facts = dict(open_case(county.office, asked).facts)
    assert (facts["原因"], facts["异议内容"]) == ("标准不清", "场次怎么计算？")
    problem = find_problem(station)
    facts = dict(
        open_case(county.office, carried(county, request(station, problem, kind=Target.PROBLEM))).facts
    )
    assert (facts["问题"], facts["目标"]) == ("图书室灭火器压力不足", "灭火器全部在有效期内")
    away = claim(station, county.items[2], decision=ClaimDecision.NOT_APPLICABLE, reason="没有书屋")
    assert ("不涉及的理由", "没有书屋") in open_case(county.office, carried(county, away)).facts


def test_what_is_odd_about_a_problem_is_said(county: County) -> None:
    station = county.stations[0]
    problem = find_problem(station)
    waiting = request(station, problem, kind=Target.PROBLEM, completed_on=date(2026, 2, 1))
    with station.write() as session:
        found = session.get_one(Problem, problem)
        found.relapsed_turn, found.relapsed_on, found.relapse_note = 0, station.today, "又漏水"
    county.sync()
    case = open_case(county.office, waiting)
    assert "写的完成日期早于发现问题的日期 2026-03-02，请核对。" in case.hints
    assert [line.what for line in case.history][-1] == "问题反弹：又漏水"
