"""The 2,000-row work ledger as PDF, against a bare reportlab table of the same strings."""

import tempfile
from pathlib import Path

from msgspec.structs import replace
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

from app.papers.flow import write_pdf
from app.papers.ledger import WorkLedger, ledger_pages
from app.papers.lettering import REGULAR, break_lines, load_fonts, text_width
from benchmarks.measuring import Line, seconds
from tests.app.papers.paper_samples import ledger

__all__ = ["measure"]

ROWS = 2000
HEADS = "序号 工作任务 目标要求 牵头领导 责任单位 责任人 工作措施 完成时限 进展情况 存在问题 下步打算 佐证 完成状态 备注"


def varied(count: int) -> WorkLedger:
    """Return a ledger in which no two rows share their long texts."""
    data = ledger(count)
    rows = tuple(
        replace(row, requirement=f"{n}号：{row.requirement}", measures=f"第{n}步，{row.measures}")
        for n, row in enumerate(data.rows)
    )
    return replace(data, rows=rows)


def strings(data: WorkLedger) -> list[list[str]]:
    """Return the texts of the ledger's cells, one line each: what the bare table gets."""
    rows = [HEADS.split()]
    for row in data.rows:
        limit = f"{row.limit}{row.due or ''}"
        progress = f"{'' if row.percent is None else row.percent}{row.amount}"
        state = f"{row.light.word}{row.stage}{row.holder}"
        first = [
            str(row.number),
            row.task,
            row.requirement,
            row.leader,
            row.unit,
            row.responsible,
            row.measures,
        ]
        last = [limit, progress, row.problem, row.next_step, row.evidence, state, row.note]
        rows.append([*first, *last])
    return rows


def bare(data: WorkLedger, to: Path) -> None:
    style = TableStyle(
        [("FONT", (0, 0), (-1, -1), REGULAR, 10.5), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    )
    table = LongTable(strings(data), colWidths=[18.5 * mm] * 14, repeatRows=1, style=style)
    SimpleDocTemplate(str(to), pagesize=landscape(A4), invariant=1, leftMargin=0, rightMargin=0).build(
        [table]
    )


def forget() -> None:
    """Empty the caches of widths and line breaks, as in a program that has printed nothing yet."""
    break_lines.cache_clear()
    text_width.cache_clear()


def measure(rounds: int = 3) -> list[Line]:
    load_fonts()
    data = varied(ROWS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = seconds(
            lambda: write_pdf([ledger_pages(data)], folder / "ours.pdf"), rounds=rounds, before=forget
        )
        theirs = seconds(lambda: bare(data, folder / "bare.pdf"), rounds=rounds)
    return [
        Line(f"{ROWS:,}-row ledger as PDF", ours, "bare reportlab LongTable, one line a cell", theirs, 1.5)
    ]


if __name__ == "__main__":
    for line in measure():
        print(line.text())
