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
        self.jobs = JobRunner(self)
        self.jobs.ended.connect(self._close_after_job)
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

    def show_content(self, content: QWidget) -> None:
        """Show `content` in the whole window; what was there before is done with."""
        self.setCentralWidget(content)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)
        return False

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.jobs.busy:  # it must come to its end first
            self._closing = True
            self.jobs.cancel()
            event.ignore()
            return
        self.jobs.shut_down()
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
