"""A table of 100,000 log entries in a window: how long until it is painted, and what a keystroke costs.

Two programs, because the peer brings a second SQLite: `ours DATA MACHINE` and `theirs DATABASE`.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from benchmarks.measuring import peak_megabytes
from benchmarks.painting import when_painted

__all__: list[str] = []

WORDS = ("文化", "照片", "秩序", "签到", "台账", "活动", "归档")  # in nearly every row
NOWHERE = ("图书", "演出", "培训")


def painted(view: QAbstractItemView, show: Callable[[], object]) -> float:
    """Return the seconds from the call of `show` until `view` is painted and answers."""
    loop = QEventLoop()
    begun = time.perf_counter()
    when_painted(view.viewport(), loop.quit)
    show()
    view.viewport().update()
    loop.exec()
    return time.perf_counter() - begun


def ours(folder: Path, machine: Path) -> dict[str, float]:
    from app.search.finding import search
    from app.search.indexing import catch_up
    from app.start import open_workspace
    from app.work.log import LogFilter, LogRow, list_log
    from ui.application import make_application
    from ui.paged_model import Cell, Column, PagedModel
    from ui.widgets.empty_state import EmptyState
    from ui.widgets.ledger_view import LedgerView

    make_application()
    ws = open_workspace(folder, machine=machine).workspace
    wanted: list[str] = []  # typed last comes last

    def table() -> LedgerView[LogRow]:
        model: PagedModel[LogRow] = PagedModel(
            [
                Column("日期", lambda row: row.on, cell=Cell.DATE, width=6),
                Column("内容", lambda row: row.text, stretch=True),
                Column("关联任务", lambda row: row.task, width=8),
                Column("人数", lambda row: row.people, cell=Cell.NUMBER, width=3),
            ],
            fetch=lambda offset, limit, _order: list_log(
                ws, wanted=LogFilter(text=wanted[-1] if wanted else ""), offset=offset, limit=limit
            ),
            key=lambda row: row.id,
        )
        return LedgerView(model, empty=EmptyState("没有日志。"))

    def show() -> None:
        view.resize(1200, 600)
        view.reload()
        view.show()

    while catch_up(ws):  # as the worker does beside: a ledger of that size was not written today
        pass
    paints, strokes, misses = [], [], []
    for _ in range(3):
        view = table()
        paints.append(painted(view, show))
        for word in WORDS:
            wanted.append(word)
            strokes.append(painted(view, view.reload))
        for word in NOWHERE:
            wanted.append(word)
            misses.append(painted(view, view.reload))
        wanted.clear()
        view.close()
    search(ws, "预热")
    searches = [timed(lambda word=word: search(ws, word)) for word in WORDS + NOWHERE]  # type: ignore[misc]
    with closing(sqlite3.connect(folder / "ledger.db")) as connection:
        likes = [
            timed(
                lambda word=word: connection.execute(  # type: ignore[misc]
                    "SELECT count(*) FROM log_entry WHERE text LIKE ?", (f"%{word}%",)
                ).fetchall()
            )
            for word in WORDS * 3
        ]
    ws.engine.dispose()
    return {
        "paint_s": min(paints),
        "keystroke_s": middle(strokes),
        "miss_s": middle(misses),
        "search_s": middle(searches),
        "like_s": middle(likes),
        "peak_mb": peak_megabytes(),
    }


def theirs(database: Path) -> dict[str, float]:
    from PySide6.QtSql import QSqlDatabase, QSqlTableModel

    app = QApplication([])
    connection = QSqlDatabase.addDatabase("QSQLITE")
    connection.setDatabaseName(str(database))
    connection.open()

    def show() -> None:
        model.setTable("log_entry")
        model.setSort(model.fieldIndex("on"), Qt.SortOrder.DescendingOrder)
        model.select()
        view.setModel(model)
        view.resize(1200, 600)
        view.show()

    paints = []
    for _ in range(3):
        view, model = QTableView(), QSqlTableModel(db=connection)
        paints.append(painted(view, show))
        view.close()
    app.processEvents()
    return {"paint_s": min(paints)}


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


if __name__ == "__main__":
    which, *paths = sys.argv[1:]
    print(json.dumps({"ours": ours, "theirs": theirs}[which](*map(Path, paths))), flush=True)
