"""A plan of activities becomes a campaign with phases, steps and deliverables."""

from datetime import date

from app.campaigns.plans import Level, list_plan
from app.importing.batches import undo_import
from app.importing.campaigns import Campaigns
from app.importing.documents import import_candidates, judge, read_pasted, subjects_of
from app.importing.editing import skip
from app.importing.model import State
from app.workspace import Workspace

PLAN = """清河县青石镇读书学习月活动实施方案
为深入推进全民阅读，根据《清河县全民阅读工作方案》（清文〔2026〕8号）精神，制定本方案。
一、活动主题
书香青石
二、组织领导
组长：王喆
三、活动安排
（一）第一阶段：学习动员阶段（3月5日—3月31日）
学习目标：统一思想，明确任务。
学习内容：一是3月5日至3月10日，召开动员会；二是3月11日至3月20日，集中学习；三是3月25日至3月31日，讨论交流。
学习方式方法：集中学习与自学相结合，每周四、五下午集中学习。
成果体现：每人撰写心得体会不少于1篇，每个村报送简报2期。
（二）第二阶段：查找问题阶段（4月1日—4月30日）
目标：找准问题。
内容：一是4月1日至4月15日，走访群众；二是4月16日至4月30日，梳理问题清单。
方式方法：座谈、问卷。
成果体现：形成问题清单1份。
四、工作要求
（一）加强领导。要把活动摆上重要位置。
2026年2月25日
"""


def campaigns_of(ws: Workspace, text: str = PLAN) -> Campaigns:
    (subject, *_) = subjects_of(ws, read_pasted(text))
    assert isinstance(subject, Campaigns)
    return subject


def test_a_plan_keeps_its_phases_dates_and_quantities(ready: Workspace) -> None:
    subject = campaigns_of(ready)
    candidates = subject.read()
    assert "uncovered_days" in {doubt.code for doubt in candidates[1].doubtful}
    done = import_candidates(subject, candidates)
    lines = list_plan(ready)
    assert done.added == len(lines) == 1 + 2 + 5 + 3
    campaign, first = lines[0], lines[1]
    assert (campaign.level, campaign.starts_on, campaign.ends_on) == (
        Level.CAMPAIGN,
        date(2026, 3, 5),
        date(2026, 4, 30),
    )
    assert "主题：书香青石" in campaign.detail
    assert (first.name, first.year_inferred) == ("学习动员阶段", True)
    assert "3月5日—3月31日" in first.printed
    assert [(one.name, one.starts_on) for one in lines if one.level is Level.STEP][:2] == [
        ("召开动员会", date(2026, 3, 5)),
        ("集中学习", date(2026, 3, 11)),
    ]
    assert "每人 不少于 1 篇" in [one.printed for one in lines if one.level is Level.DELIVERABLE]
    assert {judged.state for judged in judge(campaigns_of(ready), campaigns_of(ready).read()).values()} == {
        State.SAME
    }
    undone = undo_import(ready, done.batch)
    assert undone.kept == ()
    assert list_plan(ready) == []


def test_a_later_edition_changes_one_day_only(ready: Workspace) -> None:
    subject = campaigns_of(ready)
    import_candidates(subject, subject.read())
    later = campaigns_of(ready, PLAN.replace("4月1日至4月15日，走访群众", "4月2日至4月15日，走访群众"))
    candidates = later.read()
    changed = [judged for judged in judge(later, candidates).values() if judged.state is State.CHANGED]
    assert [
        (change.label, change.after)
        for judged in changed
        for change in judged.changes
        if change.label == "开始"
    ] == [("开始", "2026-04-02")]
    import_candidates(later, candidates)
    (step,) = [one for one in list_plan(ready) if one.name == "走访群众"]
    assert step.starts_on == date(2026, 4, 2)


def test_what_belongs_to_a_skipped_phase_is_not_taken(ready: Workspace) -> None:
    subject = campaigns_of(ready)
    candidates = subject.read()
    second = next(one.id for one in candidates if one.value("title") == "查找问题阶段")
    skipped = skip(candidates, [second])
    refused = [one for one in skipped if judge(subject, skipped)[one.id].state is State.REFUSED]
    assert [one.value("title") for one in refused] == ["走访群众", "梳理问题清单", "形成问题清单1份"]
    import_candidates(subject, skipped)
    assert [one.name for one in list_plan(ready) if one.level is Level.PHASE] == ["学习动员阶段"]


def test_an_office_keeps_a_plan_to_itself(office: Workspace) -> None:
    subject = campaigns_of(office)
    import_candidates(subject, subject.read())
    with office.read() as session:
        from sqlalchemy import select

        from db.models.campaigns import Campaign

        assert session.scalars(select(Campaign.stream)).one() == "self"


def test_activities_of_a_plan_without_phases_are_steps_of_one(ready: Workspace) -> None:
    subject = Campaigns(
        ready,
        read_pasted(
            "青石镇春节文化活动方案\n一、活动内容\n（一）送春联下乡\n时间：2026年1月25日—2月5日\n地点：各村文化广场\n责任单位：文化站\n"
            "（二）村晚\n时间：2026年2月8日\n地点：镇文化站\n责任单位：宣传办、文化站\n二、工作要求\n要确保安全。\n"
        ),
    )
    candidates = subject.read()
    assert [(one.number, one.value("title"), one.value("starts_on")) for one in candidates] == [
        ("方案", "青石镇春节文化活动方案", "2026-01-25"),
        ("阶段1", "活动内容", "2026-01-25"),
        ("步骤一", "送春联下乡", "2026-01-25"),
        ("步骤二", "村晚", "2026-02-08"),
    ]
    assert import_candidates(subject, candidates).added == 4
