"""Steps, more time, ability, turns, own tasks, proof by category, rates: on a real ledger."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotOwner
from app.tasks.claims import ask_not_applicable, claim_items, claim_state, plan_items, set_ability
from app.tasks.extensions import request_extension, withdraw_extension
from app.tasks.ledger import LedgerRow, list_ledger, read_row
from app.tasks.own_tasks import OwnTaskForm, add_own_task, edit_own_task, own_task_form, remove_own_task
from app.tasks.progress import closing_obstacle, record_progress, request_closing
from app.tasks.rates import rates_by_category, rates_by_nature
from app.tasks.stage import Holder, Stage
from app.tasks.steps import (
    add_step,
    edit_step,
    finish_step,
    list_steps,
    remove_step,
    steps_of_year,
    years_of,
)
from app.work.log import add_log
from app.workspace import Workspace
from db.models.tasks import Ability, Change, Decision, Target, Verdict
from tests.app.tasks.lists import decide, item, publish
from tests.workspaces import StoppedClock, carry


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    made = publish(
        office,
        [
            item("整理档案", "2026年6月底前"),
            item("每月放映电影", "2026年", cycle="month", quantity=2, quantity_unit="场"),
            item("印发创建方案", "2026年4月底前", category="政策文件", evidence_count=1),
            item("组织培训", "2026年9月底前", nature="optional", category="活动开展", evidence_count=1),
            item("特色品牌", "2026年3月底前", nature="encouraged"),
            item("修缮站舍", "2026年10月底前", category="基础设施", evidence_count=1),
        ],
    )
    carry(office, station)
    claim_items(station, made, responsible="周小满")
    return made


def row(ws: Workspace, which: str) -> LedgerRow:
    return read_row(ws, which)


def judge(
    office: Workspace,
    station: Workspace,
    target: str,
    decision: Decision,
    *,
    kind: Target,
    reason: str = "",
    until: date | None = None,
) -> None:
    carry(station, office)
    with office.write() as session:
        verdict = Verdict(
            target_kind=kind,
            target=target,
            target_revision=1,
            decision=decision,
            reason=reason,
            decided_on=office.today,
            until=until,
        )
        session.create(verdict, stream=station.unit)
    carry(office, station)


# -- more time ----------------------------------------------------------------------------------------


def test_the_old_limit_stays_in_sight_and_the_clock_stands_still(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    clock.to(date(2026, 6, 28))
    asked = request_extension(station, items[0], wanted_end=date(2026, 8, 31), reason="等新柜子到货")
    clock.to(date(2026, 7, 10))
    waiting = row(station, items[0])
    assert (waiting.light, waiting.light_word, waiting.holder) == ("blue", "待批延期", Holder.COUNTY)
    assert waiting.waiting_since == date(2026, 6, 28)
    with pytest.raises(InvalidInput, match="已经申请延期"):
        request_extension(station, items[0], wanted_end=date(2026, 9, 30), reason="再等等")
    judge(office, station, asked, Decision.PASSED, kind=Target.EXTENSION, until=date(2026, 7, 31))
    granted = row(station, items[0])
    assert (granted.extension, granted.extensions) == ("granted", 1)
    assert (granted.limit_was, granted.limit_end, granted.limit_text) == (
        date(2026, 6, 30),
        date(2026, 7, 31),
        "2026年6月底前",
    )
    clock.to(date(2026, 8, 14))
    assert row(station, items[0]).light_word == "逾期 2 天"  # twelve days with the county do not count
    again = request_extension(station, items[0], wanted_end=date(2026, 9, 30), reason="还差一批")
    judge(office, station, again, Decision.RETURNED, kind=Target.EXTENSION, reason="请抓紧")
    refused = row(station, items[0])
    assert (refused.extension, refused.extension_word, refused.limit_end) == (
        "refused",
        "请抓紧",
        date(2026, 7, 31),
    )
    assert refused.light == "red"


def test_more_time_is_asked_with_a_later_day_and_a_reason(station: Workspace, items: list[str]) -> None:
    with pytest.raises(InvalidInput, match="更晚"):
        request_extension(station, items[0], wanted_end=date(2026, 6, 30), reason="忙")
    with pytest.raises(InvalidInput, match="理由"):
        request_extension(station, items[0], wanted_end=date(2026, 7, 30), reason=" ")
    with pytest.raises(InvalidInput, match="不用撤回"):
        withdraw_extension(station, items[0])
    request_extension(station, items[0], wanted_end=date(2026, 7, 30), reason="忙")
    withdraw_extension(station, items[0])
    assert row(station, items[0]).extension == ""
    own = add_own_task(station, OwnTaskForm("整理旧报刊", limit_text="5月底前"))
    with pytest.raises(InvalidInput, match="不用申请延期"):
        request_extension(station, own, wanted_end=date(2026, 7, 30), reason="忙")


def test_late_work_is_late_against_the_day_that_was_granted(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    asked = request_extension(station, items[0], wanted_end=date(2026, 7, 31), reason="等柜子")
    judge(office, station, asked, Decision.PASSED, kind=Target.EXTENSION)
    assert row(station, items[0]).limit_end == date(2026, 7, 31)
    clock.to(date(2026, 8, 5))
    request = request_closing(station, items[0], result="齐了")
    decide(office, station, request, 1, Decision.PASSED)
    assert (row(station, items[0]).light_word, row(station, items[0]).days_late) == ("补办 5 天", 5)


# -- ability ------------------------------------------------------------------------------------------


def test_only_what_the_county_agrees_to_excuses_the_station(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    set_ability(station, [items[0]], Ability.TOWNSHIP, "没有库房")
    claim = row(station, items[0]).claim
    assert claim is not None
    asked = row(station, items[0])
    assert (asked.ability_word, asked.excused, asked.light_word) == ("等县里确认", False, "待确认")
    assert rates_by_nature(list_ledger(station))["required"].total == 4
    judge(office, station, claim, Decision.PASSED, kind=Target.ABILITY)
    plan_items(station, [items[0]], method="借镇里的档案室")  # another revision of the claim
    agreed = row(station, items[0])
    assert (agreed.ability_word, agreed.excused, agreed.holder) == ("县里已确认", True, Holder.TOWNSHIP)
    assert rates_by_nature(list_ledger(station))["required"].total == 3
    clock.to(date(2026, 8, 1))
    assert row(station, items[0]).light_word == "待支持"
    set_ability(station, [items[0]], Ability.STATION)
    back = row(station, items[0])
    assert (back.holder, back.excused, back.light) == (Holder.STATION, False, "grey")
    assert back.held_days == (date(2026, 8, 1) - date(2026, 3, 2)).days  # others had it all the time


def test_a_refusal_gives_the_item_back_and_a_new_proposal_is_a_new_turn(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    set_ability(station, [items[0]], Ability.COUNTY, "没有库房")
    claim = row(station, items[0]).claim
    assert claim is not None
    clock.to(date(2026, 3, 12))
    judge(office, station, claim, Decision.RETURNED, kind=Target.ABILITY, reason="镇里有")
    refused = row(station, items[0])
    assert (refused.holder, refused.ability_word, refused.county_word, refused.held_days) == (
        Holder.STATION,
        "县里未同意",
        "镇里有",
        10,
    )
    set_ability(station, [items[0]], Ability.COUNTY, "镇里的已经拆了")
    assert row(station, items[0]).ability_word == "等县里确认"


def test_what_nobody_agreed_to_does_not_stop_the_clock(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    set_ability(station, [items[0]], Ability.COUNTY, "没有库房")
    clock.to(date(2026, 7, 10))
    assert row(station, items[0]).light == "blue"
    set_ability(station, [items[0]], Ability.STATION)
    assert row(station, items[0]).light_word == "逾期 10 天"


# -- steps --------------------------------------------------------------------------------------------


def test_steps_make_the_share_done_and_the_light(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    first = add_step(station, items[0], text=" 清点  旧档 ", due_on=date(2026, 3, 20), weight=3)
    second = add_step(station, items[0], text="装订", due_on=date(2026, 5, 31))
    shown = list_steps(station, items[0])
    assert [(step.number, step.text, step.share) for step in shown] == [(1, "清点 旧档", 75), (2, "装订", 25)]
    assert (row(station, items[0]).percent, row(station, items[0]).due_on) == (0, date(2026, 3, 20))
    clock.to(date(2026, 3, 25))
    late = row(station, items[0])
    assert (late.planned, late.light, late.light_word) == (75, "red", "进度严重落后")
    assert list_steps(station, items[0])[0].days_late == 5
    finish_step(station, first, on=date(2026, 3, 22), result="217 卷")
    done = row(station, items[0])
    assert (done.percent, done.steps_done, done.steps, done.due_on) == (75, 1, 2, date(2026, 5, 31))
    assert closing_obstacle(done) == "还不能申请办结：差 1 个步骤。"
    assert list_steps(station, items[0])[0].days_late == 2  # late but done keeps its days
    edit_step(station, second, text="装订上架", due_on=None, weight=1)
    finish_step(station, second, on=station.today)
    assert closing_obstacle(row(station, items[0])) == ""
    finish_step(station, second, on=None)
    remove_step(station, second)
    assert row(station, items[0]).percent == 100


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": "甲", "weight": 0}, {"text": "甲", "weight": 101}])
def test_a_step_needs_words_and_a_weight(
    station: Workspace, items: list[str], wrong: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput):
        add_step(station, items[0], **wrong)  # type: ignore[arg-type]
    ask_not_applicable(station, [items[4]], "没有")
    with pytest.raises(InvalidInput, match="先认领"):
        add_step(station, items[4], text="甲")
    step = add_step(station, items[0], text="甲")
    with pytest.raises(InvalidInput, match="还没有到"):
        finish_step(station, step, on=date(2026, 3, 3))


# -- what comes round ---------------------------------------------------------------------------------


def test_after_months_away_there_is_one_turn_and_the_missed_ones_are_named(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    record_progress(station, items[1], text="放了两场", quantity=2)
    march = row(station, items[1])
    assert (march.turn, march.sessions, march.missed, march.light) == ("3月", (2, 2), (), "green")
    clock.to(date(2026, 6, 10))
    record_progress(station, items[1], text="四月补记一场", quantity=1, on=date(2026, 4, 20))
    june = row(station, items[1])
    assert (june.turn, june.sessions, june.missed) == ("6月", (0, 2), ("4月", "5月"))
    assert june.missed_words == "4月、5月"
    assert (june.light, june.light_word, june.due_on) == ("yellow", "漏办 2 次", date(2026, 6, 30))
    assert closing_obstacle(june) == "还不能申请办结：差6月的 2 场。"
    record_progress(station, items[1], text="六月两场", quantity=2)
    assert (row(station, items[1]).light, row(station, items[1]).missed) == ("green", ("4月", "5月"))
    clock.to(date(2026, 7, 29))
    assert row(station, items[1]).light_word == "漏办 2 次"
    record_progress(station, items[1], text="补四月五月", quantity=1, on=date(2026, 4, 21))
    record_progress(station, items[1], text="补五月", quantity=2, on=date(2026, 5, 21))
    assert row(station, items[1]).light_word == "7月还差 2 场"


def test_of_many_missed_turns_the_last_are_named(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    clock.to(date(2026, 12, 10))
    assert row(station, items[1]).missed_words == "8月、9月、10月、11月等 8 次"


# -- silence ------------------------------------------------------------------------------------------


def test_silence_is_counted_from_the_last_word(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    clock.to(date(2026, 4, 2))
    assert (row(station, items[5]).light_word, row(station, items[5]).quiet_days) == ("31 天没动静", 31)
    record_progress(station, items[5], text="请了施工队来看")
    assert row(station, items[5]).light == "green"
    clock.to(date(2026, 6, 2))
    assert (row(station, items[5]).light, row(station, items[5]).light_word) == ("red", "61 天没动静")
    assert row(station, items[4]).light == "grey"  # what is only encouraged may rest


# -- own tasks, categories, rates ---------------------------------------------------------------------


def test_own_tasks_are_marked_and_stay_out_of_the_countys_figures(
    office: Workspace, station: Workspace, items: list[str]
) -> None:
    own = add_own_task(station, OwnTaskForm(" 办一期剪纸班 ", limit_text="5月底前", category="队伍培训"))
    shown = row(station, own)
    assert (shown.content, shown.own, shown.code, shown.level1) == ("办一期剪纸班", True, "自增1", "本站自增")
    assert (shown.stage, shown.limit_end, shown.number) == (Stage.CLAIMED, date(2026, 5, 31), 7)
    assert claim_state(station).total == 6
    assert sum(rate.total for rate in rates_by_nature(list_ledger(station)).values()) == 6
    record_progress(station, own, text="招了 12 人")
    with pytest.raises(InvalidInput, match="进展"):
        remove_own_task(station, own)
    plan_items(station, [own], responsible="周小满")
    request_closing(station, own, result="办完")
    assert row(station, own).stage is Stage.CLOSED  # nobody else has to agree
    carry(station, office)
    assert [one.own for one in list_ledger(office, site=station.site)] == [False] * 6 + [True]
    with pytest.raises(NotOwner):
        add_own_task(office, OwnTaskForm("甲"))


def test_own_tasks_are_edited_and_removed(station: Workspace, items: list[str]) -> None:
    own = add_own_task(station, OwnTaskForm("办班"))
    with pytest.raises(InvalidInput):
        edit_own_task(station, own, OwnTaskForm("  "))
    edit_own_task(station, own, OwnTaskForm("办两期班", quantity=2, quantity_unit="期"))
    assert own_task_form(station, own).quantity == 2
    assert row(station, own).sessions == (0, 2)
    remove_own_task(station, own)
    assert len(list_ledger(station)) == 6


def test_each_category_asks_for_its_own_proof(
    office: Workspace, station: Workspace, items: list[str], tmp_path: Path
) -> None:
    assert closing_obstacle(row(station, items[2])) == "还不能申请办结：差 1 份佐证、文号。"
    plan_items(station, [items[2]], document_no="清文创〔2026〕3号")
    assert closing_obstacle(row(station, items[2])) == "还不能申请办结：差 1 份佐证。"
    assert row(station, items[3]).proof_lack == "有人数的活动记录"
    add_log(station, "办了培训", item=items[3])
    assert row(station, items[3]).proof_lack == "有人数的活动记录"  # a plain line has no head count
    add_log(station, "又办了培训", item=items[3], people=30)
    assert row(station, items[3]).proof_lack == ""
    assert row(station, items[5]).proof_lack == "一次达标的设施核查"
    plan_items(station, [items[5]], proof_check="some-check")
    assert row(station, items[5]).proof_lack == ""
    assert row(station, items[0]).proof_lack == ""  # asks for no files: asks for nothing


def test_rates_are_never_blended(office: Workspace, station: Workspace, items: list[str]) -> None:
    request = request_closing(station, items[4], result="有了品牌")
    decide(office, station, request, 1, Decision.PASSED)
    rates = rates_by_nature(list_ledger(station))
    assert {nature: (rate.done, rate.total, rate.percent) for nature, rate in rates.items()} == {
        "required": (0, 4, 0),
        "optional": (0, 1, 0),
        "encouraged": (1, 1, 100),
    }
    assert [(rate.name, rate.total) for rate in rates_by_category(list_ledger(station))] == [
        ("其他", 2),
        ("政策文件", 1),
        ("基础设施", 1),
    ]


def test_what_a_new_version_did_is_said_on_the_line(
    office: Workspace, station: Workspace, items: list[str]
) -> None:
    assert {one.revised for one in list_ledger(station)} == {""}  # everything is new in the first version
    publish(
        office,
        [
            item("整理档案和图书", "2026年6月底前", item=items[0], change=Change.CHANGED),
            item("每月放映电影", "2026年", item=items[1], change=Change.SAME, cycle="month", quantity=2),
            item("新的一项", item="new", change=Change.ADDED),
        ],
        version=2,
    )
    carry(office, station)
    assert [one.revised for one in list_ledger(station)] == [
        "修改",
        "",
        "新增",
        "撤回",
        "撤回",
        "撤回",
        "撤回",
    ]


def test_what_runs_over_years_is_shown_a_year_at_a_time_and_closes_last(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    first = add_step(station, items[5], text="立项", due_on=date(2026, 6, 30))
    second = add_step(station, items[5], text="动工", due_on=date(2027, 5, 31))
    add_step(station, items[5], text="随时报送照片")
    steps = list_steps(station, items[5])
    assert years_of(steps) == [2026, 2027]
    assert [step.text for step in steps_of_year(steps, 2026)] == ["立项", "随时报送照片"]
    assert [step.text for step in steps_of_year(steps, 2027)] == ["动工", "随时报送照片"]
    clock.to(date(2027, 2, 1))
    finish_step(station, first, on=date(2027, 1, 15))  # late, in the year after
    steps = list_steps(station, items[5])
    assert [step.text for step in steps_of_year(steps, 2027)] == ["立项", "动工", "随时报送照片"]
    with pytest.raises(InvalidInput, match="2 个步骤"):
        request_closing(station, items[5], result="完工")
    finish_step(station, second, on=date(2027, 1, 20))
    assert "1 个步骤" in closing_obstacle(row(station, items[5]))
