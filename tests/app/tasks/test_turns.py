from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.limit_kinds import LimitKind
from app.tasks.light import Limit
from app.tasks.schedule import StepFacts, done_share, planned_share
from app.tasks.turns import Rhythm, cycle_of_limit, rhythm_of, turn_at

CYCLES = ("week", "month", "quarter", "half_year", "year")
LONG = Limit(LimitKind.LONG_TERM, None, None, "day")


@pytest.mark.parametrize(
    ("cycle", "kind", "text", "expected"),
    [
        ("once", None, "", ""),
        ("month", None, "", "month"),
        ("day", None, "", "week"),
        ("once", LimitKind.RECURRING, "每季度一次", "quarter"),
        ("once", LimitKind.RECURRING, "每周四、五下午", "week"),
        ("once", LimitKind.RECURRING, "每月5日前", "month"),
        ("quarter", LimitKind.RECURRING, "每月5日前", "quarter"),
        ("once", LimitKind.DATE, "2026年9月底前", ""),
        ("by moonlight", None, "", ""),
    ],
)
def test_how_often_an_item_comes_round(cycle: str, kind: str | None, text: str, expected: str) -> None:
    assert cycle_of_limit(cycle, kind, text) == expected


@pytest.mark.parametrize(
    ("cycle", "day", "start", "end", "name"),
    [
        ("week", date(2026, 3, 4), date(2026, 3, 2), date(2026, 3, 8), "3月2日那周"),
        ("month", date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28), "2月"),
        ("month", date(2025, 12, 9), date(2025, 12, 1), date(2025, 12, 31), "2025年12月"),
        ("quarter", date(2026, 11, 1), date(2026, 10, 1), date(2026, 12, 31), "第四季度"),
        ("half_year", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31), "下半年"),
        ("year", date(2026, 7, 1), date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_a_turn_has_its_days_and_a_name(cycle: str, day: date, start: date, end: date, name: str) -> None:
    turn = turn_at(cycle, day, year=2026)
    assert (turn.start, turn.end, turn.name) == (start, end, name)


def monthly(today: date, done: list[tuple[date, int]], limit: Limit = LONG, wanted: int = 1) -> Rhythm:
    return rhythm_of("month", wanted=wanted, begin=date(2026, 1, 12), limit=limit, today=today, done=done)


def test_after_absence_there_is_one_turn_and_what_was_missed_is_named() -> None:
    found = monthly(date(2026, 6, 9), [(date(2026, 1, 20), 1), (date(2026, 3, 5), 1)])
    assert (found.turn.name, found.done, found.complete) == ("6月", 0, False)
    assert [turn.name for turn in found.missed] == ["2月", "4月", "5月"]  # January was not whole
    caught_up = monthly(date(2026, 6, 9), [(date(2026, month, 28), 1) for month in (2, 3, 4, 5, 6)])
    assert (caught_up.missed, caught_up.complete) == ((), True)


def test_too_few_in_a_turn_is_missed_and_nothing_is_owed_after_the_end() -> None:
    until_april = Limit(LimitKind.RANGE, None, date(2026, 4, 30), "month")
    found = monthly(date(2026, 9, 1), [(date(2026, 2, 3), 1), (date(2026, 3, 3), 2)], until_april, wanted=2)
    assert (found.turn.name, [turn.name for turn in found.missed]) == ("4月", ["2月"])


def test_what_begins_later_has_not_been_missed() -> None:
    from_may = Limit(LimitKind.OPEN, date(2026, 5, 1), None, "month")
    assert monthly(date(2026, 4, 9), [], from_may).missed == ()
    assert [turn.name for turn in monthly(date(2026, 7, 9), [], from_may).missed] == ["5月", "6月"]


days = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@settings(max_examples=200)
@given(st.sampled_from(CYCLES), days)
def test_turns_lie_side_by_side(cycle: str, day: date) -> None:
    turn = turn_at(cycle, day)
    assert turn.start <= day <= turn.end
    assert turn_at(cycle, turn.end + timedelta(days=1)).start == turn.end + timedelta(days=1)


@settings(max_examples=200)
@given(st.sampled_from(CYCLES), days, days, st.lists(days, max_size=8))
def test_a_turn_is_either_done_or_missed_and_never_both(
    cycle: str, begin: date, today: date, done: list[date]
) -> None:
    found = rhythm_of(cycle, wanted=1, begin=begin, limit=LONG, today=today, done=[(day, 1) for day in done])
    for turn in found.missed:
        assert begin <= turn.start <= turn.end < today
        assert not any(turn.start <= day <= turn.end for day in done)
    assert found.turn not in found.missed


def test_steps_are_the_plan_where_they_have_days() -> None:
    steps = [
        StepFacts(2, date(2026, 3, 31), date(2026, 3, 20)),
        StepFacts(1, date(2026, 6, 30), None),
        StepFacts(1, None, None),
    ]
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert done_share(steps) == 0.5
    assert planned_share(*year, date(2026, 3, 31), steps) == 0
    assert planned_share(*year, date(2026, 4, 1), steps) == 0.5
    assert planned_share(*year, date(2026, 7, 1), steps) == 0.75
    assert planned_share(*year, date(2027, 1, 1), steps) == 1
    assert planned_share(*year, date(2026, 7, 2)) == pytest.approx(0.5)
    assert planned_share(date(2026, 5, 1), None, date(2026, 7, 2)) is None
    assert done_share([]) is None
