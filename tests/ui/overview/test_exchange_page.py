from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.overview.stations import list_stations
from app.sync import ejecting
from app.sync.export import export_packages
from app.sync.history import list_intakes, list_sent
from app.sync.receive import receive
from app.verification.deciding import AnswerResult, answer_question
from app.verification.queue import list_waiting
from app.workspace import Workspace
from tests.app.overview.small_county import County, ask, claim, request
from tests.ui.conftest import User
from tests.ui.overview.exchange_county import make_exchange_county, report
from tests.ui.test_frame import reachable
from ui import theme
from ui.exchange.tables import receipt_words
from ui.exchange_page import ExchangePage, count_open
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import EXCHANGE, PageEntry
from ui.theme import TextSize
from ui.widgets.buttons import ActionButton


class Presses(QObject):
    """Counts mouse presses and keys as widgets get them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress}
        if pressed and isinstance(watched, ActionButton):  # not again when it travels up to its parents
            self.count += 1
        return False


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_exchange_county(tmp_path, items=4)
    for ws in made.stations:
        claim(ws, made.items[2])
    yield made
    made.close()


def open_page(window: MainWindow, ws: Workspace, qtbot: QtBot) -> ExchangePage:
    entries = [PageEntry(EXCHANGE, "收发", "package", ExchangePage, count=count_open)]
    frame = Frame(ws, entries, lambda: FrameFacts("单位", "", ""), window.jobs, lambda _folder: None)
    window.show_content(frame)
    frame.show_first()
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.activateWindow()
    page = frame.page
    assert isinstance(page, ExchangePage)
    qtbot.waitUntil(page.home.isVisible)
    return page


def button(page: ExchangePage, words: str) -> ActionButton:
    (found,) = [one for one in page.findChildren(ActionButton) if one.isVisible() and one.text() == words]
    return found


def words(page: ExchangePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def wait(window: MainWindow, qtbot: QtBot, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        act()


def click(page: ExchangePage, name: str) -> None:
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def results(page: ExchangePage) -> list[tuple[str, str]]:
    return [(file.name, file.label) for file in page.intake._files()]


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
    assert by_file[stranger.name] == "不是本县的"
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


@pytest.mark.parametrize("wanted", [True, False])
def test_a_stick_is_let_go_after_writing(
    county: County,
    tmp_path: Path,
    window: MainWindow,
    qtbot: QtBot,
    user: User,
    monkeypatch: pytest.MonkeyPatch,
    wanted: bool,
) -> None:
    asked: list[ejecting.Stick] = []
    monkeypatch.setattr(ejecting, "stick_of", lambda folder: ejecting.Stick(str(folder)))
    monkeypatch.setattr(ejecting, "eject", lambda stick: asked.append(stick) or "已经弹出，可以拔了。")
    page = open_page(window, county.stations[0], qtbot)
    user.answers = [True]
    assert page.main_action is not None
    wait(window, qtbot, page.main_action.trigger)
    stick = tmp_path / "U盘"
    stick.mkdir()
    user.paths, user.answers = [stick], [wanted]
    wait(window, qtbot, lambda: click(page, "存到U盘或文件夹"))
    qtbot.waitUntil(lambda: not window.jobs.busy and bool(asked) is wanted)
    assert len(list(stick.iterdir())) == 1
    assert "拔U盘前要先弹出" in user.questions[-1]
    assert any("可以拔了" in said for said in user.told) is wanted


def test_packages_down_go_to_all_or_to_those_that_are_picked(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    first, second = county.stations
    assert receive(county.office, [report(first, tmp_path / "f")]).complete
    page = open_page(window, county.office, qtbot)
    wait(window, qtbot, lambda: click(page, "写下发包"))
    assert "已写好 1 个下发包" in words(page)
    assert "有 1 个站没有写" in words(page)
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert Path(url.toLocalFile()).is_file()
    stick = tmp_path / "U盘"
    stick.mkdir()
    user.paths = [stick]
    wait(window, qtbot, lambda: click(page, "存到U盘或文件夹"))
    assert [path.name for path in stick.iterdir()] == [Path(url.toLocalFile()).name]
    click(page, "返回")
    assert receive(county.office, [report(second, tmp_path / "g")]).complete
    page.reload()
    county.clock.forward(minutes=1)
    tiles = page.home._tiles
    tiles.item(1).setSelected(True)
    assert "选中 1 个站" in words(page)
    wait(window, qtbot, lambda: click(page, "写下发包"))
    assert "已写好 1 个下发包" in words(page)
    assert list_sent(county.office, limit=1)[0].unit == second.unit


def test_start_packages_are_written_for_all(
    county: County, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    page = open_page(window, county.office, qtbot)
    wait(window, qtbot, lambda: click(page, "写开站包"))
    assert "已写好 2 个开站包" in words(page)
    assert "每个文件只发给它自己的站" in words(page)
    page.outgoing._table.select(page.outgoing._rows[1].key)
    click(page, "复制")
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    assert url.fileName().startswith("02-start-"), "no station is sent the key of another one"


def test_the_phone_clears_the_mark(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    from app.sync.trust import station_fingerprint

    first = county.stations[0]
    assert receive(county.office, [report(first, tmp_path / "f")]).complete
    page = open_page(window, county.office, qtbot)
    assert not list_stations(county.office)[0].confirmed
    page.home._tiles.item(0).setSelected(True)
    user.answers = [False, True]
    click(page, "电话核对")
    assert not list_stations(county.office)[0].confirmed
    page.home._tiles.item(0).setSelected(True)
    click(page, "电话核对")
    assert list_stations(county.office)[0].confirmed
    digits = station_fingerprint(first)
    assert digits is not None
    assert digits in user.questions[0]


def test_the_reminder_is_on_the_clipboard(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot
) -> None:
    assert receive(county.office, [report(county.stations[0], tmp_path / "f")]).complete
    page = open_page(window, county.office, qtbot)
    assert count_open(county.office) == 1
    click(page, "复制催报文字")
    text = QGuiApplication.clipboard().text()
    assert "白桥镇综合文化站" in text
    assert "青石镇" not in text


def test_a_station_reports_and_reads_the_answer(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    """The whole way in the station's window: report, receipt, answers and verdicts read out."""
    station, office = county.stations[0], county.office
    asked = ask(station, county.items[1], text="场次怎么算？")
    request(station, claim(station, county.items[0]))
    page = open_page(window, station, qtbot)
    assert "还没有上报过" in words(page)
    user.answers = [True]
    assert page.main_action is not None
    wait(window, qtbot, page.main_action.trigger)
    assert "项任务还没有认领" in user.questions[0]
    assert "上报包已生成" in words(page)
    (url,) = QGuiApplication.clipboard().mimeData().urls()
    click(page, "返回")
    assert "等回执" in words(page)
    county.clock.forward(days=3)
    page.reload()
    assert "3 天没有回执" in words(page)
    assert count_open(station) == 1
    assert receive(office, [Path(url.toLocalFile())]).complete
    from app.verification.deciding import Decision, decide

    (waiting,) = [row for row in list_waiting(office) if row.matter == "task"]
    decide(office, waiting.id, revision=1, decision=Decision.RETURNED, reason="补两张照片")
    answer_question(office, asked, revision=1, result=AnswerResult.EXPLAINED, text="按次数计算")
    down = report_down(office, station, tmp_path)
    wait(window, qtbot, lambda: page.take_in([down]))
    wait(window, qtbot, lambda: click(page, "接收"))
    shown = words(page)
    assert "核验退回 1 件：补两张照片" in shown
    assert "答复（已说明）：按次数计算（问：场次怎么算？）" in shown
    click(page, "返回")
    assert "对方已收到" in words(page)
    assert count_open(station) == 0


def report_down(office: Workspace, station: Workspace, tmp_path: Path) -> Path:
    (package,) = export_packages(office, [station.unit]).packages
    target = tmp_path / f"down-{package.number}.zwt"
    target.write_bytes(package.path.read_bytes())
    return target


def test_another_ledger_can_be_opened_in_the_same_window(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    """The window's jobs outlive its pages: what is gone must not hear of them."""
    file = report(county.stations[0], tmp_path / "f")
    for ws in (county.stations[0], county.office):
        page = open_page(window, ws, qtbot)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        wait(window, qtbot, lambda page=page: page.take_in([file]))
    assert user.broken == []


def test_a_new_version_of_the_list_is_told(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot
) -> None:
    from db.models.tasks import TaskItem, TaskPackage

    station, office = county.stations[0], county.office
    assert receive(office, [report(station, tmp_path / "f")]).complete
    with office.write() as session:
        session.create(TaskPackage(package=county.package, version=2, name="任务清单"), stream="all")
        for n, (item, change) in enumerate(
            [
                (county.items[0], "changed"),
                (county.items[1], "withdrawn"),
                (county.items[2], "same"),
                ("n", "added"),
            ]
        ):
            session.create(
                TaskItem(
                    package=county.package, version=2, item=item, position=n, content="x", change=change
                ),
                stream="all",
            )
    page = open_page(window, station, qtbot)
    wait(window, qtbot, lambda: page.take_in([report_down(office, station, tmp_path)]))
    assert "任务项 4" in "".join(
        str(page.intake._table.model().index(0, column).data()) for column in range(6)
    )
    wait(window, qtbot, lambda: click(page, "接收"))
    assert "第 2 版：新增 1 项、修改 1 项、撤回 1 项；已有的进展都保留" in words(page)


def test_receipts_age_in_words(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    report(station, tmp_path / "f")
    (row, *_) = list_sent(station)
    assert receipt_words(row, county.clock.instant) == "等回执"
    county.clock.forward(days=2)
    assert receipt_words(row, county.clock.instant) == "等回执"
    county.clock.forward(days=1)
    assert receipt_words(row, county.clock.instant) == "3 天没有回执，可能没收到"


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
