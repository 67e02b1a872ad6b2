"""文化站: the stations at the left, one of them opened at the right."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui import theme
from ui.office.keys import VERIFICATION
from ui.office.names import short_name
from ui.office.station_tables import StationTables
from ui.page import EXCHANGE, Context, Page
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.paper_stack import PaperStack
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar, SearchField
from ui.widgets.ledger_view import LedgerView
from ui.widgets.master_detail import MasterDetail
from ui.widgets.ring import CompletionRing

if TYPE_CHECKING:
    from app.overview.board import Board, StationLine
    from app.tasks.ledger import LedgerRow

__all__ = ["StationPage"]

_ALL, _STALE, _LATE, _WAITING = "all", "stale", "late", "waiting"


class StationPage(Page):
    """Stations with their counts; the page of the current one beside them."""

    title = "文化站"
    help_text = (
        "左边是各站，右边是选中的站：任务、问题、疑问、设施缺口、日志、人员和收到的数据包。\n"
        "上下键换站，回车看详情；窗口窄时详情盖在名单上，按 Esc 收起。\n"
        "在任务上按回车，跳到等县里核验的那一件；没有等核验的，就看进展。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("给这个站写下发包", self._send_down, icon_name="package", writes=True)
        self.print_action = self.action(
            "打印台账", self._print, icon_name="printer", keys="Ctrl+P", writes=True
        )
        self._board: Board | None = None
        self._text = ""
        self._filter = FilterBar(
            [(_ALL, "全部"), (_LATE, "有逾期"), (_WAITING, "等县里"), (_STALE, "数据旧了")], single=True
        )
        self._filter.changed.connect(self._show_list)
        search = SearchField("查找文化站、联系人")
        search.asked.connect(self._search)
        self._model: PagedModel[StationLine] = PagedModel(
            [
                Column("编号", lambda line: line.station.number, sort="number", width=3),
                Column(
                    "文化站",
                    lambda line: short_name(line.station.name),
                    sort="name",
                    stretch=True,
                    hint=lambda line: line.station.name,
                ),
                Column("完成", lambda line: (line.done, line.total), cell=Cell.PROGRESS, sort="done"),
                Column("逾期", lambda line: line.lights.get("red", 0) or None, cell=Cell.NUMBER, sort="red"),
                Column(
                    "等别人", lambda line: line.lights.get("blue", 0) or None, cell=Cell.NUMBER, sort="blue"
                ),
                Column("数据截至", _short_day, sort="as_of", width=4, hint=_as_of),
            ],
            self._fetch,
            key=lambda line: line.station.unit,
        )
        self._list = LedgerView(
            self._model, empty=EmptyState("没有这样的文化站。先录入文化站名单，或换个条件。")
        )
        self._list.fit(("文化站", "完成"), ("逾期", "等别人", "数据截至", "编号"))
        self._list.setSelectionMode(LedgerView.SelectionMode.SingleSelection)
        self._list.setAccessibleName("文化站名单")
        self._list.chosen.connect(self._choose)
        self._panel = _StationPanel(context)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._filter)
        column.addWidget(search)
        column.addWidget(self._list, 1)
        self._sides = MasterDetail(left, self._panel)
        self._list.opened.connect(lambda line: self._sides.open_detail(line.station.name))
        shown = QWidget()
        layout = QVBoxLayout(shown)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self._sides)
        self._papers = PaperStack(context, shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._papers)
        self.setFocusProxy(self._list)

    @override
    def reload(self) -> None:
        from app.overview.board import read_board

        board = self._board = read_board(self.context.ws)
        lines = board.stations
        self._filter.set_counts(
            {
                _ALL: len(lines),
                _LATE: sum(bool(line.lights.get("red")) for line in lines),
                _WAITING: sum(bool(line.lights.get("blue")) for line in lines),
                _STALE: sum(line.station.stale for line in lines),
            }
        )
        self._show_list()

    @override
    def show_record(self, **arguments: str) -> None:
        """Open the station `unit`, at the task `item`, the `problem`, the `person` or the log `entry` if one is named."""
        self._filter.select(_ALL)
        line = self._line(arguments["unit"])
        if line is not None and self._list.select(line.station.unit):
            self._sides.open_detail(line.station.name)
            for name in ("item", "problem", "person", "entry"):
                if name in arguments:
                    self._panel.select(name, arguments[name])

    def _line(self, unit: str) -> "StationLine | None":
        lines = self._board.stations if self._board else ()
        return next((line for line in lines if line.station.unit == unit), None)

    def _search(self, text: str) -> None:
        self._text = text
        self._show_list()

    def _show_list(self) -> None:
        self._list.reload()
        self._choose(self._list.current_row())

    def _fetch(self, offset: int, limit: int, order: Order | None) -> "Sequence[StationLine]":
        (chosen,) = self._filter.selected()
        wanted: Callable[[StationLine], bool] = {
            _ALL: lambda _line: True,
            _LATE: lambda line: bool(line.lights.get("red")),
            _WAITING: lambda line: bool(line.lights.get("blue")),
            _STALE: lambda line: line.station.stale,
        }[chosen]
        lines = [line for line in (self._board.stations if self._board else ()) if wanted(line)]
        lines = [
            line for line in lines if self._text in line.station.name or self._text in line.station.contact
        ]
        if order is not None:
            lines.sort(key=_ORDERS[order.key], reverse=order.descending)
        return lines[offset : offset + limit]

    def _choose(self, line: "StationLine | None") -> None:
        assert self.main_action is not None
        self.main_action.setEnabled(
            line is not None and bool(line.station.site) and not self.context.jobs.busy
        )
        self.as_of = "" if line is None else _as_of(line)
        self.frame_changed.emit()
        self._panel.show_station(line)
        if line is not None and self._sides.detail_shown:
            self._sides.open_detail(line.station.name)

    def _print(self) -> None:
        from app.papers.catalog import Choices

        line = self._list.current_row()
        if line is not None:
            self._papers.preview("工作台账", Choices(station=line.station.unit))

    def _send_down(self) -> None:
        line = self._list.current_row()
        if line is not None:
            self.context.navigate(EXCHANGE, send=line.station.unit)


class _StationPanel(QWidget):
    """One station: ring and contact above, its records in tabs below."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._line: StationLine | None = None
        self._ring = CompletionRing("办结")
        self._contact = QLabel()
        self._contact.setWordWrap(True)
        self._contact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._age = QLabel()
        self._age.setWordWrap(True)
        self._counts = QLabel()
        self._counts.setProperty("role", "soft")
        self._counts.setWordWrap(True)
        self._handover = QLabel()
        self._handover.setProperty("role", "soft")
        self._handover.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        for widget in (self._contact, self._handover, self._counts, self._age):
            words.addWidget(widget)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._tabs = QTabWidget()
        self._tabs.setUsesScrollButtons(True)
        self._tables = StationTables(context)
        for word, view in self._tables.views():
            self._tabs.addTab(view, word)
        self._tables.tasks.opened.connect(self._open_task)
        self._tables.problems.opened.connect(lambda row: self._verify(row.id))
        self._tables.questions.opened.connect(lambda row: self._verify(row.id))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self._tabs, 1)

    def show_station(self, line: "StationLine | None") -> None:
        """Show another station; None: there is none to show."""
        from app.handover.handing import handover_words

        self._line = line
        self.setVisible(line is not None)
        if line is None:
            return
        station = line.station
        self._ring.set_numbers(line.done, line.total)
        who = "　".join(part for part in (station.contact, station.phone) if part)
        self._contact.setText(f"联系人 {who}" if who else "没有登记联系人")
        short, full = handover_words(self._context.ws, station.site) if station.site else ("", "")
        self._handover.setText(f"换站长：{short}")
        self._handover.setToolTip(full)
        self._handover.setVisible(bool(short))
        self._age.setProperty("role", "warning" if station.stale else "soft")
        self._age.style().polish(self._age)
        lights = (("red", "逾期"), ("yellow", "临期"), ("blue", "等别人"), ("grey", "未启动"))
        counts = [f"{word} {line.lights[light]}" for light, word in lights if line.lights.get(light)]
        self._counts.setText("　".join(counts) or "没有要注意的任务")
        for position, count in enumerate(self._tables.show_station(line)):
            word = self._tabs.tabText(position).partition(" ")[0]
            self._tabs.setTabText(position, f"{word} {count}" if count else word)
        self._age.setText(_age_words(line) + self._tables.log_words)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the tables where there is little."""
        super().resizeEvent(event)
        self._ring.setVisible(self.height() >= theme.scaled(380))

    def select(self, name: str, record: str) -> None:
        """Bring a task ("item"), a "problem", a "person" or an "entry" of the log into sight."""
        tables = self._tables
        views: dict[str, LedgerView[Any]] = {
            "item": tables.tasks,
            "problem": tables.problems,
            "person": tables.people,
            "entry": tables.log,
        }
        view = views[name]
        self._tabs.setCurrentWidget(view)
        view.reveal(record)

    def _open_task(self, row: "LedgerRow") -> None:
        self._verify(row.item)

    def _verify(self, about: str) -> None:
        if self._line is not None:
            self._context.navigate(VERIFICATION, unit=self._line.station.unit, about=about)


_ORDERS: "dict[str, Callable[[StationLine], Any]]" = {
    "number": lambda line: line.station.number,
    "name": lambda line: line.station.name,
    "done": lambda line: line.done / line.total if line.total else 0,
    "red": lambda line: line.lights.get("red", 0),
    "blue": lambda line: line.lights.get("blue", 0),
    "as_of": lambda line: f"{line.station.as_of or ''}",
}


def _as_of(line: "StationLine") -> str:
    return "从没报过" if line.station.as_of is None else f"{line.station.as_of:%Y-%m-%d}"


def _short_day(line: "StationLine") -> str:
    return "未报" if line.station.as_of is None else f"{line.station.as_of:%m-%d}"


def _age_words(line: "StationLine") -> str:
    station = line.station
    if station.as_of is None:
        return "还没有收到过这个站的数据包。"
    words = f"数据截至 {station.as_of:%Y-%m-%d}，第 {station.package} 号包"
    if not station.confirmed:
        words += "，还没有和它核对过电脑"
    return f"{words}。数据已经旧了，请催它上报。" if station.stale else f"{words}。"
