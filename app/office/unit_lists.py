"""A list of stations and villages pasted or read from a workbook: judged against what is here, then added."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from app.office.codes import county_part, township_part
from app.office.labels import DRAFT_LABELS, UNIT_KIND_LABELS, DraftState
from app.office.unit_rows import ReadUnit, cells_of, read_cells
from app.office.units import UnitForm, UnitRegister, UnitRow, form_of, get_unit, list_units
from app.workspace import Workspace
from db.models.units import UnitKind

__all__ = ["AddedUnits", "UnitDraft", "add_units", "judge_units", "read_units"]


class UnitDraft(Struct, frozen=True):
    """A row of a list, and what adding it would do.

    Attributes:
        line: Row of the source, counted from 1.
        station_code: Of a village the code of its station; empty when that is not known.
        existing: Id of the unit it would change, or empty.
        reasons: Why it is doubtful or cannot be used; empty: nothing to look at.
    """

    line: int
    form: UnitForm
    kind_label: str
    station_code: str
    station_name: str
    state: DraftState
    state_label: str
    existing: str
    reasons: tuple[str, ...]


class AddedUnits(Struct, frozen=True):
    """What `add_units` did."""

    added: int
    changed: int


def read_units(ws: Workspace, source: str | Path) -> list[UnitDraft]:
    """Understand a list of stations and villages and say of each row what adding it would do.

    Cells that are empty change nothing in a unit that is here already; rows are known by their code, a
    village without one by its station and name.

    Args:
        source: Text pasted from Excel, or a workbook or Word file.

    Raises:
        InvalidInput: No column looks like a name, or the file cannot be read.
    """
    if isinstance(source, str):
        read = read_cells(cells_of(source))
    else:
        from app.reading.cells import cells_of_file

        read = read_cells(cells_of_file(source))
    return judge_units(ws, read)


def judge_units(ws: Workspace, read: Sequence[ReadUnit]) -> list[UnitDraft]:
    """Say of each row of a list what adding it would do."""
    judge = _Judge(ws, read)
    return [judge.draft(unit) for unit in read]


def add_units(ws: Workspace, drafts: Sequence[UnitDraft]) -> AddedUnits:
    """Add and change what `drafts` say, in one transaction; refused and unchanged ones are passed over.

    Raises:
        InvalidInput: The data changed since the list was read.
    """
    wanted = [draft for draft in drafts if draft.state in {DraftState.NEW, DraftState.CHANGED}]
    stations = {row.code: row.id for row in list_units(ws, kind=UnitKind.STATION)}
    with ws.write() as session:
        register = UnitRegister(session, ws)
        for draft in sorted(wanted, key=lambda one: (one.form.kind is UnitKind.VILLAGE, one.form.code)):
            form = replace(draft.form, parent=stations.get(draft.station_code, ""))
            if draft.existing:
                register.edit(draft.existing, form)
                continue
            unit = register.add(form)
            if form.kind is UnitKind.STATION:
                stations[form.code] = unit
    changed = sum(bool(draft.existing) for draft in wanted)
    return AddedUnits(len(wanted) - changed, changed)


class _Judge:
    """What one list is judged against: the units that are here and the list itself."""

    def __init__(self, ws: Workspace, read: Sequence[ReadUnit]) -> None:
        self._county = county_part(get_unit(ws, ws.unit).code)
        here = list_units(ws)
        self._by_code = {row.code: row for row in here if row.code}
        self._by_name = {(row.parent_name, row.name): row for row in here}
        self._stations = {row.code: (row.name, row.township) for row in here if row.kind is UnitKind.STATION}
        self._stations |= {
            unit.code: (unit.name, unit.township)
            for unit in read
            if unit.kind is UnitKind.STATION and unit.code.startswith(self._county)
        }
        self._times = Counter(unit.code for unit in read if unit.code)

    def draft(self, unit: ReadUnit) -> UnitDraft:
        reasons = list(unit.reasons)
        station_code = self._station_code(unit)
        station_name, township = self._stations.get(station_code, ("", unit.township))
        refusal = unit.refusal or self._refusal(unit, station_code)
        if unit.kind is UnitKind.VILLAGE and not refusal:
            if not unit.code:
                reasons.append("没有区划代码，先按名称登记，以后可以补。")
            if unit.township and unit.township not in {township, station_name}:
                reasons.append(f"写的乡镇是“{unit.township}”，按代码属于“{station_name}”，已按代码登记。")
        existing = self._existing(unit, station_name)
        form = UnitForm(
            kind=unit.kind,
            name=unit.name,
            code=unit.code,
            township=township if unit.kind is UnitKind.VILLAGE else unit.township,
            population=unit.population,
            contact=unit.contact,
            post=unit.post,
            phone=unit.phone,
        )
        state = DraftState.REFUSED if refusal else DraftState.NEW
        if existing is not None and not refusal:
            before = form_of(existing)
            form = _filled(form, before)
            state = DraftState.SAME if replace(form, parent=before.parent) == before else DraftState.CHANGED
        return UnitDraft(
            line=unit.line,
            form=form,
            kind_label=UNIT_KIND_LABELS[unit.kind],
            station_code=station_code,
            station_name=station_name if unit.kind is UnitKind.VILLAGE else "",
            state=state,
            state_label=DRAFT_LABELS[state],
            existing=existing.id if existing is not None and not refusal else "",
            reasons=(refusal, *reasons) if refusal else tuple(reasons),
        )

    def _existing(self, unit: ReadUnit, station_name: str) -> UnitRow | None:
        known = self._by_code.get(unit.code)
        if known is None and unit.kind is UnitKind.VILLAGE:
            namesake = self._by_name.get((station_name, unit.name))
            known = namesake if namesake is not None and not (namesake.code and unit.code) else None
        return known

    def _station_code(self, unit: ReadUnit) -> str:
        if unit.kind is not UnitKind.VILLAGE:
            return ""
        if unit.code:
            return township_part(unit.code) + "000"
        named = [code for code, names in self._stations.items() if unit.township and unit.township in names]
        return named[0] if len(named) == 1 else ""

    def _refusal(self, unit: ReadUnit, station_code: str) -> str:
        if unit.code and not unit.code.startswith(self._county):
            return f"代码 {unit.code} 不属于本县（本县代码以 {self._county} 开头）。"
        if unit.code.endswith("000000"):
            return "这是县级单位，不用列在名单里。"
        if self._times[unit.code] > 1:
            return f"代码 {unit.code} 在名单里出现了 {self._times[unit.code]} 次。"
        if unit.kind is UnitKind.STATION:
            return "" if unit.code else "没有乡镇的 12 位区划代码。"
        if station_code not in self._stations:
            if unit.code:
                return f"没有它所属的文化站：名单和本机里都没有代码 {station_code} 的站。"
            return "不知道它属于哪个文化站：没有代码，乡镇名称也对不上。"
        return ""


def _filled(form: UnitForm, before: UnitForm) -> UnitForm:
    """Keep what is here where the list says nothing."""
    return replace(
        form,
        code=form.code or before.code,
        parent=before.parent,
        township=form.township or before.township,
        population=before.population if form.population is None else form.population,
        contact=form.contact or before.contact,
        post=form.post or before.post,
        phone=form.phone or before.phone,
    )
