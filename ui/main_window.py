"""The one window of the program."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

import resources
from ui.frame import Frame

__all__ = ["MainWindow"]


class MainWindow(QMainWindow):
    """Shows one thing at a time: the line "正在打开", the first-start pages, or the frame with its pages."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("站务台账")
        self.setWindowIcon(QIcon(str(resources.path("icons/station-ledger.svg"))))
        self.setMinimumSize(1024, 540)
        self.resize(1366, 697)
        self._frame: Frame | None = None
        self._closing = False
        self.show_alone(_opening())

    def show_alone(self, content: QWidget) -> None:
        """Show `content` in the whole window: what there is before a data folder is open."""
        self._frame = None
        self.setCentralWidget(content)

    def show_frame(self, frame: Frame) -> None:
        """Show the pages of an open data folder."""
        self._frame = frame
        self.setCentralWidget(frame)
        frame.jobs.ended.connect(self._close_after_job)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._frame is not None and self._frame.jobs.busy:  # the job must come to its end first
            self._closing = True
            self._frame.stop_job()
            event.ignore()
            return
        if self._frame is not None:
            self._frame.jobs.shut_down()
        event.accept()

    def _close_after_job(self) -> None:
        if self._closing:
            self.close()


def _opening() -> QWidget:
    content = QWidget()
    words = QLabel("正在打开台账……")
    words.setProperty("role", "title")
    layout = QVBoxLayout(content)
    layout.addWidget(words, alignment=Qt.AlignmentFlag.AlignCenter)
    return content
