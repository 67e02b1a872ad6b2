"""What the station does on the whole way."""

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt

from tests.ui.conftest import User
from tests.ui.walker import CTRL, Walker
from tests.ui.whole_way.pcs import Pcs


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
