"""What the county does on the whole way."""

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.conftest import User
from tests.ui.walker import CTRL, Walker
from tests.ui.whole_way.pcs import Pcs

HEAD = "区划代码\t乡镇\t名称\t联系人\t职务\t电话\t人口"
UNITS = (
    "990101101000\t青石镇\t青石镇综合文化站\t周小满\t站长\t13900000001\t14100",
    "990101101200\t青石镇\t前进村\t\t\t\t1200",
    "990101101201\t青石镇\t柳树村\t\t\t\t900",
    "990101102000\t白云乡\t白云乡综合文化站\t李秀兰\t站长\t13900000002\t9200",
    "990101102200\t白云乡\t山口村\t\t\t\t700",
)
TASK_HEAD = ["序号", "一级指标", "任务内容", "完成标准", "数量", "单位", "完成时限", "佐证材料", "责任单位"]


def found_office(county: Walker) -> None:
    county.shot("01-welcome")
    county.presses("县创建办")
    for name, text in (
        ("单位名称", "清河县创建办"),
        ("县区划代码", "990101000000"),
        ("联系人", "林秋月"),
        ("联系电话", "0990-1234567"),
    ):
        county.fills(name, text)
    county.shot("01-office")
    county.presses("下一步")
    county.presses("下一步")
    county.shot("01-folder")
    county.presses("开始使用")
    assert county.title == "文化站名单"
    county.shot("01-units-empty")


def enter_units(county: Walker) -> None:
    QGuiApplication.clipboard().setText("\n".join((HEAD, *UNITS)))
    county.key(Qt.Key.Key_V, CTRL)
    county.shot("01-units-review")
    county.presses("登记 5 个")
    county.sees("青石镇综合文化站", "柳树村")
    county.shot("01-units")


def adopt_standards(county: Walker, user: User) -> None:
    county.goes_to("标准")
    county.presses("采用通用标准")
    county.shot("02-standards")
    for name in ("文化站", "村"):
        county.chooses("标准", name)
        county.presses("发布")
        county.shot(f"02-standards-publishing-{name}")
        user.answers = [True, False]  # publish; stay here
        county.presses("发布第 1 版")
        county.sees("第 1 版已发布")


def make_task_list(county: Walker, user: User, root: Path) -> None:
    county.goes_to("任务下达")
    county.shot("02-tasks-empty")
    county.presses("用通用模板开始")
    county.shot("02-tasks")
    user.paths = [task_book(root / "任务书.xlsx")]
    county.presses("导入")
    county.shot("02-tasks-reading")
    user.answers = [0]
    county.presses("导入 2 项")
    county.sees("组织群众性文化活动")
    county.presses("发布")
    county.fills("文号", "清创办〔2026〕3号")
    county.fills("认领截止", "3.20")
    county.shot("02-tasks-publishing")
    user.answers = [True, True]
    county.presses("发布第 1 版")
    assert county.title == "收发"


def task_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(TASK_HEAD)
    sheet.append(
        [1, "本县安排", "组织群众性文化活动", "面向群众", 12, "场", "2026年12月底前", "现场照片", "文化站"]
    )
    sheet.append(
        [2, "本县安排", "放映公益电影", "每村不少于一场", 24, "场", "2026年3月1日前", "现场照片", "文化站"]
    )
    book.save(path)
    return path


def write_start_packages(county: Walker, user: User, pcs: Pcs) -> None:
    county.shot("03-exchange")
    county.presses("写开站包")
    county.sees("已写好 2 个开站包")
    county.shot("03-start-packages")
    county.clicks("白云乡综合文化站")
    county.presses("复制")
    assert [url.fileName()[:2] for url in QGuiApplication.clipboard().mimeData().urls()] == ["02"]
    user.paths = [pcs.stick]
    county.presses("存到U盘或文件夹")
    assert len(list(pcs.stick.glob("*.zwt"))) == 2


def receive_reports(county: Walker, user: User, pcs: Pcs) -> None:
    county.come()
    county.goes_to("收发")
    (pcs.root / "up" / "不是数据包.zwt").write_bytes(b"PK nothing")
    user.paths = [pcs.root / "up"]
    county.presses("选择文件夹或U盘")
    county.sees("1 个单位有新内容")
    county.shot("09-preview")
    county.presses("接收")
    county.sees("已接收 1 个数据包")
    county.shot("09-received")


def look_around(county: Walker) -> None:
    county.goes_to("总览")
    county.shot("10-overview")
    county.goes_to("文化站")
    county.clicks("青石镇")
    county.shot("10-station")


def answer(county: Walker) -> None:
    county.goes_to("核验")
    county.shot("10-verification")
    county.clicks("制定并印发")
    county.key(Qt.Key.Key_F3)
    county.writes("节假日开放的时间也计算在内。")
    county.shot("10-answer")
    county.presses("1 说明清楚")
    county.clicks("成立创建工作领导小组")
    county.key(Qt.Key.Key_F3)
    county.writes("这一项改由乡镇政府办理。")
    county.presses("3 调整")
    county.clicks("召开创建工作动员部署会")
    county.presses("1 同意")
    county.clicks("把文化站运行和创建经费列入")
    county.shot("10-support")
    county.presses("1 确认")
    county.clicks("组织群众性文化活动")
    county.shot("10-closing")
    county.presses("1 通过")
    county.clicks("放映公益电影")
    county.key(Qt.Key.Key_2)
    county.sees("退回要写明原因")
    county.key(Qt.Key.Key_F3)
    county.writes("照片看不出放映日期，请补登记表。")
    county.presses("2 退回")
    county.clicks("文化活动室", column=2)
    county.shot("10-problem")
    county.presses("1 通过")
    county.sees("没有等县里核验的事。")
    county.shot("10-verified")


def order(county: Walker) -> None:
    county.goes_to("交办单")
    county.presses("开交办单")
    county.chooses("文化站", "青石镇")
    county.fills("要整改的问题", "灭火器压力不足，安全通道堆放杂物")
    county.fills("整改时限", "3.31")
    county.fills("检查人", "林秋月、沈静")
    county.shot("10-order")
    county.presses("下达")
    county.sees("待签收", "灭火器压力不足")
    county.shot("10-ordered")


def send_down(county: Walker, user: User, pcs: Pcs, folder: str) -> None:
    county.come()
    county.goes_to("收发")
    county.presses("写下发包")
    county.shot(f"10-{folder}")
    (pcs.root / folder).mkdir()
    user.paths = [pcs.root / folder]
    county.presses("存到U盘或文件夹")


def publish_again(county: Walker, user: User) -> None:
    county.come()
    county.goes_to("任务下达")
    county.clicks("放映公益电影")
    county.fills("数量", "30")
    county.clicks("记好工作台账和日志")
    county.key(Qt.Key.Key_Delete)
    county.clicks("组织群众性文化活动")
    county.key(Qt.Key.Key_N, CTRL)
    county.key(Qt.Key.Key_Escape)
    county.fills("任务内容", "布置图书漂流角")
    county.fills("完成时限", "2026年6月底前")
    county.shot("11-draft")
    county.presses("发布")
    county.sees("第 2 版与第 1 版相比", "布置图书漂流角", "记好工作台账和日志")
    county.shot("11-publishing")
    user.answers = [True, False]  # publish; stay here
    county.presses("发布第 2 版")
    county.sees("第 2 版已于")
