"""Rectification plans and ledgers of problems become problems of a station."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session
from typing_extensions import override

from app.evidence.attach import Target
from app.facilities.venues import own_units
from app.importing.candidates import Drawn, bare, candidates_of, printed
from app.importing.model import Candidate, ImportField, Judgement, State
from app.importing.subject import Chosen, Source, Subject, Wrote, changes_of
from app.job import Job
from app.log.changes import WriteSession
from app.reading import Document, Item, Kind, Line, Span
from app.reading.people import split_people
from app.rectification.labels import LABELS
from app.rectification.problem_rows import ProblemForm, form_of
from app.rectification.problems import add_in, edit_in
from app.script import fold
from app.time_limit import parse_time_limit
from app.work.people import person_named
from app.workspace import Role, Workspace
from db.models.rectification import Problem, ProblemSource, Severity
from db.models.tasks import Ability
from db.models.units import Person

__all__ = ["Problems"]

_LONGEST: Final = {"limit_text": 128, "leader": 64, "responsible": 64}  # characters a record keeps
_SOURCES: Final = (
    ("督查", ProblemSource.INSPECTION),
    ("督导", ProblemSource.INSPECTION),
    ("检查", ProblemSource.INSPECTION),
    ("抽查", ProblemSource.SPOT_CHECK),
    ("暗访", ProblemSource.SPOT_CHECK),
    ("意见", ProblemSource.OPINION),
    ("群众", ProblemSource.OPINION),
    ("测评", ProblemSource.OPINION),
)
_SEVERITIES: Final = (
    ("严重", Severity.SEVERE),
    ("重大", Severity.SEVERE),
    ("急", Severity.SEVERE),
    ("轻", Severity.SLIGHT),
)
_ABILITIES: Final = (
    ("县", Ability.COUNTY),
    ("上级", Ability.COUNTY),
    ("乡", Ability.TOWNSHIP),
    ("镇", Ability.TOWNSHIP),
)
_WORKER: Final = re.compile(r"(?:责任人员?|负责人|经办人|承办人|落实人)\s*[:为]?\s*$")
_ENDED: Final = ("已销号", "已完成", "已整改", "完成", "整改到位", "是")
_LIMIT_DOUBTS: Final = (
    "missing_limit",
    "limit_not_understood",
    "damaged_date",
    "incomplete_date",
    "year_unknown",
    "year_inferred",
    "end_before_start",
    "several_dates",
    "relative_period",
    "open_ended",
    "year_only",
)


class Problems(Subject):
    """Each item is a problem; its printed number stands in 出处, beside the number it gets here."""

    key = "problems"
    word = "问题"
    documents = "整改方案、整改台账、问题台账"
    page = "problems"
    role = Role.STATION
    kinds = frozenset({Kind.RECTIFICATION_PLAN, Kind.RECTIFICATION_LEDGER, Kind.PROBLEM_LEDGER})
    title = "description"
    models = (Problem,)
    pictures_prove = Target.PROBLEM

    def __init__(self, ws: Workspace, source: Source) -> None:
        self._units = own_units(ws)
        longest_first = sorted(self._units, key=lambda unit: -len(unit[1]))  # 上柳树村 before 柳树村
        self._unit_words = [(unit, bare(name)) for unit, name in longest_first]
        super().__init__(ws, source)

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        return (
            ImportField("description", "问题", ("problem", "title"), long=True),
            ImportField("goal", "整改目标", ("goal",), long=True, doubts=("missing_goal",)),
            ImportField("measures", "措施", ("measures",), several=True, doubts=("missing_measures",)),
            ImportField("limit_text", "时限", ("limit",), doubts=_LIMIT_DOUBTS, shared=True),
            ImportField("leader", "责任领导", ("leaders",), doubts=("masked_leader",), shared=True),
            ImportField(
                "responsible",
                "责任人",
                ("responsible",),
                doubts=("missing_responsible", "many_responsible"),
                shared=True,
            ),
            ImportField(
                "unit",
                "地点",
                ("village", "place"),
                choices=(("", "没有写（本站）"), *self._units),
                shared=True,
            ),
            ImportField("source", "来源", ("source",), choices=_choices("source", "没有写（自查）")),
            ImportField("found_on", "发现日期", ("found_on",), doubts=("found_on",)),
            ImportField("commitment", "公开承诺", ("commitment",)),
            ImportField("severity", "程度", ("severity",), choices=_choices("severity", "没有写（一般）")),
            ImportField(
                "ability", "办理能力", ("ability",), choices=_choices("ability", "没有写（本站能解决）")
            ),
            ImportField(
                "clause",
                "出处",
                ("standard", "basis"),
                doubts=("duplicate_number", "number_gap", "masked_unit"),
                long=True,
            ),
        )

    @override
    def read(self) -> list[Candidate]:
        document = self.source.document
        lines: dict[int, list[Line]] = {}
        for line in document.lines:
            lines.setdefault(line.number, []).append(line)

        def add(item: Item, drawn: Drawn) -> None:
            self._complete(document, item, drawn)
            self._name_people(lines, item, drawn)

        return candidates_of(document, self.fields, add, told_by="unit")

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        with self.ws.read() as session:
            here = self._here(session)
        by_words: dict[str, list[str]] = {}
        for record, (_, values) in here.items():
            by_words.setdefault(bare(values["description"]), []).append(record)
        judged, used = [], set(known.values())
        for candidate in candidates:
            record = known.get(candidate.id, "")
            if not record:
                free = [
                    one for one in by_words.get(bare(candidate.value("description")), ()) if one not in used
                ]
                same = [one for one in free if here[one][1].get("clause") == candidate.value("clause")]
                record = next(iter(same or free), "")
                used.add(record)
            judged.append(self._judged(candidate, record, here))
        return judged

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        wrote, people = [], dict[str, str]()
        for done, one in enumerate(chosen):
            job.step(done, len(chosen))
            name = one.candidate.value("responsible")
            if name and name not in people:
                people[name] = person_named(self.ws, session, name)
            record = one.judgement.record
            if record:
                before = form_of(session.get_one(Problem, record))
                form = self._form(one.candidate, before, people.get(name))
                problem = edit_in(session, self.ws, record, form)
            else:
                before = ProblemForm(description="", found_on=self.ws.today)
                problem = add_in(session, self.ws, self._form(one.candidate, before, people.get(name)))
            wrote.append(Wrote(one.candidate, problem, f"{problem.number} {problem.description[:40]}"))
        return wrote

    def _complete(self, document: Document, item: Item, drawn: Drawn) -> None:
        title, problem = item.title, item.fields.get("problem")
        if problem and bare(problem.text) != bare(title.text):
            drawn.put("description", f"{title.text}：{problem.text}", title, problem)
        self._understand_limit(document, item, drawn)
        self._choose(drawn)
        found_on = drawn.values.get("found_on", "")
        if found_on:
            day = _day(found_on, document.year)
            drawn.put("found_on", f"{day}" if day and day <= self.ws.today else "")
            if not drawn.values.get("found_on"):
                drawn.doubt("found_on", f"发现日期“{found_on}”看不懂，或还没有到，按今天登记。")
        head = f"《{document.title.text}》" if document.title else ""
        number = f"第{item.printed_no}项" if item.printed_no else ""
        parts = [f"{head}{number}", drawn.values.get("clause", "")]
        parts.append(f"责任单位：{item.units_text.text}" if item.units_text else "")
        drawn.put("clause", "；".join(part for part in parts if part))
        if not drawn.places.get("clause") and item.units_text:
            drawn.places["clause"] = item.units_text.spans
        if (status := printed(item, "status")) and fold(status.text) in _ENDED:
            drawn.doubt("noted", f"原文写着“{status.text}”：导入后在问题页补上结果和照片，再申请销号。")

    def _understand_limit(self, document: Document, item: Item, drawn: Drawn) -> None:
        limit, this_year = item.limit, self.ws.today.year
        if limit is None or not limit.year_inferred or document.year in (None, this_year):
            return
        text = f"{document.year}年{limit.text}"
        read = parse_time_limit(text)
        if read is not None and read.end == limit.end:
            drawn.put("limit_text", text)
            drawn.doubt("year_inferred", f"“{limit.text}”没有写年份，按文件的年份补为 {document.year} 年。")

    def _name_people(self, lines: Mapping[int, Sequence[Line]], item: Item, drawn: Drawn) -> None:
        """Tell leaders from those who do the work by the label or column they stand under."""
        leaders, workers = list[str](), list[str]()
        places: dict[str, list[Span]] = {"leader": [], "responsible": []}
        column = item.fields.get("responsible")
        for span in item.leaders_text.spans if item.leaders_text else ():
            text, before = _around(lines.get(span.line, ()), span)
            worker = column is not None and span in column.spans
            worker = worker or _WORKER.search(fold(before)) is not None
            named = [name for name in split_people(text).names if name in item.leaders]
            (workers if worker else leaders).extend(named)
            places["responsible" if worker else "leader"].append(span)
        drawn.put("leader", "、".join(leaders))
        drawn.put("responsible", workers[0] if workers else "")
        for key, spans in places.items():
            drawn.places[key] = tuple(spans)
        if len(workers) > 1:
            drawn.doubt(
                "many_responsible", f"责任人写了 {len(workers)} 个（{'、'.join(workers)}），登记第一个。"
            )
        if not workers:
            drawn.doubt("missing_responsible", "责任人待补：原文没有写出姓名。")

    def _choose(self, drawn: Drawn) -> None:
        place = bare(drawn.values.get("unit", ""))
        drawn.put("unit", next((unit for unit, words in self._unit_words if place and words in place), ""))
        for key, words in (("source", _SOURCES), ("severity", _SEVERITIES), ("ability", _ABILITIES)):
            text = fold(drawn.values.get(key, ""))
            drawn.put(key, next((value for word, value in words if word in text), ""))

    def _here(self, session: Session) -> dict[str, tuple[Problem, dict[str, str]]]:
        found = session.execute(
            select(Problem, Person.name)
            .outerjoin(Person, Person.id == Problem.responsible)
            .where(Problem.site == self.ws.site, Problem.void.is_(False))
        )
        return {problem.id: (problem, _values(problem, name or "")) for problem, name in found}

    def _judged(
        self, candidate: Candidate, record: str, here: Mapping[str, tuple[Problem, dict[str, str]]]
    ) -> Judgement:
        reason = self._refusal(candidate)
        if reason:
            return Judgement(State.REFUSED, reasons=(reason,))
        if record not in here:
            return Judgement(State.NEW)
        problem, before = here[record]
        changes = changes_of(self.fields, before, candidate.values)
        if not changes:
            return Judgement(State.SAME, record)
        if problem.order is not None:
            return Judgement(
                State.REFUSED, record, changes, ("这是交办单定下的整改，导入不改它，请在问题页修改。",)
            )
        return Judgement(State.CHANGED, record, changes)

    def _refusal(self, candidate: Candidate) -> str:
        if not candidate.value("description").strip():
            return "没有写是什么问题。"
        for key, longest in _LONGEST.items():
            if len(candidate.value(key)) > longest:
                label = next(field.label for field in self.fields if field.key == key)
                return f"“{label}”太长（超过 {longest} 个字），请改短。"
        found_on = candidate.value("found_on")
        day = _day(found_on, None) if found_on else None
        if found_on and (day is None or day > self.ws.today):
            return f"发现日期“{found_on}”看不懂，或还没有到。请写成 {self.ws.today} 这样。"
        return ""

    def _form(self, candidate: Candidate, before: ProblemForm, person: str | None) -> ProblemForm:
        values: dict[str, Any] = {key: text for key, text in candidate.values.items() if text}
        measures = tuple(line.strip() for line in values.pop("measures", "").splitlines() if line.strip())
        day = _day(values.pop("found_on", ""), None)
        values.pop("responsible", None)
        return replace(
            before,
            **values,
            measures=measures or before.measures,
            found_on=day or before.found_on,
            responsible=person or before.responsible,
        )


def _around(lines: Sequence[Line], span: Span) -> tuple[str, str]:
    """Return the printed text of a place and what stands before it on its line."""
    for line in lines:
        first, last = span.first - line.offset, span.last - line.offset
        if 0 <= first < len(line.text):
            return line.text[first:last], line.text[:first]
    return "", ""


def _choices(subject: str, usual: str) -> tuple[tuple[str, str], ...]:
    words = LABELS[subject].items()
    return (("", usual), *((str(value), word) for value, word in words if value != ProblemSource.ORDER))


def _day(text: str, year: int | None) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        limit = parse_time_limit(text, year=year) if text else None
        return limit.end or limit.start if limit else None


def _values(problem: Problem, responsible: str) -> dict[str, str]:
    form = form_of(problem)
    return {
        "description": form.description,
        "goal": form.goal,
        "measures": "\n".join(form.measures),
        "limit_text": form.limit_text,
        "leader": form.leader,
        "responsible": responsible,
        "unit": form.unit or "",
        "source": form.source,
        "found_on": f"{form.found_on}",
        "severity": form.severity,
        "ability": form.ability,
        "clause": form.clause,
        "commitment": form.commitment,
    }
