"""修改记录 (history): everything that was ever written about a record, the newest first."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from app.clock import local
from app.log.record_history import HistoryRow
from app.office.units import get_unit
from app.papers.blocks import Fact, Facts, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Printed, Section, write_pdf
from app.papers.gather.subject import imprint
from app.papers.table import Column, make_table
from app.workspace import Workspace

__all__ = ["History", "history_pages", "print_history"]


class History(Struct, frozen=True):
    """What is printed about one record."""

    unit: str
    subject: str
    rows: tuple[HistoryRow, ...]
    imprint: Imprint


_COLUMNS: tuple[Column[HistoryRow], ...] = (
    Column("时间", 27, lambda r: f"{local(r.at):%Y-%m-%d %H:%M}", "center"),
    Column("填写人", 40, lambda r: "\n".join(part for part in (r.by, r.unit) if part), "center"),
    Column("记录", 24, lambda r: f"{r.kind}\n{r.what}", "center"),
    Column("项目", 24, lambda r: r.field, "center"),
    Column("原来", 68, lambda r: r.before),
    Column("改为", 82, lambda r: r.after),
)


def history_pages(history: History) -> Section:
    """Lay out the history, landscape."""
    width = A4_LANDSCAPE.frame_width
    return Section(
        title="修改记录",
        imprint=history.imprint,
        body=(
            Title("修改记录", width, 20),
            Facts(
                (
                    Fact("单位：", history.unit, 2),
                    Fact("打印日期：", chinese_date(history.imprint.day)),
                    Fact("编号：", history.imprint.code, 1.3),
                ),
                width,
            ),
            *paragraph(f"事项：{history.subject}", width, keep=True),
            Space(1),
            make_table(_COLUMNS, history.rows, width),
        ),
        paper=A4_LANDSCAPE,
        unit=history.unit,
    )


def print_history(ws: Workspace, subject: str, rows: Sequence[HistoryRow], to: Path) -> Printed:
    """Write the history of `subject` as a PDF file.

    Raises:
        StorageError: The file cannot be written.
    """
    unit = get_unit(ws, ws.unit)
    history = History(unit.name, subject, tuple(rows), imprint(ws, unit, "XGJL", "", ws.now()))
    return write_pdf([history_pages(history)], to)
