"""A first start that makes a ledger step by step: who it is for, text size, data folder."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.job import Job
from ui import theme
from ui.jobs import JobRunner
from ui.welcome.folder_and_size import FolderStep, TextSizeStep
from ui.welcome.step_pages import StepContent, StepPages

if TYPE_CHECKING:
    from app.workspace import Workspace

__all__ = ["Maker", "NewLedger"]

Maker = Callable[[Path, Job], "Workspace"]
"""Makes a ledger in a folder, on the worker."""


class NewLedger(QWidget):
    """The steps; `made` with the data folder when the ledger is there."""

    left = Signal()
    made = Signal(object)  # Path

    def __init__(
        self,
        jobs: JobRunner,
        first: Sequence[StepContent],
        maker: "Callable[[], Maker]",
        *,
        folder_name: str,
        doing: str,
        parent: QWidget | None = None,
    ) -> None:
        """Ask what `first` asks, then for text size and folder; `maker` reads what was typed by then."""
        super().__init__(parent)
        self._jobs, self._maker, self._doing = jobs, maker, doing
        self._folder = FolderStep(folder_name)
        self._pages = StepPages([*first, TextSizeStep(), self._folder])
        self._pages.left.connect(self.left)
        self._pages.finished.connect(self._start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        jobs.started.connect(lambda _title: self._pages.set_busy(True))
        jobs.ended.connect(lambda: self._pages.set_busy(False))

    def take_focus(self) -> None:
        """Put the cursor into the first field."""
        self._pages.take_focus()

    def _start(self) -> None:
        make, folder, size_pt = self._maker(), self._folder.place.folder, int(theme.current().size)

        def work(job: Job) -> Path:
            from app.settings import Settings, save_settings

            ws = make(folder, job)
            ws.engine.dispose()
            save_settings(ws.folder, Settings(text_size_pt=size_pt))
            return ws.folder

        self._jobs.start(self._doing, work, self.made.emit)
