from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.reporting.county import daily_table
from app.reporting.county_rules import (
    list_holidays,
    remove_holiday,
    set_holiday,
    set_sprint,
    sprint_on,
    stop_sprint,
)
from app.reporting.daily import list_days, read_day, submit_day
from app.reporting.duty import (
    DutyDay,
    ShiftForm,
    ShiftRow,
    add_shift,
    edit_shift,
    list_duty,
    plan_duty,
    remove_shift,
    swap_shift,
    warnings_of,
)
from app.reporting.owed import missing_days
from app.work.log import add_log
from tests.app.overview.small_county import County, package_came

START, END = date(2026, 3, 2), date(2026, 3, 15)


def sprint(county: County) -> None:
    set_sprint(county.office, name="迎接省级验收", start=START, end=END)
    county.sync()


def test_the_county_switches_the_sprint_on_and_off(county: County) -> None:
    station, office = county.stations[0], county.office
    assert sprint_on(station) is None
    sprint(county)
    running = sprint_on(station)
    assert running is not None
    assert (running.name, running.end) == ("迎接省级验收", END)
    set_sprint(office, name="迎接省级验收", start=START, end=date(2026, 3, 31))
    county.sync()
    assert sprint_on(station, date(2026, 3, 31)) is not None
    county.clock.forward(days=3)
    assert stop_sprint(office)
    county.sync()
    assert sprint_on(station) is None
    assert sprint_on(station, date(2026, 3, 4)) is not None  # the days that were stay asked for
    assert not stop_sprint(office)


@pytest.mark.parametrize(
    ("name", "end", "words"),
    [("", END, "名称"), ("迎检", date(2026, 2, 1), "早于"), ("迎检", date(2028, 1, 1), "一年")],
)
def test_a_sprint_has_a_name_and_days(county: County, name: str, end: date, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        set_sprint(county.office, name=name, start=START, end=end)


def test_a_day_is_reported_from_its_log_or_as_nothing(county: County) -> None:
    station = county.stations[0]
    add_log(station, "元宵节灯谜会", activity="reading", people=300)
    with pytest.raises(InvalidInput, match="不在迎检期"):
        submit_day(station, START, reporter="周小满")
    sprint(county)
    with pytest.raises(InvalidInput, match="不能报零报告"):
        submit_day(station, START, reporter="周小满", zero=True)
    submit_day(station, START, reporter="周小满", signed_by="王站长")
    day = read_day(station, START).handed_in
    assert day is not None
    assert (day.word, day.done, day.people) == ("已报", "1. 3月2日，元宵节灯谜会（阅读活动，300 人）。", 300)
    county.clock.forward(days=2)
    assert missing_days(station) == [date(2026, 3, 3)]
    with pytest.raises(InvalidInput, match="零报告"):
        submit_day(station, date(2026, 3, 3), reporter="周小满")
    with pytest.raises(InvalidInput, match="填报人"):
        submit_day(station, date(2026, 3, 3), reporter=" ", zero=True)
    with pytest.raises(InvalidInput, match="还没有到"):
        submit_day(station, date(2026, 3, 5), reporter="周小满", zero=True)
    submit_day(station, date(2026, 3, 3), reporter="周小满", zero=True)
    assert [row.word for row in list_days(station, START, END)] == ["已报", "补报（零报告）"]
    submit_day(station, START, reporter="李秀兰")  # again: the same report, not a second one
    assert [row.reporter for row in list_days(station, START, END)] == ["李秀兰", "周小满"]


def test_the_county_tells_missing_from_not_yet_received(county: County) -> None:
    sprint(county)
    first, second, third = county.stations
    for station in (first, second):
        submit_day(station, START, reporter="周小满", zero=True)
    county.clock.forward(days=1)
    submit_day(first, date(2026, 3, 3), reporter="周小满", zero=True)
    county.clock.forward(days=1)
    county.sync()
    for station in (first, second):
        package_came(county.office, station)
    running = sprint_on(county.office)
    assert running is not None
    words = [[cell.word for cell in line.cells.values()] for line in daily_table(county.office, running)]
    assert words == [
        ["零报告", "零报告", "未收到"],
        ["零报告", "缺报", "未收到"],
        ["未收到", "未收到", "未收到"],
    ]
    assert [line.missing for line in daily_table(county.office, running)] == [0, 1, 0]
    assert third.site


def test_holidays_are_the_countys_table(county: County) -> None:
    office, station = county.office, county.stations[0]
    set_holiday(office, date(2026, 5, 1), "劳动节", days=5)
    set_holiday(office, date(2026, 5, 9), "劳动节", working=True)
    set_holiday(office, date(2026, 5, 5), "青年节")
    county.sync()
    days = list_duty(station, date(2026, 5, 1), date(2026, 5, 10))
    assert [day.kind for day in days] == [*["劳动节"] * 4, "青年节", "", "", "", "调休上班", "周末"]
    rows = list_holidays(office, date(2026, 5, 1), date(2026, 5, 31))
    assert [row.on.day for row in rows] == [1, 2, 3, 4, 5, 9]
    remove_holiday(office, rows[0].id)
    assert len(list_holidays(office, date(2026, 5, 1), date(2026, 5, 31))) == 5
    with pytest.raises(InvalidInput):
        set_holiday(office, date(2026, 5, 1), " ")
    with pytest.raises(InvalidInput):
        set_holiday(office, date(2026, 5, 1), "长假", days=90)


def test_a_roster_is_planned_in_turn_and_goes_on_where_it_ended(county: County) -> None:
    station = county.stations[0]
    people = [("周小满", "0990-1"), ("李秀兰", "0990-2"), ("赵大山", "0990-3")]
    made = plan_duty(
        station, START, date(2026, 3, 5), posts=["总值班", "夜间值守"], people=people, leaders=["王镇长"]
    )
    assert made == 8
    days = list_duty(station, START, date(2026, 3, 5))
    pairs = [{shift.form.person for shift in day.shifts} for day in days]
    assert all(len(pair) == 2 for pair in pairs)
    assert not warnings_of(days, sprint=(START, date(2026, 3, 5)))
    again = plan_duty(station, START, date(2026, 3, 6), posts=["总值班"], people=people, leaders=[])
    assert again == 1  # only what was empty
    off = plan_duty(
        station, date(2026, 3, 7), END, posts=["总值班"], people=people, leaders=[], only_off=True
    )
    assert off == 4
    for posts, names, words in (([], people, "岗位"), (["一", "二"], people[:1], "人员")):
        with pytest.raises(InvalidInput, match=words):
            plan_duty(station, START, END, posts=posts, people=names, leaders=[])


def test_empty_posts_and_double_bookings_are_warned_of(county: County) -> None:
    station = county.stations[0]
    add_shift(station, ShiftForm(START, "总值班", person="周小满"))
    add_shift(
        station, ShiftForm(START, "夜间值守", "17:30", "8：30", person="周小满")
    )  # begins when the other ends
    add_shift(station, ShiftForm(date(2026, 3, 3), "总值班", person="周小满"))
    add_shift(station, ShiftForm(date(2026, 3, 3), "机动", "12.00", "13:00", person="周小满"))
    days = list_duty(station, START, date(2026, 3, 4))
    words = [
        (warning.on.day, warning.words) for warning in warnings_of(days, sprint=(START, date(2026, 3, 3)))
    ]
    assert words == [
        (2, "“机动”没有人值班"),
        (3, "“夜间值守”没有人值班"),
        (3, "周小满 同时排了 2 个岗"),
    ]
    for form in (
        ShiftForm(START, " "),
        ShiftForm(START, "总值班", "25:00"),
        ShiftForm(START, "总值班", "早上"),
    ):
        with pytest.raises(InvalidInput):
            add_shift(station, form)


def test_a_swap_keeps_the_original(county: County) -> None:
    station = county.stations[0]
    shift = add_shift(station, ShiftForm(START, "总值班", person="周小满", leader="王镇长"))
    with pytest.raises(InvalidInput):
        swap_shift(station, shift, person="周小满")
    new = swap_shift(station, shift, person="李秀兰", why="周小满到县里开会")
    (day,) = list_duty(station, START, START)
    assert [(row.form.person, row.before) for row in day.shifts] == [
        ("李秀兰", "原为 周小满，周小满到县里开会")
    ]
    edit_shift(station, new, ShiftForm(START, "总值班", person="李秀兰", note="夜里巡查一次，无异常"))
    county.sync()
    (there,) = list_duty(county.office, START, START, site=station.site)
    assert there.shifts[0].form.note == "夜里巡查一次，无异常"
    remove_shift(station, new)
    assert [row.form.person for row in list_duty(station, START, START)[0].shifts] == ["周小满"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙"), st.integers(0, 23), st.integers(0, 23), st.sampled_from("一二三")
        ),
        max_size=5,
    )
)
def test_a_double_booking_is_found_exactly_when_hours_overlap(
    shifts: list[tuple[str, int, int, str]],
) -> None:
    rows = [
        ShiftRow(str(n), ShiftForm(START, post, f"{begin:02}:00", f"{end:02}:00", person=name), "")
        for n, (name, begin, end, post) in enumerate(shifts)
    ]

    def hours(shift: tuple[str, int, int, str]) -> set[int]:
        _, begin, end, _ = shift
        return set(range(begin, end if end > begin else end + 24))

    double = {
        one[0]
        for n, one in enumerate(shifts)
        for other in shifts[n + 1 :]
        if one[0] == other[0] and hours(one) & hours(other)
    }
    warned = {
        warning.words[0]
        for warning in warnings_of(
            [DutyDay(START, "", tuple(rows))], sprint=(START, START + timedelta(days=1))
        )
        if "同时" in warning.words
    }
    assert warned == double
