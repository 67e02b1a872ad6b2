"""Looking through a task list that was read from a file."""

from PySide6.QtGui import QAction

from app.tasks.draft_forms import cycle_label
from app.tasks.draft_import import ImportedItem
from ui.office.review import Review
from ui.paged_model import Cell, Column

__all__ = ["reading_review"]


def reading_review(*, back: QAction, accept: QAction) -> Review[ImportedItem]:
    """Return a review of items that were read from a document."""
    return Review(
        [
            Column("行", lambda item: item.line, cell=Cell.NUMBER, width=3),
            Column("编码", lambda item: item.form.code, width=4),
            Column("一级指标", lambda item: item.form.level1, width=5),
            Column("任务内容", lambda item: item.form.content, width=18),
            Column("完成时限", lambda item: item.form.limit_text, width=8),
            Column("数量", lambda item: item.form.quantity, cell=Cell.NUMBER, width=3),
            Column("单位", lambda item: item.form.quantity_unit, width=3),
            Column("周期", lambda item: cycle_label(item.form.cycle), width=4),
            Column("说明", lambda item: "".join(item.doubts), width=14),
            Column("标准要求", lambda item: item.form.standard, width=14),
            Column("佐证材料", lambda item: item.form.evidence, width=12),
            Column("责任单位", lambda item: item.form.responsible_unit, width=8),
        ],
        key=lambda item: str(item.line),
        groups=[("sure", "没有疑问"), ("doubtful", "要核对")],
        group_of=lambda item: {"doubtful" if item.doubts else "sure"},
        explain=lambda item: "".join(item.doubts) or "这一行没有疑问。",
        back=back,
        accept=accept,
    )
