"""Preview of a paper of the catalog: made by its name, shown, printed, saved in each of its forms."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QTemporaryDir, Signal
from PySide6.QtWidgets import QWidget

from app.job import Job
from ui import messages
from ui.page import Context
from ui.widgets.pdf_preview import Paper, PdfPreview

if TYPE_CHECKING:
    from app.papers.catalog import Choices, DocumentRow, PrintedDocument

__all__ = ["PaperPreview"]


class PaperPreview(PdfPreview):
    """Makes a paper on the worker and shows the very file that is printed."""

    shown = Signal()  # a paper is there to be looked at

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.jobs, parent)
        self._context = context
        self._folder = QTemporaryDir(QDir.tempPath() + "/station-ledger-XXXXXX")  # gone with the preview

    def make(self, document: "DocumentRow", choices: "Choices") -> None:
        """Make `document` with `choices`, then show it and emit `shown`."""
        from app.papers.catalog import print_document

        ws, target = self._context.ws, Path(self._folder.filePath(f"{document.name}.pdf"))

        def work(_job: Job) -> "PrintedDocument":
            return print_document(ws, document.name, target, choices)

        self._context.jobs.start("正在生成文件", work, partial(self._show, document, choices))

    def save_excel(self, document: "DocumentRow", choices: "Choices") -> None:
        """Ask where to, and save `document` as a workbook without showing it."""
        target = messages.choose_target("存 Excel", f"{document.name}.xlsx", messages.EXCEL)
        if target is not None:
            self._context.jobs.start(
                "正在保存", lambda job: self._save_excel(document, choices, job, target), messages.say
            )

    def _show(self, document: "DocumentRow", choices: "Choices", made: "PrintedDocument") -> None:
        larger = None
        if "larger" in document.choices and not choices.larger:
            larger = partial(self.make, document, replace(choices, larger=True))
        excel = partial(self._save_excel, document, choices) if ".xlsx" in document.formats else None
        self.show_paper(Paper(document.name, made.path, save_excel=excel, larger=larger))
        self.shown.emit()
        for remark in made.remarks:
            messages.say(remark)

    def _save_excel(self, document: "DocumentRow", choices: "Choices", _job: Job, target: Path) -> str:
        from app.papers.catalog import print_document

        made = print_document(self._context.ws, document.name, target, choices)
        return "\n".join(made.remarks) or f"已存到：\n{made.path}"
