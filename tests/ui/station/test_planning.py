"""Putting off, saying why, the month, the digest: the Today page beside its cards."""

from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import remember_opening
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.work.log import add_log, list_log
from app.work.plans import add_event
from app.work.today import read_today
from tests.ui.conftest import User
from tests.ui.pdf_text import read_text
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, draw_picture
from tests.ui.station.test_today_page import cards, open_page
from tests.workspaces import StoppedClock
from ui.station.activities_page import ActivitiesPage
from ui.station.ledger_page import LedgerPage
from ui.station.log_page import LogPage
from ui.station.putting_off import days_to_choose
from ui.station.today_page import TodayPage


def test_a_card_is_put_off_with_its_reason(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    page = open_page(desk)
    first = cards(page, "due")[0]
    first.setFocus()
    hands.key("F6")
    assert page.asking.choice.currentText() == "明天（周二）"
    hands.write("等镇里批")
    hands.key("Return")
    assert hands.count == 2
    assert cards(page, "due")[0].text.title == "整理上年度文化工作档案"
    (moved,) = [card for card in read_today(desk.station).week if card.put_off_to]
    assert (moved.title, moved.put_off_to) == ("公示免费开放项目、时间和服务承诺", date(2026, 3, 3))
    assert moved.detail.endswith("推到 3 月 3 日：等镇里批")
    assert page.count == 3
    hands.key("Ctrl+Z")
    assert page.count == 4


def test_another_day_may_be_typed_and_a_reason_is_needed(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    page = open_page(desk)
    cards(page, "due")[0].put_off.emit("due0")
    with qtbot.captureExceptions() as raised:
        hands.key("Return")
        page.asking.more.setText("后天吧")
        hands.key("Return")
    assert [str(error)[:6] for _, error, _ in raised] == ["请写一句为什", "这不是日期，"]
    page.asking.reason.setCurrentIndex(page.asking.reason.findData("等场地"))
    page.asking.more.setText("4.10")
    hands.key("Return")
    assert read_today(desk.station).later == 1
    assert "推到以后 1 项" in page._summary.text()


def test_what_is_carried_over_twice_asks_why(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    page = open_page(desk)
    late = cards(page, "due")[0]
    assert (late.text.ask, late.text.detail.endswith("顺延 6 个工作日")) == ("写明原因", True)
    assert cards(page, "due")[3].text.ask == ""  # due today
    hands.press("写明原因", late)
    page.asking.reason.setCurrentIndex(page.asking.reason.findData("等材料"))
    hands.key("Return")
    assert cards(page, "due")[0].text.ask == ""


def test_files_go_to_a_card_in_at_most_five(
    desk: Desk, hands: Hands, user: User, qtbot: QtBot, tmp_path: Path
) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    pictures = [tmp_path / f"{n}.jpg" for n in range(9)]
    for n, picture in enumerate(pictures):
        draw_picture(picture)
        picture.write_bytes(picture.read_bytes() + bytes([n]))
    page = open_page(desk)
    card = cards(page, "due")[0]
    assert card.text.lack == "还差 2 份佐证"
    card.setFocus()
    hands.key("F7")
    user.paths = list(pictures)
    with qtbot.waitSignal(desk.window.jobs.ended, timeout=20_000):
        hands.press("选别的文件")
    assert read_row(desk.station, desk.items[2]).evidence == 9
    assert cards(page, "due")[0].text.lack == "材料已够"
    assert cards(page, "due")[0].text.tick == "办完了"
    assert hands.count <= 5


def test_an_event_of_ones_own(desk: Desk, hands: Hands, clock: StoppedClock) -> None:
    page = open_page(desk)
    hands.key("F4")
    assert page.month.isVisible()
    grid = page.month.grid
    grid.setFocus()
    for key in ("Right", "Right", "Return"):
        hands.key(key)
    hands.write("到县里开会")
    hands.key("Return")
    assert [page.month.list.item(row).text() for row in range(2)] == [
        "时限　完成文体器材维修登记",
        "安排　到县里开会",
    ]
    hands.press("返回今日")
    (card,) = cards(page, "week")
    assert (card.text.title, card.text.word) == ("到县里开会", "3 月 4 日")
    clock.to(date(2026, 3, 4))
    page.reload()
    hands.press("办完了", page.lists["due"])
    assert [(line.text, line.on) for line in list_log(desk.station)] == [("到县里开会", date(2026, 3, 4))]


def test_a_day_of_the_month_leads_to_what_it_holds(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    add_log(desk.station, "元宵灯会", activity="show", on=date(2026, 3, 1))
    event = add_event(desk.station, "彩排", on=date(2026, 3, 7))
    page = open_page(desk)
    page.show_record(view="month", day="2026-03-04")
    month = page.month
    assert month.list.item(0).text() == "时限　完成文体器材维修登记（周小满）"
    hands.press("打开", month)
    assert isinstance(desk.frame.page, LedgerPage)
    page = open_page(desk)
    page._show_month()
    cell = page.month.grid.cell(date(2026, 3, 1)).center().toPoint()
    QTest.mouseClick(page.month.grid, Qt.MouseButton.LeftButton, pos=cell)
    assert page.month.list.item(1).text() == "文艺演出　元宵灯会"
    page.month.list.setCurrentRow(1)
    page.month._open()
    assert isinstance(desk.frame.page, ActivitiesPage)
    page = open_page(desk)
    page.show_record(view="month", day="2026-03-01")
    hands.press("看这天的日志", page.month)
    log = desk.frame.page
    assert isinstance(log, LogPage)
    assert [row.text for row in log._fetch(0, 9, None)] == ["元宵灯会"]
    page = open_page(desk)
    page.show_record(view="month", day="2026-03-07")
    hands.press("不办了", page.month)
    assert page.month._mark() is None
    page.month._turn(1)
    assert page.month._title.text() == "2026 年 4 月"
    assert event


def test_the_digest_is_read_once(desk: Desk, hands: Hands, clock: StoppedClock) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    add_log(desk.station, "扫雪")
    desk.frame.navigate("today")
    remember_opening(desk.station.folder, datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    clock.to(date(2026, 3, 6))
    page = TodayPage(desk.frame.page.context)
    page.reload()
    said = page.digest.words.text()
    assert said.startswith("上次打开是 3 月 2 日。这以后：")
    assert "2 项过了时限" in said
    assert said.endswith("这周有 1 条日志还没有归到任务。")
    page.digest._close()
    page.reload()
    assert not page.digest.isVisibleTo(page)
    again = TodayPage(desk.frame.page.context)
    again.reload()
    assert again.digest.words.text() == "这周有 1 条日志还没有归到任务。"
    for made in (page, again):
        made.deleteLater()
    QApplication.processEvents()


def test_the_days_one_puts_off_to() -> None:
    assert [words for _, words in days_to_choose(date(2026, 3, 6))] == [
        "明天（周六）",
        "后天（周日）",
        "3 月 9 日（周一）",
        "3 月 13 日（周五）",
        "3 月 20 日（周五）",
        "3 月 31 日（周二）",
    ]
    assert len(days_to_choose(date(2026, 12, 31))) == 5


def test_a_week_on_paper(desk: Desk, hands: Hands, qtbot: QtBot, tmp_path: Path) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    add_event(desk.station, "妇女节彩排", on=date(2026, 3, 7))
    page = open_page(desk)
    with qtbot.waitSignal(desk.window.jobs.ended, timeout=20_000):
        hands.press("本周工作单")
    assert page.papers.previewing
    from app.papers.catalog import print_document

    print_document(desk.station, "本周工作单", tmp_path / "a.pdf")
    text = "".join(read_text(tmp_path / "a.pdf").split())
    for words in ("2026年3月2日至3月8日", "逾期和今天", "星期三3月4日", "完成文体器材维修登记", "妇女节彩排"):
        assert words in text, words
    qtbot.waitUntil(lambda: page.papers.ready, timeout=20_000)
