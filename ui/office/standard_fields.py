"""Columns and form of a standard: which field of an item stands where, and how it is typed."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from msgspec.structs import replace

from app.errors import InvalidInput
from app.facilities.labels import LABELS
from app.facilities.standard_forms import Confidence, StandardForm, ValueKind, figure_text
from app.facilities.standards import StandardRow
from ui.paged_model import Cell, Column
from ui.widgets.fields import half_width
from ui.widgets.form_panel import Field, FieldKind

__all__ = ["FIELDS", "THRESHOLDS", "form_of_values", "standard_columns", "values_of_form"]

Edit = Callable[[StandardRow, StandardForm, str], StandardRow]

FIELDS: Final = (
    Field("code", "编码", needed=True),
    Field("name", "项目", FieldKind.TEXT, needed=True),
    Field("section", "分组", FieldKind.WORD),
    Field("value_kind", "填法", FieldKind.CHOICE, tuple(LABELS["value_kind"].items())),
    Field("threshold", "达标值", FieldKind.FIGURE, hint="最少要有多少；分规模的，这里填小型站的。"),
    Field("threshold_medium", "中型站达标值", FieldKind.FIGURE, hint="服务人口 3 万至 5 万的站；不分规模就留空。"),
    Field("threshold_large", "大型站达标值", FieldKind.FIGURE, hint="服务人口 5 万以上的站；不分规模就留空。"),
    Field("threshold_basic", "基本达标值", FieldKind.FIGURE, hint="达不到达标值、但够这个数的算“基本达标”；没有就留空。"),
    Field("unit", "计量单位"),
    Field("options", "清单内容", hint="用顿号分开，例如：演出、阅览、培训。"),
    Field("veto", "一票否决", FieldKind.TICK, hint="这一项不达标，整次核查就不合格"),
    Field("source", "依据", FieldKind.TEXT),
    Field("year", "年份", FieldKind.WHOLE),
    Field(
        "confidence",
        "可信度",
        FieldKind.CHOICE,
        tuple(LABELS["confidence"].items()),
        hint="“待核”会一直标在项目上，直到县里核定。",
    ),
)  # fmt: skip

THRESHOLDS: Final = ("threshold", "threshold_medium", "threshold_large", "threshold_basic")


def values_of_form(form: StandardForm) -> dict[str, Any]:
    """Return an item as the form panel shows it."""
    values = {field.key: getattr(form, field.key) for field in FIELDS}
    return values | {
        "value_kind": form.value_kind.value,
        "confidence": form.confidence.value,
        "options": "、".join(form.options),
        **{key: _plain(getattr(form, key)) for key in THRESHOLDS},
    }


def form_of_values(values: dict[str, Any]) -> StandardForm:
    """Return what stands in the form panel as an item."""
    return StandardForm(
        **values
        | {
            "value_kind": ValueKind(values["value_kind"]),
            "confidence": Confidence(values["confidence"]),
            "options": _options(values["options"]),
        }
    )


def standard_columns(edit: Edit) -> list[Column[StandardRow]]:
    """Return the columns; `edit(row, form, words for the field)` saves what was typed into a cell."""

    def column(title: str, key: str, width: int, **more: Any) -> Column[StandardRow]:
        def save(row: StandardRow, text: str) -> StandardRow:
            return edit(row, replace(row.form, **{key: _typed(key, text)}), title)

        def shown(row: StandardRow) -> object:
            return getattr(row.form, key)

        return Column(title, more.pop("value", shown), width=width, edit=save, **more)

    def figure(title: str, key: str) -> Column[StandardRow]:
        return column(title, key, 4, value=lambda row: figure_text(getattr(row.form, key)))

    return [
        Column("编码", lambda row: row.form.code, width=4),
        column("项目", "name", 17),
        Column("要求", lambda row: row.wanted, width=10),
        Column("标记", _marks, cell=Cell.TAGS, width=7),
        figure("达标值", "threshold"),
        figure("中型", "threshold_medium"),
        figure("大型", "threshold_large"),
        figure("基本达标", "threshold_basic"),
        column("单位", "unit", 4),
        column("一票否决", "veto", 4, cell=Cell.CHECK),
        column("依据", "source", 20),
        column("年份", "year", 3, cell=Cell.NUMBER),
        Column("可信度", lambda row: row.confidence_label, width=4),
        Column("填法", lambda row: row.kind_label, width=3),
        column("清单", "options", 12, value=lambda row: "、".join(row.form.options)),
        Column("分组", lambda row: row.form.section, width=8),
    ]


def _marks(row: StandardRow) -> list[str]:
    doubtful = [row.confidence_label] if row.form.confidence is Confidence.LOW else []
    return doubtful + ([row.changed] if row.changed else [])


def _typed(key: str, text: str) -> Any:
    """Return the value of a field as typed into a cell."""
    plain = half_width(text)
    if key == "veto":
        return bool(text)
    if key == "options":
        return _options(text)
    if key == "year":
        if plain and not plain.isdigit():
            raise InvalidInput(f"“{text}”不是年份，没有改动。请只填数字，例如 2023。")
        return int(plain) if plain else None
    if key in THRESHOLDS:
        try:
            return Decimal(plain) if plain else None
        except InvalidOperation as error:
            raise InvalidInput(f"“{text}”不是数量，没有改动。请只填数字，例如 500。") from error
    return text


def _options(text: str) -> tuple[str, ...]:
    parts = text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")
    return tuple(part.strip() for part in parts if part.strip())


def _plain(figure: Decimal | None) -> Decimal | None:
    return None if figure is None else Decimal(figure_text(figure))
