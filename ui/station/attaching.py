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
from ui.hint_strip import Answer, Hint
from ui.page import Context
from ui.undo import Steps

if TYPE_CHECKING:
    from app.evidence.attach import Attached, Taken, Target

__all__ = ["attach", "pasted_paths", "paths_of"]


def attach(
    context: Context,
    steps: Steps,
    paths: Sequence[Path],
    targets: Callable[[], "Sequence[tuple[Target, str]]"],
    role: str = "proof",
) -> None:
    """Attach `paths` to `targets()`, asked for once the files are in; `role` says what they show there.

    What asks for something (unreadable, too large to travel) is told in one box. That files were used before is
    a hint: they cite the older records, unless the user then says that they are to be records of their own.
    """
    from app.evidence.attach import EvidenceRole, attach_taken, take_files

    def work(job: Job) -> "list[Taken]":
        return take_files(context.ws, paths, job=job)

    def record(taken: "list[Taken]") -> None:
        done = steps.do(
            f"添加 {len(taken)} 个文件",
            lambda: attach_taken(context.ws, taken, targets=targets(), role=EvidenceRole(role)),
        )
        context.status(f"已添加 {len(taken)} 个文件")
        context.hint(_hint(context, steps, done) if done.cited or done.hints else None)
        if done.notes:
            messages.say("\n".join(done.notes))

    if paths:
        context.jobs.start("正在添加文件", work, record)


def _hint(context: Context, steps: Steps, done: "Attached") -> Hint:
    """Say in one strip what is known of all the files."""
    from app.evidence.attach import add_cited

    def add() -> None:
        number = steps.do(f"另外添加 {len(done.cited)} 个文件", lambda: add_cited(context.ws, done.cited))
        context.status(f"已另外添加 {number} 个文件")

    said = [f"“{one.file.file_name}”{one.where}" for one in done.cited]
    parts = list(done.hints[:1]) if len(done.hints) == 1 else []
    if len(done.hints) > 1:
        parts = [f"{done.hints[0]}这样的还有 {len(done.hints) - 1} 个。"]
    if len(said) == 1:
        parts.insert(0, f"{said[0]}用过，这次引用的是那一份。")
    elif said:
        parts.insert(0, f"{len(said)} 个文件以前用过，例如{said[0]}。这次引用的是原来那几份。")
    answers = (
        (Answer("引用", "check"), Answer("仍然添加", "plus", add))
        if done.cited
        else (Answer("知道了", "check"),)
    )
    return Hint("".join(parts), answers, "\n".join([*said, *done.hints]))


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
