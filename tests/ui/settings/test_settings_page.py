"""设置备份: copies, going back, checking, text size."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from app.backups import backups
from app.evidence.attach import record_taken, take_files
from app.office.first_start import create_office
from app.office.units import UnitForm, UnitKind, add_unit, count_units
from app.settings import Settings, load_settings, save_settings
from app.workspace import Workspace
from tests.ui.conftest import User
from tests.ui.test_frame import reachable
from ui import theme
from ui.frame import Frame
from ui.program import Program
from ui.settings_page import SettingsPage
from ui.theme import TextSize
from ui.welcome.welcome import Welcome


class Desk:
    """An office's ledger open at its settings."""

    def __init__(self, qtbot: QtBot, program: Program, folder: Path) -> None:
        self.qtbot, self.program, self.folder = qtbot, program, folder

    @property
    def ws(self) -> Workspace:
        return self.frame.context.ws

    @property
    def frame(self) -> Frame:
        self.wait_for(lambda: isinstance(self.program.window.centralWidget(), Frame))
        frame = self.program.window.centralWidget()
        assert isinstance(frame, Frame)
        return frame

    @property
    def page(self) -> SettingsPage:
        self.frame.navigate("settings")
        page = self.frame.page
        assert isinstance(page, SettingsPage)
        return page

    @property
    def tabs(self) -> QTabWidget:
        tabs = self.page.findChild(QTabWidget)
        assert tabs is not None
        return tabs

    def turn_to(self, word: str) -> None:
        words = [self.tabs.tabText(tab) for tab in range(self.tabs.count())]
        self.tabs.setCurrentIndex(words.index(word))

    def click(self, words: str) -> None:
        def found() -> list[QPushButton]:
            buttons = self.page.findChildren(QPushButton)
            return [b for b in buttons if b.isVisible() and words in (b.text(), b.accessibleName())]

        self.wait_for(lambda: [b.isEnabled() for b in found()] == [True])  # a ledger may just be opening
        (button,) = found()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait(self) -> None:
        self.wait_for(lambda: not self.program.window.busy)

    def wait_for(self, done: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(done, timeout=30_000)

    def stations(self) -> int:
        return count_units(self.ws, UnitKind.STATION)

    def add_station(self, number: int) -> None:
        add_unit(self.ws, UnitForm(UnitKind.STATION, f"第{number}镇文化站", f"9901012{number:02}000"))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    ws = create_office(
        tmp_path / "office",
        name="清河县创建办",
        code="990101000000",
        contact_name="林秋月",
        phone="",
        machine=tmp_path / "keys",
    )
    ws.engine.dispose()
    program = Program(tmp_path / "keys")
    qtbot.addWidget(program.window)
    with qtbot.waitExposed(program.window):
        program.window.show()
    program.open_folder(tmp_path / "office")
    made = Desk(qtbot, program, tmp_path / "office")
    assert made.page is not None
    yield made
    made.wait()
    program.window.close()
    program.close()
    theme.current().set_size(TextSize.SMALL)


def test_a_copy_is_made_and_listed(desk: Desk) -> None:
    before = len(backups(desk.folder))
    assert desk.page._backups._model.rowCount() == before
    desk.click("现在备份")
    desk.wait()
    assert desk.page._backups._model.rowCount() == before + 1
    assert desk.page._backups._model.row(0).kind_label == "手动"


def test_going_back_is_asked_with_what_is_lost_and_can_be_undone(desk: Desk, user: User) -> None:
    desk.add_station(1)
    desk.click("现在备份")
    desk.wait()
    desk.add_station(2)
    desk.page._backups._view.select(desk.page._backups._model.row(0).path.name)
    user.answers = [False, True]
    desk.click("恢复这一份")
    desk.wait_for(lambda: len(user.questions) == 1)
    assert "会看不到" in user.questions[0]
    assert desk.stations() == 2
    desk.click("恢复这一份")
    desk.wait_for(lambda: len(user.told) == 2)
    assert desk.stations() == 1
    assert "已恢复" in user.told[0]
    assert "从备份恢复" in user.told[1]
    (former,) = [b for b in backups(desk.folder) if b.kind == "restore"]
    desk.wait_for(lambda: desk.page._backups._view.select(former.path.name))
    user.answers = [True]
    desk.click("恢复这一份")
    desk.wait_for(lambda: len(user.told) > 2)
    assert desk.stations() == 2


def test_a_damaged_copy_is_refused_and_the_ledger_stays(desk: Desk, user: User, tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"no database" * 500)
    user.paths = [tmp_path / "ledger.db"]
    desk.click("从U盘恢复")
    desk.wait_for(lambda: len(user.errors) == 1)
    assert "没有恢复" in user.errors[0]
    assert user.questions == []
    assert desk.ws.folder == desk.folder


def test_to_a_stick_and_back(desk: Desk, user: User, tmp_path: Path) -> None:
    desk.add_station(1)
    user.paths = [tmp_path / "stick"]
    desk.click("备份到U盘")
    desk.wait_for(lambda: len(user.told) == 1)
    copy = tmp_path / "stick" / "站务台账备份-清河县创建办" / "ledger.db"
    assert copy.is_file()
    desk.add_station(2)
    user.paths, user.answers = [copy], [True]
    desk.click("从U盘恢复")
    desk.wait_for(lambda: len(user.told) == 3)
    assert desk.stations() == 1


def test_a_quiet_line_asks_weekly_for_a_copy_on_a_stick(desk: Desk, user: User, tmp_path: Path) -> None:
    reminder = desk.frame._status.reminder
    assert reminder.isHidden()
    save_settings(desk.folder, Settings(copied_outside_on="2020-01-05"))
    desk.frame.navigate("units")
    desk.frame.context.written()
    assert reminder.text() == "该备份到U盘了，上次是1月5日"
    QTest.mouseClick(reminder, Qt.MouseButton.LeftButton)
    assert desk.frame.page is desk.page
    user.paths = [tmp_path / "stick"]
    desk.click("备份到U盘")
    desk.wait_for(lambda: len(user.told) == 1)
    assert reminder.isHidden()


def test_a_whole_ledger_is_found_whole_and_a_damaged_one_not(desk: Desk) -> None:
    desk.turn_to("数据检查")
    desk.click("检查数据")
    desk.wait()
    assert "都完好" in said(desk)
    desk.turn_to("数据检查")
    with sqlite3.connect(desk.folder / "ledger.db") as connection:
        connection.execute("UPDATE unit SET name = '另一个县' WHERE kind = 'office'")
    connection.close()
    desk.click("检查数据")
    desk.wait()
    assert "都完好" not in said(desk)


def test_an_attachment_that_was_renamed_is_found_and_put_back(desk: Desk, tmp_path: Path, user: User) -> None:
    with desk.ws.write() as session:
        document = tmp_path / "方案.docx"
        document.write_bytes(b"PK a plan")
        (taken,) = take_files(desk.ws, [document])
        record_taken(desk.ws, session, [taken], targets=[])
    kept = desk.folder / "attachments" / taken.sha256[:2] / taken.sha256
    kept.rename(kept.with_name("方案.docx"))
    desk.turn_to("数据检查")
    desk.click("检查数据")
    desk.wait()
    assert "找不到了" in said(desk)
    desk.click("去找一找")
    desk.wait_for(lambda: bool(user.told))
    assert user.told == ["找回来了：1 个附件都回到了原处。"]
    desk.wait()
    assert kept.read_bytes() == b"PK a plan"
    desk.wait_for(lambda: "都完好" in said(desk))


def said(desk: Desk) -> str:
    return " ".join(
        label.text()
        for label in desk.page.findChildren(QLabel)
        if label.isVisible() and label.property("role") in ("good", "bad")
    )


def test_the_text_size_is_kept(desk: Desk) -> None:
    desk.turn_to("文字")
    desk.click("文字特大")
    assert theme.current().size is TextSize.LARGE
    assert load_settings(desk.folder).text_size_pt == 16
    desk.program.open_folder(None)
    theme.current().set_size(TextSize.SMALL)
    assert load_settings(desk.folder).text_size_pt == 16
    desk.program.open_folder(desk.folder)
    assert desk.frame is not None
    assert theme.current().size is TextSize.LARGE


def test_leaving_is_asked(desk: Desk, user: User) -> None:
    desk.turn_to("关于")
    assert any("990101" in label.text().replace(" ", "") for label in desk.page.findChildren(QLabel))
    user.answers = [False, True]
    desk.click("回到开始页")
    assert desk.frame is not None
    desk.click("回到开始页")
    assert isinstance(desk.program.window.centralWidget(), Welcome)


@pytest.mark.parametrize("size", TextSize)
def test_every_tab_fits_the_smallest_window(desk: Desk, size: TextSize) -> None:
    window = desk.program.window
    window.resize(1092, 543)
    theme.current().set_size(size)
    for tab in range(desk.tabs.count()):
        desk.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1092, 543)
        last = desk.tabs.tabBar().tabRect(desk.tabs.count() - 1)
        assert last.right() <= desk.tabs.width()  # none hides behind arrows
        shown = [b for b in desk.page.findChildren(QPushButton) if b.isVisible()]
        assert [b.text() for b in shown if not reachable(b, window)] == []


@pytest.mark.parametrize("asked_again", [True, False])
def test_what_is_asked_for_is_not_hidden_behind_a_paper(desk: Desk, *, asked_again: bool) -> None:
    papers = desk.page._papers
    papers.show_history("甲", [])
    assert papers.previewing
    if asked_again:
        desk.frame._navigation.picked_again.emit()
    else:
        desk.frame.navigate("settings", tab="handover")
    assert not papers.previewing
