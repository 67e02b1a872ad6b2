from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.reporting.county import month_table
from app.reporting.county_rules import Rule, coming_sprint, list_holidays, read_rule, sprint_on
from app.reporting.instructions import list_instructions
from app.reporting.support import list_support
from tests.app.overview.small_county import County, make_county
from tests.app.reporting.busy_county import MARCH, make_busy
from tests.ui.conftest import User
from tests.ui.reporting.pictures import DISPATCH, REPORTS, show_page
from tests.ui.station.conftest import Hands
from ui import theme
from ui.main_window import MainWindow
from ui.office.dispatching.first_reports_tab import FirstReportsTab
from ui.office.dispatching.holidays_tab import HolidaysTab
from ui.office.dispatching.instructions_tab import InstructionsTab
from ui.office.dispatching.months_tab import MonthsTab
from ui.office.dispatching.rules_tab import RulesTab
from ui.office.dispatching.sprint_tab import SprintTab
from ui.office.dispatching.support_tab import SupportTab
from ui.station.reporting.monthly_tab import MonthlyTab
from ui.tabbed_page import TabbedPage
from ui.theme import TextSize


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=2)
    make_busy(made)
    yield made
    made.close()


@pytest.fixture
def page(window: MainWindow, county: County, qtbot: QtBot) -> TabbedPage:
    window.resize(1366, 697)
    made = show_page(window, county.office, DISPATCH)
    with qtbot.waitActive(window):
        window.activateWindow()
    return made


@pytest.fixture
def hands(window: MainWindow, page: TabbedPage) -> Hands:
    return Hands(window)


def test_a_request_is_answered(county: County, page: TabbedPage, hands: Hands, qtbot: QtBot) -> None:
    tab = page.current
    assert isinstance(tab, SupportTab)
    row = next(row for row in list_support(county.office) if "剧团" in row.form.subject)
    tab.view.select(row.id)
    assert "协调县剧团送戏排期" in tab._side.words.text()
    tab.state.setCurrentIndex(tab.state.findText("不予支持"))
    with qtbot.captureExceptions() as caught:
        hands.press("答复")
    assert "写明理由" in str(caught[0][1])
    hands.write("剧团今年排期已满", tab.said)
    hands.press("答复")
    assert next(one for one in list_support(county.office) if one.id == row.id).state_label == "不予支持"
    assert len(tab._rows) == 2  # what is settled leaves the list
    tab.all.setChecked(True)
    assert len(tab._rows) == 3
    tab.steps.undo()
    assert next(one for one in list_support(county.office) if one.id == row.id).open


def test_a_month_is_closed_and_opened_again(
    county: County, page: TabbedPage, hands: Hands, user: User
) -> None:
    page.bar.select("months")
    tab = page.current
    assert isinstance(tab, MonthsTab)
    assert tab.chosen == MARCH
    assert tab._state.text() == "2 个站，收到 1 份，缺 1 份，期限 4 月 5 日。"
    tab.view.select(tab._lines[0].station.unit)
    assert "旧村小教室屋面漏雨" in tab._side.words.text()
    user.answers = [True]
    hands.press("关月")
    assert "还有 1 个站没有报" in user.questions[0]
    assert month_table(county.office, MARCH).closed_on == date(2026, 4, 3)
    user.answers = [1]
    tab._reopen_action.trigger()
    assert month_table(county.office, MARCH).closed_on is None


def test_limits_are_saved_when_they_are_left(
    county: County, page: TabbedPage, hands: Hands, user: User
) -> None:
    page.bar.select("first")
    first = page.current
    assert isinstance(first, FirstReportsTab)
    assert first._lines[0].clock.first.word == "逾期 29 天未汇报"
    page.bar.select("rules")
    tab = page.current
    assert isinstance(tab, RulesTab)
    days, return_day = tab.form.field("report_up_days"), tab.form.field("return_day")
    assert isinstance(days, QLineEdit)
    assert isinstance(return_day, QLineEdit)
    days.setFocus()
    days.selectAll()
    hands.write("５")
    return_day.setFocus()
    assert read_rule(county.office).report_up_days == 5
    return_day.selectAll()
    hands.write("31")
    days.setFocus()
    assert "1 日到 28 日" in tab.form._note.text()
    assert read_rule(county.office) == Rule(report_up_days=5)
    tab.steps.undo_action.trigger()
    assert read_rule(county.office) == Rule()
    county.sync()
    assert read_rule(county.stations[0]) == Rule()


def test_an_instruction_is_issued(county: County, page: TabbedPage, hands: Hands) -> None:
    page.bar.select("instructions")
    tab = page.current
    assert isinstance(tab, InstructionsTab)
    hands.key("Ctrl+N")
    hands.write("报送二季度安排", tab.form.field("title"))
    hands.press("下发给各站", tab)
    assert "标题和内容" in tab.form._note.text()
    hands.write("请各站报送。", tab.form.field("text"))
    hands.write("4.40", tab.form.field("acknowledge_by"))
    hands.press("下发给各站", tab)
    assert "不是日期" in tab.form._note.text()
    tab.form.field("acknowledge_by").setText("4.10")  # type: ignore[attr-defined]
    hands.press("下发给各站", tab)
    newest = list_instructions(county.office)[0]
    assert (newest.form.title, newest.form.acknowledge_by) == ("报送二季度安排", date(2026, 4, 10))
    assert "没有签收（2）" in tab._words.words.text()


def test_a_sprint_is_changed_and_stopped(county: County, page: TabbedPage, hands: Hands, user: User) -> None:
    page.bar.select("sprint")
    tab = page.current
    assert isinstance(tab, SprintTab)
    assert tab._state.text() == "迎检期进行中，1 个站有缺报。"
    tab.end.setText("5.10")
    hands.press("保存改动")
    sprint = sprint_on(county.office)
    assert sprint is not None
    assert sprint.end == date(2026, 5, 10)
    user.answers = [True]
    hands.press("提前结束", tab)
    assert sprint_on(county.office) is None
    assert tab.main_action is not None
    assert tab.main_action.text() == "开始迎检期"
    assert tab.view.model().rowCount() == 0
    tab.start.setText("")
    hands.press("开始迎检期")
    assert user.errors == ["请填写迎检期的起止日期。"]
    tab.name.setText("迎接复查")
    tab.start.setText("4.20")
    tab.end.setText("4.30")
    hands.press("开始迎检期")
    coming = coming_sprint(county.office)
    assert coming is not None
    assert tab._state.text().startswith("4 月 20 日开始")


def test_holidays_are_entered_and_taken_out(county: County, page: TabbedPage, hands: Hands) -> None:
    page.bar.select("holidays")
    tab = page.current
    assert isinstance(tab, HolidaysTab)
    tab.on.setText("10.1")
    tab.days.setText("7")
    hands.write("国庆节", tab.name)
    hands.press("登记")
    days = list_holidays(county.office, date(2026, 10, 1), date(2026, 10, 31))
    assert [row.on.day for row in days] == [1, 2, 3, 4, 5, 6, 7]
    tab.view.select(days[0].id)
    hands.key("Del")
    assert len(list_holidays(county.office, date(2026, 10, 1), date(2026, 10, 31))) == 6


@pytest.mark.usefixtures("text_size")
def test_every_tab_fits_a_small_window(page: TabbedPage, window: MainWindow) -> None:
    theme.current().set_size(TextSize.LARGE)
    window.resize(1092, 543)
    for tab in page.tabs:
        page.bar.select(tab.key)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (1092, 543), tab.key


def test_a_return_is_sent_back_and_the_station_reads_why(
    county: County, page: TabbedPage, hands: Hands, window: MainWindow, user: User
) -> None:
    page.bar.select("months")
    tab = page.current
    assert isinstance(tab, MonthsTab)
    tab.view.select(county.stations[0].unit)
    assert tab._back.isVisible()
    assert not tab._return_action.isEnabled()  # not without a reason
    hands.write("活动场次和台账对不上", tab.reason.lineEdit())
    hands.press("退回这份", tab)
    assert tab._lines[0].word == "退回待更正"
    assert "活动场次和台账对不上" in tab._side.words.text()
    assert not tab._back.isVisible()
    county.sync()
    reports = show_page(window, county.stations[0], REPORTS)
    reports.bar.select("monthly")
    monthly = reports.current
    assert isinstance(monthly, MonthlyTab)
    assert "退回：活动场次和台账对不上" in monthly._state.text()
    assert monthly._submit_action.text() == "重新上报"
    user.answers = [True]
    monthly._submit_action.trigger()
    assert monthly._submit_action.text() == "已上报"
    county.sync()
    assert [len(line.former) for line in month_table(county.office, MARCH).lines][:1] == [1]
