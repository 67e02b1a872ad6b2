"""收发 at a station: reporting, the answer, a new list."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.sync.receive import receive
from app.verification.deciding import AnswerResult, answer_question
from app.verification.queue import list_waiting
from tests.app.overview.small_county import County, ask, claim, request
from tests.ui.conftest import User
from tests.ui.overview.exchange_county import report
from tests.ui.overview.exchange_desk import click, open_page, report_down, wait, words
from ui.exchange_page import count_open
from ui.main_window import MainWindow


@pytest.fixture
def county(exchange_county: County) -> County:
    return exchange_county


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
