from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from app.handover.handing import HandoverForm, hand_over
from app.tasks.claims import claim_items, claim_state
from app.tasks.ledger import read_row
from app.tasks.progress import list_questions
from app.tasks.stage import Stage
from app.workspace import Workspace
from tests.app.tasks.lists import answer
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import CONTENTS, Desk, show
from ui.main_window import MainWindow
from ui.station.claim_page import ClaimPage
from ui.station.ledger_page import LedgerPage


def open_page(desk: Desk) -> ClaimPage:
    desk.frame.navigate("claim")
    page = desk.frame.page
    assert isinstance(page, ClaimPage)
    return page


def test_every_line_is_claimed_with_one_key(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    hands.write("周小满", page.person.lineEdit())
    page.view.setFocus()
    for _ in CONTENTS:
        hands.key("Space")
    assert claim_state(desk.station).complete
    assert hands.count == len(CONTENTS)  # the budget is two a line
    assert {read_row(desk.station, item).responsible_name for item in desk.items} == {"周小满"}
    assert not page.whole_group.isEnabled()


def test_a_group_is_claimed_with_two_clicks_and_taken_back_with_one_key(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    place = page.groups.visualItemRect(page.groups.item(1)).center()
    hands.click(page.groups.viewport(), QPoint(place))
    hands.press("整组认领")
    assert hands.count == 2
    state = claim_state(desk.station)
    assert [(group.decided, group.total) for group in state.groups][:2] == [(4, 4), (0, 4)]
    assert "认领 4 项" in page.steps.undo_action.toolTip()
    hands.key("Ctrl+Z")
    assert claim_state(desk.station).decided == 0
    hands.key("Ctrl+Y")
    assert claim_state(desk.station).decided == 4


def test_one_may_stop_and_go_on_at_the_next_open_line(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    hands.key("Space")
    hands.key("Space")
    desk.frame.navigate("today")
    desk.frame.navigate("claim")
    row = page.view.current_row()
    assert row is not None
    assert row.item == desk.items[2]
    assert desk.window.focusWidget() is page.view


def test_a_question_takes_a_key_the_words_and_enter(desk: Desk, hands: Hands, qtbot: QtBot) -> None:
    page = open_page(desk)
    hands.key("F3")
    with qtbot.captureExceptions() as raised:
        hands.key("Return")  # nothing is written: the strip stays
    assert "具体的疑问" in str(raised[0][1])
    assert page.panel.isVisible()
    hands.write("节假日怎么算？")
    hands.key("Return")
    assert not page.panel.isVisible()
    (question,) = list_questions(desk.station, desk.items[0])
    assert (question.kind_label, question.text) == ("疑问", "节假日怎么算？")
    row = page.view.current_row()
    assert row is not None
    assert row.item == desk.items[1]  # on to the next
    assert claim_state(desk.station).decided == 1


def test_support_and_what_does_not_apply(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    hands.key("F4")
    page.panel.choice.setCurrentIndex(1)
    hands.write("县里统一配送")
    hands.key("Return")
    first = read_row(desk.station, desk.items[0])
    assert (first.stage, first.ability_label, first.reason) == (Stage.CLAIMED, "需县级解决", "县里统一配送")
    hands.key("F6")
    hands.key("Esc")
    assert not page.panel.isVisible()
    hands.key("F6")
    hands.write("本镇没有剧场")
    hands.key("Return")
    assert read_row(desk.station, desk.items[1]).stage is Stage.ASKED_NOT_APPLICABLE


def test_the_own_limit_goes_with_the_claim(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    page.finish.setFocus()
    hands.write("９.30")
    page.view.setFocus()
    hands.key("Space")
    assert read_row(desk.station, desk.items[0]).finish_on == date(2026, 9, 30)


def test_what_is_left_is_said(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    assert page._count.text() == "已有说法 0/14"
    assert "还有 14 项，请在 3 月 6 日前完成" in page._hint.text()
    for _ in CONTENTS:
        hands.key("Space")
    assert page._hint.text() == "每一项都有说法了。14 项还没有责任人。"


def test_the_countys_answer_stands_beside_the_line(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    hands.key("F3")
    hands.write("节假日怎么算？")
    hands.key("Return")
    column = [one.title for one in page._model.columns].index("县里答复")
    assert page._model.index(0, column).data() == "等县里答复"
    (question,) = list_questions(desk.station, desk.items[0])
    answer(desk.office, desk.station, question.id, "按实际开放天数算")
    desk.frame.context.written()
    page.view.select(desk.items[0])
    assert page._model.index(0, column).data() == "按实际开放天数算"
    assert not page.view.isColumnHidden(column)
    assert "县里答复：按实际开放天数算" in page._text.text()


def test_a_question_costs_two_keys_and_the_whole_list_at_most_two_a_line(desk: Desk, hands: Hands) -> None:
    page = open_page(desk)
    for place in range(len(CONTENTS)):
        if place % 5 == 1:
            hands.key("F3")
            hands.write("怎么算？")
            hands.key("Return")
        elif place % 5 == 3:
            hands.key("F4")
            hands.write("要镇里出场地")
            hands.key("Return")
        else:
            hands.key("Space")
    assert claim_state(desk.station).complete
    assert hands.count <= 2 * len(CONTENTS)
    assert page._hint.text().startswith("每一项都有说法了。")


def test_a_new_head_takes_over_each_open_line_with_one_key_or_doubts_it_with_two(
    desk: Desk, hands: Hands
) -> None:
    claim_items(desk.station, desk.items, responsible="周小满")
    hand_over(desk.station, HandoverForm("周小满", "李新", desk.station.today))
    page = open_page(desk)
    assert page.person.name() == "李新"
    assert f"{len(CONTENTS)} 项还在前任名下" in page._hint.text()
    hands.key("F3")
    hands.write("前任报过没有？")
    hands.key("Return")
    assert hands.count == 2
    for _ in CONTENTS[1:]:
        assert page._said(page.view.current_row()) == "前任已认领"  # type: ignore[arg-type]
        hands.key("Space")
    assert hands.count == len(CONTENTS) + 1  # the budget is two a line
    assert {read_row(desk.station, item).responsible_name for item in desk.items} == {"李新"}
    assert len(list_questions(desk.station, desk.items[0])) == 1
    assert not page.whole_group.isEnabled()
    hands.key("Ctrl+Z")
    assert read_row(desk.station, desk.items[-1]).responsible_name == "周小满"
    hands.press("整组认领")
    assert read_row(desk.station, desk.items[-1]).responsible_name == "李新"


def test_without_a_task_nothing_can_be_said(window: MainWindow, station: Workspace, qtbot: QtBot) -> None:
    frame = show(window, station)
    frame.navigate("claim")
    page = frame.page
    assert isinstance(page, ClaimPage)
    assert page.main_action is not None
    said = (page.main_action, page.question, page.support, page.not_applicable, page.whole_group)
    assert not any(action.isEnabled() for action in said)
    frame.context.jobs.start("一件事", lambda _job: None, lambda _none: None)
    qtbot.waitUntil(lambda: not frame.context.jobs.busy)
    assert not any(action.isEnabled() for action in said)


def test_a_station_that_is_alone_is_shown_where_its_own_tasks_are_entered(
    window: MainWindow, station: Workspace, qtbot: QtBot
) -> None:
    frame = show(window, replace(station, office=""))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    frame.navigate("claim")
    Hands(window).press("去自增任务", frame)
    assert isinstance(frame.page, LedgerPage)
