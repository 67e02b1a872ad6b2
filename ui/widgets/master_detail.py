"""A list with the details of its current row: side by side, or as a drawer where the window is narrow."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from ui.icons import set_icon
from ui.widgets.buttons import ActionButton

__all__ = ["MasterDetail"]

SIDE_BY_SIDE_FROM_PX: Final = 1200  # width of the window


class MasterDetail(QWidget):
    """`main` fills the place; `detail` stands at its right, or over it when the window is narrow.

    In a wide window the detail is always there. In a narrow one `open_detail` brings it up, and Esc or
    its cross takes it away.
    """

    def __init__(self, main: QWidget, detail: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._main = main
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._title.setWordWrap(True)
        self._title.hide()
        self._close = QAction("关闭详情", self)
        set_icon(self._close, "x")
        self._close.setShortcut(QKeySequence("Esc"))
        self._close.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._close.triggered.connect(self.close_detail)
        self._cross = ActionButton(self._close, "quiet", icon_only=True)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._cross, 0, Qt.AlignmentFlag.AlignTop)
        self._drawer = QFrame()
        self._drawer.setProperty("role", "drawer")
        self._drawer.setAutoFillBackground(True)
        inside = QVBoxLayout(self._drawer)
        inside.setContentsMargins(14, 8, 10, 8)
        inside.addLayout(head)
        inside.addWidget(detail, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(main)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._wide: bool | None = None
        self.addAction(self._close)

    def open_detail(self, title: str = "") -> None:
        """Show the detail under this title."""
        self._title.setText(title)
        self._title.setVisible(bool(title))
        if not self._wide:
            self._place()
            self._drawer.show()
            self._drawer.raise_()

    def close_detail(self) -> None:
        """Take the drawer away; in a wide window the detail stays."""
        if not self._wide:
            self._drawer.hide()
            self._main.setFocus()

    @property
    def detail_shown(self) -> bool:
        """Whether the detail can be seen."""
        return self._drawer.isVisible()

    @override
    def showEvent(self, event: object) -> None:
        self._arrange()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place()

    def _arrange(self) -> None:
        wide = self.window().width() >= SIDE_BY_SIDE_FROM_PX
        if wide == self._wide:
            return
        self._wide = wide
        self._cross.setVisible(not wide)
        self._close.setEnabled(not wide)
        if wide:
            self._splitter.addWidget(self._drawer)
            self._splitter.setStretchFactor(0, 5)
            self._splitter.setStretchFactor(1, 3)
            self._splitter.setSizes([self.width() * 5 // 8, self.width() * 3 // 8])
            self._drawer.show()
        else:
            self._drawer.setParent(self)
            self._drawer.hide()
            self._place()

    def _place(self) -> None:
        if not self._wide:
            width = min(self.width(), max(440, self.width() * 3 // 5))
            self._drawer.setGeometry(self.width() - width, 0, width, self.height())
