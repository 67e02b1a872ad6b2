"""Columns and form of a task list: which field of an item stands where, and how it is typed."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from app.errors import InvalidInput
from app.tasks.draft import DraftItemRow
from app.tasks.draft_forms import CATEGORIES, CYCLE_LABELS, Nature, TaskForm, cycle_label, cycle_of, nature_of
from app.tasks.labels import label
from ui.paged_model import Cell, Column
from ui.widgets.fields import half_width
from ui.widgets.form_panel import Field, FieldKind

__all__ = ["FIELDS", "SHOWN", "form_of_values", "task_columns", "values_of_form"]

Edit = Callable[[DraftItemRow, TaskForm, str], DraftItemRow]

FIELDS: Final = (
    Field("content", "任务内容", FieldKind.TEXT, needed=True),
    Field("standard", "标准要求", FieldKind.TEXT),
    Field("limit_text", "完成时限", hint="照平常的写法：2026年9月底前、每季度末、长期坚持、立行立改。"),
    Field("quantity", "数量", FieldKind.WHOLE),
    Field("quantity_unit", "计量单位"),
    Field("cycle", "周期", FieldKind.CHOICE, tuple(CYCLE_LABELS.items())),
    Field("evidence", "佐证材料", FieldKind.TEXT),
    Field("evidence_count", "佐证份数", FieldKind.WHOLE, hint="够了的份数，留空表示不要求份数。"),
    Field("responsible_unit", "责任单位"),
    Field(
        "nature",
        "性质",
        FieldKind.CHOICE,
        tuple((nature.value, label("nature", nature)) for nature in Nature),
        hint="鼓励的任务不算逾期。",
    ),
    Field("code", "任务编码"),
    Field("level1", "一级指标"),
    Field("level2", "二级指标"),
    Field("category", "类别", FieldKind.WORD, tuple((word, word) for word in CATEGORIES)),
    Field("basis", "依据", FieldKind.TEXT),
    Field("note", "备注", FieldKind.TEXT),
)

_NAMES: Final = {field.key: field.label for field in FIELDS}

SHOWN: Final[tuple[str | None, ...]] = (
    None,
    "code",
    "content",
    "limit_text",
    None,
    "quantity",
    "quantity_unit",
    "cycle",
    None,
    "level1",
    "level2",
    "standard",
    "evidence",
    "evidence_count",
    "responsible_unit",
    "nature",
    "category",
    "basis",
    "note",
    None,
)
"""The field of each column; None: not typed."""


def values_of_form(form: TaskForm) -> dict[str, Any]:
    """Return an item as the form panel shows it."""
    values = {field.key: getattr(form, field.key) for field in FIELDS}
    return values | {"nature": form.nature.value, "evidence_count": form.evidence_count or None}


def form_of_values(values: dict[str, Any]) -> TaskForm:
    """Return what stands in the form panel as an item."""
    return TaskForm(
        **values
        | {
            "nature": Nature(values["nature"]),
            "evidence_count": values["evidence_count"] or 0,
            "cycle": values["cycle"] or "once",
        }
    )


def task_columns(edit: Edit) -> list[Column[DraftItemRow]]:
    """Return the columns; `edit(row, form, field name)` saves what was typed into a cell."""

    def column(key: str, width: int, **more: Any) -> Column[DraftItemRow]:
        def save(row: DraftItemRow, text: str) -> DraftItemRow:
            return edit(row, replace(row.form, **{key: _typed(key, text)}), _NAMES[key])

        def shown(row: DraftItemRow) -> object:
            return getattr(row.form, key)

        return Column(_NAMES[key], more.pop("value", shown), width=width, edit=save, **more)

    return [
        Column("序号", lambda row: row.number, cell=Cell.NUMBER, width=3),
        column("code", 4),
        column("content", 17),
        column("limit_text", 8),
        Column("截止", lambda row: row.limit_end, cell=Cell.DATE, width=6),
        column("quantity", 3, cell=Cell.NUMBER),
        column("quantity_unit", 4),
        column("cycle", 4, value=lambda row: cycle_label(row.form.cycle)),
        Column("变化", lambda row: [row.change] if row.change else [], cell=Cell.TAGS, width=4),
        column("level1", 5),
        column("level2", 5),
        column("standard", 18),
        column("evidence", 14),
        column("evidence_count", 4, cell=Cell.NUMBER, value=lambda row: row.form.evidence_count or None),
        column("responsible_unit", 8),
        column("nature", 3, value=lambda row: row.nature_label),
        column("category", 5),
        column("basis", 12),
        column("note", 10),
        Column("提醒", lambda row: "".join(row.doubts), width=16),
    ]


def _typed(key: str, text: str) -> Any:
    """Return the value of a field as typed into a cell."""
    plain = half_width(text)
    if key in {"quantity", "evidence_count"}:
        if plain and not plain.isdigit():
            raise InvalidInput(f"“{text}”不是数量，没有改动。请只填数字，例如 12。")
        return int(plain) if plain else (None if key == "quantity" else 0)
    if key == "cycle":
        cycle = cycle_of(plain)
        if cycle is None:
            raise InvalidInput(f"“{text}”不是周期，没有改动。可填：{'、'.join(CYCLE_LABELS.values())}。")
        return cycle
    if key == "nature":
        nature = nature_of(plain)
        if nature is None:
            raise InvalidInput(f"“{text}”不是性质，没有改动。可填：规定、自选、鼓励。")
        return nature
    return text
