"""Navigation, top bar, pages, busy strip and status bar of an open data folder."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app import VERSION
from ui import messages, theme
from ui.bars import StatusBar, TopBar
from ui.busy_strip import BusyStrip
from ui.hint_strip import HintStrip
from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.keyboard import key_words
from ui.navigation import Navigation, NavigationLine
from ui.page import EXCHANGE, Context, OpenFolder, Page, PageEntry
from ui.paper_stack import PaperStack
from ui.searching.search_box import SearchBox
from ui.table_memory import TableMemory
from ui.theme import TextSize
from ui.widgets.filter_bar import SearchField

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["Frame", "FrameFacts"]

_SHORT_NAME = 3  # characters that there is room for in the navigation
_COUNTS_AFTER_MS: Final = 250
_COMMON_KEYS = (
    ("F1", "本页帮助"),
    ("Ctrl+F", "查找本页，再按一次查找全部内容"),
    ("F9", "在文字格里插一句常用语"),
    ("右键点表格", "选显示哪些列；列宽拖过以后会记住"),
    ("F5", "接收数据包"),
    ("Ctrl+1…9", "打开左边的页面"),
    ("Ctrl+＋ / － / 0", "文字放大、缩小、还原"),
)


class FrameFacts(Struct, frozen=True):
    """What the frame itself shows of the data folder."""

    unit: str  # "青石镇综合文化站"
    code: str  # "站码 99 0101 201"; empty before enrolment
    backup: str  # "今天 08:31"; empty when there is none
    reminder: str = ""  # that a copy on another disk is due
    person: str = ""  # who sits here


class Frame(QWidget):
    """The window's content once a data folder is open: pages are built when first opened."""

    text_size_chosen = Signal(int)  # a TextSize, already in force; to be remembered
    navigation_folded = Signal(bool)  # the user folded or unfolded it; to be remembered

    def __init__(
        self,
        ws: "Workspace",
        entries: Sequence[PageEntry],
        facts: Callable[[], FrameFacts],
        jobs: JobRunner,
        open_folder: OpenFolder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self._facts = facts
        writing = QActionGroup(self)
        writing.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._writing = writing
        jobs.started.connect(self._forbid_writing)  # methods, not functions: the jobs outlive this frame
        jobs.ended.connect(self._allow_writing)
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._uncounted: list[int] = []  # positions of pages
        self._counting = QTimer(self, singleShot=True, interval=0)
        self._counting.timeout.connect(self._count_next)
        self._tables = TableMemory(ws.folder, self)
        self._current: str | None = None
        self._status = StatusBar(VERSION)
        self._status.reminded.connect(partial(self.navigate, "settings", tab="backups"))
        self._hint = HintStrip()
        self.context = Context(
            ws=ws,
            jobs=jobs,
            navigate=self.navigate,
            written=self._written,
            status=self._status.show_message,
            hint=self._hint.show_hint,
            writing=writing,
            open_folder=open_folder,
        )
        self.search = SearchBox(self.context, {entry.key for entry in self._entries}, self)
        self.search.left.connect(self._focus_page)
        self._top = TopBar("", self.search)
        self._window_action("查找", self._find, "Ctrl+F")
        self._window_action("常用语", self._offer_phrases, "F9")
        self._receive = self._window_action("接收数据包", self._take_in, "F5")
        writing.addAction(self._receive)
        help_action = self._window_action("帮助", self._help, "F1", icon_name="circle-help")
        size_action = self._window_action("文字大小", self._next_size, "", icon_name="a-large-small")
        self._window_action("文字放大", partial(self._step_size, 1), "Ctrl++", "Ctrl+=")
        self._window_action("文字缩小", partial(self._step_size, -1), "Ctrl+-")
        self._window_action("文字还原", partial(self._set_size, TextSize.SMALL), "Ctrl+0")
        for number, entry in enumerate(self._entries[:9], start=1):
            self._window_action(entry.word, partial(self.navigate, entry.key), f"Ctrl+{number}")
        self._person = self._window_action(
            "换人交接", partial(self.navigate, "settings", tab="handover"), "", icon_name="user"
        )
        self._navigation = Navigation(
            [NavigationLine(entry.word, entry.icon_name) for entry in self._entries],
            [size_action, help_action],
            self._person if any(entry.key == "settings" for entry in self._entries) else None,
        )
        self._navigation.picked.connect(self._pick)
        self._navigation.picked_again.connect(self._begin_again)
        self._navigation.folded.connect(self.navigation_folded)
        self.set_navigation_folded = self._navigation.set_folded
        self._busy = BusyStrip(jobs)
        self._stack = QStackedWidget()
        self._stack.setObjectName("pages")
        self._build()
        theme.current().changed.connect(self._tell_size)
        self.setAcceptDrops(True)

    def navigate(self, key: str, **arguments: str) -> None:
        """Show the page `key`, built if need be, and hand it `arguments`."""
        entry = next(entry for entry in self._entries if entry.key == key)
        page = self._pages.get(key)
        if page is None:
            page = entry.build(self.context)
            page.frame_changed.connect(partial(self._frame_changed, key))
            self._pages[key] = page
            self._stack.addWidget(page)
            self._stale.add(key)
        self._tables.keep(key, page)
        first, changed = self._current is None, self._current != key
        self._current = key
        self._stack.setCurrentWidget(page)
        self._navigation.show_current(self._entries.index(entry))
        if changed:
            self._status.show_message("")
            self._hint.hide()
        if key in self._stale:
            self._stale.discard(key)
            page.reload()
        self._top.show_page(page)
        if first:
            self._show_unit()
            QTimer.singleShot(_COUNTS_AFTER_MS, self, self._begin_to_count)  # the page itself comes first
        if arguments:
            _leave_papers(page)
            page.show_record(**arguments)

    def show_first(self) -> None:
        """Show the first page."""
        self.navigate(self._entries[0].key)

    @property
    def page(self) -> Page | None:
        """The page being shown."""
        return None if self._current is None else self._pages[self._current]

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._receive.isEnabled() and _dropped(event):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped(event)
        event.acceptProposedAction()
        self.navigate(EXCHANGE, receive="\n".join(paths))

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._top)
        right.addWidget(self._stack, 1)
        right.addWidget(self._hint)
        right.addWidget(self._busy)
        right.addWidget(self._status)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._navigation)
        layout.addLayout(right, 1)

    def _pick(self, position: int) -> None:
        if position >= 0 and self._entries[position].key != self._current:
            self.navigate(self._entries[position].key)

    def _begin_again(self) -> None:
        if self.page is not None:
            _leave_papers(self.page)
            self.page.begin_again()

    def _written(self) -> None:
        from app.clock import local

        self._status.show_saved(f"{local(self.context.ws.now()):%H:%M}")
        self._stale.update(self._pages)
        if self._current is not None:
            self._stale.discard(self._current)
            self._pages[self._current].reload()
            self._frame_changed(self._current)
        self._show_unit()
        self._show_counts()

    def _show_unit(self) -> None:
        facts = self._facts()
        self._top.set_unit(facts.unit)
        named = 0 < len(facts.person) <= _SHORT_NAME
        self._person.setText(f"{facts.person} · 换人" if named else "换人交接")
        self._person.setToolTip(f"现在用的人：{facts.person}。换人交接点这里" if facts.person else "换人交接")
        self._status.show_facts(facts.backup, facts.code, facts.reminder)

    def _begin_to_count(self) -> None:
        if self.isVisible():  # it may be closed by now
            self._show_counts()

    def _show_counts(self) -> None:
        """Count page by page, so that what somebody types in between is taken at once."""
        self._uncounted = list(range(len(self._entries)))
        self._counting.start()

    def _count_next(self) -> None:
        if not self.isVisible():
            return
        position = self._uncounted.pop(0)
        self._navigation.set_count(position, self._count(self._entries[position]))
        if self._uncounted:
            self._counting.start()

    def _count(self, entry: PageEntry) -> int:
        page = self._pages.get(entry.key)
        if page is not None and page.count is not None and entry.key not in self._stale:
            return page.count
        return entry.count(self.context.ws) if entry.count else 0

    def _frame_changed(self, key: str) -> None:
        if key == self._current:
            self._top.show_page(self._pages[key])
            self._tables.keep(key, self._pages[key])  # a tab may have been built

    def _forbid_writing(self, _title: str) -> None:
        self._writing.setEnabled(False)

    def _allow_writing(self) -> None:
        self._writing.setEnabled(True)

    def _take_in(self) -> None:
        self.navigate(EXCHANGE, receive="")

    def _find(self) -> None:
        """Go to the page's own search field; from there, or where it has none, to the one for everything."""
        fields = [] if self.page is None else self.page.findChildren(SearchField)
        own = next((field for field in fields if field.isVisible() and field.isEnabled()), None)
        field = self.search if own is None or own.hasFocus() else own
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def _focus_page(self) -> None:
        if self.page is not None:
            self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_phrases(self) -> None:
        from ui.phrases import offer_phrases

        offer_phrases(self.context)

    def _help(self) -> None:
        page = self.page
        if page is None:
            return
        own = [(key_words(a.shortcut()), a.text()) for a in page.actions() if not a.shortcut().isEmpty()]
        keys = "\n".join(f"{key}　{what}" for key, what in (*own, *_COMMON_KEYS))
        messages.say(f"{page.title}\n\n{page.help_text}\n\n{keys}")

    def _tell_size(self) -> None:
        self.text_size_chosen.emit(theme.current().size)

    def _next_size(self) -> None:
        sizes = list(TextSize)
        self._set_size(sizes[(sizes.index(theme.current().size) + 1) % len(sizes)])

    def _step_size(self, step: int) -> None:
        sizes = list(TextSize)
        position = sizes.index(theme.current().size) + step
        self._set_size(sizes[max(0, min(position, len(sizes) - 1))])

    def _set_size(self, size: TextSize) -> None:
        theme.current().set_size(size)
        self._status.show_message(f"文字大小 {size} 磅")

    def _window_action(
        self, text: str, run: Callable[[], object], *keys: str, icon_name: str | None = None
    ) -> QAction:
        made = QAction(text, self)
        made.setShortcuts([QKeySequence(key) for key in keys if key])
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if icon_name is not None:
            set_icon(made, icon_name)
            made.setToolTip(f"{text}（{keys[0]}）" if keys[0] else text)
        made.triggered.connect(lambda *_checked: run())
        self.addAction(made)
        return made


def _dropped(event: QDropEvent) -> list[str]:
    """Return the local files and folders that are being dropped."""
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]


def _leave_papers(page: Page) -> None:
    """Show what lies behind the papers of a page."""
    for papers in page.findChildren(PaperStack):
        papers.leave()
