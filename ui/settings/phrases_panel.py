"""The user's own phrases, one a line."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.settings import load_settings
from ui.page import Page
from ui.phrases import keep_phrases
from ui.welcome.step_pages import soft

__all__ = ["PhrasesPanel"]


class PhrasesPanel(QWidget):
    """Saved when the field is left."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._context = page.context
        self.field = QPlainTextEdit()
        self.field.setAccessibleName("常用语，一行一句")
        self.field.setTabChangesFocus(True)
        self.field.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.addWidget(
            soft(
                "在任何写字的格子里按 F9，再按前面的数字，就插进一句。一行写一句，常用的放前面；离开这一格就存好。"
            )
        )
        layout.addWidget(self.field, 1)

    def reload(self) -> None:
        """Show the phrases anew."""
        text = "\n".join(load_settings(self._context.ws.folder).phrases)
        if text != self.field.toPlainText() and not self.field.hasFocus():
            self.field.setPlainText(text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            keep_phrases(self._context.ws.folder, self.field.toPlainText().splitlines())
        return False
