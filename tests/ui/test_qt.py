"""What the program relies on in Qt itself, and that a real window opens."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QStandardItemModel
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import resources


def test_empty_values_keep_their_references() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one None with each empty value, until the interpreter aborts."""
    model = QStandardItemModel(1, 1)
    index = model.index(0, 0)
    before = sys.getrefcount(None)
    for _ in range(1000):
        index.data(Qt.ItemDataRole.UserRole)
    assert sys.getrefcount(None) > before - 100


@pytest.mark.window
def test_a_real_window_shows_chinese(qtbot: QtBot) -> None:
    assert QGuiApplication.platformName() == "xcb"
    QFontDatabase.addApplicationFont(str(resources.path("fonts/NotoSansSC-Regular.ttf")))
    label = QLabel("站务台账")
    label.setFont("Noto Sans SC")
    qtbot.addWidget(label)
    with qtbot.waitExposed(label):
        label.show()
    assert label.fontInfo().family() == "Noto Sans SC"
    colours = {
        label.grab().toImage().pixel(x, y) for x in range(label.width()) for y in range(label.height())
    }
    assert len(colours) > 1
