"""Keeps what the user made of tables in the settings of the ledger."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import StorageError
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.settings import TableLook

__all__ = ["TableMemory"]

_WAIT_MS: Final = 500  # a drag says a hundred widths


class TableMemory(QObject):
    """Gives the tables of pages their columns back, and writes down when they are changed."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder
        self._known: dict[LedgerView[Any], str] = {}
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self.save)

    def keep(self, key: str, page: QWidget) -> None:
        """Look after all tables that the page `key` has by now; one that is known already is left alone."""
        views: list[LedgerView[Any]] = page.findChildren(LedgerView)
        fresh = [view for view in views if view not in self._known]
        if not fresh:
            return
        from app.settings import load_settings

        kept = load_settings(self._folder).tables
        for view in fresh:
            name = f"{key}/{'、'.join(view.kept.titles)}"  # pages build their tables in any order
            self._known[view] = name
            if name in kept:
                view.kept.take(kept[name].widths, kept[name].shown)
                view.refit()
            view.kept.changed.connect(self._wait.start)

    def save(self) -> None:
        """Write down how all tables look; a folder that is gone by then is no reason to complain."""
        from app.settings import load_settings, save_settings

        self._wait.stop()
        settings = load_settings(self._folder)
        looks = settings.tables | {name: _look(view) for view, name in self._known.items()}
        chosen = {name: look for name, look in looks.items() if look.widths or look.shown}
        if chosen != settings.tables:
            with suppress(StorageError, OSError):
                save_settings(self._folder, replace(settings, tables=chosen))


def _look(view: LedgerView[Any]) -> "TableLook":
    from app.settings import TableLook

    return TableLook(dict(view.kept.widths), dict(view.kept.shown))
