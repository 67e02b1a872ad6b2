from datetime import date
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.errors import InvalidInput, NotOwner
from app.tasks.ledger import list_ledger
from app.tasks.stage import Stage
from app.verification.case import open_case
from app.verification.deciding import (
    ANSWER_PHRASES,
    PHRASES,
    AnswerResult,
    Decision,
    answer_question,
    decide,
    recent_answers,
    recent_reasons,
    take_back_word,
)
from app.verification.queue import Matter, count_waiting, list_waiting
from app.workspace import ALL, COUNTY
from db.models.log import LogLine, StreamHead
from db.models.packages import PackageOut
from db.models.rectification import Problem
from db.models.tasks import Answer, ClaimDecision, ClosureRequest, Question, Target, Verdict
from db.models.trust import Certificate
from db.models.work import Evidence, EvidenceUse
from tests.app.overview.small_county import County, ask, claim, find_problem, request


def prove(county: County, target: str, *, role: str = "proof", station: int = 0, name: str = "a.jpg") -> str:
    ws = county.stations[station]
    with ws.write() as session:
        evidence = session.create(
            Evidence(
                kind="photo",
                on=ws.today,
                file_name=name,
                original_sha256=sha256(f"{target}{name}".encode()).hexdigest(),
                original_bytes=9,
            ),
            stream=COUNTY,
        )
        session.flush()
        session.create(
            EvidenceUse(evidence=evidence.id, target_kind=Target.CLAIM, target=target, role=role),
            stream=COUNTY,
        )
        return evidence.id


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


def test_a_verdict_lies_in_the_stream_of_the_station_that_asked(county: County) -> None:
    first, second, _ = county.stations
    one, two = (request(ws, claim(ws, county.items[0])) for ws in (first, second))
    county.sync()
    verdicts = [
        decide(county.office, one, revision=1, decision=Decision.PASSED),
        decide(county.office, two, revision=1, decision=Decision.RETURNED, reason="照片不清"),
    ]
    with county.office.read() as session:
        rows = [session.get_one(Verdict, verdict) for verdict in verdicts]
        assert [(row.stream, row.target, row.target_revision) for row in rows] == [
            (first.unit, one, 1),
            (second.unit, two, 1),
        ]
        assert [row.verifier for row in rows] == ["测试员"] * 2
    county.sync()
    assert list_ledger(first)[0].stage is Stage.CLOSED
    assert (list_ledger(second)[0].stage, list_ledger(second)[0].returned_reason) == (
        Stage.RETURNED,
        "照片不清",
    )
    with second.read() as session:  # what the other was told is nowhere here
        assert session.scalars(select(Verdict.target)).all() == [two]


def test_a_return_needs_a_reason(county: County) -> None:
    waiting = request(county.stations[0], claim(county.stations[0], county.items[0]))
    county.sync()
    with pytest.raises(InvalidInput, match="退回要写明原因"):
        decide(county.office, waiting, revision=1, decision=Decision.RETURNED, reason="  ")
    assert count_waiting(county.office) == 1


def test_who_asked_never_verifies(county: County) -> None:
    """Neither on the station's own PC nor where one PC plays both parts."""
    station = county.stations[0]
    waiting = request(station, claim(station, county.items[0]))
    with pytest.raises(NotOwner):
        decide(station, waiting, revision=1, decision=Decision.PASSED)
    with pytest.raises(NotOwner):
        answer_question(
            station, ask(station, county.items[1]), revision=1, result=AnswerResult.KEPT, text="好"
        )
    own = request(county.office, claim(county.office, county.items[0]))  # the office's own work
    with pytest.raises(NotOwner, match="不能核验自己"):
        decide(county.office, own, revision=1, decision=Decision.PASSED)
    with station.read() as session:
        assert session.scalars(select(Verdict)).all() == []


def test_what_changed_since_it_was_looked_at_is_not_decided(county: County) -> None:
    station = county.stations[0]
    waiting = request(station, claim(station, county.items[0]))
    county.sync()
    with station.write() as session:
        session.get_one(ClosureRequest, waiting).result = "改了"
    county.sync()
    with pytest.raises(InvalidInput, match="刚改过"):
        decide(county.office, waiting, revision=1, decision=Decision.PASSED)
    decide(county.office, waiting, revision=2, decision=Decision.PASSED)
    assert list_ledger(county.office, site=station.site)[0].stage is Stage.CLOSED


def test_nothing_is_decided_twice(county: County) -> None:
    station = county.stations[0]
    waiting = request(station, claim(station, county.items[0]))
    asked = ask(station, county.items[1])
    county.sync()
    decide(county.office, waiting, revision=1, decision=Decision.PASSED)
    answer_question(county.office, asked, revision=1, result=AnswerResult.EXPLAINED, text="按次")
    with pytest.raises(InvalidInput, match="已经核验过"):
        decide(county.office, waiting, revision=1, decision=Decision.RETURNED, reason="x")
    with pytest.raises(InvalidInput, match="已经答复过"):
        answer_question(county.office, asked, revision=1, result=AnswerResult.KEPT, text="再答")
    with pytest.raises(InvalidInput, match="已经办过"):
        open_case(county.office, waiting)


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


def test_a_word_can_be_taken_back_until_it_went_out(county: County) -> None:
    first, second, _ = county.stations
    office = county.office
    one, two = (request(ws, claim(ws, county.items[0])) for ws in (first, second))
    county.sync()
    verdict = decide(office, one, revision=1, decision=Decision.PASSED)
    take_back_word(office, verdict)
    with pytest.raises(InvalidInput, match="已经撤销过"):
        take_back_word(office, verdict)
    assert count_waiting(office) == 2
    verdict = decide(office, one, revision=1, decision=Decision.PASSED)
    later = decide(office, two, revision=1, decision=Decision.PASSED)
    exported(county, first.unit)
    with pytest.raises(InvalidInput, match="已经随第 7 号下发包"):
        take_back_word(office, verdict)
    take_back_word(office, later)  # the other station's has not gone out
    after = decide(office, two, revision=1, decision=Decision.PASSED)
    exported(county, second.unit, behind=1)
    take_back_word(office, after)  # that package was written before


def exported(county: County, unit: str, *, behind: int = 0) -> None:
    with county.office.write() as session:
        number = session.scalars(select(StreamHead.number).where(StreamHead.stream == unit)).one()
        session.add(
            PackageOut(
                digest=unit,
                peer=unit,
                epoch=county.office.epoch,
                number=7,
                kind="down",
                made_at=county.office.now(),
                bytes=1,
                entries=1,
                blobs=0,
                file="out/x.zwt",
                covers=f'[["all","{county.office.epoch}",99],["{unit}","{county.office.epoch}",{number - behind}]]',
            )
        )


def test_phrases_are_the_last_used_first(county: County) -> None:
    office, station = county.office, county.stations[0]
    assert recent_reasons(office) == list(PHRASES)
    assert recent_answers(office) == list(ANSWER_PHRASES)
    for item, reason in zip(county.items, ("照片太暗", "人数不够", "照片太暗"), strict=False):
        waiting = request(station, claim(station, item))
        county.sync()
        decide(office, waiting, revision=1, decision=Decision.RETURNED, reason=reason)
    assert recent_reasons(office)[:3] == ["照片太暗", "人数不够", PHRASES[0]]
    answer_question(
        office,
        _carried(county, ask(station, county.items[5])),
        revision=1,
        result=AnswerResult.KEPT,
        text=ANSWER_PHRASES[1],
    )
    assert recent_answers(office)[0] == ANSWER_PHRASES[1]
    assert len(recent_answers(office)) == len(ANSWER_PHRASES)


def _carried(county: County, record: str) -> str:
    county.sync()
    return record


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
    asked = _carried(county, ask(station, county.items[1], kind="objection"))
    facts = dict(open_case(county.office, asked).facts)
    assert (facts["原因"], facts["异议内容"]) == ("标准不清", "场次怎么计算？")
    problem = find_problem(station)
    facts = dict(
        open_case(county.office, _carried(county, request(station, problem, kind=Target.PROBLEM))).facts
    )
    assert (facts["问题"], facts["目标"]) == ("图书室灭火器压力不足", "灭火器全部在有效期内")
    away = claim(station, county.items[2], decision=ClaimDecision.NOT_APPLICABLE, reason="没有书屋")
    assert ("不涉及的理由", "没有书屋") in open_case(county.office, _carried(county, away)).facts


@settings(max_examples=6)
@given(st.lists(st.sampled_from(["ask", "pass", "return", "visit", "undo"]), max_size=8))
def test_both_sides_always_agree(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    """Whatever the order of asking, deciding and taking back: the same stage on both sides, one live decision."""
    from tests.app.overview.small_county import make_county

    county = make_county(tmp_path_factory.mktemp("county"), stations=1, items=1)
    office, station = county.office, county.stations[0]
    claimed = claim(station, county.items[0])
    turn, words = 0, []
    try:
        for step in steps:
            waiting = list_waiting(office)
            try:
                if step == "ask":
                    if list_ledger(station)[0].stage in {Stage.CLAIMED, Stage.RETURNED}:
                        turn += 1
                        request(station, claimed, turn=turn)
                elif step == "undo":
                    if words:
                        take_back_word(office, words.pop())
                elif waiting:
                    decision = {"pass": Decision.PASSED, "return": Decision.RETURNED}.get(
                        step, Decision.SITE_VISIT
                    )
                    words.append(decide(office, waiting[0].id, revision=1, decision=decision, reason="x"))
            except InvalidInput:
                pytest.fail("nothing of this is refused")
            county.sync()
            ours = list_ledger(office, site=station.site)[0]
            theirs = list_ledger(station)[0]
            assert (ours.stage, ours.light, ours.holder) == (theirs.stage, theirs.light, theirs.holder)
            assert (ours.stage is Stage.CLOSING) == (count_waiting(office) == 1)
    finally:
        county.close()


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


def test_a_question_about_an_item_nobody_claims_any_more_can_be_answered(county: County) -> None:
    station = county.stations[0]
    asked = ask(station, "gone")
    county.sync()
    case = open_case(county.office, asked)
    assert case.row.subject == "清单里没有的任务项"
    answer_question(county.office, asked, revision=1, result=AnswerResult.WITHDRAWN, text="已经撤销")
    assert count_waiting(county.office) == 0


def test_a_station_without_a_certificate_gets_no_answer(county: County) -> None:
    station = county.stations[0]
    asked = ask(station, county.items[0])
    county.sync()
    with county.office.write() as session:
        certificate = session.scalars(select(Certificate).where(Certificate.holder == station.site)).one()
        session.withdraw(certificate, "电脑停用")
    assert list_waiting(county.office) == []
    with pytest.raises(InvalidInput, match="已经停用"):
        answer_question(county.office, asked, revision=1, result=AnswerResult.KEPT, text="x")


def test_each_word_is_one_line_of_that_stream_alone(county: County) -> None:
    station = county.stations[0]
    waiting = request(station, claim(station, county.items[0]))
    county.sync()
    verdict = decide(county.office, waiting, revision=1, decision=Decision.PASSED)
    with county.office.read() as session:
        stream = session.scalars(
            select(StreamHead.stream)
            .join(LogLine, LogLine.head == StreamHead.id)
            .where(LogLine.record == verdict)
        ).all()
    assert stream == [station.unit]
    assert ALL not in stream
