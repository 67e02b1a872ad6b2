"""The archive as a folder that anybody can leaf through: files named by rule, a page, and a readable record."""

import csv
import html
import io
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from app.archive.lists import Archive, ArchiveFile, IndicatorRow, read_archive
from app.errors import InvalidInput
from app.job import Job
from app.office.units import get_unit
from app.sync.files import storage_errors, write_small_file
from app.workspace import Workspace

__all__ = ["Exported", "export_archive"]

_UNSAFE: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*\s]+')
_LONGEST: Final = 24
_OTHER: Final = "其他材料"
_HEADS: Final = (
    "文件", "题名", "指标", "日期", "类型", "文号", "责任者", "页数", "说明", "来源", "年度", "保管期限", "件号",
    "盒号", "档号", "原文件名", "指纹",
)  # fmt: skip


class Exported(Struct, frozen=True):
    """What was written.

    Attributes:
        missing: Names of files that are not here, and so not in the folder; the record names them.
    """

    folder: Path
    files: int
    missing: tuple[str, ...]


class _Named(Struct, frozen=True):
    """A file with the folder and the name it gets; no name where it is not here."""

    file: ArchiveFile
    folder: str
    name: str

    @property
    def path(self) -> str:
        return f"{self.folder}/{self.name}" if self.name else ""


def export_archive(ws: Workspace, to: Path, *, job: Job | None = None) -> Exported:
    """Write the archive into a new folder below `to`: one folder for each indicator, originals inside.

    Files are called <station number>-<indicator>-<YYYYMMDD>-<serial>. One that proves several indicators lies under
    the first and is named under all of them. index.html opens in any browser; 材料登记.csv and 材料登记.json hold what
    is known of each file, so that the archive can be read, and entered again, without this program.

    Args:
        to: The folder, or stick, to write to.
        job: Told of files written.

    Raises:
        InvalidInput: There is nothing to export.
        StorageError: The place is full or refuses; the half-made folder is removed.
        Cancelled: Through `job`; the half-made folder is removed.
    """
    job = job or Job()
    archive = read_archive(ws)
    if not archive.files:
        raise InvalidInput("档案里还没有材料，没有可以导出的。")
    unit = get_unit(ws, ws.unit)
    named = _name_all(archive, unit.number or "00")
    folder = _free_folder(to / f"{_safe(unit.name)}档案_{ws.today:%Y%m%d}")
    try:
        with storage_errors(to):
            folder.mkdir(parents=True)
            for place, one in enumerate(named, start=1):
                if one.name:
                    (folder / one.folder).mkdir(exist_ok=True)
                    source = one.file.file.original or one.file.file.path
                    assert source is not None
                    shutil.copyfile(source, folder / one.folder / one.name)
                job.step(place, len(named))
        write_small_file(folder / "index.html", _page(ws, unit.name, archive, named).encode())
        write_small_file(folder / "材料登记.csv", _table(archive, named))
        write_small_file(folder / "材料登记.json", _record(archive, named))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    missing = tuple(one.file.file.file_name for one in named if not one.name)
    return Exported(folder, sum(bool(one.name) for one in named), missing)


def _name_all(archive: Archive, station: str) -> list[_Named]:
    """Name files in the order of the indicators, those of none last; serials run within indicator and day."""
    order = {one.row.item: place for place, one in enumerate(archive.indicators)}
    serials: dict[str, int] = {}
    named = []

    def rank(file: ArchiveFile) -> tuple[int, object, str]:
        return (
            min((order[item] for item in file.items if item in order), default=len(order)),
            file.on,
            file.id,
        )

    for file in sorted(archive.files, key=rank):
        place = rank(file)[0]
        indicator = archive.indicators[place] if place < len(order) else None
        code = _safe(_code(indicator)) if indicator else "QT"
        stem = f"{station}-{code}-{file.on:%Y%m%d}"
        here = file.file.original or file.file.path
        name = ""
        if here is not None:
            serials[stem] = serials.get(stem, 0) + 1
            name = f"{stem}-{serials[stem]:02}{_suffix(file)}"
        named.append(_Named(file, _folder(indicator), name))
    return named


def _suffix(file: ArchiveFile) -> str:
    suffix = Path(file.file.file_name).suffix.lower()
    if file.file.original is None and file.file.picture is not None:
        return ".jpg"
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".bin"


def _folder(indicator: IndicatorRow | None) -> str:
    if indicator is None:
        return _OTHER
    return _safe(f"{_code(indicator)} {indicator.row.content}")[:_LONGEST].rstrip(" ._")


def _code(indicator: IndicatorRow) -> str:
    return indicator.row.code or str(indicator.row.number)


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text).strip("._ ") or "_"


def _free_folder(wanted: Path) -> Path:
    folder, number = wanted, 2
    while folder.exists():
        folder, number = wanted.with_name(f"{wanted.name}_{number}"), number + 1
    return folder


def _values(archive: Archive, one: _Named) -> tuple[str, ...]:
    file = one.file
    codes = {row.row.item: _code(row) for row in archive.indicators}
    box = next((box for box in archive.boxes if box.id == file.box), None)
    return (
        one.path or "（文件不在本机）",
        file.title,
        "、".join(codes[item] for item in file.items if item in codes),
        f"{file.on:%Y-%m-%d}",
        file.file.kind_label,
        file.document_no,
        file.issuer,
        str(file.amount or ""),
        file.caption,
        "；".join(
            dict.fromkeys(
                " ".join(part for part in (source.label, source.words) if part) for source in file.sources
            )
        ),
        str(box.year) if box else "",
        box.retention_label if box else "",
        str(file.number or ""),
        str(box.number) if box else "",
        file.archive_no,
        file.file.file_name,
        file.sha256,
    )


def _table(archive: Archive, named: Sequence[_Named]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADS)
    for one in named:
        writer.writerow(
            f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
            for value in _values(archive, one)
        )
    return text.getvalue().encode("utf-8-sig")  # spreadsheets know it for Chinese by this mark


def _record(archive: Archive, named: Sequence[_Named]) -> bytes:
    rows = [dict(zip(_HEADS, _values(archive, one), strict=True)) for one in named]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _page(ws: Workspace, unit: str, archive: Archive, named: Sequence[_Named]) -> str:
    by_item: dict[str, list[_Named]] = {}
    loose = []
    for one in named:
        for item in one.file.items:
            by_item.setdefault(item, []).append(one)
        if not one.file.items:
            loose.append(one)
    parts = [
        _section(f"{_code(row)}　{row.row.content}", _state(row), by_item.get(row.row.item, ()))
        for row in archive.indicators
        if row.row.evidence_count or by_item.get(row.row.item)
    ]
    if loose:
        parts.append(_section(_OTHER, f"{len(loose)} 份", loose))
    title = html.escape(f"{unit}档案")
    return _PAGE.format(title=title, day=f"{ws.today:%Y-%m-%d}", count=len(named), body="\n".join(parts))


def _state(row: IndicatorRow) -> str:
    return f"还差 {row.row.evidence_lack}" if row.row.evidence_missing else f"{row.files} 份"


def _section(title: str, state: str, named: Iterable[_Named]) -> str:
    cards = "\n".join(_card(one) for one in named) or '<p class="none">还没有材料</p>'
    return f"<section><h2>{html.escape(title)} <small>{html.escape(state)}</small></h2><div>{cards}</div></section>"


def _card(one: _Named) -> str:
    file, words = one.file, html.escape(one.file.title)
    day = f"{file.on:%Y-%m-%d}　{html.escape(file.file.kind_label)}"
    if not one.name:
        return f'<figure><b class="file">文件不在本机</b><figcaption>{words}<br>{day}</figcaption></figure>'
    link = html.escape(one.path)
    shown = Path(one.name).suffix in {".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp"}
    inside = (
        f'<img src="{link}" alt="" loading="lazy">'
        if shown
        else f'<b class="file">{html.escape(Path(one.name).suffix[1:].upper())}</b>'
    )
    return f'<figure><a href="{link}">{inside}</a><figcaption>{words}<br>{day}</figcaption></figure>'


_PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 "Noto Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 0 auto; max-width: 1100px; padding: 16px; color: #1d2733; background: #f4f6f9 }}
h1 {{ margin: 8px 0 0 }} header p {{ margin: 0 0 16px; color: #5a6675 }}
section {{ background: #fff; border: 1px solid #dde3ea; border-radius: 6px; margin: 0 0 14px; padding: 10px 14px }}
h2 {{ font-size: 17px; margin: 0 0 8px }} small {{ color: #5a6675; font-weight: normal; margin-left: 8px }}
section div {{ display: flex; flex-wrap: wrap; gap: 12px }}
figure {{ margin: 0; width: 168px }} figcaption {{ font-size: 13px; color: #5a6675; overflow-wrap: anywhere }}
img, .file {{ display: flex; width: 168px; height: 126px; object-fit: cover; border-radius: 4px; background: #eef2f7; align-items: center; justify-content: center; color: #5a6675 }}
.none {{ color: #89919c; margin: 0 }}
</style></head><body>
<header><h1>{title}</h1><p>导出于 {day}，共 {count} 份材料。点照片或文件名打开；全部登记在“材料登记.csv”里。</p></header>
{body}
</body></html>
"""
