from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.recent_words import RecentWords


def offered(recent: RecentWords) -> list[str]:
    model = recent.completer.popup().model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_what_was_written_before_is_offered_and_taken(qtbot: QtBot) -> None:
    field, other = QLineEdit(), QLineEdit()
    for widget in (field, other):
        qtbot.addWidget(widget)
        widget.show()
    asked: list[int] = []

    def load() -> list[str]:
        asked.append(1)
        return ["青石村文体广场", "戏台", "图书室"]

    recent = RecentWords(field, load)
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(lambda: bool(asked))
    QTest.keyClick(field, Qt.Key.Key_Down)  # nothing typed: the latest
    assert offered(recent) == ["青石村文体广场", "戏台", "图书室"]
    recent.completer.popup().hide()
    typed = QInputMethodEvent()
    typed.setCommitString("广场")
    QApplication.sendEvent(field, typed)
    assert offered(recent) == ["青石村文体广场"]
    assert recent.completer.popup().isVisible()
    recent.completer.activated.emit("青石村文体广场")
    assert field.text() == "青石村文体广场"
    recent.completer.popup().hide()
    field.clear()
    QTest.keyClicks(field, "tss")
    assert offered(recent) == ["图书室"]
    recent.completer.popup().hide()
