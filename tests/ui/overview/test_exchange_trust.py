"""收发: computers, receipts, the phone, two branches and stopped computers, in the window."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ids import IdSource
from app.start import open_workspace
from app.sync.computers import list_computers
from app.sync.conflicts import list_conflicts
from app.sync.enrol import start_station
from app.sync.history import list_sent
from app.sync.phone_code import last_heard, phone_code
from app.sync.rebuild import write_rebuild_package
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.sync.this_computer import begin_here
from app.sync.trust import confirm_station, station_fingerprint
from app.workspace import Workspace
from db.models.work import LogEntry
from tests.app.overview.small_county import County
from tests.app.sync.county import write_entry
from tests.ui.conftest import User
from tests.ui.overview.exchange_county import make_exchange_county, report
from tests.ui.overview.exchange_desk import click, open_page, report_down, wait, words
from ui.exchange.office_home import OfficeHome
from ui.exchange.station_home import StationHome, station_notes
from ui.main_window import MainWindow


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_exchange_county(tmp_path, items=1)
    yield made
    made.close()


def new_computer(county: County, folder: Path) -> Workspace:
    """Start the first station anew and let it be heard once."""
    station = county.stations[0]
    (start,) = write_start_packages(county.office, units=[station.unit])
    fresh = start_station(
        start.path,
        folder / "new",
        machine=folder / "new-pc",
        clock=county.clock,
        ids=IdSource(county.clock, seed=9),
    )
    receive(county.office, [report(fresh, folder / "first")])
    return fresh


def test_a_computer_is_stopped_and_the_next_one_rebuilt(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    station = county.stations[0]
    write_entry(station, "报过的")
    receive(county.office, [report(station, tmp_path / "f")])
    page = open_page(window, county.office, qtbot)
    assert isinstance(page.home, OfficeHome)
    page.home._tabs._buttons["computers"].click()
    user.answers = [0]
    click(page, "停用这台电脑")
    assert "停用" in user.questions[0]
    assert list_computers(county.office)[0].stopped == "电脑丢了"
    fresh = new_computer(county, tmp_path)
    assert "请县里发重建包" in station_notes(fresh)[0]
    page.reload()
    page.home._computers._table.selectRow(0)
    user.answers = [True]
    wait(window, qtbot, lambda: click(page, "写重建包"))
    assert "找不回来" in user.questions[1]
    assert "重建包" in words(page)
    (path,) = page.outgoing._paths()
    assert receive(fresh, [path]).files[0].adopted == 1
    assert station_notes(fresh) == []
    fresh.engine.dispose()


def test_a_new_computer_is_let_in_by_phone(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    station = county.stations[0]
    receive(county.office, [report(station, tmp_path / "f")])
    station.engine.dispose()
    shutil.copytree(station.folder, tmp_path / "copy")
    moved = begin_here(
        open_workspace(tmp_path / "copy", machine=tmp_path / "pc2", clock=county.clock).workspace
    )
    receive(county.office, [report(moved, tmp_path / "g")])
    page = open_page(window, county.office, qtbot)
    assert isinstance(page.home, OfficeHome)
    page.home._tabs._buttons["computers"].click()
    assert "等着接替" in "".join(
        str(page.home._computers._table.model().index(0, n).data()) for n in range(4)
    )
    page.home._computers._table.selectRow(0)
    user.answers = [True]
    wait(window, qtbot, lambda: click(page, "让新电脑接替"))
    assert str(station_fingerprint(moved)) in user.questions[0]
    assert list_computers(county.office)[0].node == moved.node
    assert page.home._computers.waiting == 0
    moved.engine.dispose()


def test_receipts_and_the_phone(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    file = report(station, tmp_path / "f")
    page = open_page(window, office, qtbot)
    wait(window, qtbot, lambda: page.take_in([file]))
    wait(window, qtbot, lambda: click(page, "接收"))
    wait(window, qtbot, lambda: click(page, "给这些站写回执"))
    assert "已写好 1 个回执" in words(page)
    (receipt,) = page.outgoing._paths()
    confirm_station(office, station.unit, str(station_fingerprint(station)))
    click(page, "返回")
    page.reload()
    assert isinstance(page.home, OfficeHome)
    page.home._tiles.item(0).setSelected(True)
    click(page, "电话回执")
    code = phone_code(office, station.unit)
    assert code is not None
    assert code in user.told[0]
    there = open_page(window, station, qtbot)
    home = there.home
    assert isinstance(home, StationHome)
    click(there, "电话回执")
    home._digits.setText(code)
    QTest.keyClick(home._digits, Qt.Key.Key_Return)
    assert last_heard(station) is not None
    assert "电话里说收到第 1–" in words(there)
    assert list_sent(station, kind="up")[0].receipt == ""  # a word is no receipt
    wait(window, qtbot, lambda: there.take_in([receipt]))
    wait(window, qtbot, lambda: click(there, "接收"))
    assert list_sent(station, kind="up")[0].receipt.startswith("对方已收到")


def test_late_work_of_a_stopped_computer_is_decided_side_by_side(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    office, old = county.office, county.stations[0]
    both = write_entry(old, "原来的")
    receive(office, [report(old, tmp_path / "f")])
    with old.write() as session:
        session.get_one(LogEntry, both).text = "旧电脑改的"
    late = report(old, tmp_path / "late")
    fresh = new_computer(county, tmp_path)
    receive(fresh, [write_rebuild_package(office, fresh.unit)[0].path])
    fresh.engine.dispose()
    fresh = open_workspace(fresh.folder, machine=fresh.machine, clock=county.clock).workspace
    with fresh.write() as session:
        session.get_one(LogEntry, both).text = "新电脑改的"
    receive(office, [report(fresh, tmp_path / "h")])
    receive(fresh, [report_down(office, fresh, tmp_path)])
    receive(office, [report(fresh, tmp_path / "i"), late])
    page = open_page(window, office, qtbot)
    assert isinstance(page.home, OfficeHome)
    page.home._tabs._buttons["in"].click()
    page.home._received.selectRow(0)
    user.answers = [True]
    wait(window, qtbot, lambda: click(page, "转交该站"))
    (path,) = page.outgoing._paths()
    there = open_page(window, fresh, qtbot)
    wait(window, qtbot, lambda: there.take_in([path]))
    wait(window, qtbot, lambda: click(there, "接收"))
    click(there, "返回")
    click(there, "两边都改过 1 条")
    assert "1 条记录两边都改过" in words(there)
    cells = there.conflicts._fields.model()
    assert [cells.index(0, n).data() for n in range(3)] == ["内容", "新电脑改的", "旧电脑改的"]
    click(there, "用取回来的")
    assert list_conflicts(fresh) == []
    assert "都定好了" in words(there)
    with fresh.read() as session:
        assert session.get_one(LogEntry, both).text == "旧电脑改的"
    assert user.errors == []
    fresh.engine.dispose()


def test_the_way_is_remembered_and_makes_volumes(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    from tests.app.sync.county import add_photo

    station = county.stations[0]
    for number in range(2):
        add_photo(station, bytes([number]) * 9_000_000)
    page = open_page(window, station, qtbot)
    home = page.home
    assert isinstance(home, StationHome)
    home._way.setCurrentIndex(2)
    home._way.activated.emit(2)
    user.answers = [True]
    assert page.main_action is not None
    wait(window, qtbot, page.main_action.trigger)
    assert len(page.outgoing._paths()) == 2
    assert "共 2 个文件，这是第 2 个" in page.outgoing._rows[1].note
    again = open_page(window, station, qtbot)
    assert isinstance(again.home, StationHome)
    assert again.home._way.currentData() == "邮件"


def test_a_village_is_given_and_taken(
    county: County, tmp_path: Path, window: MainWindow, qtbot: QtBot, user: User
) -> None:
    from app.office.units import UnitForm, UnitKind, add_unit
    from app.sync.villages import list_villages

    office, (first, second) = county.office, county.stations
    add_unit(office, UnitForm(UnitKind.VILLAGE, "上柳树村", "990101201201", parent=first.unit))
    for station in county.stations:
        receive(office, [report(station, tmp_path / "f")])
        receive(station, [report_down(office, station, tmp_path)])
    page = open_page(window, first, qtbot)
    click(page, "村的移交")
    user.answers = [0]
    click(page, "移交给别的站")
    assert [row.state for row in list_villages(first)] == ["given"]
    receive(office, [report(first, tmp_path / "g")])
    receive(second, [report_down(office, second, tmp_path)])
    there = open_page(window, second, qtbot)
    assert "移交来上柳树村" in words(there)
    click(there, "村的移交")
    click(there, "接收这个村")
    assert list_villages(second) == []  # the office's word that it is ours has yet to come
    receive(office, [report(second, tmp_path / "h")])
    receive(second, [report_down(office, second, tmp_path)])
    assert [row.state for row in list_villages(second)] == ["ours"]
    assert user.errors == []
