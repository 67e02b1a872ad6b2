from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from app.errors import InvalidInput
from app.tasks.claims import (
    accept_changes,
    ask_not_applicable,
    ask_question,
    claim_items,
    claim_state,
    plan_items,
    set_ability,
    unclaim_items,
    withdraw_question,
)
from app.tasks.ledger import LedgerRow, list_ledger, read_row
from app.tasks.progress import list_questions, record_progress
from app.tasks.revisions import list_changes
from app.tasks.stage import Holder, Stage
from app.work.people import list_people
from app.workspace import ALL, Workspace
from db.models.log import LogLine
from db.models.tasks import Ability, Change, Claim, Decision, QuestionKind, Target
from db.models.units import Contact, Person, Unit, UnitKind
from tests.app.tasks.lists import answer, decide, item, publish
from tests.workspaces import StoppedClock, carry


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    made = publish(
        office,
        [
            item("图书室每周开放不少于 36 小时", "2026年", level1="阵地服务"),
            item("组织群众文化活动", "2026年6月底前", level1="活动", quantity=12, quantity_unit="场"),
            item("建立工作制度", "2026年3月20日前", level1="活动", evidence_count=1),
        ],
        claim_by=date(2026, 3, 10),
    )
    carry(office, station)
    return made


def row(ws: Workspace, which: str) -> LedgerRow:
    return read_row(ws, which)


def test_claiming_one_and_the_rest_and_nothing_twice(station: Workspace, items: list[str]) -> None:
    before = claim_state(station)
    assert (before.decided, before.total, before.complete) == (0, 3, False)
    assert [(group.group, group.decided, group.total) for group in before.groups] == [
        ("阵地服务", 0, 1),
        ("活动", 0, 2),
    ]
    assert before.claim_by == date(2026, 3, 10)
    assert claim_items(station, items[:1], responsible=" 周 小满 ", finish_on=date(2026, 9, 1)) == 1
    assert claim_items(station, items, responsible="周 小满") == 2
    first = row(station, items[0])
    assert (first.stage, first.responsible_name, first.finish_on) == (
        Stage.CLAIMED,
        "周 小满",
        date(2026, 9, 1),
    )
    assert claim_state(station).complete
    with station.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1  # typed twice, entered once
        lines = session.scalar(select(func.count()).select_from(LogLine).where(LogLine.kind == "claim"))
        assert lines == 3  # one line an item, also when a group is claimed at once
    assert [(person.name, person.items) for person in list_people(station)] == [("周 小满", 3)]


def test_every_answer_counts_and_silence_does_not(station: Workspace, items: list[str]) -> None:
    ask_question(station, items[0], kind=QuestionKind.OBJECTION, reason_code="too_soon", text="来不及")
    assert row(station, items[0]).stage_label == "有异议"
    ask_not_applicable(station, [items[1]], "本镇没有剧场")
    state = claim_state(station)
    assert (state.decided, [left.item for left in state.left]) == (2, [items[2]])
    set_ability(station, [items[2]], Ability.TOWNSHIP, "要乡镇出会议室")
    last = row(station, items[2])
    assert (last.stage, last.holder, last.light_word) == (Stage.CLAIMED, Holder.COUNTY, "待确认")
    assert claim_state(station).complete
    assert claim_state(station).unnamed == 1


def test_a_question_taken_back_or_answered_leaves_the_item_to_be_decided(
    office: Workspace, station: Workspace, items: list[str]
) -> None:
    first = ask_question(
        station, items[0], kind=QuestionKind.QUESTION, reason_code="unclear", text="含不含寒假？"
    )
    withdraw_question(station, first)
    assert row(station, items[0]).stage is Stage.UNCLAIMED
    second = ask_question(
        station, items[0], kind=QuestionKind.QUESTION, reason_code="unclear", text="含寒假吗？", wanted="不含"
    )
    assert (row(station, items[0]).holder, row(station, items[0]).light) == (Holder.COUNTY, "blue")
    answer(office, station, second, "含寒假")
    told = row(station, items[0])
    assert (told.stage, told.answer, told.open_question) == (Stage.UNCLAIMED, "含寒假", False)
    (shown,) = list_questions(station, items[0])
    assert (shown.reason_label, shown.wanted, shown.result_label, shown.answer) == (
        "标准不清",
        "不含",
        "已说明",
        "含寒假",
    )
    assert list_questions(office, items[0], site=station.site) == [shown]


def test_a_question_about_a_claimed_item_is_a_mark_only(station: Workspace, items: list[str]) -> None:
    claim_items(station, items[:1])
    ask_question(station, items[0], kind=QuestionKind.QUESTION, reason_code="other", text="怎么算？")
    marked = row(station, items[0])
    assert (marked.stage, marked.holder, marked.open_question) == (Stage.CLAIMED, Holder.STATION, True)


def test_the_county_decides_what_does_not_apply(
    office: Workspace, station: Workspace, items: list[str]
) -> None:
    ask_not_applicable(station, items[:2], "本镇没有")
    first, second = (row(station, which) for which in items[:2])
    assert first.claim is not None
    assert second.claim is not None
    decide(office, station, first.claim, 1, Decision.PASSED, kind=Target.CLAIM)
    decide(office, station, second.claim, 1, Decision.RETURNED, kind=Target.CLAIM, reason="广场也算")
    assert (row(station, items[0]).stage_label, row(station, items[0]).light) == ("不涉及", "grey")
    returned = row(station, items[1])
    assert (returned.stage, returned.returned_reason) == (Stage.RETURNED, "广场也算")
    ask_not_applicable(station, [items[1]], "广场也没有")  # asks again: the old verdict is past
    assert row(station, items[1]).stage is Stage.ASKED_NOT_APPLICABLE
    assert claim_items(station, [items[1]]) == 1
    assert (row(station, items[1]).stage, row(station, items[1]).reason) == (Stage.CLAIMED, "")


def test_taking_claims_back(station: Workspace, items: list[str]) -> None:
    claim_items(station, items)
    unclaim_items(station, items[:2])
    assert claim_state(station).decided == 1
    record_progress(station, items[2], text="起草了制度")
    with pytest.raises(InvalidInput, match="不能取消认领"):
        unclaim_items(station, [items[2]])
    with pytest.raises(InvalidInput, match="不涉及"):
        ask_not_applicable(station, [items[2]], "不归我们")
    claim_items(station, items)
    with station.read() as session:
        live = session.scalar(select(func.count()).select_from(Claim).where(Claim.void.is_(False)))
    assert live == 3


@pytest.mark.parametrize("text", ["", "  \n"])
def test_what_has_to_be_said(station: Workspace, items: list[str], text: str) -> None:
    with pytest.raises(InvalidInput):
        ask_not_applicable(station, items[:1], text)
    with pytest.raises(InvalidInput):
        set_ability(station, items[:1], Ability.COUNTY, text)
    with pytest.raises(InvalidInput):
        ask_question(station, items[0], kind=QuestionKind.QUESTION, reason_code="other", text=text)
    with pytest.raises(InvalidInput):
        ask_question(station, items[0], kind=QuestionKind.QUESTION, reason_code="none", text="甲")
    with pytest.raises(InvalidInput):
        claim_items(station, items[:1], responsible=text)
    assert claim_state(station).decided == 0  # nothing was written half


def test_dates_and_unknown_items_are_refused_whole(station: Workspace, items: list[str]) -> None:
    with pytest.raises(InvalidInput, match="清单"):
        claim_items(station, [items[0], "nowhere"])
    with pytest.raises(InvalidInput, match="还没有认领"):
        plan_items(station, items, leader="李镇长")
    claim_items(station, items)
    plan_items(station, items, leader=" 李镇长 ", method="分三步", output="一套制度")
    assert {row(station, which).leader for which in items} == {"李镇长"}
    with pytest.raises(InvalidInput, match="早于"):
        plan_items(station, items[:1], start_on=date(2026, 5, 2), finish_on=date(2026, 5, 1))
    assert row(station, items[0]).finish_on is None


def test_a_new_version_keeps_progress_and_asks_for_a_look(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    claim_items(station, items)
    record_progress(station, items[0], text="开放了 40 小时", percent=30)
    record_progress(station, items[1], text="办了一场", quantity=1)
    clock.forward(days=1)
    publish(
        office,
        [
            item(
                "图书室每周开放不少于 42 小时",
                "2026年",
                item=items[0],
                change=Change.CHANGED,
                level1="阵地服务",
            ),
            item(
                "建立工作制度",
                "2026年3月20日前",
                item=items[2],
                change=Change.SAME,
                evidence_count=1,
                level1="活动",
            ),
            item("新增：配文化志愿者", item="new", change=Change.ADDED),
            item("组织群众文化活动", "2026年6月底前", item=items[1], change=Change.WITHDRAWN, quantity=12),
        ],
        version=2,
    )
    carry(office, station)
    rows = {one.item: one for one in list_ledger(station)}
    assert (rows[items[0]].content, rows[items[0]].percent, rows[items[0]].needs_look) == (
        "图书室每周开放不少于 42 小时",
        30,
        True,
    )
    assert not rows[items[2]].needs_look
    assert [
        (change.name, change.before[-5:], change.after[-5:]) for change in list_changes(station, items[0])
    ] == [
        ("任务内容", "36 小时", "42 小时"),
    ]
    assert list_changes(station, items[2]) == ()
    assert list_changes(station, "new") == ()
    assert (rows[items[1]].stage, rows[items[1]].quantity_done) == (Stage.WITHDRAWN, 1)
    assert [left.item for left in claim_state(station).left] == ["new"]
    accept_changes(station, [items[0]])
    assert not row(station, items[0]).needs_look
    publish(office, [item("图书室", item=items[0], change=Change.SAME)], version=3)  # drops the others
    carry(office, station)
    stages = {one.item: one.stage for one in list_ledger(station)}
    assert stages == {
        items[0]: Stage.IN_PROGRESS,
        items[1]: Stage.WITHDRAWN,
        items[2]: Stage.WITHDRAWN,
    }  # what nobody claimed is gone, work stays to be seen
    assert not row(station, items[0]).needs_look


def test_whom_to_call_is_said(office: Workspace, station: Workspace, items: list[str]) -> None:
    assert claim_state(station).contact == ""
    working = replace(station, office=office.site)
    with office.write() as session:
        head = session.create(
            Unit(kind=UnitKind.OFFICE, name="清河县创建办", code="990101000000", number="00", parent=None),
            stream=ALL,
        )
        session.create(Contact(unit=head.id, name="王科长", phone="0439-0000001"), stream=ALL)
    carry(office, working)
    assert claim_state(working).contact == "王科长 0439-0000001"
