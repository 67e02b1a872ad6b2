"""Files that somebody moved or deleted: told in one line, looked for where the user points."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from app.job import Job
from ui import messages
from ui.icons import set_icon
from ui.page import Context
from ui.widgets.buttons import ActionButton

if TYPE_CHECKING:
    from pathlib import Path

    from app.evidence.mending import Mended

__all__ = ["LostFiles", "search_lost"]


class LostFiles(QFrame):
    """A strip that is there only while files are missing, and can be put off until the page is opened anew."""

    mended = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context = context
        self._skipped = 0
        self._words = QLabel()
        self._words.setProperty("role", "warning")
        self._words.setWordWrap(True)
        search = QAction("去找一找", self)
        set_icon(search, "search")
        search.triggered.connect(lambda *_on: search_lost(context, self.mended.emit))
        context.writing.addAction(search)
        skip = QAction("先跳过", self)
        skip.triggered.connect(self._skip)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.addWidget(self._words, 1)
        row.addWidget(ActionButton(search))
        row.addWidget(ActionButton(skip, "quiet"))
        self._count = 0
        self.hide()

    def reload(self) -> None:
        """Look again whether files are missing."""
        from app.evidence.mending import lost_files

        self._count = len({file.original or file.sha256 for file in lost_files(self._context.ws)})
        self._words.setText(f"找不到 {self._count} 个附件，可能被移动或删除。记录还在。 E-F05")
        self.setVisible(self._count > self._skipped)

    def _skip(self) -> None:
        self._skipped = self._count
        self.hide()


def search_lost(context: Context, on_mended: object, *, thorough: bool = False) -> None:
    """Look for lost files in the data folder, and then in a folder the user names."""

    def look(places: "list[Path]", on_done: object) -> None:
        from app.evidence.mending import mend_files

        def work(job: Job) -> "Mended":
            return mend_files(context.ws, places, thorough=thorough and not places, job=job)

        context.jobs.start("正在找附件", work, on_done)  # type: ignore[arg-type]

    def first(mended: "Mended") -> None:
        if not mended.still:
            finish(mended)
            return
        found = f"在数据文件夹里找回了 {mended.found} 个，" if mended.found else "数据文件夹里没有，"
        question = (
            f"{found}还有 {len(mended.still)} 个没有找到。如果移到了别的文件夹、U 盘或备份盘，请指给我。"
        )
        if not messages.ask(question, "选文件夹", "先不找"):
            finish(mended)
            return
        folder = messages.choose_folder("附件可能在哪个文件夹")
        if folder is None:
            finish(mended)
        else:
            look([folder], finish)

    def finish(mended: "Mended") -> None:
        messages.say(mended.sentence)
        on_mended()  # type: ignore[operator]

    look([], first)
