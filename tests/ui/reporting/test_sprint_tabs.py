from datetime import date

import pytest

from app.reporting.daily import list_days
from app.reporting.duty import list_duty
from app.work.log import add_log
from tests.app.overview.small_county import County
from tests.ui.conftest import User
from tests.ui.reporting.conftest import begin_sprint
from tests.ui.station.conftest import Hands
from ui.station.reporting.daily_tab import DailyTab
from ui.station.reporting.duty_plan import DutyPlan
from ui.station.reporting.duty_tab import DutyTab
from ui.tabbed_page import TabbedPage

MONDAY = date(2026, 3, 2)


@pytest.fixture
def sprint(county: County, reports: TabbedPage) -> TabbedPage:
    begin_sprint(county)
    county.clock.forward(days=1)
    reports.reload()
    return reports


def test_a_day_without_news_is_a_zero_report(county: County, sprint: TabbedPage, hands: Hands) -> None:
    station = county.stations[0]
    sprint.bar.select("daily")
    tab = sprint.current
    assert isinstance(tab, DailyTab)
    assert [day.state[1] for day in tab._days] == ["今天待报", "没有报"]
    hands.press("零报告", tab)
    assert [row.word for row in list_days(station, MONDAY, date(2026, 3, 3))] == ["零报告"]
    tab.view.select("2026-03-02")
    add_log(station, "送书下乡", on=MONDAY)
    sprint.reload()
    assert not tab._zero_action.isEnabled()
    assert tab._state.text() == "当天有 1 条日志，看过后点“上报当天”。"
    hands.press("上报当天")
    assert [row.word for row in list_days(station, MONDAY, date(2026, 3, 3))] == ["补报（已报）", "零报告"]
    tab.steps.undo()
    assert len(list_days(station, MONDAY, date(2026, 3, 3))) == 1


def test_a_roster_is_planned_warned_of_and_swapped(county: County, sprint: TabbedPage, hands: Hands) -> None:
    station = county.stations[0]
    sprint.bar.select("duty")
    tab = sprint.current
    assert isinstance(tab, DutyTab)
    hands.key("Ctrl+N")
    plan = tab.plan
    assert "周小满" in plan.person_names.text()
    plan.person_names.setText("周小满 0990-8800101、李秀兰，赵大山")
    plan.leader_names.setText("王镇长")
    hands.press("排好", tab)
    days = list_duty(station, MONDAY, date(2026, 3, 8))
    assert [shift.form.person for day in days for shift in day.shifts] == [
        "周小满",
        "李秀兰",
        "赵大山",
        "周小满",
        "李秀兰",
        "赵大山",
        "周小满",
    ]
    assert (days[0].shifts[0].form.phone, days[0].shifts[0].form.leader) == ("0990-8800101", "王镇长")
    assert not tab._warnings.isVisible()
    tab.view.select(days[1].shifts[0].id)
    tab.other.setText("孙巧云")
    tab.why.setText("到县里开会")
    hands.press("换班", tab)
    assert (
        list_duty(station, date(2026, 3, 3), date(2026, 3, 3))[0].shifts[0].before
        == "原为 李秀兰，到县里开会"
    )
    tab._remove_action.trigger()
    tab.view.select(days[1].shifts[0].id)
    tab._remove_action.trigger()
    assert tab._warnings.text() == "3月3日“总值班”没有人值班"
    tab.view.select("2026-03-03")
    person = tab.form.field("person")
    person.setCurrentText("赵大山")  # type: ignore[attr-defined]
    hands.press("加一班", tab)
    assert not tab._warnings.isVisible()


def test_what_is_wrong_with_a_plan_is_said_in_it(
    county: County, sprint: TabbedPage, hands: Hands, user: User
) -> None:
    sprint.bar.select("duty")
    tab = sprint.current
    assert isinstance(tab, DutyTab)
    hands.key("Ctrl+N")
    tab.plan.post_names.setText("总值班、夜间值守")
    tab.plan.person_names.setText("周小满")
    hands.press("排好", tab)
    assert "岗位比轮值人员多" in tab.plan._note.text()
    tab.plan.start.setText("")
    hands.press("排好", tab)
    assert "从哪天" in tab.plan._note.text()
    hands.key("Esc")
    assert not tab.plan.isVisible()
    assert not list_duty(county.stations[0], MONDAY, MONDAY)[0].shifts
    assert not user.errors


def test_names_with_telephone_numbers_are_told_apart(sprint: TabbedPage) -> None:
    plan = DutyPlan(MONDAY)
    plan.person_names.setText("周小满0990-8800101, 李秀兰；赵 大山  13800000001")
    assert plan.people() == [("周小满", "0990-8800101"), ("李秀兰", ""), ("赵 大山", "13800000001")]
