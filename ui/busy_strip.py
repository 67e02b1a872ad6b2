"""What the window shows while a job runs."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.widgets.buttons import ActionButton

__all__ = ["BusyStrip"]

_SHOWN_AFTER_MS = 250  # what is done sooner would only flicker


class BusyStrip(QFrame):
    """Title, progress and a button that cancels; hidden while nothing runs."""

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("busy")
        self._title = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._numbers = QLabel()
        self._numbers.setProperty("role", "soft")
        self._cancel = QAction("取消", self)
        set_icon(self._cancel, "x")
        self._cancel.triggered.connect(jobs.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._bar, 1)
        layout.addWidget(self._numbers)
        layout.addWidget(ActionButton(self._cancel))
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(_SHOWN_AFTER_MS)
        self._delay.timeout.connect(self.show)
        jobs.started.connect(self._begin)
        jobs.progressed.connect(self._step)
        jobs.stopping.connect(self._show_stopping)
        jobs.ended.connect(self._end)
        self.hide()

    def _show_stopping(self) -> None:
        self._title.setText("正在停下来，已经做的会撤回……")
        self._cancel.setEnabled(False)

    def _begin(self, title: str) -> None:
        self._title.setText(f"{title}……")
        self._numbers.clear()
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self._delay.start()

    def _step(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._numbers.setText(f"{done}/{total}")

    def _end(self) -> None:
        self._delay.stop()
        self.hide()
