"""Hands on the page 收发."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.sync.export import export_packages
from app.workspace import Workspace
from ui.exchange_page import ExchangePage, count_open
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import EXCHANGE, PageEntry
from ui.widgets.buttons import ActionButton


class Presses(QObject):
    """Counts mouse presses and keys as widgets get them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() in {QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress}
        if pressed and isinstance(watched, ActionButton):  # not again when it travels up to its parents
            self.count += 1
        return False


def open_page(window: MainWindow, ws: Workspace, qtbot: QtBot) -> ExchangePage:
    entries = [PageEntry(EXCHANGE, "收发", "package", ExchangePage, count=count_open)]
    frame = Frame(ws, entries, lambda: FrameFacts("单位", "", ""), window.jobs, lambda _folder: None)
    window.show_content(frame)
    frame.show_first()
    window.resize(1366, 697)
    with qtbot.waitActive(window):
        window.activateWindow()
    page = frame.page
    assert isinstance(page, ExchangePage)
    qtbot.waitUntil(page.home.isVisible)
    return page


def button(page: ExchangePage, words: str) -> ActionButton:
    (found,) = [one for one in page.findChildren(ActionButton) if one.isVisible() and one.text() == words]
    return found


def words(page: ExchangePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def wait(window: MainWindow, qtbot: QtBot, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(window.jobs.ended, timeout=30_000):
        act()


def click(page: ExchangePage, name: str) -> None:
    QTest.mouseClick(button(page, name), Qt.MouseButton.LeftButton)


def results(page: ExchangePage) -> list[tuple[str, str]]:
    return [(file.name, file.label) for file in page.intake._files()]


def report_down(office: Workspace, station: Workspace, tmp_path: Path) -> Path:
    (package,) = export_packages(office, [station.unit]).packages
    target = tmp_path / f"down-{package.number}.zwt"
    target.write_bytes(package.path.read_bytes())
    return target
