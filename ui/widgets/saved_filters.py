"""Filters that were given a name: a button each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.icons import set_icon
from ui.widgets.buttons import ActionButton
from ui.widgets.filter_bar import FilterBar

__all__ = ["SavedFilters"]

_MOST: Final = 4
_LONGEST_NAME: Final = 8

FilterWidget = FilterBar | QComboBox | QCheckBox | QLineEdit


class SavedFilters(QWidget):
    """Named filters of one page, kept in the ledger's settings.

    The button “存筛选” gives what is set now a name; a click on a name sets it again, a right click renames or
    removes it. `chosen` comes when a filter was set.
    """

    chosen = Signal()

    def __init__(self, folder: Path, page: str, filters: Mapping[str, FilterWidget]) -> None:
        """Keep and set the values of `filters`, by name.

        Args:
            folder: Of the ledger.
            page: Key of the page.
            filters: The widgets that filter.
        """
        super().__init__()
        self._folder, self._page, self._filters = folder, page, filters
        self._kept: dict[str, dict[str, str]] = {}
        self._naming: dict[str, str] | None = None
        self._renamed = ""
        self.save_action = QAction("存筛选", self)
        self.save_action.setToolTip("给现在这组筛选起个名字，以后一点就到")
        set_icon(self.save_action, "filter")
        self.save_action.triggered.connect(self._begin)
        self._name = _Name()
        self._name.setMaxLength(_LONGEST_NAME)
        self._name.setPlaceholderText("起个名字，回车存好")
        self._name.setAccessibleName("筛选的名字")
        self._name.entered.connect(self._finish)
        self._name.given_up.connect(self._show)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(6)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._buttons)
        layout.addWidget(self._name)
        layout.addWidget(ActionButton(self.save_action, "quiet", icon_only=True))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._show()

    def values(self) -> dict[str, str]:
        """Return what is set now; empty texts for what is not."""
        return {name: _value(widget) for name, widget in self._filters.items()}

    def set_values(self, values: Mapping[str, str]) -> None:
        """Set all filters; what `values` does not name is cleared."""
        for name, widget in self._filters.items():
            _put(widget, values.get(name, ""))
        self.chosen.emit()

    def _begin(self) -> None:
        self._naming = self.values()
        words = [_words(widget) for widget in self._filters.values()]
        self._ask("·".join(word for word in words if word)[:_LONGEST_NAME])

    def _ask(self, proposed: str) -> None:
        self._name.setText(proposed)
        self._name.setFixedWidth(theme.scaled(200))
        self._name.show()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        self._name.selectAll()

    def _finish(self) -> None:
        name = self._name.text().strip()
        if name and self._naming is not None:
            self._kept.pop(self._renamed, None)
            self._kept = dict(list((self._kept | {name: self._naming}).items())[-_MOST:])
            self._save()
        self._show()

    def _rename(self, name: str) -> None:
        self._naming, self._renamed = self._kept[name], name
        self._ask(name)

    def _remove(self, name: str) -> None:
        del self._kept[name]
        self._save()
        self._show()

    def _save(self) -> None:
        from app.settings import load_settings, save_settings

        settings = load_settings(self._folder)
        filters = {**settings.filters, self._page: self._kept}
        save_settings(
            self._folder, replace(settings, filters={key: kept for key, kept in filters.items() if kept})
        )

    def _show(self) -> None:
        from app.settings import load_settings

        self._naming, self._renamed = None, ""
        self._name.hide()
        self._kept = dict(load_settings(self._folder).filters.get(self._page, {}))
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for name, values in self._kept.items():
            button = QPushButton(name)
            button.setProperty("role", "link")
            button.clicked.connect(lambda _on=False, values=values: self.set_values(values))
            button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            button.customContextMenuRequested.connect(
                lambda place, b=button, n=name: self._offer(b, n, place)
            )
            self._buttons.addWidget(button)

    def _offer(self, button: QPushButton, name: str, place: QPoint) -> None:
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("改名", lambda: self._rename(name))
        menu.addAction("去掉", lambda: self._remove(name))
        menu.popup(button.mapToGlobal(place))


class _Name(QLineEdit):
    """Enter or leaving keeps the name, Esc does not."""

    entered = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.returnPressed.connect(self.entered)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


def _value(widget: FilterWidget) -> str:
    if isinstance(widget, FilterBar):
        return ",".join(sorted(widget.selected()))
    if isinstance(widget, QComboBox):
        return widget.currentText() if widget.currentIndex() > 0 else ""
    if isinstance(widget, QCheckBox):
        return "1" if widget.isChecked() else ""
    return widget.text().strip()


def _put(widget: FilterWidget, value: str) -> None:
    if isinstance(widget, FilterBar):
        widget.select(*filter(None, value.split(",")))
    elif isinstance(widget, QComboBox):
        widget.setCurrentIndex(max(0, widget.findText(value)) if value else 0)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(bool(value))
    else:
        widget.setText(value)


def _words(widget: FilterWidget) -> str:
    if isinstance(widget, FilterBar):
        return widget.words()
    if isinstance(widget, QCheckBox):
        return widget.text() if widget.isChecked() else ""
    return _value(widget)
