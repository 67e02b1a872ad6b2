"""The bars above and below the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from ui import theme
from ui.page import Page
from ui.widgets.buttons import ActionButton, Look

__all__ = ["StatusBar", "TopBar"]


class TopBar(QFrame):
    """Unit and title at the left, the search box, date of the page's data and its own actions at the right."""

    def __init__(self, unit: str, search: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._unit = _ShortLabel(unit)
        self._unit.setObjectName("unit")
        self._unit.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._as_of = QLabel()
        self._as_of.setProperty("role", "small")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 12, 0)
        layout.setSpacing(14)
        layout.addWidget(self._title)
        layout.addWidget(self._unit, 2)
        layout.addWidget(search, 3)
        layout.addWidget(self._as_of)
        layout.addLayout(self._buttons)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_page(self, page: Page) -> None:
        """Show title and buttons of `page`."""
        self._title.setText(page.title)
        self._as_of.setText(f"数据截至 {page.as_of}" if page.as_of else "")
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        wanted: list[tuple[QAction | None, Look]] = [
            (page.export_action, ""),
            (page.print_action, ""),
            (page.main_action, "main"),
        ]
        for action, look in wanted:
            if action is not None:
                self._buttons.addWidget(ActionButton(action, look))

    def set_unit(self, unit: str) -> None:
        """Show another name of the unit."""
        self._unit.setText(unit)
        self._unit.setToolTip(unit)

    def _fit(self) -> None:
        self.setFixedHeight(theme.current().row_px + 12)


class _ShortLabel(QLabel):
    """A line that ends in dots where it does not fit, and is left out where hardly any of it would be seen."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        metrics, room = self.fontMetrics(), self.contentsRect()
        if room.width() < metrics.horizontalAdvance("四个汉字") and room.width() < self.sizeHint().width():
            return
        painter = QPainter(self)
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), words)


class StatusBar(QFrame):
    """What happened last at the left; saved, backup, code and version at the right."""

    reminded = Signal()  # the reminder of a copy on another disk was clicked

    def __init__(self, version: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusbar")
        self._message = QLabel()
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._saved = QLabel()
        self._backup = QLabel()
        self.reminder = QPushButton()
        self.reminder.setObjectName("reminder")
        self.reminder.setCursor(Qt.CursorShape.PointingHandCursor)
        self.reminder.setToolTip("备份和台账在同一个盘上，盘坏了会一起没有")
        self.reminder.clicked.connect(self.reminded)
        self.reminder.hide()
        self._code = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(20)
        layout.addWidget(self._message, 1)
        version_words = QLabel(f"版本 {version}")
        for widget in (self._saved, self.reminder, self._backup, self._code, version_words):
            layout.addWidget(widget)
        theme.current().changed.connect(self._fit)
        self._fit()

    def show_message(self, text: str) -> None:
        """Show one line; the next one replaces it."""
        self._message.setText(text)

    def show_saved(self, clock: str) -> None:
        """Show when something was last saved: "14:32"."""
        self._saved.setText(f"已保存 {clock}")

    def show_facts(self, backup: str, code: str, reminder: str) -> None:
        """Show the last backup ("今天 08:31"), the unit's code, and that a copy on another disk is due."""
        self.reminder.setText(reminder)
        self.reminder.setVisible(bool(reminder))
        self._backup.setText(f"备份 {backup}" if backup else "还没有备份")
        self._code.setText(code)
        self._code.setVisible(bool(code))

    def _fit(self) -> None:
        self.setFixedHeight(theme.scaled(26))
