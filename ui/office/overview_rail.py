"""The rail beside the county's map: what waits, what ages, what nobody claimed, what is short, who is silent."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.office.aging_bars import AgingBars
from ui.office.keys import STATIONS, VERIFICATION
from ui.office.names import short_name
from ui.office.rail_list import RailLine, RailList
from ui.page import EXCHANGE, Page

if TYPE_CHECKING:
    from app.overview.board import Board
    from app.overview.open_items import OpenItem

__all__ = ["OverviewRail"]

_LINES: Final = 5


class OverviewRail(QScrollArea):
    """Short lists, each line opens what it names."""

    task_wanted = Signal(str)  # item: show its column

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._context = page.context
        navigate = page.context.navigate
        verify = page.action("去核验", partial(navigate, VERIFICATION), icon_name="arrow-right")
        remind = page.action("去收发", partial(navigate, EXCHANGE), icon_name="arrow-right")
        self._waiting = RailList("等县里办", "没有等县里办的事。", verify)
        self._waiting.opened.connect(self._open_item)
        self._unclaimed = RailList("还没认领的任务", "各站都已认领。")
        self._unclaimed.opened.connect(self.task_wanted)
        self._short = RailList("各站共同缺的", "还没有各站的核查结果，或者都达标。")
        self._short.opened.connect(self._open_station)
        self._stale = RailList("数据旧了的站", "各站都在近期报过。", remind)
        self._stale.opened.connect(self._open_station)
        self._silent = RailList("任务没动静的站", "各站的任务近期都有进展。")
        self._silent.opened.connect(self._open_task)
        self._ages = AgingBars()
        ages = QFrame()
        ages.setProperty("role", "card")
        inside = QVBoxLayout(ages)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(4)
        head = QLabel("没办完的拖了多久")
        head.setProperty("role", "heading")
        head.setToolTip("没有销号的问题，以及等县里或乡镇、被退回、逾期的任务，按在现在责任方手里的天数")
        inside.addWidget(head)
        inside.addWidget(self._ages)
        column = QWidget()
        column.setProperty("role", "plain")
        lists = QVBoxLayout(column)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(8)
        for widget in (self._waiting, ages, self._silent, self._unclaimed, self._short, self._stale):
            lists.addWidget(widget)
        lists.addStretch()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(column)

    def show_board(self, board: "Board") -> None:
        """Show what `board` and the open items of the county say."""
        from app.overview.open_items import read_open_items

        items = read_open_items(self._context.ws, board)
        self._show_waiting(items)
        self._show_ages(items)
        self._show_unclaimed(board)
        self._show_shortages(board)
        self._show_stale(board)
        self._show_silent(board)

    def _show_waiting(self, items: "list[OpenItem]") -> None:
        from app.overview.open_items import waiting_for_office, waiting_words

        waiting = waiting_for_office(items)
        self._waiting.show_lines(
            [
                RailLine(
                    f"{item.unit}/{item.item or item.problem}/{item.waiting}",
                    f"{item.days} 天　{short_name(item.station)}　{item.subject}",
                    f"{item.station}　{item.code} {item.subject}\n{item.waiting}，已等 {item.days} 天",
                )
                for item in waiting[:_LINES]
            ],
            total=len(waiting),
            note="　".join(f"{word} {count}" for word, count in waiting_words(items).items()),
        )

    def _show_ages(self, items: "list[OpenItem]") -> None:
        from app.overview.board import WHERE
        from app.overview.open_items import AGES, aging

        parts = {WHERE[holder]: counts for holder, counts in aging(items).items()}
        self._ages.show_ages([word for _, word in AGES], parts)

    def _show_unclaimed(self, board: "Board") -> None:
        from app.overview.open_items import unclaimed_items

        unclaimed = unclaimed_items(board)
        late = max((row.days_late for row in unclaimed), default=0)
        self._unclaimed.show_lines(
            [
                RailLine(
                    row.item,
                    f"{len(row.stations)} 站　{row.code} {row.title}",
                    f"{row.code} {row.title}\n还没认领：" + "、".join(name for _, name in row.stations),
                )
                for row in unclaimed[:_LINES]
            ],
            total=len(unclaimed),
            note=f"已过认领期限 {late} 天" if late else "",
        )

    def _show_shortages(self, board: "Board") -> None:
        from app.overview.shortages import top_shortages

        names = {line.station.unit: line.station.name for line in board.stations}
        self._short.show_lines(
            [
                RailLine(
                    row.stations[0][0],
                    f"{row.name}　{row.venues} 处",
                    f"{row.pack_name}\n{row.code} {row.name}\n"
                    + "\n".join(f"{names.get(unit, '')}　{count} 处" for unit, count in row.stations),
                )
                for row in top_shortages(self._context.ws, limit=_LINES)
            ],
            total=0,
        )

    def _show_stale(self, board: "Board") -> None:
        stale = [line.station for line in board.stations if line.station.stale]
        stale.sort(key=lambda station: f"{station.as_of or ''}")
        self._stale.show_lines(
            [
                RailLine(
                    station.unit,
                    f"{short_name(station.name)}　"
                    + (f"{(board.today - station.as_of).days} 天前" if station.as_of else "从没报过"),
                    station.name,
                )
                for station in stale[:_LINES]
            ],
            total=len(stale),
        )

    def _show_silent(self, board: "Board") -> None:
        from app.overview.silence import silent_stations

        silent = silent_stations(board)
        self._silent.show_lines(
            [
                RailLine(
                    f"{station.unit}/{station.tasks[0][1]}",
                    f"{station.days} 天　{short_name(station.name)}　{len(station.tasks)} 项",
                    "\n".join(
                        [station.name, *(f"{days} 天　{title}" for days, _, title in station.tasks[:10])]
                    ),
                )
                for station in silent[:_LINES]
            ],
            total=len(silent),
            note="站里该办、很久没有记进展的任务",
        )

    def _open_task(self, key: str) -> None:
        unit, item = key.split("/")
        self._context.navigate(STATIONS, unit=unit, item=item)

    def _open_item(self, key: str) -> None:
        unit, about, waiting = key.split("/")
        if waiting == "待支持":
            self._context.navigate(STATIONS, unit=unit, item=about)
        else:
            self._context.navigate(VERIFICATION, unit=unit, about=about)

    def _open_station(self, unit: str) -> None:
        self._context.navigate(STATIONS, unit=unit)
