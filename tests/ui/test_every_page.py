"""Every page of both sides, on the demo: reachable, Chinese, and usable without a mouse."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from app.demo.build import DemoSize, build_demo
from tests.ui.test_frame import reachable
from ui import theme
from ui.frame import Frame
from ui.program import Program
from ui.theme import TextSize
from ui.widgets.filter_bar import FilterBar

SIZE = DemoSize(stations=1, villages=2, months=3, pictures=10)
_FOREIGN = re.compile(r"[A-Za-z]{2,}")
_WORDS_OF_CLERKS = re.compile(
    r"wtgc|Excel|Word|PDF|WPS|JPG|PNG|HEIC|F\d+|A[34]|Ctrl|Alt|Shift|Enter|Esc|Tab|Home|End|Delete|PgUp|PgDn|"
    r"[\w.\-]+\.(zwt|xlsx?|docx?|pdf|db|log|jpg|png|html)|E-[A-Z]\d\d|\d\d-[A-Z]{2}-\d{4}-[A-Z]\d+|"
    r"Qt for Python（LGPL-3.0）|Noto Sans SC（OFL-1.1）|Lucide（ISC）|"
    r"(?:/[^ ]+)+|<[^>]*>|&\w+;|[KMG]B|mm|cm"
)
"""Names and units that such offices write in Latin letters themselves; files, codes, paths."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "demo"
    build_demo(folder, SIZE, now=datetime(2026, 11, 20, 3, tzinfo=UTC))
    return folder


@pytest.fixture(params=["county", "station"])
def program(request: pytest.FixtureRequest, demo: Path, qtbot: QtBot) -> Iterator[Program]:
    data = demo / "county" if request.param == "county" else next((demo / "stations").iterdir())
    made = Program(demo / "machine")
    qtbot.addWidget(made.window)
    made.window.show()
    made.start(data)
    qtbot.waitUntil(lambda: isinstance(made.window.centralWidget(), Frame), timeout=60_000)
    yield made
    theme.current().set_size(TextSize.SMALL)
    qtbot.waitUntil(lambda: not made.window.busy, timeout=60_000)
    made.window.close()
    made.close()


def pages(program: Program, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """Open one page after the other, with each of its tabs."""
    frame = program.window.centralWidget()
    assert isinstance(frame, Frame)
    for entry in frame._entries:
        frame.navigate(entry.key)
        page = frame.page
        assert page is not None
        yield entry.key, page
        for bar in page.findChildren(QTabBar):
            for at in range(bar.count()):
                if bar.isVisible() and bar.isTabVisible(at) and bar.isTabEnabled(at):
                    bar.setCurrentIndex(at)
                    qtbot.waitUntil(lambda: not program.window.busy, timeout=60_000)
                    yield f"{entry.key}, {bar.tabText(at)}", page


def test_everything_can_be_reached_in_the_smallest_window(program: Program, qtbot: QtBot) -> None:
    window = program.window
    for size in TextSize:
        theme.current().set_size(size)
        for width, height in ((1092, 543), (1366, 697)):
            window.resize(width, height)
            for name, _page in pages(program, qtbot):
                QApplication.processEvents()
                assert (window.width(), window.height()) == (width, height), (name, size)
                lost = [
                    button.text() or button.accessibleName()
                    for button in window.findChildren(QAbstractButton)
                    if button.isVisible() and not reachable(button, window)
                ]
                assert lost == [], (name, size, width)
                cut = [
                    bar.words()
                    for bar in window.findChildren(FilterBar)
                    if bar.isVisible() and bar.width() < bar.sizeHint().width()
                ]
                assert cut == [], (name, size, width)


def test_nothing_is_in_a_foreign_language(program: Program, qtbot: QtBot) -> None:
    for name, page in pages(program, qtbot):
        said: list[str] = [page.help_text] if hasattr(page, "help_text") else []
        for widget in program.window.findChildren(QWidget):
            if not widget.isVisible():
                continue
            said.append(widget.toolTip())
            if isinstance(widget, QLabel | QAbstractButton):
                said.append(widget.text())
            if isinstance(widget, QLineEdit):
                said.append(widget.placeholderText())
        said += [action.text() for action in page.actions()] + [action.toolTip() for action in page.actions()]
        foreign = [one for one in said if _FOREIGN.search(_WORDS_OF_CLERKS.sub("", one))]
        assert foreign == [], name


def test_every_page_can_be_used_without_a_mouse(program: Program, qtbot: QtBot) -> None:
    for name, page in pages(program, qtbot):
        for button in page.findChildren(QAbstractButton):
            of_qt = isinstance(
                button.parent(), QLineEdit | QTabBar
            )  # clears a field, scrolls tabs: keys do both
            if button.isVisible() and button.isEnabled() and not of_qt:
                keys = any(not action.shortcut().isEmpty() for action in button.actions())
                assert keys or button.focusPolicy() & Qt.FocusPolicy.TabFocus, (name, button.text())


def test_an_input_method_eats_no_shortcut(program: Program, qtbot: QtBot) -> None:
    for name, _page in pages(program, qtbot):
        for action in program.window.findChildren(QAction):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
            assert not re.fullmatch(r"(Shift\+)?[A-Z]|Ctrl\+(Space|\.)", keys), (name, action.text(), keys)


def test_every_page_says_what_it_is_for_and_has_one_main_action(program: Program, qtbot: QtBot) -> None:
    frame = program.window.centralWidget()
    assert isinstance(frame, Frame)
    for entry in frame._entries:
        frame.navigate(entry.key)
        QApplication.processEvents()
        page = frame.page
        assert page is not None
        assert page.title, entry.key
        assert len(page.help_text) > 20, f"{entry.key}: F1 has something to say"
        filled = [
            button.text()
            for button in program.window.findChildren(QAbstractButton)
            if button.isVisible() and button.property("role") == "main"
        ]
        assert len(filled) <= 1, (entry.key, filled)
