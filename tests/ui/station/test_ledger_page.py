from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.tasks.ledger import read_row
from app.tasks.stage import Stage
from db.models import Change
from tests.app.tasks.lists import item, publish
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import CONTENTS, Desk, draw_picture, work
from tests.workspaces import carry
from ui.station.ledger_page import LedgerPage


@pytest.fixture
def page(desk: Desk, tmp_path: Path) -> LedgerPage:
    work(desk.office, desk.station, desk.items, tmp_path)
    desk.frame.navigate("ledger")
    made = desk.frame.page
    assert isinstance(made, LedgerPage)
    return made


def shown(page: LedgerPage) -> list[int]:
    return [page._model.row(n).number for n in range(page._model.rowCount())]


def test_filters_by_light_group_holder_and_text(
    page: LedgerPage, hands: Hands, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    assert shown(page) == list(range(1, 15))
    hands.press("逾期", page.lights)
    assert shown(page) == [3, 12]
    hands.press("逾期", page.lights)
    page.group.setCurrentIndex(page.group.findData("队伍建设"))
    page.group.activated.emit(page.group.currentIndex())
    assert shown(page) == [9, 10, 11, 12]
    page.holder.setCurrentIndex(page.holder.findData("county"))
    page.holder.activated.emit(page.holder.currentIndex())
    assert shown(page) == [9, 11]
    hands.key("Ctrl+F")
    hands.write("志愿者")
    qtbot.waitUntil(lambda: shown(page) == [11])
    qtmodeltester.check(page._model, force_py=True)  # type: ignore[no-untyped-call]


def test_a_click_on_a_head_sorts(page: LedgerPage) -> None:
    page.view._sort_by(4)
    assert shown(page)[:2] == [3, 12]  # the longest overdue first
    page.view._sort_by(4)
    assert shown(page)[-1] == 3


def test_progress_is_written_under_the_chosen_item(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    page.view.select(desk.items[4])
    hands.key("Ctrl+N")
    hands.write("放了一场广场舞展演")
    page.detail.progress.amount.setFocus()
    hands.write("２")
    hands.key("Return")
    row = read_row(desk.station, desk.items[4])
    assert (row.sessions, row.last_text) == ((4, 12), "放了一场广场舞展演")
    assert page.detail.progress.text.text() == ""
    assert page.detail.progress.events.item(0).text().startswith("2026-03-02　进展　放了一场广场舞展演")
    page.detail.progress.events.setCurrentRow(0)
    hands.press("删除这条进展")
    assert read_row(desk.station, desk.items[4]).sessions == (2, 12)
    hands.key("Ctrl+Z")
    assert read_row(desk.station, desk.items[4]).sessions == (4, 12)


def test_fields_are_saved_when_they_are_left(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    page.view.select(desk.items[1])
    page.detail.fields.leader.setFocus()
    page.detail.fields.leader.selectAll()
    hands.write("李副镇长")
    page.detail.fields.finish.setFocus()
    assert read_row(desk.station, desk.items[1]).leader == "李副镇长"
    hands.write("4.15")
    hands.key("Return")
    assert read_row(desk.station, desk.items[1]).finish_on == date(2026, 4, 15)
    line = page.detail.fields.person.lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    hands.write("赵新来")
    hands.key("Return")
    assert read_row(desk.station, desk.items[1]).responsible_name == "赵新来"
    for _ in range(3):
        page.steps.undo()
    row = read_row(desk.station, desk.items[1])
    assert (row.leader, row.finish_on, row.responsible_name) == ("王镇长", date(2026, 12, 1), "周小满")
    assert page.detail.fields.leader.text() == "王镇长"


def test_a_photo_is_dropped_and_the_item_reported_as_done(
    desk: Desk, page: LedgerPage, hands: Hands, qtbot: QtBot, tmp_path: Path, user: User
) -> None:
    page.view.select(desk.items[3])
    detail = page.detail
    detail.tabs.setCurrentIndex(4)
    assert detail._obstacle.text() == "还不能申请办结：差 1 份佐证。"
    assert not detail._close_action.isEnabled()
    detail.tabs.setCurrentIndex(2)
    picture = tmp_path / "器材.jpg"
    draw_picture(picture)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture))])
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(desk.window.jobs.ended):
        detail.evidence.dropEvent(drop)
    assert "材料已够" in detail.evidence._note.text()
    assert detail.evidence._list.count() == 1
    detail.tabs.setCurrentIndex(4)
    detail.result.setFocus()
    hands.write("登记造册，修好三件")
    hands.press("申请办结", detail)
    assert read_row(desk.station, desk.items[3]).result == "登记造册，修好三件"
    assert "已于 2026-03-02 申请办结" in detail._obstacle.text()
    hands.press("撤回申请")
    assert read_row(desk.station, desk.items[3]).stage is Stage.CLAIMED
    detail.tabs.setCurrentIndex(2)
    detail.evidence._list.setCurrentRow(0)
    hands.press("移除", detail.evidence)
    assert read_row(desk.station, desk.items[3]).evidence == 0


def test_a_file_opens_as_a_copy_under_its_own_name(
    desk: Desk, page: LedgerPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        "ui.opening.QDesktopServices.openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    page.view.select(desk.items[3])
    strip = page.detail.evidence
    picture = tmp_path / "器材.png"
    draw_picture(picture)
    with qtbot.waitSignal(desk.window.jobs.ended):
        strip.added.emit([picture])
    strip._list.setCurrentRow(0)
    strip._list.itemActivated.emit(strip._list.item(0))
    strip._list.customContextMenuRequested.emit(QPoint(9, 9))
    menu = strip.findChild(QMenu)
    assert menu is not None
    for action in menu.actions():
        if action.text().startswith("打开"):
            action.trigger()
    menu.close()
    assert [path.name for path in opened] == ["器材.jpg", "器材.jpg", "器材.png"]
    assert opened[2].read_bytes() == picture.read_bytes()
    assert not any(path.is_relative_to(desk.station.folder) for path in opened)


def test_an_unreadable_photo_is_told_and_kept(
    desk: Desk, page: LedgerPage, qtbot: QtBot, tmp_path: Path, user: User
) -> None:
    page.view.select(desk.items[3])
    (tmp_path / "坏.jpg").write_bytes(b"\xff\xd8 not a photo")
    with qtbot.waitSignal(desk.window.jobs.ended):
        page.detail.evidence.added.emit([tmp_path / "坏.jpg"])
    assert "原件已保存" in user.told[0]
    assert read_row(desk.station, desk.items[3]).evidence == 1


def test_questions_and_answers_stand_beside_the_item(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    page.view.select(desk.items[9])
    assert page.detail.tabs.tabText(3) == "答复 1"
    hands.press("认领", page.detail)
    hands.key("F3")
    hands.write("还有一问")
    hands.key("Return")
    row = read_row(desk.station, desk.items[9])
    assert (row.stage, row.questions, row.open_question) == (Stage.CLAIMED, 2, True)


def test_the_drawer_of_a_small_window(desk: Desk, page: LedgerPage, hands: Hands, qtbot: QtBot) -> None:
    desk.window.resize(1092, 543)
    qtbot.waitUntil(lambda: not page.both.detail_shown)
    page.view.setFocus()
    hands.key("Return")
    assert page.both.detail_shown
    hands.key("Esc")
    assert not page.both.detail_shown


def test_what_a_new_version_changed_is_shown_until_it_was_looked_at(
    desk: Desk, page: LedgerPage, hands: Hands
) -> None:
    changed = item(
        CONTENTS[1][0],
        "2026年3月15日前",
        item=desk.items[1],
        change=Change.CHANGED,
        quantity=200,
        quantity_unit="册",
    )
    publish(desk.office, [changed], version=2)
    carry(desk.office, desk.station)
    desk.frame.navigate("today")
    desk.frame.navigate("ledger", item=desk.items[1])
    note = page.detail._note.text()
    assert "完成时限：原“2026年4月底前”，现“2026年3月15日前”" in note
    assert read_row(desk.station, desk.items[1]).quantity_done == 80
    hands.press("已看过改动")
    assert not page.detail._note.isVisible()
    assert not read_row(desk.station, desk.items[1]).needs_look
