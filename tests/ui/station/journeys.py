"""Moving through the whole window of a station as a user does, each move an event that is counted."""

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractItemView, QApplication, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.ui.conftest import User
from tests.ui.station.conftest import Hands
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.program import Program, _entries


def whole_frame(window: MainWindow, ws: Workspace, qtbot: QtBot) -> Frame:
    """Show every page of a ledger, as the program does."""
    frame = Frame(ws, _entries(ws), lambda: FrameFacts("文化站", "", ""), window.jobs, lambda *_, **__: None)
    window.show_content(frame)
    frame.show_first()
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.waitUntil(frame.isVisible)
    return frame


def go_to(hands: Hands, window: QWidget, word: str) -> None:
    """Click a page in the navigation."""
    (pages,) = [view for view in window.findChildren(QAbstractItemView) if view.accessibleName() == "页面"]
    rows = range(pages.model().rowCount())
    index = next(pages.model().index(n, 0) for n in rows if pages.model().index(n, 0).data() == word)
    pages.scrollTo(index)
    hands.click(pages.viewport(), pages.visualRect(index).center())


def turn_to(hands: Hands, tabs: QTabWidget, word: str) -> None:
    """Click a tab."""
    QApplication.processEvents()
    bar = tabs.tabBar()
    place = next(n for n in range(bar.count()) if bar.tabText(n).split(" ")[0] == word)
    hands.click(bar, bar.tabRect(place).center())


def wait(window: MainWindow, qtbot: QtBot, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        act()


def answered(user: User) -> int:
    """Return how many questions were answered, a click each."""
    assert user.paths == []
    assert user.answers == []
    return len(user.questions)


def frame_of(program: Program, qtbot: QtBot) -> Frame:
    qtbot.waitUntil(lambda: isinstance(program.window.centralWidget(), Frame), timeout=30_000)
    frame = program.window.centralWidget()
    assert isinstance(frame, Frame)
    return frame
