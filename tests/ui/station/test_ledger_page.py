from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from app.reporting.reports_up import ReportUpForm, add_report_up
from app.tasks.claims import claim_items
from app.tasks.ledger import read_row
from app.tasks.stage import Stage
from db.models.tasks import Change, Decision, Target
from tests.app.tasks.lists import decide, item, publish
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import CONTENTS, Desk, draw_picture, work
from tests.workspaces import carry
from ui.station.ledger_page import LedgerPage
from ui.widgets.history_panel import HistoryPanel


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
    light_place = [column.title for column in page._model.columns].index("灯")
    page.view._sort_by(light_place)
    assert shown(page)[:2] == [3, 12]  # the longest overdue first
    page.view._sort_by(light_place)
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
    detail.tabs.setCurrentWidget(detail._closing)
    assert detail._obstacle.text() == "还不能申请办结：差 1 份佐证。"
    assert not detail._close_action.isEnabled()
    detail.tabs.setCurrentWidget(detail.evidence)
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
    detail.tabs.setCurrentWidget(detail._closing)
    detail.result.setFocus()
    hands.write("登记造册，修好三件")
    hands.press("申请办结", detail)
    assert read_row(desk.station, desk.items[3]).result == "登记造册，修好三件"
    assert "已于 2026-03-02 申请办结" in detail._obstacle.text()
    hands.press("撤回申请")
    assert read_row(desk.station, desk.items[3]).stage is Stage.CLAIMED
    detail.tabs.setCurrentWidget(detail.evidence)
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
    assert page.detail.tabs.tabText(4) == "答复 1"
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


def test_an_item_is_reported_as_done_within_six_keys(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    page.view.select(desk.items[7])
    claim_items(desk.station, [desk.items[13]], responsible="周小满")
    page.reload()
    page.view.setFocus()
    hands.key("Ctrl+End")  # to the last line
    hands.key("F8")
    hands.write("打出了品牌")
    hands.key("Ctrl+Return")
    assert hands.count <= 6
    assert read_row(desk.station, desk.items[13]).stage is Stage.CLOSING


def test_more_time_is_asked_by_key_and_the_old_limit_stays(
    desk: Desk, page: LedgerPage, hands: Hands, qtbot: QtBot
) -> None:
    page.view.select(desk.items[2])
    page.view.setFocus()
    hands.key("F7")
    hands.write("公示栏还在做")
    with qtbot.captureExceptions() as raised:
        hands.key("Return")
    assert "想延到哪天" in str(raised[0][1])
    hands.key("Tab")
    hands.write("3.31")
    hands.key("Return")
    row = read_row(desk.station, desk.items[2])
    assert (row.extension, row.extension_wanted, row.light_word) == (
        "asked",
        date(2026, 3, 31),
        "待批延期",
    )
    assert not page.detail.panel.isVisible()
    assert "申请延到 2026-03-31（公示栏还在做），等县里答复" in words_of(page)
    hands.key("Ctrl+Z")
    assert read_row(desk.station, desk.items[2]).extension == ""


def test_steps_are_added_ticked_changed_and_removed(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    page.view.select(desk.items[3])
    steps = page.detail.steps
    page.detail.tabs.setCurrentWidget(steps)
    steps.text.setFocus()
    hands.write("清点器材")
    hands.key("Return")
    hands.write("修理")
    steps.due.setFocus()
    hands.write("3.20")
    steps.weight.setFocus()
    hands.write("３")
    hands.key("Return")
    row = read_row(desk.station, desk.items[3])
    assert (row.steps, row.percent, row.due_on) == (2, 0, date(2026, 3, 4))
    assert page.detail.tabs.tabText(2) == "步骤 2"
    steps.view.select(steps._rows[1].id)
    steps.view.setCurrentIndex(steps.model.index(1, 0))
    steps.view.setFocus()
    hands.key("Space")
    QApplication.processEvents()
    assert read_row(desk.station, desk.items[3]).percent == 75
    assert steps.model.setData(steps.model.index(0, 2), "3.1")
    QApplication.processEvents()
    assert "过期 1 天" in [steps.model.index(0, 3).data()]
    steps.view.select(steps._rows[0].id)
    hands.press("删除这一步")
    assert read_row(desk.station, desk.items[3]).steps == 1
    hands.key("Ctrl+Z")
    assert read_row(desk.station, desk.items[3]).steps == 2


def test_an_own_task_is_typed_in_changed_and_taken_out(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    hands.key("F12")
    hands.write("整理旧报刊合订本")
    hands.key("Tab")
    hands.write("9月底前")
    hands.key("Return")
    row = page.view.current_row()
    assert row is not None
    assert (row.own, row.content, row.limit_end) == (True, "整理旧报刊合订本", date(2026, 9, 30))
    assert "自增 1（不计入）" in words_of(page)
    page._own_edit.trigger()
    assert page.detail.panel.text.text() == "整理旧报刊合订本"
    page.detail.panel.text.selectAll()
    hands.write("整理旧报刊")
    hands.key("Return")
    assert read_row(desk.station, row.item).content == "整理旧报刊"
    assert "删除自增任务" in [action.text() for action in page._menu(row)]
    page._own_remove.trigger()
    assert len(shown(page)) == 14


def test_rates_stand_apart_and_who_answers_for_nothing_is_found(
    desk: Desk, page: LedgerPage, hands: Hands
) -> None:
    assert "规定 1/13　鼓励 0/1" in words_of(page)
    claim_items(desk.station, [desk.items[13]])
    page.reload()
    page.holder.setCurrentIndex(page.holder.findText("无责任人"))
    page.holder.activated.emit(page.holder.currentIndex())
    assert shown(page) == [14]
    page.holder.setCurrentIndex(page.holder.findText("李秀兰"))
    page.holder.activated.emit(page.holder.currentIndex())
    assert set(shown(page)) == {11, 12, 13}


def test_the_history_of_a_task_names_who_wrote_what_and_prints(
    desk: Desk, page: LedgerPage, hands: Hands, qtbot: QtBot
) -> None:
    page.view.select(desk.items[1])
    page._history.trigger()
    panel = page.papers.currentWidget()
    assert isinstance(panel, HistoryPanel)
    model = panel.view.model()
    cells = [[model.index(row, column).data() for column in range(6)] for row in range(model.rowCount())]
    said = {tuple(cell[2:]) for cell in cells}
    assert ("认领 修改", "责任领导", "", "王镇长") in said
    assert any("到新书 80 册，编目上架" in cell[5] for cell in cells)
    assert {cell[1] for cell in cells} == {"测试员"}
    with qtbot.waitSignal(desk.window.jobs.ended, timeout=20_000):
        hands.press("打印修改记录", panel)
    assert page.papers.currentWidget() is not panel
    page.papers._preview.closed.emit()  # type: ignore[union-attr]
    assert not page.papers.previewing


def test_what_can_be_done_is_offered_for_the_line(desk: Desk, page: LedgerPage, hands: Hands) -> None:
    page.view.select(desk.items[6])  # the county is asked for support
    assert "改为本站能办" in [action.text() for action in page._menu(page._rows[6])]
    page._able.trigger()
    assert read_row(desk.station, desk.items[6]).ability == "station"
    offered = [action.text() for action in page._menu(page._rows[6])]
    assert "改为本站能办" not in offered
    assert {"需支持", "申请延期", "修改记录"} <= set(offered)


def words_of(page: LedgerPage) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_missed_turns_and_refusals_are_said_above_the_tabs(
    desk: Desk, page: LedgerPage, hands: Hands
) -> None:
    claim = read_row(desk.station, desk.items[6]).claim
    assert claim is not None
    decide(desk.office, desk.station, claim, 1, Decision.RETURNED, kind=Target.ABILITY, reason="镇里有剧场")
    desk.frame.context.written()
    page.view.select(desk.items[6])
    assert "县里认为本站能办：镇里有剧场" in page.detail._note.text()
    monthly = item(
        CONTENTS[7][0], "每月一次", item=desk.items[7], change=Change.CHANGED, level1="群众文化活动"
    )
    publish(desk.office, [monthly], version=2)
    carry(desk.office, desk.station)
    desk.station.now.to(date(2026, 6, 20))  # type: ignore[attr-defined]
    desk.frame.context.written()
    page.view.select(desk.items[7])
    assert "漏办 2 次：4月、5月。补记时把日期写成当时的日期。" in page.detail._note.text()


def test_the_day_on_which_the_township_was_told_is_a_column(page: LedgerPage, desk: Desk) -> None:
    titles = [column.title for column in page._model.columns]
    add_report_up(
        desk.station, ReportUpForm(on=desk.station.today, to_whom="赵镇长", covers=(desk.items[2],))
    )
    page.reload()
    cells = [page._model.index(n, titles.index("已汇报")).data() for n in range(page._model.rowCount())]
    assert [n for n, cell in enumerate(cells) if cell] == [2]
    assert cells[2] == str(desk.station.today)
