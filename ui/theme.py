"""Colours, sizes and fonts of the whole program, and the one function that applies them.

Everything that paints asks here, so that a text size or a colour changes in one place.
"""

import logging
from enum import IntEnum
from functools import cache
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QByteArray, QDir, QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

import resources

__all__ = ["FONT_FAMILY", "TextSize", "Theme", "color", "current", "font_px", "light_colors", "scaled"]

_log = logging.getLogger(__name__)

FONT_FAMILY: Final = "Noto Sans SC"


class TextSize(IntEnum):
    """The three text sizes, in points."""

    SMALL = 12
    MEDIUM = 14
    LARGE = 16


# Pixels at 96 dpi: layouts are given in pixels too, and the system's scaling multiplies both.
_FONT_PX: Final = {TextSize.SMALL: 16, TextSize.MEDIUM: 19, TextSize.LARGE: 21}
_ROW_PX: Final = {TextSize.SMALL: 36, TextSize.MEDIUM: 42, TextSize.LARGE: 48}

_COLORS: Final = {
    "accent": "#1F6FD6",
    "accent_dark": "#195BB0",
    "accent_deep": "#12468C",
    "accent_tint": "#E3EEFC",
    "ink": "#1D2733",
    "ink_soft": "#5A6675",
    "ink_faint": "#89919C",
    "ground": "#F4F6F9",
    "surface": "#FFFFFF",
    "stripe": "#FAFBFD",
    "head": "#EEF2F7",
    "line": "#DDE3EA",
    "line_strong": "#C3CCD7",
    "disabled": "#EDF0F4",
    "selection": "#D8E8FC",
    "nav": "#1E2B3A",
    "nav_ink": "#C9D4E1",
    "nav_hover": "#28384B",
    "nav_selected": "#31465E",
    "nav_mark": "#5CA8FF",
    "nav_count": "#F3B94A",
    "danger": "#B1150C",
    "danger_tint": "#FDECEA",
    "warning_tint": "#FFF4D6",
    "warning_ink": "#6B4A00",
    "good_tint": "#E6F4EC",
    "good_ink": "#0F5132",
}

# (shape and edge, tint behind the word, the word); the shape and the word carry the meaning.
_LIGHTS: Final = {
    "green": ("#269A58", "#E6F4EC", "#0F5132"),
    "yellow": ("#F3A305", "#FFF4D6", "#6B4A00"),
    "red": ("#B1150C", "#FDECEA", "#7A1712"),
    "blue": ("#2F5898", "#E8F0FA", "#163F73"),
    "grey": ("#89919C", "#F1F2F4", "#3B424B"),
}


def color(name: str) -> QColor:
    """Return the colour of a token of this module."""
    return QColor(_COLORS[name])


def light_colors(light: str) -> tuple[QColor, QColor, QColor]:
    """Return (shape, tint, word) of "green", "yellow", "red", "blue" or "grey"."""
    shape, tint, word = _LIGHTS[light]
    return QColor(shape), QColor(tint), QColor(word)


def font_px(size: TextSize) -> int:
    """Return the height of ordinary text of that size in pixels."""
    return _FONT_PX[size]


class Theme(QObject):
    """The text size in force and the look that follows from it."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.size = TextSize.SMALL
        QDir.addSearchPath("icons", str(resources.path("icons")))
        for weight in ("Regular", "Bold"):
            _register(resources.path(f"fonts/NotoSansSC-{weight}.ttf"))
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setPalette(_palette())
        self._sheet = Template(resources.path("style.qss").read_text(encoding="utf-8"))
        self.set_size(self.size)

    @property
    def font_px(self) -> int:
        """Height of ordinary text in pixels: 16, 19 or 21."""
        return _FONT_PX[self.size]

    @property
    def row_px(self) -> int:
        """Height of a table row, a field and a button in pixels: 36, 42 or 48."""
        return _ROW_PX[self.size]

    def set_size(self, size: TextSize) -> None:
        """Give the whole program another text size, at once."""
        self.size = size
        self._app.setFont(self.font())
        sizes = {
            "font": self.font_px,
            "small": self.font_px - 3,
            "large": self.font_px + 2,
            "title": self.font_px + 3,
            "huge": self.font_px + 10,
            "row": self.row_px,
            "field": self.row_px - 2,  # the border lies outside
            "tick": self.font_px + 2,
        }
        self._app.setStyleSheet(self._sheet.substitute(_COLORS | {k: f"{v}px" for k, v in sizes.items()}))
        self.changed.emit()

    def font(self, *, bold: bool = False, larger: int = 0) -> QFont:
        """Return the program's font, `larger` pixels above (or below) ordinary text."""
        font = QFont(FONT_FAMILY)
        font.setPixelSize(self.font_px + larger)
        font.setBold(bold)
        return font


@cache
def current() -> Theme:
    """Return the theme of the running application, made when first asked for."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return Theme(app)


def scaled(px: int) -> int:
    """Return a length given for the smallest text, grown with the text size in force."""
    return round(px * current().font_px / _FONT_PX[TextSize.SMALL])


def _register(file: Path) -> None:
    """Make a font known to Qt: every word on the screen depends on it."""
    if QFontDatabase.addApplicationFont(str(file)) < 0:
        _log.warning("font not taken from its file: %s", file)
        if QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes())) < 0:
            _log.error("font not taken at all: %s", file)


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for part, token in (
        (role.Window, "ground"),
        (role.WindowText, "ink"),
        (role.Base, "surface"),
        (role.AlternateBase, "stripe"),
        (role.Text, "ink"),
        (role.Button, "surface"),
        (role.ButtonText, "ink"),
        (role.BrightText, "surface"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "ink"),
        (role.PlaceholderText, "ink_faint"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "ink"),
        (role.Link, "accent"),
        (role.Mid, "line"),
        (role.Dark, "line_strong"),
        (role.Light, "surface"),
        (role.Accent, "accent"),
    ):
        palette.setColor(part, color(token))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, color("ink_faint"))
    return palette
