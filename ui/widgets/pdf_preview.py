"""Preview of a paper: what is shown is the very file that is printed and saved."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from app.errors import StorageError
from app.job import Job
from ui import messages, pdf
from ui.icons import set_icon
from ui.jobs import JobRunner
from ui.widgets.buttons import ActionButton
from ui.widgets.page_strip import PageStrip

__all__ = ["Paper", "PdfPreview"]

Save = Callable[[Job, Path], object]  # returns what the user is told, or nothing: where it was saved


class Paper(Struct, frozen=True):
    """A finished PDF file and what else can be made of the same data; None: there is no such form."""

    title: str  # also the proposed file name
    file: Path
    save_excel: Save | None = None
    save_word: Save | None = None
    larger: Callable[[], object] | None = None  # makes it anew one size larger and shows that


class PdfPreview(QWidget):
    """Pages at the left small, at the right to read, a tool bar above."""

    closed = Signal()  # the user wants to go back to where the paper was asked for
    printed = Signal()  # the printer took it

    def __init__(self, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._paper: Paper | None = None
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")
        self.destroyed.connect(partial(worker.shutdown, wait=False, cancel_futures=True))
        self._small = PageStrip(worker, numbered=True)
        self._large = PageStrip(worker)
        self._small.setAccessibleName("页面缩略图")
        self._large.setAccessibleName("页面")
        self._small.page_clicked.connect(self._go_to)
        self._large.page_reached.connect(self._reach)
        self._where = QLabel()
        self._count = 0
        self._where.setProperty("role", "soft")
        self._back = self._make("返回", "arrow-left", self.closed.emit, "Esc")
        self._print = self._make("打印", "printer", self.print_it, "Ctrl+P")
        self._save_pdf = self._make("存 PDF", "save", self._save_it)
        self._excel = self._make("存 Excel", "file-spreadsheet", partial(self._save_as, "xlsx"))
        self._word = self._make("存 Word", "file-text", partial(self._save_as, "docx"))
        self._larger = self._make("字大一号", "a-large-small", self._make_larger)
        closer = self._make("放大", "zoom-in", partial(self._zoom, 1.25))
        farther = self._make("缩小", "zoom-out", partial(self._zoom, 0.8))
        tools = QHBoxLayout()
        tools.setSpacing(6)
        tools.addWidget(ActionButton(self._back, "quiet"))
        tools.addStretch()
        tools.addWidget(self._where)
        for action in (farther, closer):
            tools.addWidget(ActionButton(action, "quiet", icon_only=True))
        for action in (self._larger, self._word, self._excel, self._save_pdf):
            tools.addWidget(ActionButton(action))
        tools.addWidget(ActionButton(self._print, "main"))
        strips = QSplitter(Qt.Orientation.Horizontal)
        strips.addWidget(self._small)
        strips.addWidget(self._large)
        strips.setSizes([150, 800])
        strips.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.addLayout(tools)
        layout.addWidget(strips, 1)
        jobs.started.connect(self._enable)  # a method: it is let go together with the widget
        jobs.ended.connect(self._enable)
        self._enable()

    def show_paper(self, paper: Paper) -> None:
        """Show the first page of `paper`.

        Raises:
            InvalidInput: The file is no PDF.
        """
        sizes = pdf.page_sizes(paper.file)
        self._paper = paper
        for strip in (self._small, self._large):
            strip.show_file(paper.file, sizes)
            strip.go_to(0)
        self._count = len(sizes)
        self._reach(0)
        self._enable()
        self._large.setFocus()

    @property
    def ready(self) -> bool:
        """Whether every page in sight is drawn."""
        return self._small.ready and self._large.ready

    def _make(self, text: str, icon_name: str, run: Callable[[], object], keys: str = "") -> QAction:
        made = QAction(text, self)
        set_icon(made, icon_name)
        if keys:
            made.setShortcut(QKeySequence(keys))
            made.setToolTip(f"{text}（{keys}）")
            self.addAction(made)
        made.triggered.connect(lambda *_checked: run())
        return made

    def _enable(self, _title: str = "") -> None:
        free = self._paper is not None and not self._jobs.busy
        for action in (self._print, self._save_pdf, self._excel, self._word, self._larger):
            action.setEnabled(free)
        self._excel.setVisible(self._paper is not None and self._paper.save_excel is not None)
        self._word.setVisible(self._paper is not None and self._paper.save_word is not None)
        self._larger.setVisible(self._paper is not None and self._paper.larger is not None)

    def _reach(self, page: int) -> None:
        self._where.setText(f"第 {page + 1}/{self._count} 页")
        self._small.mark(page)

    def _go_to(self, page: int) -> None:
        self._large.go_to(page)
        self._reach(page)

    def _zoom(self, factor: float) -> None:
        self._large.set_zoom(max(0.3, min(self._large.zoom * factor, 4.0)))

    def _make_larger(self) -> None:
        if self._paper is not None and self._paper.larger is not None:
            self._paper.larger()

    def print_it(self) -> None:
        """Ask for the printer and print what is shown.

        Raises:
            InvalidInput: This PC has no printer.
        """
        paper = self._paper
        printer = pdf.choose_printer(paper.file) if paper is not None else None
        if paper is not None and printer is not None:
            self._jobs.start(
                "正在打印",
                lambda job: pdf.print_file(job, paper.file, printer),
                lambda _none: self.printed.emit(),
            )

    def _save_it(self) -> None:
        if self._paper is None:
            return
        target = messages.choose_target("存 PDF", f"{self._paper.title}.pdf", messages.PDF)
        if target is not None:
            self._write(partial(_copy, self._paper.file), target)

    def _save_as(self, suffix: str) -> None:
        paper = self._paper
        save = None if paper is None else paper.save_excel if suffix == "xlsx" else paper.save_word
        if paper is None or save is None:
            return
        title, kinds = ("存 Excel", messages.EXCEL) if suffix == "xlsx" else ("存 Word", messages.WORD)
        target = messages.choose_target(title, f"{paper.title}.{suffix}", kinds)
        if target is not None:
            self._write(save, target)

    def _write(self, save: Save, target: Path) -> None:
        self._jobs.start(
            "正在保存",
            lambda job: save(job, target),
            lambda said: messages.say(said if isinstance(said, str) else f"已存到：\n{target}"),
        )


def _copy(source: Path, _job: Job, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise StorageError(
            f"没有存成“{target.name}”：这个文件可能正开着，或者磁盘不能写。请关掉它或换一个位置再存。"
        ) from error
