"""取照片: from a phone, a chat folder or any folder, newest first, an hour at a time."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.errors import Cancelled
from app.job import Job
from ui import messages, theme
from ui.icons import icon, set_icon
from ui.station.attaching import paths_of
from ui.station.picture_grid import PictureGrid
from ui.station.thumbnails import ThumbnailLoader
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.evidence.picking import Found, Hour
    from app.workspace import Workspace

__all__ = ["PicturePicker", "pick_pictures"]

_HERE = Qt.ItemDataRole.UserRole
_NOTHING = "这个文件夹里没有照片。"
_LOCKED = "微信自己存的图片是加密的，看不了。请在微信里选中照片，点“另存为”存到桌面或别的文件夹，再到那里取。"
_NO_PLACE = "手机用数据线连上后，在手机上点“传输文件”，再点“别的文件夹”找到它；也可以把照片直接拖进来。"


def pick_pictures(ws: "Workspace", taken: Callable[[list[Path]], object], parent: QWidget) -> "PicturePicker":
    """Let the user fetch photos, and hand over what was chosen."""
    picker = PicturePicker(ws, parent)
    picker.taken.connect(taken)
    picker.open()
    return picker


class PicturePicker(QDialog):
    """Folders and hours at the left, pictures at the right; gone when something was taken."""

    taken = Signal(list)  # of Path
    _looked = Signal(object)  # the Future of a look into a folder

    def __init__(self, ws: "Workspace", parent: QWidget) -> None:
        from app.evidence.picking import KnownFiles

        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("取照片")
        self.setAcceptDrops(True)
        self._ws = ws
        self._folder: Path | None = None
        self._hours: list[Hour] = []
        self._job, self._look = Job(), ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._loader = ThumbnailLoader(KnownFiles.read(ws).where, self)
        self._looked.connect(self._show_found, Qt.ConnectionType.QueuedConnection)
        self.places, self.hours = _list("从哪里取"), _list("什么时候拍的")
        self.grid = PictureGrid(self._loader)
        self.note = QLabel()
        self.note.setProperty("role", "soft")
        self.note.setWordWrap(True)
        self._other = self._action("别的文件夹", "folder-open", self._choose_folder)
        self._files = self._action("选别的文件", "paperclip", self._choose_files)
        self._group = self._action("选上这一组", "list-checks", self.grid.choose_shown)
        self._cancel = self._action("取消", "x", self.reject)
        self._take = self._action("添加", "check", self._take_chosen)
        self.places.currentItemChanged.connect(
            lambda now, _before: self._open(now.data(_HERE) if now else None)
        )
        self.hours.currentRowChanged.connect(self._show_hour)
        self.grid.changed.connect(self._count)
        self._build()
        self._offer()
        self._count()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._hand_over(paths_of(event.mimeData()))

    @override
    def done(self, result: int) -> None:
        self._job.cancel()
        self._look.shutdown(wait=True, cancel_futures=True)
        self._loader.shut_down()
        super().done(result)

    def _offer(self) -> None:
        from app.evidence.picking import picture_places

        for place in picture_places(self._ws):
            self._add_place(place.name, place.folder)
        if self.places.count():
            self.places.setCurrentRow(0)
        else:
            self.note.setText(_NO_PLACE)

    def _add_place(self, name: str, folder: Path) -> QListWidgetItem:
        item = QListWidgetItem(icon("folder", "ink_soft"), name, self.places)
        item.setData(_HERE, folder)
        item.setToolTip(str(folder))
        return item

    def _choose_folder(self) -> None:
        folder = messages.choose_folder("照片在哪个文件夹", self._folder)
        if folder is not None:
            self.places.setCurrentItem(self._add_place(folder.name or str(folder), folder))

    def _choose_files(self) -> None:
        paths = messages.choose_files("选照片或文件", folder=self._folder)
        if paths:
            self._hand_over(paths)

    def _open(self, folder: Path | None) -> None:
        from app.evidence.picking import find_pictures

        self._job.cancel()
        self._folder, self._job = folder, Job()
        self.hours.clear()
        self.grid.show_pictures([])
        if folder is not None:
            self.note.setText("正在看这个文件夹……")
            job = self._job
            self._look.submit(find_pictures, folder, job).add_done_callback(
                lambda done: self._looked.emit((folder, done))
            )

    def _show_found(self, looked: "tuple[Path, Future[Found]]") -> None:
        from app.evidence.picking import by_hour

        folder, done = looked
        if folder != self._folder or done.cancelled() or isinstance(done.exception(), Cancelled):
            return
        found = done.result()
        self._hours = by_hour(found.pictures, self._ws.today)
        for hour in self._hours:
            QListWidgetItem(f"{hour.name}　{len(hour.pictures)} 张", self.hours)
        locked = _LOCKED if found.locked else ""
        self.note.setText("" if found.pictures else locked or _NOTHING)
        self.hours.setCurrentRow(0)

    def _show_hour(self, row: int) -> None:
        hour = self._hours[row] if 0 <= row < len(self._hours) and self.hours.count() else None
        self.grid.show_pictures(hour.pictures if hour else [])
        self._group.setEnabled(hour is not None)

    def _count(self) -> None:
        number = len(self.grid.chosen)
        self._take.setText(f"添加 {number} 张" if number else "添加")
        self._take.setEnabled(bool(number))

    def _take_chosen(self) -> None:
        from app.evidence.picking import remember_place

        if self._folder is not None:
            remember_place(self._ws, self._folder)
        self._hand_over(list(self.grid.chosen))

    def _hand_over(self, paths: list[Path]) -> None:
        self.accept()
        self.taken.emit(paths)

    def _action(self, text: str, drawing: str, run: Callable[[], object]) -> QAction:
        made = QAction(text, self)
        set_icon(made, drawing)
        made.triggered.connect(lambda *_checked: run())
        return made

    def _build(self) -> None:
        left = QVBoxLayout()
        for words, view, share in (("从哪里取", self.places, 2), ("什么时候拍的", self.hours, 3)):
            head = QLabel(words)
            head.setProperty("role", "heading")
            left.addWidget(head)
            left.addWidget(view, share)
            if view is self.places:
                left.addWidget(ActionButton(self._other, "quiet"), 0, Qt.AlignmentFlag.AlignLeft)
        side = QWidget()
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(theme.scaled(220))
        right = QVBoxLayout()
        right.addWidget(self.note)
        right.addWidget(self.grid, 1)
        middle = QHBoxLayout()
        middle.addWidget(side)
        middle.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addWidget(ActionButton(self._files, "quiet"))
        foot.addStretch()
        foot.addWidget(ActionButton(self._group))
        foot.addWidget(ActionButton(self._cancel))
        foot.addWidget(ActionButton(self._take, "main"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addLayout(middle, 1)
        layout.addLayout(foot)
        window = self.parentWidget()
        assert window is not None
        self.resize(min(1040, window.width() - 80), min(620, window.height() - 60))


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setUniformItemSizes(True)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return made
