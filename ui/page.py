"""What a page is, and what it is given."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.hint_strip import Hint
from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.keyboard import key_words

if TYPE_CHECKING:
    from app.workspace import Workspace  # SQLAlchemy: imported after the first paint

__all__ = ["EXCHANGE", "Context", "Navigate", "OpenFolder", "Page", "PageEntry"]

EXCHANGE = "exchange"
"""Key of the page that takes packages in: F5 and dropped files go to its `show_record(receive=...)`."""


class Navigate(Protocol):
    """Show the page `key` and hand `arguments` to its `show_record`."""

    def __call__(self, key: str, **arguments: str) -> None:
        """Show the page."""


class OpenFolder(Protocol):
    """Close the open ledger and open the one in `folder`; None: the first-start pages."""

    def __call__(self, folder: Path | None, *, first: Callable[[], str] | None = None) -> None:
        """Open it.

        Args:
            folder: Data folder.
            first: Runs on the worker while no ledger is open; what it returns is told afterwards.
        """


class Context(Struct, frozen=True):
    """What pages get from the frame.

    Attributes:
        jobs: Runs what takes longer than a blink; short reads and writes are called directly.
        navigate: Opens another page.
        written: To be called after every write: shows 已保存, renews counts, reloads this page and,
            when they are next shown, the others.
        status: Shows one line in the status bar.
        hint: Shows below the page what is worth knowing about what was just done, until another page is opened.
        writing: Actions in this group are off while a job runs.
        open_folder: Closes this ledger and opens another one; None: the first-start pages.
    """

    ws: "Workspace"
    jobs: JobRunner
    navigate: Navigate
    written: Callable[[], None]
    status: Callable[[str], None]
    hint: Callable[[Hint | None], None]
    writing: QActionGroup
    open_folder: OpenFolder


class Page(QWidget):
    """One page of the main area.

    A subclass sets `title` and `help_text`, builds its widgets in `__init__` and loads them in `reload`.
    """

    title = ""  # in the top bar
    help_text = ""  # F1: what this page is for and which keys it knows, a few short lines
    main_action: QAction | None = None  # the filled button in the top bar
    print_action: QAction | None = None  # Ctrl+P, a button in the top bar
    count: int | None = None  # what the navigation says beside it, where the page knows: no need to ask
    export_action: QAction | None = None  # Ctrl+E, a button in the top bar
    frame_changed = Signal()  # title, as_of or one of the three actions above is another one now

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.as_of = ""  # 数据截至, where the page shows data that came by package

    def reload(self) -> None:
        """Load everything anew: called when the page is shown first, after writes, and on return to it."""
        raise NotImplementedError

    def begin_again(self) -> None:
        """Go back to what the page begins with: it is shown and was clicked once more in the navigation."""

    def show_record(self, **arguments: str) -> None:
        """Take what `navigate` was given: a record to select, a filter to set. Called after `reload`."""

    def action(
        self,
        text: str,
        run: Callable[[], object],
        *,
        icon_name: str | None = None,
        keys: str = "",
        writes: bool = False,
    ) -> QAction:
        """Make an action whose keys work wherever the focus is while this page is shown.

        Args:
            keys: "F3", "Ctrl+D"; letters and digits alone only work in widgets that take them themselves.
            writes: It changes data or starts a job: off while a job runs.
        """
        made = QAction(text, self)
        if icon_name is not None:
            set_icon(made, icon_name)
        if keys:
            made.setShortcut(QKeySequence(keys))
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            made.setToolTip(f"{text}（{key_words(made.shortcut())}）")
        made.triggered.connect(lambda *_checked: run())
        if writes:
            self.context.writing.addAction(made)
        self.addAction(made)
        return made


class PageEntry(Struct, frozen=True):
    """One line of the navigation; the page is built when it is first opened."""

    key: str
    word: str  # two to four characters
    icon_name: str
    build: Callable[[Context], Page]  # imports its module late
    count: Callable[["Workspace"], int] | None = None  # the number at the right of the line, 0 is not shown
