"""The one box that looks through everything."""

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.icons import icon
from ui.page import Context
from ui.searching.places import place_of
from ui.searching.results import Results

if TYPE_CHECKING:
    from app.search.finding import Hit

__all__ = ["SearchBox"]

_WAIT_MS: Final = 120  # after the last key


class SearchBox(QLineEdit):
    """Shows results while typing; arrows choose, Enter opens, Esc closes."""

    left = Signal()  # Esc: back to the page

    def __init__(self, context: Context, pages: Collection[str], over: QWidget) -> None:
        """Show results over `over`, the content of the window."""
        super().__init__()
        self._context = context
        self._pages = pages
        self.results = Results(over)
        self.results.opened.connect(self._open)
        self.setPlaceholderText("查找全部内容")
        self.setAccessibleName("查找全部内容")
        self.setToolTip("在任务、问题、日志、场所、人员、文件里一起查找（Ctrl+F 按两次）")
        self.setClearButtonEnabled(True)
        self.addAction(icon("search", "ink_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._unfinished = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._look)
        self.textChanged.connect(self._typed)
        context.jobs.settled.connect(self._settle)
        over.installEventFilter(self)
        theme.current().changed.connect(self._fit)
        self._fit()

    def catch_up(self) -> None:
        """Put into the index what was written since, on the worker."""
        from app.search.indexing import catch_up

        self._unfinished = True
        self._context.jobs.quietly(partial(catch_up, self._context.ws))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.catch_up()
        if self.text().strip():
            self._look()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.results.hide()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.results.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._wait.isActive():
                self._look()
            self.results.open_current()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.results.isVisible():
            self.results.place_under(self)
        return False

    def _typed(self, text: str) -> None:
        if text.strip():
            self._wait.start()
        else:
            self._wait.stop()
            self.results.hide()

    def _look(self) -> None:
        self._wait.stop()
        text = self.text().strip()
        if not text:
            return
        from app.search.finding import search
        from app.search.folding import folded

        found = search(self._context.ws, text, fresh=not self._unfinished)
        self.results.show_found(found, folded(text).split(), unfinished=self._unfinished)
        self.results.place_under(self)
        self.results.show()

    def _settle(self) -> None:
        """Everything is in the index by now: look again, if somebody looks."""
        self._unfinished = False
        if self.results.isVisible():
            self._look()

    def _leave(self) -> None:
        if self.results.isVisible():
            self.results.hide()
            return
        self.clear()
        self.left.emit()

    def _open(self, hit: "Hit") -> None:
        from app.workspace import Role

        place = place_of(hit, office=self._context.ws.role is Role.OFFICE, pages=self._pages)
        if place is None:
            self._context.status("这条记录没有自己的页面，内容就是这一行。")
            return
        self.results.hide()
        self._wait.stop()
        self.clear()
        key, arguments = place
        self._context.navigate(key, **arguments)

    def _fit(self) -> None:
        self.setMinimumWidth(theme.scaled(130))
        self.setMaximumWidth(theme.scaled(300))
