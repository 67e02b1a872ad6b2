"""Somebody before the real window: finds things by their words and uses them by mouse and keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.frame import Frame
from ui.program import Program

__all__ = ["CTRL", "Walker"]

CTRL = Qt.KeyboardModifier.ControlModifier
_SIZES = ((1366, 697), (1092, 543))
_W = TypeVar("_W", bound=QWidget)


class Walker:
    """A user at one PC; `shots` is a folder for pictures of what is seen, or None."""

    def __init__(self, qtbot: QtBot, program: Program, name: str, shots: Path | None) -> None:
        self.qtbot, self.program, self.name = qtbot, program, name
        self._shots = shots

    @property
    def frame(self) -> Frame:
        self.until(lambda: isinstance(self.program.window.centralWidget(), Frame), "the ledger opens")
        self.rest()
        frame = self.program.window.centralWidget()
        assert isinstance(frame, Frame)
        return frame

    @property
    def title(self) -> str:
        page = self.frame.page
        assert page is not None
        return page.title

    def come(self) -> None:
        """Turn to this PC."""
        window = self.program.window
        window.show()
        window.activateWindow()
        self.until(window.isActiveWindow, f"the window of {self.name}")

    def until(self, done: Callable[[], bool], what: str) -> None:
        try:
            self.qtbot.waitUntil(done, timeout=30_000)
        except Exception as error:  # qtbot's own class is not exported
            raise AssertionError(f"{self.name}: {what}; seen: {self.words()[:800]}") from error

    def rest(self) -> None:
        """Wait until nothing runs."""
        self.until(lambda: not self.program.window.busy, "the job ends")
        QApplication.processEvents()

    # -- seeing ---------------------------------------------------------------------------------------------

    def shown(self, kind: type[_W]) -> list[_W]:
        return [one for one in self.program.window.findChildren(kind) if one.isVisible()]

    def words(self) -> str:
        """Everything that is written in the window."""
        labels = [label.text() for label in self.shown(QLabel)]
        buttons = [button.text() for button in self.shown(QAbstractButton)]
        fields = [field.text() for field in self.shown(QLineEdit)]
        cells = [str(index.data() or "") for view in self.shown(QAbstractItemView) for index in _cells(view)]
        return " | ".join(part for part in (*labels, *buttons, *fields, *cells) if part)

    def sees(self, *words: str) -> None:
        for one in words:
            self.until(lambda one=one: one in self.words(), f"sees {one}")  # type: ignore[misc]

    def shot(self, name: str) -> None:
        """Take pictures at both sizes a window has on small screens."""
        if self._shots is None:
            return
        window = self.program.window
        for size in _SIZES:
            window.resize(*size)
            QTest.qWait(60)
            window.grab().save(str(self._shots / f"{name}-{size[0]}.png"))
        window.resize(*_SIZES[0])
        QApplication.processEvents()

    # -- doing ----------------------------------------------------------------------------------------------

    def goes_to(self, word: str) -> None:
        """Open a page by the navigation."""
        (pages,) = [view for view in self.shown(QAbstractItemView) if view.accessibleName() == "页面"]
        index = next(index for index in _cells(pages) if index.data() == word)
        pages.scrollTo(index)
        self._click_at(pages.viewport(), pages.visualRect(index).center())
        self.rest()

    def presses(self, words: str) -> None:
        """Click the button with these words, or that begins with them."""

        def named() -> list[QAbstractButton]:
            buttons = [one for one in self.shown(QAbstractButton) if one.isEnabled()]
            exact = [one for one in buttons if words in (one.text(), one.accessibleName())]
            return exact or [
                one
                for one in buttons
                if one.text().startswith(words) or one.accessibleName().startswith(words)
            ]

        self.until(lambda: bool(named()), f"a button {words}")
        button = named()[0]
        self._click_at(button, button.rect().center())
        self.rest()

    def turns_to(self, words: str) -> None:
        """Click a tab."""

        def found() -> list[tuple[QTabBar, int]]:
            return [
                (bar, at)
                for bar in self.shown(QTabBar)
                for at in range(bar.count())
                if bar.isTabVisible(at) and bar.tabText(at).split(" ")[0] == words
            ]

        self.until(lambda: bool(found()), f"a tab {words}")
        bar, at = found()[0]
        self._click_at(bar, bar.tabRect(at).center())

    def clicks(self, words: str, *, column: int | None = None, twice: bool = False) -> None:
        """Click the row of a list in which these words stand alone or else among others, in one of its columns."""

        def found() -> list[tuple[QAbstractItemView, QModelIndex]]:
            views = [view for view in self.shown(QAbstractItemView) if view.accessibleName() != "页面"]
            cells = [
                (view, cell) for view in views for cell in _cells(view) if words in str(cell.data() or "")
            ]
            return sorted(cells, key=lambda one: one[1].data() != words)

        self.until(lambda: bool(found()), f"a row with {words}")
        view, index = found()[0]
        if column is not None:
            index = index.siblingAtColumn(column)
        QApplication.processEvents()  # rows that were just loaded are laid out
        view.scrollTo(index)
        place = view.visualRect(index).center()
        assert view.viewport().rect().contains(place), f"{self.name}: {words} is out of sight"
        self._click_at(view.viewport(), place)
        if twice:
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        self.rest()

    def fills(self, name: str, text: str) -> None:
        """Write `text` into the field of that name instead of what stood there, and leave it by Tab."""
        field = self._field(name)
        self._click_at(field, field.rect().center())
        self.key(Qt.Key.Key_A, CTRL)
        self.writes(text)
        QTest.keyClick(self._focus(), Qt.Key.Key_Tab)
        self.rest()

    def chooses(self, name: str, words: str) -> None:
        """Choose in a drop-down list by keyboard."""
        (box,) = [box for box in self.shown(QComboBox) if box.accessibleName() == name]
        at = next((n for n in range(box.count()) if words in box.itemText(n)), None)
        assert at is not None, [box.itemText(n) for n in range(box.count())]
        box.setFocus()
        while box.currentIndex() != at:
            before = box.currentIndex()
            QTest.keyClick(box, Qt.Key.Key_Down if before < at else Qt.Key.Key_Up)
            assert box.currentIndex() != before
        self.rest()

    def writes(self, text: str) -> None:
        """Type with an input method where the cursor is."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self._focus(), event)
        QApplication.processEvents()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focus(), key, modifier)
        self.rest()

    def digits(self, text: str) -> None:
        """Type keys as they stand, one after the other."""
        for one in text:
            QTest.keyClick(self._focus(), one)

    def _focus(self) -> QWidget:
        return self.program.window.focusWidget() or self.program.window

    def _field(self, name: str) -> QWidget:
        def named() -> list[QWidget]:
            fields = [*self.shown(QLineEdit), *self.shown(QPlainTextEdit), *self.shown(QComboBox)]
            return [field for field in fields if field.accessibleName() == name and field.isEnabled()]

        self.until(lambda: bool(named()), f"a field {name}")
        field = named()[0]
        line = field.lineEdit() if isinstance(field, QComboBox) else None
        return line or field

    def _click_at(self, widget: QWidget, place: QPoint) -> None:
        target = widget.viewport() if isinstance(widget, QPlainTextEdit) else widget
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()


def _cells(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return

    while model.canFetchMore(QModelIndex()):  # one scrolls down to what is not loaded yet
        model.fetchMore(QModelIndex())

    def below(parent: QModelIndex) -> Iterator[QModelIndex]:
        for row in range(model.rowCount(parent)):
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
            for column in range(columns):
                index = model.index(row, column, parent)
                yield index
                if column == 0:
                    yield from below(index)

    yield from below(QModelIndex())
