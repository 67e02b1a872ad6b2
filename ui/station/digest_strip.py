"""The strip at the top of Today: what changed since the last opening, and what waits to be sorted."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.work.digest import Digest

__all__ = ["DigestStrip"]


class DigestStrip(QFrame):
    """One or two sentences and what can be done about them; gone once the user has read it."""

    sort = Signal()  # the lines that are about no task

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._read = False
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._sort = QAction("现在归类", self)
        set_icon(self._sort, "list-todo")
        self._sort.triggered.connect(self.sort)
        done = QAction("知道了", self)
        set_icon(done, "x")
        done.triggered.connect(self._close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(10)
        layout.addWidget(self.words, 1)
        layout.addWidget(ActionButton(self._sort, "link"), 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(ActionButton(done, "quiet"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_digest(self, digest: "Digest", today: date) -> None:
        """Show what changed, unless it was read or nothing did."""
        said = list(digest.sentences)
        parts = []
        if said and digest.since is not None:
            from app.clock import civil_date

            parts.append(f"上次打开是{_day(civil_date(digest.since), today)}。这以后：{'；'.join(said)}。")
        if digest.to_sort:
            when = "这周" if digest.sort_to >= today else "上周"
            parts.append(f"{when}有 {digest.to_sort} 条日志还没有归到任务。")
        self._sort.setVisible(bool(digest.to_sort))
        self.words.setText("".join(parts))
        self.setVisible(bool(parts) and not self._read)

    def _close(self) -> None:
        self._read = True
        self.hide()


def _day(day: date, today: date) -> str:
    near = {0: "今天", 1: "昨天", 2: "前天"}.get((today - day).days)
    return near or f" {day.month} 月 {day.day} 日"
