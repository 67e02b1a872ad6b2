"""What was found, under the search box: groups with counts, one line a record."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme

if TYPE_CHECKING:
    from app.search.finding import Found, Hit

__all__ = ["Results"]

Index = QModelIndex | QPersistentModelIndex
_FIRST: Final = 5  # of each group, before the rest is asked for
_HIT: Final = Qt.ItemDataRole.UserRole
_MORE: Final = Qt.ItemDataRole.UserRole + 1
_MARKED: Final = Qt.ItemDataRole.UserRole + 2
_PLACE: Final = Qt.ItemDataRole.UserRole + 3
_NOTE: Final = Qt.ItemDataRole.UserRole + 4
_WIDEST_PX: Final = 720


class Results(QFrame):
    """A sheet over the page; it never takes the focus, so typing goes on."""

    opened = Signal(object)  # the Hit

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("results")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoFillBackground(True)
        self._found: Sequence[Found] = ()
        self._parts: Sequence[str] = ()
        self._whole: set[str] = set()  # groups that are shown whole
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("查找结果")
        self.list.itemClicked.connect(self._open)
        self.words = QLabel()
        self.words.setProperty("role", "small")
        self.words.setContentsMargins(12, 4, 12, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.words)
        self.hide()

    def show_found(self, found: "Sequence[Found]", parts: Sequence[str], *, unfinished: bool) -> None:
        """Show what was found.

        Args:
            found: Groups with hits.
            parts: What was looked for, folded; drawn bold where a title holds it.
            unfinished: The index does not hold everything yet.
        """
        self._found, self._parts, self._whole = found, parts, set()
        waiting = "还在整理以前的记录，过一会儿会更全。" if unfinished else ""
        if found:
            self.words.setText(f"↑↓ 选择，回车打开，Esc 关闭。{waiting}")
        else:
            self.words.setText(f"没有找到。可以换个词，或打拼音首字母，如“文体广场”打 wtgc。{waiting}")
        self._fill()

    def step(self, by: int) -> None:
        """Move to the next line that can be opened, down (1) or up (-1)."""
        row = self.list.currentRow() + by
        while 0 <= row < self.list.count():
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(row)
                return
            row += by
        if by < 0:
            self.list.scrollToTop()

    def open_current(self) -> None:
        """Open the current line."""
        item = self.list.currentItem()
        if item is not None:
            self._open(item)

    def place_under(self, box: QWidget) -> None:
        """Stand under `box`, as high as needed and never over the edge."""
        parent = self._over
        corner = box.mapTo(parent, box.rect().bottomRight())
        width = min(theme.scaled(_WIDEST_PX), parent.width() - 24)
        left = max(12, min(corner.x() - width, parent.width() - width - 12))
        top = corner.y() + 4
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        height = rows + self.words.sizeHint().height() + 6
        self.setGeometry(left, top, width, min(height, parent.height() - top - 12))
        self.raise_()

    def _fill(self) -> None:
        kept = max(0, self.list.currentRow())  # where "more" stood, the first of what it brought
        self.list.clear()
        for group in self._found:
            head = QListWidgetItem(f"{group.word}　{group.count_word}")
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(head)
            shown = group.hits if group.group in self._whole else group.hits[:_FIRST]
            for hit in shown:
                self.list.addItem(self._line(hit))
            if len(shown) < len(group.hits):
                more = QListWidgetItem(f"再看 {len(group.hits) - len(shown)} 条{group.word}")
                more.setData(_MORE, group.group)
                self.list.addItem(more)
        self.list.setVisible(self.list.count() > 0)
        self.list.setCurrentRow(kept - 1)
        self.step(1)

    def _line(self, hit: "Hit") -> QListWidgetItem:
        title = " ".join((hit.title or hit.place).split())
        item = QListWidgetItem(title)
        place = "" if hit.title_holds or not hit.title else hit.place
        item.setData(_HIT, hit)
        item.setData(_MARKED, _marked(title, self._parts))
        item.setData(_PLACE, place)
        item.setData(_NOTE, hit.note)
        item.setToolTip("\n".join(part for part in (title, place, hit.note) if part))
        return item

    def _open(self, item: QListWidgetItem) -> None:
        hit = item.data(_HIT)
        group = item.data(_MORE)
        if group is not None:
            self._whole.add(group)
            self._fill()
        elif hit is not None:
            self.opened.emit(hit)


def _marked(title: str, parts: Sequence[str]) -> list[tuple[int, int]]:
    """Return (first, length) of each part in `title`, in order; none where folding moves characters."""
    from app.search.folding import folded

    plain = folded(title)
    if len(plain) != len(title):
        return []
    found = [(plain.find(part), len(part)) for part in parts]
    return sorted(place for place in found if place[0] >= 0)


class _Lines(QStyledItemDelegate):
    """Heads small and soft; of a record the title, what was found around, station and day at the right."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        head = index.data(_HIT) is None
        return QSize(100, theme.scaled(28) if head else theme.current().row_px - 2)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        chosen = option.state & QStyle.StateFlag.State_Selected
        rect: QRect = option.rect
        if chosen:
            painter.fillRect(rect, theme.color("selection"))
        inside = rect.adjusted(12, 0, -12, 0)
        if index.data(_HIT) is None:
            more = index.data(_MORE) is not None
            painter.setFont(theme.current().font(bold=not more, larger=-2))
            painter.setPen(theme.color("accent_dark" if more else "ink_soft"))
            _draw(painter, inside.adjusted(12 if more else 0, 0, 0, 0), str(index.data()))
        else:
            self._paint_hit(painter, inside.adjusted(12, 0, 0, 0), index)
        painter.restore()

    def _paint_hit(self, painter: QPainter, rect: QRect, index: Index) -> None:
        small = theme.current().font(larger=-3)
        note: Any = index.data(_NOTE)
        painter.setFont(small)
        painter.setPen(theme.color("ink_soft"))
        width = min(painter.fontMetrics().horizontalAdvance(note) + 12, rect.width() // 2) if note else 0
        if note:
            _draw(painter, rect.adjusted(rect.width() - width, 0, 0, 0), note, Qt.AlignmentFlag.AlignRight)
        room = rect.adjusted(0, 0, -width - 8, 0)
        title, place = str(index.data()), str(index.data(_PLACE) or "")
        titles = room.adjusted(0, 0, -room.width() // 2, 0) if place else room
        used = _draw_marked(painter, titles, title, index.data(_MARKED))
        if place:
            painter.setFont(small)
            painter.setPen(theme.color("ink_soft"))
            _draw(painter, room.adjusted(used + 14, 0, 0, 0), place)


def _draw_marked(painter: QPainter, rect: QRect, title: str, marked: Sequence[tuple[int, int]]) -> int:
    """Draw `title` with the marked places bold, cut off at the right; return the width it took."""
    plain, bold = theme.current().font(), theme.current().font(bold=True)
    at, left = 0, rect.left()
    pieces = []
    for first, length in marked:
        if first >= at:
            pieces += [(title[at:first], False), (title[first : first + length], True)]
            at = first + length
    pieces.append((title[at:], False))
    for words, strong in pieces:
        painter.setFont(bold if strong else plain)
        painter.setPen(theme.color("accent_dark" if strong else "ink"))
        room = rect.right() - left
        if not words or room <= 0:
            continue
        _draw(painter, QRect(left, rect.top(), room, rect.height()), words)
        left += min(room, painter.fontMetrics().horizontalAdvance(words))
    return left - rect.left()


def _draw(
    painter: QPainter, rect: QRect, words: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    metrics: QFontMetrics = painter.fontMetrics()
    text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, text)
