"""The frame: pages, keys, busy state, closing, text sizes."""

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.job import Job
from app.workspace import Workspace
from tests.ui import gallery
from tests.ui.conftest import User
from ui import theme
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import EXCHANGE, Context, Page, PageEntry
from ui.theme import TextSize
from ui.widgets.buttons import ActionButton


class Recorder(Page):
    """Writes down what the frame asks of it."""

    title = "记录"
    help_text = "试一试。"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.calls: list[object] = []
        self.main_action = self.action("写一笔", self.write, keys="Ctrl+N", writes=True)

    def write(self) -> None:
        self.calls.append("write")
        self.context.written()

    def reload(self) -> None:
        self.calls.append("reload")

    def show_record(self, **arguments: str) -> None:
        self.calls.append(arguments)


class Pages:
    """A frame of recorders."""

    def __init__(self, window: MainWindow, ws: Workspace) -> None:
        self.counts = {"one": 0, "two": 3, EXCHANGE: 0}
        self.facts = FrameFacts("青石镇综合文化站", "站码 07", "")
        entries = [
            PageEntry(key, word, "house", Recorder, count=lambda _ws, key=key: self.counts[key])
            for key, word in (("one", "一页"), ("two", "二页"), (EXCHANGE, "收发"))
        ]
        self.frame = Frame(ws, entries, lambda: self.facts, window.jobs, lambda _folder: None)
        window.show_content(self.frame)
        self.frame.show_first()

    @property
    def calls(self) -> list[object]:
        page = self.frame.page
        assert isinstance(page, Recorder)
        return page.calls


@pytest.fixture
def pages(window: MainWindow, station: Workspace) -> Pages:
    return Pages(window, station)


def press(window: MainWindow, keys: str) -> None:
    combination = QKeySequence(keys)[0]
    QTest.keyClick(window.focusWidget() or window, combination.key(), combination.keyboardModifiers())


def texts(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_pages_are_built_when_opened_and_loaded_once(pages: Pages) -> None:
    assert pages.calls == ["reload"]
    assert len(pages.frame.findChildren(Recorder)) == 1
    pages.frame.navigate("two", record="x")
    assert pages.calls == ["reload", {"record": "x"}]
    pages.frame.navigate("one")
    assert pages.calls == ["reload"]


def test_after_a_write_this_page_reloads_now_and_others_when_they_are_shown(pages: Pages) -> None:
    pages.frame.navigate("two")
    pages.frame.navigate("one")
    page = pages.frame.page
    assert isinstance(page, Recorder)
    page.write()
    assert pages.calls == ["reload", "write", "reload"]
    pages.frame.navigate("two")
    assert pages.calls == ["reload", "reload"]
    pages.frame.navigate("one")
    assert pages.calls == ["reload", "write", "reload"]


def test_a_write_shows_the_time_and_renews_counts_and_facts(pages: Pages) -> None:
    assert "已保存" not in texts(pages.frame)
    pages.counts["one"] = 5
    pages.facts = FrameFacts("青石镇文化站", "站码 08", "今天 09:00")
    pages.frame.context.written()
    shown = texts(pages.frame)
    assert "已保存 09:00" in shown
    assert "备份 今天 09:00" in shown
    assert "站码 08" in shown
    assert "青石镇文化站" in shown


def test_keys_open_pages_and_reach_the_page_that_is_shown(pages: Pages, window: MainWindow) -> None:
    press(window, "Ctrl+2")
    assert pages.calls == ["reload"]
    press(window, "Ctrl+N")
    assert pages.calls == ["reload", "write", "reload"]
    press(window, "Ctrl+1")
    assert pages.calls == ["reload", "reload"]  # stale since the write, and not written to by Ctrl+N
    press(window, "F5")
    assert pages.calls[-1] == {"receive": ""}


def test_f1_tells_what_the_page_is_for_and_its_keys(pages: Pages, window: MainWindow, user: User) -> None:
    press(window, "F1")
    assert "试一试。" in user.told[0]
    assert "Ctrl+N　写一笔" in user.told[0]
    assert "F5" in user.told[0]


def test_dropped_files_go_to_the_page_that_takes_them_in(pages: Pages, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("甲.zwt", "乙.zwt")])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    pages.frame.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, buttons, modifiers))
    assert pages.calls[-1] == {"receive": f"{tmp_path / '甲.zwt'}\n{tmp_path / '乙.zwt'}"}


def test_writing_is_off_while_a_job_runs(pages: Pages, window: MainWindow, qtbot: QtBot) -> None:
    page = pages.frame.page
    assert page is not None
    assert page.main_action is not None
    go = Event()
    window.jobs.start("正在等待", lambda _job: go.wait(10), lambda _result: None)
    assert not page.main_action.isEnabled()
    press(window, "Ctrl+N")
    press(window, "F5")
    assert pages.calls == ["reload"]
    go.set()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    assert page.main_action.isEnabled()


def test_an_action_the_page_switched_off_stays_off_after_a_job(
    pages: Pages, window: MainWindow, qtbot: QtBot
) -> None:
    page = pages.frame.page
    assert page is not None
    assert page.main_action is not None
    page.main_action.setEnabled(False)
    with qtbot.waitSignal(window.jobs.ended):
        window.jobs.start("正在等待", lambda _job: None, lambda _result: None)
    assert not page.main_action.isEnabled()


def test_the_strip_shows_progress_and_cancels(pages: Pages, window: MainWindow, qtbot: QtBot) -> None:
    go = Event()

    def work(job: Job) -> None:
        for done in range(1000):
            job.step(done, 1000)
            go.wait(0.01)

    window.jobs.start("正在接收", work, lambda _result: None)
    qtbot.waitUntil(lambda: "正在接收" in texts(pages.frame) and "/1000" in texts(pages.frame))
    (cancel,) = [b for b in pages.frame.findChildren(ActionButton) if b.text() == "取消"]
    with qtbot.waitSignal(window.jobs.ended):
        cancel.click()
        assert "正在停下来" in texts(pages.frame)
    assert "正在停下来" not in texts(pages.frame)


def test_closing_cancels_and_waits(pages: Pages, window: MainWindow, qtbot: QtBot) -> None:
    started = Event()

    def work(job: Job) -> None:
        while True:
            started.set()
            job.step(0, 1)

    window.jobs.start("正在生成", work, lambda _result: None)
    started.wait(10)
    assert not window.close()
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not window.jobs.busy


@pytest.mark.usefixtures("text_size")
def test_text_size_changes_at_once_and_everywhere(frame: Frame, window: MainWindow, qtbot: QtBot) -> None:
    chosen: list[int] = []
    frame.text_size_chosen.connect(chosen.append)
    before = frame.findChild(ActionButton).height()
    for keys, size in (
        ("Ctrl++", TextSize.MEDIUM),
        ("Ctrl+=", TextSize.LARGE),
        ("Ctrl++", TextSize.LARGE),
        ("Ctrl+-", TextSize.MEDIUM),
        ("Ctrl+0", TextSize.SMALL),
    ):
        press(window, keys)
        assert theme.current().size == size
    assert chosen == [14, 16, 16, 14, 12]
    press(window, "Ctrl++")
    qtbot.waitUntil(lambda: frame.findChild(ActionButton).height() > before)


def test_folding_leaves_the_icons(frame: Frame, qtbot: QtBot) -> None:
    folded: list[bool] = []
    frame.navigation_folded.connect(folded.append)
    navigation = frame.findChild(QWidget, "navigation")
    wide = navigation.width()
    (button,) = [b for b in frame.findChildren(ActionButton) if b.accessibleName() == "收起导航"]
    button.click()
    qtbot.waitUntil(lambda: navigation.width() == 56 < wide)
    button.click()
    qtbot.waitUntil(lambda: navigation.width() == wide)
    assert folded == [True, False]


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", TextSize)
@pytest.mark.parametrize(("width", "height"), [(1092, 543), (1366, 697), (1024, 540)])
def test_everything_can_be_reached(
    frame: Frame, window: MainWindow, qtbot: QtBot, size: TextSize, width: int, height: int
) -> None:
    """Every visible button lies inside the window, or in something that scrolls to it."""
    theme.current().set_size(size)
    window.resize(width, height)
    for entry in gallery.ENTRIES:
        frame.navigate(entry.key)
        QApplication.processEvents()
        assert (window.width(), window.height()) == (width, height)
        out_of_reach = [
            f"{entry.key}: {button.text() or button.accessibleName()}"
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and not reachable(button, window)
        ]
        assert out_of_reach == []


def reachable(button: QWidget, window: QWidget) -> bool:
    holder: QWidget | None = button.parentWidget()
    while holder is not None and holder is not window:
        if isinstance(holder, QScrollArea):
            return True
        holder = holder.parentWidget()
    corner = button.mapTo(window, QPoint(0, 0))
    return window.rect().contains(corner) and window.rect().contains(
        corner + QPoint(button.width() - 1, button.height() - 1)
    )


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", TextSize)
def test_what_is_hit_is_large_enough(frame: Frame, size: TextSize) -> None:
    theme.current().set_size(size)
    for entry in gallery.ENTRIES:
        frame.navigate(entry.key)
        QApplication.processEvents()
        small = [
            button.text() or button.accessibleName()
            for button in frame.findChildren(ActionButton)
            if button.isVisible() and button.height() < theme.current().row_px
        ]
        assert small == []
