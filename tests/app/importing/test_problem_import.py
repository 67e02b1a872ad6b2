"""A rectification plan becomes problems: read, looked through, written, known again, taken back."""

from datetime import date

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.importing.batches import list_imports, undo_import
from app.importing.documents import import_candidates, judge, read_pasted, subjects_of
from app.importing.editing import merge, set_value, settle, skip, split
from app.importing.model import State
from app.importing.problems import Problems
from app.rectification.problems import edit_problem, list_problems
from app.work.people import list_people
from app.workspace import Workspace
from tests.workspaces import StoppedClock

PLAN = """清河县青石镇综合文化站整改方案
一、整改项目
项目1：图书室开放时间不足
整改目标：每周开放不少于42小时。
整改措施：（1）调整值班；（2）公示时间。
整改时限：2026年4月底前
责任领导：王喆
责任人：李堃
责任单位：文化站
项目2：器材登记不全
整改措施：（1）逐件清点；（2）建立登记册；（3）每季核对。
整改时限：2026年13月5日前
责任领导：***
责任单位：文化站
项目2：前进村公示栏破损
整改目标：更换公示栏。
整改措施：联系厂家更换。
整改时限：2026年3月—5月
责任领导：王喆
责任单位：前进村
"""


def problems_of(ws: Workspace, text: str = PLAN) -> Problems:
    source = read_pasted(text)
    (subject, *_) = subjects_of(ws, source)
    assert isinstance(subject, Problems)
    return subject


def test_a_plan_becomes_problems_with_their_parts(ready: Workspace) -> None:
    subject = problems_of(ready)
    candidates = subject.read()
    assert [one.number for one in candidates] == ["1", "2", "2"]
    assert {j.state for j in judge(subject, candidates).values()} == {State.NEW}
    done = import_candidates(subject, candidates)
    assert (done.added, done.changed) == (3, 0)
    rows = {row.form.description: row for row in list_problems(ready)}
    first = rows["图书室开放时间不足"]
    assert first.form.goal == "每周开放不少于42小时"
    assert first.form.measures == ("调整值班", "公示时间")
    assert (first.form.limit_text, first.limit_end) == ("2026年4月底前", date(2026, 4, 30))
    assert (first.form.leader, first.responsible_name) == ("王喆", "李堃")
    assert first.form.clause == "《清河县青石镇综合文化站整改方案》第1项；责任单位：文化站"
    assert [mark.there for mark in first.marks] == [True, True, True, True, False]
    second = rows["器材登记不全"]
    assert (second.limit_end, second.form.leader, second.responsible_name) == (None, "", "")
    assert [mark.name for mark in second.marks if not mark.there] == ["目标时限", "责任", "承诺"]
    assert len({row.number for row in rows.values()}) == 3


def test_what_is_doubtful_is_told_from_what_is_to_be_filled_in(ready: Workspace) -> None:
    subject = problems_of(ready)
    first, second, third = subject.read()
    assert [doubt.code for doubt in first.doubtful + first.wanting] == []
    assert {"damaged_date", "duplicate_number"} <= {doubt.code for doubt in second.doubtful}
    assert {"missing_goal", "masked_leader", "missing_responsible"} == {
        doubt.code for doubt in second.wanting
    }
    assert [doubt.code for doubt in third.wanting] == ["missing_responsible"]
    (settled,) = settle([second], [second.id])
    assert not settled.doubtful
    assert settled.wanting == second.wanting
    limit = next(field for field in subject.fields if field.key == "limit_text")
    (edited,) = set_value([second], second.id, limit, "2026年12月5日前")
    assert "damaged_date" not in {doubt.code for doubt in edited.doubts}
    assert "duplicate_number" in {doubt.code for doubt in edited.doubts}


def test_the_same_plan_again_finds_everything_the_same(ready: Workspace) -> None:
    subject = problems_of(ready)
    candidates = subject.read()
    description = subject.fields[0]
    edited = set_value(candidates, candidates[1].id, description, "器材没有登记")
    import_candidates(subject, merge(edited, [candidates[0].id, candidates[2].id], subject.fields))
    assert len(list_problems(ready)) == 2
    again = problems_of(ready)
    judged = judge(again, again.read())
    assert {one.state for one in judged.values()} == {State.SAME}
    with pytest.raises(InvalidInput, match="没有要写入的"):
        import_candidates(again, again.read())
    assert len(list_imports(ready)) == 1


def test_a_later_edition_changes_what_it_prints_otherwise(ready: Workspace) -> None:
    subject = problems_of(ready)
    import_candidates(subject, subject.read())
    (row,) = [row for row in list_problems(ready) if row.form.description == "前进村公示栏破损"]
    edit_problem(ready, row.id, replace(row.form, commitment="五月换好"))
    subject = problems_of(ready, PLAN.replace("联系厂家更换", "由村里更换"))
    candidates = subject.read()
    judged = [judge(subject, candidates)[one.id] for one in candidates]
    assert [one.state for one in judged] == [State.SAME, State.SAME, State.CHANGED]
    (change,) = judged[2].changes
    assert (change.label, change.before, change.after) == ("措施", "联系厂家更换", "由村里更换")
    done = import_candidates(subject, candidates)
    assert (done.added, done.changed) == (0, 1)
    (row,) = [row for row in list_problems(ready) if row.form.description == "前进村公示栏破损"]
    assert (row.form.measures, row.form.commitment) == (("由村里更换",), "五月换好")
    undone = undo_import(ready, done.batch)
    assert (undone.taken_back, undone.kept) == (1, ())
    (row,) = [row for row in list_problems(ready) if row.form.description == "前进村公示栏破损"]
    assert row.form.measures == ("联系厂家更换",)


def test_a_problem_typed_by_hand_is_recognised_by_its_words(ready: Workspace) -> None:
    from app.rectification.problems import ProblemForm, add_problem

    add_problem(ready, ProblemForm(description="器材 登记不全。", found_on=ready.today))
    subject = problems_of(ready)
    candidates = subject.read()
    assert [judge(subject, candidates)[one.id].state for one in candidates] == [
        State.NEW,
        State.CHANGED,
        State.NEW,
    ]


def test_undoing_keeps_what_was_worked_on_and_names_it(ready: Workspace, clock: StoppedClock) -> None:
    subject = problems_of(ready)
    done = import_candidates(subject, subject.read())
    assert [person.name for person in list_people(ready)] == ["李堃"]
    row = next(row for row in list_problems(ready) if row.form.description == "图书室开放时间不足")
    edit_problem(ready, row.id, replace(row.form, goal="每周开放不少于56小时"))
    undone = undo_import(ready, done.batch)
    assert undone.taken_back == 2
    assert undone.kept == (f"{row.number} 图书室开放时间不足",)
    (left,) = list_problems(ready)
    assert (left.id, left.responsible_name) == (row.id, "李堃")  # whom it names stays as well
    assert not list_imports(ready)[0].can_undo
    with pytest.raises(InvalidInput, match="已经撤销"):
        undo_import(ready, done.batch)
    again = subject.read()
    assert [judge(subject, again)[one.id].state for one in again][1:] == [State.NEW, State.NEW]


def test_an_import_can_be_undone_for_thirty_days(ready: Workspace, clock: StoppedClock) -> None:
    subject = problems_of(ready)
    done = import_candidates(subject, subject.read())
    clock.forward(days=30)
    assert list_imports(ready)[0].can_undo
    clock.forward(minutes=1)
    assert not list_imports(ready)[0].can_undo
    with pytest.raises(InvalidInput, match="超过 30 天"):
        undo_import(ready, done.batch)
    assert len(list_problems(ready)) == 3
    with pytest.raises(InvalidInput, match="没有这一批"):
        undo_import(ready, 99)


def test_skipped_ones_are_not_written(ready: Workspace) -> None:
    subject = problems_of(ready)
    candidates = subject.read()
    ids = [one.id for one in candidates]
    skipped = skip(candidates, ids[:2])
    assert [one.skipped for one in skip(skipped, ids[:2])] == [False, False, False]
    assert [one.skipped for one in skip(skipped, ids)] == [True, True, True]  # some were not yet
    assert import_candidates(subject, skipped).added == 1


def test_splitting_makes_two_with_the_same_limit(ready: Workspace) -> None:
    subject = problems_of(ready, PLAN.replace("器材登记不全", "器材登记不全，借阅册缺页"))
    candidates = subject.read()
    which = candidates[1].id
    parts = split(candidates, which, subject.fields, "description", len("器材登记不全，"))
    assert [one.value("description") for one in parts][1:3] == ["器材登记不全", "借阅册缺页"]
    assert parts[2].value("limit_text") == parts[1].value("limit_text")
    assert parts[2].value("measures") == ""
    assert parts[1].places["description"] != parts[2].places["description"]
    assert [one.id for one in parts] == sorted(one.id for one in parts)
    assert len({one.id for one in parts}) == 4
    with pytest.raises(InvalidInput, match="光标"):
        split(candidates, which, subject.fields, "description", 0)
    assert import_candidates(subject, parts).added == 4
    assert {one.state for one in judge(subject, subject.read()).values()} == {State.SAME}


def test_years_that_are_not_printed_are_those_of_the_document(ready: Workspace) -> None:
    old = "2024年整改方案\n项目1：甲事未办\n整改目标：办好\n整改措施：去办\n整改时限：9月底前\n责任单位：文化站\n"
    old += old.splitlines()[1].replace("1", "2") + "\n整改目标：办好\n整改时限：10月底前\n责任单位：文化站\n"
    subject = problems_of(ready, old)
    candidates = subject.read()
    assert candidates[0].value("limit_text") == "2024年9月底前"
    assert "year_inferred" in {doubt.code for doubt in candidates[0].doubts}
    import_candidates(subject, candidates)
    assert {row.limit_end for row in list_problems(ready)} == {date(2024, 9, 30), date(2024, 10, 31)}
