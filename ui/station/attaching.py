"""Taking files in from a page: copied and shrunk by a job, recorded as one step that can be taken back."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

from app.job import Job
from ui import messages
from ui.page import Context
from ui.undo import Steps

if TYPE_CHECKING:
    from app.evidence.attach import Taken, Target

__all__ = ["attach", "paths_of"]


def attach(
    context: Context,
    steps: Steps,
    paths: Sequence[Path],
    targets: Callable[[], "Sequence[tuple[Target, str]]"],
) -> None:
    """Attach `paths` to `targets()`, asked for once the files are in.

    What is worth knowing about the files is told in one box: unreadable, used before, too large to travel.
    """
    from app.evidence.attach import attach_taken, take_files

    def work(job: Job) -> "list[Taken]":
        return take_files(context.ws, paths, job=job)

    def record(taken: "list[Taken]") -> None:
        done = steps.do(
            f"添加 {len(taken)} 个文件", lambda: attach_taken(context.ws, taken, targets=targets())
        )
        if done.notes:
            messages.say("\n".join(done.notes))
        else:
            context.status(f"已添加 {len(taken)} 个文件")

    if paths:
        context.jobs.start("正在添加文件", work, record)


def paths_of(data: QMimeData) -> list[Path]:
    """Return the local files and folders in what is dropped or pasted."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
