"""Task items from the starter template, from an office's own workbook, and from pasted rows."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

from msgspec import Struct

import resources
from app.errors import InvalidInput
from app.reading import Document, Item, Text, read_document, read_text
from app.tasks.draft import DraftHead, add_in, create_draft, draft_forms, edit_in
from app.tasks.draft_forms import CATEGORIES, TaskForm, cycle_of
from app.tasks.task_book import COLUMNS
from app.workspace import Workspace
from db.models.tasks import Nature

__all__ = [
    "ImportedItem",
    "Merged",
    "TaskDocument",
    "create_starter_draft",
    "items_of_document",
    "merge_items",
    "read_pasted_tasks",
    "read_task_file",
    "starter_path",
]

_CODE_HEADS: Final = ("任务编码", "编码", "编号", "任务编号", "代码")
_FIRST_NUMBER: Final = re.compile(r"\d+")


class ImportedItem(Struct, frozen=True):
    """An item as it was read: the row it stands in, and what is doubtful about it, in Chinese."""

    line: int
    form: TaskForm
    doubts: tuple[str, ...]


class TaskDocument(Struct, frozen=True):
    """A task list as it was read; `year` is what its dates without a year are of."""

    title: str
    year: int | None
    items: tuple[ImportedItem, ...]
    doubts: tuple[str, ...]  # about the whole


class Merged(Struct, frozen=True):
    """What `merge_items` did."""

    added: int
    changed: int
    missing: int  # items of the draft that the list does not name


def starter_path() -> Path:
    """Return the shipped starter template, a workbook that an office may also fill in by itself."""
    return resources.path("templates/task-book.xlsx")


def create_starter_draft(ws: Workspace, *, name: str) -> str:
    """Start a task list from the shipped template and return its id.

    Raises:
        InvalidInput: It has no name.
    """
    read = read_task_file(starter_path())
    return create_draft(ws, DraftHead(name), [item.form for item in read.items])


def read_task_file(path: Path) -> TaskDocument:
    """Read a task list from a workbook or Word file with the columns of 任务书; writes nothing.

    Raises:
        InvalidInput: It cannot be opened, or holds no items.
    """
    document = read_document(path)
    read = items_of_document(document)
    if not read.items:
        raise InvalidInput(
            f"“{path.name}”里没有找到任务。请检查表头是否有“任务内容”“完成时限”等列，现有清单没有改动。"
        )
    return read


def read_pasted_tasks(text: str) -> TaskDocument:
    """Read rows copied from Excel: with their heads, as all columns of 任务书, or one content a line.

    Raises:
        InvalidInput: They cannot be understood.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InvalidInput("剪贴板里没有文字。请先在 Excel 里选中要粘贴的行，再复制。")
    if "\t" not in text:
        items = (ImportedItem(n, TaskForm(line), ()) for n, line in enumerate(lines, start=1))
        return TaskDocument("", None, tuple(items), ())
    read = items_of_document(read_text(text))
    heads = [column.head for column in COLUMNS]
    width = max(line.count("\t") for line in text.splitlines()) + 1
    if not read.items and width in {len(heads), len(heads) + 1}:
        full = heads if width == len(heads) else ["序号", *heads]
        read = items_of_document(read_text("\t".join(full) + "\n" + text))
    if not read.items:
        raise InvalidInput("没有看懂这些行。请连同表头（任务内容、标准要求、完成时限等）一起复制，再粘贴。")
    return read


def items_of_document(document: Document) -> TaskDocument:
    """Return the items of a document as forms of a task list."""
    heads = {column.field: column.header for table in document.tables for column in table.columns}
    return TaskDocument(
        title=document.title.text if document.title else "",
        year=document.year,
        items=tuple(_imported(item, heads) for item in document.items),
        doubts=tuple(doubt.sentence for doubt in document.doubts),
    )


def merge_items(ws: Workspace, package: str, read: TaskDocument) -> Merged:
    """Bring a list that was read into a draft: items with a code that is there are changed, others added.

    Nothing is removed. A code that stands twice, here or there, names nobody.

    Raises:
        InvalidInput: A quantity is negative.
    """
    records = draft_forms(ws, package)
    here = Counter(form.code for form in records.values())
    there = Counter(item.form.code for item in read.items)
    by_code = {form.code: record for record, form in records.items() if form.code and here[form.code] == 1}
    changed, new = {}, []
    for item in read.items:
        record = by_code.get(item.form.code) if there[item.form.code] == 1 else None
        if record is None:
            new.append(item.form)
        elif item.form != records[record]:
            changed[record] = item.form
    named = {item.form.code for item in read.items}
    with ws.write() as session:
        edit_in(session, ws, changed, year=read.year)
        add_in(session, ws, package, new, year=read.year)
    return Merged(len(new), len(changed), sum(form.code not in named for form in records.values()))


def _imported(item: Item, heads: dict[str | None, str]) -> ImportedItem:
    def text(name: str) -> str:
        return item.fields[name].text.strip() if name in item.fields else ""

    other = {head.split("／")[-1]: value.text.strip() for head, value in item.other.items()}
    doubts = [doubt.sentence for doubt in item.doubts]
    group = text("category")
    category = other.get("类别") or (group if group in CATEGORIES else "")
    quantity, unit = _quantity(text("quantity"), text("unit"))
    if quantity is None and text("quantity"):
        doubts.append(f"数量“{text('quantity')}”不是数字，已写进备注。")
    cycle = cycle_of(text("cycle")) if text("cycle") else "once"
    if cycle is None:
        doubts.append(f"周期“{text('cycle')}”没有看懂，已写进备注。")
    notes = [
        text("note"),
        f"数量：{text('quantity')}" if quantity is None and text("quantity") else "",
        f"周期：{text('cycle')}" if cycle is None else "",
    ]
    form = TaskForm(
        content=_joined(item.title.text.strip(), text("content")),
        code=_code(item, other, heads),
        level1=group,
        level2=text("subcategory"),
        standard=_joined(text("standard"), item.goal.text.strip() if item.goal else ""),
        category=category,
        nature=Nature(item.nature.value),
        quantity=quantity,
        quantity_unit=unit,
        cycle=cycle or "once",
        evidence=text("evidence"),
        evidence_count=_count(other.get("佐证份数", "")),
        responsible_unit=_plain(item.units_text) or text("responsible"),
        limit_text=_plain(item.limit_text),
        basis=text("basis"),
        note="；".join(note for note in notes if note),
    )
    return ImportedItem(item.lines[0] if item.lines else item.seq, form, tuple(doubts))


def _code(item: Item, other: dict[str, str], heads: dict[str | None, str]) -> str:
    written = next((other[head] for head in _CODE_HEADS if other.get(head)), "")
    if not written and any(word in heads.get("no", "") for word in ("编码", "编号", "代码")):
        written = item.printed_no or ""
    return written.removesuffix(".0")


def _quantity(text: str, unit: str) -> tuple[int | None, str]:
    """Read "12", "12.0", "12次", "不少于4次"."""
    found = _FIRST_NUMBER.findall(re.sub(r"\.0$", "", text))
    if len(found) != 1:
        return None, unit
    return int(found[0]), unit or text.rsplit(found[0], maxsplit=1)[-1].strip(" .0以上")


def _count(text: str) -> int:
    found = _FIRST_NUMBER.match(text)
    return int(found[0]) if found else 0


def _plain(text: Text | None) -> str:
    return text.text.strip() if text else ""


def _joined(first: str, second: str) -> str:
    return f"{first}：{second}" if first and second and first != second else first or second
