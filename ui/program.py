"""Opens the window first, then the ledger: heavy imports wait until something is painted."""

import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer

from app.errors import InvalidInput, UserError
from app.job import Job
from ui import messages, starting, theme
from ui.application import log_to, make_application
from ui.frame import Frame, FrameFacts
from ui.jobs import REST_MS, JobRunner
from ui.main_window import MainWindow
from ui.page import EXCHANGE, Context, Page, PageEntry

if TYPE_CHECKING:
    from app.settings import Settings
    from app.start import Opened
    from app.workspace import Workspace

__all__ = ["Program", "run"]

_RECOVERED: Final = (
    "这份台账是从备份恢复的，已经接着用。备份以后写过、已经报给对方的内容，下次接收对方的包时会自动取回来。"
)
_log = logging.getLogger(__name__)

_TURN_S: Final = 0.0005
"""After so long a job on the worker lets the window go on; the interpreter's own 5 ms add up while a page is drawn."""
_STARTED_MS: Final = 5000  # by then everything that stays is loaded


def run(folder: Path | None = None, machine: Path | None = None, package: Path | None = None) -> int:
    """Show the window until it is closed.

    Args:
        folder: Data folder; None: the last one, or the first-start pages.
        machine: Where this PC's keys lie; None: in the user's application data.
        package: A package file to take in at once.
    """
    sys.setswitchinterval(_TURN_S)
    app = make_application()
    QTimer.singleShot(_STARTED_MS, starting.end)
    program = Program(machine)
    program.window.painted.connect(lambda: program.start(folder, package))
    program.window.show()
    code = app.exec()
    program.close()
    return code


class Program(QObject):
    """The window and the ledger that is open in it."""

    def __init__(self, machine: Path | None = None) -> None:
        super().__init__()
        self._machine = machine
        self._ws: Workspace | None = None
        self.window = MainWindow()

    @property
    def machine(self) -> Path:
        """Where this PC's keys, its log and the name of the last data folder lie."""
        from app.sync.keys import default_machine_folder

        return self._machine or default_machine_folder()

    def start(self, folder: Path | None = None, package: Path | None = None) -> None:
        """Open `folder`, or the ledger that was open last, or the first-start pages."""
        from app.folder import is_data_folder
        from app.settings import last_folder

        log_to(self.machine)
        wanted = folder or last_folder(self.machine)
        if wanted is None:
            self.show_welcome()
        elif folder is None and not is_data_folder(wanted):
            self.show_welcome(f"上次的台账“{wanted}”找不到了，可能移走了，或者U盘没有插。")
        else:
            self.open_folder(wanted, package)

    def open_folder(
        self,
        folder: Path | None,
        package: Path | None = None,
        *,
        machine: Path | None = None,
        page: str = "",
        first: Callable[[], str] | None = None,
    ) -> None:
        """Close what is open and open the ledger in `folder`; None: the first-start pages.

        Args:
            folder: Data folder.
            package: A package file to take in then.
            machine: Where the keys of this ledger lie, if not where this PC's do: it is a demo, and not
                opened by itself at the next start.
            page: Key of the page to begin with; the first one if empty.
            first: Runs on the worker while no ledger is open; what it returns is told afterwards.
        """
        self.close()
        if folder is None:
            self.show_welcome()
            return
        self.window.show_opening()
        self.window.jobs.start(
            "正在打开台账",
            partial(_open, folder, machine or self.machine, first),
            partial(self._show, package, page, machine),
            on_error=lambda error: self.show_welcome(str(error)),
        )

    def show_welcome(self, notice: str = "") -> None:
        """Show the first-start pages, with a sentence on why if there is one."""
        from ui.welcome.welcome import Welcome

        jobs = JobRunner()
        self.window.show_content(Welcome(jobs, self.machine, self.open_folder, notice), jobs)

    def close(self) -> None:
        """Let go of the ledger, and remember outside of it how far it had come."""
        if self._ws is None:
            return
        from app.sync.anchor import keep_anchor

        ws, self._ws = self._ws, None
        self.window.rest()
        try:
            keep_anchor(ws)
        except UserError as error:  # a stick that was pulled: the next start knows a little less
            _log.warning("anchor not kept: %s", error)
        ws.engine.dispose()

    def _show(self, package: Path | None, page: str, machine: Path | None, opened: "Opened") -> None:
        from app.pin import pin_is_set

        self._ws = opened.workspace
        if not pin_is_set(opened.workspace.folder):
            self._show_ledger(package, page, machine, opened)
            return
        from ui.welcome.pin_page import PinPage

        asking = PinPage(opened.workspace)
        asking.passed.connect(partial(self._show_ledger, package, page, machine, opened))
        asking.left.connect(lambda: self.open_folder(None))
        self.window.show_content(asking)

    def _show_ledger(self, package: Path | None, page: str, machine: Path | None, opened: "Opened") -> None:
        from app.settings import load_settings, remember_folder

        ws = opened.workspace
        if machine is None:
            remember_folder(self.machine, ws.folder)
        settings = load_settings(ws.folder)
        theme.current().set_size(theme.TextSize(settings.text_size_pt))
        facts = partial(_facts, ws, machine is not None)
        reopen = partial(self.open_folder, machine=machine)
        jobs = JobRunner()
        frame = Frame(ws, _entries(ws), facts, jobs, reopen)
        frame.set_navigation_folded(settings.navigation_folded)
        frame.text_size_chosen.connect(self._keep_text_size)
        frame.navigation_folded.connect(self._keep_folded)
        rest = QTimer(frame, singleShot=True, interval=REST_MS)
        rest.timeout.connect(frame.search.catch_up)
        jobs.ended.connect(rest.start)
        QTimer.singleShot(_STARTED_MS, frame.search, frame.search.catch_up)
        self.window.show_content(frame, jobs)
        if _asks(ws):
            frame.navigate("settings", tab="computer")
        elif page:
            frame.navigate(page)
        else:
            frame.show_first()
        for notice in opened.notices:
            messages.say(notice)
        if package is not None:
            frame.navigate(EXCHANGE, receive=str(package))

    def _keep_text_size(self, size_pt: int) -> None:
        self._keep(lambda kept: replace(kept, text_size_pt=size_pt))

    def _keep_folded(self, folded: bool) -> None:
        self._keep(lambda kept: replace(kept, navigation_folded=folded))

    def _keep(self, change: "Callable[[Settings], Settings]") -> None:
        from app.settings import load_settings, save_settings

        if self._ws is not None:  # a frame that is done with may still say something
            save_settings(self._ws.folder, change(load_settings(self._ws.folder)))


def _open(folder: Path, machine: Path, first: Callable[[], str] | None, _job: Job) -> "Opened":
    """Open the ledger; one that was put back from a copy begins a new epoch."""
    from app.start import open_workspace
    from app.sync.anchor import Standing, standing

    notices: list[str] = []
    if first is not None:
        try:
            notices.append(first())
        except UserError as error:  # told over the ledger as it is
            notices.append(str(error))
    opened = open_workspace(folder, machine=machine)
    if standing(opened.workspace) is Standing.RESTORED:
        from app.sync.epochs import recover

        recover(opened.workspace)
        opened.workspace.engine.dispose()
        opened = open_workspace(folder, machine=machine)
        notices.append(_RECOVERED)
    return replace(opened, notices=(*notices, *opened.notices))


def _asks(ws: "Workspace") -> bool:
    """Tell whether somebody has to say first what this computer is for."""
    from app.sync.this_computer import this_computer

    return this_computer(ws, quick=True).asks


def _settings(context: Context) -> Page:
    from ui.settings_page import SettingsPage

    return SettingsPage(context)


_SETTINGS: Final = PageEntry("settings", "设置备份", "settings", _settings)


def _entries(ws: "Workspace") -> Sequence[PageEntry]:
    """Return the pages of this ledger's role."""
    from app.workspace import Role

    if ws.role is Role.STATION:
        from ui.station.entries import ENTRIES as STATION

        return *STATION, _SETTINGS
    from ui.office.entries import ENTRIES as OFFICE

    return *OFFICE, _SETTINGS


def _facts(ws: "Workspace", demo: bool) -> FrameFacts:
    """Return what the frame shows of the open ledger."""
    from app.backups import backups
    from app.office.units import get_unit
    from app.outside_backup import outside_reminder
    from app.workspace import Role

    try:
        unit = get_unit(ws, ws.unit)
        name, number = unit.name, "" if ws.role is Role.OFFICE else unit.number
    except InvalidInput:
        name, number = "（县里已撤下本单位，请与县里联系）", ""
    made = next((backup.made for backup in backups(ws.folder)), None)
    if made is None:
        backup = ""
    else:
        day = "今天" if made.date() == ws.today else f"{made.month}月{made.day}日"
        backup = f"{day} {made:%H:%M}"
    code = f"站码 {number}" if number else ""
    return FrameFacts(
        unit=f"{name}（演示数据）" if demo else name,
        code="还没有和县里连上" if ws.alone else code,
        backup=backup,
        reminder="" if demo else outside_reminder(ws.folder, ws.today),
        person=ws.person,
    )
