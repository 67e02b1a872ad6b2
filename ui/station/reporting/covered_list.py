"""Items of the ledger to tick: what a report told of, what a request is about."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui import theme
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton
from ui.widgets.folding_row import FoldingRow

__all__ = ["CoveredList"]

_KEY = Qt.ItemDataRole.UserRole
_ROWS = 6


class CoveredList(QWidget):
    """A list with boxes; Space ticks, two buttons tick all or none."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._label = QLabel(title)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._tell)
        every, none = QAction("全选", self), QAction("全不选", self)
        set_icon(every, "list-checks")
        set_icon(none, "x")
        every.triggered.connect(lambda *_: self.tick(self.keys()))
        none.triggered.connect(lambda *_: self.tick(()))
        buttons = [ActionButton(every, "link"), ActionButton(none, "link")]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(FoldingRow([self._label], buttons, self._label))
        layout.addWidget(self.list)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_items(self, items: Sequence[tuple[str, str]], ticked: Collection[str]) -> None:
        """Show (id, words) of each item, those ticked first."""
        with QSignalBlocker(self.list):
            self.list.clear()
            for key, words in sorted(items, key=lambda item: item[0] not in ticked):
                line = QListWidgetItem(words, self.list)
                line.setData(_KEY, key)
                line.setToolTip(words)
                line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                line.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
        self._count()

    def ticked(self) -> tuple[str, ...]:
        """Return the ids of the ticked items."""
        lines = [self.list.item(row) for row in range(self.list.count())]
        return tuple(line.data(_KEY) for line in lines if line.checkState() == Qt.CheckState.Checked)

    def keys(self) -> tuple[str, ...]:
        """Return the ids of all items."""
        return tuple(self.list.item(row).data(_KEY) for row in range(self.list.count()))

    def tick(self, keys: Collection[str]) -> None:
        """Tick these and no others."""
        with QSignalBlocker(self.list):
            for row in range(self.list.count()):
                line = self.list.item(row)
                on = line.data(_KEY) in keys
                line.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._tell()

    def _tell(self) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        self._label.setText(f"{self._title}（{len(self.ticked())}/{self.list.count()} 项）")

    def _fit(self) -> None:
        line = QFontMetrics(theme.current().font()).lineSpacing()
        self.list.setFixedHeight(_ROWS * (line + 8))
