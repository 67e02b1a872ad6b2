"""The task list as a workbook (任务书): what an office fills in by itself, prints, and reads in again."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from app.papers.files import Written, save
from app.tasks.draft_forms import CATEGORIES, CYCLE_LABELS, TaskForm, cycle_label
from app.tasks.labels import LABELS, label

__all__ = ["COLUMNS", "BookColumn", "task_book_bytes", "write_task_book"]


class BookColumn(Struct, frozen=True):
    """A column: its head, its width in characters, and what it holds of an item."""

    head: str
    width: float
    value: Callable[[TaskForm], str | int | None]
    choices: tuple[str, ...] = ()
    centred: bool = False


COLUMNS: Final = (
    BookColumn("任务编码", 6, lambda form: form.code, centred=True),
    BookColumn("一级指标", 6.5, lambda form: form.level1, centred=True),
    BookColumn("二级指标", 8.5, lambda form: form.level2, centred=True),
    BookColumn("任务内容", 26, lambda form: form.content),
    BookColumn("标准要求", 31, lambda form: form.standard),
    BookColumn("类别", 6.5, lambda form: form.category, CATEGORIES, centred=True),
    BookColumn(
        "性质", 5.5, lambda form: label("nature", form.nature), tuple(LABELS["nature"].values()), centred=True
    ),
    BookColumn("数量", 5, lambda form: form.quantity, centred=True),
    BookColumn("计量单位", 5.5, lambda form: form.quantity_unit, centred=True),
    BookColumn("周期", 6, lambda form: cycle_label(form.cycle), tuple(CYCLE_LABELS.values()), centred=True),
    BookColumn("责任单位", 9.5, lambda form: form.responsible_unit),
    BookColumn("完成时限", 11.5, lambda form: form.limit_text),
    BookColumn("佐证材料", 18, lambda form: form.evidence),
    BookColumn("佐证份数", 5.5, lambda form: form.evidence_count or None, centred=True),
    BookColumn("依据", 14, lambda form: form.basis),
    BookColumn("备注", 9, lambda form: form.note),
)
"""The columns of 任务书 after the running number."""

_HELP: Final = (
    ("怎么填", ""),
    ("1", "一行一项任务。可以增加、删除、改写任意一行，也可以整行调换位置；表头的文字请不要改。"),
    ("2", "完成时限由县里填写，照平常的写法即可：2026年9月底前、2026年6月30日前、每季度末月25日前、长期坚持、立行立改。"),
    ("3", "数量和计量单位用来统计进度，例如数量 12、计量单位 次、周期 每年；没有数量要求的留空。"),
    ("4", "性质分三种：规定（必须完成）、自选（至少选做）、鼓励（不算逾期）。周期为“一次”的任务完成后即办结。"),
    ("5", "佐证份数是“够了”的份数，留空表示不要求份数。"),
    ("6", "填好后保存，在“任务下达”里点“导入”，选中这个文件，核对后发布。"),
    ("", ""),
    ("说明", "表中的数量、标准是根据公开的法规和各地做法整理的参考值，不是硬性规定。请按本省、本县的要求核定后再下发。"),
)  # fmt: skip

_FONT: Final = "宋体"
_HEAD_FONT: Final = "黑体"
_HEAD_ROW: Final = 2  # title, facts, heads
_SPARE_ROWS: Final = 40
_LINE_PT: Final = 15.0


def write_task_book(
    forms: Sequence[TaskForm], to: Path, *, title: str, facts: str = "", now: datetime
) -> Written:
    """Write a task list as an .xlsx file that prints on A4 landscape one page wide.

    Raises:
        StorageError: The file cannot be written; an older file of that name is untouched.
    """
    return save(task_book_bytes(forms, title=title, facts=facts, now=now), to, now=now)


def task_book_bytes(forms: Sequence[TaskForm], *, title: str, facts: str = "", now: datetime) -> bytes:
    """Return the workbook as bytes: sheet 任务书, and sheet 填写说明."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    _write_items(book, forms, title=title, facts=facts)
    _write_help(book)
    book.close()
    return target.getvalue()


def _write_items(book: Any, forms: Sequence[TaskForm], *, title: str, facts: str) -> None:
    sheet = book.add_worksheet("任务书")
    shared = {"font_name": _FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    cell = {**shared, "border": 1, "border_color": "#9AA5B1", "num_format": "@"}
    centre = {**cell, "align": "center"}
    formats = {
        "title": book.add_format(
            {"font_name": _HEAD_FONT, "font_size": 18, "bold": True, "align": "center", "valign": "vcenter"}
        ),
        "facts": book.add_format({**shared, "align": "left", "font_color": "#4A5563"}),
        "head": book.add_format({**centre, "font_name": _HEAD_FONT, "bold": True, "bg_color": "#DCE6F1"}),
        "text": book.add_format(cell),
        "centre": book.add_format(centre),
        "number": book.add_format({**centre, "num_format": "0"}),
        "group": book.add_format({**centre, "bold": True, "bg_color": "#F3F6FA"}),
    }
    last = len(COLUMNS)
    sheet.merge_range(0, 0, 0, last, title, formats["title"])
    sheet.set_row(0, 34)
    sheet.merge_range(1, 0, 1, last, facts, formats["facts"])
    sheet.set_row(1, 20)
    sheet.set_column(0, 0, 5)
    sheet.write(_HEAD_ROW, 0, "序号", formats["head"])
    sheet.set_row(_HEAD_ROW, 32)
    rows = len(forms) + _SPARE_ROWS
    for column, kind in enumerate(COLUMNS, start=1):
        sheet.set_column(column, column, kind.width)
        sheet.write(_HEAD_ROW, column, kind.head, formats["head"])
        if kind.choices:
            sheet.data_validation(
                _HEAD_ROW + 1,
                column,
                _HEAD_ROW + rows,
                column,
                {"validate": "list", "source": list(kind.choices), "error_type": "warning",
                 "error_title": "请核对", "error_message": "一般从下拉列表里选一个；确要写别的，请点“是”。"},
            )  # fmt: skip
    for number in range(rows):
        _write_row(sheet, formats, number, forms[number] if number < len(forms) else None)
    sheet.freeze_panes(_HEAD_ROW + 1, 2)
    sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + max(len(forms), 1), last)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    if forms:
        sheet.print_area(0, 0, _HEAD_ROW + len(forms), last)
    sheet.set_zoom(90)


def _write_row(sheet: Any, formats: dict[str, Any], number: int, form: TaskForm | None) -> None:
    row = _HEAD_ROW + 1 + number
    lines = 1
    if form is None:
        sheet.write_blank(row, 0, None, formats["number"])
    else:
        sheet.write_number(row, 0, number + 1, formats["number"])
    for column, kind in enumerate(COLUMNS, start=1):
        looks = formats["centre" if kind.centred else "text"]
        value = None if form is None else kind.value(form)
        if value is None or value == "":
            sheet.write_blank(row, column, None, looks)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, formats["number"])
        else:
            sheet.write_string(row, column, value, formats["group"] if kind.head == "一级指标" else looks)
            lines = max(lines, _line_count(value, kind.width))
    sheet.set_row(row, max(24.0, min(409.0, lines * _LINE_PT + 6)))


def _line_count(text: str, width: float) -> int:
    """Return how many lines a wrapped cell needs; Chinese characters count twice."""
    room = max(2.0, width - 0.8)
    return sum(
        max(1, -(-int(sum(2 if ord(sign) > 0x2E7F else 1.1 for sign in line) * 10) // int(room * 10)))
        for line in text.split("\n")
    )


def _write_help(book: Any) -> None:
    sheet = book.add_worksheet("填写说明")
    head = book.add_format({"font_name": _HEAD_FONT, "font_size": 14, "bold": True, "valign": "vcenter"})
    mark = book.add_format({"font_name": _HEAD_FONT, "font_size": 11, "align": "center", "valign": "top"})
    text = book.add_format({"font_name": _FONT, "font_size": 11, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 9)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    for row, (first, second) in enumerate(_HELP):
        sheet.write_string(row, 0, first, head if not second and first else mark)
        sheet.write_string(row, 1, second, text)
        sheet.set_row(row, 28 if not second and first else max(20.0, _line_count(second, 90) * 16.0 + 4))
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
