from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.errors import InvalidInput
from app.log.undo import mark_log, take_back, written_since
from app.tasks.draft import (
    DraftHead,
    add_items,
    create_draft,
    draft_forms,
    edit_items,
    list_draft,
)
from app.tasks.draft_forms import CATEGORIES, CYCLE_LABELS, TaskForm
from app.tasks.draft_import import (
    create_starter_draft,
    merge_items,
    read_pasted_tasks,
    read_task_file,
    starter_path,
)
from app.tasks.packages import check_draft
from app.tasks.task_book import write_task_book
from app.workspace import Workspace
from db.models.tasks import Nature

PASTED = """任务编码\t一级指标\t任务内容\t标准要求\t数量\t计量单位\t周期\t完成时限\t佐证材料\t性质
101\t政策保障\t出台实施方案\t正式文件\t1\t份\t一次\t2026年4月底前\t文件\t规定
102\t\t向党委汇报\t有记录\t不少于4次\t\t每季度\t每季度末\t汇报材料\t规定
201\t文体活动\t"举办培训\n（含线上）"\t\t十二\t次\t随缘\t\t照片\t鼓励
"""


def test_pasted_rows_with_heads_become_items() -> None:
    first, second, third = (item.form for item in read_pasted_tasks(PASTED).items)
    assert first == TaskForm(
        content="出台实施方案",
        code="101",
        level1="政策保障",
        standard="正式文件",
        quantity=1,
        quantity_unit="份",
        limit_text="2026年4月底前",
        evidence="文件",
    )
    assert (second.level1, second.quantity, second.quantity_unit, second.cycle) == (
        "政策保障", 4, "次", "quarter",
    )  # fmt: skip
    assert (third.nature, third.quantity, third.cycle) == (Nature.ENCOURAGED, None, "once")
    assert "十二" in third.note
    assert "随缘" in third.note
    doubts = read_pasted_tasks(PASTED).items[2].doubts
    assert [doubt for doubt in doubts if "十二" in doubt]
    assert [doubt for doubt in doubts if "随缘" in doubt]


def test_pasted_lines_are_contents() -> None:
    read = read_pasted_tasks("召开部署会\r\n\r\n 整理档案 \r\n")
    assert [item.form.content for item in read.items] == ["召开部署会", "整理档案"]


def test_rows_of_all_columns_need_no_heads() -> None:
    row = "101\t政策保障\t方案\t出台方案\t正式文件\t政策文件\t规定\t1\t份\t一次\t乡镇\t2026年5月\t文件\t2\t依据\t备注"
    (item,) = read_pasted_tasks(row).items
    assert item.form == TaskForm(
        content="出台方案", code="101", level1="政策保障", level2="方案", standard="正式文件", category="政策文件",
        quantity=1, quantity_unit="份", responsible_unit="乡镇", limit_text="2026年5月", evidence="文件",
        evidence_count=2, basis="依据", note="备注",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "  \n ", "1\t2\n3\t4"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_pasted_tasks(text)


def test_a_list_is_brought_into_a_draft_by_code(office: Workspace) -> None:
    package = create_draft(
        office, DraftHead("任务书"), [TaskForm("出台方案", code="101"), TaskForm("旧任务", code="999")]
    )
    before = draft_forms(office, package)
    read = read_pasted_tasks(PASTED)
    mark = mark_log(office)
    merged = merge_items(office, package, read)
    written = written_since(office, mark)
    assert (merged.added, merged.changed, merged.missing) == (2, 1, 1)
    assert [(row.form.code, row.form.content) for row in list_draft(office, package)][:3] == [
        ("101", "出台实施方案"), ("999", "旧任务"), ("102", "向党委汇报"),
    ]  # fmt: skip
    again = merge_items(office, package, read)
    assert (again.added, again.changed) == (0, 0)
    take_back(office, written)
    assert draft_forms(office, package) == before


def test_a_code_that_stands_twice_changes_nobody(office: Workspace) -> None:
    package = create_draft(office, DraftHead("任务书"), [TaskForm("甲", code="1"), TaskForm("乙", code="1")])
    merged = merge_items(office, package, read_pasted_tasks("编码\t任务内容\t标准要求\n1\t丙\t要求"))
    assert (merged.added, merged.changed) == (1, 0)


def test_the_starter_is_whole(office: Workspace) -> None:
    package = create_starter_draft(office, name="清河县创建任务书")
    rows = list_draft(office, package)
    assert len(rows) == 63
    assert len({row.form.code for row in rows}) == 63
    for row in rows:
        form = row.form
        assert form.level1, form.code
        assert form.level2, form.code
        assert form.standard, form.code
        assert form.responsible_unit, form.code
        assert form.evidence, form.code
        assert form.evidence_count, form.code
        assert form.category in CATEGORIES
        assert form.cycle in CYCLE_LABELS
        assert form.limit_text == "", "the county sets the limits"
        assert bool(form.quantity) <= bool(form.quantity_unit), form.code
    assert {doubt.code for doubt in check_draft(office, package)} == {"no_limit"}


@pytest.mark.parametrize(
    ("content", "quantity", "unit", "cycle"),
    [
        ("大型综合性", 4, "次", "year"), ("单项活动", None, "", ""), ("讲座和培训", 12, "次", "year"),
        ("橱窗内容", 12, "期", "year"), ("读书活动", 2, "次", "year"), ("集中培训", 5, "天", "year"),
        ("站办群众文艺团队", 3, "支", "once"), ("电影放映", 1, "场", "month"), ("消防安全检查", 1, "次", "quarter"),
    ],
)  # fmt: skip
def test_quantities_of_the_starter(content: str, quantity: int | None, unit: str, cycle: str) -> None:
    found = [item.form for item in read_task_file(starter_path()).items if content in item.form.content]
    if quantity is None:
        assert found == []
        return
    assert [(form.quantity, form.quantity_unit, form.cycle) for form in found] == [(quantity, unit, cycle)]


def test_what_is_exported_is_read_in_again_unchanged(office: Workspace, tmp_path: Path) -> None:
    package = create_starter_draft(office, name="清河县创建任务书")
    first = list_draft(office, package)[0]
    edit_items(
        office,
        {first.id: replace(first.form, limit_text="2026年4月底前", note="=1+1", nature=Nature.OPTIONAL)},
    )
    add_items(
        office,
        package,
        [TaskForm("补充一项", code="999", level1="自评整改", quantity=3, quantity_unit="次", cycle="week")],
    )
    forms = list(draft_forms(office, package).values())
    written = write_task_book(forms, tmp_path / "任务书.xlsx", title="清河县创建任务书", now=office.now())
    read = read_task_file(written.path)
    assert [item.form for item in read.items] == forms
    assert merge_items(office, package, read).changed == 0


def test_dates_without_a_year_are_of_the_document(office: Workspace, tmp_path: Path) -> None:
    forms = [TaskForm("培训", code="1", limit_text="9月底前", standard="每人参加")]
    written = write_task_book(forms, tmp_path / "a.xlsx", title="清河县2027年重点任务书", now=office.now())
    read = read_task_file(written.path)
    package = create_draft(office, DraftHead("x"), [item.form for item in read.items], year=read.year)
    assert list_draft(office, package)[0].limit_end == date(2027, 9, 30)


def test_a_file_that_is_no_list_is_refused(office: Workspace, tmp_path: Path) -> None:
    path = write_task_book([], tmp_path / "空.xlsx", title="空表", now=office.now()).path
    with pytest.raises(InvalidInput, match="没有找到任务"):
        read_task_file(path)


CELLS = st.sampled_from(
    [
        "任务内容",
        "完成时限",
        "数量",
        "周期",
        "序号",
        "任务编码",
        "12",
        "不少于4次",
        "每月",
        "2026年9月底前",
        "合计",
        "",
        "同上",
    ]
) | st.text(max_size=8)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=5))
def test_whatever_is_pasted_becomes_items_or_is_refused(rows: list[list[str]]) -> None:
    try:
        read = read_pasted_tasks("\n".join("\t".join(row) for row in rows))
    except InvalidInput:
        return
    assert read.items
    for item in read.items:
        assert item.form.quantity is None or item.form.quantity >= 0
        assert item.form.cycle in CYCLE_LABELS
