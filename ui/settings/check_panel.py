"""Is the data folder whole: one button, and an answer in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.job import Job
from ui.page import Page
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.integrity import Fault

__all__ = ["CheckPanel"]


class CheckPanel(QWidget):
    """Reads everything and changes nothing."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._context = page.context
        check = page.action("检查数据", self._check, icon_name="shield-check", writes=True)
        self._answer = QLabel()
        self._answer.setWordWrap(True)
        self._answer.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(soft("逐条核对数据文件、变更记录和每个附件，只看不改。数据多时要几分钟，可以取消。"))
        layout.addWidget(ActionButton(check), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._answer)
        layout.addStretch()

    def _check(self) -> None:
        ws = self._context.ws

        def work(job: Job) -> "Sequence[Fault]":
            from app.integrity import check_folder

            return check_folder(ws, job)

        self._context.jobs.start("正在检查数据", work, self._show)

    def _show(self, faults: "Sequence[Fault]") -> None:
        if faults:
            words = "\n".join(f"{fault.subject}：{fault.sentence}" for fault in faults)
        else:
            words = "检查完毕，数据文件、变更记录和附件都完好。"
        self._answer.setText(words)
        self._answer.setProperty("role", "bad" if faults else "good")
        self._answer.style().polish(self._answer)
        self._answer.show()
