"""Pictures of one hour as a grid: a click chooses, another one lets go."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui import theme
from ui.icons import draw
from ui.station.thumbnails import SIDE_PX, Small, ThumbnailLoader

if TYPE_CHECKING:
    from app.evidence.picking import FoundPicture

__all__ = ["PictureGrid"]

Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_PICTURE: Final = Qt.ItemDataRole.UserRole
_SIDE: Final = 128
_KEPT: Final = 600  # small pictures in memory, 75 kB each


class PictureGrid(QListView):
    """Shows pictures as they become known; what is used already is grey and says where."""

    changed = Signal()  # other pictures are chosen

    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self._pictures = _Pictures(loader)
        self._filling = False
        self.chosen: dict[Path, None] = {}  # over all hours, in the order of choosing
        self.setModel(self._pictures)
        self.setItemDelegate(_Cell(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.MultiSelection)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setAccessibleName("照片")
        self.selectionModel().selectionChanged.connect(self._follow)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_pictures(self, pictures: "Sequence[FoundPicture]") -> None:
        """Show these; those that were chosen are chosen still."""
        self._filling = True
        self._pictures.show(pictures)
        selection = QItemSelection()
        for row, picture in enumerate(pictures):
            if picture.path in self.chosen:
                index = self._pictures.index(row)
                selection.select(index, index)
        self.selectionModel().select(selection, self.selectionModel().SelectionFlag.ClearAndSelect)
        self._filling = False
        self.scrollToTop()

    def choose_shown(self) -> None:
        """Choose all that are shown and new."""
        selection = QItemSelection()
        for row in range(self._pictures.rowCount()):
            if not self._pictures.where(row):
                selection.select(self._pictures.index(row), self._pictures.index(row))
        self.selectionModel().select(selection, self.selectionModel().SelectionFlag.Select)

    def _follow(self, now: QItemSelection, before: QItemSelection) -> None:
        if self._filling:
            return
        for index in now.indexes():
            self.chosen[index.data(_PICTURE).path] = None
        for index in before.indexes():
            self.chosen.pop(index.data(_PICTURE).path, None)
        self.changed.emit()

    def _fit(self) -> None:
        side = theme.scaled(_SIDE)
        self.setGridSize(QSize(side + 16, side + theme.current().font_px + 18))


class _Pictures(QAbstractListModel):
    def __init__(self, loader: ThumbnailLoader) -> None:
        super().__init__()
        self._loader = loader
        self._shown: Sequence[FoundPicture] = ()
        self._rows: dict[Path, int] = {}
        self._small: dict[Path, Small] = {}
        loader.made.connect(self._take)

    def show(self, pictures: "Sequence[FoundPicture]") -> None:
        self.beginResetModel()
        self._loader.forget()
        self._shown = pictures
        self._rows = {picture.path: row for row, picture in enumerate(pictures)}
        self.endResetModel()

    def where(self, row: int) -> str:
        small = self._small.get(self._shown[row].path)
        return small.where if small else ""

    def small(self, row: int) -> Small | None:
        picture = self._shown[row]
        if (found := self._small.get(picture.path)) is None:
            self._loader.ask(picture)
        return found

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        picture = self._shown[index.row()]
        if role == _PICTURE:
            return picture
        small = self._small.get(picture.path)
        used = f"用过：{small.where}" if small and small.where else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return used or f"{picture.at:%H:%M}"
        if role == Qt.ItemDataRole.ToolTipRole:
            unread = (
                "视频，没有预览。"
                if _is_video(picture)
                else "预览不了这一张，可能没有传完整，或是本机不认识的格式。仍可以添加，原件照样保存。"
            )
            parts = (
                picture.path.name,
                f"{picture.at:%Y-%m-%d %H:%M}",
                used,
                unread if small and small.image is None else "",
            )
            return "\n".join(part for part in parts if part)
        return None

    def _take(self, small: Small) -> None:
        while len(self._small) >= _KEPT:
            del self._small[next(iter(self._small))]
        self._small[small.path] = small
        if (row := self._rows.get(small.path)) is not None:
            self.dataChanged.emit(self.index(row), self.index(row))


def _is_video(picture: "FoundPicture") -> bool:
    from app.evidence.attach import EvidenceKind, kind_of

    return kind_of(picture.path.suffix) is EvidenceKind.VIDEO


class _Cell(QStyledItemDelegate):
    @override
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        side = theme.scaled(_SIDE)
        return QSize(side + 16, side + theme.current().font_px + 18)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Pictures)
        small = model.small(index.row())
        rect: QRect = option.rect.adjusted(4, 4, -4, -4)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        words = QRect(
            rect.left(),
            rect.bottom() - theme.current().font_px - 5,
            rect.width(),
            theme.current().font_px + 6,
        )
        frame = rect.adjusted(0, 0, 0, -words.height() - 2)
        painter.save()
        painter.fillRect(frame, theme.color("head"))
        used = bool(small and small.where)
        painter.setOpacity(0.35 if used else 1.0)
        _draw(painter, frame, small)
        painter.setOpacity(1.0)
        if chosen:
            painter.setPen(QPen(theme.color("accent"), 4))
            painter.drawRect(frame.adjusted(2, 2, -2, -2))
            side = theme.scaled(22)
            mark = QRect(frame.right() - side - 4, frame.top() + 5, side, side)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(mark)
            draw(painter, "check", theme.color("surface"), QRectF(mark.adjusted(4, 4, -4, -4)))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DotLine))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.setPen(theme.color("ink_soft" if used else "ink"))
        painter.setFont(theme.current().font(larger=-2))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


def _draw(painter: QPainter, frame: QRect, small: Small | None) -> None:
    if small is None:
        return
    if small.image is None:
        side = theme.scaled(40)
        box = QRectF(frame.center().x() - side / 2, frame.center().y() - side / 2, side, side)
        draw(painter, "image", theme.color("ink_faint"), box)
        return
    image: QImage = small.image
    size = image.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
    size = size.boundedTo(QSize(SIDE_PX * 2, SIDE_PX * 2))
    place = QRect(
        frame.center().x() - size.width() // 2,
        frame.center().y() - size.height() // 2,
        size.width(),
        size.height(),
    )
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, image)
