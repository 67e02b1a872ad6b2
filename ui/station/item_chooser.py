"""Which task of the ledger: found by typing, taken with Enter or a double click."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton
from ui.widgets.filter_bar import SearchField

__all__ = ["ItemChooser"]

_ITEM = Qt.ItemDataRole.UserRole


class ItemChooser(QDialog):
    """Offers (id, words); `picked` comes with the ids that were ticked."""

    picked = Signal(list)

    def __init__(self, title: str, items: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._items = items
        self._ticked: set[str] = set()
        self.search = SearchField("找任务")
        self.search.asked.connect(lambda _text: self._show())
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(title)
        self.list.itemClicked.connect(self._turn)
        tick = QAction("勾上", self.list)
        tick.setShortcut(QKeySequence("Space"))
        tick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        tick.triggered.connect(lambda *_on: self._turn(self.list.currentItem()))
        self.list.addAction(tick)
        self._cancel = QAction("取消", self)
        set_icon(self._cancel, "x")
        self._cancel.triggered.connect(self.reject)
        self._take = QAction("关联", self)
        set_icon(self._take, "link")
        self._take.triggered.connect(self._finish)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(ActionButton(self._cancel))
        foot.addWidget(ActionButton(self._take, "main"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        window = self.parentWidget()
        assert window is not None
        self.resize(min(760, window.width() - 80), min(520, window.height() - 60))
        self._show()
        self._count()

    def _show(self) -> None:
        words = self.search.text().casefold().split()
        self.list.clear()
        for item, text in self._items:
            if all(word in text.casefold() for word in words):
                row = QListWidgetItem(text, self.list)
                row.setData(_ITEM, item)
                row.setFlags(row.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)  # the whole row is the box
                row.setCheckState(_state(item in self._ticked))

    def _turn(self, row: QListWidgetItem | None) -> None:
        if row is None:
            return
        self._ticked ^= {row.data(_ITEM)}
        row.setCheckState(_state(row.data(_ITEM) in self._ticked))
        self._count()

    def _count(self) -> None:
        self._take.setText(f"关联到 {len(self._ticked)} 项" if self._ticked else "关联")
        self._take.setEnabled(bool(self._ticked))

    def _finish(self) -> None:
        self.accept()
        self.picked.emit([item for item, _ in self._items if item in self._ticked])


def _state(ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
