"""Finding two characters in 100,000 entries of the log: against one LIKE count over the same rows."""

import tempfile
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from app.log.changes import write_batch
from app.search.finding import search
from app.search.indexing import catch_up
from app.start import make_workspace
from app.workspace import COUNTY, Role, Workspace
from benchmarks.measuring import Bound, Line, seconds
from db.models.work import LogEntry

__all__ = ["measure"]

_WHERE = ("文体广场", "图书室", "戏台", "村史馆", "电子阅览室", "排练厅", "宣传栏", "健身路径")
_WHAT = ("开展免费开放服务", "组织广场舞培训", "检查消防器材", "登记图书流转", "整理活动档案", "更换公示牌")
_RARE = "皮影"
_MORE = (
    "上午先和村管理员碰头，核对了上个月的登记本和照片，缺的三项当场补齐；下午走访了四户群众，大家希望周末也开门、多放几场电影，",
    "村里答应把音响和灯光修好，费用从本村活动经费里出，月底前办完；下次来看时把器材清点表、值班表和安全台账一起带上，逐项签字。",
)
"""Entries as long as people write them: 44 MB of text in all."""


def measure(rows: int = 100_000) -> list[Line | Bound]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ws = make_workspace(folder / "data", role=Role.STATION, person="测试员", machine=folder / "machine")
        _fill(ws, rows)
        build_s = seconds(lambda: _build(ws), rounds=1)
        like_s = seconds(lambda: _like(ws, "广场"))
        lines: list[Line | Bound] = [
            Line(
                f"search, {what}, {rows:,} rows",
                seconds(partial(search, ws, word)),
                "one LIKE count",
                like_s,
                limit,
            )
            for what, word, limit in (
                ("two characters", "广场", 0.2),
                ("two characters, rare", _RARE, 0.2),
                ("one character", "戏", 0.5),
                ("initials", "wtgc", 0.2),
                ("two words", "图书 消防", 0.2),
            )
        ]
        size = (ws.folder / "search.db").stat().st_size
        ws.engine.dispose()
    return [
        *lines,
        Bound(f"index of {rows:,} rows, a row", build_s / rows * 1000, "ms", 0.5),
        Bound(f"index of {rows:,} rows", size / 1e6, "MB", 40),
    ]


def _fill(ws: Workspace, rows: int) -> None:
    first = date(2016, 1, 1)
    with ws.write() as session:
        write_batch(
            session,
            LogEntry,
            [
                {
                    "on": (first + timedelta(days=number // 30)).isoformat(),
                    "text": f"第{number}次到{number % 173}号村{_WHERE[number % 8]}{_WHAT[number % 6]}，"
                    f"参加{number % 91}人；{_MORE[0]}{_MORE[1]}"
                    + (f"，请来{_RARE}艺人" if number % 9973 == 0 else ""),
                    "place": f"{number % 173}号村{_WHERE[number % 8]}",
                    "activity": "training" if number % 5 == 0 else "",
                    "organiser": "",
                }
                for number in range(rows)
            ],
            stream=COUNTY,
        )


def _build(ws: Workspace) -> None:
    while catch_up(ws):
        pass


def _like(ws: Workspace, word: str) -> int:
    with ws.read() as session:
        return (
            session.scalar(
                select(func.count()).where(LogEntry.text.like(f"%{word}%") | LogEntry.place.like(f"%{word}%"))
            )
            or 0
        )


if __name__ == "__main__":
    for line in measure():
        print(line.text())
