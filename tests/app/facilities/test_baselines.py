"""The register of venues kept once a year, held against another year's; venues nobody looks at."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.facilities.baselines import Change, compare_baselines, list_baselines, owed_year, take_baseline
from app.facilities.venues import (
    VenueForm,
    add_venue,
    edit_venue,
    get_venue,
    list_venues,
    months_alone,
    withdraw_venues,
)
from app.log.undo import mark_log, take_back, written_since
from app.workspace import Workspace
from tests.workspaces import StoppedClock, carry


def changes(ws: Workspace, before: str, after: str = "") -> dict[str, Change]:
    return {row.title: row.change for row in compare_baselines(ws, before, after)}


@pytest.fixture
def venues(ready: Workspace) -> list[str]:
    return [
        add_venue(ready, VenueForm(unit=ready.unit, name=name, kind=kind, indoor_m2=Decimal(300)))
        for name, kind in (("文化站", "station_house"), ("书屋", "bookroom"), ("广场", "square"))
    ]


def test_nothing_can_be_kept_of_no_venues(ready: Workspace) -> None:
    with pytest.raises(InvalidInput, match="还没有登记场所"):
        take_baseline(ready, 2026)
    assert owed_year(ready) is None


def test_a_year_is_held_against_today(ready: Workspace, venues: list[str], clock: StoppedClock) -> None:
    kept = take_baseline(ready, 2026)
    assert set(changes(ready, kept).values()) == {Change.SAME}
    clock.to(date(2027, 5, 1))
    form = get_venue(ready, venues[0]).form
    edit_venue(ready, venues[0], replace(form, indoor_m2=Decimal("350.50"), keeper="周小满"))
    withdraw_venues(ready, [venues[1]], reason="拆除")
    add_venue(ready, VenueForm(unit=ready.unit, name="戏台", kind="stage"))
    rows = {row.title: row for row in compare_baselines(ready, kept)}
    assert {title: row.change for title, row in rows.items()} == {
        "文化站": Change.CHANGED,
        "广场": Change.SAME,
        "戏台": Change.ADDED,
        "书屋": Change.WITHDRAWN,
    }
    assert {(one.name, one.before, one.after) for one in rows["文化站"].fields} == {
        ("建筑面积", "300", "350.5"),
        ("管理员", "", "周小满"),
    }


def test_two_years_are_held_against_each_other(
    ready: Workspace, office: Workspace, venues: list[str], clock: StoppedClock
) -> None:
    first = take_baseline(ready, 2026)
    clock.to(date(2027, 12, 20))
    add_venue(ready, VenueForm(unit=ready.unit, name="戏台", kind="stage"))
    second = take_baseline(ready, 2027)
    withdraw_venues(ready, [venues[1]], reason="拆除")
    assert changes(ready, first, second)["戏台"] is Change.ADDED
    assert changes(ready, first, second)["书屋"] is Change.SAME  # it still stood then
    assert [(row.year, row.venues) for row in list_baselines(ready)] == [(2027, 4), (2026, 3)]
    carry(ready, office)  # the office has them as well


def test_a_year_is_kept_once_and_the_newer_one_stands(
    ready: Workspace, venues: list[str], clock: StoppedClock
) -> None:
    assert owed_year(ready) is None  # March: nothing was there at the end of 2025
    clock.to(date(2026, 12, 1))
    assert owed_year(ready) == 2026
    mark = mark_log(ready)
    take_baseline(ready, 2026)
    assert owed_year(ready) is None
    take_back(ready, written_since(ready, mark))
    assert owed_year(ready) == 2026
    clock.to(date(2027, 1, 5))
    assert owed_year(ready) == 2026
    take_baseline(ready, 2026)
    again = take_baseline(ready, 2026)
    assert [row.id for row in list_baselines(ready)] == [again]
    with pytest.raises(InvalidInput, match="还没有到"):
        take_baseline(ready, 2028)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 3, 2), 0),
        (date(2026, 4, 1), 0),
        (date(2026, 4, 2), 1),
        (date(2027, 3, 1), 11),
        (date(2027, 3, 2), 12),
    ],
)
def test_months_for_which_nobody_looked_at_a_venue(
    ready: Workspace, venues: list[str], today: date, months: int
) -> None:
    row = get_venue(ready, venues[0])
    assert months_alone(row, today) == months
    assert months_alone(replace(row, last_on=date(2027, 3, 1)), date(2027, 4, 1)) == 1


def test_a_change_counts_as_looking(ready: Workspace, venues: list[str], clock: StoppedClock) -> None:
    clock.to(date(2027, 3, 2))
    edit_venue(ready, venues[0], replace(get_venue(ready, venues[0]).form, keeper="周小满"))
    alone = {row.form.name: months_alone(row, ready.today) for row in list_venues(ready)}
    assert alone == {"文化站": 0, "书屋": 12, "广场": 12}
