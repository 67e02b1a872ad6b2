"""What the invented stations report, to the township and to the county, and what the county sends down for it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from app.demo.county import Station
from app.demo.demo_clock import DemoClock
from app.log.changes import write_batch
from app.reporting.county import month_table
from app.reporting.county_rules import set_holiday, set_sprint, sprint_on
from app.reporting.duty import list_duty, plan_duty, swap_shift
from app.reporting.instructions import InstructionForm, acknowledge, issue_instruction, list_instructions
from app.reporting.monthly import submit_return
from app.reporting.reports_up import ReportUpForm, add_report_up
from app.reporting.returning import return_month
from app.reporting.spans import days_between, month_of
from app.reporting.support import SupportForm, add_step, list_support, raise_support, reply_support
from app.tasks.ledger import list_ledger
from app.workspace import COUNTY, Workspace
from db.models.reporting import DailyReport
from db.models.support import SupportKind, SupportLevel, SupportState

__all__ = ["announce", "answer_requests", "report_up", "send_one_back", "tell_township"]

_REQUESTS = (
    (
        "腾出两间用房做图书室",
        SupportKind.PLACE,
        SupportLevel.TOWNSHIP,
        None,
        "现有图书室与别的办公室合用，周末不能开放",
    ),
    (
        "更换流动舞台音响一套",
        SupportKind.EQUIPMENT,
        SupportLevel.BUREAU,
        38000,
        "购置已逾十年，两只主音箱已烧坏",
    ),
    (
        "增加一名专职管理员",
        SupportKind.STAFF,
        SupportLevel.TOWNSHIP,
        None,
        "站里只有一人专职，节假日开放排不开",
    ),
    ("修缮站舍屋面", SupportKind.FUNDS, SupportLevel.COUNTY, 65000, "多功能厅雨天漏水，活动常常改期"),
    ("协调县剧团送戏排期", SupportKind.COORDINATION, SupportLevel.BUREAU, None, "各村要求集中在秋收以后"),
)
_ANSWERS = (
    (SupportState.COORDINATING, "已商有关部门，等下次联席会议定"),
    (SupportState.SOLVED, "已列入追加计划，下月到位"),
    (SupportState.PARTLY_SOLVED, "今年先解决一半，其余列入明年"),
    (SupportState.REFUSED, "不在本年资金支持范围，请乡镇先行安排"),
)
_SPRINT_DAYS = 10  # of the sprint are over when the invented year ends
_RETURNS = 2


def tell_township(ws: Workspace, station: Station, random: Random) -> None:
    """Report the list to the township and ask for help; one station in eight never does the first."""
    items = tuple(row.item for row in list_ledger(ws))
    subjects = random.sample(_REQUESTS, 2)
    if random.random() > 0.125:
        form = ReportUpForm(
            on=ws.today,
            form=random.choice(("oral", "written", "meeting")),
            to_whom=random.choice(("分管领导", "主要领导", "党委会")),
            covers=items,
            requests="；".join(subject for subject, *_ in subjects),
            instruction="先把能办的办起来，缺的列出清单上会。",
            decision=f"由{station.township}分管领导牵头，每月听一次汇报。",
        )
        add_report_up(ws, form)
    for subject, kind, level, amount, reason in subjects:
        request = raise_support(
            ws,
            SupportForm(
                subject=subject,
                kind=kind,
                level=level,
                amount=None if amount is None else Decimal(amount),
                reason=reason,
                wanted_by=ws.today + timedelta(days=random.choice((90, 180, 300, 400))),
                covers=tuple(random.sample(items, 1)),
            ),
        )
        if level is SupportLevel.TOWNSHIP and random.random() < 0.7:
            state = random.choice((SupportState.TOWNSHIP_ACCEPTED, SupportState.SOLVED))
            add_step(
                ws, request, state, text="党政办已登记" if state is not SupportState.SOLVED else "已落实"
            )


def announce(ws: Workspace, end: date) -> None:
    """Set the sprint that runs when the year ends, days off in it, and send an instruction down."""
    set_sprint(
        ws,
        name="迎接市级验收",
        start=end - timedelta(days=_SPRINT_DAYS),
        end=end + timedelta(days=20),
        note="每天17时前报，没有情况报零报告",
    )
    for year in sorted({end.year, (end + timedelta(days=60)).year}):
        set_holiday(ws, date(year, 1, 1), "元旦")
        set_holiday(ws, date(year, 5, 1), "劳动节", days=5)
        set_holiday(ws, date(year, 10, 1), "国庆节", days=7)
    issue_instruction(
        ws,
        InstructionForm(
            "做好验收前自查和值班",
            "各站对照标准逐项自查，缺项列出清单限期补齐。\n迎检期内每天报告，落实专人值班，电话保持畅通。",
            end - timedelta(days=_SPRINT_DAYS),
        ),
    )


def answer_requests(ws: Workspace, random: Random) -> None:
    """Answer most of what the county was asked and has said nothing to."""
    for row in list_support(ws, open_only=True):
        if row.form.level != SupportLevel.TOWNSHIP and not row.moves and random.random() < 0.7:
            state, text = random.choice(_ANSWERS)
            reply_support(ws, row.id, state, text=text)


def send_one_back(ws: Workspace) -> None:
    """Send one of last month's returns back."""
    last = month_of(ws.today.replace(day=1) - timedelta(days=1))[0]
    table = month_table(ws, last)
    found = [line.found for line in table.lines if line.found is not None]
    if found and table.closed_on is None:
        return_month(ws, found[-1].id, "“需要协调的事”没有写清要谁办，请补上后重报。")


def report_up(ws: Workspace, station: Station, random: Random, clock: DemoClock) -> None:
    """Hand in the last months' returns, keep the roster of the sprint, report its days; now and then one is missing."""
    today = ws.today
    for instruction in list_instructions(ws):
        if instruction.read_on is None and random.random() < 0.8:
            acknowledge(ws, instruction.id)
    months = [month_of(today)[0]]
    for _ in range(_RETURNS):
        months.append(month_of(months[-1] - timedelta(days=1))[0])
    for following, month in pairwise(months):
        if random.random() < 0.9:
            day = min(today, following + timedelta(days=random.choice((1, 2, 3, 4, 8))))
            with clock.back_on(day):
                submit_return(ws, month, signed_by=station.head)
    sprint = sprint_on(ws)
    if sprint is None:
        return
    people = [(station.head, "0990-8800101"), ("李秀兰", "0990-8800102"), ("赵大山", "0990-8800103")]
    posts = ["总值班", "夜间值守"]
    plan_duty(
        ws, sprint.start, sprint.end, posts=posts, people=people, leaders=[f"{station.township}分管领导"]
    )
    (first,) = list_duty(ws, sprint.start, sprint.start)
    swap_shift(ws, first.shifts[0].id, person="孙巧云", phone="0990-8800104", why="到县里送材料")
    with ws.write() as session:
        write_batch(session, DailyReport, _days(sprint.start, today, station, random), stream=COUNTY)


def _days(start: date, today: date, station: Station, random: Random) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for day in days_between(start, today):
        if random.random() < 0.08:
            continue
        zero = random.random() < 0.25
        late = min(today, day + timedelta(days=random.random() < 0.1))
        rows.append(
            {
                "on": day.isoformat(),
                "zero": zero,
                "done": "" if zero else "1. 对照标准逐项自查，整理迎检资料盒。",
                "activities": 0,
                "people": 0,
                "problems": "" if zero else "无。",
                "help_wanted": "" if zero else "无。",
                "plan": "继续自查，补齐缺项。",
                "reporter": station.head,
                "signed_by": station.head,
                "submitted_on": late.isoformat(),
            }
        )
    return rows
