"""The records of one station, a table each."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from ui.page import Context
from ui.paged_model import Cell, Column, Order, PagedModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.ledger_view import LedgerView

if TYPE_CHECKING:
    from app.facilities.shortfalls import ShortfallRow
    from app.overview.board import StationLine
    from app.overview.station import AskedRow, PersonRow
    from app.overview.station_log import StationLogRow
    from app.rectification.problem_rows import ProblemRow
    from app.sync.history import ReceivedRow
    from app.tasks.ledger import LedgerRow

__all__ = ["StationTables"]

Row = TypeVar("Row")


class StationTables:
    """Tasks, problems, questions, gaps, people and packages of the station that is shown."""

    def __init__(self, context: Context) -> None:
        self._ws = context.ws
        self.log_words = ""  # how much of the station's log was entered late
        self._tasks: list[LedgerRow] = []
        self._problems: list[ProblemRow] = []
        self._questions: Sequence[AskedRow] = ()
        self._gaps: list[ShortfallRow] = []
        self._people: Sequence[PersonRow] = ()
        self._packages: list[ReceivedRow] = []
        self.tasks = _table(
            [
                Column("编号", lambda row: row.code or row.number, width=2),
                Column("灯", lambda row: (row.light, row.light_word), cell=Cell.LIGHT),
                Column("任务", lambda row: row.content, stretch=True),
                Column("环节", lambda row: row.stage_label),
                Column("在谁手上", lambda row: row.holder_label),
                Column("责任人", lambda row: row.responsible_name, width=4),
            ],
            lambda: self._tasks,
            lambda row: row.item,
            "还没有发布任务清单。",
            ("任务", "灯"),
            ("在谁手上", "环节", "编号", "责任人"),
        )
        self.problems = _table(
            [
                Column("灯", lambda row: (row.lamp.light, row.lamp.word), cell=Cell.LIGHT),
                Column("问题", lambda row: row.form.description, stretch=True),
                Column("环节", lambda row: row.stage_label),
                Column("地点", lambda row: row.place, width=7),
                Column("编号", lambda row: row.number, width=9),
            ],
            lambda: self._problems,
            lambda row: row.id,
            "没有待整改的问题。",
            ("问题", "灯"),
            ("环节", "地点", "编号"),
        )
        self.questions = _table(
            [
                Column("类别", lambda row: row.kind_label, width=3),
                Column(
                    "内容", lambda row: row.text, stretch=True, hint=lambda row: f"{row.subject}\n{row.text}"
                ),
                Column("提出", lambda row: row.asked_on, cell=Cell.DATE, width=6),
                Column("答复", lambda row: row.answer or "待答复", width=10),
            ],
            lambda: self._questions,
            lambda row: row.id,
            "没有提过疑问。",
            ("内容",),
            ("答复", "类别", "提出"),
        )
        self.gaps = _table(
            [
                Column("场所", lambda row: row.venue_name, width=9),
                Column("项目", lambda row: row.name, stretch=True),
                Column("缺多少", lambda row: row.shortfall, width=8),
                Column("整改", lambda row: row.problem_number or "还没转", width=7),
            ],
            lambda: self._gaps,
            lambda row: row.result,
            "没有缺口，或还没有报来核查结果。",
            ("项目",),
            ("场所", "缺多少", "整改"),
        )
        self.people = _table(
            [
                Column("姓名", lambda row: row.name, width=5),
                Column("职务", lambda row: row.post, stretch=True),
                Column("电话", lambda row: row.phone, width=8),
                Column("任期", _term, width=12),
            ],
            lambda: self._people,
            lambda row: row.id,
            "还没有报来人员。",
            ("姓名", "职务"),
            ("电话", "任期"),
        )
        self._site = ""
        self.log: LedgerView[StationLogRow] = LedgerView(
            PagedModel(
                [
                    Column("日期", lambda row: row.on, cell=Cell.DATE, width=6),
                    Column("类型", lambda row: row.activity_label, width=5),
                    Column("内容", lambda row: row.text, stretch=True),
                    Column("地点", lambda row: row.place, width=7),
                    Column("人数", lambda row: row.people, cell=Cell.NUMBER, width=3),
                ],
                self._fetch_log,
                lambda row: row.id,
            ),
            empty=EmptyState("还没有报来日志。"),
        )
        self.log.fit(("日期", "内容"), ("类型", "人数", "地点"))
        self.packages = _table(
            [
                Column("号", lambda row: row.number, cell=Cell.NUMBER, width=3),
                Column("收到", lambda row: _day(row.received_at), width=7),
                Column("结果", lambda row: row.label, width=5),
                Column("改动", lambda row: row.entries, cell=Cell.NUMBER, width=4),
                Column("附件", lambda row: row.blobs, cell=Cell.NUMBER, width=4),
                Column("说明", lambda row: row.sentence, stretch=True),
            ],
            lambda: self._packages,
            lambda row: row.digest,
            "还没有收到过它的数据包。",
            ("号", "说明"),
            ("结果", "收到", "附件", "改动"),
        )

    def views(self) -> Sequence[tuple[str, QWidget]]:
        """Return tab words and tables in order."""
        return (
            ("任务", self.tasks),
            ("问题", self.problems),
            ("疑问", self.questions),
            ("缺口", self.gaps),
            ("日志", self.log),
            ("人员", self.people),
            ("收包", self.packages),
        )

    def show_station(self, line: "StationLine") -> Sequence[int]:
        """Load everything of a station and return by tab how many are open; 0 where that says nothing."""
        from app.facilities.shortfalls import list_shortfalls
        from app.overview.station import open_station
        from app.rectification.problems import list_problems
        from app.rectification.standing import ProblemStage
        from app.sync.history import list_received
        from app.tasks.ledger import list_ledger

        unit, site = line.station.unit, line.station.site
        view = open_station(self._ws, unit)
        self._site = site
        self._tasks = list_ledger(self._ws, site=site or f"?{unit}")
        self._problems = list_problems(self._ws, station=unit)
        self._questions, self._people = view.questions, view.people
        self.log_words = f"近三个月{view.log.words}" if view.log.words else ""
        self._gaps = list_shortfalls(self._ws, station=unit)
        self._packages = list_received(self._ws, unit=unit)
        for _, table in self.views():
            assert isinstance(table, LedgerView)
            table.reload()
        return (
            0,
            sum(row.stage is not ProblemStage.CLOSED for row in self._problems),
            sum(row.open for row in self._questions),
            len(self._gaps),
            0,
            0,
            0,
        )

    def _fetch_log(self, offset: int, limit: int, _order: Order | None) -> "Sequence[StationLogRow]":
        from app.overview.station_log import list_station_log

        return list_station_log(self._ws, site=self._site, offset=offset, limit=limit) if self._site else ()


def _table(
    columns: "Sequence[Column[Row]]",
    rows: Callable[[], Sequence[Row]],
    key: Callable[[Row], str],
    empty: str,
    always: Sequence[str],
    then: Sequence[str],
) -> "LedgerView[Row]":
    model = PagedModel(columns, lambda offset, limit, _order: rows()[offset : offset + limit], key)
    view: LedgerView[Row] = LedgerView(model, empty=EmptyState(empty))
    view.fit(always, then)
    return view


def _term(row: "PersonRow") -> str:
    if row.since is None and row.until is None:
        return ""
    return f"{row.since or '…'} 至 {row.until or '今'}"


def _day(instant: datetime) -> str:
    from app.clock import local

    return f"{local(instant):%Y-%m-%d}"
