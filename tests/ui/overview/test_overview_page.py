from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from app.overview.stations import list_stations
from tests.app.overview.small_county import County, ask, claim, find_problem, package_came, request
from tests.ui.conftest import User
from tests.ui.test_frame import reachable
from ui import theme
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.office.keys import OVERVIEW, STATIONS, VERIFICATION
from ui.office.overview_page import OverviewPage
from ui.office.station_page import StationPage
from ui.office.verification_page import VerificationPage
from ui.page import EXCHANGE
from ui.theme import TextSize
from ui.widgets.buttons import ActionButton
from ui.widgets.filter_bar import FilterBar
from ui.widgets.ledger_view import LedgerView
from ui.widgets.pdf_preview import PdfPreview


def overview(frame: Frame) -> OverviewPage:
    frame.navigate(OVERVIEW)
    page = frame.page
    assert isinstance(page, OverviewPage)
    return page


def words(page: object) -> str:
    assert isinstance(page, OverviewPage | StationPage | VerificationPage)
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def lines(page: OverviewPage) -> list[str]:
    return [
        view.item(n).text()
        for view in page.findChildren(QListWidget)
        if view.isVisible()
        for n in range(view.count())
    ]


def test_arrows_move_and_enter_opens_the_station_at_that_task(office_frame: Frame, county: County) -> None:
    page = overview(office_frame)
    page.map.setFocus()
    QTest.keyClick(page.map, Qt.Key.Key_Down)
    QTest.keyClick(page.map, Qt.Key.Key_Right)
    assert "白桥镇　2 " in words(page)
    assert "待认领" in words(page)
    QTest.keyClick(page.map, Qt.Key.Key_Return)
    opened = office_frame.page
    assert isinstance(opened, StationPage)
    assert "白桥镇综合文化站" in words(opened)
    (tasks,) = [
        view
        for view in opened.findChildren(LedgerView)
        if view.isVisible() and view.model().columnCount() == 6 and view.accessibleName() == ""
    ]
    assert tasks.current_row().item == county.items[1]


def test_a_click_opens_a_cell_and_the_name_opens_the_station(office_frame: Frame) -> None:
    page = overview(office_frame)
    box = page.map._box(2, 3)
    QTest.mouseClick(page.map.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert "柳河镇综合文化站" in words(office_frame.page)
    page = overview(office_frame)
    QTest.mouseClick(
        page.map.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, page.map._box(0, 0).center().y())
    )
    assert "青石镇综合文化站" in words(office_frame.page)


def test_filters_leave_only_what_was_asked_for(office_frame: Frame, county: County) -> None:
    first = county.stations[0]
    request(first, claim(first, county.items[2]))
    county.sync()
    office_frame.context.written()
    page = overview(office_frame)
    (lights,) = page.findChildren(FilterBar)
    blue = [
        button for button in lights.findChildren(type(lights._buttons["blue"])) if "等别人 1" in button.text()
    ]
    assert len(blue) == 1
    blue[0].click()
    assert [column.key for column in page.map._map.columns] == [county.items[2]]
    cells = page.map._map.cells
    assert not cells[first.unit, county.items[2]].faded
    assert cells[county.stations[1].unit, county.items[2]].faded
    page._holder.setCurrentIndex(page._holder.findData("township"))
    assert page.map._map.columns == []
    assert "没有这样的格子" in words(page)


def test_the_rail_says_what_waits_and_leads_there(office_frame: Frame, county: County) -> None:
    first, second, _ = county.stations
    ask(first, county.items[0], kind="objection")
    claim(second, county.items[1], ability="county")
    problem = find_problem(second)
    package_came(county.office, first)
    county.clock.forward(days=3)
    county.sync()
    office_frame.context.written()
    page = overview(office_frame)
    shown = words(page)
    assert "等县里办　2" in shown
    assert "还没认领的任务　6" in shown
    assert "数据旧了的站　2" in shown
    assert "3 天　青石镇　免费开放时间和项目上墙公示（第 1 项）" in lines(page)
    assert "白桥镇　从没报过" in lines(page)
    (waiting, *_) = [
        view for view in page.findChildren(QListWidget) if view.isVisible() and view.count() == 2
    ]
    waiting.itemClicked.emit(waiting.item(0))
    assert isinstance(office_frame.page, VerificationPage)
    assert "异议　青石镇综合文化站" in words(office_frame.page)
    overview(office_frame)
    waiting.itemClicked.emit(waiting.item(1))
    assert isinstance(office_frame.page, VerificationPage)
    assert "提出需支持　白桥镇综合文化站" in words(office_frame.page)
    assert problem


def test_ctrl_p_shows_the_paper(office_frame: Frame, window: MainWindow, qtbot: QtBot) -> None:
    page = overview(office_frame)
    assert page.print_action is not None
    with qtbot.waitSignal(window.jobs.ended, timeout=20_000):
        page.print_action.trigger()
    (preview,) = [view for view in page.findChildren(PdfPreview) if view.isVisible()]
    qtbot.waitUntil(lambda: preview.ready, timeout=20_000)


def test_an_empty_county_says_how_to_begin(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, user: User
) -> None:
    from tests.app.overview.small_county import make_county
    from tests.ui.overview.office_pictures import show_office

    county = make_county(tmp_path / "empty", stations=0, items=0)
    frame = show_office(window, county.office)
    for key in (OVERVIEW, STATIONS, VERIFICATION, EXCHANGE):
        frame.navigate(key)
    assert isinstance(overview(frame), OverviewPage)
    qtbot.waitUntil(lambda: "还没有可看的" in words(frame.page))
    assert user.errors == []
    county.close()


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize(("width", "height"), [(1092, 543), (1366, 697)])
def test_every_button_can_be_reached(
    office_frame: Frame, window: MainWindow, county: County, size: TextSize, width: int, height: int
) -> None:
    station = county.stations[0]
    request(station, find_problem(station), kind="problem")  # type: ignore[arg-type]
    ask(station, county.items[0])
    county.sync()
    office_frame.context.written()
    theme.current().set_size(size)
    window.resize(width, height)
    for key in (OVERVIEW, STATIONS, VERIFICATION, EXCHANGE):
        office_frame.navigate(key)
        if key == STATIONS:
            office_frame.navigate(key, unit=list_stations(county.office)[0].unit)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (width, height), key
        page = office_frame.page
        assert page is not None
        out_of_reach = [
            button.text() or button.accessibleName()
            for button in page.findChildren(ActionButton)
            if button.isVisible() and not reachable(button, window)
        ]
        assert out_of_reach == [], key
