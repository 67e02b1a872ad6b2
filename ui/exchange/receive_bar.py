"""One line that says where packages go in, with buttons for those who would rather choose."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from ui import messages, theme
from ui.icons import pixmap
from ui.page import Page
from ui.widgets.buttons import ActionButton

__all__ = ["ReceiveBar"]


class ReceiveBar(QFrame):
    """Files and folders are dropped anywhere in the window; this line says so."""

    chosen = Signal(list)  # of Path

    def __init__(self, page: Page, words: str) -> None:
        super().__init__()
        self.setProperty("role", "drop")
        picture = QLabel()
        picture.setPixmap(pixmap("inbox", theme.color("accent"), 28, 2.0))
        label = QLabel(words)
        label.setProperty("role", "soft")
        label.setWordWrap(True)
        files = page.action("选择文件", self._choose_files, icon_name="file-down", writes=True)
        folder = page.action("选择文件夹或U盘", self._choose_folder, icon_name="folder-open", writes=True)
        self.folder_button = ActionButton(folder)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.setSpacing(10)
        layout.addWidget(picture)
        layout.addWidget(label, 1)
        layout.addWidget(ActionButton(files))
        layout.addWidget(self.folder_button)

    def _choose_files(self) -> None:
        paths = messages.choose_files("选择要接收的数据包", messages.PACKAGE)
        if paths:
            self.chosen.emit(paths)

    def _choose_folder(self) -> None:
        folder = messages.choose_folder("选择数据包所在的文件夹或U盘")
        if folder is not None:
            self.chosen.emit([folder])
