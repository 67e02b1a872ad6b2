"""Lists of stations and villages become units of an office."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace
from typing_extensions import override

from app.importing.candidates import Drawn, candidates_of, carried_down
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Chosen, Subject, Wrote, changes_of
from app.job import Job
from app.log.changes import WriteSession
from app.office.unit_lists import UnitDraft, judge_units
from app.office.unit_rows import read_cells
from app.office.units import UnitForm, UnitRegister, form_of, list_units
from app.reading import Item
from app.workspace import Role
from db.models.units import Unit, UnitKind

__all__ = ["Units"]

_HEADS: Final = {
    "kind": "类型",
    "name": "名称",
    "code": "区划代码",
    "township": "乡镇",
    "village": "村",
    "population": "人口",
    "contact": "联系人",
    "post": "职务",
    "phone": "电话",
}
_CODE_HEAD: Final = re.compile(r"区划|^代码$|^编码$")
_OTHER_HEAD: Final = re.compile(r"联系人|站长|人口|乡镇|^村|社区|文化站")


class Units(Subject):
    """Each item is a station or a village, known by its code."""

    key = "units"
    word = "单位"
    documents = "文站和村名单"
    page = "units"
    role = Role.OFFICE
    title = "name"
    models = (Unit,)

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        return (
            ImportField("name", "名称", ("title",)),
            ImportField("kind", "类型", ("category",)),
            ImportField("code", "区划代码", ("area_code", "no")),
            ImportField("township", "乡镇", ("township",), shared=True),
            ImportField("village", "村", ("village",)),
            ImportField("population", "人口", ("headcount", "人口", "常住人口", "服务人口", "总人口")),
            ImportField("contact", "联系人", ("keeper", "responsible", "联系人", "姓名", "站长")),
            ImportField("post", "职务", ("post", "职务", "岗位")),
            ImportField("phone", "电话", ("phone",)),
        )

    @override
    def is_likely(self) -> bool:
        """Tell a list of units, which no kind of document stands for, by its headers."""
        headers = [column.header for table in self.source.document.tables for column in table.columns]
        return any(_CODE_HEAD.search(one) for one in headers) and any(
            _OTHER_HEAD.search(one) for one in headers
        )

    @override
    def read(self) -> list[Candidate]:
        def add(_item: Item, drawn: Drawn) -> None:
            drawn.doubts = []
            if len(drawn.values.get("code", "")) < 6:  # a serial number
                drawn.put("code", "")

        return carried_down(
            candidates_of(self.source.document, self.fields, add), "township", beside="village"
        )

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        here = {row.id: form_of(row) for row in list_units(self.ws)}
        judged = []
        for draft in self._drafts(candidates):
            if draft is None:
                judged.append(Judgement(State.REFUSED, reasons=("没有名称。",)))
                continue
            before = _texts(here[draft.existing]) if draft.existing else None
            changes = changes_of(self.fields, before, _texts(draft.form)) if before else ()
            judged.append(Judgement(State(draft.state.value), draft.existing, changes, draft.reasons))
        return judged

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        register, wrote = UnitRegister(session, self.ws), list[Wrote]()
        stations = {row.code: row.id for row in list_units(self.ws, kind=UnitKind.STATION)}
        drafts = zip(chosen, self._drafts([one.candidate for one in chosen]), strict=True)
        pairs = [(one, draft) for one, draft in drafts if draft is not None]
        ordered = sorted(pairs, key=lambda pair: (pair[1].form.kind is UnitKind.VILLAGE, pair[1].form.code))
        for done, (one, draft) in enumerate(ordered):
            job.step(done, len(chosen))
            form = replace(draft.form, parent=stations.get(draft.station_code, ""))
            unit = one.judgement.record
            if unit:
                register.edit(unit, form)
            else:
                unit = register.add(form)
            if form.kind is UnitKind.STATION:
                stations[form.code] = unit
            wrote.append(Wrote(one.candidate, session.get_one(Unit, unit), form.name))
        return wrote

    def _drafts(self, candidates: Sequence[Candidate]) -> list[UnitDraft | None]:
        """Understand candidates as rows of a list; None for one that names nothing."""
        rows = [[" ".join(one.value(key).split()) for key in _HEADS] for one in candidates]
        read = read_cells([list(_HEADS.values()), *rows])
        drafts = dict(zip((unit.line for unit in read), judge_units(self.ws, read), strict=True))
        return [drafts.get(line) for line in range(2, len(rows) + 2)]


def _texts(form: UnitForm) -> dict[str, str]:
    return {
        "name": form.name,
        "code": form.code,
        "township": form.township,
        "population": "" if form.population is None else str(form.population),
        "contact": form.contact,
        "post": form.post,
        "phone": form.phone,
    }
