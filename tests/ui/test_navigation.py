"""The list of pages: all of them in a low window."""

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from ui import theme
from ui.navigation import Navigation, NavigationLine
from ui.theme import TextSize

PAGES = 14  # of a station


@pytest.mark.usefixtures("text_size")
@pytest.mark.parametrize("size", list(TextSize))
def test_the_page_that_is_shown_can_be_seen_in_a_low_window(qtbot: QtBot, size: TextSize) -> None:
    theme.current().set_size(size)
    navigation = Navigation([NavigationLine(f"第 {n} 页", "house") for n in range(PAGES)], [])
    qtbot.addWidget(navigation)
    navigation.show()
    navigation.resize(navigation.width(), 700)
    navigation.show_current(PAGES - 1)
    navigation.resize(navigation.width(), 543)
    view = navigation.findChild(QListView)
    model: QAbstractItemModel = view.model()

    def seen(row: int) -> bool:
        return view.viewport().rect().contains(view.visualRect(model.index(row, 0)))

    qtbot.waitUntil(lambda: seen(PAGES - 1))
    if size is TextSize.SMALL:
        assert all(seen(row) for row in range(PAGES))
