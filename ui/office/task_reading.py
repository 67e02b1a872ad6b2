"""Starting a task list, and looking through one that was read from a file."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.tasks.draft_forms import cycle_label
from app.tasks.draft_import import ImportedItem
from ui import theme
from ui.icons import pixmap
from ui.office.review import Review
from ui.paged_model import Cell, Column
from ui.widgets.buttons import ActionButton

__all__ = ["StartPanel", "reading_review"]


class StartPanel(QWidget):
    """What the page says while there is no task list."""

    def __init__(self, starter: QAction, others: Sequence[QAction]) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(pixmap("clipboard-list", theme.color("line_strong"), 48, 2.0))
        title = QLabel("还没有任务清单")
        title.setProperty("role", "title")
        words = QLabel(
            "可以从随程序带的通用模板开始：63 项任务，标准、数量、周期和佐证都写好了，时限由县里填；\n"
            "也可以导入本县的任务书（Excel 或 Word，列名照任务书），或者在 Excel 里复制后按 Ctrl+V 粘贴。"
        )
        words.setWordWrap(True)
        words.setProperty("role", "soft")
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(ActionButton(starter, "main"))
        for action in others:
            buttons.addWidget(ActionButton(action))
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 20, 40, 20)
        layout.addStretch(2)
        for label in (picture, title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(12)
        layout.addLayout(buttons)
        layout.addStretch(3)


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
