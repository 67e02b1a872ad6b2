"""A station's window on a county's list, and hands that count what they do."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.workspace import Workspace
from tests.ui.station.desk import Desk, hand_down, show
from ui.main_window import MainWindow


class Hands:
    """Presses keys, clicks, and types as an input method does; text is not counted."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.count = 0

    def key(self, keys: str) -> None:
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        widget: QWidget | None = self._window.focusWidget()
        widget = self._window if widget is None else widget
        QTest.keyClick(widget, combination.key(), combination.keyboardModifiers())
        self.count += 1

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())
        self.count += 1

    def press(self, words: str, within: QWidget | None = None) -> None:
        """Click the button with these words."""
        QApplication.processEvents()  # lets new buttons be shown
        buttons = [
            button
            for button in (within or self._window).findChildren(QAbstractButton)
            if button.isVisible() and button.text().startswith(words)
        ]
        assert len(buttons) == 1, [button.text() for button in buttons]
        self.click(buttons[0])

    def write(self, text: str, widget: QWidget | None = None) -> None:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(widget or self._window.focusWidget(), event)


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot, office: Workspace, station: Workspace) -> Desk:
    station, items = hand_down(office, station)
    frame = show(window, station)
    window.resize(1366, 697)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Desk(window, frame, station, office, items)


@pytest.fixture
def hands(desk: Desk) -> Hands:
    return Hands(desk.window)
