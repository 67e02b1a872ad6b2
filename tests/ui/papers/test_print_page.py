from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.app.overview.small_county import County, make_county
from tests.ui.conftest import User
from tests.ui.pdf_text import read_text
from ui import theme
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import PageEntry
from ui.print_page import PrintPage
from ui.theme import TextSize


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    made = make_county(tmp_path_factory.mktemp("county"))
    yield made
    made.close()


def open_page(qtbot: QtBot, window: MainWindow, ws: Workspace) -> PrintPage:
    frame = Frame(
        ws,
        [PageEntry("print", "打印", "printer", PrintPage)],
        lambda: FrameFacts("清河县", "", ""),
        window.jobs,
        lambda _folder: None,
    )
    window.show_content(frame)
    frame.show_first()
    page = frame.page
    assert isinstance(page, PrintPage)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return page


@pytest.fixture
def office_page(qtbot: QtBot, window: MainWindow, county: County) -> PrintPage:
    return open_page(qtbot, window, county.office)


def preview(qtbot: QtBot, page: PrintPage) -> str:
    """Press Enter on the current paper and return the text of what is shown."""
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.papers.previewing and page.papers.ready)
    (path,) = Path(page.papers._folder.path()).glob("*.pdf")
    text = read_text(path)
    path.unlink()
    return text


def names(page: PrintPage) -> list[str]:
    return [page._model.row(n).name for n in range(page._model.rowCount())]


def test_every_paper_of_the_role_is_listed_and_a_missing_one_says_why(
    qtbot: QtBot, office_page: PrintPage
) -> None:
    assert "各站任务进展" in names(office_page)
    assert "汇报单" not in names(office_page)
    office_page.view.select("回执")
    assert office_page._missing.isVisible()
    assert office_page._missing.text() == "还没有收到过上报包。"
    assert not office_page._preview_action.isEnabled()
    qtbot.keyClick(office_page.view, Qt.Key.Key_Return)
    assert not office_page.context.jobs.busy
    office_page.view.select("工作台账")
    assert not office_page._missing.isVisible()
    assert office_page._preview_action.isEnabled()


def test_enter_shows_the_paper_of_the_chosen_station_and_escape_returns(
    qtbot: QtBot, office_page: PrintPage, county: County
) -> None:
    office_page.view.select("任务认领表")
    assert office_page.station.isVisible()
    office_page.station.setCurrentIndex(office_page.station.findText("白桥镇综合文化站"))
    text = preview(qtbot, office_page)
    assert "白桥镇综合文化站" in text
    assert "青石镇综合文化站" not in text
    assert office_page.main_action is None, "the preview has its own buttons"
    qtbot.keyClick(office_page.papers, Qt.Key.Key_Escape)
    assert not office_page.papers.previewing
    assert office_page.main_action is office_page._preview_action
    assert office_page._preview_action.isEnabled()


def test_a_size_larger_makes_it_anew(qtbot: QtBot, office_page: PrintPage) -> None:
    office_page.view.select("工作台账")
    first = preview(qtbot, office_page)
    larger = office_page.papers._preview._larger
    assert larger.isVisible()
    with qtbot.waitSignal(office_page.context.jobs.ended):
        larger.trigger()
    assert not larger.isVisible()
    assert "工作台账" in first


def test_a_workbook_is_saved_where_the_user_says(
    qtbot: QtBot, office_page: PrintPage, user: User, tmp_path: Path
) -> None:
    office_page.view.select("工作台账")
    target = tmp_path / "台账.xlsx"
    target.write_bytes(b"open")
    (tmp_path / "~$台账.xlsx").touch()
    user.paths = [target]
    with qtbot.waitSignal(office_page.context.jobs.ended):
        office_page._excel_action.trigger()
    assert "“台账.xlsx”正被 WPS、Excel 或其他程序打开" in user.told[-1]
    (saved,) = tmp_path.glob("台账_*.xlsx")
    assert openpyxl.load_workbook(saved).sheetnames[0] == "青石镇综合文化站"
    assert target.read_bytes() == b"open"
    office_page.view.select("各站任务进展")
    assert not office_page._excel_action.isEnabled()


def test_blank_orders_ask_how_many(qtbot: QtBot, office_page: PrintPage, user: User) -> None:
    office_page.view.select("空白现场整改交办单")
    assert office_page.blank_count.isVisible()
    assert not office_page.station.isVisible()
    office_page.blank_count.setText("2")
    assert preview(qtbot, office_page).count("存根由检查单位留存") == 2
    office_page.papers.setCurrentWidget(office_page._list)
    office_page.blank_count.setText("")
    with qtbot.waitSignal(office_page.context.jobs.ended):
        qtbot.keyClick(office_page.view, Qt.Key.Key_Return)
    assert "1 到 200 张" in user.errors[-1]


def test_another_page_may_ask_for_a_paper(qtbot: QtBot, office_page: PrintPage, county: County) -> None:
    office_page.context.navigate("print", document="工作台账", station=county.stations[2].unit)
    qtbot.waitUntil(lambda: office_page.papers.previewing)
    assert office_page.station.currentText() == "柳河镇综合文化站"


def test_a_station_chooses_no_station(qtbot: QtBot, window: MainWindow, county: County) -> None:
    page = open_page(qtbot, window, county.stations[0])
    page.view.select("工作台账")
    assert not page.station.isVisible()
    assert "青石镇综合文化站" in preview(qtbot, page)


@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.LARGE])
def test_the_page_fits_a_small_window(
    office_page: PrintPage, window: MainWindow, text_size: None, size: TextSize, qtbot: QtBot
) -> None:
    theme.current().set_size(size)
    window.resize(1092, 543)
    office_page.view.select("现场整改交办单" if size == TextSize.SMALL else "任务认领表")
    fields: list[QWidget] = [office_page.station, office_page.view]
    qtbot.waitUntil(lambda: window.width() == 1092)
    for field in fields:
        corner = field.mapTo(window, field.rect().bottomRight())
        assert corner.x() <= window.width()
        assert corner.y() <= window.height()
