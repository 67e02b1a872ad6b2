"""Task lists become the draft of a task list of an office."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import fields
from typing_extensions import override

from app.importing.candidates import Drawn, bare, candidates_of
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Chosen, Subject, Wrote, changes_of
from app.job import Job
from app.log.changes import WriteSession
from app.reading import Item, Kind
from app.tasks.draft import DraftHead, add_in, create_in, draft_forms, edit_in
from app.tasks.draft_forms import CYCLE_LABELS, TaskForm
from app.tasks.draft_import import items_of_document
from app.tasks.labels import LABELS
from app.tasks.packages import list_packages
from app.workspace import Role
from db.models.tasks import Nature, TaskItem

__all__ = ["Tasks"]

_LIMIT_DOUBTS: Final = (
    "missing_limit",
    "limit_not_understood",
    "damaged_date",
    "incomplete_date",
    "year_unknown",
    "end_before_start",
    "several_dates",
    "relative_period",
    "open_ended",
    "year_only",
)
_UNDERSTOOD: Final = frozenset({"quantity", "evidence_count", "nature", "cycle"})  # else left as printed


class Tasks(Subject):
    """Each item is a task of the draft that has the document's name, or else of a new one."""

    key = "tasks"
    word = "任务"
    documents = "任务书、任务清单"
    page = "tasks"
    role = Role.OFFICE
    kinds = frozenset({Kind.TASK_LIST})
    title = "content"
    models = (TaskItem,)

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        return (
            ImportField("content", "任务内容", ("title",), long=True),
            ImportField("code", "编码", ("编码",), doubts=("duplicate_number", "number_gap")),
            ImportField("level1", "一级指标", ("category",), shared=True),
            ImportField("level2", "二级指标", ("subcategory",), shared=True),
            ImportField("standard", "标准要求", ("standard", "goal"), long=True),
            ImportField("category", "类别", ("类别",), shared=True),
            ImportField("nature", "性质", ("nature",), choices=tuple(LABELS["nature"].items()), shared=True),
            ImportField("quantity", "数量", ("quantity",)),
            ImportField("quantity_unit", "计量单位", ("unit",), shared=True),
            ImportField("cycle", "周期", ("cycle",), choices=tuple(CYCLE_LABELS.items()), shared=True),
            ImportField("limit_text", "完成时限", ("limit",), doubts=_LIMIT_DOUBTS, shared=True),
            ImportField(
                "responsible_unit", "责任单位", ("units", "responsible"), doubts=("masked_unit",), shared=True
            ),
            ImportField("evidence", "佐证材料", ("evidence",)),
            ImportField("evidence_count", "佐证份数", ("佐证份数",)),
            ImportField("basis", "依据", ("basis",), long=True, shared=True),
            ImportField("note", "备注", ("note",), long=True),
        )

    @override
    def read(self) -> list[Candidate]:
        read = items_of_document(self.source.document).items
        places = {item.seq: place for place, item in enumerate(self.source.document.items)}

        def add(item: Item, drawn: Drawn) -> None:
            imported = read[places[item.seq]]
            for key, text in _texts(imported.form).items():
                if text or key in _UNDERSTOOD:
                    drawn.put(key, text)
            said = {doubt.sentence for doubt in drawn.doubts}
            for sentence in imported.doubts:
                if sentence not in said:
                    drawn.doubt("task", sentence)

        return candidates_of(self.source.document, self.fields, add)

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        package = self._package()
        forms = draft_forms(self.ws, package) if package else {}
        here, there = (
            Counter(form.code for form in forms.values()),
            Counter(one.value("code") for one in candidates),
        )
        by_code = {form.code: record for record, form in forms.items() if form.code and here[form.code] == 1}
        by_words = {bare(form.content): record for record, form in forms.items()}
        judged = []
        for one in candidates:
            code = one.value("code")
            record = known.get(one.id, "")
            if record not in forms:
                record = by_code.get(code, "") if there[code] == 1 else ""
            if not record and not code:
                record = by_words.get(bare(one.value("content")), "")
            judged.append(self._judged(one, record, forms))
        return judged

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        package = self._package() or create_in(session, self.ws, DraftHead(self.source.title))
        forms = draft_forms(self.ws, package)
        year = self.source.document.year
        changed = [one for one in chosen if one.judgement.record]
        new = [one for one in chosen if not one.judgement.record]
        edits = {one.judgement.record: _form(one.candidate, forms[one.judgement.record]) for one in changed}
        job.step(0, 2)
        edit_in(session, self.ws, edits, year=year)
        made = add_in(session, self.ws, package, [_form(one.candidate, None) for one in new], year=year)
        job.step(1, 2)
        records = [*(one.judgement.record for one in changed), *made]
        return [
            Wrote(one.candidate, session.get_one(TaskItem, record), one.candidate.value("content")[:40])
            for one, record in zip([*changed, *new], records, strict=True)
        ]

    def _package(self) -> str:
        """The draft that has the document's name; "" where there is none."""
        name = bare(self.source.title)
        return next((row.package for row in list_packages(self.ws) if bare(row.head.name) == name), "")

    def _judged(self, one: Candidate, record: str, forms: Mapping[str, TaskForm]) -> Judgement:
        if not one.value("content").strip():
            return Judgement(State.REFUSED, reasons=("没有写任务内容。",))
        for key in ("quantity", "evidence_count"):
            if one.value(key) and not one.value(key).isdecimal():
                label = next(field.label for field in self.fields if field.key == key)
                return Judgement(State.REFUSED, reasons=(f"{label}“{one.value(key)}”不是数字。",))
        if not record:
            return Judgement(State.NEW)
        changes = changes_of(self.fields, _texts(forms[record]), one.values)
        return Judgement(State.CHANGED if changes else State.SAME, record, changes)


def _texts(form: TaskForm) -> dict[str, str]:
    values = {one.name: getattr(form, one.name) for one in fields(form)}
    return {key: "" if value in (None, 0, "") else str(value) for key, value in values.items()}


def _form(candidate: Candidate, before: TaskForm | None) -> TaskForm:
    values = _texts(before) if before else {}
    values |= {key: text for key, text in candidate.values.items() if text}
    known = {one.name for one in fields(TaskForm)}
    texts = {key: text for key, text in values.items() if key in known}
    quantity = texts.pop("quantity", "")
    count = texts.pop("evidence_count", "")
    nature = Nature(texts.pop("nature", "") or Nature.REQUIRED)
    cycle = texts.pop("cycle", "") or "once"
    return TaskForm(
        **texts,
        nature=nature,
        cycle=cycle,
        quantity=int(quantity) if quantity else None,
        evidence_count=int(count) if count else 0,
    )
