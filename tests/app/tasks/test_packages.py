from datetime import date

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from app.errors import InvalidInput
from app.log.undo import mark_log, take_back, written_since
from app.tasks.draft import (
    DraftHead,
    add_items,
    create_draft,
    drop_draft,
    edit_head,
    edit_items,
    fill_down,
    list_draft,
    list_groups,
    move_item,
    remove_items,
)
from app.tasks.draft_forms import TaskForm, cycle_of, nature_of, quantity_text
from app.tasks.packages import (
    check_draft,
    diff_tasks,
    list_packages,
    list_version,
    list_versions,
    publish_tasks,
)
from app.workspace import ALL, OWN, Workspace
from db.models.tasks import Change, Nature, TaskItem, TaskPackage
from tests.workspaces import StoppedClock, carry

ITEMS = [
    TaskForm(
        code="1-1", level1="政策保障", content="出台创建实施方案", limit_text="2026年4月底前", evidence="文件"
    ),
    TaskForm(code="2-1", level1="设施建设", content="核查站舍", limit_text="2026年6月30日前", evidence="核查表"),
    TaskForm(
        code="3-1", level1="活动开展", content="举办培训", quantity=12, quantity_unit="次", cycle="year",
        limit_text="12月15日前", evidence="照片", evidence_count=12,
    ),
]  # fmt: skip


@pytest.fixture
def package(office: Workspace) -> str:
    return create_draft(office, DraftHead("创建任务书", claim_by=date(2026, 3, 20)), ITEMS)


def contents(ws: Workspace, package: str) -> list[str]:
    return [row.form.content for row in list_draft(ws, package)]


def change(ws: Workspace, package: str, code: str, /, **values: object) -> None:
    row = next(row for row in list_draft(ws, package) if row.form.code == code)
    edit_items(ws, {row.id: replace(row.form, **values)})  # type: ignore[arg-type]


def test_a_draft_stays_at_the_office(office: Workspace, station: Workspace, package: str) -> None:
    with office.read() as session:
        assert set(session.scalars(select(TaskItem.stream))) == {OWN}
    carry(office, station)
    with station.read() as session:
        assert session.scalars(select(TaskPackage)).all() == []


def test_limits_are_understood_when_they_are_typed(office: Workspace, package: str) -> None:
    rows = list_draft(office, package)
    assert [row.limit_end for row in rows] == [date(2026, 4, 30), date(2026, 6, 30), date(2026, 12, 15)]
    assert [row.quantity_text for row in rows] == ["", "", "12 次／每年"]
    assert list_groups(office, package) == [("政策保障", 1), ("设施建设", 1), ("活动开展", 1)]


def test_a_limit_without_a_year_keeps_the_year_it_was_typed_in(
    office: Workspace, package: str, clock: StoppedClock
) -> None:
    publish_tasks(office, package)
    clock.to(date(2027, 2, 1))
    change(office, package, "3-1", note="以签到表为准")
    publish_tasks(office, package)
    assert list_version(office, package, 2)[2].limit_end == date(2026, 12, 15)
    change(office, package, "3-1", limit_text="12月20日前")
    assert list_draft(office, package)[2].limit_end == date(2027, 12, 20)


def test_publishing_freezes_version_one_for_all(office: Workspace, station: Workspace, package: str) -> None:
    assert publish_tasks(office, package) == 1
    carry(office, station)
    with station.read() as session:
        (head,) = session.scalars(select(TaskPackage)).all()
        items = session.scalars(select(TaskItem).order_by(TaskItem.position)).all()
    assert (head.version, head.stream, head.issued_on, head.claim_by) == (
        1, ALL, office.today, date(2026, 3, 20),
    )  # fmt: skip
    assert [(item.position, item.code, item.change) for item in items] == [
        (1, "1-1", Change.ADDED),
        (2, "2-1", Change.ADDED),
        (3, "3-1", Change.ADDED),
    ]
    assert items[2].limit_end == date(2026, 12, 15)


def test_the_next_version_says_what_became_of_each_item(
    office: Workspace, station: Workspace, package: str
) -> None:
    publish_tasks(office, package)
    before = {row.form.code: row.item for row in list_draft(office, package)}
    change(office, package, "2-1", limit_text="2026年7月底前", content="核查站舍和场地")
    remove_items(office, [list_draft(office, package)[0].id])
    add_items(office, package, [TaskForm(code="4-1", content="整理档案")])
    rows = diff_tasks(office, package)
    assert [(row.code, row.change_label) for row in rows] == [
        ("2-1", "修改"), ("3-1", "未变"), ("4-1", "新增"), ("1-1", "撤回"),
    ]  # fmt: skip
    assert [(field.name, field.before, field.after) for field in rows[0].fields] == [
        ("任务内容", "核查站舍", "核查站舍和场地"),
        ("完成时限", "2026年6月30日前", "2026年7月底前"),
        ("截止日期", "2026-06-30", "2026-07-31"),
    ]
    assert [row.change for row in list_draft(office, package)] == ["修改", "", "新增"]
    assert [row.form.code for row in list_draft(office, package, changed=True)] == ["2-1", "4-1"]
    assert list_packages(office)[0].changes == 3
    assert publish_tasks(office, package, claim_by=date(2026, 4, 1)) == 2
    carry(office, station)
    with station.read() as session:
        second = session.scalars(
            select(TaskItem).where(TaskItem.version == 2).order_by(TaskItem.position)
        ).all()
        first = session.scalars(select(TaskItem).where(TaskItem.version == 1)).all()
    assert [(item.code, item.change, item.item == before.get(item.code)) for item in second] == [
        ("2-1", "changed", True), ("3-1", "same", True), ("4-1", "added", False), ("1-1", "withdrawn", True),
    ]  # fmt: skip
    assert {item.content for item in first} == {"出台创建实施方案", "核查站舍", "举办培训"}, "frozen"
    assert [(row.version, row.items, row.added, row.changed, row.withdrawn) for row in list_versions(office, package)] == [
        (2, 3, 1, 1, 1), (1, 3, 3, 0, 0),
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="完全一样"):
        publish_tasks(office, package)
    change(office, package, "4-1", note="补充")
    publish_tasks(office, package)
    assert [item.change for item in list_version(office, package, 3)] == ["same", "same", "changed"]


def test_what_blocks_publishing_and_what_is_only_doubtful(office: Workspace, package: str) -> None:
    assert check_draft(office, package) == []
    change(office, package, "2-1", code="1-1", limit_text="抓紧办")
    change(office, package, "3-1", limit_text="", evidence="", evidence_count=0)
    assert {doubt.code for doubt in check_draft(office, package)} == {
        "double_code", "odd_limit", "no_limit", "no_evidence",
    }  # fmt: skip
    assert [row.number for row in list_draft(office, package, doubtful=True)] == [1, 2, 3]
    assert publish_tasks(office, package) == 1
    change(office, package, "3-1", content=" ")
    assert check_draft(office, package)[0].blocks
    with pytest.raises(InvalidInput, match="第 3 项（3-1）没有任务内容"):
        publish_tasks(office, package)
    remove_items(office, [row.id for row in list_draft(office, package)])
    with pytest.raises(InvalidInput, match="还没有任务"):
        publish_tasks(office, package)


def test_items_are_put_in_moved_and_brought_back(office: Workspace, package: str) -> None:
    first, second, third = (row.id for row in list_draft(office, package))
    new = add_items(office, package, [TaskForm("甲"), TaskForm("乙")], after=first)
    assert contents(office, package) == ["出台创建实施方案", "甲", "乙", "核查站舍", "举办培训"]
    mark = mark_log(office)
    remove_items(office, new)
    assert contents(office, package) == ["出台创建实施方案", "核查站舍", "举办培训"]
    take_back(office, written_since(office, mark))
    mark = mark_log(office)
    move_item(office, package, third, -1)
    assert contents(office, package) == ["出台创建实施方案", "甲", "乙", "举办培训", "核查站舍"]
    move_item(office, package, second, 1)
    take_back(office, written_since(office, mark))
    assert contents(office, package) == ["出台创建实施方案", "甲", "乙", "核查站舍", "举办培训"]


def test_there_is_always_room_between_two_items(office: Workspace, package: str) -> None:
    after = list_draft(office, package)[0].id
    for number in range(12):
        add_items(office, package, [TaskForm(f"第{number}项")], after=after)
    add_items(office, package, [TaskForm(f"批{number}") for number in range(130)], after=after)
    rows = list_draft(office, package)
    assert [row.form.content for row in rows] == [
        "出台创建实施方案",
        *(f"批{number}" for number in range(130)),
        *(f"第{number}项" for number in reversed(range(12))),
        "核查站舍",
        "举办培训",
    ]
    assert [row.number for row in rows] == list(range(1, 146))


def test_a_limit_is_filled_down_and_taken_back(office: Workspace, package: str) -> None:
    ids = [row.id for row in list_draft(office, package)]
    mark = mark_log(office)
    fill_down(office, ids, "limit_text")
    assert {row.limit_end for row in list_draft(office, package)} == {date(2026, 4, 30)}
    take_back(office, written_since(office, mark))
    assert [row.limit_end for row in list_draft(office, package)] == [
        date(2026, 4, 30), date(2026, 6, 30), date(2026, 12, 15),
    ]  # fmt: skip


def test_a_list_needs_a_name(office: Workspace, package: str) -> None:
    with pytest.raises(InvalidInput, match="名称"):
        create_draft(office, DraftHead(" "))
    edit_head(office, package, DraftHead("创建任务书（修订）", document_no="清创办〔2026〕3号"))
    assert list_packages(office)[0].head.document_no == "清创办〔2026〕3号"


def test_a_draft_is_dropped_unless_it_was_published(office: Workspace, package: str) -> None:
    mark = mark_log(office)
    drop_draft(office, package)
    assert list_packages(office) == []
    take_back(office, written_since(office, mark))
    assert [row.items for row in list_packages(office)] == [3]
    publish_tasks(office, package)
    with pytest.raises(InvalidInput, match="已经发布过"):
        drop_draft(office, package)


def test_quantities_are_not_negative(office: Workspace, package: str) -> None:
    with pytest.raises(InvalidInput, match="负数"):
        change(office, package, "3-1", quantity=-1)
    assert list_draft(office, package)[2].form.quantity == 12


@pytest.mark.parametrize(("text", "doubtful"), [("站舍", "2-1"), ("3-1", "3-1"), ("政策", "1-1")])
def test_the_list_is_searched(office: Workspace, package: str, text: str, doubtful: str) -> None:
    assert [row.form.code for row in list_draft(office, package, text=text)] == [doubtful]


@pytest.mark.parametrize(
    ("word", "cycle"),
    [
        ("每月", "month"), ("月", "month"), ("按月", "month"), ("每季度", "quarter"), ("季", "quarter"),
        ("一次性", "once"), ("年度", "year"), ("每半年", "half_year"), ("year", "year"), ("随时", None),
    ],
)  # fmt: skip
def test_words_for_cycles(word: str, cycle: str | None) -> None:
    assert cycle_of(word) == cycle


@pytest.mark.parametrize(
    ("word", "nature"),
    [("规定动作", Nature.REQUIRED), ("自选", Nature.OPTIONAL), ("鼓励参加", Nature.ENCOURAGED), ("", None)],
)
def test_words_for_natures(word: str, nature: Nature | None) -> None:
    assert nature_of(word) is nature


def test_quantity_words() -> None:
    assert quantity_text(TaskForm("x", quantity=3, quantity_unit="支")) == "3 支"
    assert quantity_text(TaskForm("x", cycle="month")) == "每月"
