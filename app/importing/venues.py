"""Lists of facilities become venues of a station."""

from collections.abc import Mapping, Sequence
from typing import Final

from typing_extensions import override

from app.facilities.labels import LABELS
from app.facilities.venue_lists import VenueDraft, read_venues
from app.facilities.venue_rows import VenueForm, set_fields
from app.facilities.venues import add_in, checked, list_venues
from app.importing.candidates import Drawn, candidates_of, carried_down
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Chosen, Subject, Wrote, changes_of
from app.job import Job
from app.log.changes import WriteSession
from app.office.labels import DraftState
from app.reading import Item, Kind
from app.workspace import Role
from db.models.facilities import Venue

__all__ = ["Venues"]

_HEADS: Final = {
    "code": "行政区划代码",
    "unit": "村",
    "name": "设施名称",
    "kind": "类型",
    "built_year": "建成年份",
    "indoor_m2": "建筑面积",
    "outdoor_m2": "室外面积",
    "hours": "开放时间",
    "keeper": "管理员",
    "phone": "电话",
    "state": "状况",
    "address": "地址",
    "note": "备注",
}


class Venues(Subject):
    """Each item is a venue, known by its village and name."""

    key = "venues"
    word = "场所"
    documents = "设施清单"
    page = "facilities"
    role = Role.STATION
    kinds = frozenset({Kind.VENUE_LIST})
    title = "name"
    models = (Venue,)

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        return (
            ImportField("name", "名称", ("title",)),
            ImportField("unit", "村", ("village", "units"), shared=True),
            ImportField("code", "区划代码", ("area_code",), shared=True),
            ImportField("kind", "类型", ("category",)),
            ImportField("built_year", "建成年份", ("built",)),
            ImportField("indoor_m2", "建筑面积", ("floor_area",)),
            ImportField("outdoor_m2", "室外面积", ("outdoor_area",)),
            ImportField("hours", "开放时间", ("opening",)),
            ImportField("keeper", "管理员", ("keeper", "responsible", "联系人")),
            ImportField("phone", "电话", ("phone",)),
            ImportField("state", "状况", ("condition", "status")),
            ImportField("address", "地址", ("place",)),
            ImportField("note", "备注", ("note",)),
        )

    @override
    def read(self) -> list[Candidate]:
        def add(_item: Item, drawn: Drawn) -> None:
            drawn.doubts = [
                doubt for doubt in drawn.doubts if not doubt.code.startswith(("masked", "missing"))
            ]

        return carried_down(candidates_of(self.source.document, self.fields, add), "unit", beside="name")

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        here = {row.id: _texts(row.form) for row in list_venues(self.ws, station=self.ws.unit)}
        judged = []
        for draft in self._drafts(candidates):
            before = here.get(draft.existing)
            changes = changes_of(self.fields, before, _texts(draft.form)) if before else ()
            refused = draft.state is DraftState.REFUSED
            record = "" if refused else draft.existing
            judged.append(Judgement(State(draft.state.value), record, changes, draft.reasons))
        return judged

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        wrote = []
        for done, (one, draft) in enumerate(
            zip(chosen, self._drafts([one.candidate for one in chosen]), strict=True)
        ):
            job.step(done, len(chosen))
            if one.judgement.record:
                venue = session.get_one(Venue, one.judgement.record)
                set_fields(venue, checked(session, self.ws, draft.form, venue=venue.id))
            else:
                venue = add_in(session, self.ws, draft.form)
            wrote.append(Wrote(one.candidate, venue, venue.name))
        return wrote

    def _drafts(self, candidates: Sequence[Candidate]) -> list[VenueDraft]:
        """Understand candidates as rows of a list; one that says nothing at all is named by a blank."""
        rows = [
            [" ".join(one.value(key).split()) for key in _HEADS] if any(one.values.values()) else ["?"]
            for one in candidates
        ]
        return read_venues(self.ws, [list(_HEADS.values()), *rows])


def _texts(form: VenueForm) -> dict[str, str]:
    return {
        "name": form.name,
        "kind": LABELS["venue_kind"].get(form.kind, form.kind),
        "built_year": str(form.built_year or ""),
        "indoor_m2": "" if form.indoor_m2 is None else f"{form.indoor_m2:f}",
        "outdoor_m2": "" if form.outdoor_m2 is None else f"{form.outdoor_m2:f}",
        "hours": form.hours,
        "keeper": form.keeper,
        "phone": form.phone,
        "state": LABELS["venue_state"].get(form.state, form.state),
        "address": form.address,
        "note": form.note,
    }
