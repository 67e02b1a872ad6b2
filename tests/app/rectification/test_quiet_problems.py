from datetime import date, timedelta

from msgspec.structs import replace

from app.rectification.closing import request_closing
from app.rectification.orders import OrderForm, answer_order, get_order, issue_order
from app.rectification.problems import ProblemForm, add_problem, edit_problem, get_problem
from app.reporting.county_rules import Rule, set_rule
from app.workspace import Workspace
from db.models.tasks import Ability, Decision
from tests.facilities import FOUND, add_person, add_proof, complete, decide
from tests.workspaces import StoppedClock, carry

YEAR_END = "2026年12月底前"


def word(ws: Workspace, problem: str) -> str:
    return get_problem(ws, problem).lamp.word


def test_a_problem_left_alone_turns_yellow_then_red_until_something_is_said(
    ready: Workspace, clock: StoppedClock
) -> None:
    form = replace(complete(add_person(ready)), limit_text=YEAR_END)
    problem = add_problem(ready, form)
    begun = clock().date()
    clock.to(begun + timedelta(days=30))
    assert word(ready, problem) == "正常"
    clock.to(begun + timedelta(days=31))
    assert (get_problem(ready, problem).lamp.light, word(ready, problem)) == ("yellow", "31 天没动静")
    clock.to(begun + timedelta(days=61))
    assert (get_problem(ready, problem).lamp.light, word(ready, problem)) == ("red", "61 天没动静")
    add_proof(ready, problem)
    assert word(ready, problem) == "正常"
    clock.to(begun + timedelta(days=100))
    assert word(ready, problem) == "39 天没动静"
    edit_problem(ready, problem, replace(form, goal="全部换新"))
    assert word(ready, problem) == "正常"


def test_silence_is_only_the_stations_while_it_is_to_move(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    person = add_person(ready)
    form = replace(complete(person), limit_text=YEAR_END)
    waiting, asked, lasting = (
        add_problem(ready, form),
        add_problem(ready, replace(form, ability=Ability.COUNTY)),
        add_problem(ready, replace(form, limit_text="长期坚持")),
    )
    add_proof(ready, waiting)
    request_closing(ready, waiting, result="换了", completed_on=clock().date())
    carry(ready, office)
    begun = clock().date()
    clock.to(begun + timedelta(days=70))
    assert (word(ready, waiting), word(ready, asked), word(ready, lasting)) == ("待核验", "待支持", "长期")
    decide(office, ready, waiting, Decision.RETURNED, "还有两只过期")
    assert word(ready, waiting) == "正常"  # the station had nothing to do until today
    clock.to(begun + timedelta(days=101))
    assert word(ready, waiting) == "31 天没动静"


def test_problems_and_orders_go_by_what_the_county_set(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    person, begun = add_person(ready), clock().date()
    own = add_problem(ready, ProblemForm(description="门锁坏了", found_on=FOUND, limit_text=YEAR_END))
    slips = [
        issue_order(
            office,
            ready.unit,
            OrderForm(description=words, issued_on=begun, limit_end=date(2026, 12, 31)),
        )
        for words in ("展板破损", "出口堵塞")
    ]
    carry(office, ready)
    clock.to(begun + timedelta(days=8))
    answer_order(ready, slips[0], measures=["换新"], responsible=person, finish_on=date(2026, 12, 1))
    carry(ready, office)
    clock.to(begun + timedelta(days=14))
    set_rule(office, Rule(quiet_days=10, silent_days=13))
    assert word(office, own) == "14 天没动静"
    assert word(ready, own) == "未启动"  # what was set has not come yet
    carry(office, ready)
    for ws in (office, ready):
        assert get_problem(ws, own).lamp.light == "red"
        answered, ignored = (get_order(ws, slip).lamp for slip in slips)
        assert answered.word == "正常"  # signed for six days ago
        assert (ignored.light, ignored.word) == ("red", "14 天没动静")
