"""Time of the 2,000-row work ledger against a bare reportlab table of the same strings.

Run from the project folder: python -m benchmarks.papers [rows]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

from app.papers.flow import write_pdf
from app.papers.ledger import WorkLedger, ledger_pages
from app.papers.lettering import REGULAR, load_fonts
from app.papers.workbook import write_workbook
from tests.app.papers.paper_samples import ledger

ROUNDS = 3
LIMIT = 1.5


def strings(data: WorkLedger) -> list[list[str]]:
    """The texts of the ledger's cells, one line each: what the bare table gets."""
    head = ["序号", "工作任务", "目标要求", "牵头领导", "责任单位", "责任人", "工作措施"]
    head += ["完成时限", "进展情况", "存在问题", "下步打算", "佐证", "完成状态", "备注"]
    rows = [head]
    for number, row in enumerate(data.rows, start=1):
        limit = f"{row.limit}{row.due or ''}"
        progress = f"{'' if row.percent is None else row.percent}{row.amount}"
        state = f"{row.light.word}{row.stage}{row.holder}"
        rows.append(
            [
                str(number),
                row.task,
                row.requirement,
                row.leader,
                row.unit,
                row.responsible,
                row.measures,
                limit,
                progress,
                row.problem,
                row.next_step,
                row.evidence,
                state,
                row.note,
            ]
        )
    return rows


def bare(data: WorkLedger, to: Path) -> None:
    style = TableStyle(
        [("FONT", (0, 0), (-1, -1), REGULAR, 10.5), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    )
    table = LongTable(strings(data), colWidths=[18.5 * mm] * 14, repeatRows=1, style=style)
    SimpleDocTemplate(str(to), pagesize=landscape(A4), invariant=1, leftMargin=0, rightMargin=0).build(
        [table]
    )


def ours(data: WorkLedger, to: Path) -> None:
    from app.papers.lettering import break_lines

    break_lines.cache_clear()  # as in a program that has printed nothing yet
    write_pdf([ledger_pages(data)], to)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(count: int, folder: Path) -> tuple[float, float]:
    """Return the median seconds of our ledger and of the bare table, taken in turns."""
    load_fonts()
    data = ledger(count)
    mine, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(seconds(lambda: bare(data, folder / "bare.pdf")))
        mine.append(seconds(lambda: ours(data, folder / "ours.pdf")))
    return median(mine), median(theirs)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mine, theirs = measure(count, folder)
        size = (folder / "ours.pdf").stat().st_size
        print(f"{count:,}-row ledger PDF: {mine:.2f} s, {size / 1024:,.0f} KiB")
        print(f"bare reportlab LongTable of the same strings, unwrapped: {theirs:.2f} s")
        print(f"ratio {mine / theirs:.2f}, limit {LIMIT}: {'ok' if mine <= LIMIT * theirs else 'TOO SLOW'}")
        from app.papers.ledger import ledger_book

        sheet = seconds(lambda: write_workbook([ledger_book(ledger(count))], folder / "ours.xlsx"))
        print(f"the same ledger as a workbook: {sheet:.2f} s")


if __name__ == "__main__":
    main()
