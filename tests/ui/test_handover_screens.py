"""Handing over in the settings, the successor's first day on the Today page, the PIN at the door."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.handover.handing import HandoverForm, hand_over, list_handovers
from app.office.first_start import create_office
from app.pin import county_code, pin_is_set, set_pin
from app.start import open_workspace
from app.work.staff import list_staff
from app.workspace import Workspace
from tests.app.sync.county import make_county
from tests.app.tasks.lists import item, publish
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk
from tests.ui.station.journeys import whole_frame
from tests.workspaces import StoppedClock, carry
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.program import Program
from ui.settings_page import SettingsPage
from ui.welcome.pin_page import PinPage


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot, office: Workspace, ready: Workspace) -> Desk:
    made = publish(office, [item("更新公示牌", "2026年3月5日前"), item("年终总结", "2026年12月底前")])
    carry(office, ready)
    frame = whole_frame(window, ready, qtbot)
    window.resize(1092, 543)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Desk(window, frame, ready, office, made)


def test_the_wizard_records_a_handover_and_shows_the_list(desk: Desk, qtbot: QtBot) -> None:
    page = SettingsPage(desk.frame.context)
    qtbot.addWidget(page)
    page.resize(940, 460)
    page.reload()
    page.show_record(tab="handover")
    page.show()
    hands = Hands(desk.window)
    page._handover._begin.trigger()
    wizard = page._wizard
    assert wizard is not None
    hands.press("下一步", wizard)  # no successor yet
    assert wizard.who.taker.property("wrong")
    hands.write("李新", wizard.who.taker)
    hands.press("下一步", wizard)
    assert wizard.what.parts.item(0).text() == "没办完的任务　2"
    assert "更新公示牌" in wizard.what.lines.toPlainText()
    hands.press("上一步", wizard)
    hands.press("下一步", wizard)
    assert page.focusWidget() is wizard.what.parts
    hands.write("投影仪已坏", wizard.what.differences)
    with qtbot.waitSignal(desk.window.jobs.ended, timeout=20_000):
        hands.press("记下交接", wizard)
    (row,) = list_handovers(desk.station)
    assert (row.taker, row.differences) == ("李新", "投影仪已坏")
    assert page._papers.previewing
    qtbot.waitUntil(lambda: page._papers.ready, timeout=20_000)
    assert page._wizard is None
    page.steps.undo()
    assert list_handovers(desk.station) == []


def test_a_wizard_that_was_left_goes_on_where_it_was(desk: Desk, qtbot: QtBot) -> None:
    page = SettingsPage(desk.frame.context)
    qtbot.addWidget(page)
    page._hand_over()
    assert page._wizard is not None
    page._wizard.who.taker.setText("李新")
    page._wizard.left.emit()
    page._hand_over()
    assert page._wizard.who.taker.text() == "李新"


def test_people_are_typed_into_their_table_and_a_step_back_is_one_step(desk: Desk, qtbot: QtBot) -> None:
    page = SettingsPage(desk.frame.context)
    qtbot.addWidget(page)
    page.reload()
    page.show_record(tab="people")
    page.show()
    panel = page._people
    assert panel is not None
    panel.name.setText("李新")
    panel._add_person()
    page.reload()
    model = panel.people.model()
    assert model.setData(model.index(0, 1), "副站长")
    assert model.setData(model.index(0, 4), "7.5")
    (row,) = list_staff(desk.station)
    assert (row.name, row.post, row.until) == ("李新", "副站长", date(2026, 7, 5))
    page.steps.undo()
    assert list_staff(desk.station)[0].until is None
    page.reload()
    page.show_record(person=row.id)
    assert panel.people.current_row() == list_staff(desk.station)[0]


def parts(frame: Frame) -> dict[str, QPushButton]:
    QApplication.processEvents()
    strip = frame.page.first_day  # type: ignore[union-attr]
    return {b.text().rstrip(" 0123456789"): b for b in strip.findChildren(QPushButton) if not b.isHidden()}


def test_the_first_day_stands_above_today_until_all_was_opened(desk: Desk) -> None:
    desk.frame.show_first()
    strip = desk.frame.page.first_day  # type: ignore[union-attr]
    assert strip.isHidden()
    hand_over(desk.station, HandoverForm("测试员", "李新", desk.station.today))
    desk.frame.context.written()
    assert "李新，先看这些" in strip.words.text()
    assert len(parts(desk.frame)) == 7
    titles = list(parts(desk.frame))
    for left, title in zip(range(7, 0, -1), titles, strict=True):
        desk.frame.show_first()
        assert f"还有 {left} 项" in strip.words.text()
        parts(desk.frame)[title].click()
    desk.frame.show_first()
    assert strip.isHidden()


@pytest.fixture
def locked(tmp_path: Path, qtbot: QtBot) -> Iterator[Program]:
    ws = create_office(
        tmp_path / "office",
        name="清河县创建办",
        code="990101000000",
        contact_name="林秋月",
        phone="",
        machine=tmp_path / "keys",
    )
    set_pin(ws, "2468")
    ws.engine.dispose()
    program = Program(tmp_path / "keys")
    qtbot.addWidget(program.window)
    program.window.show()
    program.open_folder(tmp_path / "office")
    qtbot.waitUntil(lambda: isinstance(program.window.centralWidget(), PinPage), timeout=20_000)
    yield program
    program.window.close()
    program.close()


def test_the_ledger_is_shown_after_the_right_pin(locked: Program, qtbot: QtBot) -> None:
    page = locked.window.centralWidget()
    assert isinstance(page, PinPage)
    page.field.setText("1111")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert "密码不对" in page.note.text()
    assert page.field.text() == ""
    page.field.setText("２４６８")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(locked.window.centralWidget(), Frame), timeout=20_000)


def test_a_forgotten_pin_is_taken_away_with_the_county_s_answer(
    tmp_path: Path, clock: StoppedClock, qtbot: QtBot
) -> None:
    county = make_county(tmp_path, clock)
    station = county.stations[0]
    set_pin(station, "2468")
    page = PinPage(station)
    qtbot.addWidget(page)
    page.show()
    page.forget_action.trigger()
    asked = "".join(char for char in page.words.text().splitlines()[1] if char.isdigit())
    page.field.setText(county_code(county.office, station.unit, asked))
    with qtbot.waitSignal(page.passed):
        QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert not pin_is_set(station.folder)
    county.close()


def test_a_pin_is_set_and_dropped_in_the_settings(desk: Desk, user: User, qtbot: QtBot) -> None:
    page = SettingsPage(desk.frame.context)
    qtbot.addWidget(page)
    page.reload()
    page.show_record(tab="pin")
    page.show()
    page._pin.field.setText("135790")
    page._pin._set_pin()
    assert pin_is_set(desk.station.folder)
    assert "备用码" in user.told[0]  # this station never had a start package
    assert page._pin.findChild(QLineEdit).text() == ""
    user.answers = [True]
    page._pin._drop_pin()
    assert not pin_is_set(desk.station.folder)
    again = open_workspace(desk.station.folder, machine=desk.station.machine, clock=desk.station.now)
    again.workspace.engine.dispose()
