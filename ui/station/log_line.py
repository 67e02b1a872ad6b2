"""The line into which everything is typed: what was done, Enter, done."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.icons import set_icon
from ui.station.attaching import pasted_paths, paths_of
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.work.line import Hint
    from app.work.log import LogRow
    from app.workspace import Workspace

__all__ = ["LogLine"]

_USUAL = "写一句今天做了什么，按回车就存好"
_LONGEST_CHIP = 14


class LogLine(QFrame):
    """A field, what it says by itself, proposals as chips, and files that go with it.

    Enter emits `entered(text)`, and `kept` tells what goes with it. Down leads from the field to the chips. What the
    line is for can be changed by `ask`. Esc makes it an empty plain line again.
    """

    entered = Signal(str)

    def __init__(self, ws: "Workspace", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAcceptDrops(True)
        self._ws = ws
        self.item: str | None = None  # the task it is about
        self.purpose = ""  # "": a plain line; else what the page gave to `ask`
        self.files: list[Path] = []
        self._title = ""  # of the task
        self._kind, self._day = "", None  # type: str, date | None
        self._dropped = False  # what the line says by itself is not wanted
        self._copied: LogRow | None = None
        self.field = _Field()
        self.field.pasted.connect(self._take)
        self.field.left_down.connect(self._enter_chips)
        self.field.setAccessibleName("记一笔")
        self.field.setPlaceholderText(_USUAL)
        self.field.returnPressed.connect(lambda: self.entered.emit(self.field.text()))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(200)
        self._wait.timeout.connect(self._show_hints)
        self.field.textChanged.connect(lambda _text: self._wait.start())
        self._about = QLabel()
        self._about.setProperty("role", "good")
        self._about.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._drop = QAction("去掉", self)
        set_icon(self._drop, "x")
        self._drop.triggered.connect(self._forget)
        self._drop_button = ActionButton(self._drop, "quiet", icon_only=True)
        self._attach = QAction("照片", self)
        set_icon(self._attach, "camera")
        self._attach.triggered.connect(self._choose_files)
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
        self._show_about()

    def kept(self) -> dict[str, Any]:
        """Return what goes with the line, as the arguments of `app.work.log.add_log` after the text."""
        from app.work.line import LineFacts, read_line

        said = LineFacts() if self._dropped else read_line(self._ws, self.field.text())
        copied = self._copied
        return {
            "on": self._day,
            "item": self.item or None,
            "villages": said.villages or (copied.villages if copied else ()),
            "place": said.place or (copied.place if copied else ""),
            "activity": self._kind,
            "people": said.people,
            "organiser": copied.organiser if copied else "",
        }

    def ask(self, purpose: str, item: str, title: str, placeholder: str) -> None:
        """Make the next line one for `purpose` about `item`, and put the cursor into the field."""
        self._forget()
        self.purpose, self.item, self._title = purpose, item, title
        self._show_about()
        self.field.setPlaceholderText(placeholder)
        self.take_focus()

    def copy(self, row: "LogRow") -> None:
        """Begin with the words of an entry and what is kept with it but head count and files."""
        self._forget()
        self._copied = row
        self.item, self._title, self._kind = row.item, row.task, row.activity
        self.field.setText(row.text)
        self._show_about()
        self.take_focus()

    def take_focus(self) -> None:
        """Put the cursor into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def clear(self) -> None:
        """Make it an empty plain line."""
        self.files = []
        self.field.setText("")  # and its own undo is empty
        self._wait.stop()
        self._attach.setText("照片")
        self._forget()
        self._show_chips("", [])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
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

    def _choose_files(self) -> None:
        from ui.station.picture_picker import pick_pictures

        pick_pictures(self._ws, self._take, self)

    def _take(self, paths: list[Path]) -> None:
        self.files = [*self.files, *paths]
        self._attach.setText(f"照片 {len(self.files)}" if self.files else "照片")
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        """Let the line be about nothing in particular; its words stay."""
        self.purpose, self.item, self._title = "", None, ""
        self._kind, self._day, self._dropped, self._copied = "", None, False, None
        self.field.setPlaceholderText(_USUAL)
        self._show_about()

    def _show_about(self) -> None:
        from app.work.labels import ACTIVITIES

        parts = [
            _short(self._title),
            ACTIVITIES.get(self._kind, "") if self._kind else "",
            f"{self._day.month} 月 {self._day.day} 日" if self._day else "",
        ]
        words = " · ".join(part for part in parts if part)
        self._about.setText(words)
        self._about.setToolTip(self._title)
        self._about.setVisible(bool(words))
        self._drop_button.setVisible(bool(words))

    def _show_hints(self) -> None:
        if not self.isVisible():  # the page was left meanwhile, the ledger may be closed
            return
        from app.work.line import HintKind, propose, read_line

        text = self.field.text()
        if self.purpose or not text.strip():
            self._show_chips("", [])
            return
        said = "" if self._dropped else read_line(self._ws, text).words
        chosen = {
            HintKind.TASK: bool(self.item),
            HintKind.ACTIVITY: bool(self._kind),
            HintKind.DAY: self._day is not None,
        }
        self._show_chips(said, [hint for hint in propose(self._ws, text) if not chosen.get(hint.kind)])

    def _show_chips(self, said: str, found: "Sequence[Hint]") -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if said:
            label = QLabel(f"一起记下：{said}")
            label.setProperty("role", "small")
            self._chips.addWidget(label)
            drop = QAction("不记这些", self)
            drop.triggered.connect(self._drop_said)
            self._chips.addWidget(ActionButton(drop, "link"))
        before = ""
        for hint in found:
            if hint.kind == "task" and before != "task":
                head = QLabel("是这项任务吗？")
                head.setProperty("role", "small")
                self._chips.addWidget(head)
            before = hint.kind
            chip = QAction(_short(hint.words), self)
            chip.setToolTip(hint.words)
            chip.triggered.connect(partial(self._choose, hint))
            self._chips.addWidget(ActionButton(chip, "link"))
        if said or found:
            self._chips.addStretch()

    def _choose(self, hint: "Hint", _checked: bool = False) -> None:
        if hint.kind == "task":
            self.item, self._title = hint.value, hint.words
        elif hint.kind == "activity":
            self._kind = hint.value
        elif hint.kind == "day":
            self._day = date.fromisoformat(hint.value)
        else:
            self.field.setText(hint.value)
        self._show_about()
        self._show_hints()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_said(self) -> None:
        self._dropped = True
        self._show_hints()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enter_chips(self) -> None:
        if self._wait.isActive():  # they are of what stood there before the last letters
            self._wait.stop()
            self._show_hints()
        for place in range(self._chips.count()):
            item = self._chips.itemAt(place)
            widget = item.widget() if item is not None else None
            if isinstance(widget, ActionButton) and widget.text() != "不记这些":
                widget.show()  # a new one is not to be seen yet, and takes no focus then
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_CHIP else f"{words[:_LONGEST_CHIP]}…"


class _Field(QLineEdit):
    """Leaves Ctrl+Z to the page while nothing was typed in it; pasted pictures and files are no text."""

    pasted = Signal(list)  # of Path
    left_down = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            paths = pasted_paths(QGuiApplication.clipboard().mimeData())
            if paths:
                self.pasted.emit(paths)
                return
        if event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
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
