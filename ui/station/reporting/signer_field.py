"""The name under a report."""

from PySide6.QtWidgets import QLineEdit

from app.workspace import Workspace

__all__ = ["SignerField"]


class SignerField(QLineEdit):
    """Whoever sits here, until another name is typed."""

    def __init__(self, ws: Workspace, word: str) -> None:
        super().__init__(ws.person)
        self._ws, self._offered = ws, ws.person
        self.setAccessibleName(word)

    def follow(self) -> None:
        """Offer the successor's name after a handover."""
        person = self._ws.person
        if self.text() == self._offered:
            self.setText(person)
        self._offered = person
