from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.evidence.lists import list_evidence
from app.rectification.orders import OrderState, list_orders
from app.rectification.problems import ProblemStage, get_problem, list_problems
from app.workspace import Workspace
from tests.ui.conftest import User
from ui.frame import Frame
from ui.station.problems_page import ProblemsPage


def page_of(frame: Frame, **arguments: str) -> ProblemsPage:
    frame.navigate("problems", **arguments)
    page = frame.page
    assert isinstance(page, ProblemsPage)
    return page


def press(page: ProblemsPage, text: str) -> None:
    action = next(action for action in page.actions() if action.text() == text)
    assert action.isVisible()
    action.trigger()


def type_into(page: ProblemsPage, key: str, text: str) -> None:
    field = page.card.form.field(key)
    field.setFocus()
    if isinstance(field, QPlainTextEdit):
        field.setPlainText(text)
    elif isinstance(field, QComboBox):
        field.setEditText(text)
    elif isinstance(field, QLineEdit):
        field.setText(text)
        QTest.keyClicks(field, " ")
    page.card.form.field("found_by").setFocus()


def titles(page: ProblemsPage) -> list[str]:
    view = page.problems
    return [view.model().index(row, 2).data() for row in range(view.model().rowCount())]


def test_what_waits_for_the_station_is_shown_first(furnished_frame: Frame) -> None:
    page = page_of(furnished_frame)
    assert titles(page)[:2] == ["阅览室灯不亮", "二楼阅览室安全出口堆放杂物，通道不足一米"]
    assert len(titles(page)) == 6
    page.tabs.select("closing")
    assert titles(page) == ["应急灯不亮"]
    page.tabs.select("closed")
    assert titles(page) == ["免费开放公示没有电话"]
    page.tabs.select("all")
    assert len(titles(page)) == 8


def test_the_five_parts_are_filled_in_field_by_field(furnished_frame: Frame, furnished: Workspace) -> None:
    (problem,) = [row.id for row in list_problems(furnished, text="公示栏玻璃")]
    page = page_of(furnished_frame, problem=problem)
    assert [mark.there for mark in get_problem(furnished, problem).marks] == [
        True,
        False,
        False,
        False,
        False,
    ]
    for key, text in (
        ("goal", "换新玻璃"),
        ("limit_text", "2026年3月底前"),
        ("measures", "量尺寸\n\n换玻璃"),
        ("responsible", "周小满"),
        ("commitment", "三月底前换好"),
        ("commitment_place", "公示栏"),
        ("commitment_on", "3.1"),
    ):
        type_into(page, key, text)
    row = get_problem(furnished, problem)
    assert all(mark.there for mark in row.marks)
    assert (row.limit_end, row.form.measures, row.responsible_name, row.stage) == (
        date(2026, 3, 31), ("量尺寸", "换玻璃"), "周小满", ProblemStage.WORKING,
    )  # fmt: skip
    assert page.card.row is not None
    assert page.card.row.id == problem
    page.steps.undo()
    assert get_problem(furnished, problem).form.commitment_on is None


def test_a_wrong_date_is_said_and_nothing_is_lost(furnished_frame: Frame, furnished: Workspace) -> None:
    (problem,) = [row.id for row in list_problems(furnished, text="公示栏玻璃")]
    page = page_of(furnished_frame, problem=problem)
    type_into(page, "commitment_on", "13.45")
    assert get_problem(furnished, problem).form.commitment_on is None
    assert page.card.form.value("commitment_on") == "13.45"


def test_closing_from_photo_to_request(
    furnished_frame: Frame, furnished: Workspace, tmp_path: Path, qtbot: QtBot, user: User
) -> None:
    (problem,) = [row.id for row in list_problems(furnished, text="阅览室灯")]
    page = page_of(furnished_frame, problem=problem)
    result = page.card.closing.field("result")
    assert isinstance(result, QPlainTextEdit)
    page.card.tabs.setCurrentIndex(4)
    result.setPlainText("换了两只灯管")
    press(page, "申请销号")
    assert get_problem(furnished, problem).stage is ProblemStage.WORKING  # no proof yet
    assert page.card.closing._note.text()  # said where it was asked
    Image.new("RGB", (40, 30), "white").save(tmp_path / "a.jpg")
    with qtbot.waitSignal(furnished_frame.context.jobs.ended, timeout=10_000):
        page.card.added.emit("before", [tmp_path / "a.jpg"])
    assert [row.role for row in list_evidence(furnished, target=problem)] == ["before"]
    assert result.toPlainText() == "换了两只灯管"  # what was typed is still there
    press(page, "申请销号")
    row = get_problem(furnished, problem)
    assert (row.stage, row.result) == (ProblemStage.CLOSING, "换了两只灯管")
    assert "阅览室灯不亮" not in titles(page)
    page.steps.undo()
    assert get_problem(furnished, problem).stage is ProblemStage.WORKING


def test_before_and_after_stand_side_by_side_and_are_printed_so(
    furnished_frame: Frame, furnished: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    (problem,) = [row.id for row in list_problems(furnished, text="阅览室灯")]
    page = page_of(furnished_frame, problem=problem)
    place = page.card.tabs.indexOf(page.card._pair_page)
    for role, shade in (("before", 30), ("after", 220)):
        assert not page.card.tabs.isTabVisible(place)
        Image.new("RGB", (40, 30), (shade, 9, 9)).save(tmp_path / f"{role}.jpg")
        with qtbot.waitSignal(furnished_frame.context.jobs.ended, timeout=10_000):
            page.card.added.emit(role, [tmp_path / f"{role}.jpg"])
    page.card.tabs.setCurrentIndex(place)
    sides = (page.card.pair._before, page.card.pair._after)
    assert [pane._words.text() for pane in sides] == ["整改前", "整改后"]
    assert all(pane.isVisible() for pane in sides)
    press(page, "打印对照")
    qtbot.waitUntil(lambda: page._papers.previewing and page._papers.ready, timeout=20_000)


def test_a_request_is_taken_back_and_a_relapse_is_entered(
    furnished_frame: Frame, furnished: Workspace
) -> None:
    (asked,) = [row.id for row in list_problems(furnished, stages=[ProblemStage.CLOSING])]
    (closed,) = [row.id for row in list_problems(furnished, stages=[ProblemStage.CLOSED])]
    page = page_of(furnished_frame, problem=asked)
    press(page, "撤回申请")
    assert get_problem(furnished, asked).stage is ProblemStage.WORKING
    page = page_of(furnished_frame, problem=closed)
    note = page.card.relapse.field("note")
    assert isinstance(note, QPlainTextEdit)
    press(page, "登记反弹")
    assert get_problem(furnished, closed).stage is ProblemStage.CLOSED  # nothing was said
    note.setPlainText("电话又被遮住")
    press(page, "登记反弹")
    assert get_problem(furnished, closed).stage is ProblemStage.RELAPSED


def test_an_order_is_signed_for_with_three_facts(furnished_frame: Frame, furnished: Workspace) -> None:
    order = list_orders(furnished, states=[OrderState.ISSUED])[1]
    page = page_of(furnished_frame, order=order.id)
    press(page, "签收，开始整改")
    assert list_orders(furnished, states=[OrderState.ISSUED])[1].id == order.id  # refused
    for key, text in (("measures", "按时开门\n做好登记"), ("responsible", "于得水"), ("finish_on", "3.10")):
        field = page.order.form.field(key)
        if isinstance(field, QPlainTextEdit):
            field.setPlainText(text)
        elif isinstance(field, QComboBox):
            field.setEditText(text)
        elif isinstance(field, QLineEdit):
            field.setText(text)
    press(page, "签收，开始整改")
    row = next(row for row in list_problems(furnished) if row.order == order.id)
    assert (row.responsible_name, row.limit_end, row.form.measures) == (
        "于得水", date(2026, 3, 10), ("按时开门", "做好登记"),
    )  # fmt: skip
    assert page.card.row is not None
    assert page.card.row.id == row.id
    assert page.print_action is not None  # its order can be printed


def test_a_new_problem_needs_words_only(furnished_frame: Frame, furnished: Workspace) -> None:
    page = page_of(furnished_frame)
    press(page, "新增问题")
    press(page, "登记这个问题")
    assert len(list_problems(furnished)) == 8
    field = page.card.form.field("description")
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText("门锁坏了")
    press(page, "登记这个问题")
    assert page.card.row is not None
    assert page.card.row.form.description == "门锁坏了"


def test_a_problem_is_withdrawn_with_a_reason(
    furnished_frame: Frame, furnished: Workspace, user: User
) -> None:
    page = page_of(furnished_frame)
    user.answers = [None, 1]
    press(page, "撤下这个问题")
    assert len(list_problems(furnished)) == 8
    press(page, "撤下这个问题")
    assert len(list_problems(furnished)) == 7


@pytest.mark.parametrize("width", [1092, 1366])
def test_every_button_can_be_reached(furnished_frame: Frame, width: int) -> None:
    window = furnished_frame.window()
    window.resize(width, 543)
    page = page_of(furnished_frame)
    assert page.sizeHint().width() <= width
    assert page.minimumSizeHint().height() <= 543 - 48 - 26
