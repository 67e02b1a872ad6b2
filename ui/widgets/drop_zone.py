"""A place to drop files on, and a button for those who would rather choose them."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui import messages, theme
from ui.icons import pixmap, set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["DropZone"]


class DropZone(QFrame):
    """Takes files and folders by mouse, or files through a dialog; says what they are for."""

    dropped = Signal(list)  # of Path

    def __init__(
        self, text: str, *, kinds: str, folders: bool = False, parent: QWidget | None = None
    ) -> None:
        """Set up for files of `kinds`, a constant of `ui.messages`.

        Args:
            folders: Offer to choose a folder as well.
        """
        super().__init__(parent)
        self.setProperty("role", "drop")
        self.setAcceptDrops(True)
        self._kinds = kinds
        picture = QLabel()
        picture.setPixmap(pixmap("inbox", theme.color("accent"), 40, 2.0))
        words = QLabel(text)
        words.setWordWrap(True)
        words.setProperty("role", "soft")
        self._choose = QAction("选择文件", self)
        set_icon(self._choose, "folder-open")
        self._choose.triggered.connect(self._choose_files)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(ActionButton(self._choose))
        if folders:
            self._choose_folder = QAction("选择文件夹", self)
            set_icon(self._choose_folder, "folder")
            self._choose_folder.triggered.connect(self._take_folder)
            row.addWidget(ActionButton(self._choose_folder))
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addStretch()
        for label in (picture, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addLayout(row)
        layout.addStretch()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _paths(event):
            event.acceptProposedAction()
            self._glow(True)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._glow(False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._glow(False)
        event.acceptProposedAction()
        self.dropped.emit(_paths(event))

    def _choose_files(self) -> None:
        paths = messages.choose_files("选择文件", self._kinds)
        if paths:
            self.dropped.emit(paths)

    def _take_folder(self) -> None:
        folder = messages.choose_folder("选择文件夹")
        if folder is not None:
            self.dropped.emit([folder])

    def _glow(self, on: bool) -> None:
        self.setProperty("over", on)
        self.style().polish(self)


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
