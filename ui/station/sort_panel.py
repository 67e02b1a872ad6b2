"""A strip that asks, line by line, which task a line of the log is about."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui.icons import set_icon
from ui.page import Context
from ui.undo import Steps
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.work.log import LogRow
    from app.work.suggesting import Suggestion

__all__ = ["SortPanel"]

_LONGEST = 14
_DIGITS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3)


class SortPanel(QFrame):
    """1 to 3 choose a proposed task, 0 says that there is none, Esc leaves the rest for another time."""

    closed = Signal()  # everything is sorted, or left for another time

    def __init__(self, context: Context, steps: Steps, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._steps = context, steps
        self._skipped: set[str] = set()
        self._days: tuple[date, date] | None = None
        self.setProperty("role", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._entry = ""
        self._found: Sequence[Suggestion] = ()
        self.words = QLabel()
        self.words.setProperty("role", "heading")
        self.words.setWordWrap(True)
        self._count = QLabel()
        self._count.setProperty("role", "small")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(6)
        self.tasks = QComboBox()
        self.tasks.setAccessibleName("别的任务")
        self.tasks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.tasks.setMinimumContentsLength(10)
        self.tasks.activated.connect(self._choose_other)
        none = self._action("0 不归任务", "ban", self._settle)
        later = self._action("下一条", "chevron-right", self.skip)
        leave = self._action("以后再归", "x", self._leave)
        head = QHBoxLayout()
        head.addWidget(self.words, 1)
        head.addWidget(self._count)
        head.addWidget(ActionButton(leave, "quiet"))
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addLayout(self._chips)
        below.addWidget(self.tasks)
        below.addWidget(ActionButton(none))
        below.addWidget(ActionButton(later, "quiet"))
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(below)
        self.hide()

    def offer(self, tasks: Sequence[tuple[str, str]]) -> None:
        """Offer these (item, words) pairs beside what is proposed."""
        self.tasks.clear()
        self.tasks.addItem("别的任务…", "")
        for value, word in tasks:
            self.tasks.addItem(word, value)

    def start(self, *, week: bool = False) -> None:
        """Ask about all lines that are about no task, or only about those of the week that is asked for now."""
        from app.work.digest import week_to_sort

        self._skipped = set()
        self._days = week_to_sort(self._context.ws.today)[:2] if week else None
        self._ask_next()

    def skip(self) -> None:
        """Leave this line for another time and ask about the next."""
        self._skipped.add(self._entry)
        self._ask_next()

    def _ask_next(self) -> None:
        """Ask about the newest line that is left."""
        from app.work.log import LogFilter, list_log
        from app.work.suggesting import suggest_tasks

        ws = self._context.ws
        start, end = self._days or (None, None)
        wanted = LogFilter(start=start, end=end, unlinked=True)
        rows = [row for row in list_log(ws, wanted=wanted) if row.id not in self._skipped]
        if rows:
            self._show(rows[0], suggest_tasks(ws, rows[0].text), len(rows))
        else:
            self._context.status("剩下的以后再归" if self._skipped else "日志都归好类了")
            self._leave()

    def _show(self, row: "LogRow", found: "Sequence[Suggestion]", left: int) -> None:
        self._entry, self._found = row.id, found[: len(_DIGITS)]
        self.words.setText(f"{row.on.month} 月 {row.on.day} 日　{row.text}")
        self._count.setText(f"还有 {left} 条")
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, one in enumerate(self._found, start=1):
            words = one.content
            short = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
            chip = self._action(f"{number} {short}", None, partial(self._link, one.item))
            chip.setToolTip(words)
            self._chips.addWidget(ActionButton(chip))
        self.tasks.setCurrentIndex(0)
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _DIGITS and _DIGITS.index(key) < len(self._found):
            self._link(self._found[_DIGITS.index(key)].item)
        elif key == Qt.Key.Key_0:
            self._settle()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _choose_other(self, _index: int) -> None:
        if item := str(self.tasks.currentData() or ""):
            self._link(item)

    def _link(self, item: str) -> None:
        from app.work.log import link_log

        self._steps.do("归类", lambda: link_log(self._context.ws, self._entry, item))
        self._ask_next()

    def _settle(self) -> None:
        from app.work.log import settle_log

        self._steps.do("不归任务", lambda: settle_log(self._context.ws, self._entry))
        self._ask_next()

    def _leave(self) -> None:
        self.hide()
        self.closed.emit()

    def _action(self, words: str, drawing: str | None, run: Callable[[], object]) -> QAction:
        action = QAction(words, self)
        if drawing is not None:
            set_icon(action, drawing)
        action.triggered.connect(lambda *_checked: run())
        return action
