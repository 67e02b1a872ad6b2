"""The county writes packages for its stations, and learns what arrived."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.overview.stations import list_stations
from app.sync import ejecting
from app.sync.history import list_sent
from app.sync.receive import receive
from tests.app.overview.small_county import County
from tests.ui.conftest import User
from tests.ui.overview.exchange_county import report
from tests.ui.overview.exchange_desk import click, open_page, wait, words
from ui.exchange.tables import receipt_words
from ui.exchange_page import count_open
from ui.main_window import MainWindow


@pytest.fixture
def county(exchange_county: County) -> County:
    return exchange_county


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


def test_receipts_age_in_words(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    report(station, tmp_path / "f")
    (row, *_) = list_sent(station)
    assert receipt_words(row, county.clock.instant) == "等回执"
    county.clock.forward(days=2)
    assert receipt_words(row, county.clock.instant) == "等回执"
    county.clock.forward(days=1)
    assert receipt_words(row, county.clock.instant) == "3 天没有回执，可能没收到"
