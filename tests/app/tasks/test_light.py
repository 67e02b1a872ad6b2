from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.tasks.light import Lamp, Light, Limit, days_held, due_on, light_of
from app.time_limit import LimitKind, parse_time_limit

DAY = timedelta(days=1)
TODAY = date(2026, 6, 15)
DUE = Limit(LimitKind.DATE, None, date(2026, 6, 20), "day")
YEAR = Limit(LimitKind.YEAR, date(2026, 1, 1), date(2026, 12, 31), "year")
LONG = Limit(LimitKind.LONG_TERM, None, None, "day")


def limit(text: str) -> Limit:
    found = parse_time_limit(text, year=2026)
    assert found is not None
    return Limit(found.kind, found.start, found.end, found.precision)


@pytest.mark.parametrize(
    ("today", "lamp"),
    [
        (date(2026, 6, 16), Lamp(Light.GREEN, "正常")),
        (date(2026, 6, 17), Lamp(Light.YELLOW, "临期 3 天")),
        (date(2026, 6, 19), Lamp(Light.YELLOW, "临期 1 天")),
        (date(2026, 6, 20), Lamp(Light.YELLOW, "今天到期")),
        (date(2026, 6, 21), Lamp(Light.RED, "逾期 1 天", 1)),
        (date(2026, 6, 25), Lamp(Light.RED, "逾期 5 天", 5)),
    ],
)
def test_a_day_limit_is_yellow_for_three_days_and_then_red(today: date, lamp: Lamp) -> None:
    assert light_of(DUE, today=today, started=True) == lamp


@pytest.mark.parametrize(
    ("text", "today", "lamp"),
    [
        ("2026年", date(2026, 11, 23), Lamp(Light.GREEN, "正常")),
        ("2026年", date(2026, 11, 24), Lamp(Light.YELLOW, "临期 37 天")),  # a tenth of 365 days
        ("2026年", date(2026, 12, 31), Lamp(Light.YELLOW, "今天到期")),
        ("2026年", date(2027, 1, 1), Lamp(Light.RED, "逾期 1 天", 1)),
        ("第三季度", date(2026, 9, 30), Lamp(Light.YELLOW, "今天到期")),
        ("6月底前", date(2026, 7, 1), Lamp(Light.RED, "逾期 1 天", 1)),
        ("长期坚持", date(2030, 1, 1), Lamp(Light.GREEN, "长期")),
        ("2026年3月起", date(2030, 1, 1), Lamp(Light.GREEN, "正常")),
        ("立行立改", date(2026, 6, 15), Lamp(Light.YELLOW, "立即办")),
        ("每季度一次", date(2030, 1, 1), Lamp(Light.GREEN, "正常")),
    ],
)
def test_limits_as_they_are_worded(text: str, today: date, lamp: Lamp) -> None:
    assert light_of(limit(text), today=today, started=True) == lamp


@pytest.mark.parametrize(
    ("text", "rhythm"), [("长期坚持", 92), ("每月5日前", 31), ("每天", 7), ("每年", 366)]
)
def test_what_has_no_end_asks_for_news_in_its_rhythm_and_is_never_red(text: str, rhythm: int) -> None:
    at = light_of(limit(text), today=TODAY, started=True, touched_on=TODAY - rhythm * DAY)
    after = light_of(limit(text), today=TODAY, started=True, touched_on=TODAY - (rhythm + 1) * DAY)
    assert at.light is Light.GREEN
    assert after == Lamp(Light.YELLOW, "该更新")
    assert light_of(limit(text), today=TODAY, since=TODAY - (rhythm + 1) * DAY) == Lamp(
        Light.YELLOW, "该更新"
    )


def test_not_started_is_grey_until_the_limit_is_near() -> None:
    assert light_of(DUE, today=date(2026, 6, 10)) == Lamp(Light.GREY, "未启动")
    assert light_of(DUE, today=date(2026, 6, 18)).light is Light.YELLOW
    late_start = Limit(LimitKind.RANGE, date(2026, 7, 1), date(2026, 7, 3), "day")
    assert light_of(late_start, today=date(2026, 6, 30)) == Lamp(Light.GREY, "未启动")
    assert light_of(late_start, today=date(2026, 6, 30), started=True).light is Light.YELLOW


def test_the_clock_stands_still_while_others_hold_it() -> None:
    long_past = date(2026, 9, 1)
    assert light_of(DUE, today=long_past, waiting="待核验") == Lamp(Light.BLUE, "待核验")
    assert light_of(DUE, today=date(2026, 6, 25), started=True, held_days=10) == Lamp(Light.GREEN, "正常")
    assert light_of(DUE, today=date(2026, 6, 25), held_days=3) == Lamp(Light.RED, "逾期 2 天", 2)


def test_late_work_keeps_its_mark() -> None:
    assert light_of(DUE, today=date(2027, 1, 1), finished_on=date(2026, 6, 20)) == Lamp(Light.GREEN, "已办结")
    assert light_of(DUE, today=date(2027, 1, 1), finished_on=date(2026, 6, 25)) == Lamp(
        Light.GREEN, "补办 5 天", 5
    )
    assert light_of(DUE, today=TODAY, finished_on=date(2026, 6, 25), held_days=5).days == 0
    assert (
        light_of(YEAR, today=TODAY, finished_on=date(2026, 12, 31), finished_word="已销号").word == "已销号"
    )


def test_what_is_encouraged_is_never_late() -> None:
    assert light_of(DUE, today=date(2027, 1, 1), may_lapse=True) == Lamp(Light.GREY, "未启动")
    assert light_of(DUE, today=date(2027, 1, 1), may_lapse=True, started=True) == Lamp(Light.GREEN, "正常")
    assert light_of(DUE, today=TODAY, may_lapse=True, finished_on=date(2027, 1, 1)).days == 0


def test_the_own_limit_is_yellow_never_red() -> None:
    lamp = light_of(YEAR, today=TODAY, started=True, own_end=TODAY - 4 * DAY)
    assert lamp == Lamp(Light.YELLOW, "过自定 4 天")
    assert light_of(LONG, today=TODAY, started=True, own_end=TODAY).light is Light.GREEN
    assert due_on(YEAR, TODAY) == TODAY
    assert due_on(LONG, None) is None


def test_lagging_behind_the_schedule_is_yellow() -> None:
    half_time = date(2026, 7, 2)

    def lamp(done: float | None, planned: float | None) -> Lamp:
        return light_of(YEAR, today=half_time, started=True, done_share=done, planned_share=planned)

    assert lamp(0.1, 0.5) == Lamp(Light.YELLOW, "进度落后")
    assert lamp(0.4, 0.5).light is Light.GREEN
    assert lamp(0.2, 0.9) == Lamp(Light.RED, "进度严重落后")
    assert lamp(None, 0.9).light is Light.GREEN  # nothing known, nothing said
    assert lamp(0.9, None).light is Light.GREEN


@pytest.mark.parametrize(
    ("quiet", "rhythm", "lamp"),
    [
        (30, 0, Lamp(Light.GREEN, "正常")),
        (31, 0, Lamp(Light.YELLOW, "31 天没动静")),
        (60, 0, Lamp(Light.YELLOW, "60 天没动静")),
        (61, 0, Lamp(Light.RED, "61 天没动静")),
        (61, 92, Lamp(Light.GREEN, "正常")),  # what comes round by the quarter may rest for one
        (108, 92, Lamp(Light.YELLOW, "108 天没动静")),
        (185, 92, Lamp(Light.RED, "185 天没动静")),
    ],
)
def test_what_nobody_speaks_of_turns_yellow_then_red(quiet: int, rhythm: int, lamp: Lamp) -> None:
    assert light_of(YEAR, today=TODAY, started=True, quiet_days=quiet, news_days=rhythm) == lamp
    assert light_of(YEAR, today=TODAY, started=True, quiet_days=quiet, may_lapse=True).light is Light.GREEN


def test_a_step_past_its_day_and_a_missed_turn_are_yellow() -> None:
    assert light_of(YEAR, today=TODAY, started=True, step_due=TODAY).light is Light.GREEN
    assert light_of(YEAR, today=TODAY, started=True, step_due=TODAY - 2 * DAY) == Lamp(
        Light.YELLOW, "步骤过期 2 天"
    )
    assert light_of(LONG, today=TODAY, started=True, round_word="漏办 2 次").word == "漏办 2 次"
    assert light_of(LONG, today=TODAY, started=True, round_word="", touched_on=TODAY - 400 * DAY) == Lamp(
        Light.GREEN, "长期"
    )
    overdue = light_of(DUE, today=TODAY + 30 * DAY, started=True, round_word="漏办 2 次")
    assert overdue.light is Light.RED  # what is worst is said


def test_days_held_count_once() -> None:
    spans = [
        (date(2026, 6, 1), date(2026, 6, 4)),
        (date(2026, 6, 3), date(2026, 6, 5)),
        (date(2026, 6, 14), None),
    ]
    assert days_held(spans, today=TODAY) == 3 + 1 + 1
    assert days_held([], today=TODAY) == 0
    assert days_held([(date(2026, 6, 20), None)], today=TODAY) == 0


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
limits = st.builds(
    lambda kind, start, end: Limit(kind, start, None if end is None else max(end, start or end), "day"),
    st.sampled_from([None, *LimitKind]),
    st.none() | days,
    st.none() | days,
)


@settings(max_examples=200)
@given(limits, days, st.none() | days, st.booleans(), st.integers(0, 400), st.booleans())
def test_red_means_past_the_limit_with_the_ball_here(
    given_limit: Limit, today: date, own: date | None, started: bool, held: int, may_lapse: bool
) -> None:
    lamp = light_of(
        given_limit, today=today, own_end=own, started=started, held_days=held, may_lapse=may_lapse
    )
    end = given_limit.end
    red = end is not None and today > end + held * DAY and not may_lapse
    assert (lamp.light is Light.RED) == red
    assert lamp.days == ((today - end).days - held if red and end else 0)
    assert lamp.light is not Light.BLUE
    assert lamp.word


@settings(max_examples=200)
@given(st.lists(st.tuples(days, st.none() | days), max_size=6), days)
def test_days_held_counts_the_days_of_the_union(spans: list[tuple[date, date | None]], today: date) -> None:
    brute = {
        start + n * DAY
        for start, end in spans
        for n in range(max(0, (min(end or today, today) - start).days))
    }
    assert days_held(spans, today=today) == len(brute)
