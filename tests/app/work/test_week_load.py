"""How much somebody has to do in the week in which a task falls."""

from datetime import date

import pytest

from app.tasks.claims import claim_items
from app.work.week_load import Due, list_dues, week_load
from app.workspace import Workspace
from tests.app.tasks.lists import item, publish
from tests.workspaces import carry

TODAY = date(2026, 3, 2)  # a Monday
DUES = [
    Due("周小满", date(2026, 3, 9), "a"),
    Due("周小满", date(2026, 3, 11), "b"),
    Due("周小满", date(2026, 3, 15), "c"),
    Due("周小满", date(2026, 3, 16), "d"),
    Due("李秀兰", date(2026, 3, 11), "e"),
    Due("周小满", date(2026, 2, 20), "late"),
]


@pytest.mark.parametrize(
    ("person", "on", "left_out", "count", "same_day"),
    [
        ("周小满", date(2026, 3, 11), (), 3, 1),
        ("周小满", date(2026, 3, 11), ("b",), 2, 0),
        ("周小满", date(2026, 3, 10), (), 3, 0),
        ("李秀兰", date(2026, 3, 11), (), 1, 1),
        ("周小满", date(2026, 3, 30), (), 0, 0),
        ("周小满", date(2026, 1, 1), (), 1, 1),  # both are overdue: both are for today
        ("王新来", date(2026, 3, 11), (), 0, 0),
    ],
)
def test_the_week_of_a_day(
    person: str, on: date, left_out: tuple[str, ...], count: int, same_day: int
) -> None:
    load = week_load(DUES, person, on, today=TODAY, leave_out=left_out)
    assert load is not None
    assert (load.count, load.same_day, load.clashes) == (count, same_day, same_day > 0)
    assert (load.words == "") is (count == 0)


def test_it_is_said_in_one_line() -> None:
    load = week_load(DUES, "周小满", date(2026, 3, 11), today=TODAY)
    assert load is not None
    assert load.words == "周小满这一周（3.9—3.15）已有 3 件，3月11日同一天有 1 件。"


@pytest.mark.parametrize(("person", "on"), [("", date(2026, 3, 11)), ("周小满", None)])
def test_nothing_is_said_of_nobody_or_no_day(person: str, on: date | None) -> None:
    assert week_load(DUES, person, on, today=TODAY) is None


def test_open_items_and_problems_count(office: Workspace, station: Workspace) -> None:
    made = publish(
        office, [item("一", "2026年3月11日前"), item("二", "2026年3月12日前"), item("三", "长期坚持")]
    )
    carry(office, station)
    claim_items(station, made[:2], responsible="周小满")
    assert [(due.person, due.on) for due in list_dues(station)] == [
        ("周小满", date(2026, 3, 11)),
        ("周小满", date(2026, 3, 12)),
    ]
