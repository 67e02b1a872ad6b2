"""The line into which everything is typed: what was done, Enter, done."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui import messages
from ui.icons import set_icon
from ui.station.attaching import pasted_paths, paths_of
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.work.log import Suggestion
    from app.workspace import Workspace

__all__ = ["LogLine"]

_USUAL = "写一句今天做了什么，按回车就存好"
_LONGEST_CHIP = 14


class LogLine(QFrame):
    """A field, tasks it may be about as chips, and files that go with it.

    Enter emits `entered(text)`. What it is for can be changed by `ask`: reporting an item as done, counting one
    more. Esc makes it a plain line again.
    """

    entered = Signal(str)

    def __init__(
        self, suggest: "Callable[[str], Sequence[Suggestion]]", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAcceptDrops(True)
        self._suggest = suggest
        self.item: str | None = None  # the task it is about
        self.purpose = ""  # "": a plain line; else what the page gave to `ask`
        self.files: list[Path] = []
        self._ws: Workspace | None = None
        self.field = _Field()
        self.field.pasted.connect(self._take)
        self.field.setAccessibleName("记一笔")
        self.field.setPlaceholderText(_USUAL)
        self.field.returnPressed.connect(lambda: self.entered.emit(self.field.text()))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(200)
        self._wait.timeout.connect(self._show_suggestions)
        self.field.textChanged.connect(lambda _text: self._wait.start())
        self._about = QLabel()
        self._about.setProperty("role", "good")
        self._about.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._drop = QAction("去掉关联", self)
        set_icon(self._drop, "x")
        self._drop.triggered.connect(self.clear)
        self._drop_button = ActionButton(self._drop, "quiet", icon_only=True)
        self._attach = QAction("照片", self)
        set_icon(self._attach, "camera")
        self._attach.triggered.connect(self._choose)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._about)
        row.addWidget(self._drop_button)
        row.addWidget(self.field, 1)
        row.addWidget(ActionButton(self._attach))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(4)
        layout.addLayout(self._chips)
        layout.addLayout(row)
        self._show_about("")

    def offer_pictures(self, ws: "Workspace") -> None:
        """Fetch photos from phones and folders, not from a file dialog only."""
        self._ws = ws

    def ask(self, purpose: str, item: str, title: str, placeholder: str) -> None:
        """Make the next line one for `purpose` about `item`, and put the cursor into the field."""
        self.purpose, self.item = purpose, item
        self._show_about(title)
        self.field.setPlaceholderText(placeholder)
        self.take_focus()

    def take_focus(self) -> None:
        """Put the cursor into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def clear(self) -> None:
        """Make it an empty plain line."""
        self.purpose, self.item, self.files = "", None, []
        self.field.setText("")  # and its own undo is empty
        self.field.setPlaceholderText(_USUAL)
        self._wait.stop()
        self._attach.setText("照片")
        self._show_about("")
        self._show_chips([])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take(paths_of(event.mimeData()))

    def _choose(self) -> None:
        from ui.station.picture_picker import pick_pictures

        if self._ws is not None:
            pick_pictures(self._ws, self._take, self)
        else:
            self._take(messages.choose_files("选这一条的照片或文件"))

    def _take(self, paths: list[Path]) -> None:
        self.files = [*self.files, *paths]
        self._attach.setText(f"照片 {len(self.files)}" if self.files else "照片")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_about(self, title: str) -> None:
        self._about.setText(title if len(title) <= _LONGEST_CHIP else f"{title[:_LONGEST_CHIP]}…")
        self._about.setToolTip(title)
        self._about.setVisible(bool(title))
        self._drop_button.setVisible(bool(title))

    def _show_suggestions(self) -> None:
        if not self.isVisible():  # the page was left meanwhile, the ledger may be closed
            return
        if self.item is None:
            self._show_chips(self._suggest(self.field.text()))

    def _show_chips(self, found: "Sequence[Suggestion]") -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not found:
            return
        head = QLabel("是这项任务吗？")
        head.setProperty("role", "small")
        self._chips.addWidget(head)
        for suggestion in found:
            words = suggestion.content
            short = words if len(words) <= _LONGEST_CHIP else f"{words[:_LONGEST_CHIP]}…"
            chip = QAction(short, self)
            chip.setToolTip(words)
            chip.triggered.connect(partial(self._choose_task, suggestion.item, words))
            self._chips.addWidget(ActionButton(chip, "link"))
        self._chips.addStretch()

    def _choose_task(self, item: str, title: str, _checked: bool = False) -> None:
        self.item = item
        self._show_about(title)
        self._show_chips([])
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)


class _Field(QLineEdit):
    """Leaves Ctrl+Z to the page while nothing was typed in it; pasted pictures and files are no text."""

    pasted = Signal(list)  # of Path

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            paths = pasted_paths(QGuiApplication.clipboard().mimeData())
            if paths:
                self.pasted.emit(paths)
                return
        super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return True
        return super().event(event)
