"""Buttons that show an action."""

from typing import Final, Literal

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from ui import theme
from ui.icons import drawn, icon

__all__ = ["ActionButton", "Look"]

Look = Literal["", "main", "danger", "link", "quiet", "nav"]

_INK: Final = {"main": "surface", "danger": "danger", "link": "accent_dark", "nav": "nav_ink"}


class ActionButton(QPushButton):
    """A button for an action, which alone knows its text, icon, keys and whether it can be used now.

    Its icon takes the colour of the button's look.
    """

    def __init__(
        self, action: QAction, look: Look = "", *, icon_only: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._icon_only = icon_only
        self._look = look
        self._shown = True
        self.setProperty("role", look)
        self.setProperty("icon_only", icon_only)
        self.setAutoDefault(True)  # Enter presses it, not only Space
        self.clicked.connect(action.trigger)
        theme.current().changed.connect(self._fit)
        self._fit()
        action.changed.connect(self._follow)
        self._follow()

    def show_words(self, shown: bool) -> None:
        """Show words beside the icon, or the icon alone."""
        self._icon_only = not shown
        self.setProperty("icon_only", self._icon_only)
        self.style().polish(self)
        self._follow()

    def _fit(self) -> None:
        side = theme.scaled(18)
        self.setIconSize(QSize(side, side))

    def _follow(self) -> None:
        action = self._action
        name = drawn(action)
        if name is not None:
            self.setIcon(icon(name, _INK.get(self._look, "ink_soft")))
        self.setText("" if self._icon_only else action.text())
        self.setToolTip(action.toolTip() if self._icon_only or not action.shortcut().isEmpty() else "")
        self.setAccessibleName(action.text())
        self.setEnabled(action.isEnabled())
        if action.isVisible() != self._shown:  # showing a button without a parent opens a window
            self._shown = action.isVisible()
            self.setVisible(self._shown)
        if action.isCheckable():
            self.setCheckable(True)
            self.setChecked(action.isChecked())
