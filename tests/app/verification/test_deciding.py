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
from app.verification.queue import count_waiting, list_waiting
from app.workspace import ALL
from db.models.log import LogLine, StreamHead
from db.models.packages import PackageOut
from db.models.tasks import ClosureRequest, Verdict
from db.models.trust import Certificate
from tests.app.overview.small_county import County, ask, claim, request
from tests.app.verification.proofs import carried


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
        carried(county, ask(station, county.items[5])),
        revision=1,
        result=AnswerResult.KEPT,
        text=ANSWER_PHRASES[1],
    )
    assert recent_answers(office)[0] == ANSWER_PHRASES[1]
    assert len(recent_answers(office)) == len(ANSWER_PHRASES)


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
