"""A page's content, and in its place the preview of a paper that was asked for there."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QDir, QTemporaryDir, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.job import Job
from ui import messages
from ui.page import Context, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.log.record_history import HistoryRow
    from app.papers.catalog import Choices, PrintedDocument
    from app.papers.flow import Printed
    from ui.widgets.history_panel import HistoryPanel
    from ui.widgets.pdf_preview import PdfPreview

__all__ = ["PaperStack", "fill_page"]


class PaperStack(QStackedWidget):
    """Shows `content`; `preview` makes a paper by its name and shows that until the user goes back."""

    printed = Signal(str)  # the printer took the paper of this name
    left = Signal(str)  # the user went back from it

    def __init__(self, context: Context, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._content = content
        self._folder = QTemporaryDir(QDir.tempPath() + "/station-ledger-XXXXXX")  # gone with the stack
        self._name = ""  # of the paper that is shown
        self._preview: PdfPreview | None = None  # made when first asked for
        self._history: HistoryPanel | None = None
        self._told: tuple[str, Sequence[HistoryRow]] = ("", ())
        self.addWidget(content)

    @property
    def previewing(self) -> bool:
        """Whether a paper is shown."""
        return self.currentWidget() is not self._content

    @property
    def ready(self) -> bool:
        """Whether every page in sight is drawn."""
        return self._preview is None or self._preview.ready

    def leave(self) -> None:
        """Show the content again: something else was asked for."""
        self.setCurrentWidget(self._content)

    def print_now(self, name: str, choices: "Choices") -> None:
        """Make the paper `name`, show it and ask for the printer at once; it stays in sight afterwards."""
        self.preview(name, choices, then=lambda shown: QTimer.singleShot(0, shown, shown.print_it))

    def preview(
        self, name: str, choices: "Choices", *, then: "Callable[[PdfPreview], object] | None" = None
    ) -> None:
        """Make the paper `name` (as in the list of papers), show it, and do `then` with it."""
        from app.papers.catalog import list_documents, print_document

        target = Path(self._folder.filePath(f"{name}.pdf"))

        def work(_job: Job) -> "PrintedDocument":
            return print_document(self._context.ws, name, target, choices)

        def show(printed: "PrintedDocument") -> None:
            from ui.widgets.pdf_preview import Paper

            known = next(row for row in list_documents(self._context.ws) if row.name == name)
            bigger = partial(self.preview, name, replace(choices, larger=True))
            shown = self._shown()
            self._name = name
            shown.show_paper(
                Paper(
                    name,
                    printed.path,
                    save_excel=partial(self._save, name, choices) if ".xlsx" in known.formats else None,
                    save_word=partial(self._save, name, choices) if ".docx" in known.formats else None,
                    larger=bigger if "larger" in known.choices and not choices.larger else None,
                )
            )
            self.setCurrentWidget(shown)
            if printed.remarks:
                self._context.status("".join(printed.remarks))
            if then is not None:
                then(shown)

        self._context.jobs.start("正在生成文件", work, show)

    def preview_file(self, name: str, make: "Callable[[Path], Printed]") -> None:
        """Let `make` write a paper that is in no list, and show it."""
        target = Path(self._folder.filePath(f"{name}.pdf"))

        def show(printed: "Printed") -> None:
            from ui.widgets.pdf_preview import Paper

            shown = self._shown()
            shown.show_paper(Paper(name, printed.path))
            self.setCurrentWidget(shown)

        self._context.jobs.start("正在生成文件", lambda _job: make(target), show)

    def show_history(self, subject: str, records: "Sequence[str]") -> None:
        """Show what was ever written about `records` and about what refers to them; `subject` names them."""
        from app.log.record_history import record_history, with_related
        from ui.widgets.history_panel import HistoryPanel

        ws = self._context.ws
        rows = record_history(ws, with_related(ws, records))
        if self._history is None:
            self._history = HistoryPanel()
            self._history.closed.connect(lambda: self.setCurrentWidget(self._content))
            self._history.print_wanted.connect(self._print_history)
            self.addWidget(self._history)
        self._told = (subject, rows)
        self._history.show_history(f"修改记录　{subject}", rows)
        self.setCurrentWidget(self._history)
        self._history.setFocus()

    def _print_history(self) -> None:
        from app.papers.history import print_history

        subject, rows = self._told
        self.preview_file("修改记录", partial(print_history, self._context.ws, subject, rows))

    def _shown(self) -> "PdfPreview":
        if self._preview is None:
            from ui.widgets.pdf_preview import PdfPreview

            self._preview = PdfPreview(self._context.jobs)
            self._preview.closed.connect(self._go_back)
            self._preview.printed.connect(lambda: self.printed.emit(self._name))
            self.addWidget(self._preview)
        return self._preview

    def _go_back(self) -> None:
        self.setCurrentWidget(self._content)
        self.left.emit(self._name)

    def save_word(self, name: str, choices: "Choices") -> None:
        """Ask where to, and save the paper `name` as a Word document without showing it."""
        target = messages.choose_target("存 Word", f"{name}.docx", messages.WORD)
        if target is not None:
            self._context.jobs.start(
                "正在保存", lambda job: self._save(name, choices, job, target), messages.say
            )

    def save_excel(self, name: str, choices: "Choices") -> None:
        """Ask where to, and save the paper `name` as a workbook without showing it."""
        target = messages.choose_target("存 Excel", f"{name}.xlsx", messages.EXCEL)
        if target is not None:
            self._context.jobs.start(
                "正在保存", lambda job: self._save(name, choices, job, target), messages.say
            )

    def _save(self, name: str, choices: "Choices", _job: Job, target: Path) -> str:
        """Save in another form and return what the user is told: where, or why under another name."""
        from app.papers.catalog import print_document

        saved = print_document(self._context.ws, name, target, choices)
        return "\n".join(saved.remarks) or f"已存到：\n{saved.path}"


def fill_page(page: Page, content: QWidget) -> PaperStack:
    """Fill `page` with `content`, in whose place papers and histories can be shown."""
    stack = PaperStack(page.context, content)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(stack)
    return stack
