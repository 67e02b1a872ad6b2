"""Steps that a station's and an office's first start share: text size and data folder."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel
from typing_extensions import override

from ui import messages
from ui.icons import set_icon
from ui.welcome.places import Place, free_place, propose_place
from ui.welcome.step_pages import StepContent, soft
from ui.widgets.buttons import ActionButton
from ui.widgets.text_size_buttons import TextSizeButtons

__all__ = ["FolderStep", "TextSizeStep"]


class TextSizeStep(StepContent):
    """Three samples; a click shows the whole program that way."""

    word = "文字大小"

    def __init__(self) -> None:
        super().__init__("文字多大看着舒服？", "点一个，整个程序马上变样。以后按 Ctrl+＋、Ctrl+－ 随时能改。")
        self.body.addWidget(TextSizeButtons())
        self.body.addStretch()


class FolderStep(StepContent):
    """Where the data lie: a proposal, and a way to another place."""

    word = "数据放哪里"
    next_word = "开始使用"

    def __init__(self, name: str) -> None:
        super().__init__(
            "台账数据放在哪里？",
            "不放在桌面，也尽量不放在系统盘：重装系统时这些地方会被清空。以后可以整个文件夹搬走。",
        )
        self._name = name
        self._place: Place | None = None
        self._path = QLabel()
        self._path.setProperty("role", "path")
        self._path.setWordWrap(True)
        self._path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._room = soft("")
        self._warning = QLabel(
            "这台电脑只有系统盘可用，数据先放在这里。请每周用U盘备份一次（设置与备份里有），重装系统前一定要备份。"
        )
        self._warning.setProperty("role", "warning")
        self._warning.setWordWrap(True)
        other = QAction("换一个位置", self)
        set_icon(other, "folder-open")
        other.triggered.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self._path, 1)
        row.addWidget(ActionButton(other))
        self.body.addLayout(row)
        self.body.addWidget(self._room)
        self.body.addWidget(self._warning)
        self.body.addStretch()

    @property
    def place(self) -> Place:
        """The chosen place; the proposal until another one is chosen."""
        if self._place is None:
            self._place = propose_place(self._name)
        return self._place

    @override
    def enter(self) -> None:
        self._show(self.place)

    def _choose(self) -> None:
        folder = messages.choose_folder("选择放数据的位置")
        if folder is not None:
            empty = folder.is_dir() and not any(folder.iterdir())
            self._show(free_place(folder if empty else folder / self._name))

    def _show(self, place: Place) -> None:
        self._place = place
        self._path.setText(str(place.folder))
        self._room.setText(f"这个盘还有 {place.free_bytes / 1e9:.0f} GB 空间。")
        self._warning.setVisible(place.on_system_disk)
