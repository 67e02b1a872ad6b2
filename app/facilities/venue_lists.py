"""A list of venues copied from Excel: read, judged against what is here, then added."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from app.errors import InvalidInput
from app.facilities.labels import LABELS, label
from app.facilities.venue_rows import VenueForm, set_fields
from app.facilities.venues import add_in, list_venues, own_units
from app.office.labels import DRAFT_LABELS, DraftState
from app.office.unit_rows import cells_of
from app.office.units import list_units
from app.workspace import Workspace
from db.models.facilities import Venue, VenueKind, VenueState

__all__ = ["VenueDraft", "add_venues", "read_venues"]

_HEADS: Final[Mapping[str, frozenset[str]]] = {
    "code": frozenset({"行政区划代码", "区划代码", "代码"}),
    "unit": frozenset({"村", "村名", "村社区", "行政村", "所在村", "单位", "所属村"}),
    "name": frozenset({"设施名称", "场所名称", "名称", "场所", "设施"}),
    "kind": frozenset({"类型", "设施类型", "场所类型", "类别"}),
    "built_year": frozenset({"建成年份", "建成时间", "建成年", "建设年份"}),
    "indoor_m2": frozenset({"建筑面积", "室内面积", "面积"}),
    "outdoor_m2": frozenset({"室外面积", "场地面积", "室外活动场地"}),
    "hours": frozenset({"开放时间", "开放时段"}),
    "keeper": frozenset({"管理员", "管理人", "负责人", "保管人", "联系人"}),
    "phone": frozenset({"电话", "联系电话", "手机", "手机号"}),
    "state": frozenset({"状况", "状态", "使用状况"}),
    "address": frozenset({"地址", "地点", "位置", "详细地址"}),
    "note": frozenset({"备注", "说明"}),
}

_ORDER_WITHOUT_HEAD: Final = (
    "unit",
    "name",
    "kind",
    "built_year",
    "indoor_m2",
    "outdoor_m2",
    "hours",
    "keeper",
    "phone",
)
_KIND_WORDS: Final = (
    ("书屋", VenueKind.BOOKROOM),
    ("广场", VenueKind.SQUARE),
    ("戏台", VenueKind.STAGE),
    ("舞台", VenueKind.STAGE),
    ("健身", VenueKind.SPORTS_GROUND),
    ("体育", VenueKind.SPORTS_GROUND),
    ("球场", VenueKind.SPORTS_GROUND),
    ("文化站", VenueKind.STATION_HOUSE),
    ("文化服务中心", VenueKind.VILLAGE_CENTRE),
    ("文化中心", VenueKind.VILLAGE_CENTRE),
    ("文化活动", VenueKind.VILLAGE_CENTRE),
)
_TEXTS: Final = ("hours", "keeper", "phone", "address", "note")
_KEPT: Final = ("name", *_TEXTS)
_MARKS: Final = "，；：！？（）"
_DEFAULT_NAMES: Final = {VenueKind.VILLAGE_CENTRE: "综合性文化服务中心"}


class VenueDraft(Struct, frozen=True):
    """A pasted row, and what adding it would do.

    Attributes:
        line: Row of the source, counted from 1.
        existing: Id of the venue it would change, or empty.
        reasons: Why it is doubtful or cannot be used; empty: nothing to look at.
    """

    line: int
    form: VenueForm
    unit_name: str
    kind_label: str
    state: DraftState
    state_label: str
    existing: str
    reasons: tuple[str, ...]


def read_venues(ws: Workspace, source: str | Sequence[Sequence[str]]) -> list[VenueDraft]:
    """Understand rows of a venue list and say of each what adding it would do.

    Empty cells change nothing in a venue that is here; a village written once counts for the rows below it.

    Args:
        source: Text pasted from Excel, or rows of cells of a sheet.

    Raises:
        InvalidInput: No column looks like a name.
    """
    written = cells_of(source) if isinstance(source, str) else source
    cells = [[_tidy(cell) for cell in row] for row in written]
    columns, first = _columns(cells)
    drafts, seen, village = [], set[tuple[str, str]](), ""
    judge = _Judge(ws)
    for line, row in enumerate(cells, start=1):
        if line <= first or not any(row):
            continue
        values = {key: row[place] for key, place in columns.items() if place < len(row)}
        village = values["unit"] = values.get("unit") or village
        kept = {key: _tidy(written[line - 1][columns[key]], _MARKS) for key in _KEPT if key in values}
        draft = judge.draft(line, values | kept)
        key = (draft.form.unit, _tidy(draft.form.name))
        if draft.state is not DraftState.REFUSED and key in seen:
            draft = _refused(draft, "这一行和上面的一行是同一个场所。")
        seen.add(key)
        drafts.append(draft)
    return drafts


def add_venues(ws: Workspace, drafts: Sequence[VenueDraft]) -> int:
    """Add and change what `drafts` say, in one transaction; refused and unchanged ones are passed over.

    Returns:
        How many were added or changed.

    Raises:
        InvalidInput: The data changed since the list was read.
    """
    wanted = [draft for draft in drafts if draft.state in {DraftState.NEW, DraftState.CHANGED}]
    with ws.write() as session:
        for draft in wanted:
            if draft.existing:
                set_fields(session.get_one(Venue, draft.existing), draft.form)
            else:
                add_in(session, ws, draft.form)
    return len(wanted)


class _Judge:
    """What a list is judged against: our units and venues."""

    def __init__(self, ws: Workspace) -> None:
        self._units = {_bare(_tidy(name)): unit for unit, name in own_units(ws)}
        self._names = dict(own_units(ws))
        self._codes = {row.code: row.id for row in list_units(ws) if row.code and row.id in self._names}
        self._here = {(row.form.unit, _tidy(row.form.name)): row for row in list_venues(ws, station=ws.unit)}
        self._year = ws.today.year

    def draft(self, line: int, values: Mapping[str, str]) -> VenueDraft:
        reasons: list[str] = []
        word = values.get("unit", "")
        unit = self._codes.get(values.get("code", "")) or self._units.get(_bare(word), "")
        kind = _kind(values.get("kind", ""), values.get("name", ""), reasons)
        if not unit and kind is VenueKind.STATION_HOUSE:
            unit = next(iter(self._names), "")
        unit_name = self._names.get(unit, word)
        name = values.get("name", "") or (
            f"{unit_name}{_DEFAULT_NAMES[kind]}" if kind in _DEFAULT_NAMES else ""
        )
        existing = self._here.get((unit, _tidy(name)))
        given: dict[str, Any] = self._figures(values, reasons) | _state(values.get("state", ""), reasons)
        given |= {key: values[key] for key in _TEXTS if values.get(key)}
        if values.get("kind") or not existing:
            given["kind"] = kind
        form = replace(existing.form if existing else VenueForm(unit=unit, name=name), **given)
        state = DraftState.NEW
        if existing:
            state = DraftState.SAME if existing.form == form else DraftState.CHANGED
        draft = VenueDraft(
            line,
            form,
            unit_name,
            label("venue_kind", form.kind),
            state,
            DRAFT_LABELS[state],
            existing.id if existing else "",
            tuple(reasons),
        )
        if not name:
            return _refused(draft, "没有场所名称。")
        if not unit:
            return _refused(draft, f"本站没有叫“{word}”的村。" if word else "没有写在哪个村。")
        return draft

    def _figures(self, values: Mapping[str, str], reasons: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if text := values.get("built_year", ""):
            year = re.search(r"(19|20)\d\d", text)
            if year and int(year[0]) <= self._year + 1:
                found["built_year"] = int(year[0])
            else:
                reasons.append(f"建成年份“{text}”看不懂，没有登记。")
        for key, title in (("indoor_m2", "建筑面积"), ("outdoor_m2", "室外面积")):
            if text := values.get(key, ""):
                area = re.fullmatch(
                    r"(\d{1,6}(?:\.\d{1,2})?)(m2|平方米|平米|平|㎡)?", text.replace(",", "").replace(" ", "")
                )
                if area:
                    found[key] = Decimal(area[1])
                else:
                    reasons.append(f"{title}“{text}”看不懂，没有登记。")
        return found


def _tidy(cell: str, kept: str = "") -> str:
    """Return a cell without needless blanks and wide letters, its `kept` characters as they were written."""
    return " ".join(
        "".join(char if char in kept else unicodedata.normalize("NFKC", char) for char in cell).split()
    )


def _bare(name: str) -> str:
    return re.sub(r"(村委会|村民委员会|居委会|社区|村)$", "", name)


def _columns(cells: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Return the place of each column, and how many rows at the top are heads."""
    for number, row in enumerate(cells[:10], start=1):
        found: dict[str, int] = {}
        for place, cell in enumerate(row):
            word = re.sub(r"\(.*?\)|[\s:*/、]|m2|㎡", "", cell)
            for key, heads in _HEADS.items():
                if word in heads and key not in found:
                    found[key] = place
        if len(found) >= 2 and found.keys() & {"name", "unit"}:
            return found, number
    width = max((len(row) for row in cells), default=0)
    if width < 2:
        raise InvalidInput(
            "没有看懂这些行：找不到场所名称。请带上表头（村、设施名称、类型、建筑面积等）再粘贴。"
        )
    first = 1 if all(row[0].isdigit() for row in cells if row and row[0]) else 0  # serial numbers
    return {key: place for place, key in enumerate(_ORDER_WITHOUT_HEAD, start=first)}, 0


def _kind(word: str, name: str, reasons: list[str]) -> VenueKind:
    by_label = {text: VenueKind(kind) for kind, text in LABELS["venue_kind"].items()}
    if word in by_label:
        return by_label[word]
    for text in (word, name):
        found = next((kind for part, kind in _KIND_WORDS if part in text), None)
        if found is not None:
            return found
    if not word and not name:
        return VenueKind.VILLAGE_CENTRE
    reasons.append(
        f"类型“{word}”不在常用类型里，按“其他场所”登记。" if word else "没有写类型，按“其他场所”登记。"
    )
    return VenueKind.OTHER


def _state(word: str, reasons: list[str]) -> dict[str, Any]:
    if not word:
        return {}
    states = {text: state for state, text in LABELS["venue_state"].items()} | {
        "正常": VenueState.IN_USE, "使用": VenueState.IN_USE, "正常使用": VenueState.IN_USE, "完好": VenueState.IN_USE,
    }  # fmt: skip
    if word not in states:
        reasons.append(f"状况“{word}”看不懂，按“在用”登记。")
    return {"state": states.get(word, VenueState.IN_USE)}


def _refused(draft: VenueDraft, reason: str) -> VenueDraft:
    return replace(
        draft,
        state=DraftState.REFUSED,
        state_label=DRAFT_LABELS[DraftState.REFUSED],
        reasons=(reason, *draft.reasons),
    )
