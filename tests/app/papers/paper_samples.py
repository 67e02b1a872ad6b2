"""Invented data for every paper: long texts, rare names, many rows."""

from datetime import date, datetime, timedelta

from app.clock import CHINA
from app.papers.briefing import Briefing, SupportNeeded
from app.papers.checklist import Checklist, ChecklistItem, Conclusion
from app.papers.facilities import Shortfall, ShortfallList, VenueList, VenueRow
from app.papers.flow import Imprint
from app.papers.heat_map import HeatMap, MapStation, MapTask
from app.papers.ledger import LedgerRow, WorkLedger
from app.papers.orders import Order
from app.papers.pen import LightKind
from app.papers.receipts import PackageReceipt
from app.papers.table import Light
from app.papers.tasks import ClaimLine, ClaimSheet, TaskBook, TaskBookItem
from app.papers.today import TodayLine, TodaySlip

NOW = datetime(2026, 7, 18, 14, 32, tzinfo=CHINA)
UNIT = "清河县东山镇综合文化站"
OFFICE = "清河县创建工作办公室"
PACKAGE = "清河县2026年公共文化服务任务清单"
PEOPLE = ("张喆", "李堃", "𬭎𬴂", "𫖯昇", "王建国", "欧阳燊")
LIGHTS = (
    Light("green", "正常"),
    Light("yellow", "临期2天"),
    Light("red", "逾期5天"),
    Light("blue", "待核验"),
    Light("grey", "未启动"),
    Light("green", "补办 晚3天"),
)
TASKS = (
    (
        "活动",
        "群众活动",
        "组织开展群众性文艺演出活动",
        "全年不少于12次，每次留存照片、签到表和节目单（含村级）",
    ),
    ("设施", "村级中心", "村级综合性文化服务中心逐村核查", "14个村全部核查，逐项对照标准，不达标的列入整改"),
    ("设施", "站舍", "站舍达标核查", "建筑面积≥300㎡，功能室不少于4间"),
    ("服务", "免费开放", "免费开放公示", "项目、时间、电话上墙公示"),
    ("服务", "图书流通", "农家书屋图书更新", "每年更新60种以上"),
)
MEASURES = (
    "结合元旦、春节、三月三等节日安排，联合中心小学和各村委会共同承办",
    "分三组入村，按“一村一表”登记，当天录入",
    "对照《乡镇综合文化站建设标准》（建标160-2012）逐项丈量",
    "重新制作公示牌2块",
    "与县图书馆对接，5月、10月各补充一次图书，做好验收登记、上架和借阅统计；破损图书及时下架",
)


def imprint(code: str = "1203-GZTZ-20260718", basis: str = f"任务包《{PACKAGE}》第2版") -> Imprint:
    return Imprint(code, basis, NOW - timedelta(minutes=30), NOW)


def ledger(count: int) -> WorkLedger:
    rows = []
    for index in range(count):
        group, _, task, requirement = TASKS[index * len(TASKS) // max(count, 1)]
        kind = index % len(TASKS)
        rows.append(
            LedgerRow(
                record_id=f"site-{index:04d}",
                number=index + 1,
                code=f"HD-{index + 1:02d}",
                group=group,
                task=f"{task}（第{index + 1}项）",
                requirement=requirement,
                leader="王建国",
                unit="东山镇文化站",
                responsible=PEOPLE[index % len(PEOPLE)],
                measures=MEASURES[kind],
                limit="每季度末通报一次" if index % 4 == 0 else "",
                due=date(2026, 1, 1) + timedelta(days=index * 7 % 360) if index % 7 else None,
                own=date(2026, 10, 1) if index % 9 == 8 else None,
                percent=index * 13 % 101 if index % 5 else None,
                amount=f"{index % 12}/12" if index % 3 == 0 else "",
                problem="音响设备老化，基层场地不足" if index % 4 == 1 else "",
                next_step="申请县里支持更换一套" if index % 4 == 1 else "",
                evidence="够" if index % 2 else "差2张",
                light=LIGHTS[index % len(LIGHTS)],
                stage=("进行中", "申请办结", "已办结", "待认领")[index % 4],
                holder=("本站", "县创建办", "乡镇")[index % 3],
                note="=不是公式" if index == 1 else "",
            )
        )
    return WorkLedger(UNIT, "2026年", tuple(rows), imprint(), "0999-6612345")


def task_book(count: int, addressee: str = UNIT) -> TaskBook:
    items = []
    for index in range(count):
        level1, level2, content, standard = TASKS[index * len(TASKS) // max(count, 1)]
        items.append(
            TaskBookItem(
                record_id=f"item-{index:04d}",
                code=f"{'HSSFT'[index % 5]}-{index + 1:02d}",
                level1=level1,
                level2=level2,
                content=content,
                standard=standard,
                owner="文化站",
                responsible=PEOPLE[index % len(PEOPLE)] if index % 2 else "",
                limit=("2026年11月30日", "每月底前", "长期坚持，每季度看一次")[index % 3],
                evidence="照片3张、签到表、节目单",
                note="",
            )
        )
    return TaskBook(
        OFFICE,
        PACKAGE,
        2,
        date(2026, 3, 5),
        addressee,
        date(2026, 3, 20),
        tuple(items),
        imprint("QH-RWS-2026-2"),
        "0999-6610001",
    )


def claim_sheet(count: int, *, decided: bool = True) -> ClaimSheet:
    decisions = ("认领", "认领", "认领", "有疑问", "需支持", "有异议", "申请不涉及")
    lines = []
    for index, item in enumerate(task_book(count).items):
        decision = decisions[index % len(decisions)] if decided else ""
        claimed = decision in {"认领", "需支持"}
        lines.append(
            ClaimLine(
                record_id=item.record_id,
                code=item.code,
                group=item.level1,
                content=f"{item.content}。{item.standard}",
                decision=decision,
                responsible=PEOPLE[index % len(PEOPLE)] if claimed else "",
                start=date(2026, 3, 20) if claimed else None,
                finish=date(2026, 11, 30) if claimed else None,
                measures=MEASURES[index % len(MEASURES)] if claimed else "",
                remark="" if decision in {"认领", ""} else "本镇没有城区广场，建议改为村文化广场",
            )
        )
    return ClaimSheet(
        UNIT, OFFICE, PACKAGE, 2, date(2026, 3, 20), tuple(lines), imprint("1203-RLB-2026-2"), "0999-6612345"
    )


def today(count: int) -> TodaySlip:
    groups = ("逾期和今天", "本周", "等别人", "县里新来的")
    lines = tuple(
        TodayLine(
            groups[index * len(groups) // max(count, 1)],
            f"{TASKS[index % 5][2]}：还差{index + 1}次",
            ("任务", "交办单", "整改")[index % 3],
            f"7月{18 + index % 10}日",
            PEOPLE[index % len(PEOPLE)],
            LIGHTS[index % len(LIGHTS)],
        )
        for index in range(count)
    )
    return TodaySlip(UNIT, "2026年7月18日　星期六", "", lines, imprint("1203-GZD-20260718"))


def briefing(count: int) -> Briefing:
    asks = (
        SupportNeeded(
            "村级文化服务中心达标", "石桥村、下河村活动室不足100平方米", "协调闲置校舍两处", "8月底"
        ),
        SupportNeeded("消防设施更换", "站内4具灭火器2025年已到报废年限", "解决经费0.6万元", "7月底"),
        SupportNeeded("专职人员配备", "编制2名，在岗1名", "调剂或公益岗1名", "9月底"),
        SupportNeeded("室外文体广场", "现有场地320平方米，差180平方米", "协调相邻空地", ""),
    )
    return Briefing(
        UNIT,
        "东山镇党委、政府",
        total=63,
        done=21,
        running=35,
        late=3,
        waiting=4,
        alone=("免费开放公示", "农家书屋图书更新", "群众文艺演出", "村管理员培训"),
        support=tuple(asks[index % len(asks)] for index in range(count)),
        imprint=imprint("1203-HBD-20260718"),
        telephone="0999-6612345",
    )


STANDARD_ITEMS = (
    ("A01", "A 阵地", "独立设置或独立成区、独立出入口", "有", False, "有"),
    ("A02", "A 阵地", "建筑面积", "≥300 ㎡", False, "286 ㎡"),
    ("A03", "A 阵地", "室外活动场地", "≥500 ㎡", False, "320 ㎡"),
    ("A04", "A 阵地", "功能室数量（每间30㎡以上）", "≥4 间", False, "4 间"),
    ("A11", "A 阵地", "无挪用、出租、挤占", "无", True, "无"),
    ("B01", "B 设备", "可上网电脑", "≥4 台", False, "3 台"),
    ("B02", "B 设备", "图书", "≥3,000 册", False, "3,412 册"),
    ("B04", "B 设备", "五类设备：1演出 2阅览 3培训 4展览 5体育", "5 类齐全", False, "1245"),
    ("C01", "C 开放", "每周开放", "≥42 小时", False, "42 小时"),
    ("C04", "C 开放", "免费开放公示（项目、时间、电话）", "有", False, ""),
    ("G02", "G 安全", "灭火器", "每点≥2 具", False, "2 具"),
    ("G03", "G 安全", "灭火器在有效期、压力正常", "是", True, "是"),
    ("G04", "G 安全", "安全出口2个以上且畅通", "是", True, "是"),
    ("H01", "H 无障碍", "无障碍坡道或平坡入口", "有", False, "无"),
)


def checklist(count: int, *, blank: bool, venue: str = "东山镇综合文化站") -> Checklist:
    outcomes: tuple[Conclusion, ...] = (
        "met",
        "not_met",
        "met",
        "not_applicable",
        "basically_met",
        "not_checked",
    )
    items = []
    for index in range(count):
        code, section, name, standard, veto, last = STANDARD_ITEMS[index % len(STANDARD_ITEMS)]
        section = section if count <= len(STANDARD_ITEMS) else f"{'ABCDEFGH'[index * 8 // count]} 类"
        outcome: Conclusion = "" if blank else outcomes[index % len(outcomes)]
        fixed = not blank and index == 8
        items.append(
            ChecklistItem(
                code,
                section,
                name,
                standard,
                veto,
                last,
                measured=last if outcome in {"met", "not_met", "basically_met"} else "",
                conclusion=outcome,
                fixed_on_spot=fixed,
                note="阅览室被村委会临时占作会议室，已要求月底前腾退" if outcome == "not_met" else "",
                photo=f"{index + 1}" if outcome == "not_met" else "",
            )
        )
    return Checklist(
        unit=UNIT,
        village="东山社区",
        venue=venue,
        kind="乡镇综合文化站",
        keeper="李堃",
        standard="《乡镇综合文化站标准包》第3版",
        sheet_code="1203-HC-2026-A0012",
        items=tuple(items),
        imprint=imprint("1203-HC-2026-A0012", "标准包《乡镇综合文化站》第3版"),
        checked_on=None if blank else date(2026, 7, 16),
    )


def venues(count: int) -> VenueList:
    rows = tuple(
        VenueRow(
            f"venue-{index}",
            f"9912031{index + 1:02d}2{index % 10}0"[:12],
            "东山镇",
            f"{'石桥下河上湾柳林大坪'[index % 5 * 2 : index % 5 * 2 + 2]}村",
            f"{'石桥下河上湾柳林大坪'[index % 5 * 2 : index % 5 * 2 + 2]}村综合性文化服务中心",
            ("村级中心", "农家书屋", "文体广场")[index % 3],
            2012 + index % 10,
            120.5 + index,
            None if index % 4 == 0 else 500,
            "集体",
            "周二至周日 8:30—17:30",
            PEOPLE[index % len(PEOPLE)],
            f"1390000{index:04d}",
            ("在用", "维修", "挪用")[index % 3],
        )
        for index in range(count)
    )
    return VenueList(UNIT, rows, imprint("1203-SSQD-20260718"), "0999-6612345")


def shortfalls(count: int) -> ShortfallList:
    lights = (Light("red", "不达标"), Light("yellow", "基本达标"), Light("grey", "未查"))
    rows = []
    for index in range(count):
        code, _, name, standard, _, last = STANDARD_ITEMS[index % len(STANDARD_ITEMS)]
        village = f"{'石桥下河上湾柳林大坪'[index * 5 // count * 2 : index * 5 // count * 2 + 2]}村"
        rows.append(
            Shortfall(
                f"result-{index}",
                village,
                f"{village}综合性文化服务中心",
                code,
                name,
                standard,
                last,
                "差 14 ㎡" if index % 2 else "",
                lights[index % 3],
                "场地被临时占用，已要求月底前腾退" if index % 3 == 0 else "",
                f"1203-WT-2026-A{index:04d}" if index % 3 == 0 else "",
                date(2026, 6, 1) + timedelta(days=index),
            )
        )
    return ShortfallList(
        UNIT,
        "《乡镇综合文化站》第3版、《村级综合性文化服务中心》第2版",
        (("达标", 310), ("基本达标", 12), ("不达标", 22), ("不适用", 6), ("未查", 14)) if count else (),
        tuple(rows),
        imprint("1203-QKQD-20260718", "标准包第3版"),
        "0999-6612345",
    )


def order(number: str = "1203-ZG-2026-A0007") -> Order:
    return Order(
        number=number,
        unit=UNIT,
        place="石桥村综合性文化服务中心",
        checked_at=datetime(2026, 7, 16, 10, 20, tzinfo=CHINA),
        problem="二楼阅览室被占作会议室，书架靠墙堆放，读者无法使用；灭火器2具压力不足（指针在红区），未见检查记录。",
        clause="站标准A11、G03；《机关、团体、企业、事业单位消防安全管理规定》",
        demand="腾退阅览室并恢复开放；更换灭火器，建立每月检查记录。",
        kind="限期整改",
        deadline=date(2026, 7, 31),
        measures="一、会议室移到村委会三楼，7月20日前腾空；二、灭火器7月18日前更换。",
        responsible="𬭎𬴂（村文书）",
        finish=date(2026, 7, 28),
        photos="1、2、5",
        inspectors=("张喆", "欧阳燊"),
        receiver="李堃",
    )


def receipt(number: int) -> PackageReceipt:
    return PackageReceipt(
        sender=UNIT,
        receiver=OFFICE,
        number=number,
        made_at=datetime(2026, 7, 17, 17, 5, tzinfo=CHINA),
        taken_at=datetime(2026, 7, 18, 9, 12, tzinfo=CHINA),
        entries=54,
        attachments=12,
        lacking=0 if number % 2 else 2,
        check="1203-12-7f3a-91c2",
    )


def heat_map(tasks: int, stations: int) -> HeatMap:
    kinds: tuple[LightKind | None, ...] = ("green", "green", "yellow", "green", "red", "blue", "grey", None)
    rows = []
    for station in range(stations):
        lights = tuple(kinds[(station * 7 + task * 3) % 8] for task in range(tasks))
        rows.append(
            MapStation(
                f"{'东西南北'[station % 4]}{'山河湖岭坪湾'[station % 6]}镇文化站",
                None if station == 5 else date(2026, 7, 18) - timedelta(days=station * 3),
                station * 3 > 30,
                lights,
                tuple(light == "green" and task % 2 == 0 for task, light in enumerate(lights)),
            )
        )
    columns = tuple(
        MapTask(
            f"{'HSFZT'[i * 5 // max(tasks, 1)]}-{i + 1:02d}",
            TASKS[i % 5][2],
            TASKS[i * 5 // max(tasks, 1)][0],
        )
        for i in range(tasks)
    )
    return HeatMap(OFFICE, PACKAGE, columns, tuple(rows), imprint("QH-RLT-20260718"))
