"""The import page by keyboard: a Word plan becomes problems, is known again, and is taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.importing.batches import list_imports
from app.rectification.problems import list_problems
from app.tasks.draft import list_draft
from app.tasks.packages import list_packages
from app.workspace import Workspace
from tests.ui.conftest import User
from tests.ui.importing.desk_of_documents import CAMPAIGN, PLAN, plan_file, show_import
from ui.import_page import ImportPage
from ui.main_window import MainWindow
from ui.station.problems_page import ProblemsPage

Key = Qt.Key


class Keyboard:
    """Presses keys in the window, and waits for what they start."""

    def __init__(self, window: MainWindow, qtbot: QtBot, page: ImportPage) -> None:
        self.window, self.qtbot, self.page = window, qtbot, page

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.focusWidget(), key, modifier)

    def ctrl(self, key: Qt.Key) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.window.jobs.busy, timeout=10_000)

    def names(self) -> list[str]:
        model = self.page.panel.records.model()
        return [str(model.index(row, 2).data()) for row in range(model.rowCount())]

    def states(self) -> list[str]:
        assert self.page._review is not None
        return [row.word for row in self.page._review.rows]


@pytest.fixture
def keyboard(window: MainWindow, ready: Workspace, qtbot: QtBot) -> Iterator[Keyboard]:
    frame = show_import(window, ready)
    window.resize(1366, 697)
    window.activateWindow()
    assert isinstance(frame.page, ImportPage)
    yield Keyboard(window, qtbot, frame.page)
    frame.page._review = None


def text_of(keyboard: Keyboard, key: str) -> str:
    return str(keyboard.page.panel.form.value(key) or "")


def test_a_plan_is_read_corrected_written_and_taken_back(
    keyboard: Keyboard, ready: Workspace, tmp_path: Path, user: User
) -> None:
    user.paths = [plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    page = keyboard.page
    assert keyboard.names()[1:] == ["文体器材登记不全", "前进村公示栏破损", "群众文艺队伍少"]
    assert keyboard.states() == ["新"] * 4
    keyboard.press(Key.Key_F8)  # the first doubt: its damaged date
    assert text_of(keyboard, "limit_text") == "2026年13月5日前"
    field = page.panel.form.field("limit_text")
    assert field.hasFocus()
    assert field.property("doubtful")
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "2026-12-5")
    keyboard.press(Key.Key_Escape)  # back to the list, and the field is taken
    assert not field.property("doubtful")
    keyboard.press(Key.Key_F3)  # the printed number that stands twice was looked at
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_Space)  # skip 前进村公示栏破损
    assert keyboard.states() == ["新", "新", "跳过", "新"]
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_F3)
    assert page.main_action is not None
    assert page.main_action.text() == "写入 3 条问题"
    keyboard.ctrl(Key.Key_Return)
    keyboard.wait()
    assert user.questions == []  # nothing doubtful was left
    written = list_problems(ready)
    assert sorted(row.form.description for row in written)[1:] == ["文体器材登记不全", "群众文艺队伍少"]
    assert "新增 3 条" in page.start.note.text()
    (batch,) = list_imports(ready)
    assert batch.can_undo
    user.answers = [True]
    next(action for action in page.actions() if action.text() == "撤销这次导入").trigger()
    keyboard.wait()
    assert list_problems(ready) == []
    assert "3 条已还原" in page.start.note.text()


def test_the_same_file_twice_finds_everything_the_same(
    keyboard: Keyboard, ready: Workspace, tmp_path: Path, user: User
) -> None:
    for _ in range(2):
        user.paths = [plan_file(tmp_path)]
        keyboard.ctrl(Key.Key_O)
        keyboard.wait()
        states = keyboard.states()
        user.answers = [0]  # write the doubtful ones as well
        keyboard.ctrl(Key.Key_Return)
        keyboard.wait()
    assert states == ["同"] * 4
    assert len(list_problems(ready)) == 4
    assert not keyboard.page._write_action.isEnabled()


def test_doubtful_ones_can_be_left_for_later(
    keyboard: Keyboard, ready: Workspace, tmp_path: Path, user: User
) -> None:
    user.paths = [plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    user.answers = [None]
    keyboard.ctrl(Key.Key_Return)
    assert list_problems(ready) == []
    user.answers = [1]
    keyboard.ctrl(Key.Key_Return)
    keyboard.wait()
    assert [row.form.limit_text for row in list_problems(ready)] == ["2026年4月底前"]


def test_source_and_record_point_at_each_other(keyboard: Keyboard, tmp_path: Path, user: User) -> None:
    user.paths = [plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    panel = keyboard.page.panel
    line = next(n for n, text in enumerate(PLAN.splitlines(), 1) if text.startswith("整改目标：更换公示栏"))
    panel.source.pointed.emit(line, 7)
    row = panel.records.current_row()
    assert row is not None
    assert row.name == "前进村公示栏破损"
    assert panel.form.field("goal").hasFocus()
    strong = [
        s for s in panel.source.extraSelections() if s.cursor.selectedText() == "更换公示栏，内容按月更新"
    ]
    assert len(strong) == 2  # among the values of the record, and as the one that has the cursor
    panel.form.field("limit_text").setFocus()
    assert panel.source.extraSelections()[-1].cursor.selectedText() == "2026年3月—5月"
    assert panel.source.textCursor().blockNumber() == line + 1


def test_merging_splitting_and_taking_steps_back(keyboard: Keyboard, tmp_path: Path, user: User) -> None:
    user.paths = [plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    panel = keyboard.page.panel
    with keyboard.qtbot.captureExceptions() as caught:
        keyboard.press(Key.Key_F6)  # one alone cannot be merged
    assert "两条以上" in str(caught[0][1])
    keyboard.press(Key.Key_Down)
    keyboard.press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    keyboard.press(Key.Key_F6)
    assert keyboard.names()[1:] == ["文体器材登记不全；前进村公示栏破损", "群众文艺队伍少"]
    assert text_of(keyboard, "measures").splitlines() == [
        "逐件清点",
        "建立登记册，一件一号",
        "每季度核对",
        "联系厂家更换",
        "指定专人更新",
    ]
    keyboard.ctrl(Key.Key_Z)
    assert len(keyboard.names()) == 4
    keyboard.ctrl(Key.Key_Y)
    assert len(keyboard.names()) == 3
    keyboard.press(Key.Key_Return)  # into the form
    description = panel.form.field("description")
    assert isinstance(description, QPlainTextEdit)
    description.setFocus()
    cursor = description.textCursor()
    cursor.setPosition(len("文体器材登记不全；"))
    description.setTextCursor(cursor)
    keyboard.press(Key.Key_F7)
    assert keyboard.names()[1:] == ["文体器材登记不全", "前进村公示栏破损", "群众文艺队伍少"]


def test_what_was_left_out_can_be_taken_in(keyboard: Keyboard, tmp_path: Path, user: User) -> None:
    user.paths = [plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    source = keyboard.page.panel.source
    cursor = QTextCursor(source.document().findBlockByNumber(len(PLAN.splitlines()) - 2))
    source.setTextCursor(cursor)
    keyboard.ctrl(Key.Key_N)
    assert keyboard.names()[-1] == "上一篇：关于放假的通知"


def test_cells_copied_from_excel_are_read(keyboard: Keyboard, ready: Workspace, user: User) -> None:
    QGuiApplication.clipboard().setText(
        "序号\t存在问题\t整改措施\t整改时限\t责任人\n"
        "1\t阅览室灯不亮\t换灯管\t2026年3月底前\t李堃\n"
        "2\t公示栏破损\t换玻璃\t2026年4月底前\t周小满\n"
    )
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    assert keyboard.names() == ["阅览室灯不亮", "公示栏破损"]
    keyboard.ctrl(Key.Key_Return)
    keyboard.wait()
    assert {(row.form.description, row.responsible_name) for row in list_problems(ready)} == {
        ("阅览室灯不亮", "李堃"),
        ("公示栏破损", "周小满"),
    }
    assert list_imports(ready)[0].file == ""


def test_cells_pasted_into_the_list_of_problems_are_looked_through_first(
    keyboard: Keyboard, ready: Workspace, user: User
) -> None:
    QGuiApplication.clipboard().setText("阅览室灯不亮\t换灯管\t李堃\n公示栏玻璃破损\t换玻璃\t周小满\n")
    keyboard.page.context.navigate("problems")
    assert not keyboard.page.isVisible()
    keyboard.window.findChild(ProblemsPage).problems.setFocus()
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    assert keyboard.page.isVisible()
    assert keyboard.names() == ["阅览室灯不亮", "公示栏玻璃破损"]
    keyboard.ctrl(Key.Key_Return)
    keyboard.wait()
    assert {row.responsible_name for row in list_problems(ready)} == {"李堃", "周小满"}
    assert list_imports(ready)[0].can_undo


def test_a_file_that_cannot_be_read_is_said_in_one_sentence(
    keyboard: Keyboard, tmp_path: Path, user: User
) -> None:
    (tmp_path / "空.docx").write_bytes(b"")
    user.paths = [tmp_path / "空.docx"]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    assert keyboard.page.start.note.text() == "文件是空的，没有可读的内容。"
    assert user.errors == []


def test_leaving_asks_only_when_something_was_edited(keyboard: Keyboard, tmp_path: Path, user: User) -> None:
    user.paths = [plan_file(tmp_path), plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    keyboard.press(Key.Key_Escape)
    assert keyboard.page._review is None
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    keyboard.press(Key.Key_Space)
    user.answers = [False, True]
    keyboard.press(Key.Key_Escape)
    assert keyboard.page._review is not None
    keyboard.press(Key.Key_Escape)
    assert keyboard.page._review is None
    assert len(user.questions) == 2


def test_a_column_is_read_as_the_user_says_and_so_the_next_time(keyboard: Keyboard, user: User) -> None:
    text = "序号\t存在问题\t怎么办\t整改时限\n1\t灯不亮\t换灯管\t2026年3月底前\n2\t门坏了\t修门锁\t2026年4月底前\n"
    QGuiApplication.clipboard().setText(text)
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    assert text_of(keyboard, "measures") == ""
    assert "怎么办" in keyboard.page.panel._note.text()
    keyboard.press(Key.Key_F4)
    box = keyboard.page.panel.columns.box("怎么办")
    box.setCurrentIndex(box.findData("measures"))
    box.activated.emit(box.currentIndex())
    assert text_of(keyboard, "measures") == "换灯管"
    assert not keyboard.page.panel.records.current_row().candidate.doubtful  # type: ignore[union-attr]
    keyboard.page._leave()
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    assert text_of(keyboard, "measures") == "换灯管"


def test_a_campaign_is_shown_with_its_dates_after_the_import(keyboard: Keyboard, ready: Workspace) -> None:
    QGuiApplication.clipboard().setText(CAMPAIGN)
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    form = keyboard.page.panel.form
    assert not form.field("minimum").isVisibleTo(form)  # of a deliverable only
    assert form.field("theme").isVisibleTo(form)
    keyboard.page.panel.records.selectAll()
    keyboard.press(Key.Key_F3)
    keyboard.ctrl(Key.Key_Return)
    keyboard.wait()
    next(action for action in keyboard.page.actions() if action.text() == "去看这些记录").trigger()
    view = keyboard.page.plan.view
    assert keyboard.page._stack.currentWidget() is keyboard.page.plan
    cells = [[view.model().index(row, n).data() for n in range(5)] for row in range(3)]
    assert cells == [
        ["方案", "清河县青石镇读书学习月活动实施方案", "2026-03-05", "2026-04-30", ""],
        ["阶段", "　学习动员阶段", "2026-03-05", "2026-03-31", "推定"],
        ["步骤", "　　召开动员会", "2026-03-05", "2026-03-10", "推定"],
    ]
    keyboard.press(Key.Key_Escape)
    assert keyboard.page._stack.currentWidget() is keyboard.page.start


@pytest.fixture
def office_keyboard(window: MainWindow, office: Workspace, qtbot: QtBot) -> Iterator[Keyboard]:
    frame = show_import(window, office)
    window.resize(1366, 697)
    window.activateWindow()
    assert isinstance(frame.page, ImportPage)
    yield Keyboard(window, qtbot, frame.page)
    frame.page._review = None


def test_an_office_takes_a_task_list_and_only_looks_at_a_plan(
    office_keyboard: Keyboard, office: Workspace, tmp_path: Path, user: User
) -> None:
    keyboard = office_keyboard
    QGuiApplication.clipboard().setText(
        "任务内容\t完成时限\t责任单位\n办演出\t2026年底前\t文化站\n建书屋\t2026年6月底前\t文化站\n"
    )
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    keyboard.ctrl(Key.Key_Return)
    keyboard.wait()
    (package,) = list_packages(office)
    assert [row.form.content for row in list_draft(office, package.package)] == ["办演出", "建书屋"]
    user.paths = [plan_file(tmp_path)]
    keyboard.ctrl(Key.Key_O)
    keyboard.wait()
    assert set(keyboard.states()) == {"只看"}
    assert keyboard.page.main_action is not None
    assert keyboard.page.main_action.text() == "复制全部"
    keyboard.page.main_action.trigger()
    assert "文体器材登记不全" in QGuiApplication.clipboard().text()
    keyboard.page.kinds.setCurrentIndex(keyboard.page.kinds.findData("tasks"))
    keyboard.page.kinds.activated.emit(keyboard.page.kinds.currentIndex())
    assert keyboard.states() == ["新"] * 4


def test_many_records_are_shown_a_page_at_a_time(keyboard: Keyboard) -> None:
    rows = "".join(f"{n}\t第{n}处灯不亮\t换灯管\t2026年3月底前\t李堃\n" for n in range(1, 601))
    QGuiApplication.clipboard().setText("序号\t存在问题\t整改措施\t整改时限\t责任人\n" + rows)
    keyboard.ctrl(Key.Key_V)
    keyboard.wait()
    model = keyboard.page.panel.records.model()
    assert model.rowCount() < 600
    keyboard.page.panel.source.pointed.emit(591, 6)  # far below what is loaded
    row = keyboard.page.panel.records.current_row()
    assert row is not None
    assert row.name == "第590处灯不亮"
