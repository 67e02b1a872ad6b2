from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.handover.handing import HandoverForm, hand_over
from app.reporting.county import first_report_table
from app.reporting.drafts import DraftKind, read_draft
from app.reporting.instructions import InstructionForm, issue_instruction
from app.reporting.monthly import list_returns
from app.reporting.reports_up import list_reports_up, reported_on
from app.reporting.support import SupportState, list_support, reply_support
from app.reporting.unread import count_unread
from app.reporting.waiting import count_reports_waiting
from app.work.log import add_log
from tests.app.overview.small_county import County
from tests.ui.conftest import User
from tests.ui.reporting.conftest import begin_sprint
from tests.ui.reporting.pictures import REPORTS
from tests.ui.station.conftest import Hands
from ui import theme
from ui.main_window import MainWindow
from ui.station.reporting.instructions_tab import InstructionsTab
from ui.station.reporting.monthly_tab import MonthlyTab
from ui.station.reporting.report_up_tab import ReportUpTab
from ui.station.reporting.summary_tab import SummaryTab
from ui.station.reporting.support_tab import SupportTab
from ui.tabbed_page import TabbedPage
from ui.theme import TextSize


def test_the_briefing_is_printed_confirmed_and_marks_every_item(
    county: County, reports: TabbedPage, hands: Hands, qtbot: QtBot
) -> None:
    tab = reports.current
    assert isinstance(tab, ReportUpTab)
    station = county.stations[0]
    with qtbot.waitSignal(reports.context.jobs.ended):
        hands.press("打印汇报单")
    qtbot.waitUntil(lambda: tab.papers.previewing)
    hands.key("Esc")
    hands.press("已汇报", tab)
    assert hands.count == 3  # the budget of the journey: three
    (report,) = list_reports_up(station)
    assert (report.form_label, report.form.on) == ("书面", date(2026, 3, 2))
    assert set(reported_on(station)) == set(county.items)
    county.sync()
    assert [line.clock.first.word for line in first_report_table(county.office)] == ["已汇报", "还没收到清单"]
    tab.steps.undo()
    assert not list_reports_up(station)


def test_an_oral_report_is_entered_and_its_decision_later(
    county: County, reports: TabbedPage, hands: Hands
) -> None:
    tab = reports.current
    assert isinstance(tab, ReportUpTab)
    station = county.stations[0]
    hands.key("Ctrl+N")
    hands.write("镇党委书记", tab.form.field("to_whom"))
    tab.covered.tick(county.items[:2])
    assert not list_reports_up(station)  # nothing before it is saved
    hands.press("登记这次汇报", tab)
    (report,) = list_reports_up(station)
    assert (report.form.covers, report.form_label) == (tuple(county.items[:2]), "口头")
    decision = tab.form.field("decision")
    decision.setFocus()
    hands.write("腾出旧村小两间教室")
    tab.form.field("requests").setFocus()
    assert list_reports_up(station)[0].form.decision == "腾出旧村小两间教室"
    on = tab.form.field("on")
    on.setFocus()
    on.selectAll()  # type: ignore[attr-defined]
    hands.write("3.40")
    tab.form.field("requests").setFocus()
    assert "不是日期" in tab.form._note.text()
    assert list_reports_up(station)[0].form.on == date(2026, 3, 2)


def test_requests_are_taken_from_the_ledger_and_followed(
    county: County, reports: TabbedPage, hands: Hands
) -> None:
    station = county.stations[0]
    reports.bar.select("support")
    tab = reports.current
    assert isinstance(tab, SupportTab)
    assert tab._propose_action.text() == "从台账带出 1 项"
    tab._propose_action.trigger()
    (row,) = list_support(station)
    assert row.form.covers == (county.items[3],)
    tab.view.select(row.id)
    tab.state.setCurrentIndex(tab.state.findText("部分解决"))
    hands.write("先给一间", tab.said)
    hands.press("记下", tab)
    assert list_support(station)[0].last == "先给一间"
    tab.steps.undo()
    assert list_support(station)[0].state is SupportState.RAISED

    hands.key("Ctrl+N")
    hands.write("更换流动舞台音响", tab.form.field("subject"))
    level = tab.form.field("level")
    level.setCurrentIndex(2)  # type: ignore[attr-defined]
    hands.write("３８０００", tab.form.field("amount"))
    hands.press("提出这件事", tab)
    raised = next(row for row in list_support(station) if row.form.level == "county")
    assert raised.form.amount == 38000
    county.sync()
    reply_support(county.office, raised.id, SupportState.SOLVED, text="列入预算")
    county.sync()
    reports.reload()
    tab.view.select(raised.id)
    assert "县里：已解决，列入预算" in tab._moves.text()


def test_a_summary_keeps_what_was_written_and_points_out_what_is_new(
    county: County, reports: TabbedPage, hands: Hands, qtbot: QtBot, user: User, tmp_path: Path
) -> None:
    station = county.stations[0]
    add_log(station, "送书下乡", activity="books", people=60)
    reports.bar.select("summary")
    tab = reports.current
    assert isinstance(tab, SummaryTab)
    box = tab.editor.boxes["done"]
    assert box.field.toPlainText() == "1. 3月2日，送书下乡（送书下乡，60 人）。"
    assert "活动 1 场、60 人次" in tab._figures.text()
    box.field.setFocus()
    box.field.selectAll()
    hands.write("本周给三个村送书。")
    tab.start.setFocus()
    add_log(station, "排练秧歌")
    reports.reload()
    assert box.field.toPlainText() == "本周给三个村送书。"
    assert "有 1 条新的没有写进来：3月2日，排练秧歌" in box._news.text()
    box.add.trigger()
    assert box.field.toPlainText() == "本周给三个村送书。\n3月2日，排练秧歌。"
    assert not box._news.isVisible()
    box.redraft.trigger()
    assert box.field.toPlainText().startswith("1. 3月2日，送书下乡")
    tab.steps.undo()
    assert box.field.toPlainText().startswith("本周给三个村送书。")
    tab.spans.select("last_week")
    tab._choose()
    assert tab.span == (date(2026, 2, 23), date(2026, 3, 1))
    assert box.field.toPlainText() == "本期没有记录。"
    user.paths = [tmp_path / "小结.docx"]
    with qtbot.waitSignal(reports.context.jobs.ended):
        hands.key("Ctrl+E")
    assert (tmp_path / "小结.docx").exists()


def test_the_return_is_handed_in_once_and_corrected_by_notes(
    county: County, reports: TabbedPage, hands: Hands, user: User
) -> None:
    station = county.stations[0]
    county.clock.to(date(2026, 4, 2))
    reports.bar.select("monthly")
    tab = reports.current
    assert isinstance(tab, MonthlyTab)
    assert tab.chosen == date(2026, 3, 1)
    problems = tab.editor.boxes["problems"].field
    problems.setFocus()
    problems.selectAll()
    hands.write("两个村的书屋没有管理员。")
    tab.signed_by.setFocus()
    tab.signed_by.selectAll()
    hands.write("周小满")
    user.answers = [False]
    hands.press("上报月报")
    assert not list_returns(station)
    user.answers = [True]
    hands.press("上报月报")
    (row,) = list_returns(station)
    assert (row.signed_by, row.problems, row.figures.total) == ("周小满", "两个村的书屋没有管理员。", 6)
    assert problems.isReadOnly()
    assert tab.main_action is not None
    assert (tab.main_action.text(), tab.main_action.isEnabled()) == ("已上报", False)
    hands.write("活动漏报一场", tab.note)
    hands.press("写更正", tab)
    assert [note.text for note in list_returns(station)[0].state.notes] == ["活动漏报一场"]
    assert "活动漏报一场" in tab._notes.text()
    assert tab.editor.boxes["done"].field.isReadOnly()
    tab.month.setCurrentIndex(0)
    assert not problems.isReadOnly()
    assert (
        read_draft(station, DraftKind.MONTHLY, date(2026, 4, 1), date(2026, 4, 30)).text("problems") == "无。"
    )


def test_the_successor_signs_at_once(county: County, reports: TabbedPage) -> None:
    station = county.stations[0]
    reports.bar.select("monthly")
    tab = reports.current
    assert isinstance(tab, MonthlyTab)
    assert tab.signed_by.text() == station.person
    hand_over(station, HandoverForm(station.person, "李新", date(2026, 3, 2)))
    tab.reload()
    assert tab.signed_by.text() == "李新"
    tab.signed_by.setText("赵镇长")
    hand_over(station, HandoverForm("李新", "孙六", date(2026, 3, 2)))
    tab.reload()
    assert tab.signed_by.text() == "赵镇长"  # what was typed stays


def test_an_instruction_is_signed_for(county: County, reports: TabbedPage, hands: Hands) -> None:
    station = county.stations[0]
    issue_instruction(county.office, InstructionForm("做好汛期安全", "检查书库<和>电路。"))
    county.sync()
    waiting = count_reports_waiting(station)
    reports.reload()
    reports.bar.select("instructions")
    tab = reports.current
    assert isinstance(tab, InstructionsTab)
    tab.view.select(tab._rows[0].id)
    assert "检查书库&lt;和&gt;电路。" in tab.words.text()
    hands.key("Ctrl+Return")
    assert count_unread(station) == 0
    assert count_reports_waiting(station) == waiting - 1
    assert tab.main_action is not None
    assert not tab.main_action.isEnabled()


def test_sprint_tabs_are_there_in_a_sprint_only(county: County, reports: TabbedPage) -> None:
    daily = reports.bar._buttons["daily"]
    assert not daily.isVisible()
    begin_sprint(county)
    reports.reload()
    assert daily.isVisible()
    reports.bar.select("daily")
    county.clock.to(date(2026, 3, 21))
    reports.reload()
    assert not daily.isVisible()
    assert reports.key == "up"  # the tab that went away leads to the first one
    assert reports.bar._buttons["documents"].property("segment") == "last"


def test_the_help_tells_the_keys_of_the_shown_tab(reports: TabbedPage) -> None:
    assert "打印汇报单" in {action.text() for action in reports.actions()}
    reports.bar.select("summary")
    assert "打印汇报单" not in {action.text() for action in reports.actions()}
    assert "自动按日志" in reports.help_text


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", [TextSize.SMALL, TextSize.LARGE])
def test_every_tab_fits_a_small_window(
    county: County, reports: TabbedPage, window: MainWindow, size: TextSize
) -> None:
    begin_sprint(county)
    reports.reload()
    theme.current().set_size(size)
    window.resize(1092, 543)
    for tab in REPORTS.build(reports.context).tabs:  # type: ignore[attr-defined]
        reports.bar.select(tab.key)
        QApplication.processEvents()
        assert window.width() == 1092, tab.key
        assert window.height() == 543, tab.key
