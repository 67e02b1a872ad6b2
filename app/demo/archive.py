"""The demo's archives: files of the year named, filed into boxes, a few left over for whoever tries it."""

from datetime import date
from random import Random

from app.archive.filing import BoxForm, FileForm, add_box, describe_file, put_in_box
from app.archive.lists import ArchiveFile, read_archive
from app.workspace import Workspace

__all__ = ["file_the_year"]

_BOXES = (
    ("文体活动材料", "years_30", "文体活动"),
    ("设施达标材料", "years_10", "设施达标"),
    ("政策与制度", "permanent", "政策保障"),
)
_PER_BOX = 12


def file_the_year(ws: Workspace, random: Random, *, head: str) -> None:
    """Set up boxes for what belongs together, and file most of this year's material."""
    archive = read_archive(ws)
    groups = {one.row.item: one.row.level1 for one in archive.indicators}
    year = ws.today.year
    left = [file for file in reversed(archive.files) if file.on.year == year]
    for title, retention, group in _BOXES:
        fitting = [file for file in left if any(groups.get(item) == group for item in file.items)][:_PER_BOX]
        if not fitting:
            continue
        form = BoxForm(
            year,
            retention,
            title=title,
            place=f"档案柜第{random.choice('一二三')}层",
            compiler=head,
            compiled_on=date(year, ws.today.month, 1),
        )
        put_in_box(ws, [file.id for file in fitting], add_box(ws, form))
        _name(ws, fitting[0], year)
        left = [file for file in left if file not in fitting]


def _name(ws: Workspace, file: ArchiveFile, year: int) -> None:
    describe_file(
        ws,
        file.id,
        FileForm(title=file.title, caption=f"{year}年，现场拍摄，站内工作人员和群众参加。", pages=1),
    )
