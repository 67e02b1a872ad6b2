"""What a user made of the columns of a table: which are shown and how wide; kept by their titles."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView

from ui import theme

__all__ = ["KeptColumns"]

_LEAST: Final = 2.0  # characters


class KeptColumns(QObject):
    """The user's own choices for one table; what he did not touch follows the room there is.

    `changed` comes when he drags a column or shows or hides one.
    """

    changed = Signal()

    def __init__(self, view: QTableView, titles: Sequence[str]) -> None:
        super().__init__(view)
        self.titles = tuple(titles)
        self.widths: dict[str, float] = {}  # in characters, so that they follow the text size
        self.shown: dict[str, bool] = {}
        view.horizontalHeader().sectionResized.connect(self._resized)
        self.fitting = False  # the table itself sets widths

    def take(self, widths: Mapping[str, float], shown: Mapping[str, bool]) -> None:
        """Take over choices of an earlier time, as far as these columns are still there."""
        self.widths = {title: max(_LEAST, width) for title, width in widths.items() if title in self.titles}
        self.shown = {title: on for title, on in shown.items() if title in self.titles}

    def forget(self) -> None:
        """Go back to what the program thinks best."""
        self.widths, self.shown = {}, {}
        self.changed.emit()

    def choose(self, number: int, on: bool) -> None:
        """The user shows or hides a column."""
        self.shown[self.titles[number]] = on
        self.changed.emit()

    def is_shown(self, number: int, otherwise: bool) -> bool:
        """Return whether a column is shown; `otherwise` where the user said nothing."""
        return self.shown.get(self.titles[number], otherwise)

    def width_px(self, number: int) -> int | None:
        """Return the width the user gave a column; None where he did not."""
        width = self.widths.get(self.titles[number])
        return None if width is None else round(width * theme.current().font_px)

    def _resized(self, number: int, _before: int, width: int) -> None:
        dragged = bool(QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        if dragged and not self.fitting and width > 0:
            self.widths[self.titles[number]] = round(width / theme.current().font_px, 1)
            self.changed.emit()
