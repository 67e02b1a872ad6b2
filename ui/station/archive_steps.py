"""What is done in the archive, each as one step that can be taken back, or as a job."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.job import Job
from ui import messages
from ui.page import Context
from ui.undo import Steps

if TYPE_CHECKING:
    from app.archive.export import Exported
    from app.archive.filing import BoxForm, FileForm
    from app.archive.lists import ArchiveFile, BoxRow

__all__ = ["ArchiveSteps"]


class ArchiveSteps:
    """Calls use cases on behalf of a page, and tells what came of it."""

    def __init__(self, context: Context, steps: Steps) -> None:
        self._context, self._ws, self._steps = context, context.ws, steps

    def link(self, files: Sequence[str], items: Sequence[str]) -> None:
        """Let files prove further items."""
        from app.archive.filing import link_to_item

        self._steps.do(
            f"关联到 {len(items)} 项任务", lambda: [link_to_item(self._ws, files, item) for item in items]
        )
        self._context.status(f"已关联到 {len(items)} 项任务，文件只存一份")

    def unlink(self, files: Sequence[str], item: str) -> None:
        """Take files away from an item."""
        from app.archive.filing import unlink_from_item

        taken = self._steps.do(
            f"移除 {len(files)} 份材料", lambda: sum(unlink_from_item(self._ws, file, item) for file in files)
        )
        if taken < len(files):
            messages.say("从日志或整改过来的材料，请到那条日志或问题里移除。")

    def put(self, files: "Sequence[ArchiveFile]", box: str) -> None:
        """Put files into a box, oldest first."""
        from app.archive.filing import put_in_box

        self._put(files, lambda ids: put_in_box(self._ws, ids, box))

    def put_in_new(self, files: "Sequence[ArchiveFile]") -> None:
        """Set up a box of their year and put files into it."""
        from app.archive.filing import BoxForm, add_box, put_in_box

        year = files[0].on.year
        self._put(files, lambda ids: put_in_box(self._ws, ids, add_box(self._ws, BoxForm(year))))

    def _put(self, files: "Sequence[ArchiveFile]", work: Callable[[list[str]], int]) -> None:
        ids = [file.id for file in sorted(files, key=lambda file: (file.on, file.id))]
        moved = self._steps.do(f"{len(ids)} 份材料归盒", lambda: work(ids))
        self._context.status(f"已归盒 {moved} 份，件号已编好")

    def take_out(self, files: Sequence[str]) -> None:
        """Take files out of their boxes."""
        from app.archive.filing import take_out

        self._steps.do(f"从盒里取出 {len(files)} 份", lambda: take_out(self._ws, files))

    def make_box(self) -> str:
        """Set up a box of this year and return its id."""
        from app.archive.filing import BoxForm, add_box

        return self._steps.do("新建档案盒", lambda: add_box(self._ws, BoxForm(self._ws.today.year)))

    def remove_box(self, box: "BoxRow") -> None:
        """Do away with an empty box."""
        from app.archive.filing import remove_box

        self._steps.do(f"撤下第 {box.number} 盒", lambda: remove_box(self._ws, box.id))

    def save_file(self, file: "ArchiveFile", form: "FileForm") -> None:
        """Keep what was written about a file."""
        from app.archive.filing import describe_file

        self._steps.do(f"修改“{file.title}”", lambda: describe_file(self._ws, file.id, form))

    def save_box(self, box: "BoxRow", form: "BoxForm") -> None:
        """Keep what was written about a box."""
        from app.archive.filing import edit_box

        self._steps.do(f"修改第 {box.number} 盒", lambda: edit_box(self._ws, box.id, form))

    def export(self) -> None:
        """Write the archive as a folder where the user says."""
        folder = messages.choose_folder("浏览文件夹放到哪里（桌面或 U 盘）")
        if folder is None:
            return

        def work(job: Job) -> "Exported":
            from app.archive.export import export_archive

            return export_archive(self._ws, folder, job=job)

        self._context.jobs.start("正在导出档案", work, _tell_exported)

    def check(self, on_done: Callable[[], object]) -> None:
        """Read every file and tell which are missing or changed."""

        def work(job: Job) -> list[str]:
            from app.evidence.lists import check_files

            return [fault.sentence for fault in check_files(self._ws, thorough=True, job=job)]

        def tell(faults: list[str]) -> None:
            on_done()
            more = f"\n……共 {len(faults)} 个" if len(faults) > 8 else ""
            messages.say(
                "\n".join(faults[:8]) + more if faults else "检查完毕，每份材料都在，和存进来时一样。"
            )

        self._context.jobs.start("正在检查材料", work, tell)


def _tell_exported(made: "Exported") -> None:
    lost = f"\n有 {len(made.missing)} 份文件不在本机，没有导出，登记表里写明了。" if made.missing else ""
    messages.say(
        f"已导出 {made.files} 份材料到：\n{made.folder}\n\n打开里面的 index.html 就能看，不用装本程序。{lost}"
    )
