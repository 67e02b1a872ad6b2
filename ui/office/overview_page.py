"""总览: stations by tasks, and beside it what needs somebody's attention."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import theme
from ui.icons import icon
from ui.office.keys import STATIONS
from ui.office.names import short_name
from ui.office.overview_rail import OverviewRail
from ui.page import EXCHANGE, Context, Page
from ui.paper_stack import PaperStack
from ui.widgets.buttons import ActionButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_bar import FilterBar
from ui.widgets.heat_map import HeatCell, HeatColumn, HeatMap, HeatRow

if TYPE_CHECKING:
    from app.overview.board import Board, Cell, TaskColumn

__all__ = ["OverviewPage"]

_LIGHTS: Final = (
    ("red", "逾期"),
    ("yellow", "临期"),
    ("blue", "等别人"),
    ("green", "正常"),
    ("grey", "未启动"),
)
_RAIL_PX: Final = 268
_RAIL_FROM_PX: Final = 1000  # width of the page from which the rail is shown unasked
_PAPER: Final = "各站任务进展"


class OverviewPage(Page):
    """The county's map, with filters, and a rail of what waits, ages and falls short."""

    title = "总览"
    help_text = (
        "一行一个文化站，一列一项任务，格里的形状和颜色是灯。方向键移动，回车或点击打开这个站的这一项。\n"
        "上面的按钮只看某种灯、某一组、在谁手上的；斜线表示这个站的数据已经旧了。\n"
        "右边是等县里办的、拖得久的、还没认领的、各站共同缺的。"
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.main_action = self.action("接收数据包", self._receive, icon_name="inbox", writes=True)
        self.print_action = self.action("打印", self._print, icon_name="printer", keys="Ctrl+P", writes=True)
        self._board: Board | None = None
        self._lights = FilterBar(_LIGHTS)
        self._lights.changed.connect(self._show_map)
        self._group = QComboBox()
        self._group.setAccessibleName("哪一组任务")
        self._group.currentIndexChanged.connect(self._show_map)
        self._holder = QComboBox()
        self._holder.setAccessibleName("在谁手上")
        for word, value in (
            ("不论在谁手上", ""),
            ("在站里", "station"),
            ("在乡镇", "township"),
            ("在县里", "county"),
        ):
            self._holder.addItem(word, value)
        self._holder.currentIndexChanged.connect(self._show_map)
        self._rail_action = self.action("待办栏", self._turn_rail, icon_name="panel-left-open", keys="F6")
        self._rail_action.setCheckable(True)
        self._rail_chosen: bool | None = None
        self.map = HeatMap()
        self.map.described.connect(self._describe)
        self.map.opened.connect(lambda unit, item: context.navigate(STATIONS, unit=unit, item=item))
        self.map.row_opened.connect(lambda unit: context.navigate(STATIONS, unit=unit))
        self._words = QLabel()
        self._words.setProperty("role", "soft")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._empty = EmptyState(
            "还没有可看的。先录入文化站名单、发布任务清单，再把各站的上报包（文件或整个文件夹）拖到这里。",
            self.main_action,
        )
        self._rail = OverviewRail(self)
        self._rail.task_wanted.connect(self._point_at)
        self._build()

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._filters = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._filters.setSpacing(8)
        self._filters.addWidget(self._lights)
        more = QHBoxLayout()
        more.setSpacing(8)
        more.addWidget(self._group)
        more.addWidget(self._holder)
        more.addStretch()
        more.addWidget(ActionButton(self._rail_action))
        self._filters.addLayout(more, 1)
        self._group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._group.setMinimumContentsLength(6)
        left = QWidget()
        below = QVBoxLayout(left)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self.map, 1)
        below.addWidget(self._words)
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._sides.setChildrenCollapsible(False)
        self._sides.addWidget(left)
        self._sides.addWidget(self._rail)
        self._sides.setStretchFactor(0, 1)
        shown = QWidget()
        layout = QVBoxLayout(shown)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.setSpacing(8)
        layout.addLayout(self._filters)
        layout.addWidget(self._sides, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(shown)
        self._stack.addWidget(self._empty)
        self._papers = PaperStack(self.context, self._stack)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._papers)
        self.setFocusProxy(self.map)
        theme.current().changed.connect(self._fit)
        self._fit()

    # -- showing --------------------------------------------------------------------------------------

    @override
    def reload(self) -> None:
        from app.overview.board import read_board

        board = self._board = read_board(self.context.ws)
        self.as_of = "" if board.as_of is None else f"{board.as_of:%Y-%m-%d}"
        self.frame_changed.emit()
        self._show_groups(board)
        self._show_map()
        self._rail.show_board(board)
        self._stack.setCurrentIndex(0 if board.stations and board.tasks else 1)

    def _show_groups(self, board: "Board") -> None:
        chosen = self._group.currentData()
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItem("全部分组", "")
        for group in dict.fromkeys(task.group for task in board.tasks):
            self._group.addItem(group, group)
        self._group.setCurrentIndex(max(0, self._group.findData(chosen)))
        self._group.blockSignals(False)

    def _show_map(self) -> None:
        board = self._board
        if board is None:
            return
        lights, holder = self._lights.selected(), self._holder.currentData()
        group = self._group.currentData()
        tasks = [task for task in board.tasks if not group or task.group == group]
        filtered = bool(lights or holder)

        def wanted(cell: "Cell") -> bool:
            return (not lights or cell.light in lights) and (not holder or cell.holder == holder)

        if filtered:
            tasks = [task for task in tasks if any(wanted(cell) for cell in _column(board, task))]
        columns = {task.item for task in tasks}
        self.map.show_map(
            [
                HeatRow(
                    line.station.unit,
                    short_name(line.station.name),
                    "未报"
                    if line.station.as_of is None
                    else f"{line.station.as_of.month}-{line.station.as_of.day:02}",
                    line.station.stale,
                    line.trend,
                )
                for line in board.stations
            ],
            [HeatColumn(task.item, task.label, task.title, task.group) for task in tasks],
            {
                key: HeatCell(cell.light, cell.tip, cell.done, faded=not wanted(cell))
                for key, cell in board.cells.items()
                if key[1] in columns
            },
        )
        self._lights.set_counts(_light_counts(board, group))
        if filtered and not tasks:
            self._words.setText("没有这样的格子：换一种灯或责任方再看。")
        else:
            self._words.setText(f"{len(board.stations)} 个站，{len(tasks)} 项任务")

    # -- what the user does ---------------------------------------------------------------------------

    def _describe(self, words: str) -> None:
        self._words.setText(words)
        self._words.setToolTip(words)
        self.context.status(words)

    def _point_at(self, item: str) -> None:
        """Show the group of a task alone, so that its column is in sight."""
        assert self._board is not None
        task = next(task for task in self._board.tasks if task.item == item)
        self._lights.select()
        self._holder.setCurrentIndex(0)
        self._group.setCurrentIndex(max(0, self._group.findData(task.group)))
        self.map.setFocus()

    def _receive(self) -> None:
        self.context.navigate(EXCHANGE, receive="")

    def _turn_rail(self) -> None:
        self._rail_chosen = not self._rail.isVisibleTo(self)
        self._fit()

    def _fit(self) -> None:
        self._rail.setMinimumWidth(theme.scaled(_RAIL_PX))
        self._rail.setMaximumWidth(theme.scaled(_RAIL_PX + 140))
        shown = self.width() >= _RAIL_FROM_PX if self._rail_chosen is None else self._rail_chosen
        needed = sum(part.sizeHint().width() for part in (self._lights, self._group, self._holder))
        beside = needed + theme.scaled(170) <= self.width()
        self._filters.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._rail.setVisible(shown)
        self._rail_action.setChecked(shown)
        self._rail_action.setIcon(icon("panel-left-open" if not shown else "panel-left-close"))

    @override
    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _print(self) -> None:
        from app.papers.catalog import Choices

        self._papers.preview(_PAPER, Choices())


def _column(board: "Board", task: "TaskColumn") -> "list[Cell]":
    found = (board.cells.get((line.station.unit, task.item)) for line in board.stations)
    return [cell for cell in found if cell is not None]


def _light_counts(board: "Board", group: str) -> dict[str, int]:
    counts = dict.fromkeys((light for light, _ in _LIGHTS), 0)
    for task in board.tasks:
        if not group or task.group == group:
            for cell in _column(board, task):
                counts[cell.light] += 1
    return counts
