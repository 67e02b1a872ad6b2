"""A page of several tabs, each a page by itself with its own actions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout
from typing_extensions import override

from ui.page import Context, Page
from ui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["Tab", "TabbedPage"]


class Tab(Struct, frozen=True):
    """One tab; its page is built when it is first turned to.

    Attributes:
        count: The number beside its word; 0 is not shown.
        shown: Whether it is there at all; None: always.
    """

    key: str
    word: str
    build: Callable[[Context], Page]
    count: "Callable[[Workspace], int] | None" = None
    shown: "Callable[[Workspace], bool] | None" = None


class TabbedPage(Page):
    """Shows one of `tabs`; actions of the top bar, help and what is reloaded are those of the shown one."""

    tabs: Sequence[Tab] = ()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.bar = FilterBar([(tab.key, tab.word) for tab in self.tabs], single=True)
        self.bar.changed.connect(self._turn)
        self._stack = QStackedWidget()
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        top = QHBoxLayout()
        top.setContentsMargins(12, 10, 12, 0)
        top.addWidget(self.bar)
        top.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)

    @property
    def current(self) -> Page:
        """The page of the shown tab."""
        return self._pages[self.key]

    @property
    def key(self) -> str:
        """Which tab is shown."""
        return next(iter(self.bar.selected()))

    @override
    def reload(self) -> None:
        self._stale.update(self._pages)
        ws = self.context.ws
        shown = [tab for tab in self.tabs if tab.shown is None or tab.shown(ws)]
        self.bar.show_only({tab.key for tab in shown})
        self.bar.set_counts({tab.key: n for tab in shown if tab.count and (n := tab.count(ws))})
        if self.key not in {tab.key for tab in shown}:
            self.bar.select(shown[0].key)  # turns, which reloads
        else:
            self._turn()

    @override
    def show_record(self, **arguments: str) -> None:
        """Turn to `tab` and hand the rest to it."""
        tab = arguments.pop("tab", self.key)
        self.bar.select(tab)
        if arguments:
            self.current.show_record(**arguments)

    @override
    def actions(self) -> list[QAction]:
        """Return what the help tells the keys of."""
        return [*super().actions(), *(self.current.actions() if self._pages else [])]

    def _turn(self) -> None:
        key = self.key
        page = self._pages.get(key)
        if page is None:
            page = next(tab for tab in self.tabs if tab.key == key).build(self.context)
            page.frame_changed.connect(self._follow)
            self._pages[key] = page
            self._stack.addWidget(page)
            self._stale.add(key)
        self._stack.setCurrentWidget(page)
        if key in self._stale:
            self._stale.discard(key)
            page.reload()
        self._follow()

    def _follow(self) -> None:
        page = self.current
        self.main_action, self.print_action = page.main_action, page.print_action
        self.export_action, self.help_text, self.as_of = page.export_action, page.help_text, page.as_of
        self.frame_changed.emit()
