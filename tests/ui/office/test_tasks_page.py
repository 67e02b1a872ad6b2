from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.tasks.draft import DraftHead, create_draft, list_draft
from app.tasks.draft_forms import TaskForm
from app.tasks.draft_import import starter_path
from app.tasks.packages import list_packages, list_version, list_versions
from app.workspace import Workspace
from tests.ui.office.shots import page_of
from tests.ui.paging import count_rows
from ui import messages
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.office.task_fields import SHOWN, task_columns
from ui.office.tasks_page import TasksPage

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(frame: Frame) -> TasksPage:
    page = page_of(frame, "tasks")
    assert isinstance(page, TasksPage)
    return page


@pytest.fixture
def small(page: TasksPage, county: Workspace) -> TasksPage:
    forms = [
        TaskForm("出台方案", code="101", level1="政策", limit_text="2026年4月底前", evidence="文件"),
        TaskForm("核查站舍", code="201", level1="设施"),
        TaskForm("举办培训", code="301", level1="活动", quantity=12, quantity_unit="次"),
    ]
    create_draft(county, DraftHead("任务书"), forms)
    page.context.written()
    return page


def package(ws: Workspace) -> str:
    return list_packages(ws)[-1].package


def contents(ws: Workspace) -> list[str]:
    return [row.form.content for row in list_draft(ws, package(ws))]


def limits(ws: Workspace) -> list[str]:
    return [row.form.limit_text for row in list_draft(ws, package(ws))]


def go_to(page: TasksPage, row: int, field: str) -> None:
    page._editor.view.setCurrentIndex(page._editor.model.index(row, SHOWN.index(field)))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Publishes and stays on the page; keeps what was asked."""
    heard: list[str] = []

    def ask(text: str, yes: str, *_more: object) -> bool:
        heard.append(text)
        return yes == "发布"

    monkeypatch.setattr(messages, "ask", ask)
    return heard


def test_the_columns_say_which_field_they_are() -> None:
    columns = task_columns(lambda row, _form, _what: row)
    assert [column.edit is not None for column in columns] == [field is not None for field in SHOWN]


def test_from_the_starter_to_version_one(
    page: TasksPage, county: Workspace, answers: list[str], window: MainWindow, qtbot: QtBot
) -> None:
    assert page._stack.currentWidget() is page._start
    with qtbot.waitSignal(page.context.jobs.ended, timeout=20_000):
        page._starter_action.trigger()
    assert page._stack.currentWidget() is page._list
    assert count_rows(page._editor.model) == 63
    go_to(page, 0, "limit_text")
    index = page._editor.view.currentIndex()
    with qtbot.waitSignal(page._editor.model.edited):
        page._editor.model.setData(index, "2026年9月底前")
    go_to(page, 0, "limit_text")
    page._editor.view.selectAll()
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL)
    assert limits(county) == ["2026年9月底前"] * 63
    assert page.main_action is not None
    page.main_action.trigger()
    assert page._stack.currentWidget() is page._publishing
    assert page._publish_action.text() == "发布第 1 版"
    page._publishing._claim_by.setText("3.20")
    page._publishing._claim_by.editingFinished.emit()
    page._publish_action.trigger()
    assert [row.claim_by for row in list_versions(county, package(county))] == [date(2026, 3, 20)]
    assert len(list_version(county, package(county), 1)) == 63
    assert "第 1 版已发布" in answers[-1]
    assert page._stack.currentWidget() is page._list
    assert "第 1 版已于" in page._standing.text()
    assert page.print_action is not None
    assert page.print_action.isEnabled()


def test_publishing_shows_the_changes_and_what_is_missing(
    small: TasksPage, county: Workspace, answers: list[str]
) -> None:
    small._look_action.trigger()
    assert "2 项没有完成时限" in small._publishing.review._notice.text()
    small._publish_action.trigger()
    small._look_action.trigger()
    assert not small._publish_action.isEnabled(), "nothing changed"
    small._back_action.trigger()
    go_to(small, 1, "content")
    small._editor.model.setData(small._editor.view.currentIndex(), "")
    small.context.written()
    small._look_action.trigger()
    assert "没有任务内容" in small._publishing.review._notice.text()
    assert not small._publish_action.isEnabled()
    assert list_packages(county)[0].version == 1


def test_what_was_published_is_not_taken_back(
    small: TasksPage, county: Workspace, answers: list[str]
) -> None:
    small._look_action.trigger()
    small._publish_action.trigger()
    small._steps.undo()
    assert list_packages(county)[0].version == 1


def test_the_same_as_the_line_above(
    small: TasksPage, county: Workspace, window: MainWindow, qtbot: QtBot
) -> None:
    go_to(small, 1, "limit_text")
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL)
    assert limits(county) == ["2026年4月底前", "2026年4月底前", ""]
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert limits(county) == ["2026年4月底前", "", ""]
    qtbot.keyClick(window, Qt.Key.Key_Y, CTRL)
    assert limits(county) == ["2026年4月底前", "2026年4月底前", ""]


def test_rows_are_pasted_after_the_current_one(
    small: TasksPage, county: Workspace, window: MainWindow, qtbot: QtBot
) -> None:
    go_to(small, 0, "content")
    QGuiApplication.clipboard().setText("任务内容\t完成时限\n召开部署会\t2026年3月底\n上报名单\t立行立改")
    qtbot.keyClick(window, Qt.Key.Key_V, CTRL)
    assert contents(county) == ["出台方案", "召开部署会", "上报名单", "核查站舍", "举办培训"]
    current = small._editor.view.current_row()
    assert current is not None
    assert current.form.content == "召开部署会"
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert contents(county) == ["出台方案", "核查站舍", "举办培训"]


def test_rows_are_moved_removed_and_brought_back(
    small: TasksPage, county: Workspace, window: MainWindow, qtbot: QtBot
) -> None:
    go_to(small, 2, "content")
    qtbot.keyClick(window, Qt.Key.Key_Up, ALT)
    assert contents(county) == ["出台方案", "举办培训", "核查站舍"]
    qtbot.keyClick(window, Qt.Key.Key_Delete)
    assert contents(county) == ["出台方案", "核查站舍"]
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert contents(county) == ["出台方案", "核查站舍", "举办培训"]


def test_nothing_moves_while_only_a_part_is_shown(small: TasksPage, county: Workspace) -> None:
    small._editor.filter.select("doubtful")
    go_to(small, 1, "content")
    small._editor._up_action.trigger()
    assert contents(county) == ["出台方案", "核查站舍", "举办培训"]


def test_a_new_item_is_typed_in_place(
    small: TasksPage, county: Workspace, window: MainWindow, qtbot: QtBot
) -> None:
    go_to(small, 1, "content")
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.setText("组建文艺队伍")
    with qtbot.waitSignal(small._editor.model.edited):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert contents(county) == ["出台方案", "核查站舍", "组建文艺队伍", "举办培训"]
    assert list_draft(county, package(county))[2].form.level1 == "设施"


def test_a_field_of_the_form_is_saved_when_it_is_left(
    small: TasksPage, county: Workspace, qtbot: QtBot
) -> None:
    go_to(small, 0, "content")
    text = small._editor.form.field("standard")
    assert isinstance(text, QPlainTextEdit)
    text.setFocus()
    text.setPlainText("正式印发，有文号")
    small._editor.form.field("limit_text").setFocus()
    qtbot.waitUntil(lambda: list_draft(county, package(county))[0].form.standard == "正式印发，有文号")


@pytest.mark.parametrize(
    ("field", "text", "saved"),
    [
        ("quantity", "８", 8), ("quantity", "", None), ("quantity", "八", 12), ("cycle", "每季度", "quarter"),
        ("cycle", "偶尔", "once"), ("nature", "鼓励", "encouraged"), ("evidence_count", "3", 3),
    ],
)  # fmt: skip
def test_cells_take_what_they_mean(
    small: TasksPage,
    county: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    text: str,
    saved: object,
) -> None:
    errors: list[object] = []
    monkeypatch.setattr(messages, "show_error", errors.append)
    before = getattr(list_draft(county, package(county))[2].form, field)
    index = small._editor.model.index(2, SHOWN.index(field))
    accepted = small._editor.model.setData(index, text)
    assert accepted == (not errors)
    after = getattr(list_draft(county, package(county))[2].form, field)
    assert after == saved
    assert accepted or after == before


def test_a_workbook_is_looked_through_and_becomes_a_list(
    page: TasksPage, county: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "choose_file", lambda *_args: starter_path())
    with qtbot.waitSignal(page.context.jobs.ended, timeout=20_000):
        page._import_action.trigger()
    assert page._accept_action.text() == "导入 63 项"
    assert list_packages(county) == []
    page._accept_action.trigger()
    assert len(contents(county)) == 63
    monkeypatch.setattr(messages, "choose", lambda *_args: 0)
    with qtbot.waitSignal(page.context.jobs.ended, timeout=20_000):
        page._import_action.trigger()
    page._accept_action.trigger()
    assert len(contents(county)) == 63, "the same codes are updated, not added"
    assert len(list_packages(county)) == 1


def test_the_draft_is_exported_as_a_workbook(
    small: TasksPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "choose_target", lambda *_args: tmp_path / "任务书.xlsx")
    small._book_action.trigger()
    assert (tmp_path / "任务书.xlsx").is_file()


def test_a_draft_list_is_dropped_and_brought_back(small: TasksPage, county: Workspace) -> None:
    small._pick("+blank")
    assert len(list_packages(county)) == 2
    small._pick("-drop")
    assert [one.head.name for one in list_packages(county)] == ["任务书"]
    small._steps.undo()
    assert len(list_packages(county)) == 2


def test_keys_do_nothing_to_the_list_while_something_else_is_shown(
    small: TasksPage, county: Workspace, window: MainWindow, qtbot: QtBot
) -> None:
    go_to(small, 0, "content")
    small._look_action.trigger()
    small._publishing.review.view.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Delete)
    qtbot.keyClick(window, Qt.Key.Key_V, CTRL)
    assert len(contents(county)) == 3
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert small._stack.currentWidget() is small._list
