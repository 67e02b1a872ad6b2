"""How few clicks and keys a station's ways take; text that is typed is not counted, an answered dialog counts once.

Counted from the page that the step names. What is not counted here is counted where its page is tested.

First run                            budget     counted in
who I am, start package, text size,  12 in all  welcome/test_first_start
  where to keep the data
starting without a start package     12 in all  welcome/test_first_start (four fields, the rest proposed)
its start package, when it comes     3          welcome/test_first_start (file, one question)
old ledger taken in                  6          here
claim, a line                        2          test_claim_page (1)
claim, a group                       2          test_claim_page
briefing for the township            3          reporting/test_reports_page

Each day
opening the ledger                   0          here (nothing asks, nothing pops up)
done a thing                         1 (+1)     test_today_page
log an event                         2          test_today_page, test_one_line
nine pictures                        5          test_pictures
a rectification, from its card       6          here
the week's summary to be read        2          here
its pages on paper                   2          here (one is the printer's own dialog)
monthly return, from any page        4          here
report to the county, from any page  4          here
the county's package, from any page  3          here
blank sheets for a count             3          here
a count, a line                      1          facilities/test_check_page
problems from its shortfalls         2          here

A successor
hand-over and its list, from Today   4          here
"I am the new head", from Today      3          here
taking stock, a line                 1          test_stock_taking
opening the copy on a stick          4          here
the ledger back from a stick         4          here
taking in a rebuild package          4          here
first day                            0          test_handover_screens
re-claim, a line                     2          test_claim_page (1, or 2 with a doubt)

Not counted: installing, and closing the window.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from app.facilities.judging import ValueKind
from app.facilities.venues import VenueForm, VenueKind, add_venue
from app.handover.handing import list_handovers
from app.outside_backup import backup_outside
from app.rectification.problems import ProblemStage, add_problem, get_problem, list_problems
from app.reporting.monthly import list_returns
from app.sync.export import export_packages
from app.sync.history import list_intakes, list_sent
from app.sync.rebuild import write_rebuild_package
from app.sync.receive import receive
from app.tasks.claims import claim_items
from app.work.log import add_log, list_log
from app.work.staff import list_staff
from tests.app.overview.small_county import County, claim
from tests.facilities import add_person, complete, publish_pack
from tests.ui.conftest import User
from tests.ui.importing.desk_of_documents import LEDGER
from tests.ui.overview.exchange_county import make_exchange_county, report
from tests.ui.overview.test_exchange_trust import new_computer
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, draw_picture
from tests.ui.station.journeys import answered, frame_of, go_to, turn_to, wait, whole_frame
from tests.ui.station.test_today_page import cards, open_page
from tests.workspaces import StoppedClock, carry
from ui import pdf
from ui.exchange_page import ExchangePage
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.pdf import page_sizes
from ui.program import Program
from ui.settings_page import SettingsPage
from ui.station.check_page import CheckPage
from ui.station.facilities_page import FacilitiesPage
from ui.station.problems_page import ProblemsPage
from ui.station.reporting.monthly_tab import MonthlyTab
from ui.station.reporting.summary_tab import SummaryTab
from ui.station.reports_page import ReportsPage
from ui.station.today_page import TodayPage


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    """A station that began with its start package, and claimed everything."""
    made = make_exchange_county(tmp_path / "county", stations=1)
    for item in made.items:
        claim(made.stations[0], item)
    yield made
    made.close()


@pytest.fixture
def start(county: County, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[str], Program]]:
    """Starts the program on the station's own computer, or on one of another name."""
    programs = []

    def start_it(computer: str) -> Program:
        program = Program(tmp_path / "county" / computer)
        programs.append(program)
        qtbot.addWidget(program.window)
        with qtbot.waitSignal(program.window.painted):
            program.window.show()
        program.start(county.stations[0].folder if computer == "s0-machine" else None)
        return program

    yield start_it
    for program in programs:
        qtbot.waitUntil(lambda program=program: not program.window.busy, timeout=30_000)  # type: ignore[misc]
        program.window.close()
        program.close()


# -- each day -----------------------------------------------------------------------------------------------


def test_today_is_there_at_once_and_nothing_pops_up(
    start: Callable[[str], Program], qtbot: QtBot, user: User
) -> None:
    page = frame_of(start("s0-machine"), qtbot).page
    assert isinstance(page, TodayPage)
    assert user.told == []
    assert answered(user) == 0


def test_a_rectification_from_card_to_request_takes_six(
    desk: Desk, hands: Hands, qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    problem = add_problem(
        desk.station, replace(complete(add_person(desk.station)), limit_text="2026年3月3日前")
    )
    today = open_page(desk)
    (card,) = [
        card for name in today.lists for card in cards(today, name) if card.text.title == "阅览室灯不亮"
    ]
    hands.click(card)
    page = desk.frame.page
    assert isinstance(page, ProblemsPage)
    turn_to(hands, page.card.tabs, "整改后")
    draw_picture(tmp_path / "改后.jpg")
    user.paths = [tmp_path / "改后.jpg"]
    wait(desk.window, qtbot, lambda: hands.press("添加照片或文件", page.card))
    dialogs = 1
    turn_to(hands, page.card.tabs, "销号")
    hands.write("换了两只灯管")  # the cursor is there
    hands.press("申请销号", page.card)
    assert hands.count + dialogs + answered(user) <= 6
    row = get_problem(desk.station, problem)
    assert (row.stage, row.result) == (ProblemStage.CLOSING, "换了两只灯管")


def test_the_week_is_summed_up_with_two_and_printed_with_two(
    desk: Desk, hands: Hands, qtbot: QtBot, user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_log(desk.station, "送书下乡", activity="books", people=60)
    open_page(desk)
    go_to(hands, desk.window, "汇报")
    page = desk.frame.page
    assert isinstance(page, ReportsPage)
    hands.press("小结", page.bar)
    assert hands.count <= 2
    tab = page.current
    assert isinstance(tab, SummaryTab)
    box = tab.editor.boxes["done"].field
    assert box.isVisible()
    assert "送书下乡" in box.toPlainText()
    pages: list[int] = []
    printer = pdf.QPrinter()
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    monkeypatch.setattr(pdf, "choose_printer", lambda path: pages.append(len(page_sizes(path))) or printer)
    before, dialogs = hands.count, 1  # Enter in the dialog of the printer
    with qtbot.waitSignal(tab.papers.printed, timeout=30_000):
        hands.key("Ctrl+P")
    assert hands.count - before + dialogs + answered(user) <= 2
    assert pages == [1]
    assert len(page_sizes(tmp_path / "out.pdf")) == 1
    assert tab.papers.previewing  # and there it is, to be looked at or saved


def test_the_monthly_return_takes_four(desk: Desk, hands: Hands, user: User, clock: StoppedClock) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    clock.to(date(2026, 4, 2))
    open_page(desk)
    go_to(hands, desk.window, "汇报")
    page = desk.frame.page
    assert isinstance(page, ReportsPage)
    hands.press("月报", page.bar)
    assert isinstance(page.current, MonthlyTab)
    user.answers = [True]
    hands.press("上报月报")
    assert hands.count + answered(user) <= 4
    (row,) = list_returns(desk.station)
    assert row.month == date(2026, 3, 1)


def test_reporting_to_the_county_takes_four(
    county: County, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    (ws,) = county.stations
    whole_frame(window, ws, qtbot)
    hands = Hands(window)
    go_to(hands, window, "收发")
    wait(window, qtbot, lambda: hands.press("检查并生成上报包"))
    assert hands.count + answered(user) <= 4
    assert len(list_sent(ws, kind="up")) == 1
    (file,) = QGuiApplication.clipboard().mimeData().urls()  # the chat program takes it from there
    assert Path(file.toLocalFile()).is_file()
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("way", ["F5", "drop"])
def test_the_countys_package_takes_three(
    county: County, window: MainWindow, qtbot: QtBot, user: User, tmp_path: Path, way: str
) -> None:
    (ws,) = county.stations
    assert receive(county.office, [report(ws, tmp_path / "up")]).complete  # a package goes to who was heard
    (package,) = export_packages(county.office, [ws.unit]).packages
    path = package.path
    frame = whole_frame(window, ws, qtbot)
    hands, dialogs = Hands(window), 1  # picking the file, or dragging it
    if way == "F5":
        user.paths = [path]
        wait(window, qtbot, lambda: hands.key("F5"))
    else:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        drop = QDropEvent(QPointF(300, 300), copy, data, Qt.MouseButton.LeftButton, none)
        wait(window, qtbot, lambda: frame.dropEvent(drop))
    page = frame.page
    assert isinstance(page, ExchangePage)
    before = len(list_intakes(ws))
    wait(window, qtbot, lambda: hands.key("Return"))
    assert hands.count + dialogs + answered(user) <= 3
    assert len(list_intakes(ws)) == before + 1
    assert user.errors == []


# -- old papers, and the quarter's count ----------------------------------------------------------------------


def test_an_old_ledger_takes_six(desk: Desk, hands: Hands, qtbot: QtBot, user: User, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    for line in LEDGER.splitlines():
        book.active.append(line.split("\t"))
    book.save(tmp_path / "旧台账.xlsx")
    open_page(desk)
    go_to(hands, desk.window, "导入")
    user.paths = [tmp_path / "旧台账.xlsx"]
    wait(desk.window, qtbot, lambda: hands.key("Ctrl+O"))
    dialogs = 1
    user.answers = [0]  # write the doubtful ones as well
    wait(desk.window, qtbot, lambda: hands.key("Ctrl+Return"))
    user.answers = []
    assert hands.count + dialogs + answered(user) <= 6
    assert {row.form.description for row in list_problems(desk.station)} == {"阅览室灯不亮", "公示栏破损"}


@pytest.fixture
def house(desk: Desk) -> str:
    """A venue with two lines to be looked at."""
    lines: list[dict[str, object]] = [
        {"code": f"A0{n}", "name": f"第 {n} 项", "value_kind": ValueKind.YES_NO} for n in (1, 2)
    ]
    publish_pack(desk.office, "short-pack", "station", "两项", lines)
    carry(desk.office, desk.station)
    form = VenueForm(unit=desk.station.unit, name="站舍", kind=VenueKind.STATION_HOUSE, pack="short-pack")
    return add_venue(desk.station, form)


def test_blank_sheets_take_three(desk: Desk, hands: Hands, qtbot: QtBot, user: User, house: str) -> None:
    desk.frame.navigate("facilities")
    page = desk.frame.page
    assert isinstance(page, FacilitiesPage)
    user.answers = [0]
    wait(desk.window, qtbot, lambda: hands.key("Ctrl+P"))
    assert hands.count + answered(user) + 1 <= 3  # one more on the preview: print
    assert page.papers.previewing


def test_shortfalls_become_problems_with_two(desk: Desk, hands: Hands, user: User, house: str) -> None:
    desk.frame.navigate("check", venue=house)
    assert isinstance(desk.frame.page, CheckPage)
    for key in ("1", "2", "Return"):
        hands.key(key)
    before = hands.count
    user.answers = [0]
    hands.key("Ctrl+Return")
    assert hands.count - before + answered(user) <= 2
    assert [row.item_code for row in list_problems(desk.station)] == ["A02"]


# -- a successor ----------------------------------------------------------------------------------------------


@pytest.fixture
def today(desk: Desk, qtbot: QtBot) -> Frame:
    """The whole window at 今日, where a change of staff begins."""
    return whole_frame(desk.window, desk.station, qtbot)


def settings_of(frame: Frame) -> SettingsPage:
    assert isinstance(frame.page, SettingsPage)
    return frame.page


def test_handing_over_with_its_list_takes_four(
    desk: Desk, hands: Hands, qtbot: QtBot, user: User, today: Frame
) -> None:
    giver = desk.station.person
    hands.press("换人交接")
    hands.press("开始交接", settings_of(today)._handover.view)
    hands.write("李新")  # the cursor is there
    hands.press("下一步")
    wait(desk.window, qtbot, lambda: hands.press("记下交接"))
    assert hands.count + answered(user) <= 4
    (row,) = list_handovers(desk.station)
    assert (row.giver, row.taker, row.absent) == (giver, "李新", False)
    assert settings_of(today)._papers.previewing


def test_a_new_head_alone_takes_over_with_three(
    desk: Desk, hands: Hands, qtbot: QtBot, user: User, today: Frame
) -> None:
    giver = desk.station.person
    hands.press("换人交接")
    hands.press("我是新站长")
    hands.write("李新")
    wait(desk.window, qtbot, lambda: hands.press("记下交接"))
    assert hands.count + answered(user) <= 3
    (row,) = list_handovers(desk.station)
    assert (row.giver, row.taker, row.absent) == (giver, "李新", True)
    (person,) = [one for one in list_staff(desk.station) if one.name == "李新"]
    assert person.since == desk.station.today
    assert settings_of(today)._papers.previewing  # the list, to be looked through by himself


def test_a_ledger_on_a_stick_is_open_on_a_new_computer_with_four(
    county: County, start: Callable[[str], Program], qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    (ws,) = county.stations
    add_log(ws, "元宵节灯谜会")
    backup_outside(ws.folder, tmp_path / "stick")
    program = start("new-machine")
    hands, dialogs = Hands(program.window), 1
    user.paths = [tmp_path / "stick"]
    hands.press("打开已有的台账文件夹")
    node = frame_of(program, qtbot).context.ws.node
    user.answers = [True]
    hands.press("以后用这台电脑写")
    qtbot.waitUntil(lambda: program._ws is not None and program._ws.node != node, timeout=30_000)
    assert hands.count + dialogs + answered(user) <= 4
    assert [row.text for row in list_log(frame_of(program, qtbot).context.ws)] == ["元宵节灯谜会"]


def test_a_ledger_comes_back_from_a_stick_with_four(
    county: County, start: Callable[[str], Program], qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    (ws,) = county.stations
    add_log(ws, "元宵节灯谜会")
    backup_outside(ws.folder, tmp_path / "stick")
    add_log(ws, "弄错的")
    program = start("s0-machine")
    frame = frame_of(program, qtbot)
    hands, dialogs = Hands(program.window), 1
    qtbot.waitUntil(frame.isVisible)
    go_to(hands, program.window, "设置备份")
    user.paths, user.answers = [tmp_path / "stick" / "ledger.db"], [True]
    hands.press("从U盘恢复")
    qtbot.waitUntil(lambda: any("已恢复" in words for words in user.told), timeout=30_000)
    assert hands.count + dialogs + answered(user) <= 4
    assert [row.text for row in list_log(frame_of(program, qtbot).context.ws)] == ["元宵节灯谜会"]


def test_what_the_county_kept_comes_back_with_four(
    county: County, window: MainWindow, qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    (old,) = county.stations
    add_log(old, "元宵节灯谜会")
    assert receive(county.office, [report(old, tmp_path / "up")]).complete
    fresh = new_computer(county, tmp_path)
    (package,) = write_rebuild_package(county.office, fresh.unit)
    assert list_log(fresh) == []
    whole_frame(window, fresh, qtbot)
    hands, dialogs = Hands(window), 1
    user.paths = [package.path]
    wait(window, qtbot, lambda: hands.key("F5"))
    wait(window, qtbot, lambda: hands.key("Return"))
    assert hands.count + dialogs + answered(user) <= 4
    assert [row.text for row in list_log(fresh)] == ["元宵节灯谜会"]
    fresh.engine.dispose()
