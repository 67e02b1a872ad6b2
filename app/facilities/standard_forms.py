"""What is typed about standards: the forms of packs and items, their checks, and how they are compared."""

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import fields, replace

from app.errors import InvalidInput
from app.facilities.applying import rule_of
from app.facilities.judging import standard_text
from app.facilities.labels import label
from app.office.labels import StationSize
from app.office.versions import Entry
from db.models.facilities import Confidence, PackLevel, StandardItem, StandardPack, ValueKind

__all__ = [
    "Confidence",
    "PackForm",
    "PackLevel",
    "StandardForm",
    "ValueKind",
    "checked_form",
    "entry_of",
    "fill_item",
    "form_of_item",
    "form_of_pack",
    "wanted_text",
]


class PackForm(Struct, frozen=True):
    """What is typed about a pack."""

    name: str
    region: str = ""
    source: str = ""
    year: int | None = None
    note: str = ""


class StandardForm(Struct, frozen=True):
    """What is typed about an item; thresholds are least values that meet it.

    Attributes:
        threshold: For everybody, or for small stations when the next two are given.
        threshold_basic: Least value that basically meets it.
        options: Of a list: what may be there; `threshold` says how many suffice.
    """

    code: str
    name: str
    section: str = ""
    value_kind: ValueKind = ValueKind.YES_NO
    unit: str = ""
    threshold: Decimal | None = None
    threshold_medium: Decimal | None = None
    threshold_large: Decimal | None = None
    threshold_basic: Decimal | None = None
    options: tuple[str, ...] = ()
    veto: bool = False
    source: str = ""
    year: int | None = None
    confidence: Confidence = Confidence.LOW


def form_of_item(item: StandardItem) -> StandardForm:
    """Return what is typed about a stored item."""
    values = {one.name: getattr(item, one.name) for one in fields(StandardForm)}
    values["options"] = tuple(item.options or ())
    values["value_kind"] = ValueKind(item.value_kind)
    values["confidence"] = Confidence(item.confidence)
    return StandardForm(**values)


def form_of_pack(pack: StandardPack) -> PackForm:
    """Return what is typed about a stored pack."""
    return PackForm(name=pack.name, region=pack.region, source=pack.source, year=pack.year, note=pack.note)


def fill_item(item: StandardItem, form: StandardForm) -> None:
    """Write `form` into a stored item."""
    for one in fields(form):
        if one.name != "options":
            setattr(item, one.name, getattr(form, one.name))
    item.options = list(form.options) or None


def checked_form(form: StandardForm, taken: set[str]) -> StandardForm:
    """Return `form` tidied; `taken` are the codes of the other items.

    Raises:
        InvalidInput: A code or name is missing, a code is taken, a list has no options, or thresholds
            contradict each other.
    """
    code, name = form.code.strip(), form.name.strip()
    if not code or not name:
        raise InvalidInput("请填写编码和项目名称。")
    if code in taken:
        raise InvalidInput(f"编码 {code} 已经有了，请换一个。")
    options = tuple(option.strip() for option in form.options if option.strip())
    figures = [form.threshold, form.threshold_medium, form.threshold_large]
    given = [figure for figure in figures if figure is not None]
    if any(figure < 0 for figure in (*given, form.threshold_basic or Decimal())):
        raise InvalidInput(f"{code} 的标准值不能是负数。")
    if given != sorted(given):
        raise InvalidInput(f"{code} 的小型、中型、大型三档应当一档比一档高，请核对。")
    if given and form.threshold_basic is not None and form.threshold_basic > given[0]:
        raise InvalidInput(f"{code} 的“基本达标”应当不高于“达标”，请核对。")
    match form.value_kind:
        case ValueKind.LIST:
            if not options:
                raise InvalidInput(f"{code} 是清单项，请写出清单里有哪些，用顿号分开。")
            if form.threshold is not None and form.threshold > len(options):
                raise InvalidInput(f"{code} 的清单只有 {len(options)} 样，不能要求 {form.threshold} 样。")
        case ValueKind.YES_NO:
            form = replace(
                form, threshold=None, threshold_medium=None, threshold_large=None, threshold_basic=None
            )
            options = ()
        case ValueKind.NUMBER:
            options = ()
    return replace(
        form,
        code=code,
        name=name,
        options=options,
        section=form.section.strip(),
        unit=form.unit.strip(),
        source=form.source.strip(),
    )


def entry_of(item: StandardItem) -> Entry:
    """Return what is compared of a stored item."""
    form = form_of_item(item)
    return Entry(
        key=item.code,
        code=item.code,
        title=item.name,
        facts={
            "项目": item.name,
            "分组": item.section,
            "填法": label("value_kind", item.value_kind),
            "标准": wanted_text(item),
            "基本达标": figure_text(form.threshold_basic),
            "清单": "、".join(form.options),
            "一票否决": "是" if item.veto else "",
            "依据": item.source,
            "年份": str(item.year or ""),
            "可信度": label("confidence", item.confidence),
        },
    )


def wanted_text(item: StandardItem) -> str:
    """Return what an item asks for in words: "是", "≥42 小时", "≥300／500／800 m²" where it is by size."""
    rule = rule_of(item)
    if rule.threshold_medium is None and rule.threshold_large is None:
        return standard_text(rule, StationSize.SMALL)
    steps = "／".join(figure_text(rule.least(size)) or "—" for size in StationSize)
    return f"≥{steps} {rule.unit}".strip()


def figure_text(figure: Decimal | None) -> str:
    """Return a figure without idle zeros; nothing for None."""
    return "" if figure is None else f"{figure.normalize():f}"
