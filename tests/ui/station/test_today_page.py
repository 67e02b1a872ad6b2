from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.tasks.stage import Stage
from app.work.log import list_log
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, draw_picture, work
from ui.station.claim_page import ClaimPage
from ui.station.ledger_page import LedgerPage
from ui.station.picture_picker import PicturePicker
from ui.station.today_page import TodayPage
from ui.widgets.task_card import TaskCard


def open_page(desk: Desk) -> TodayPage:
    desk.frame.navigate("today")
    page = desk.frame.page
    assert isinstance(page, TodayPage)
    page.reload()
    return page


def cards(page: TodayPage, name: str) -> list[TaskCard]:
    QApplication.processEvents()  # what was added to a layout is shown by then, what was taken away is gone
    return [card for card in page.lists[name].findChildren(TaskCard) if card.isVisible()]


def test_one_line_is_two_keys(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    hands.key("Ctrl+N")
    hands.write("到东沟村看了农家书屋")
    hands.key("Return")
    assert hands.count == 2
    assert [entry.text for entry in list_log(desk.station)] == ["到东沟村看了农家书屋"]
    assert page.line.field.text() == ""
    hands.key("Ctrl+Z")
    assert list_log(desk.station) == []


def test_an_empty_line_is_explained_and_kept(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    page = open_page(desk)
    hands.key("Ctrl+N")
    with qtbot.captureExceptions() as raised:
        hands.key("Return")
    assert [str(error) for _, error, _ in raised] == ["请写一句做了什么。"]
    assert list_log(desk.station) == []
    assert page.line.field.hasFocus()


def test_a_suggested_task_makes_the_line_its_progress(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    claim_items(desk.station, desk.items)
    page = open_page(desk)
    hands.key("Ctrl+N")
    hands.write("招募文化志愿者六名")
    qtbot.waitUntil(lambda: page.line._chips.count() > 1)
    hands.press("招募文化志愿者", page.line)
    hands.key("Return")
    assert hands.count == 3
    row = read_row(desk.station, desk.items[10])
    assert (row.entries, row.last_text) == (1, "招募文化志愿者六名")


def test_done_is_one_click(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    page = open_page(desk)
    titles = [card.text.title for card in cards(page, "due")]
    assert titles == [
        "公示免费开放项目、时间和服务承诺",
        "整理上年度文化工作档案",
        "建立日常工作制度并上墙",
        "举办“我们的节日”主题活动",
    ]
    hands.press("办完了", cards(page, "due")[1])
    assert hands.count == 1
    row = read_row(desk.station, desk.items[12])
    assert (row.stage, row.result) == (Stage.CLOSING, "已完成")
    hands.write("六卷档案全部装订")  # how it was done may be told, and costs one key
    hands.key("Return")
    assert hands.count == 2
    assert read_row(desk.station, desk.items[12]).result == "六卷档案全部装订"
    assert [card.text.title for card in cards(page, "waiting")] == ["整理上年度文化工作档案"]
    assert cards(page, "due")[0].text.tick == ""  # files are lacking, and the card says so
    assert cards(page, "due")[0].text.lack == "还差 2 份佐证"


def test_esc_makes_it_a_plain_line_again(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    page = open_page(desk)
    hands.press("办完了", cards(page, "due")[1])
    hands.key("Esc")
    hands.write("扫雪")
    hands.key("Return")
    assert [(entry.item, entry.text) for entry in list_log(desk.station)] == [(None, "扫雪")]
    assert read_row(desk.station, desk.items[12]).result == "已完成"


def test_files_go_with_the_line(desk: Desk, hands: Hands, user: User, qtbot: QtBot, tmp_path: Path) -> None:
    open_page(desk)
    picture = tmp_path / "现场.jpg"
    draw_picture(picture)
    hands.key("Ctrl+N")
    hands.write("元宵灯谜")
    user.paths = [picture]
    hands.press("照片")
    hands.press("选别的文件")
    qtbot.waitUntil(lambda: not desk.window.findChildren(PicturePicker))
    with qtbot.waitSignal(desk.window.jobs.ended):
        hands.key("Return")
    (entry,) = list_log(desk.station)
    assert entry.files == 1


def test_cards_lead_to_their_pages(desk: Desk, hands: Hands, tmp_path: Path) -> None:
    work(desk.office, desk.station, desk.items, tmp_path)
    page = open_page(desk)
    news = cards(page, "news")
    assert [card.text.word for card in news] == ["待认领", "退回", "有答复", "核验通过"]
    hands.click(news[0])
    assert isinstance(desk.frame.page, ClaimPage)
    page = open_page(desk)
    hands.click(cards(page, "news")[1])
    ledger = desk.frame.page
    assert isinstance(ledger, LedgerPage)
    row = ledger.view.current_row()
    assert row is not None
    assert row.item == desk.items[11]
    assert "照片看不清" in ledger.detail._note.text()


def test_only_seven_cards_and_the_way_to_the_rest(desk: Desk, hands: Hands, tmp_path: Path) -> None:
    from tests.app.tasks.lists import item, publish
    from tests.workspaces import carry

    more = publish(desk.office, [item(f"第{n}项", "2026年1月1日前") for n in range(9)], package="late")
    carry(desk.office, desk.station)
    claim_items(desk.station, more)
    page = open_page(desk)
    assert len(cards(page, "due")) == 7
    hands.press("还有 6 项", page.lists["due"])
    ledger = desk.frame.page
    assert isinstance(ledger, LedgerPage)
    assert ledger.lights.selected() == {"red", "yellow"}
    assert len(ledger._rows) == 14


def test_only_mine(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, desk.items[:6], responsible=desk.station.person)
    claim_items(desk.station, desk.items[6:], responsible="李秀兰")
    page = open_page(desk)
    everybody = len(cards(page, "due"))
    hands.click(page._mine, QPoint(10, page._mine.height() // 2))
    assert page._mine.isChecked()
    assert 0 < len(cards(page, "due")) < everybody
