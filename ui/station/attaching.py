"""Taking files in from a page: copied and shrunk by a job, recorded as one step that can be taken back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QMimeData, QTemporaryDir
from PySide6.QtGui import QImage

from app.clock import CHINA
from app.job import Job
from ui import messages
from ui.page import Context
from ui.undo import Steps

if TYPE_CHECKING:
    from app.evidence.attach import Taken, Target

__all__ = ["attach", "pasted_paths", "paths_of"]


def attach(
    context: Context,
    steps: Steps,
    paths: Sequence[Path],
    targets: Callable[[], "Sequence[tuple[Target, str]]"],
    role: str = "proof",
) -> None:
    """Attach `paths` to `targets()`, asked for once the files are in; `role` says what they show there.

    What is worth knowing about the files is told in one box: unreadable, used before, too large to travel.
    """
    from app.evidence.attach import EvidenceRole, attach_taken, take_files

    def work(job: Job) -> "list[Taken]":
        return take_files(context.ws, paths, job=job)

    def record(taken: "list[Taken]") -> None:
        done = steps.do(
            f"添加 {len(taken)} 个文件",
            lambda: attach_taken(context.ws, taken, targets=targets(), role=EvidenceRole(role)),
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


def pasted_paths(data: QMimeData) -> list[Path]:
    """Return what is pasted as files: those that were copied, or a copied picture, which becomes one.

    A table copied in Excel comes with its picture: where there are words, they are meant.
    """
    paths = [path for path in paths_of(data) if path.exists()]
    if paths or data.hasText() or not data.hasImage():
        return paths
    picture = QImage(data.imageData())
    target = Path(_pasted().path()) / f"粘贴的图片{datetime.now(CHINA):%Y%m%d_%H%M%S_%f}.png"
    return [target] if picture.save(str(target), "PNG") else []  # type: ignore[call-overload]


@cache
def _pasted() -> QTemporaryDir:
    """Return the folder of pasted pictures; it goes with the program."""
    return QTemporaryDir(QDir.tempPath() + "/station-ledger-XXXXXX")
