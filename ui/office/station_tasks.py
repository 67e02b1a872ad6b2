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
            Column("任务", lambda row: row.form.content, stretch=True),
            Column("文化站", lambda row: row.station, width=8),
            Column("时限", lambda row: row.form.limit_text, width=7),
            Column("进展", _progress, width=5),
            Column("清单", lambda row: [row.taken_label] if row.taken else [], cell=Cell.TAGS, width=8),
        ],
        key=lambda row: row.id,
        groups=[("", "没有纳入"), ("draft", "已在草稿里"), ("published", "等站里确认")],
        group_of=lambda row: {row.taken},
        explain=_words,
        back=back,
        accept=accept,
    )


def _progress(row: StationTask) -> str:
    return row.stage_label if row.percent is None else f"{row.stage_label} {row.percent}%"


def _words(row: StationTask) -> str:
    parts = (
        f"数量：{quantity_text(row.form)}" if row.form.quantity else "",
        f"要求：{row.form.standard}" if row.form.standard else "",
        f"依据：{row.form.basis}" if row.form.basis else "",
        f"最近 {row.last_on}：{row.last_text}" if row.last_text else "还没有进展记录。",
    )
    return "　".join(part for part in parts if part)
