"""A dispatch meeting of the invented county: called, held, and what became of it."""

from datetime import date, timedelta

from app.meetings.decisions import DecisionForm, add_decision, decision_to_order, decision_to_task
from app.meetings.meetings import (
    MeetingForm,
    MeetingKind,
    MinutesForm,
    call_meeting,
    list_meetings,
    write_minutes,
)
from app.workspace import Workspace

__all__ = ["call_next_meeting", "hold_meeting"]

_SAID = (
    "通报各站任务进展和上次督查发现的问题，逾期较多的站作了说明。\n"
    "会议强调，能办的抓紧办，需要乡镇支持的尽快向分管领导汇报，不要等到年底。"
)


def hold_meeting(ws: Workspace, package: str) -> None:
    """Call a meeting for today, hold it, and make an order and a task of what was decided."""
    today = ws.today
    meeting = call_meeting(
        ws,
        MeetingForm(
            f"{today.month}月份创建工作调度会",
            today,
            begins="09:00",
            place="县文化馆二楼会议室",
            chair=ws.person,
            agenda="通报任务进展和督查发现的问题\n逾期事项逐站说明\n布置下一步工作",
            bring="本站工作台账、需支持事项清单",
        ),
    )
    invited = [unit for unit, _ in list_meetings(ws)[0].invited]
    write_minutes(
        ws,
        meeting,
        MinutesForm(
            tuple(invited[:-1] if len(invited) > 2 else invited),
            guests="县文化馆、图书馆负责人",
            materials="问题清单、任务进展表各一份",
            minutes=_SAID,
            recorder=ws.person,
        ),
    )
    order = add_decision(
        ws,
        meeting,
        DecisionForm("修好图书室门锁和两扇破损的窗户", invited[0], "站长", today + timedelta(days=20)),
    )
    decision_to_order(ws, order)
    task = add_decision(
        ws,
        meeting,
        DecisionForm("每站整理一份本年度特色活动材料", None, "各站站长", date(today.year, 12, 20)),
    )
    decision_to_task(ws, task, package)
    add_decision(ws, meeting, DecisionForm("各站对用电线路自查一遍，结果写进日志"))


def call_next_meeting(ws: Workspace) -> None:
    """Call the next meeting, some days ahead."""
    on = ws.today + timedelta(days=9)
    call_meeting(
        ws,
        MeetingForm(
            "迎检工作推进会",
            on,
            MeetingKind.PROMOTION,
            begins="14:30",
            place="县委党校报告厅",
            chair=ws.person,
            agenda="通报迎检准备情况\n布置资料整理和现场准备\n领导讲话",
            bring="迎检资料盒目录",
        ),
    )
