from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.overview.stations import list_stations
from app.sync.export import export_packages
from app.sync.history import list_intakes
from app.sync.receive import receive
from app.workspace import Workspace
from tests.app.overview.small_county import County, claim
from tests.ui.conftest import User
from tests.ui.overview.exchange_county import make_exchange_county, report
from tests.ui.overview.exchange_desk import Presses, click, open_page, results, wait, words
from tests.ui.test_frame import reachable
from ui import theme
from ui.exchange_page import ExchangePage
from ui.main_window import MainWindow
from ui.theme import TextSize
from ui.widgets.buttons import ActionButton


@pytest.fixture
def county(exchange_county: County) -> County:
    return exchange_county


def test_22_stations_are_taken_in_with_three_clicks(
    tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    """选择文件夹或U盘, the dialog's own button, 接收: three, for any number of files."""
    county = make_exchange_county(tmp_path / "c", stations=22, items=1)
    folder = tmp_path / "微信文件"
    for ws in county.stations:
        claim(ws, county.items[0])
        report(ws, folder)
    page = open_page(window, county.office, qtbot)
    presses = Presses()
    QApplication.instance().installEventFilter(presses)  # type: ignore[union-attr]
    try:
        user.paths = [folder]
        wait(window, qtbot, lambda: click(page, "选择文件夹或U盘"))
        dialogs = 1  # picking the folder in the dialog that answered above
        assert user.paths == []
        assert "22 个文件，22 个单位有新内容" in words(page)
        assert {label for _, label in results(page)} == {"新"}
        wait(window, qtbot, lambda: click(page, "接收"))
    finally:
        QApplication.instance().removeEventFilter(presses)  # type: ignore[union-attr]
    assert presses.count + dialogs == 3
    assert "已接收 22 个数据包" in words(page)
    assert all(row.package == 1 for row in list_stations(county.office))
    assert user.errors == []
    assert user.questions == []
    county.close()


def test_enter_confirms_and_every_file_has_its_result(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    first, second = county.stations
    folder = tmp_path / "stick"
    report(first, folder)
    late = report(second, folder)
    assert receive(county.office, [late]).complete
    broken = report(second, folder)
    broken.write_bytes(broken.read_bytes()[:-40])
    other = make_exchange_county(tmp_path / "other", stations=1)
    stranger = report(other.stations[0], folder / "别县")
    (folder / "读我.zwt").write_text("不是包")
    page = open_page(window, county.office, qtbot)
    wait(window, qtbot, lambda: page.take_in([folder]))
    by_file = {file.path.name: file.label for file in page.intake._files()}
    assert by_file[late.name] == "已有"
    assert by_file[broken.name] == "损坏"
    assert by_file[stranger.name] == "不归这里收"
    assert by_file["读我.zwt"] == "不是数据包"
    assert all(file.sentence for file in page.intake._files() if file.label != "新")
    assert len(list_intakes(county.office)) == 1  # a preview changes nothing
    assert page.intake.confirm_button.hasFocus()
    wait(window, qtbot, lambda: QTest.keyClick(page.intake.confirm_button, Qt.Key.Key_Return))
    assert "已接收 1 个数据包" in words(page)
    assert "5 个文件里有 3 个没有接上" in words(page)
    assert user.errors == []
    other.close()


def test_a_gap_is_named_and_the_text_copied(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot
) -> None:
    """The first package is lost after the office acknowledged; the next one waits."""
    first = county.stations[0]
    assert receive(county.office, [report(first, tmp_path / "a")]).complete
    office_rows = list_intakes(county.office)
    lost = report_lines(first, county, tmp_path)
    page = open_page(window, county.office, qtbot)
    wait(window, qtbot, lambda: page.take_in([lost]))
    assert results(page) == [(list_stations(county.office)[0].name, "缺前一号")]
    wait(window, qtbot, lambda: click(page, "接收"))
    click(page, "复制催补文字")
    text = QGuiApplication.clipboard().text()
    assert "缺" in text
    assert "检查并生成" in text
    assert len(list_intakes(county.office)) >= len(office_rows)


def report_lines(ws: Workspace, county: County, tmp_path: Path) -> Path:
    """Return a package that begins after lines the office never got."""
    from sqlalchemy import select

    from app.sync import compose
    from app.workspace import COUNTY
    from db.models.log import StreamHead
    from db.models.peers import Held

    for item in county.items[:2]:
        claim(ws, item)
    with ws.write() as session:
        head = session.scalars(
            select(StreamHead).where(StreamHead.site == ws.site, StreamHead.stream == COUNTY)
        ).one()
        held = Held(peer=county.office.unit, site=ws.site, stream=COUNTY, epoch=ws.epoch, number=0, chain="")
        held.number = held.before = head.number - 1
        session.add(held)
    whole, compose.WHOLE_LOG_BYTES = compose.WHOLE_LOG_BYTES, 0
    try:
        return report(ws, tmp_path / "b")
    finally:
        compose.WHOLE_LOG_BYTES = whole


def test_an_intake_can_be_taken_back_from_both_places(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    file = report(county.stations[0], tmp_path / "f")
    page = open_page(window, county.office, qtbot)
    wait(window, qtbot, lambda: page.take_in([file]))
    wait(window, qtbot, lambda: click(page, "接收"))
    wait(window, qtbot, lambda: click(page, "撤销这次接收"))
    assert page.panel is page.home
    assert list_stations(county.office)[0].as_of is None
    wait(window, qtbot, lambda: page.take_in([file]))
    wait(window, qtbot, lambda: click(page, "接收"))
    click(page, "返回")
    page.home._tabs._buttons["intakes"].click()
    user.answers = [True]
    wait(window, qtbot, lambda: click(page, "撤销选中的接收"))
    assert list_stations(county.office)[0].as_of is None
    assert user.errors == []


@pytest.mark.usefixtures("text_size")
def test_a_past_intake_shows_and_prints_what_it_changed(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    first, second = county.stations
    claim(first, county.items[0])
    claim(second, county.items[0])
    assert receive(county.office, [report(first, tmp_path / "a"), report(second, tmp_path / "a")]).batch
    page = open_page(window, county.office, qtbot)
    page.home._tabs._buttons["intakes"].click()
    wait(window, qtbot, lambda: click(page, "看改了什么"))
    assert page.panel is page.changes
    assert "新增" in words(page)
    assert {row.unit_name for row in page.changes.rows} == {
        "青石镇综合文化站",
        "白桥镇综合文化站",
    }
    assert page.changes._kinds.selected() == {"new"}  # nothing was changed or withdrawn
    assert page.changes._table.model().rowCount() == len(page.changes.rows)
    page.changes._kinds._buttons["changed"].click()
    assert page.changes._table.model().rowCount() == 0
    wait(window, qtbot, lambda: click(page, "打印变化表"))
    assert page._papers.previewing
    page._papers.leave()
    theme.current().set_size(TextSize.LARGE)
    window.resize(1092, 543)
    page.changes._kinds.select("new")
    QApplication.processEvents()
    assert page.changes._table.horizontalScrollBar().maximum() == 0  # what became of it is in sight
    wait(window, qtbot, lambda: click(page, "打印变化表"))
    for place in (page.changes, page.home):  # Esc leads back a step at a time
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert page.panel is place
        assert not page._papers.previewing
    (down,) = export_packages(county.office, [first.unit]).packages
    receive(first, [down.path])
    page = open_page(window, first, qtbot)
    wait(window, qtbot, lambda: click(page, "看改了什么"))
    assert page.panel is page.changes
    assert user.errors == []


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("at_station", [True, False])
@pytest.mark.parametrize("size", TextSize)
def test_buttons_of_intake_and_lanes_can_be_reached(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, size: TextSize, at_station: bool
) -> None:
    station = county.stations[0]
    file = report(station, tmp_path / "f")
    page = open_page(window, station if at_station else county.office, qtbot)
    theme.current().set_size(size)
    window.resize(1092, 543)
    QApplication.processEvents()
    seen = [out_of_reach(page, window)]
    wait(window, qtbot, lambda: page.take_in([file]))
    QApplication.processEvents()
    seen.append(out_of_reach(page, window))
    assert (window.width(), window.height()) == (1092, 543)
    assert seen == [[], []]


def out_of_reach(page: ExchangePage, window: MainWindow) -> list[str]:
    return [
        one.text()
        for one in page.findChildren(ActionButton)
        if one.isVisible() and not reachable(one, window)
    ]
