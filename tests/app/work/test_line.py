from datetime import date

import pytest

from app.facilities.venues import VenueForm, add_venue
from app.work.line import HintKind, kind_of, propose, read_line
from app.work.log import add_log
from app.work.people import person_named
from app.workspace import Workspace
from tests.app.work.villages import claim_films, village_ids
from tests.facilities import found_county
from tests.workspaces import StoppedClock


@pytest.fixture
def station(office: Workspace, station: Workspace) -> Workspace:
    ready = found_county(office, station, packs=False)
    unit = village_ids(ready)[1]
    add_venue(ready, VenueForm(unit=unit, name="河口村文体广场", kind="square"))
    return ready


def names(ws: Workspace, text: str) -> list[str]:
    return [hint.words for hint in propose(ws, text) if hint.kind is HintKind.NAME]


def test_what_a_line_says_by_itself(station: Workspace) -> None:
    villages = village_ids(station)
    said = read_line(station, "在前进村、柳树村放映电影，来了１２０多人")
    assert (set(said.villages), said.people) == ({villages[0], villages[2]}, 120)
    assert said.place == ""
    square = read_line(station, "到河口村文体广场看了看")
    assert (square.place, square.villages, square.people) == ("河口村文体广场", (villages[1],), None)
    assert read_line(station, "整理 2025 年档案 6 卷").words == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("到qjc", ["前进村"]),
        ("到hkc", ["河口村文体广场", "河口村"]),
        ("在hkcwtgc", ["河口村文体广场"]),
        ("和lxl", ["李秀兰"]),
        ("到前进", ["前进村"]),
        ("到前", []),
        ("q", []),
        ("到前进村", []),
    ],
)
def test_names_are_completed_by_initials_and_by_their_beginning(
    station: Workspace, typed: str, found: list[str]
) -> None:
    with station.write() as session:
        person_named(station, session, "李秀兰")
    assert names(station, typed) == found


def test_the_whole_line_comes_with_the_name(station: Workspace) -> None:
    (hint,) = [hint for hint in propose(station, "今天到qjc") if hint.kind is HintKind.NAME]
    assert hint.value == "今天到前进村"


def test_places_named_before_are_known(station: Workspace) -> None:
    add_log(station, "排练", place="镇中心小学操场")
    assert names(station, "在zzx") == ["镇中心小学操场"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昨天放了电影", date(2026, 3, 1)),
        ("前天开会", date(2026, 2, 28)),
        ("2月27日汇演", date(2026, 2, 27)),
        ("2.27 汇演", date(2026, 2, 27)),
        ("12月30日汇演", date(2025, 12, 30)),
        ("3月2日汇演", None),
        ("2月30日汇演", None),
        ("今天汇演", None),
        ("2.5 公里长的标语", date(2026, 2, 5)),  # only proposed
    ],
)
def test_a_day_at_the_beginning_is_proposed(station: Workspace, text: str, day: date | None) -> None:
    found = [hint.value for hint in propose(station, text) if hint.kind is HintKind.DAY]
    assert found == ([day.isoformat()] if day else [])


def test_kinds_and_tasks_are_proposed(office: Workspace, station: Workspace, clock: StoppedClock) -> None:
    task = claim_films(office, station)
    hints = propose(station, "到村里放映公益电影")
    assert [(hint.kind, hint.value) for hint in hints] == [
        (HintKind.ACTIVITY, "film"),
        (HintKind.TASK, task),
    ]
    assert [kind_of(text) for text in ("送戏下乡", "广场舞骨干培训", "整理档案")] == ["show", "training", ""]
