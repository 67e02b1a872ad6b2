"""先看这些: what a new head opens first, above the Today page until everything was opened."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.icons import set_icon
from ui.page import Context
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.handover.first_day import FirstPart

__all__ = ["FirstDayStrip"]

_NARROWEST_CHARACTERS: Final = 13  # of a button


class FirstDayStrip(QFrame):
    """Shows itself only while somebody is new; `reload` with the page."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setProperty("role", "card")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "heading")
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        self._buttons: list[ActionButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 12)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addLayout(self._grid)
        self.hide()

    def reload(self) -> None:
        """Look who is new and what is still to be opened."""
        from app.handover.first_day import read_first_day

        day = read_first_day(self._context.ws)
        self.setVisible(day is not None)
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        if day is None:
            return
        taken = day.handover
        self.words.setText(
            f"{taken.taker}，先看这些：{taken.on.month}月{taken.on.day}日从{taken.giver}手里接过来的。"
            f"还有 {day.left} 项没点开，都点开过就不再出现。"
        )
        for part in day.parts:
            action = QAction(part.title if part.count is None else f"{part.title} {part.count}", self)
            action.setToolTip(part.words)
            set_icon(action, "check" if part.opened else "arrow-right")
            action.triggered.connect(lambda _on=False, part=part: self._open(part))
            self._buttons.append(ActionButton(action, "quiet" if part.opened else ""))
        self._arrange()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        columns = max(1, self.width() // (theme.current().font_px * _NARROWEST_CHARACTERS))
        for number, button in enumerate(self._buttons):
            self._grid.addWidget(button, number // columns, number % columns)

    def _open(self, part: "FirstPart") -> None:
        from app.handover.first_day import open_part

        open_part(self._context.ws, part.key)
        self._context.written()
        if part.page:
            self._context.navigate(part.page, **dict(part.arguments))
        else:
            self._context.status(f"{part.title}：{part.words}")
