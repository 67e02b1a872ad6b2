"""Opens the window first, then the ledger: heavy imports wait until something is painted."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.errors import InvalidInput
from app.job import Job
from ui import messages, theme
from ui.application import log_to, make_application
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import EXCHANGE, PageEntry

if TYPE_CHECKING:
    from app.settings import Settings
    from app.start import Opened
    from app.workspace import Workspace

__all__ = ["Program", "run"]


def run(folder: Path | None = None, machine: Path | None = None, package: Path | None = None) -> int:
    """Show the window until it is closed.

    Args:
        folder: Data folder; None: the last one, or the first-start pages.
        machine: Where this PC's keys lie; None: in the user's application data.
        package: A package file to take in at once.
    """
    app = make_application()
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
        from app.settings import last_folder
        from app.start import is_data_folder

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
    ) -> None:
        """Close what is open and open the ledger in `folder`; None: the first-start pages.

        Args:
            folder: Data folder.
            package: A package file to take in then.
            machine: Where the keys of this ledger lie, if not where this PC's do; it is not opened by
                itself at the next start.
            page: Key of the page to begin with; the first one if empty.
        """
        if self._ws is not None:
            self._ws.engine.dispose()
            self._ws = None
        if folder is None:
            self.show_welcome()
            return
        self.window.show_opening()
        self.window.jobs.start(
            "正在打开台账",
            partial(_open, folder, machine or self.machine),
            partial(self._show, package, page, machine is None),
            on_error=lambda error: self.show_welcome(str(error)),
        )

    def show_welcome(self, notice: str = "") -> None:
        """Show the first-start pages, with a sentence on why if there is one."""
        from ui.welcome.welcome import Welcome

        self.window.show_content(Welcome(self.window.jobs, self.machine, self.open_folder, notice))

    def close(self) -> None:
        """Let go of the ledger; called when the window is closed."""
        if self._ws is not None:
            self._ws.engine.dispose()

    def _show(self, package: Path | None, page: str, remember: bool, opened: "Opened") -> None:
        from app.settings import load_settings, remember_folder

        ws = self._ws = opened.workspace
        if remember:
            remember_folder(self.machine, ws.folder)
        settings = load_settings(ws.folder)
        theme.current().set_size(theme.TextSize(settings.text_size_pt))
        frame = Frame(ws, _entries(ws), partial(_facts, ws, not remember), self.window.jobs, self.open_folder)
        frame.set_navigation_folded(settings.navigation_folded)
        frame.text_size_chosen.connect(lambda size: _keep(ws, lambda kept: replace(kept, text_size_pt=size)))
        frame.navigation_folded.connect(
            lambda folded: _keep(ws, lambda kept: replace(kept, navigation_folded=folded))
        )
        self.window.show_content(frame)
        if page:
            frame.navigate(page)
        else:
            frame.show_first()
        for notice in opened.notices:
            messages.say(notice)
        if package is not None:
            frame.navigate(EXCHANGE, receive=str(package))


def _open(folder: Path, machine: Path, _job: Job) -> "Opened":
    from app.start import open_workspace

    return open_workspace(folder, machine=machine)


def _entries(ws: "Workspace") -> Sequence[PageEntry]:
    """Return the pages of this ledger's role."""
    from app.workspace import Role

    if ws.role is Role.STATION:
        from ui.station.entries import ENTRIES as STATION

        return STATION
    from ui.office.entries import ENTRIES as OFFICE

    return OFFICE


def _facts(ws: "Workspace", demo: bool) -> FrameFacts:
    """Return what the frame shows of the open ledger."""
    from app.backups import backups
    from app.office.units import get_unit

    try:
        unit = get_unit(ws, ws.unit)
        name, number = unit.name, unit.number
    except InvalidInput:
        name, number = "（县里已撤下本单位，请与县里联系）", ""
    made = next((backup.made for backup in backups(ws.folder)), None)
    if made is None:
        backup = ""
    else:
        day = "今天" if made.date() == ws.today else f"{made.month}月{made.day}日"
        backup = f"{day} {made:%H:%M}"
    return FrameFacts(
        unit=f"{name}（演示数据）" if demo else name, code=f"站码 {number}" if number else "", backup=backup
    )


def _keep(ws: "Workspace", change: "Callable[[Settings], Settings]") -> None:
    from app.settings import load_settings, save_settings

    save_settings(ws.folder, change(load_settings(ws.folder)))
