"""The whole way in the real window: a county hands down, a station works, a package comes back."""

import os
import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

import openpyxl
import pypdfium2 as pdfium
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tests.ui.conftest import User
from tests.ui.walker import CTRL, Walker
from tests.workspaces import StoppedClock
from ui import theme
from ui.program import Program
from ui.theme import TextSize
from ui.welcome import folder_and_size, station_start
from ui.welcome.places import Place

HEAD = "区划代码\t乡镇\t名称\t联系人\t职务\t电话\t人口"
UNITS = (
    "990101101000\t青石镇\t青石镇综合文化站\t周小满\t站长\t13900000001\t14100",
    "990101101200\t青石镇\t前进村\t\t\t\t1200",
    "990101101201\t青石镇\t柳树村\t\t\t\t900",
    "990101102000\t白云乡\t白云乡综合文化站\t李秀兰\t站长\t13900000002\t9200",
    "990101102200\t白云乡\t山口村\t\t\t\t700",
)
STATION_PAPERS = (
    "任务认领表",
    "工作台账",
    "空白设施核查表",
    "设施核查表",
    "汇报单",
    "现场整改交办单",
    "达标与缺口清单",
)
COUNTY_PAPERS = ("任务书", "现场整改交办单", "达标与缺口清单")
TASK_HEAD = ["序号", "一级指标", "任务内容", "完成标准", "数量", "单位", "完成时限", "佐证材料", "责任单位"]


class Pcs:
    """Starts a PC with a user before it; each has its own keys and disk."""

    def __init__(self, qtbot: QtBot, root: Path) -> None:
        self.qtbot, self.root = qtbot, root
        self._programs: list[Program] = []
        self.stick = root / "stick"
        self.stick.mkdir()
        shots = os.environ.get("WALK_SHOTS")
        self._shots = Path(shots) if shots else None

    def start(self, name: str) -> Walker:
        program = Program(self.root / name / "machine")
        self._programs.append(program)
        self.qtbot.addWidget(program.window)
        with self.qtbot.waitSignal(program.window.painted):
            program.window.show()
        program.start()
        walker = Walker(self.qtbot, program, name, self._shots)
        walker.come()
        return walker

    def close(self) -> None:
        for program in self._programs:
            self.qtbot.waitUntil(lambda program=program: not program.window.busy, timeout=60_000)
            program.window.close()
            program.close()


@pytest.fixture
def pcs(qtbot: QtBot, tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcs]:
    class Now(datetime):
        @classmethod
        @override
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock().astimezone(tz)

    monkeypatch.setattr("app.clock.datetime", Now)
    monkeypatch.setattr(station_start, "package_places", lambda: [tmp_path / "stick"])
    monkeypatch.setattr(
        folder_and_size, "propose_place", lambda name: Place(tmp_path / name, 9_000_000_000, True)
    )
    made = Pcs(qtbot, tmp_path)
    yield made
    made.close()
    theme.current().set_size(TextSize.SMALL)


def test_the_whole_way(pcs: Pcs, user: User, clock: StoppedClock) -> None:
    county = pcs.start("county")
    found_office(county)
    enter_units(county)
    adopt_standards(county, user)
    make_task_list(county, user, pcs.root)
    write_start_packages(county, user, pcs)
    station = pcs.start("station")
    start_station(station)
    claim(station)
    work_a_day(station, user, pcs.root)
    check_venues(station, user)
    put_right(station, user, pcs.root)
    ask_for_closings(station, user, pcs.root)
    report(station, user, pcs)
    clock.forward(days=2)
    receive_reports(county, user, pcs)
    look_around(county)
    answer(county)
    order(county)
    send_down(county, user, pcs, "down-1")
    receive_answers(station, user, pcs)
    publish_again(county, user)
    send_down(county, user, pcs, "down-2")
    receive_second_version(station, user, pcs)
    print_everything(station, STATION_PAPERS, pcs.root / "station-papers", user)
    print_everything(county, COUNTY_PAPERS, pcs.root / "county-papers", user)
    assert user.errors == []
    assert user.broken == []


# -- 1 to 3: the county begins -------------------------------------------------------------------------------


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


# -- 4 to 8: the station -------------------------------------------------------------------------------------


def start_station(station: Walker) -> None:
    station.presses("文化站")
    station.sees("青石镇综合文化站")
    station.clicks("青石镇综合文化站")
    station.shot("04-packages")
    station.presses("下一步")
    station.sees("是这个站吗？")
    station.fills("您的姓名", "周小满")
    station.shot("04-station")
    station.presses("是本站，下一步")
    station.shot("04-text-size")
    station.presses("下一步")
    station.presses("开始使用")
    assert station.title == "今日"
    station.shot("04-today")


def claim(station: Walker) -> None:
    station.goes_to("认领")
    station.shot("05-claim")
    station.fills("责任人", "周小满")
    station.clicks("本县安排")
    station.presses("整组认领")
    station.shot("05-claim-group")
    station.clicks("全部")
    say(station, "有疑问 F3", "每周 42 小时算不算节假日？", shot="05-question")
    say(station, "有疑问 F3", "本站无此职责", kind="异议")
    say(station, "需支持 F4", "要县里派老师")
    say(station, "不涉及 F6", "本镇没有这类场所")
    claim_the_rest(station)
    station.shot("05-claimed")


def claim_the_rest(station: Walker) -> None:
    for _ in range(200):
        if "每一项都有说法了" in station.words():
            break
        station.key(Qt.Key.Key_Space)
    station.sees("每一项都有说法了。")


def say(station: Walker, button: str, text: str, *, kind: str = "", shot: str = "") -> None:
    station.presses(button)
    if kind:
        station.chooses("类别", kind)
    station.fills("内容", text)
    if shot:
        station.shot(shot)
    station.presses("提出")


def work_a_day(station: Walker, user: User, root: Path) -> None:
    station.goes_to("今日")
    station.shot("06-today")
    station.key(Qt.Key.Key_N, CTRL)
    station.writes("组织群众性文化活动：广场舞排练")
    station.sees("是这项任务吗？")
    station.shot("06-log-line")
    station.presses("组织群众性文化活动")
    station.key(Qt.Key.Key_Return)
    station.goes_to("日志")
    station.sees("广场舞排练")
    station.shot("06-log")
    station.goes_to("任务台账")
    station.shot("06-ledger")
    station.clicks("组织群众性文化活动")
    station.turns_to("进展")
    station.fills("这次几场", "3")
    station.fills("进展", "元宵灯会、秧歌、戏曲各一场")
    station.presses("记下")
    station.sees("3/12")
    station.turns_to("佐证")
    user.paths = [photo(root / "灯会.jpg")]
    station.presses("添加照片或文件")
    station.sees("灯会.jpg")
    station.shot("06-evidence")


def photo(path: Path) -> Path:
    Image.effect_noise((640, 480), 90).convert("RGB").save(path, quality=70)
    return path


def check_venues(station: Walker, user: User) -> None:
    station.goes_to("设施清单")
    station.shot("07-facilities-empty")
    station.presses("一次登记")
    station.shot("07-facilities")
    user.answers = [0]
    station.presses("打印空白核查表")
    station.shot("07-blank")
    station.key(Qt.Key.Key_Escape)
    station.goes_to("录入核查")
    station.clicks("前进村", twice=True)
    station.sees("前进村")
    station.shot("07-check")
    for _ in range(4):
        station.digits("1")
        station.key(Qt.Key.Key_Return)
    station.digits("2")
    station.writes("书柜锁着")
    station.key(Qt.Key.Key_Return)
    station.shot("07-check-typed")
    user.answers = [0]
    station.key(Qt.Key.Key_Return, CTRL)
    station.shot("07-shortfalls")


def put_right(station: Walker, user: User, root: Path) -> None:
    station.goes_to("问题整改")
    station.clicks("-WT-")
    station.shot("08-problem")
    for name, text in (
        ("整改目标", "达到标准"),
        ("整改时限", "2026年3月底前"),
        ("整改措施", "本周补齐"),
        ("责任领导", "王镇长"),
        ("责任人", "周小满"),
        ("公开承诺", "三月底前改好"),
        ("公布地点", "村公示栏"),
        ("公布日期", "3.2"),
    ):
        station.fills(name, text)
    station.turns_to("整改后")
    user.paths = [photo(root / "改后.jpg")]
    station.presses("添加照片或文件")
    station.turns_to("销号")
    station.fills("整改结果", "已经补齐，照片在后")
    station.shot("08-closing")
    station.presses("申请销号")
    station.sees("已申请销号")
    station.shot("08-requested")


def ask_for_closings(station: Walker, user: User, root: Path) -> None:
    station.goes_to("任务台账")
    station.shot("08-ledger")
    done_so_far(station, "组织群众性文化活动", "9", "全年场次办齐")
    done_so_far(station, "放映公益电影", "24", "各村都放了")
    user.paths = [photo(root / "放映.jpg")]
    station.turns_to("佐证")
    station.presses("添加照片或文件")
    station.sees("放映.jpg")
    for task in ("组织群众性文化活动", "放映公益电影"):
        station.clicks(task)
        station.turns_to("办结")
        station.fills("办理结果", f"{task}全部办好")
        station.shot("08-task-closing")
        station.presses("申请办结")
        station.sees("申请办结：")


def done_so_far(station: Walker, task: str, amount: str, text: str) -> None:
    station.clicks(task)
    station.turns_to("进展")
    station.fills("这次几场", amount)
    station.fills("进展", text)
    station.presses("记下")


def report(station: Walker, user: User, pcs: Pcs) -> None:
    station.goes_to("收发")
    station.shot("08-exchange")
    user.answers = [True]
    station.presses("检查并生成上报包")
    station.sees("上报包已生成")
    station.shot("08-reported")
    (pcs.root / "up").mkdir()
    user.paths = [pcs.root / "up"]
    station.presses("存到U盘或文件夹")
    assert len(list((pcs.root / "up").glob("*.zwt"))) == 1


# -- 9 and 10: the county ------------------------------------------------------------------------------------


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
    county.clicks("把文化站运行和创建经费")
    county.shot("10-support")
    county.presses("1 确认")
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


# -- 11 and 12: what comes back, and paper -------------------------------------------------------------------


def receive(station: Walker, user: User, folder: Path, shot: str) -> None:
    station.come()
    (package,) = folder.glob("01-*.zwt")
    user.paths = [package]
    station.key(Qt.Key.Key_F5)
    station.sees("接收前会自动备份")
    station.shot(f"{shot}-preview")
    station.presses("接收")
    station.sees("已接收 1 个数据包")
    station.shot(f"{shot}-received")
    station.presses("返回")


def receive_answers(station: Walker, user: User, pcs: Pcs) -> None:
    receive(station, user, pcs.root / "down-1", "11-answers")
    station.sees("已收到")
    station.shot("11-exchange")
    station.goes_to("今日")
    station.sees("放映公益电影", "灭火器压力不足")
    station.shot("11-today")
    station.goes_to("任务台账")
    station.clicks("制定并印发")
    station.turns_to("答复")
    station.sees("节假日开放的时间也计算在内。")
    station.shot("11-answer")
    station.clicks("放映公益电影")
    station.sees("县里退回：照片看不出放映日期，请补登记表。", "24/24")
    station.shot("11-returned")
    station.clicks("组织群众性文化活动")
    station.sees("已办结")
    station.goes_to("问题整改")
    station.presses("待签收")
    station.shot("11-order")
    station.fills("整改措施", "更换灭火器，清理通道")
    station.fills("责任人", "周小满")
    station.fills("完成日期", "3.20")
    station.presses("签收，开始整改")
    station.sees("更换灭火器，清理通道")
    station.shot("11-signed")


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


def receive_second_version(station: Walker, user: User, pcs: Pcs) -> None:
    receive(station, user, pcs.root / "down-2", "11-version")
    station.goes_to("今日")
    station.sees("新版清单改了这一项", "3 项还没有认领")  # the new one, and two that were questions
    station.shot("11-new-version")
    station.goes_to("任务台账")
    station.clicks("放映公益电影")
    station.turns_to("要求")
    station.sees("24/30", "新版清单改了这一项", "数量")
    station.shot("11-changed")
    station.clicks("记好工作台账和日志")
    station.sees("已撤回")
    station.goes_to("认领")
    claim_the_rest(station)
    station.shot("11-claimed")


def print_everything(walker: Walker, papers: tuple[str, ...], folder: Path, user: User) -> None:
    """Look at each paper as pages and keep it; the file kept is the one that was shown."""
    walker.come()
    walker.goes_to("打印")
    walker.shot(f"12-{walker.name}")
    folder.mkdir()
    for name in papers:
        walker.clicks(name, column=0)
        user.paths = [folder / f"{name}.pdf"]
        walker.presses("预览")
        walker.presses("存 PDF")
        assert (folder / f"{name}.pdf").is_file()
        walker.shot(f"12-{walker.name}-{name}")
        walker.key(Qt.Key.Key_Escape)
        with pdfium.PdfDocument(folder / f"{name}.pdf") as pdf:
            text = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert name.removeprefix("空白") in text, name
        (at, of) = re.findall(r"第 (\d+) 页　共 (\d+) 页", text)[-1]
        assert at == of, f"{name} counts its pages"
