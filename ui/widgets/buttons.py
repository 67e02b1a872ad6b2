"""Buttons that show an action."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

__all__ = ["ActionButton", "Look"]

Look = Literal["", "main", "danger", "link", "quiet"]


class ActionButton(QToolButton):
    """A button for an action, which alone knows its text, icon, keys and whether it can be used now."""

    def __init__(
        self, action: QAction, look: Look = "", *, icon_only: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setDefaultAction(action)
        style = (
            Qt.ToolButtonStyle.ToolButtonIconOnly
            if icon_only
            else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            if not action.icon().isNull()
            else Qt.ToolButtonStyle.ToolButtonTextOnly
        )
        self.setToolButtonStyle(style)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("role", look)
        self.setAccessibleName(action.text())
