from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.work.log import add_log
from app.work.services import ServiceState, judge_period, read_grid, read_targets, set_target
from app.workspace import Workspace
from db.models.activities import Period
from tests.app.work.villages import village_ids
from tests.facilities import found_county
from tests.workspaces import StoppedClock

TODAY = date(2026, 3, 10)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@pytest.fixture
def station(office: Workspace, station: Workspace) -> Workspace:
    return found_county(office, station, packs=False)


@pytest.fixture
def villages(station: Workspace) -> list[str]:
    return village_ids(station)


@pytest.mark.parametrize(
    ("times", "wanted", "month", "state"),
    [
        (0, 1, 2, ServiceState.GAP),
        (1, 1, 2, ServiceState.MET),
        (3, 1, 2, ServiceState.MET),
        (1, 2, 2, ServiceState.SHORT),
        (0, 0, 2, ServiceState.FREE),
        (0, 1, 1, ServiceState.BEFORE),
        (1, 1, 1, ServiceState.MET),
        (0, 1, 3, ServiceState.OPEN),
        (1, 2, 3, ServiceState.OPEN),
        (2, 2, 3, ServiceState.MET),
        (0, 1, 4, ServiceState.FUTURE),
        (0, 0, 4, ServiceState.FUTURE),
    ],
)
def test_how_a_month_stands(times: int, wanted: int, month: int, state: ServiceState) -> None:
    start = date(2026, month, 1)
    end = date(2026, month + 1, 1) - timedelta(days=1)
    begun = date(2026, 2, 14)
    assert judge_period(times, wanted, start=start, end=end, today=TODAY, begun=begun) is state


@given(st.integers(0, 5), st.integers(1, 5), DAYS, st.integers(0, 100), DAYS, DAYS)
def test_a_blank_period_that_is_over_is_never_hidden(
    times: int, wanted: int, start: date, days: int, today: date, begun: date
) -> None:
    end = start + timedelta(days=days)
    state = judge_period(times, wanted, start=start, end=end, today=today, begun=begun)
    over = begun <= end < today
    assert (state in {ServiceState.GAP, ServiceState.SHORT}) == (over and times < wanted)
    assert (state is ServiceState.MET) == (times >= wanted)


def test_the_grid_of_a_year(station: Workspace, villages: list[str], clock: StoppedClock) -> None:
    clock.to(date(2026, 3, 10))
    add_log(station, "放电影", activity="film", villages=villages[:2], on=date(2026, 1, 9), people=None)
    add_log(station, "又放一场", activity="film", unit=villages[0], on=date(2026, 1, 20), people=60)
    add_log(station, "广场舞培训", activity="training", unit=villages[1], on=date(2026, 2, 3))
    add_log(station, "镇里汇演", activity="show", on=date(2026, 2, 5))  # in no village
    grid = read_grid(station, 2026, kind="film")
    assert grid.target.words == "每村每月 1 次"
    assert [(row.village, [cell.times for cell in row.cells[:3]]) for row in grid.rows] == [
        ("前进村", [2, 0, 0]),
        ("河口村", [1, 0, 0]),
        ("柳树村", [0, 0, 0]),
    ]
    assert [cell.state for cell in grid.rows[2].cells[:4]] == [
        ServiceState.GAP,
        ServiceState.GAP,
        ServiceState.OPEN,
        ServiceState.FUTURE,
    ]
    assert [(gap.village, gap.period) for gap in grid.gaps] == [
        ("前进村", "2月"),
        ("河口村", "2月"),
        ("柳树村", "1月"),
        ("柳树村", "2月"),
    ]
    assert (grid.totals[0], grid.rows[0].people) == (3, 60)
    everything = read_grid(station, 2026)
    assert [gap.village for gap in everything.gaps if gap.period == "2月"] == ["前进村", "柳树村"]
    assert read_grid(station, 2025).gaps == ()  # before anything was written down


def test_targets_by_quarter(station: Workspace, villages: list[str], clock: StoppedClock) -> None:
    clock.to(date(2026, 7, 1))
    add_log(station, "送书", activity="books", unit=villages[0], on=date(2026, 1, 9))
    assert read_targets(station)["books"].times == 0
    assert read_grid(station, 2026, kind="books").gaps == ()
    set_target(station, "books", period=Period.QUARTER, times=1)
    set_target(station, "books", period=Period.QUARTER, times=2)
    assert read_targets(station)["books"].words == "每村每季度 2 次"
    grid = read_grid(station, 2026, kind="books")
    assert grid.heads == ("一季度", "二季度", "三季度", "四季度")
    assert [cell.state for cell in grid.rows[0].cells] == [
        ServiceState.SHORT,
        ServiceState.GAP,
        ServiceState.OPEN,
        ServiceState.FUTURE,
    ]
    with pytest.raises(InvalidInput, match="0 到 31"):
        set_target(station, "books", period=Period.MONTH, times=32)
    set_target(station, "film", period=Period.MONTH, times=0)
    assert read_grid(station, 2026, kind="film").gaps == ()
