"""The one window of the program."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from ui.jobs import JobRunner

__all__ = ["MainWindow"]


class MainWindow(QMainWindow):
    """Shows one thing at a time: "正在打开台账", the first-start pages, or the frame of an open ledger."""

    painted = Signal()  # something is on the screen for the first time

    def __init__(self) -> None:
        super().__init__()
        self.jobs = JobRunner(self)  # opens ledgers; what is shown has a runner of its own
        self.jobs.ended.connect(self._close_after_job)
        self._content_jobs: JobRunner | None = None
        self._closing = False
        self.setWindowTitle("站务台账")
        self.setMinimumSize(1024, 540)
        self.resize(1366, 697)
        self._first = _opening()
        self._first.installEventFilter(self)
        self.show_content(self._first)

    def show_opening(self) -> None:
        """Show that a ledger is being opened."""
        self.show_content(_opening())

    def show_content(self, content: QWidget, jobs: JobRunner | None = None) -> None:
        """Show `content` in the whole window; what was there before is done with.

        Args:
            content: Fills the window.
            jobs: Its runner, which lives and dies with it, and so do the connections to it.
        """
        if self._content_jobs is not None:
            self._content_jobs.shut_down()
        self._content_jobs = jobs
        if jobs is not None:
            jobs.setParent(content)
            jobs.ended.connect(self._close_after_job)
        self.setCentralWidget(content)

    def rest(self) -> None:
        """Let what the content does on the side come to its end; nothing new is started in it."""
        if self._content_jobs is not None:
            self._content_jobs.shut_down()

    @property
    def busy(self) -> bool:
        """Whether a job is running."""
        return any(jobs.busy for jobs in self._runners())

    def _runners(self) -> list[JobRunner]:
        return [self.jobs] if self._content_jobs is None else [self.jobs, self._content_jobs]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)
        return False

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.busy:  # it must come to its end first
            self._closing = True
            for jobs in self._runners():
                jobs.cancel()
            event.ignore()
            return
        for jobs in self._runners():
            jobs.shut_down()
        event.accept()

    def _close_after_job(self) -> None:
        if self._closing:
            self.close()


def _opening() -> QWidget:
    content = QWidget()
    words = QLabel("正在打开台账……")
    words.setProperty("role", "title")
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout = QVBoxLayout(content)
    layout.addWidget(words)
    return content
