"""One quiet line: what somebody has to do in a week, and whether two things fall on one day."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

if TYPE_CHECKING:
    from datetime import date

    from app.work.week_load import Due

__all__ = ["LoadLine"]


class LoadLine(QLabel):
    """Nothing while there is nothing to say."""

    def __init__(self, today: "date", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.dues: Sequence[Due] = ()
        self.setWordWrap(True)
        self.hide()

    def show_load(self, person: str, on: "date | None", leave_out: Collection[str]) -> None:
        """Say what `person` has to do in the week of `on`, as far as `dues` tell."""
        from app.work.week_load import week_load

        load = week_load(self.dues, person, on, today=self._today, leave_out=leave_out)
        words = "" if load is None else load.words
        self.setText(words)
        self.setProperty("role", "warning" if load is not None and load.clashes else "small")
        self.style().polish(self)
        self.setVisible(bool(words))
