"""The tasks that rest on a document, and tying others to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.documents.register import DocumentRow, list_resting
from app.tasks.open_items import list_items
from app.workspace import Role
from ui import theme
from ui.icons import set_icon
from ui.page import Context
from ui.station.item_chooser import ItemChooser
from ui.widgets.buttons import ActionButton

__all__ = ["RestingList"]

_ROW = Qt.ItemDataRole.UserRole
_LINES = 4


class RestingList(QWidget):
    """A line a task, with how it is known; Enter or a double click opens it."""

    tied = Signal(list)  # ids of all items that are tied by hand

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._covers: tuple[str, ...] = ()
        self._label = QLabel()
        self._tie = QAction("关联任务", self)
        set_icon(self._tie, "link")
        self._tie.triggered.connect(self._choose)
        context.writing.addAction(self._tie)
        self._untie = QAction("取消关联", self)
        set_icon(self._untie, "x")
        self._untie.triggered.connect(self._let_go)
        context.writing.addAction(self._untie)
        self.list = QListWidget()
        self.list.setAccessibleName("依据它的任务")
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        self.list.itemSelectionChanged.connect(self._follow)
        head = QHBoxLayout()
        head.addWidget(self._label, 1)
        head.addWidget(ActionButton(self._untie, "link"))
        head.addWidget(ActionButton(self._tie, "link"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.list)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_document(self, row: DocumentRow, *, editable: bool) -> None:
        """Show what rests on this document."""
        self._covers = row.form.covers
        found = list_resting(self._context.ws, row)
        self._label.setText(f"依据它的任务（{len(found)}）")
        self.list.clear()
        for one in found:
            line = QListWidgetItem(f"{one.code} {one.content}（{one.why}）".strip(), self.list)
            line.setData(_ROW, one)
            line.setToolTip(line.text())
        self.list.setVisible(bool(found))
        self._tie.setVisible(editable)
        self._follow()

    def _follow(self) -> None:
        tied = any(line.data(_ROW).item in self._covers for line in self.list.selectedItems())
        self._untie.setVisible(tied and self._tie.isVisible())

    def _choose(self) -> None:
        items = [pair for pair in list_items(self._context.ws) if pair[0] not in self._covers]
        chooser = ItemChooser("关联任务", items, self)
        chooser.picked.connect(lambda picked: self.tied.emit([*self._covers, *picked]))
        chooser.open()

    def _let_go(self) -> None:
        line = self.list.currentItem()
        if line is not None:
            gone = line.data(_ROW).item
            self.tied.emit([item for item in self._covers if item != gone])

    def _open(self, line: QListWidgetItem) -> None:
        row = line.data(_ROW)
        if self._context.ws.role is Role.OFFICE:
            self._context.navigate("tasks", package=row.package, find=row.content)
        else:
            self._context.navigate("ledger", item=row.item)

    def _fit(self) -> None:
        height = QFontMetrics(theme.current().font()).lineSpacing()
        self.list.setFixedHeight(_LINES * (height + 8))
