"""The whole way in the real window: a county hands down, a station works, a package comes back."""

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from typing_extensions import override

from tests.ui.conftest import User
from tests.ui.pdf_text import read_text
from tests.ui.walker import Walker
from tests.ui.whole_way.county_steps import (
    adopt_standards,
    answer,
    enter_units,
    found_office,
    look_around,
    make_task_list,
    order,
    publish_again,
    receive_reports,
    send_down,
    write_start_packages,
)
from tests.ui.whole_way.pcs import Pcs
from tests.ui.whole_way.station_steps import (
    ask_for_closings,
    check_venues,
    claim,
    put_right,
    receive_answers,
    receive_second_version,
    report,
    start_station,
    work_a_day,
)
from tests.workspaces import StoppedClock
from ui import theme
from ui.theme import TextSize
from ui.welcome import folder_and_size, station_start
from ui.welcome.places import Place

STATION_PAPERS = (
    "任务认领表",
    "工作台账",
    "空白设施核查表",
    "设施核查表",
    "汇报单",
    "现场整改交办单",
    "达标与缺口清单",
)
COUNTY_PAPERS = ("任务书", "现场整改交办单", "达标与缺口清单")


@pytest.fixture
def pcs(qtbot: QtBot, tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcs]:
    class Now(datetime):
        @classmethod
        @override
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return clock().astimezone(tz)

    monkeypatch.setattr("app.clock.datetime", Now)
    monkeypatch.setattr(station_start, "package_places", lambda: [tmp_path / "stick"])
    monkeypatch.setattr(
        folder_and_size, "propose_place", lambda name: Place(tmp_path / name, 9_000_000_000, True)
    )
    made = Pcs(qtbot, tmp_path)
    yield made
    made.close()
    theme.current().set_size(TextSize.SMALL)


def test_the_whole_way(pcs: Pcs, user: User, clock: StoppedClock) -> None:
    county = pcs.start("county")
    found_office(county)
    enter_units(county)
    adopt_standards(county, user)
    make_task_list(county, user, pcs.root)
    write_start_packages(county, user, pcs)
    station = pcs.start("station")
    start_station(station)
    claim(station)
    work_a_day(station, user, pcs.root)
    check_venues(station, user)
    put_right(station, user, pcs.root)
    ask_for_closings(station, user, pcs.root)
    report(station, user, pcs)
    clock.forward(days=2)
    receive_reports(county, user, pcs)
    look_around(county)
    answer(county)
    order(county)
    send_down(county, user, pcs, "down-1")
    receive_answers(station, user, pcs)
    publish_again(county, user)
    send_down(county, user, pcs, "down-2")
    receive_second_version(station, user, pcs)
    print_everything(station, STATION_PAPERS, pcs.root / "station-papers", user)
    print_everything(county, COUNTY_PAPERS, pcs.root / "county-papers", user)
    assert user.errors == []
    assert user.broken == []


def print_everything(walker: Walker, papers: tuple[str, ...], folder: Path, user: User) -> None:
    """Look at each paper as pages and keep it; the file kept is the one that was shown."""
    walker.come()
    walker.goes_to("打印")
    walker.shot(f"12-{walker.name}")
    folder.mkdir()
    for name in papers:
        walker.clicks(name, column=0)
        user.paths = [folder / f"{name}.pdf"]
        walker.presses("预览")
        walker.presses("存 PDF")
        assert (folder / f"{name}.pdf").is_file()
        walker.shot(f"12-{walker.name}-{name}")
        walker.key(Qt.Key.Key_Escape)
        text = read_text(folder / f"{name}.pdf")
        assert name.removeprefix("空白") in text, name
        (at, of) = re.findall(r"第 (\d+) 页　共 (\d+) 页", text)[-1]
        assert at == of, f"{name} counts its pages"
