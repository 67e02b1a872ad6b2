from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.reporting.county import first_report_table
from app.reporting.county_rules import Rule, set_rule
from app.reporting.first_report import Standing, judge_first_report
from app.reporting.reports_up import (
    ReportUpForm,
    add_report_up,
    edit_report_up,
    first_reports,
    list_reports_up,
    reported_on,
    withdraw_report_up,
)
from tests.app.overview.small_county import County, claim

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("received", "reported", "today", "standing", "word"),
    [
        (None, None, MONDAY, Standing.NOT_RECEIVED, "还没收到清单"),
        (MONDAY, None, date(2026, 3, 3), Standing.RUNNING, "还有 2 天"),
        (MONDAY, None, date(2026, 3, 5), Standing.RUNNING, "今天要汇报"),
        (MONDAY, None, date(2026, 3, 6), Standing.OVERDUE, "逾期 1 天未汇报"),
        (MONDAY, date(2026, 3, 5), date(2026, 9, 1), Standing.IN_TIME, "已汇报"),
        (MONDAY, date(2026, 3, 9), date(2026, 9, 1), Standing.LATE, "已汇报，迟 4 天"),
        (None, MONDAY, MONDAY, Standing.IN_TIME, "已汇报"),
    ],
)
def test_the_day_of_receiving_does_not_count(
    received: date | None, reported: date | None, today: date, standing: Standing, word: str
) -> None:
    first = judge_first_report(received, reported, limit_days=3, today=today)
    assert (first.standing, first.word) == (standing, word)


@given(
    limit=st.integers(1, 60),
    waited=st.integers(0, 400),
    reported=st.none() | st.integers(0, 400),
)
def test_red_means_that_the_limit_is_past_and_nothing_came(
    limit: int, waited: int, reported: int | None
) -> None:
    day = None if reported is None else MONDAY + timedelta(days=reported)
    today = MONDAY + timedelta(days=max(waited, reported or 0))
    first = judge_first_report(MONDAY, day, limit_days=limit, today=today)
    assert (first.light == "red") == (day is None and waited > limit)
    assert first.days >= 0


def test_the_clock_runs_at_the_station_and_stops_with_the_report(county: County) -> None:
    station = county.stations[0]
    assert first_reports(station)[0].first.word == "还有 3 天"
    county.clock.forward(days=2)
    report = add_report_up(
        station, ReportUpForm(station.today, covers=tuple(county.items[:2]), requests="请协调两间用房")
    )
    (clock,) = first_reports(station)
    assert (clock.first.standing, clock.told, clock.items) == (Standing.IN_TIME, 2, 6)
    assert reported_on(station) == dict.fromkeys(county.items[:2], date(2026, 3, 4))
    edit_report_up(
        station,
        report,
        ReportUpForm(
            date(2026, 3, 3), form="meeting", covers=tuple(county.items), decision="两间用房月底腾出"
        ),
    )
    (row,) = list_reports_up(station)
    assert (row.form.on, row.form_label, row.form.decision) == (date(2026, 3, 3), "会议", "两间用房月底腾出")
    assert len(reported_on(station)) == 6
    withdraw_report_up(station, report)
    assert not reported_on(station)


def test_a_report_needs_a_day_a_listener_and_a_subject(county: County) -> None:
    station = county.stations[0]
    items = tuple(county.items)
    for form, words in (
        (ReportUpForm(date(2026, 3, 3), covers=items), "还没有到"),
        (ReportUpForm(MONDAY, to_whom=" ", covers=items), "向谁"),
        (ReportUpForm(MONDAY), "至少选一项"),
    ):
        with pytest.raises(InvalidInput, match=words):
            add_report_up(station, form)


def test_the_county_sees_red_where_none_came(county: County) -> None:
    first, second, _third = county.stations
    claim(first, county.items[0])
    claim(second, county.items[0])
    add_report_up(second, ReportUpForm(MONDAY, covers=tuple(county.items), decision="镇里列入议程"))
    county.sync()
    county.clock.forward(days=5)
    lines = first_report_table(county.office)
    assert [line.clock.first.word for line in lines] == ["逾期 2 天未汇报", "已汇报", "还没收到清单"]
    assert lines[0].station.site == first.site
    assert lines[1].last == "3月2日向分管领导汇报：镇里列入议程"
    set_rule(county.office, Rule(report_up_days=10))
    assert [line.clock.first.light for line in first_report_table(county.office)] == [
        "yellow",
        "green",
        "grey",
    ]
    county.sync()
    assert first_reports(first)[0].first.word == "还有 5 天"


def test_limits_that_make_no_sense_are_refused(county: County) -> None:
    for rule in (Rule(report_up_days=0), Rule(report_up_days=61), Rule(return_day=31)):
        with pytest.raises(InvalidInput):
            set_rule(county.office, rule)
