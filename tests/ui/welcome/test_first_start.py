"""The first start in a real window with real events: from nothing to the station's own ledger."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.demo import build as demo_build
from app.demo.build import DemoSize, build_demo
from app.office.first_start import create_office
from app.office.units import UnitForm, UnitKind, add_unit, get_unit
from app.settings import last_folder, load_settings
from app.start import is_data_folder, open_workspace
from app.sync.start_packages import write_start_packages
from app.work.log import add_log, list_log, list_villages
from app.workspace import Role
from tests.ui.conftest import User
from tests.ui.test_frame import reachable
from ui import theme
from ui.frame import Frame
from ui.program import Program
from ui.settings_page import SettingsPage
from ui.theme import TextSize
from ui.welcome import alone_start, demo_start, folder_and_size, station_start
from ui.welcome.places import Place, free_place, propose_place
from ui.welcome.welcome import Welcome
from ui.widgets.buttons import ActionButton
from ui.widgets.drop_zone import DropZone

FEW_CLICKS = 12
"""Most presses of mouse and keys from the welcome to the station's own ledger, text typed not counted."""


class Presses(QObject):
    """Counts what the user's hand does."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() in (
            QEvent.Type.MouseButtonPress,
            QEvent.Type.MouseButtonDblClick,
            QEvent.Type.KeyPress,
        ):
            self.count += event.spontaneous()
        return False


class Hand:
    """Finds things by their words and clicks them where they are seen."""

    def __init__(self, qtbot: QtBot, program: Program) -> None:
        self.qtbot = qtbot
        self.program = program
        self.clicks = 0

    def click(self, words: str) -> None:
        def named() -> list[QPushButton]:
            buttons = self.shown(QPushButton)
            return [b for b in buttons if words == b.text() or b.accessibleName().startswith(words)]

        self.wait_for(lambda: len(named()) == 1 and named()[0].isEnabled())
        (button,) = named()
        assert reachable(button, self.program.window)
        self.clicks += 1
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())

    def write(self, text: str) -> None:
        field = self.program.window.focusWidget()
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(field, event)

    def sees(self, words: str) -> bool:
        return any(words in label.text() for label in self.shown(QLabel))

    def shown(self, kind: type) -> list:  # type: ignore[type-arg]
        return [w for w in self.program.window.findChildren(kind) if w.isVisible()]

    def wait_for(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=30_000)

    @property
    def frame(self) -> Frame:
        self.wait_for(lambda: isinstance(self.program.window.centralWidget(), Frame))
        frame = self.program.window.centralWidget()
        assert isinstance(frame, Frame)
        return frame


@pytest.fixture
def hand(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    """Somebody before the window at the very first start; desktop and data lie in `tmp_path`."""
    (tmp_path / "desktop").mkdir()
    monkeypatch.setattr(station_start, "package_places", lambda: [tmp_path / "desktop", tmp_path / "none"])
    monkeypatch.setattr(
        folder_and_size, "propose_place", lambda name: Place(tmp_path / name, 9_000_000_000, True)
    )
    monkeypatch.setattr(demo_start, "demo_folder", lambda: tmp_path / "demo")
    program = Program(tmp_path / "keys")
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.window.painted):
        program.window.show()
    program.start()
    yield Hand(qtbot, program)
    qtbot.waitUntil(lambda: not program.window.busy, timeout=60_000)
    program.window.close()
    program.close()
    theme.current().set_size(TextSize.SMALL)


@pytest.fixture
def start_package(tmp_path: Path) -> Path:
    """A start package on the desktop."""
    ws = create_office(
        tmp_path / "office",
        name="清河县创建办",
        code="990101000000",
        contact_name="林秋月",
        phone="0990-1234567",
        machine=tmp_path / "office-keys",
    )
    add_unit(ws, UnitForm(UnitKind.STATION, "青石镇综合文化站", "990101207000", township="青石镇"))
    (made,) = write_start_packages(ws, folder=tmp_path / "desktop")
    ws.engine.dispose()
    return made.path


def test_a_station_starts_in_few_clicks(hand: Hand, start_package: Path, tmp_path: Path) -> None:
    presses = Presses()
    QApplication.instance().installEventFilter(presses)  # type: ignore[union-attr]
    hand.click("文化站")
    hand.wait_for(lambda: hand.program.window.busy is False)
    hand.click("下一步")
    hand.wait_for(lambda: hand.sees("青石镇综合文化站"))
    hand.wait_for(lambda: hand.sees("99 0101 207 000"))
    hand.write("周小满")
    hand.click("是本站，下一步")
    hand.click("文字大")
    assert theme.current().size is TextSize.MEDIUM
    hand.click("下一步")
    hand.wait_for(lambda: hand.sees(str(tmp_path / "站务台账")))
    hand.wait_for(lambda: hand.sees("只有系统盘可用"))
    hand.click("开始使用")
    frame = hand.frame
    QApplication.instance().removeEventFilter(presses)  # type: ignore[union-attr]
    hand.wait_for(lambda: hand.sees("青石镇综合文化站"))
    assert frame.page is not None
    assert frame.context.ws.role is Role.STATION
    assert frame.context.ws.person == "周小满"
    assert presses.count == hand.clicks <= FEW_CLICKS
    assert load_settings(tmp_path / "站务台账").text_size_pt == 14
    assert last_folder(tmp_path / "keys") == tmp_path / "站务台账"


def start_alone(hand: Hand) -> Frame:
    """Fill the four fields, the station's name being proposed, and begin."""
    hand.click("文化站")
    hand.wait_for(lambda: not hand.program.window.busy)
    hand.click("没有开站包，先自己用")
    for text in ("清河县", "青石镇", "", "周小满", "0990-8800123"):
        if text:
            hand.write(text)
        QTest.keyClick(hand.program.window.focusWidget(), Qt.Key.Key_Tab)
    hand.click("下一步")
    hand.click("下一步")
    hand.click("开始使用")
    return hand.frame


def test_a_station_starts_without_a_package(hand: Hand, tmp_path: Path) -> None:
    frame = start_alone(hand)
    assert hand.clicks <= FEW_CLICKS
    hand.wait_for(lambda: hand.sees("青石镇综合文化站"))
    hand.wait_for(lambda: hand.sees("还没有和县里连上"))
    assert frame.context.ws.alone
    assert last_folder(tmp_path / "keys") == tmp_path / "站务台账"
    frame.navigate("exchange")
    hand.wait_for(lambda: hand.sees("本站现在自己用"))
    frame.navigate("settings", tab="computer")
    hand.wait_for(lambda: hand.sees("请每周备份到U盘一次"))
    assert not hand.sees("县里收到过")  # nobody has anything of it yet


def test_the_name_of_the_station_follows_the_township_until_it_is_changed(hand: Hand) -> None:
    hand.click("文化站")
    hand.wait_for(lambda: not hand.program.window.busy)
    hand.click("没有开站包，先自己用")
    (who,) = hand.shown(alone_start._Who)
    who.township.setText("青石镇")
    assert who.station.text() == "青石镇综合文化站"
    who.station.setText("青石文化中心")
    who.township.setText("青石乡")
    assert who.station.text() == "青石文化中心"
    hand.click("下一步")
    hand.wait_for(lambda: hand.sees("请填写所在县"))


def test_the_countys_package_is_one_question(
    hand: Hand, start_package: Path, tmp_path: Path, user: User
) -> None:
    package = start_package.rename(tmp_path / "later.zwt")
    frame = start_alone(hand)
    add_log(frame.context.ws, "自己用的时候写的")
    hand.program.window.activateWindow()
    hand.wait_for(hand.program.window.isActiveWindow)
    user.paths, user.answers = [package], [False]
    QTest.keyClick(hand.program.window, Qt.Key.Key_F5)
    hand.wait_for(lambda: len(user.questions) == 1)
    assert "是这个站吗" in user.questions[0]
    assert "99 0101 207 000" in user.questions[0]
    assert "本机写的是：青石镇综合文化站" in user.questions[0]
    assert hand.frame.context.ws.alone  # "不是" changes nothing
    hand.wait_for(lambda: not hand.program.window.busy)
    user.paths, user.answers = [package], [True]
    QTest.keyClick(hand.program.window, Qt.Key.Key_F5)
    hand.wait_for(lambda: any("已和“清河县创建办”连上" in words for words in user.told))
    ws = hand.frame.context.ws
    assert get_unit(ws, ws.unit).code == "990101207000"
    assert [row.text for row in list_log(ws)] == ["自己用的时候写的"]
    hand.wait_for(lambda: hand.sees("站码 01"))
    assert user.errors == []


def test_villages_are_added_while_alone(hand: Hand) -> None:
    frame = start_alone(hand)
    frame.navigate("settings", tab="people")
    page = frame.page
    assert isinstance(page, SettingsPage)
    assert page._people is not None
    page._people.village.setText("前进村")
    QTest.keyClick(page._people.village, Qt.Key.Key_Return)
    assert [village.name for village in list_villages(frame.context.ws)] == ["前进村"]
    assert "前进村" in [row.name for row in page._people._units]


def test_without_a_package_one_cannot_go_on_and_is_told_why(hand: Hand, tmp_path: Path, user: User) -> None:
    hand.click("文化站")
    hand.wait_for(lambda: not hand.program.window.busy)
    hand.wait_for(lambda: hand.sees("没有找到开站包"))
    (following,) = [b for b in hand.shown(ActionButton) if b.text() == "下一步"]
    assert not following.isEnabled()
    (tmp_path / "broken.zwt").write_bytes(b"PK no package")
    (zone,) = hand.shown(DropZone)
    zone.dropped.emit([tmp_path / "broken.zwt"])
    hand.wait_for(lambda: len(user.errors) == 1)
    assert not following.isEnabled()
    hand.click("上一步")
    hand.wait_for(lambda: hand.sees("这台电脑给谁用"))


def test_a_dropped_package_is_taken(hand: Hand, start_package: Path, tmp_path: Path) -> None:
    moved = start_package.rename(tmp_path / "moved.zwt")
    for path in (tmp_path / "desktop").iterdir():
        path.unlink()
    hand.click("文化站")
    hand.wait_for(lambda: not hand.program.window.busy)
    (zone,) = hand.shown(DropZone)
    zone.dropped.emit([moved])
    hand.wait_for(lambda: not hand.program.window.busy)
    hand.click("下一步")
    hand.wait_for(lambda: hand.sees("青石镇综合文化站"))


def test_a_name_is_needed_and_going_back_loses_nothing(hand: Hand, start_package: Path) -> None:
    hand.click("文化站")
    hand.wait_for(lambda: not hand.program.window.busy)
    hand.click("下一步")
    hand.click("是本站，下一步")
    hand.wait_for(lambda: hand.sees("请填写您的姓名。"))
    hand.write("周小满")
    hand.click("是本站，下一步")
    hand.click("上一步")
    assert [field.text() for field in hand.shown(type(hand.program.window.focusWidget()))] == ["周小满"]


def test_an_office_starts_and_comes_to_its_list_of_units(hand: Hand, tmp_path: Path) -> None:
    hand.click("县创建办")
    hand.click("下一步")
    hand.wait_for(lambda: hand.sees("请填写单位名称。"))
    hand.wait_for(lambda: hand.sees("请填写县区划代码。"))
    hand.write("清河县创建办")
    for text in ("990101201", "林秋月", "0990-1234567"):
        QTest.keyClick(hand.program.window.focusWidget(), Qt.Key.Key_Tab)
        hand.write(text)
    hand.click("下一步")
    hand.wait_for(lambda: hand.sees("不是县级代码"))
    hand.program.window.focusWidget().clear()  # type: ignore[attr-defined]
    hand.write("９９０１０１")
    hand.click("下一步")
    hand.click("下一步")
    hand.click("开始使用")
    frame = hand.frame
    assert frame.page is not None
    assert frame.page.title == "文化站名单"
    ws = frame.context.ws
    assert (ws.role, get_unit(ws, ws.unit).name, get_unit(ws, ws.unit).code) == (
        Role.OFFICE,
        "清河县创建办",
        "990101000000",
    )


def test_what_was_open_is_opened_again_or_its_loss_is_told(
    hand: Hand, tmp_path: Path, start_package: Path
) -> None:
    hand.program.open_folder(tmp_path / "office", machine=None)
    assert hand.frame.context.ws.role is Role.OFFICE
    hand.program.open_folder(None)
    assert isinstance(hand.program.window.centralWidget(), Welcome)
    hand.program.start()
    assert hand.frame.context.ws.folder == tmp_path / "office"
    hand.program.open_folder(None)
    (tmp_path / "office").rename(tmp_path / "moved")
    hand.program.start()
    hand.wait_for(lambda: hand.sees("找不到了"))


def test_an_existing_ledger_is_opened_and_anything_else_refused(
    hand: Hand, tmp_path: Path, start_package: Path, user: User
) -> None:
    user.paths = [tmp_path / "desktop"]
    hand.click("打开已有的台账文件夹")
    hand.wait_for(lambda: hand.sees("里没有台账数据"))
    user.paths = [tmp_path / "office"]
    hand.click("打开已有的台账文件夹")
    assert hand.frame.context.ws.folder == tmp_path / "office"


def test_a_damaged_ledger_is_refused_with_a_sentence(hand: Hand, tmp_path: Path, start_package: Path) -> None:
    (tmp_path / "office" / "ledger.db").write_bytes(b"no database" * 1000)
    before = (tmp_path / "office" / "ledger.db").read_bytes()
    hand.program.open_folder(tmp_path / "office")
    hand.wait_for(lambda: isinstance(hand.program.window.centralWidget(), Welcome))
    hand.wait_for(lambda: hand.sees("修复") or hand.sees("不完整"))
    assert (tmp_path / "office" / "ledger.db").read_bytes() == before


@pytest.mark.long
def test_the_demo_is_made_looked_at_and_wiped(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: User
) -> None:
    def tiny(folder: Path, _size: DemoSize, **more: object) -> object:
        return build_demo(folder, DemoSize(stations=2, villages=2, months=1, pictures=2), **more)  # type: ignore[arg-type]

    monkeypatch.setattr(demo_build, "build_demo", tiny)
    hand.click("先看演示")
    hand.click("生成演示数据")
    hand.qtbot.waitUntil(lambda: not hand.program.window.busy, timeout=120_000)
    hand.click("看一个文化站")
    assert hand.frame.context.ws.role is Role.STATION
    hand.wait_for(lambda: hand.sees("（演示数据）"))
    assert last_folder(tmp_path / "keys") is None
    hand.program.open_folder(None)
    hand.click("先看演示")
    hand.click("看县创建办")
    assert hand.frame.context.ws.role is Role.OFFICE
    hand.program.open_folder(None)
    hand.click("先看演示")
    user.answers = [False, True]
    hand.click("清除演示数据")
    assert (tmp_path / "demo").exists()
    hand.click("清除演示数据")
    hand.wait_for(lambda: not (tmp_path / "demo").exists())
    hand.wait_for(lambda: any(b.text() == "生成演示数据" for b in hand.shown(ActionButton)))


@pytest.mark.parametrize("size", TextSize)
def test_every_step_fits_the_smallest_window(hand: Hand, start_package: Path, size: TextSize) -> None:
    theme.current().set_size(size)
    window = hand.program.window
    window.resize(1092, 543)

    def fits() -> None:
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1092, 543)
        assert [b.text() for b in hand.shown(QPushButton) if not reachable(b, window)] == []

    fits()
    hand.click("先看演示")
    fits()
    hand.click("上一步")
    hand.click("县创建办")
    fits()
    hand.click("上一步")
    hand.click("文化站")
    hand.wait_for(lambda: not window.busy)
    fits()
    hand.click("下一步")
    hand.write("周")
    fits()
    hand.click("是本站，下一步")
    fits()
    hand.click("下一步")
    fits()


def test_a_place_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    assert free_place(tmp_path / "台账").folder == tmp_path / "台账"
    (tmp_path / "台账").mkdir()
    assert free_place(tmp_path / "台账").folder == tmp_path / "台账"  # empty
    (tmp_path / "台账" / "x").touch()
    assert free_place(tmp_path / "台账").folder == tmp_path / "台账2"
    assert free_place(tmp_path / "a" / "b").free_bytes > 0


def test_the_proposal_is_a_folder_that_can_be_made() -> None:
    place = propose_place("站务台账")
    assert place.folder.is_absolute()
    assert place.folder.name.startswith("站务台账")
    assert not is_data_folder(place.folder)


def test_the_ledger_that_was_made_opens_by_itself(hand: Hand, start_package: Path, tmp_path: Path) -> None:
    """What the window made is an ordinary data folder."""
    hand.click("文化站")
    hand.wait_for(lambda: not hand.program.window.busy)
    hand.click("下一步")
    hand.write("周小满")
    for words in ("是本站，下一步", "下一步", "开始使用"):
        hand.click(words)
    assert hand.frame.page is not None
    hand.program.open_folder(None)
    opened = open_workspace(tmp_path / "站务台账", machine=tmp_path / "keys")
    assert opened.notices == ()
    opened.workspace.engine.dispose()
