"""A field that offers what was written in it before."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit
from typing_extensions import override

__all__ = ["RecentWords"]


class RecentWords(QObject):
    """Hangs on a line edit: a list while typing, by text or by initials of syllables; Down shows the latest."""

    def __init__(self, field: QLineEdit, load: Callable[[], Sequence[str]]) -> None:
        """Offer what `load` returns, the latest first; it is asked whenever the field gets the focus."""
        super().__init__(field)
        self._field, self._load = field, load
        self._words: Sequence[str] = ()
        self._shown = QStringListModel(self)
        self.completer = QCompleter(self._shown, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setWidget(field)
        popup = self.completer.popup()
        assert popup is not None
        self._popup = popup
        self.completer.activated.connect(self._take)
        field.textEdited.connect(self._offer)
        field.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._words = self._load()
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not self._popup.isVisible()
        ):
            self._offer(self._field.text())
            return True
        return False

    def _offer(self, typed: str) -> None:
        from app.recent import matching

        words = matching(self._words, typed)
        self._shown.setStringList(words)
        if words:
            self.completer.complete()
        else:
            self._popup.hide()

    def _take(self, words: str) -> None:
        self._field.setText(words)
