"""The office's side of 收发: stations as tiles, and what came and went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.exchange.outgoing_panel import OutgoingPanel, Written
from ui.exchange.receive_bar import ReceiveBar
from ui.exchange.station_tiles import StationTiles
from ui.exchange.tables import intake_table, received_table, sent_table
from ui.exchange.undoing import undo_intake
from ui.office.keys import STATIONS
from ui.page import Page
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from app.overview.stations import StationRow
    from app.sync.export import Exports
    from app.sync.history import IntakeRow
    from app.sync.start_packages import StartPackage

__all__ = ["OfficeHome"]

_TABS: Final = (
    ("stations", "各站"),
    ("missing", "本月没报"),
    ("in", "收到的"),
    ("out", "发出的"),
    ("intakes", "接收记录"),
)


class OfficeHome(QWidget):
    """Tiles with the buttons that write packages, and three tables."""

    files_chosen = Signal(list)  # of Path
    written = Signal()  # the outgoing panel has something to show

    def __init__(self, page: Page, outgoing: OutgoingPanel) -> None:
        super().__init__()
        self._context = page.context
        self._outgoing = outgoing
        ws = page.context.ws
        self._bar = ReceiveBar(page, "把微信里收到的文件、整个文件夹或U盘拖到窗口里，文件名改过也没关系。")
        self._bar.chosen.connect(self.files_chosen)
        self.folder_button = self._bar.folder_button
        self.main_action = page.action(
            "接收数据包", lambda: page.show_record(receive=""), icon_name="inbox", writes=True
        )
        self._tabs = FilterBar(_TABS, single=True)
        self._tabs.changed.connect(self._show_tab)
        self._down = page.action("写下发包", self._write_down, icon_name="package", writes=True)
        self._start = page.action("写开站包", self._write_start, icon_name="key-round", writes=True)
        self._remind = page.action("复制催报文字", self._copy_reminder, icon_name="copy")
        self._call = page.action("电话核对", self._compare, icon_name="phone", writes=True)
        self._undo = page.action("撤销选中的接收", self._undo_intake, icon_name="undo-2", writes=True)
        self._tiles = StationTiles()
        self._tiles.picked.connect(self._follow)
        self._tiles.opened.connect(lambda unit: self._context.navigate(STATIONS, unit=unit))
        self._picked = QLabel()
        self._picked.setProperty("role", "soft")
        self._received = received_table(ws, with_name=True)
        self._sent = sent_table(ws, with_name=True)
        self._intakes = intake_table(ws)
        self._intakes.chosen.connect(self._follow_intake)
        self._stack = QStackedWidget()
        tiles = self._with_buttons(
            self._tiles, (self._remind, self._call, self._start), self._down, self._picked
        )
        intakes = self._with_buttons(self._intakes, (), self._undo, QLabel())
        empty = EmptyState("先录入文化站名单，这里就有各站的格子。")
        for panel in (tiles, self._received, self._sent, intakes, empty):
            self._stack.addWidget(panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)

    def _with_buttons(
        self, content: QWidget, actions: Sequence[QAction], main: QAction, words: QLabel
    ) -> QWidget:
        panel = QWidget()
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(content, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(words, 1)
        for action in actions:
            buttons.addWidget(ActionButton(action))
        buttons.addWidget(ActionButton(main))
        layout.addLayout(buttons)
        return panel

    def reload(self) -> None:
        """Load tiles and tables anew."""
        from app.overview.reports import not_reported
        from app.overview.stations import list_stations

        ws = self._context.ws
        self._stations = list_stations(ws)
        self._missing = not_reported(ws, ws.today.replace(day=1))
        self._tabs.set_counts({"stations": len(self._stations), "missing": len(self._missing)})
        self._show_tab()

    def send_to(self, unit: str) -> None:
        """Write the package for one station."""
        self._export([unit])

    def _show_tab(self) -> None:
        (tab,) = self._tabs.selected()
        if tab in {"stations", "missing"}:
            rows = self._stations if tab == "stations" else self._missing
            self._tiles.show_stations(rows, self._context.ws.today)
            self._stack.setCurrentIndex(0 if self._stations else 4)
            self._follow()
            return
        reload, place = {
            "in": (self._received.reload, 1),
            "out": (self._sent.reload, 2),
            "intakes": (self._intakes.reload, 3),
        }[tab]
        reload()
        self._stack.setCurrentIndex(place)
        self._follow_intake(self._intakes.current_row())

    def _wanted(self) -> "list[StationRow]":
        """Return the stations that are picked, or all that are shown."""
        return self._tiles.rows() or self._tiles.all_rows()

    def _follow(self) -> None:
        rows = self._tiles.rows()
        shown = len(self._tiles.all_rows())
        self._picked.setText(f"选中 {len(rows)} 个站" if rows else f"没有选，就是这 {shown} 个站")
        free = not self._context.jobs.busy
        self._down.setEnabled(free and shown > 0)
        self._start.setEnabled(free and shown > 0)
        self._remind.setEnabled(bool(self._missing))
        self._call.setEnabled(free and len(rows) == 1 and bool(rows[0].site) and not rows[0].confirmed)

    def _follow_intake(self, row: "IntakeRow | None") -> None:
        self._undo.setEnabled(row is not None and row.can_undo and not self._context.jobs.busy)

    # -- what the user does ---------------------------------------------------------------------------

    def _write_down(self) -> None:
        self._export([row.unit for row in self._wanted()])

    def _export(self, units: list[str]) -> None:
        from app.sync.export import export_packages

        ws = self._context.ws

        def work(job: Job) -> "Exports":
            return export_packages(ws, units, job=job)

        def show(exports: "Exports") -> None:
            rows = [
                Written(
                    f"{one.unit}-{one.number}",
                    one.name,
                    one.path,
                    one.number,
                    one.size_bytes,
                    one.blobs,
                    f"{one.absent} 份附件在本机找不到，没有装进去" if one.absent else "",
                )
                for one in exports.packages
            ]
            rows += [Written(one.unit, one.name, None, note=one.sentence) for one in exports.skipped]
            self._finish(f"已写好 {len(exports.packages)} 个下发包", rows)

        self._context.jobs.start("正在写下发包", work, show)

    def _write_start(self) -> None:
        from app.sync.start_packages import write_start_packages

        ws, units = self._context.ws, [row.unit for row in self._wanted()]

        def work(job: Job) -> "tuple[StartPackage, ...]":
            return write_start_packages(ws, units=units, job=job)

        def show(packages: "tuple[StartPackage, ...]") -> None:
            rows = [
                Written(one.unit, one.name, one.path, None, one.size_bytes, note="只发给这个站，不要发到群里")
                for one in packages
            ]
            self._finish(f"已写好 {len(rows)} 个开站包", rows, apart=True)

        self._context.jobs.start("正在写开站包", work, show)

    def _finish(self, heading: str, rows: Sequence[Written], *, apart: bool = False) -> None:
        self._outgoing.show_written(heading, rows, apart=apart)
        self.written.emit()
        self._context.written()

    def _copy_reminder(self) -> None:
        from app.overview.reports import reminder_text

        QGuiApplication.clipboard().setText(reminder_text(self._missing, self._context.ws.today))
        self._context.status(f"催报文字已复制，点名 {len(self._missing)} 个站，到微信群里粘贴就能发。")

    def _compare(self) -> None:
        from app.sync.trust import confirm_station, station_fingerprint

        (row,) = self._tiles.rows()
        digits = station_fingerprint(self._context.ws, row.unit)
        if digits is None:
            return
        same = messages.ask(
            f"请给{row.name}打电话（{row.contact} {row.phone}），请对方打开“收发”念出核对码。\n\n{digits}\n\n"
            "两边的六组数字完全一样吗？",
            "完全一样，确认",
            "不一样",
        )
        if same:
            confirm_station(self._context.ws, row.unit, digits)
            self._context.written()

    def _undo_intake(self) -> None:
        row = self._intakes.current_row()
        if row is not None:
            undo_intake(self._context, row.batch)
