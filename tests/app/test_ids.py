from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import civil_date
from app.ids import IdSource, made_at
from tests.workspaces import START, StoppedClock


@given(st.lists(st.integers(-3_600_000, 3_600_000), min_size=2, max_size=40))
def test_ids_rise_whatever_the_clock_does(steps_ms: list[int]) -> None:
    clock = StoppedClock()
    ids = IdSource(clock, seed=1)
    made = []
    for step in steps_ms:
        clock.instant += timedelta(milliseconds=step)
        made.append(ids.record("s"))
    assert made == sorted(set(made))


def test_an_id_tells_when_it_was_made() -> None:
    clock = StoppedClock()
    assert made_at(IdSource(clock).record("site000000")) == START


def test_thousands_in_one_millisecond_stay_apart() -> None:
    ids = IdSource(StoppedClock())
    made = [ids.record("s") for _ in range(10_000)]
    assert made == sorted(set(made))


def test_a_seed_repeats_and_entropy_does_not() -> None:
    clock = StoppedClock()
    assert IdSource(clock, seed=3).site() == IdSource(clock, seed=3).site()
    assert IdSource(clock).site() != IdSource(clock).site()


def test_a_civil_date_is_that_of_china() -> None:
    assert civil_date(datetime(2026, 2, 28, 15, 59, tzinfo=UTC)).isoformat() == "2026-02-28"
    assert civil_date(datetime(2026, 2, 28, 16, 0, tzinfo=UTC)).isoformat() == "2026-03-01"
