"""One line, many outputs: what is typed once is in the ledger, the register, the figures and on paper."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.papers.catalog import Choices, print_document
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.work.activities import list_activities
from app.work.facts import add_up, happenings, services
from app.work.log import LogFilter, add_log, count_log, list_log
from tests.ui.pdf_text import read_text
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk
from tests.ui.station.test_activities_page import tick
from tests.ui.station.test_today_page import open_page
from tests.workspaces import StoppedClock
from ui.station.activities_page import ActivitiesPage
from ui.station.log_page import LogPage
from ui.station.today_page import TodayPage

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def open_log(desk: Desk, **arguments: str) -> LogPage:
    desk.frame.navigate("log", **arguments)
    page = desk.frame.page
    assert isinstance(page, LogPage)
    return page


def test_typed_once_and_everywhere(desk: Desk, hands: Hands, qtbot: QtBot, tmp_path: Path) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    page = open_page(desk)
    hands.key("Ctrl+N")
    hands.write("在前进村、河口村放映公益电影，来了120人")
    qtbot.waitUntil(lambda: page.line._chips.count() > 2)
    hands.press("活动：电影放映", page.line)
    hands.press("放映公益电影", page.line)
    hands.key("Return")
    assert hands.count == 4  # two keys, and one click for each proposal that is taken
    (line,) = list_log(desk.station)
    assert (line.village, line.people, line.activity_label) == ("前进村等 2 村", 120, "电影放映")
    assert read_row(desk.station, desk.items[7]).last_text == line.text  # ledger
    assert [event.topic for event in list_activities(desk.station)] == [line.text]  # register
    assert [one.village for one in services(desk.station, *MARCH)] == ["前进村", "河口村"]  # grid
    totals = add_up(happenings(desk.station, *MARCH))  # day report and monthly return
    assert (totals.activities, totals.times, totals.people, totals.villages) == (1, 2, 120, 2)
    for name in ("活动台账", "活动登记表", "按村服务情况表"):
        target = tmp_path / f"{name}.pdf"
        print_document(desk.station, name, target, Choices())
        assert "前进村" in "".join(read_text(target).split()), name


def test_initials_and_down_complete_a_name(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    page = open_page(desk)
    hands.key("Ctrl+N")
    hands.write("到qjc")
    qtbot.waitUntil(lambda: page.line._chips.count() > 0)
    QApplication.processEvents()  # lets new buttons be shown
    hands.key("Down")
    hands.key("Return")
    assert page.line.field.text() == "到前进村"
    assert page.line.field.hasFocus()
    hands.write("看书屋")
    hands.key("Return")
    (line,) = list_log(desk.station)
    assert (line.text, line.village) == ("到前进村看书屋", "前进村")


def test_what_a_line_says_can_be_declined(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    page = open_page(desk)
    hands.key("Ctrl+N")
    hands.write("昨天前进村来人办事")
    qtbot.waitUntil(lambda: page.line._chips.count() > 2)
    hands.press("不记这些", page.line)
    hands.press("记在 3 月 1 日", page.line)
    hands.key("Return")
    (line,) = list_log(desk.station)
    assert (line.village, line.on, line.late) == ("", date(2026, 3, 1), True)


def test_the_last_entry_is_copied_and_changed(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items)
    add_log(desk.station, "前进村放映公益电影", item=desk.items[7], activity="film", organiser="县电影公司")
    page = open_page(desk)
    hands.key("Ctrl+D")
    assert page.line.field.text() == "前进村放映公益电影"
    hands.write("柳树村放映公益电影")  # it is selected: typing replaces it
    hands.key("Return")
    newest = list_log(desk.station)[0]
    assert (newest.text, newest.village) == ("柳树村放映公益电影", "柳树村")
    assert (newest.item, newest.activity, newest.organiser) == (desk.items[7], "film", "县电影公司")
    assert hands.count == 2


def test_a_line_becomes_an_activity(desk: Desk, hands: Hands) -> None:
    add_log(desk.station, "元宵节文艺汇演")
    page = open_log(desk)
    hands.press("转为活动", page)
    activities = desk.frame.page
    assert isinstance(activities, ActivitiesPage)
    assert (activities.editor.topic.text(), activities.editor.kind.currentText()) == (
        "元宵节文艺汇演",
        "文艺演出",
    )
    page = open_log(desk)
    page.view.selectRow(0)
    assert page._activity.text() == "看活动"


def test_the_weeks_lines_are_sorted_by_digits(desk: Desk, hands: Hands, clock: StoppedClock) -> None:
    claim_items(desk.station, desk.items)
    add_log(desk.station, "上上周的事", on=date(2026, 2, 16))
    clock.to(date(2026, 3, 6))
    for text in ("扫雪", "放映公益电影一场", "整理档案", "接电话"):
        add_log(desk.station, text)
    page = open_log(desk, sort="week")
    panel = page.sorting
    assert panel.isVisible()
    assert panel.words.text() == "3 月 6 日　接电话"
    hands.key("0")
    assert panel.words.text().endswith("整理档案")
    panel.skip()
    assert panel.words.text().endswith("放映公益电影一场")
    hands.key("1")
    assert panel.words.text().endswith("扫雪")
    hands.key("Esc")
    assert not panel.isVisible()
    assert page.line.field.hasFocus()
    assert read_row(desk.station, desk.items[7]).entries == 1
    assert count_log(desk.station, wanted=LogFilter(unlinked=True)) == 3
    hands.press("归类", page)  # what was left at other times as well
    for _ in range(3):
        hands.key("0")
    assert not panel.isVisible()
    assert count_log(desk.station, wanted=LogFilter(unlinked=True)) == 0


def test_several_villages_in_the_editor(desk: Desk, hands: Hands) -> None:
    add_log(desk.station, "送书下乡", activity="books")
    page = open_log(desk)
    tick(page.editor.villages, "前进村", "柳树村")
    assert [one.village for one in services(desk.station, *MARCH)] == ["前进村", "柳树村"]
    assert page.editor.villages.currentText() == "前进村、柳树村"


def test_the_whole_month_is_one_key_away(desk: Desk, hands: Hands) -> None:
    page = open_log(desk)
    page.view.setFocus()
    hands.key("F4")
    QApplication.processEvents()
    today = desk.frame.page
    assert isinstance(today, TodayPage)
    assert today.month.isVisible()


def test_down_goes_to_what_fits_the_whole_line(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    page = open_page(desk)
    hands.key("Ctrl+N")
    hands.write("到qj")
    qtbot.waitUntil(lambda: page.line._chips.count() > 0)
    hands.write("c")
    hands.key("Down")  # before the line has looked again
    hands.key("Return")
    assert page.line.field.text() == "到前进村"
