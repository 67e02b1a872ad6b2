"""The list of pages at the left of the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.icons import draw, set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["Navigation", "NavigationLine"]

Index = QModelIndex | QPersistentModelIndex
_WIDTH_PX: Final = 148
_FOLDED_PX: Final = 56
_LEAST_GAP_PX: Final = 8
_LINE: Final = Qt.ItemDataRole.UserRole


@dataclass
class NavigationLine:
    """One page in the list."""

    word: str
    icon_name: str
    count: int = 0  # 0 is not shown


class Navigation(QFrame):
    """Icon, word and count of each page; folds to the icons."""

    picked = Signal(int)  # position of the page
    picked_again = Signal()  # the page that is shown was clicked
    folded = Signal(bool)  # by the user

    def __init__(
        self,
        lines: Sequence[NavigationLine],
        actions: Sequence[QAction],
        person: QAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Show `lines`, below them who sits here and icons for `actions`."""
        super().__init__(parent)
        self._folded = False
        self.setObjectName("navigation")
        self._model = _Lines(lines)
        self._list = _List()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_LineDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName("页面")
        self._list.setMouseTracking(True)
        self._list.selectionModel().currentChanged.connect(lambda now, _before: self.picked.emit(now.row()))
        self._list.current_clicked.connect(self.picked_again)
        self._list.installEventFilter(self)
        self._fold = QAction("收起导航", self)
        set_icon(self._fold, "panel-left-close")
        self._fold.triggered.connect(self._toggle)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setContentsMargins(6, 0, 6, 6)
        self._foot.setSpacing(0)
        for action in (self._fold, *actions):
            self._foot.addWidget(ActionButton(action, "nav", icon_only=True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._list)
        self._person = None if person is None else ActionButton(person, "nav")
        if self._person is not None:
            self._person.setProperty("nav_line", True)
            layout.addWidget(self._person)
        layout.addLayout(self._foot)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_current(self, position: int) -> None:
        """Mark the page at `position` as the one being shown; -1 for none."""
        self._list.setCurrentIndex(self._model.index(position))

    def set_count(self, position: int, count: int) -> None:
        """Show a number beside a page."""
        self._model.set_count(position, count)

    def set_folded(self, folded: bool) -> None:
        """Show icons only, or words again."""
        self._folded = folded
        self._fold.setText("展开导航" if folded else "收起导航")
        self._fold.setToolTip(self._fold.text())
        set_icon(self._fold, "panel-left-open" if folded else "panel-left-close")
        direction = QBoxLayout.Direction.BottomToTop if folded else QBoxLayout.Direction.LeftToRight
        self._foot.setDirection(direction)
        if self._person is not None:
            self._person.show_words(not folded)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._list.doItemsLayout()  # lines are lower in a low window
            self._list.scrollTo(self._list.currentIndex())
        return False

    def _toggle(self) -> None:
        self.set_folded(not self._folded)
        self.folded.emit(self._folded)

    def _fit(self) -> None:
        self.setFixedWidth(_FOLDED_PX if self._folded else theme.scaled(_WIDTH_PX))
        self._list.doItemsLayout()


class _List(QListView):
    current_clicked = Signal()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        before, under = self.currentIndex(), self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if under.isValid() and under == before:
            self.current_clicked.emit()


class _Lines(QAbstractListModel):
    def __init__(self, lines: Sequence[NavigationLine]) -> None:
        super().__init__()
        self._lines = list(lines)

    @override
    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.word
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.word}，{line.count}项" if line.count else line.word
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.word}（Ctrl+{index.row() + 1}）" if index.row() < 9 else line.word
        return line if role == _LINE else None

    def set_count(self, position: int, count: int) -> None:
        self._lines[position].count = count
        self.dataChanged.emit(self.index(position), self.index(position))


class _LineDelegate(QStyledItemDelegate):
    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's height, less where all pages would not fit otherwise, but never a cramped one."""
        view = self.parent()
        room = view.height() if isinstance(view, QListView) else 0
        fitting = room // max(1, index.model().rowCount())
        least = option.fontMetrics.height() + _LEAST_GAP_PX
        return QSize(0, max(least, min(theme.current().row_px, fitting)))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_LINE)
        box = QRectF(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(box, theme.color("nav_selected"))
            painter.fillRect(QRectF(box.left(), box.top(), 4, box.height()), theme.color("nav_mark"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("nav_hover"))
        if focused:
            painter.setPen(theme.color("nav_mark"))
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        ink = theme.color("surface" if selected else "nav_ink")
        side = theme.scaled(20)
        draw(painter, line.icon_name, ink, QRectF(box.left() + 16, box.center().y() - side / 2, side, side))
        folded = box.width() <= _FOLDED_PX
        if not folded:
            painter.setFont(theme.current().font(bold=selected))
            painter.setPen(ink)
            words = box.adjusted(16 + side + 8, 0, 0, 0)
            painter.drawText(
                words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line.word
            )
        if line.count:
            _draw_count(painter, line.count, box, small=folded)
        painter.restore()


def _draw_count(painter: QPainter, count: int, box: QRectF, *, small: bool) -> None:
    words = str(count) if count < 100 else "99+"
    painter.setFont(theme.current().font(larger=-5 if small else -3, bold=True))
    metrics = painter.fontMetrics()
    height = metrics.height() - 1
    width = max(height, metrics.horizontalAdvance(words) + 8)
    top = box.top() + 2 if small else box.center().y() - height / 2
    label = QRectF(box.right() - width - (4 if small else 6), top, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("nav_count"))
    painter.drawRoundedRect(label, height / 2, height / 2)
    painter.setPen(theme.color("nav"))
    painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), words)
