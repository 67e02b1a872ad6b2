"""One quiet line: what somebody has to do in a week; ▲ where something else is due on the same day."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from datetime import date

    from app.work.week_load import Due

__all__ = ["LoadLine", "load_words"]


class LoadLine(QLabel):
    """Nothing while there is nothing to say."""

    def __init__(self, today: "date", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.dues: Sequence[Due] = ()
        self.setProperty("role", "small")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_load(self, person: str, on: "date | None", leave_out: Collection[str]) -> None:
        """Say what `person` has to do in the week of `on`, as far as `dues` tell."""
        words = load_words(self.dues, person, on, self._today, leave_out)
        self.setText(words)
        self.setToolTip(words)
        self.setVisible(bool(words))


def load_words(
    dues: "Sequence[Due]", person: str, on: "date | None", today: "date", leave_out: Collection[str]
) -> str:
    """Return what `person` has to do in the week of `on`; "" where there is nothing to say."""
    from app.work.week_load import week_load

    load = week_load(dues, person, on, today=today, leave_out=leave_out)
    if load is None:
        return ""
    return f"▲ {load.words}" if load.clashes else load.words
