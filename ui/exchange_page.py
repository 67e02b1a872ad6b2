"""收发: packages in and out, for both roles."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui import messages
from ui.exchange.changes_panel import ChangesPanel
from ui.exchange.conflict_panel import ConflictPanel
from ui.exchange.intake_panel import IntakePanel
from ui.exchange.outgoing_panel import OutgoingPanel
from ui.exchange.villages_panel import VillagesPanel
from ui.page import Context, Page
from ui.paper_stack import PaperStack

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["ExchangePage", "count_open"]

_OFFICE_HELP = (
    "接收：把各站发来的文件、整个文件夹或U盘拖到窗口里，看一眼每个文件的结果，按“接收”一次收完。\n"
    "发出：不选就是全部站，点几块就只写那几个站。写好的文件自动放到剪贴板，到微信里 Ctrl+V 就能发。\n"
    "绿灯近期报过，黄灯数据旧了，红灯从没报过。"
)
_STATION_HELP = (
    "上报：点“检查并生成”，缺的会先列出来；生成的文件自动放到剪贴板，到微信里 Ctrl+V 发给县里。\n"
    "接收：把县里发来的文件拖到窗口里，看一眼有什么新内容，按“接收”。\n"
    "发出 3 天还没有回执的会标出来：请再发一次，重复发没有坏处。"
)


class ExchangePage(Page):
    """Home of its role, and in its place the intake or what was just written."""

    title = "收发"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        from app.workspace import Role
        from ui.exchange.office_home import OfficeHome
        from ui.exchange.station_home import StationHome

        office = context.ws.role is Role.OFFICE
        self.help_text = _OFFICE_HELP if office else _STATION_HELP
        self._stack = QStackedWidget()
        self.intake = IntakePanel(self)
        self.outgoing = OutgoingPanel(self)
        self.home = OfficeHome(self, self.outgoing) if office else StationHome(self, self.outgoing)
        self.home.files_chosen.connect(self.take_in)
        self.home.written.connect(lambda: self._stack.setCurrentWidget(self.outgoing))
        self.main_action = self.home.main_action
        self.conflicts = ConflictPanel(self)
        self.villages = VillagesPanel(self)
        self.changes = ChangesPanel(self)
        self.home.changes_wanted.connect(self.changes.look_at)
        self.changes.shown.connect(lambda: self._stack.setCurrentWidget(self.changes))
        self.changes.print_wanted.connect(self._print_changes)
        if isinstance(self.home, StationHome):
            self.home.conflicts_wanted.connect(lambda: self._show_panel(self.conflicts))
            self.home.villages_wanted.connect(lambda: self._show_panel(self.villages))
        else:
            self.intake.receipts_wanted.connect(self.home.write_receipts)
        for panel in (
            self.home,
            self.intake,
            self.outgoing,
            self.conflicts,
            self.villages,
            self.changes,
        ):
            self._stack.addWidget(panel)
        self.intake.shown.connect(lambda: self._stack.setCurrentWidget(self.intake))
        for panel in (self.intake, self.outgoing, self.conflicts, self.villages, self.changes):
            panel.closed.connect(self._go_home)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        self._papers = PaperStack(context, self._stack)
        layout.addWidget(self._papers)

    @override
    def reload(self) -> None:
        self.home.reload()

    @override
    def show_record(self, **arguments: str) -> None:
        """Take in what `receive` names, one path a line, or let the user choose; write down for the unit `send`."""
        if "receive" in arguments:
            paths = [Path(line) for line in arguments["receive"].splitlines() if line]
            self.take_in(paths or messages.choose_files("选择要接收的数据包", messages.PACKAGE))
        elif "send" in arguments:
            self._go_home()
            self.home.send_to(arguments["send"])

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Coming back another time begins at home: what was written or received by then is told."""
        super().hideEvent(event)
        told = self.panel is self.outgoing or (self.panel is self.intake and self.intake.done)
        if not event.spontaneous() and told and not self.context.jobs.busy:
            self._stack.setCurrentWidget(self.home)

    @override
    def begin_again(self) -> None:
        if self.panel is not self.home and not self.context.jobs.busy:
            self._papers.setCurrentWidget(self._stack)
            self.intake.leave()
            self._go_home()

    def take_in(self, paths: Sequence[Path]) -> None:
        """Preview these files and folders; a station without a county looks for its start package among them."""
        if not paths:
            return
        if not self.context.ws.alone:
            self.intake.look_at(paths)
            return
        from ui.exchange.joining import offer_county

        offer_county(self.context, paths, otherwise=lambda: self.intake.look_at(paths))

    @property
    def panel(self) -> QWidget | None:
        """What is shown now."""
        return self._stack.currentWidget()

    def _show_panel(self, panel: ConflictPanel | VillagesPanel) -> None:
        panel.reload()
        self._stack.setCurrentWidget(panel)

    def _print_changes(self) -> None:
        from app.papers.intake_changes import print_intake_changes

        intake, rows = self.changes.intake, self.changes.rows
        if intake is not None:
            self._papers.preview_file(
                "接收变化表", lambda target: print_intake_changes(self.context.ws, intake, rows, target)
            )

    def _go_home(self) -> None:
        self._stack.setCurrentWidget(self.home)
        self.home.reload()


def count_open(ws: "Workspace") -> int:
    """Return what the navigation says beside this page: stations that have not reported this month, or sent packages without a receipt."""
    from app.workspace import Role

    if ws.role is Role.OFFICE:
        from app.overview.reports import not_reported

        return len(not_reported(ws, ws.today.replace(day=1)))
    from ui.exchange.station_home import unanswered

    return len(unanswered(ws))
