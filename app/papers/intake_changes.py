"""接收变化表 (intake changes): what taking packages in changed, record by record, before and after."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from app.clock import local
from app.office.units import get_unit
from app.papers.blocks import Fact, Facts, Space, Title, paragraph
from app.papers.dates import chinese_date
from app.papers.flow import A4_LANDSCAPE, Imprint, Printed, Section, write_pdf
from app.papers.gather.subject import imprint
from app.papers.table import Column, make_table
from app.sync.differences import RecordChange
from app.sync.history import IntakeRow
from app.workspace import Workspace

__all__ = ["IntakeChanges", "intake_pages", "print_intake_changes"]


_MOST_ROWS = 1000
"""Beyond this only what was changed or withdrawn is printed: what is new stands in the lists anyway."""


class IntakeChanges(Struct, frozen=True):
    """What is printed about one act of receiving; `left_out` counts records that are not."""

    unit: str
    intake: IntakeRow
    rows: tuple[RecordChange, ...]
    left_out: int
    imprint: Imprint


_COLUMNS: tuple[Column[RecordChange], ...] = (
    Column("单位", 34, lambda r: r.unit_name, "center"),
    Column("村", 26, lambda r: r.village, "center"),
    Column("类别", 22, lambda r: r.kind_word, "center"),
    Column("记录", 62, lambda r: r.title),
    Column("改动", 14, lambda r: r.what, "center"),
    Column("原来 → 现在", 107, lambda r: r.words if r.changes else ""),
)


def intake_pages(changes: IntakeChanges) -> Section:
    """Lay out the changes, landscape."""
    width = A4_LANDSCAPE.frame_width
    intake = changes.intake
    return Section(
        title="接收变化表",
        imprint=changes.imprint,
        body=(
            Title("接收变化表", width, 20),
            Facts(
                (
                    Fact("单位：", changes.unit, 2),
                    Fact("打印日期：", chinese_date(changes.imprint.day)),
                    Fact("编号：", changes.imprint.code, 1.3),
                ),
                width,
            ),
            *paragraph(
                f"{local(intake.at):%Y年%m月%d日 %H:%M}由{intake.person}接收 {intake.packages} 个数据包"
                f"（{'、'.join(intake.names)}），改动 {len(changes.rows) + changes.left_out} 条记录。"
                + (f"其中 {changes.left_out} 条没有列在这里，大多是新增的。" if changes.left_out else ""),
                width,
                keep=True,
            ),
            Space(1),
            make_table(_COLUMNS, changes.rows, width),
        ),
        paper=A4_LANDSCAPE,
        unit=changes.unit,
    )


def print_intake_changes(ws: Workspace, intake: IntakeRow, rows: Sequence[RecordChange], to: Path) -> Printed:
    """Write what an intake changed as a PDF file.

    Raises:
        StorageError: The file cannot be written.
    """
    unit = get_unit(ws, ws.unit)
    made = imprint(ws, unit, "JSBH", f"{intake.batch}", ws.now())
    listed = tuple(rows)
    if len(listed) > _MOST_ROWS:
        listed = tuple(row for row in rows if row.what != "新增")[:_MOST_ROWS]
    return write_pdf(
        [intake_pages(IntakeChanges(unit.name, intake, listed, len(rows) - len(listed), made))], to
    )
