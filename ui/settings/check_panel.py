"""Is the data folder whole: one button, and an answer in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.job import Job
from ui.page import Page
from ui.station.lost_files import search_lost
from ui.welcome.step_pages import soft
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from app.integrity import Fault

__all__ = ["CheckPanel"]


class CheckPanel(QWidget):
    """Reads everything and changes nothing; lost files are looked for when asked."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._context = page.context
        check = page.action("检查数据", self._check, icon_name="shield-check", writes=True)
        self._search = page.action("去找一找", self._mend, icon_name="search", writes=True)
        self._search.setVisible(False)
        self._answer = QLabel()
        self._answer.setWordWrap(True)
        self._answer.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(soft("逐条核对数据文件、变更记录和每个附件，只看不改。数据多时要几分钟，可以取消。"))
        layout.addWidget(ActionButton(check), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._answer)
        layout.addWidget(ActionButton(self._search), 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()

    def _check(self) -> None:
        ws = self._context.ws

        def work(job: Job) -> "Sequence[Fault]":
            from app.integrity import check_folder

            return check_folder(ws, job)

        self._context.jobs.start("正在检查数据", work, self._show)

    def _mend(self) -> None:
        search_lost(self._context, self._check, thorough=True)

    def _show(self, faults: "Sequence[Fault]") -> None:
        if faults:
            words = "\n".join(f"{fault.subject}：{fault.sentence}" for fault in faults)
        else:
            words = "检查完毕，数据文件、变更记录和附件都完好。"
        self._search.setVisible(any(fault.subject == "附件" for fault in faults))
        self._answer.setText(words)
        self._answer.setProperty("role", "bad" if faults else "good")
        self._answer.style().polish(self._answer)
        self._answer.show()
