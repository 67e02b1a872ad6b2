"""What is typed about items of a task list, its Chinese names, and what is looked at before publishing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import fields

from app.errors import InvalidInput
from app.office.versions import Entry
from app.tasks.labels import label
from app.time_limit import parse_time_limit
from db.models.tasks import Nature, TaskItem

__all__ = [
    "CATEGORIES",
    "CYCLE_LABELS",
    "DOUBT_LABELS",
    "DraftDoubt",
    "Nature",
    "TaskForm",
    "copy_limit",
    "cycle_label",
    "cycle_of",
    "doubts_of",
    "entry_of",
    "fill_item",
    "form_of_item",
    "nature_of",
    "quantity_text",
]

CATEGORIES: Final = ("政策文件", "活动开展", "基础设施", "服务开放", "队伍培训", "档案宣传", "其他")
"""Proposed categories; an office may write others."""

CYCLE_LABELS: Final[Mapping[str, str]] = {
    "once": "一次",
    "day": "每天",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}


class TaskForm(Struct, frozen=True):
    """An item as it is typed.

    Attributes:
        quantity: How many are asked for in a cycle; None: nothing is counted.
        cycle: A key of `CYCLE_LABELS`.
        evidence_count: How many files are enough; 0: none asked for.
        limit_text: The time limit as printed ("2026年9月底前").
        basis: Document and clause it rests on.
    """

    content: str
    code: str = ""
    level1: str = ""
    level2: str = ""
    standard: str = ""
    category: str = ""
    nature: Nature = Nature.REQUIRED
    quantity: int | None = None
    quantity_unit: str = ""
    cycle: str = "once"
    evidence: str = ""
    evidence_count: int = 0
    responsible_unit: str = ""
    limit_text: str = ""
    basis: str = ""
    note: str = ""


class DraftDoubt(Struct, frozen=True):
    """Something to look at before publishing.

    Attributes:
        item: Record id of the draft item, or empty when it is about the list.
        blocks: The list cannot be published like this.
    """

    item: str
    code: str
    sentence: str
    blocks: bool = False


DOUBT_LABELS: Final[Mapping[str, str]] = {
    "double_code": "编码重复",
    "no_code": "没有编码",
    "no_limit": "没有完成时限",
    "odd_limit": "时限看不出日期",
    "no_evidence": "没有写要什么佐证",
}


def cycle_label(cycle: str) -> str:
    """Return the Chinese name of a cycle; an unknown one as it is."""
    return CYCLE_LABELS.get(cycle, cycle)


def cycle_of(text: str) -> str | None:
    """Return the cycle a word names ("每月", "月", "一次性"), or None."""
    word = text.strip().removesuffix("性").removesuffix("度")
    for cycle, name in CYCLE_LABELS.items():
        plain = name.removesuffix("度")
        if word in {cycle, plain, plain.removeprefix("每"), f"{plain}一次", plain.replace("每", "按")}:
            return cycle
    return "once" if word in {"一次", "单次", "年内"} else None


def nature_of(text: str) -> Nature | None:
    """Return the nature a word names ("规定动作", "自选", "鼓励"), or None."""
    word = text.strip()
    if "鼓励" in word:
        return Nature.ENCOURAGED
    if "自选" in word or "可选" in word:
        return Nature.OPTIONAL
    return Nature.REQUIRED if "规定" in word or "必" in word else None


def quantity_text(form: TaskForm) -> str:
    """Return quantity, unit and cycle as printed: "12 次／每年", "每月", or nothing for a plain item."""
    amount = "" if form.quantity is None else f"{form.quantity} {form.quantity_unit}".strip()
    cycle = "" if form.cycle == "once" else cycle_label(form.cycle)
    return "／".join(part for part in (amount, cycle) if part)


def form_of_item(item: TaskItem) -> TaskForm:
    """Return what is typed about a stored item."""
    values = {one.name: getattr(item, one.name) for one in fields(TaskForm)}
    values["nature"] = Nature(item.nature) if item.nature in set(Nature) else Nature.REQUIRED
    return TaskForm(**values)


def fill_item(item: TaskItem, form: TaskForm, *, year: int) -> None:
    """Write `form` into a stored item; a limit is understood when it is typed, and keeps its year later.

    Args:
        item: The record.
        form: What was typed.
        year: Of dates printed without one.

    Raises:
        InvalidInput: Quantity or number of files is negative.
    """
    if (form.quantity is not None and form.quantity < 0) or form.evidence_count < 0:
        raise InvalidInput("数量和佐证份数不能是负数。")
    same_limit = item.limit_text == form.limit_text.strip()
    for one in fields(form):
        value = getattr(form, one.name)
        setattr(item, one.name, value.strip() if isinstance(value, str) else value)
    if same_limit:
        return
    limit = parse_time_limit(form.limit_text, year=year)
    item.limit_kind = limit.kind if limit else None
    item.limit_start = limit.start if limit else None
    item.limit_end = limit.end if limit else None
    item.limit_precision = limit.precision if limit else None


def copy_limit(source: TaskItem, target: TaskItem) -> None:
    """Give `target` the limit of `source` as it was understood when it was typed."""
    target.limit_text, target.limit_kind = source.limit_text, source.limit_kind
    target.limit_start, target.limit_end = source.limit_start, source.limit_end
    target.limit_precision = source.limit_precision


def entry_of(item: TaskItem) -> Entry:
    """Return what is compared of a stored item."""
    form = form_of_item(item)
    return Entry(
        key=item.item,
        code=item.code,
        title=item.content,
        facts={
            "编码": form.code,
            "一级指标": form.level1,
            "二级指标": form.level2,
            "任务内容": form.content,
            "标准要求": form.standard,
            "类别": form.category,
            "性质": label("nature", form.nature),
            "数量": quantity_text(form),
            "责任单位": form.responsible_unit,
            "完成时限": form.limit_text,
            "截止日期": "" if item.limit_end is None else item.limit_end.isoformat(),
            "佐证材料": form.evidence,
            "佐证份数": str(form.evidence_count or ""),
            "依据": form.basis,
            "备注": form.note,
        },
    )


def doubts_of(items: Sequence[TaskItem]) -> list[DraftDoubt]:
    """Return what to look at in a list before it is published; what blocks comes first."""
    if not items:
        return [DraftDoubt("", "empty", "清单里还没有任务，不能发布。", blocks=True)]
    found = []
    codes = Counter(item.code for item in items if item.code)
    for number, item in enumerate(items, start=1):
        name = f"第 {number} 项" + (f"（{item.code}）" if item.code else "")
        if not item.content:
            found.append(DraftDoubt(item.id, "no_content", f"{name}没有任务内容，不能发布。", blocks=True))
        if codes[item.code] > 1:
            found.append(DraftDoubt(item.id, "double_code", f"{name}的编码和别的项重复。"))
        if not item.code:
            found.append(DraftDoubt(item.id, "no_code", f"{name}没有编码。"))
        if not item.limit_text:
            found.append(DraftDoubt(item.id, "no_limit", f"{name}没有完成时限。"))
        elif item.limit_kind is None:
            found.append(
                DraftDoubt(item.id, "odd_limit", f"{name}的时限“{item.limit_text}”看不出日期，不会亮灯。")
            )
        if not item.evidence and not item.evidence_count:
            found.append(DraftDoubt(item.id, "no_evidence", f"{name}没有写要什么佐证。"))
    return sorted(found, key=lambda one: not one.blocks)
