"""The office's side of 收发: stations as tiles, and what came and went."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.exchange.computers_panel import ComputersPanel
from ui.exchange.outgoing_panel import OutgoingPanel, Written
from ui.exchange.receive_bar import ReceiveBar
from ui.exchange.station_tiles import StationTiles
from ui.exchange.tables import intake_table, received_table, sent_table
from ui.exchange.undoing import undo_intake
from ui.exchange.way_field import WayField
from ui.office.keys import STATIONS
from ui.page import Page
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar

if TYPE_CHECKING:
    from app.overview.stations import StationRow
    from app.sync.export import Exported, Exports
    from app.sync.history import IntakeRow, ReceivedRow
    from app.sync.start_packages import StartPackage

__all__ = ["OfficeHome"]

_TABS: Final = (
    ("stations", "各站"),
    ("missing", "本月没报"),
    ("in", "收到的"),
    ("out", "发出的"),
    ("intakes", "接收记录"),
    ("computers", "电脑"),
)


class OfficeHome(QWidget):
    """Tiles with the buttons that write packages, and three tables."""

    files_chosen = Signal(list)  # of Path
    changes_wanted = Signal(int)  # of an intake
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
        self._way = WayField(page.context)
        self._down = page.action("写下发包", self._write_down, icon_name="package", writes=True)
        self._start = page.action("写开站包", self._write_start, icon_name="key-round", writes=True)
        self._remind = page.action("复制催报文字", self._copy_reminder, icon_name="copy")
        self._call = page.action("电话核对", self._phone, icon_name="phone", writes=True)
        self._pass_on = page.action("转交该站", self._pass_on_late, icon_name="send", writes=True)
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
        self._intakes.opened.connect(lambda row: self.changes_wanted.emit(row.batch))
        self._look = page.action("看改了什么", self._look_at_intake, icon_name="history")
        self._stack = QStackedWidget()
        tiles = self._with_buttons(
            self._tiles, (self._remind, self._call, self._start), self._down, self._picked
        )
        intakes = self._with_buttons(self._intakes, (self._undo,), self._look, QLabel())
        self._received.chosen.connect(self._follow_received)
        self._received_words = QLabel()
        self._received_words.setProperty("role", "soft")
        self._received_words.setWordWrap(True)
        received = self._with_buttons(self._received, (), self._pass_on, self._received_words)
        self._computers = ComputersPanel(page, lambda: self._way.volume_bytes, self._finish)
        empty = EmptyState("先录入文化站名单，这里就有各站的格子。")
        nobody = EmptyState("这个月各站都报过了，不用催。", icon_name="badge-check")
        for panel in (tiles, received, self._sent, intakes, empty, self._computers, nobody):
            self._stack.addWidget(panel)
        top = QHBoxLayout()
        top.addWidget(self._tabs)
        top.addStretch()
        top.addWidget(self._way)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._bar)
        layout.addLayout(top)
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
        self._computers.reload()
        counts = {"stations": len(self._stations), "missing": len(self._missing)}
        if self._computers.waiting:
            counts["computers"] = self._computers.waiting
        self._tabs.set_counts(counts)
        self._show_tab()

    def send_to(self, unit: str) -> None:
        """Write the package for one station."""
        self._export([unit])

    def _show_tab(self) -> None:
        (tab,) = self._tabs.selected()
        if tab in {"stations", "missing"}:
            rows = self._stations if tab == "stations" else self._missing
            self._tiles.show_stations(rows, self._context.ws.today)
            self._stack.setCurrentIndex(0 if rows else 6 if self._stations else 4)
            self._follow()
            return
        reload, place = {
            "in": (self._received.reload, 1),
            "out": (self._sent.reload, 2),
            "intakes": (self._intakes.reload, 3),
            "computers": (self._computers.reload, 5),
        }[tab]
        reload()
        self._stack.setCurrentIndex(place)
        self._follow_received(self._received.current_row())
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
        one = rows[0] if len(rows) == 1 and rows[0].site else None
        self._call.setEnabled(free and one is not None)
        self._call.setText("电话回执" if one is not None and one.confirmed else "电话核对")

    def _follow_received(self, row: "ReceivedRow | None") -> None:
        aside = row is not None and row.outcome == "quarantined"
        self._pass_on.setEnabled(aside and not self._context.jobs.busy)
        self._received_words.setText(row.sentence if row is not None else "")

    def _follow_intake(self, row: "IntakeRow | None") -> None:
        self._undo.setEnabled(row is not None and row.can_undo and not self._context.jobs.busy)
        self._look.setEnabled(row is not None and not self._context.jobs.busy)

    # -- what the user does ---------------------------------------------------------------------------

    def _write_down(self) -> None:
        self._export([row.unit for row in self._wanted()])

    def write_receipts(self, units: list[str]) -> None:
        """Write small packages that only say what came and what is missing."""
        self._export(units, receipt=True)

    def _export(self, units: list[str], *, receipt: bool = False) -> None:
        from app.sync.export import export_packages

        ws = self._context.ws

        size = self._way.volume_bytes
        word = "回执" if receipt else "下发包"

        def work(job: Job) -> "Exports":
            return export_packages(ws, units, volume_bytes=size, receipt=receipt, job=job)

        def show(exports: "Exports") -> None:
            rows = [Written.of(one) for one in exports.packages]
            rows += [Written(one.unit, one.name, None, note=one.sentence) for one in exports.skipped]
            self._finish(f"已写好 {len(exports.packages)} 个{word}", rows)

        self._context.jobs.start(f"正在写{word}", work, show)

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

    def _phone(self) -> None:
        (row,) = self._tiles.rows()
        if not row.confirmed:
            self._compare()
            return
        from app.sync.phone_code import phone_code

        code = phone_code(self._context.ws, row.unit)
        if code is None:
            messages.say(f"还没有收到过{row.name}的包，没有可念的回执。")
            return
        messages.say(
            f"念给{row.name}（{row.contact} {row.phone}），对方在“收发”里点“电话回执”输入，就知道县里收到哪里了：\n\n{code}"
        )

    def _pass_on_late(self) -> None:
        from app.sync.rebuild import pass_on_late

        row = self._received.current_row()
        if row is None or not messages.ask(
            f"{row.sentence}\n\n把里面的内容写成下发包交给{row.name}现在的电脑？"
            "站里收下后，没再改过的自动接上，两边都改过的由站里一条一条选。包仍原样留在隔离里。",
            "写给该站",
        ):
            return
        ws, digest = self._context.ws, row.digest

        def show(made: "tuple[Exported, ...]") -> None:
            self._finish(f"已写好给{made[0].name}的下发包", [Written.of(one) for one in made])

        self._context.jobs.start("正在写下发包", lambda job: pass_on_late(ws, digest, job=job), show)

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

    def _look_at_intake(self) -> None:
        row = self._intakes.current_row()
        if row is not None:
            self.changes_wanted.emit(row.batch)
