"""A county in the middle of a sprint, with reports of every sort; carried over without packages."""

from datetime import date
from decimal import Decimal

from app.reporting.county_rules import set_holiday, set_sprint
from app.reporting.daily import submit_day
from app.reporting.drafts import edit_section
from app.reporting.duty import ShiftForm, add_shift, list_duty, plan_duty, swap_shift
from app.reporting.instructions import InstructionForm, acknowledge, issue_instruction
from app.reporting.monthly import add_return_note, submit_return
from app.reporting.reports_up import ReportUpForm, add_report_up
from app.reporting.support import SupportForm, add_step, raise_support, reply_support
from app.work.log import add_log
from db.models.reporting import DraftKind
from db.models.support import SupportState
from tests.app.overview.small_county import County, claim, package_came, request

MARCH = date(2026, 3, 1)


def make_busy(county: County) -> None:
    """Play March and the first days of April 2026, a sprint from the 1st of April; it is the 3rd at the end."""
    office, first, second = county.office, county.stations[0], county.stations[1]
    one, two, three, four, five, _ = county.items
    claims = [claim(first, item) for item in (one, two, three)]
    claim(first, four, ability="township", reason="村里没有排练场地，需镇里协调")
    claim(second, five)
    add_report_up(
        first,
        ReportUpForm(
            first.today,
            covers=(one, two, three, four),
            requests="请镇里腾出两间用房",
            instruction="先摸清闲置校舍，下周上会",
            decision="旧村小两间教室交文化站使用",
        ),
    )
    house = raise_support(
        first,
        SupportForm(
            "腾出两间用房做图书室",
            kind="place",
            reason="现有图书室与计生办合用，周末不能开放",
            covers=(four,),
            wanted_by=date(2026, 4, 30),
        ),
    )
    add_step(first, house, SupportState.TOWNSHIP_ACCEPTED, text="党政办已登记")
    sound = raise_support(
        first,
        SupportForm(
            "更换流动舞台音响",
            kind="equipment",
            level="county",
            amount=Decimal(38000),
            reason="2014年购置，两只主音箱已烧坏",
            wanted_by=date(2026, 5, 31),
        ),
    )
    raise_support(
        second,
        SupportForm("协调县剧团送戏排期", kind="coordination", level="bureau", wanted_by=date(2026, 3, 20)),
    )
    for day, text, kind, people in (
        (5, "学雷锋志愿服务进前进村", "volunteer", 26),
        (8, "三八妇女节广场舞展演", "show", 320),
        (12, "少儿书法公益课第一讲", "training", 35),
        (20, "春季送书到柳树村农家书屋", "books", 60),
    ):
        county.clock.to(date(2026, 3, day))
        add_log(first, text, activity=kind, people=people)
    add_log(first, "新到图书 120 册完成编目", item=two)
    request(first, claims[0])
    county.sync()
    reply_support(office, sound, SupportState.COORDINATING, text="已商财政局，列入二季度追加")
    county.clock.to(date(2026, 4, 1))
    set_sprint(
        office, name="迎接省级验收", start=date(2026, 4, 1), end=date(2026, 4, 30), note="每日17时前报"
    )
    set_holiday(office, date(2026, 4, 4), "清明节", days=3)
    every = issue_instruction(
        office,
        InstructionForm(
            "做好清明期间安全值守", "各站4月4日至6日安排专人值守，检查电路和消防器材。", date(2026, 4, 3)
        ),
    )
    county.sync()
    acknowledge(first, every)
    edit_section(
        first,
        DraftKind.MONTHLY,
        MARCH,
        date(2026, 3, 31),
        "problems",
        "旧村小教室屋面漏雨，需修缮后才能使用。\n两个村的书屋管理员外出务工，人手不足。",
    )
    submitted = submit_return(first, MARCH, signed_by="周小满")
    add_return_note(first, submitted, "3月活动应为 5 场，漏报广场电影 1 场")
    add_log(first, "迎检资料盒逐盒核对")
    submit_day(first, date(2026, 4, 1), reporter="周小满", signed_by="王站长")
    plan_duty(
        first,
        date(2026, 4, 1),
        date(2026, 4, 14),
        posts=["总值班", "夜间值守"],
        people=[("周小满", "0990-8800101"), ("李秀兰", "0990-8800102"), ("赵大山", "0990-8800103")],
        leaders=["王镇长", "刘副书记"],
    )
    shift = list_duty(first, date(2026, 4, 3), date(2026, 4, 3))[0].shifts[0]
    swap_shift(first, shift.id, person="孙巧云", phone="0990-8800104", why="到县里送材料")
    add_shift(first, ShiftForm(date(2026, 4, 15), "总值班"))
    county.clock.forward(days=1)
    submit_day(first, date(2026, 4, 2), reporter="周小满", zero=True)
    county.clock.forward(days=1)
    county.sync()
    for station in (first, second):
        package_came(office, station)
