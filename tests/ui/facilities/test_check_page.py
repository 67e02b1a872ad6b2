from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.facilities.checks import read_check, read_venue_sheet
from app.facilities.judging import Finding, ValueKind
from app.facilities.venues import VenueForm, VenueKind, add_venue
from app.rectification.problems import list_problems
from app.workspace import Workspace
from tests.facilities import publish_pack
from tests.ui.conftest import User
from tests.ui.facilities.scene import check_venue, make_frame
from tests.workspaces import StoppedClock, carry
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.station.check_page import CheckPage

LINES = 60


@pytest.fixture
def house(office: Workspace, ready: Workspace) -> str:
    items: list[dict[str, object]] = [
        {"code": f"A{n:02}", "name": f"第 {n} 项", "value_kind": ValueKind.YES_NO}
        for n in range(1, LINES + 1)
    ]
    publish_pack(office, "long-pack", "station", "六十项", items)
    carry(office, ready)
    form = VenueForm(unit=ready.unit, name="站舍", kind=VenueKind.STATION_HOUSE, pack="long-pack")
    return add_venue(ready, form)


@pytest.fixture
def station_frame(window: MainWindow, ready: Workspace) -> Frame:
    return make_frame(window, ready)


class Keyboard:
    """Presses keys on whatever has the focus, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def press(
        self, *keys: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        for key in keys:
            self.count += 1
            target = QApplication.focusWidget()
            assert isinstance(target, QWidget)
            if isinstance(key, str):
                QTest.keyClicks(target, key, modifier)
            else:
                QTest.keyClick(target, key, modifier)


def opened(frame: Frame, venue: str) -> CheckPage:
    frame.window().activateWindow()
    frame.navigate("check", venue=venue)
    page = frame.page
    assert isinstance(page, CheckPage)
    return page


def sheet_of(page: CheckPage) -> dict[str, str]:
    assert page.sheet is not None
    assert page.sheet.check is not None
    return {line.code: line.finding.value for line in read_check(page.context.ws, page.sheet.check).lines}


def test_sixty_lines_take_sixty_keys(station_frame: Frame, house: str, user: User) -> None:
    page = opened(station_frame, house)
    keyboard = Keyboard()
    keyboard.press(*"1" * LINES)
    assert keyboard.count == LINES
    assert set(sheet_of(page).values()) == {"met"}
    assert page.sheet is not None
    assert page.sheet.left == 0
    keyboard.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert read_venue_sheet(page.context.ws, house).finished
    assert "没有缺口" in user.told[0]


def test_digits_and_the_finding_line(station_frame: Frame, house: str, ready: Workspace, user: User) -> None:
    page = opened(station_frame, house)
    keyboard = Keyboard()
    keyboard.press("1", "2")
    assert page.finding.note.hasFocus()
    keyboard.press(*"no light", Qt.Key.Key_Return)
    keyboard.press("2", Qt.Key.Key_Return)  # nothing to be said
    keyboard.press("3", Qt.Key.Key_Return)  # a reason is needed
    assert page.finding.note.hasFocus()
    keyboard.press("x", Qt.Key.Key_Return)
    keyboard.press("4", Qt.Key.Key_Return, "1")  # A06 stays blank
    found = sheet_of(page)
    assert [found[f"A0{n}"] for n in range(1, 8)] == [
        "met", "not_met", "not_met", "not_applicable", "met", "not_checked", "met",
    ]  # fmt: skip
    assert page.sheet is not None
    line = page.sheet.lines[1]
    assert line.entry.note == "no light"
    assert page.sheet.outcome.fixed == 1
    assert page.sheet.left == LINES - 6
    keyboard.press(Qt.Key.Key_Up, Qt.Key.Key_Delete)
    assert sheet_of(page)["A07"] == "not_checked"
    keyboard.press("z", modifier=Qt.KeyboardModifier.ControlModifier)
    assert sheet_of(page)["A07"] == "met"
    user.answers = [0]
    keyboard.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert [row.item_code for row in list_problems(ready, order="number")] == ["A02", "A03"]
    assert station_frame.page is not page  # the shortfalls are shown


def test_a_reason_can_be_left_with_esc(station_frame: Frame, house: str) -> None:
    page = opened(station_frame, house)
    keyboard = Keyboard()
    keyboard.press("3", Qt.Key.Key_Escape, "1")
    assert sheet_of(page)["A01"] == "met"


def test_counts_and_lists_are_judged_as_they_are_typed(station_frame: Frame, ready: Workspace) -> None:
    house = add_venue(ready, VenueForm(unit=ready.unit, name="站舍", kind=VenueKind.STATION_HOUSE))
    page = opened(station_frame, house)
    model = page.grid.model()
    keyboard = Keyboard()
    keyboard.press(*"49")
    assert (model.index(0, 3).data(), model.index(0, 4).data(Qt.ItemDataRole.UserRole)) == (
        "49 m²",
        ("red", "不达标"),
    )
    keyboard.press("9")
    page.reload()  # a count in the frame may come in between
    keyboard.press(Qt.Key.Key_Backspace, Qt.Key.Key_Backspace, "5")
    assert model.index(0, 3).data() == "45 m²"
    keyboard.press("0", Qt.Key.Key_Return)
    assert sheet_of(page)["A02"] == "not_met"
    keyboard.press("1")
    keyboard.press(*"135")
    assert model.index(2, 3).data() == "演出、培训、体育（3 样）"
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press("1", "*")  # E01: one person, a second one came at once
    assert (sheet_of(page)["E01"], sheet_of(page)["B04"]) == ("met", "not_met")
    keyboard.press("1", "1")
    assert page.sheet is not None
    assert page.sheet.left == 0
    page.grid.select("A02")
    keyboard.press("/", *"rented", Qt.Key.Key_Return)
    assert sheet_of(page)["A02"] == "not_applicable"
    page.grid.select("A02")
    keyboard.press(*"600", Qt.Key.Key_Return)
    assert page.sheet.lines[0].entry.note == ""  # the reason went with "not applicable"


def test_full_width_digits_will_do(station_frame: Frame, ready: Workspace) -> None:
    house = add_venue(ready, VenueForm(unit=ready.unit, name="站舍", kind=VenueKind.STATION_HOUSE))
    page = opened(station_frame, house)
    keyboard = Keyboard()
    for digit in "６００":
        key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, digit)
        QApplication.sendEvent(page.grid, key)
    keyboard.press(Qt.Key.Key_Return)
    assert sheet_of(page)["A02"] == "met"


def test_the_scrap_date_of_an_extinguisher_is_worked_out(station_frame: Frame, ready: Workspace) -> None:
    house = add_venue(ready, VenueForm(unit=ready.unit, name="站舍", kind=VenueKind.STATION_HOUSE))
    page = opened(station_frame, house)
    page.grid.select("G03")
    keyboard = Keyboard()
    keyboard.press("2", Qt.Key.Key_F6, *"2016.05", Qt.Key.Key_Return)
    assert page.finding.note.text() == "干粉灭火器 2016.05出厂，2026-05-01 报废"
    keyboard.press(Qt.Key.Key_Return)
    assert page.sheet is not None
    assert page.sheet.lines[4].entry.note.endswith("2026-05-01 报废")


def test_as_last_time_only_after_it_was_looked_at(
    station_frame: Frame, ready: Workspace, house: str, user: User, clock: StoppedClock
) -> None:
    check_venue(ready, house, short={}, blank=5)
    clock.to(date(2026, 6, 1))
    page = opened(station_frame, house)
    keyboard = Keyboard()
    keyboard.press("1")
    user.answers = [False, True]
    keyboard.press(Qt.Key.Key_F8)
    assert page.sheet is not None
    assert page.sheet.left == LINES - 1
    keyboard.press(Qt.Key.Key_F8)
    assert page.sheet.left == 5
    assert "54 项" in user.questions[1]
    keyboard.press("z", modifier=Qt.KeyboardModifier.ControlModifier)
    assert page.sheet.left == LINES - 1


def test_the_sheet_is_found_by_its_printed_code(station_frame: Frame, ready: Workspace, house: str) -> None:
    add_venue(ready, VenueForm(unit=ready.unit, name="另一处", kind=VenueKind.STATION_HOUSE))
    station_frame.window().activateWindow()
    station_frame.navigate("check")
    page = station_frame.page
    assert isinstance(page, CheckPage)
    search = page.picker.search
    search.setFocus()
    search.setText(f"03-HC-{house[-6:].upper()}-V1")
    Keyboard().press(Qt.Key.Key_Return)
    assert page.sheet is not None
    assert page.sheet.venue.id == house


def test_a_check_can_be_thrown_away_and_taken_back(
    station_frame: Frame, house: str, user: User, qtbot: QtBot
) -> None:
    page = opened(station_frame, house)
    Keyboard().press("1", "1")
    user.answers = [True]
    page._discard_action.trigger()
    assert page.sheet is None
    page._steps.undo()
    page.show_record(venue=house)
    assert page.sheet is not None
    assert page.sheet.left == LINES - 2
    assert Finding.MET in {line.finding for line in page.sheet.lines}
