"""The office takes in what a station set itself, with one button; the station goes over to it with one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.tasks.adopting import adopt_tasks
from app.tasks.draft import DraftHead, create_draft, list_draft
from app.tasks.draft_forms import TaskForm
from app.tasks.ledger import read_row
from app.tasks.own_tasks import OwnTaskForm, add_own_task
from app.tasks.packages import publish_tasks
from app.tasks.progress import record_progress
from tests.app.overview.small_county import County, make_county
from tests.ui.office.shots import make_window, page_of
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import show
from ui.main_window import MainWindow
from ui.office.tasks_page import TasksPage
from ui.station.ledger_page import LedgerPage

SONGS = "记录民间小调"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=2, items=2)
    yield made
    made.close()


@pytest.fixture
def own(county: County) -> str:
    task = add_own_task(county.stations[0], OwnTaskForm(SONGS, limit_text="2026年10月底前"))
    record_progress(county.stations[0], task, text="录下两首", percent=20)
    county.sync()
    return task


def contents(county: County, package: str) -> list[str]:
    return [row.form.content for row in list_draft(county.office, package)]


def test_the_office_takes_it_in(county: County, own: str, qtbot: QtBot) -> None:
    package = create_draft(county.office, DraftHead("补充清单"), [TaskForm("整理站史", code="1")])
    window, frame = make_window(county.office)
    qtbot.addWidget(window)
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.show()
    page = page_of(frame, "tasks")
    assert isinstance(page, TasksPage)
    hands = Hands(window)
    hands.press("各站自己加了 1 项")
    hands.press("纳入草稿")
    assert contents(county, package) == ["整理站史", SONGS]
    row = page._editor.view.current_row()
    assert row is not None
    assert row.form.content == SONGS
    assert not page._own_button.isVisible()
    hands.key("Ctrl+Z")
    assert contents(county, package) == ["整理站史"]
    assert page._own_button.isVisible()
    window.jobs.shut_down()


def test_the_station_goes_over_to_it(county: County, own: str, window: MainWindow, qtbot: QtBot) -> None:
    station = county.stations[0]
    package = create_draft(county.office, DraftHead("补充清单"))
    adopt_tasks(county.office, package, [own])
    publish_tasks(county.office, package)
    county.sync()
    frame = show(window, station)
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.activateWindow()
    frame.navigate("ledger", item=own)
    page = frame.page
    assert isinstance(page, LedgerPage)
    item = read_row(station, own).adopted_by
    assert "县里已把这一项纳入清单" in page.detail._note.text()
    Hands(window).press("转到县里清单")
    row = page.view.current_row()
    assert row is not None
    assert (row.item, row.percent, row.own) == (item, 20, False)
    page.steps.undo_action.trigger()
    assert read_row(station, own).adopted_by == item
