"""The files of a record as small pictures: added by mouse or dialog, opened, taken away."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QImageReader,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from ui import messages, theme
from ui.icons import pixmap, set_icon
from ui.opening import open_file
from ui.station.attaching import pasted_paths, paths_of
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.evidence.lists import EvidenceRow
    from app.workspace import Workspace

__all__ = ["EvidenceStrip"]

_SIDE_PX = 96
_ROW = Qt.ItemDataRole.UserRole


class EvidenceStrip(QWidget):
    """Files of one record. Files are dropped anywhere on it."""

    added = Signal(list)  # of Path
    removed = Signal(str)  # id of the use
    dropped = Signal(object)  # Path that was waiting and is not to be taken in

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._add = QAction("添加照片或文件", self)
        set_icon(self._add, "paperclip")
        self._add.triggered.connect(self._choose)
        self._fetch = QAction("取照片", self)
        set_icon(self._fetch, "camera")
        self._fetch.triggered.connect(self._pick)
        self._fetch.setVisible(False)
        self._paste = QAction("粘贴照片或文件", self)
        self._paste.setShortcut(QKeySequence.StandardKey.Paste)
        self._paste.triggered.connect(self._take_pasted)
        self.addAction(self._paste)
        self._ws: Workspace | None = None
        self._remove = QAction("移除", self)
        set_icon(self._remove, "trash-2")
        self._remove.triggered.connect(self._remove_current)
        self._note = QLabel()
        self._note.setProperty("role", "soft")
        self._note.setWordWrap(True)
        self._list = QListWidget()
        self._list.setViewMode(QListWidget.ViewMode.IconMode)
        self._list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self._list.setMovement(QListWidget.Movement.Static)
        self._list.setUniformItemSizes(True)
        self._list.setWordWrap(False)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setAccessibleName("照片和文件")
        self._list.itemActivated.connect(self._open)
        self._list.itemSelectionChanged.connect(self._follow)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._menu)
        head = QHBoxLayout()
        head.addWidget(ActionButton(self._fetch))
        head.addWidget(ActionButton(self._add))
        head.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        below = QHBoxLayout()  # beside the others it would be too wide for a narrow detail
        below.addWidget(self._note, 1)
        below.addWidget(ActionButton(self._remove, "quiet"), 0, Qt.AlignmentFlag.AlignRight)
        layout.addLayout(below)
        layout.addWidget(self._list, 1)
        theme.current().changed.connect(self._fit)
        self._fit()
        self.show_files([], "")

    def show_files(self, rows: "Sequence[EvidenceRow]", note: str) -> None:
        """Show these files under this sentence."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._list.clear()
        for row in rows:
            item = QListWidgetItem(_picture(row), row.file_name)
            item.setData(_ROW, row)
            item.setToolTip(_words(row))
            item.setSizeHint(self._list.gridSize())  # its own would cut the name off
            self._list.addItem(item)
        self._follow()

    def show_waiting(self, paths: Sequence[Path], note: str) -> None:
        """Show files that are taken in when their record is saved for the first time."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._list.clear()
        for path in paths:
            item = QListWidgetItem(_waiting_picture(path), path.name, self._list)
            item.setData(_ROW, path)
            item.setToolTip(f"{path.name}\n保存后一起存进来")
            item.setSizeHint(self._list.gridSize())
        self._follow()

    def offer_pictures(self, ws: "Workspace") -> None:
        """Offer to fetch photos from phones and folders."""
        self._ws = ws
        self._fetch.setVisible(True)

    def set_editable(self, editable: bool) -> None:
        """Let files be added and taken away, or not."""
        for action in (self._add, self._fetch, self._paste):
            action.setEnabled(editable)
        self.setAcceptDrops(editable)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.added.emit(paths_of(event.mimeData()))

    def _choose(self) -> None:
        paths = messages.choose_files("添加照片或文件")
        if paths:
            self.added.emit(paths)

    def _pick(self) -> None:
        from ui.station.picture_picker import pick_pictures

        if self._ws is not None:
            pick_pictures(self._ws, self.added.emit, self)

    def _take_pasted(self) -> None:
        paths = pasted_paths(QGuiApplication.clipboard().mimeData())
        if paths:
            self.added.emit(paths)

    def _remove_current(self) -> None:
        items = self._list.selectedItems()
        kept = items[0].data(_ROW) if items else None
        if isinstance(kept, Path):
            self.dropped.emit(kept)
        elif kept is not None:
            self.removed.emit(kept.use)

    def _current(self) -> "EvidenceRow | None":
        items = self._list.selectedItems()
        kept = items[0].data(_ROW) if items else None
        return None if isinstance(kept, Path) else kept

    def _open(self, item: QListWidgetItem) -> None:
        if not isinstance(item.data(_ROW), Path):
            open_file(item.data(_ROW))

    def _follow(self) -> None:
        self._remove.setEnabled(bool(self._list.selectedItems()) and self._add.isEnabled())

    def _menu(self, place: QPoint) -> None:
        row = self._current()
        if row is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row.path is not None:
            menu.addAction("打开", lambda: open_file(row))
        if row.original is not None:
            menu.addAction("打开原件", lambda: open_file(row, original=True))
        menu.addAction(self._remove)
        menu.popup(self._list.mapToGlobal(place))

    def _fit(self) -> None:
        side = theme.scaled(_SIDE_PX)
        self._list.setIconSize(QSize(side, side))
        self._list.setGridSize(QSize(side + 20, side + theme.current().font_px + 22))
        for row in range(self._list.count()):
            self._list.item(row).setSizeHint(self._list.gridSize())


@lru_cache(maxsize=200)
def _small(path: Path, side: int) -> QIcon | None:
    """Return a kept picture made small; the file of a name never changes."""
    reader = QImageReader(str(path))
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else QIcon(QPixmap.fromImage(image))


def _waiting_picture(path: Path) -> QIcon:
    side = theme.scaled(_SIDE_PX)
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(side * 2, side * 2, Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if not image.isNull():
            return QIcon(QPixmap.fromImage(image))
    return QIcon(pixmap("file-text", theme.color("ink_faint"), side // 2, 2.0))


def _picture(row: "EvidenceRow") -> QIcon:
    side = theme.scaled(_SIDE_PX)
    if row.picture is not None and (small := _small(row.picture, side * 2)) is not None:
        return small
    name = {"photo": "image", "document": "file-text", "video": "play"}.get(row.kind, "file-text")
    return QIcon(pixmap(name, theme.color("ink_faint"), side // 2, 2.0))


def _words(row: "EvidenceRow") -> str:
    taken = "没有拍摄时间（微信发送常会去掉）"
    if row.kind != "photo":
        taken = ""
    elif row.captured_at is not None:
        from app.clock import local

        taken = f"拍摄于 {local(row.captured_at):%Y-%m-%d %H:%M}"
    missing = "" if row.path is not None else "文件不在本机"
    return "\n".join(part for part in (row.file_name, f"日期 {row.on}", taken, missing) if part)
