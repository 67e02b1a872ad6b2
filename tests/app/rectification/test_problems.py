from datetime import date
from itertools import product

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput, NotOwner
from app.facilities.checks import finish_check, read_check, reopen_check, start_check
from app.facilities.entering import enter_results
from app.facilities.judging import Entry
from app.facilities.venues import VenueForm, add_venue
from app.rectification.closing import report_relapse, request_closing, take_back_request
from app.rectification.problems import (
    OPEN_STAGES,
    ProblemForm,
    ProblemStage,
    add_problem,
    count_problems,
    edit_problem,
    enter_person,
    get_problem,
    list_problems,
    withdraw_problem,
)
from app.rectification.reporting import ReportedAs, report_problem_from_result
from app.workspace import COUNTY, Workspace
from db.models.facilities import VenueKind
from db.models.rectification import Problem, Severity
from db.models.tasks import ClosureRequest, Decision, Target, Verdict
from db.models.units import Unit, UnitKind
from tests.facilities import FOUND, add_person, add_proof, complete, decide, publish_pack
from tests.workspaces import StoppedClock, carry


def test_numbers_rise_and_are_not_used_again(ready: Workspace) -> None:
    first = add_problem(ready, ProblemForm("灯不亮", FOUND))
    withdraw_problem(ready, first, reason="重复")
    second = add_problem(ready, ProblemForm("门锁坏", FOUND))
    assert get_problem(ready, second).number == "03-WT-2026-A0002"
    with pytest.raises(InvalidInput, match="撤下"):
        get_problem(ready, first)
    with pytest.raises(InvalidInput, match="原因"):
        withdraw_problem(ready, second, reason=" ")


def test_a_failed_entry_takes_no_number(ready: Workspace) -> None:
    for form, sentence in (
        (ProblemForm(" ", FOUND), "什么问题"),
        (ProblemForm("灯", date(2026, 3, 3)), "还没有到"),
        (ProblemForm("灯", FOUND, commitment_on=date(2026, 3, 3)), "还没有到"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            add_problem(ready, form)
    assert get_problem(ready, add_problem(ready, ProblemForm("灯", FOUND))).number.endswith("A0001")


def test_what_is_typed_is_kept_and_understood(ready: Workspace) -> None:
    person = add_person(ready)
    assert enter_person(ready, " 陆秀兰 ") == person
    assert enter_person(ready, "周小满") not in {"", person}
    assert enter_person(ready, " ") == ""
    form = complete(person)
    row = get_problem(
        ready, add_problem(ready, replace(form, limit_text="3月20日前", measures=(" 换灯管 ", "")))
    )
    assert row.form == replace(form, limit_text="3月20日前", measures=("换灯管",), unit=ready.unit)
    assert (row.limit_end, row.responsible_name, row.place) == (
        date(2026, 3, 20),
        "陆秀兰",
        "青石镇综合文化站",
    )
    assert (row.stage, row.lamp.word, row.holder_label) == (ProblemStage.WORKING, "正常", "本站")
    edit_problem(ready, row.id, replace(row.form, limit_text="尽量快一点儿"))
    again = get_problem(ready, row.id)
    assert (again.limit_end, again.stage) == (None, ProblemStage.FOUND)
    assert [mark.name for mark in again.marks if not mark.there] == ["目标时限"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"goal": ""}, "整改目标"),
        ({"limit_text": ""}, "时限"),
        ({"measures": ()}, "措施"),
        ({"responsible": None}, "责任人"),
        ({"commitment": ""}, "承诺内容"),
        ({"commitment_place": ""}, "公布地点"),
        ({"commitment_on": None}, "公布日期"),
    ],
)
def test_saving_never_waits_for_completeness_but_closing_does(
    ready: Workspace, change: dict[str, object], sentence: str
) -> None:
    problem = add_problem(ready, replace(complete(add_person(ready)), **change))  # type: ignore[arg-type]
    add_proof(ready, problem)
    with pytest.raises(InvalidInput, match=sentence):
        request_closing(ready, problem, result="修好了", completed_on=FOUND)


def test_closing_needs_result_day_and_proof(ready: Workspace) -> None:
    problem = add_problem(ready, complete(add_person(ready)))
    with pytest.raises(InvalidInput, match="佐证"):
        request_closing(ready, problem, result="修好了", completed_on=FOUND)
    add_proof(ready, problem)
    for result, day, sentence in (
        ("", FOUND, "整改结果"),
        ("修好了", date(2026, 2, 28), "完成日期"),
        ("修好了", date(2026, 3, 3), "完成日期"),
    ):
        with pytest.raises(InvalidInput, match=sentence):
            request_closing(ready, problem, result=result, completed_on=day)
    request_closing(ready, problem, result="修好了", completed_on=FOUND)
    with pytest.raises(InvalidInput, match="正等县里核验"):
        request_closing(ready, problem, result="又修好了", completed_on=FOUND)
    take_back_request(ready, problem)
    with pytest.raises(InvalidInput, match="没有正在等"):
        take_back_request(ready, problem)
    request_closing(ready, problem, result="修好了", completed_on=FOUND)
    assert get_problem(ready, problem).turn == 2  # the number of a request that was taken back is gone


def test_the_whole_loop_with_a_return_and_a_relapse(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    problem = add_problem(ready, complete(add_person(ready)))
    add_proof(ready, problem)
    request_closing(ready, problem, result="换了", completed_on=FOUND)
    assert (get_problem(ready, problem).lamp.word, get_problem(ready, problem).holder_label) == (
        "待核验",
        "县里",
    )
    clock.to(date(2026, 3, 25))
    decide(office, ready, problem, Decision.SITE_VISIT)
    assert get_problem(ready, problem).lamp.word == "待现场核验"
    decide(office, ready, problem, Decision.RETURNED, "照片看不清")
    row = get_problem(ready, problem)
    assert (row.stage, row.returned, row.return_reason) == (ProblemStage.RETURNED, 1, "照片看不清")
    # the 23 days at the office do not count: the limit is as near as it was
    assert (row.lamp.light, row.lamp.word) == ("green", "正常")
    clock.to(date(2026, 3, 26))
    request_closing(ready, problem, result="重新照了", completed_on=date(2026, 3, 26))
    decide(office, ready, problem, Decision.PASSED)
    row = get_problem(ready, problem)
    assert (row.stage_label, row.closed_on, row.lamp.word) == ("已销号", date(2026, 3, 26), "已销号")
    with pytest.raises(InvalidInput, match="已经销号"):
        request_closing(ready, problem, result="x", completed_on=FOUND)
    with pytest.raises(InvalidInput, match="反弹的情况"):
        report_relapse(ready, problem, note="", on=ready.today)
    with pytest.raises(InvalidInput, match="还没有到"):
        report_relapse(ready, problem, note="又坏", on=date(2026, 4, 1))
    report_relapse(ready, problem, note="又不亮了", on=ready.today)
    row = get_problem(ready, problem)
    assert (row.stage, row.number, row.relapse_note) == (
        ProblemStage.RELAPSED,
        "03-WT-2026-A0001",
        "又不亮了",
    )
    with pytest.raises(InvalidInput, match="还没有销号"):
        report_relapse(ready, problem, note="又", on=ready.today)
    request_closing(ready, problem, result="换了线路", completed_on=ready.today)
    assert get_problem(ready, problem).turn == 3
    carry(ready, office)
    assert get_problem(office, problem).stage is ProblemStage.CLOSING
    with pytest.raises(NotOwner):
        edit_problem(office, problem, replace(row.form, goal="别的"))


def test_a_verdict_on_another_revision_of_the_request_does_not_count(
    ready: Workspace, office: Workspace
) -> None:
    problem = add_problem(ready, complete(add_person(ready)))
    add_proof(ready, problem)
    request = request_closing(ready, problem, result="换了", completed_on=FOUND)
    decide(office, ready, problem, Decision.PASSED)
    with ready.write() as session:
        session.get_one(ClosureRequest, request).result = "换了两只"
    assert get_problem(ready, problem).stage is ProblemStage.CLOSING
    assert count_problems(ready)[ProblemStage.CLOSING] == 1


def test_sql_and_the_pure_rules_agree_on_every_course(ready: Workspace) -> None:
    """Filters and counts use SQL, rows the pure function: every combination must fall into the same stage."""
    person = enter_person(ready, "陆秀兰")
    courses = list(product((False, True), (None, *Decision), (None, 1, 2), (0, 1, 2)))
    with ready.write() as session:
        for place, (planned, decision, relapsed, turns) in enumerate(courses):
            problem = Problem(
                number=f"{place:03}", source="self_check", description="x", found_on=FOUND, limit_kind="date",
                responsible=person, measures=["换"] if planned else None, relapsed_turn=relapsed, relapsed_on=FOUND,
            )  # fmt: skip
            session.create(problem, stream=COUNTY)
            for turn in range(1, turns + 1):
                request = ClosureRequest(
                    target_kind=Target.PROBLEM, target=problem.id, turn=turn, result="好",
                    completed_on=FOUND, requested_on=FOUND,
                )  # fmt: skip
                session.create(request, stream=COUNTY)
                if decision is not None and turn == turns:
                    verdict = Verdict(
                        target_kind=Target.CLOSURE_REQUEST, target=request.id, target_revision=1,
                        decision=decision, decided_on=FOUND,
                    )  # fmt: skip
                    session.create(verdict, stream=COUNTY)
    rows = list_problems(ready)
    counts = count_problems(ready)
    assert len(rows) == sum(counts.values()) == len(courses)
    for stage in ProblemStage:
        filtered = list_problems(ready, stages=[stage])
        assert {row.id for row in filtered} == {row.id for row in rows if row.stage is stage}
        assert counts[stage] == len(filtered) > 0


def test_lists_are_filtered_ordered_and_paged_in_sql(ready: Workspace, office: Workspace) -> None:
    person = add_person(ready)
    for limit, words in (("", "没有时限"), ("2026年5月1日前", "五月"), ("2026年4月1日前", "四月")):
        add_problem(ready, replace(complete(person), description=words, limit_text=limit))
    assert [row.form.description for row in list_problems(ready)] == ["四月", "五月", "没有时限"]
    assert [row.form.description for row in list_problems(ready, descending=True)] == [
        "五月",
        "四月",
        "没有时限",
    ]
    assert [row.form.description for row in list_problems(ready, offset=1, limit=1)] == ["五月"]
    for order in ("number", "found", "place", "responsible", "stage"):
        assert len(list_problems(ready, order=order)) == 3
    for text, count in (("A0002", 1), ("月", 2), ("陆秀", 3), ("青石", 3), ("%", 0)):
        assert len(list_problems(ready, text=text)) == count
    assert len(list_problems(ready, stages=OPEN_STAGES)) == 3
    with office.write() as session:
        session.create(
            Unit(kind=UnitKind.STATION, name="柳河站", code="990101102000", number="04", parent=None),
            stream="all",
        )
    carry(ready, office)
    assert len(list_problems(office, station=ready.unit)) == 3
    assert list_problems(office, station="elsewhere") == []
    assert count_problems(office, station=ready.unit)[ProblemStage.WORKING] == 2


def checked(ready: Workspace, **entries: Entry) -> tuple[str, str]:
    house = add_venue(ready, VenueForm(unit=ready.unit, name="站舍", kind=VenueKind.STATION_HOUSE))
    check = start_check(ready, house)
    enter_results(ready, check, entries)
    finish_check(ready, check)
    return house, check


def result_of(ws: Workspace, check: str, code: str) -> str:
    found = next(line.result for line in read_check(ws, check).lines if line.code == code)
    assert found is not None
    return found


def test_a_shortfall_becomes_a_problem_in_one_step(ready: Workspace) -> None:
    house, check = checked(ready, A02=Entry("320"), A05=Entry("1"), G03=Entry("2", note="压力表在红区"))
    reported = report_problem_from_result(ready, result_of(ready, check, "A02"))
    assert (reported.number, reported.how) == ("03-WT-2026-A0001", ReportedAs.NEW)
    row = get_problem(ready, reported.problem)
    assert row.form.description == "站舍，建筑面积 320 m²，差 180 m²"
    assert row.form.clause == "A02 建筑面积：≥500 m²（乡镇综合文化站标准 第1版，依据：建标160（2012年））"
    assert (row.form.goal, row.form.venue, row.form.severity) == ("建筑面积 ≥500 m²", house, Severity.NORMAL)
    assert (row.place, row.check, row.item_code) == ("青石镇综合文化站 站舍", check, "A02")
    veto = get_problem(ready, report_problem_from_result(ready, result_of(ready, check, "G03")).problem)
    assert veto.form.description == "站舍，灭火器在有效期、压力正常：不符合。压力表在红区"
    assert veto.form.severity == Severity.SEVERE
    again = report_problem_from_result(ready, result_of(ready, check, "A02"))
    assert (again.problem, again.how) == (row.id, ReportedAs.OPEN)
    lines = {line.code: line.problem_number for line in read_check(ready, check).lines}
    assert (lines["A02"], lines["A05"], lines["G03"]) == ("03-WT-2026-A0001", "", "03-WT-2026-A0002")
    with pytest.raises(InvalidInput, match="没有缺口"):
        report_problem_from_result(ready, result_of(ready, check, "A05"))


def test_a_shortfall_that_comes_back_reopens_the_same_number(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    _, check = checked(ready, A05=Entry("2"))
    problem = report_problem_from_result(ready, result_of(ready, check, "A05")).problem
    form = get_problem(ready, problem).form
    edit_problem(
        ready,
        problem,
        replace(
            complete(add_person(ready)),
            description=form.description,
            venue=form.venue,
            found_on=form.found_on,
        ),
    )
    add_proof(ready, problem)
    request_closing(ready, problem, result="建好了", completed_on=ready.today)
    decide(office, ready, problem, Decision.PASSED)
    clock.forward(days=30)
    reopen_check(ready, check)
    enter_results(ready, check, {"A05": Entry("0", note="又占用了")})
    finish_check(ready, check)
    reported = report_problem_from_result(ready, result_of(ready, check, "A05"))
    assert (reported.problem, reported.how) == (problem, ReportedAs.RELAPSED)
    row = get_problem(ready, problem)
    assert (row.stage, row.relapse_note) == (ProblemStage.RELAPSED, "站舍，多功能活动厅：不符合。又占用了")
    assert len(list_problems(ready)) == 1


def test_place_and_order_that_have_not_arrived_are_shown_as_such(ready: Workspace, office: Workspace) -> None:
    problem = add_problem(ready, ProblemForm("x", FOUND, unit="not here", venue="nor here"))
    with ready.write() as session:
        session.get_one(Problem, problem).order = "nor this"
    row = get_problem(ready, problem)
    assert (row.place, row.order_number, row.order_end) == ("", "（交办单未到）", None)
    publish_pack(office, "p", "station", "x", [])
