"""Columns of the archive's lists."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from ui.paged_model import Cell, Column, Order

if TYPE_CHECKING:
    from app.archive.lists import ArchiveFile, IndicatorRow

__all__ = ["file_columns", "file_text", "missing_columns", "sorted_files"]

_ORDERS: "Final[dict[str, Callable[[ArchiveFile], Any]]]" = {
    "number": lambda file: file.number or 0,
    "title": lambda file: file.title,
    "on": lambda file: file.on,
    "box": lambda file: file.box_number or 0,
}


def file_columns(code: Callable[[str], str]) -> "list[Column[ArchiveFile]]":
    """Return the columns of files; `code` names an indicator."""
    return [
        Column("件号", lambda file: file.number, sort="number", cell=Cell.NUMBER, width=3),
        Column("题名", lambda file: file.title, sort="title", stretch=True),
        Column("日期", lambda file: file.on, sort="on", cell=Cell.DATE, width=6),
        Column("页数", lambda file: file.amount, cell=Cell.NUMBER, width=3),
        Column("指标", lambda file: "、".join(filter(None, map(code, file.items))), width=5),
        Column("来源记录", lambda file: file.source, width=7),
        Column("盒号", lambda file: file.box_number, sort="box", cell=Cell.NUMBER, width=3),
        Column("原件", lambda file: "在" if file.original_there else "不在", width=3),
    ]


def missing_columns() -> "list[Column[IndicatorRow]]":
    """Return the columns of indicators to which something is lacking."""
    return [
        Column("序号", lambda one: one.row.number, cell=Cell.NUMBER, width=3),
        Column("指标", lambda one: f"{one.row.code} {one.row.content}".strip(), stretch=True),
        Column("要求的材料", lambda one: one.row.evidence_asked, width=12),
        Column("已有", lambda one: one.files or None, cell=Cell.NUMBER, width=3),
        Column("还差", lambda one: one.row.evidence_lack, width=8),
        Column("要看一看的", lambda one: "；".join(one.remarks), width=9),
        Column("谁能提供", lambda one: one.supplier, width=7),
        Column("时限", lambda one: one.row.due_on, cell=Cell.DATE, width=6),
    ]


def sorted_files(files: "Sequence[ArchiveFile]", order: Order | None) -> "Sequence[ArchiveFile]":
    """Return files in the order a head asks for, else as they come."""
    if order is None:
        return files
    return sorted(files, key=_ORDERS[order.key], reverse=order.descending)


def file_text(file: "ArchiveFile") -> str:
    """Return what a file is searched by."""
    parts = (
        file.title,
        file.caption,
        file.document_no,
        file.issuer,
        file.source,
        file.file.file_name,
        file.archive_no,
    )
    return "\n".join((*parts, *(source.words for source in file.sources))).casefold()
