"""Looking through what stations set themselves, to take some of it into the county's list."""

from PySide6.QtGui import QAction

from app.tasks.adopting import StationTask
from app.tasks.draft_forms import quantity_text
from ui.office.review import Review
from ui.paged_model import Cell, Column

__all__ = ["station_task_review"]


def station_task_review(*, back: QAction, accept: QAction) -> Review[StationTask]:
    """Return a review of the own tasks of all stations; `accept` takes the selected rows."""
    return Review(
        [
            Column("文化站", lambda row: row.station, width=9),
            Column("任务", lambda row: row.form.content, stretch=True),
            Column("时限", lambda row: row.form.limit_text, width=8),
            Column("数量", lambda row: quantity_text(row.form), width=7),
            Column("阶段", lambda row: row.stage_label, width=5),
            Column("进度", _progress, cell=Cell.PROGRESS, width=6),
            Column("最近记录", lambda row: row.last_on, cell=Cell.DATE, width=6),
            Column("清单", lambda row: [row.taken_label] if row.taken else [], cell=Cell.TAGS, width=8),
        ],
        key=lambda row: row.id,
        groups=[("", "没有纳入"), ("draft", "已在草稿里"), ("published", "等站里确认")],
        group_of=lambda row: {row.taken},
        explain=_words,
        back=back,
        accept=accept,
    )


def _progress(row: StationTask) -> tuple[int, int] | None:
    return None if row.percent is None else (row.percent, 100)


def _words(row: StationTask) -> str:
    parts = (
        f"要求：{row.form.standard}" if row.form.standard else "",
        f"依据：{row.form.basis}" if row.form.basis else "",
        f"最近：{row.last_text}" if row.last_text else "还没有进展记录。",
    )
    return "　".join(part for part in parts if part)
