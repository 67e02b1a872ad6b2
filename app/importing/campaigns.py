"""Plans of activities become campaigns with phases, dated steps and deliverables."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from typing_extensions import override

from app.campaigns.plans import LEVEL_LABELS, Level
from app.importing.candidates import bare
from app.importing.model import Candidate, ImportField, Judgement, State, digest
from app.importing.subject import Chosen, Source, Subject, Wrote, changes_of
from app.job import Job
from app.log.changes import WriteSession
from app.reading import Document, Doubt, Kind, Phase, Span, Text
from app.reading.model import Step
from app.workspace import COUNTY, OWN, Role, Workspace
from db.models.campaigns import Campaign, Deliverable, PhaseStep
from db.models.campaigns import Phase as StoredPhase
from db.models.record import Record

__all__ = ["Campaigns"]

_MODELS: Final[Mapping[str, type[Record]]] = {
    Level.CAMPAIGN: Campaign,
    Level.PHASE: StoredPhase,
    Level.STEP: PhaseStep,
    Level.DELIVERABLE: Deliverable,
}
_TITLES: Final = {Level.CAMPAIGN: "name", Level.PHASE: "name", Level.STEP: "title", Level.DELIVERABLE: "text"}
_PARENTS: Final = {Level.PHASE: "campaign", Level.STEP: "phase", Level.DELIVERABLE: "phase"}
_DAYS: Final = ("starts_on", "ends_on")
_SEVERAL: Final = ("organisation", "requirements", "sessions")
_DATED: Final = frozenset({Level.CAMPAIGN.value, Level.PHASE.value, Level.STEP.value})
_CAMPAIGN: Final = frozenset({Level.CAMPAIGN.value})
_PHASE: Final = frozenset({Level.PHASE.value})
_DELIVERABLE: Final = frozenset({Level.DELIVERABLE.value})
_DATE_DOUBTS: Final = (
    "missing_limit",
    "damaged_date",
    "incomplete_date",
    "year_unknown",
    "year_inferred",
    "end_before_start",
    "phase_gap",
    "phase_overlap",
    "phase_overrun",
    "step_outside_phase",
    "uncovered_days",
)


class Campaigns(Subject):
    """The plan itself, each phase, step and deliverable are a record each; who belongs to whom follows their order."""

    key = "campaigns"
    word = "活动安排"
    documents = "活动方案"
    page = "import"
    kinds = frozenset({Kind.ACTIVITY_PLAN})
    title = "title"
    models = (Campaign, StoredPhase, PhaseStep, Deliverable)

    def __init__(self, ws: Workspace, source: Source) -> None:
        super().__init__(ws, source)
        self._stream = COUNTY if ws.role is Role.STATION else OWN
        self._records: dict[str, str] = {}  # of candidates that are here already
        self._parents: dict[str, str] = {}  # candidate by candidate

    @override
    def make_fields(self) -> tuple[ImportField, ...]:
        return (
            ImportField("title", "名称", long=True),
            ImportField("starts_on", "开始", doubts=_DATE_DOUBTS, only=_DATED),
            ImportField("ends_on", "结束", doubts=("open_ended",), only=_DATED),
            ImportField("printed", "原文", long=True, only=_PHASE),
            ImportField("basis", "依据", long=True, only=_CAMPAIGN),
            ImportField("document_no", "依据文号", only=_CAMPAIGN),
            ImportField("theme", "主题", only=_CAMPAIGN),
            ImportField("organisation", "组织领导", several=True, only=_CAMPAIGN),
            ImportField("requirements", "工作要求", several=True, only=_CAMPAIGN),
            ImportField("goal", "目标", long=True, only=_PHASE),
            ImportField("content", "内容", long=True, only=_PHASE),
            ImportField("method", "方式方法", long=True, only=_PHASE),
            ImportField("result", "成果体现", long=True, only=_PHASE),
            ImportField("sessions", "定期活动", several=True, only=_PHASE),
            ImportField("minimum", "最少数量", only=_DELIVERABLE),
            ImportField("unit", "计量单位", only=_DELIVERABLE),
            ImportField("per", "按什么计", only=_DELIVERABLE),
        )

    @override
    def read(self) -> list[Candidate]:
        document = self.source.document
        phases = _phases_of(document)
        if not phases:
            return []
        made = _Made(bare(self.source.title))
        heads = [f"{one.role}：{'、'.join(one.names)}" for one in document.organisation if one.names]
        starts = [phase.start for phase in phases if phase.start]
        ends = [phase.end for phase in phases if phase.end]
        made.add(
            Level.CAMPAIGN,
            "",
            Text(self.source.title, document.title.spans if document.title else ()),
            {
                "starts_on": _day(min(starts, default=None)),
                "ends_on": _day(max(ends, default=None)),
                "basis": document.basis.text if document.basis else "",
                "document_no": document.basis_number or "",
                "theme": document.theme.text if document.theme else "",
                "organisation": "\n".join(heads),
                "requirements": "\n".join(" ".join(one.text.split()) for one in document.requirements),
            },
            {
                "basis": document.basis.spans if document.basis else (),
                "theme": document.theme.spans if document.theme else (),
                "requirements": tuple(span for one in document.requirements for span in one.spans),
            },
        )
        lines = {line.number: line.text for line in reversed(document.lines)}
        for phase in phases:
            made.add_phase(phase, lines.get(min(phase.lines, default=0), "").strip())
        return made.candidates

    @override
    def judge(self, candidates: Sequence[Candidate], known: Mapping[str, str]) -> list[Judgement]:
        here, values = self._here()
        self._records, self._parents = {}, {}
        above: dict[str, Candidate] = {}
        judged, dead = [], set[str]()
        for one in candidates:
            level = Level(one.value("level") or Level.STEP)
            parent = above.get(_PARENTS.get(level, ""))
            if level in (Level.CAMPAIGN, Level.PHASE):
                above[level.value] = one
            record = known.get(one.id, "")
            refusal = self._refusal(one, level, parent, dead)
            if parent is not None:
                self._parents[one.id] = parent.id
            if not record:
                over = self._records.get(parent.id, "") if parent else ""
                record = here.get((level, over, bare(one.value("title"))), "")
            if record in values:
                self._records[one.id] = record
            if refusal or (one.skipped and record not in values):
                dead.add(one.id)
            if refusal:
                judged.append(Judgement(State.REFUSED, reasons=(refusal,)))
            elif record not in values:
                judged.append(Judgement(State.NEW))
            else:
                changes = changes_of(self.fields, values[record], one.values)
                judged.append(Judgement(State.CHANGED if changes else State.SAME, record, changes))
        return judged

    @override
    def write(self, session: WriteSession, chosen: Sequence[Chosen], job: Job) -> list[Wrote]:
        wrote, made = [], dict(self._records)
        inferred = {phase.name.text: phase.year_inferred for phase in _phases_of(self.source.document)}
        for done, one in enumerate(chosen):
            job.step(done, len(chosen))
            candidate = one.candidate
            level = Level(candidate.value("level") or Level.STEP)
            values = _stored(level, candidate.values)
            if level is Level.PHASE:
                values["year_inferred"] = inferred.get(candidate.value("title"), False)
            if one.judgement.record:
                record = session.get_one(_MODELS[level], one.judgement.record)
                for key, value in values.items():
                    setattr(record, key, value)
            else:
                if level is not Level.CAMPAIGN:
                    values[_PARENTS[level]] = made[self._parents[candidate.id]]
                    values["position"] = _position(candidate.id)
                record = session.create(_MODELS[level](**values), stream=self._stream)
                session.flush()
            made[candidate.id] = record.id
            wrote.append(Wrote(candidate, record, f"{LEVEL_LABELS[level]} {candidate.value('title')[:30]}"))
        return wrote

    def _refusal(self, one: Candidate, level: Level, parent: Candidate | None, dead: set[str]) -> str:
        if not one.value("title").strip():
            return "没有名称。"
        if level is not Level.CAMPAIGN and (parent is None or parent.id in dead):
            return "它所属的方案或阶段没有导入。"
        for key in _DAYS:
            try:
                date.fromisoformat(one.value(key) or "2000-01-01")
            except ValueError:
                return f"日期“{one.value(key)}”写得不对。请填成 2026-03-02 这样。"
        if one.value("minimum") and not one.value("minimum").isdecimal():
            return f"数量“{one.value('minimum')}”不是数字。"
        return ""

    def _here(self) -> tuple[dict[tuple[str, str, str], str], dict[str, dict[str, str]]]:
        """What is here: record by (level, parent, words), and its texts by record."""
        found, values = dict[tuple[str, str, str], str](), dict[str, dict[str, str]]()
        with self.ws.read() as session:
            for level, model in _MODELS.items():
                wanted: Any = select(model).where(model.site == self.ws.site, model.void.is_(False))
                for record in session.scalars(wanted):
                    words = getattr(record, _TITLES[Level(level)])
                    parent = getattr(record, _PARENTS.get(Level(level), ""), "")
                    found[level, parent, bare(words)] = record.id
                    texts = {key: _text(getattr(record, key, "")) for key in (one.key for one in self.fields)}
                    values[record.id] = {**texts, "title": words}
        return found, values


def _phases_of(document: Document) -> tuple[Phase, ...]:
    """The phases; without any, the activities that are listed, as steps of one under their heading."""
    if document.phases or not document.items:
        return document.phases
    limits = [item.limit for item in document.items if item.limit]
    days = [day for limit in limits for day in (limit.start, limit.end) if day]
    steps = tuple(
        Step(
            item.printed_no or str(item.seq),
            item.title,
            item.limit.start if item.limit else None,
            item.limit.end if item.limit else None,
            item.nature,
            item.doubts,
        )
        for item in document.items
    )
    return (
        Phase(
            no=1,
            name=document.items[0].fields.get("category", Text("活动安排")),
            start=min(days, default=None),
            end=max(days, default=None),
            year_inferred=any(limit.year_inferred for limit in limits),
            steps=steps,
            lines=tuple(sorted({line for item in document.items for line in item.lines})),
        ),
    )


class _Made:
    """Candidates in the order of the plan."""

    def __init__(self, plan: str) -> None:
        self._plan = plan
        self.candidates: list[Candidate] = []
        self._keys: Counter[str] = Counter()
        self._phase = ""

    def add_phase(self, phase: Phase, printed: str) -> None:
        """Add a phase with its steps and deliverables."""
        parts: dict[str, list[Text]] = {}
        for part in phase.parts:
            parts.setdefault(part.field if part.field != "other" else "content", []).append(part.text)
        doubts = list(phase.doubts)
        if phase.year_inferred and phase.end is not None:
            doubts.append(
                Doubt("year_inferred", f"原文没有写年份，按 {phase.end.year} 年理解。", phase.lines)
            )
        self._phase = bare(phase.name.text)
        self.add(
            Level.PHASE,
            f"{phase.no}",
            phase.name,
            {
                "starts_on": _day(phase.start),
                "ends_on": _day(phase.end),
                "printed": printed,
                "sessions": "\n".join(f"{one.text.text}（{len(one.dates)} 次）" for one in phase.sessions),
                **{name: "；".join(text.text for text in texts) for name, texts in parts.items()},
            },
            {name: tuple(span for text in texts for span in text.spans) for name, texts in parts.items()},
            doubts,
            phase.lines,
        )
        for step in phase.steps:
            days = {"starts_on": _day(step.start), "ends_on": _day(step.end)}
            self.add(Level.STEP, step.no, step.title, days, {}, list(step.doubts))
        for product in phase.deliverables:
            figures = {
                "minimum": "" if product.minimum is None else str(product.minimum),
                "unit": product.unit or "",
                "per": product.per or "",
            }
            self.add(Level.DELIVERABLE, "", product.text, figures, {})

    def add(
        self,
        level: Level,
        number: str,
        title: Text,
        values: Mapping[str, str],
        places: Mapping[str, tuple[Span, ...]],
        doubts: Sequence[Doubt] = (),
        lines: tuple[int, ...] = (),
    ) -> None:
        """Add one candidate."""
        filled = {key: text for key, text in values.items() if text}
        filled |= {"level": level.value, "title": title.text}
        phase = self._phase if level is not Level.PHASE else ""
        key = "|".join((level, self._plan[:60], phase[:30], bare(title.text)[:60]))
        self._keys[key] += 1
        self.candidates.append(
            Candidate(
                id=f"{len(self.candidates) + 1:06}",
                number=f"{LEVEL_LABELS[level]}{number}",
                key=f"{key}#{self._keys[key]}" if self._keys[key] > 1 else key,
                values=filled,
                places={"title": title.spans, **places},
                lines=lines or title.lines,
                doubts=tuple(doubts),
                printed=digest(filled),
            )
        )


def _stored(level: Level, texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of a record; what is empty says nothing."""
    columns = {column.key for column in _MODELS[level].__table__.columns}  # type: ignore[attr-defined]
    values: dict[str, Any] = {key: text for key, text in texts.items() if key in columns and text}
    values[_TITLES[level]] = texts["title"]
    for key in _DAYS:
        if key in values:
            values[key] = date.fromisoformat(values[key])
    for key in _SEVERAL:
        if key in values:
            values[key] = values[key].splitlines()
    if "minimum" in values:
        values["minimum"] = int(values["minimum"])
    return values


def _position(candidate: str) -> int:
    """Where a candidate stands; split ones come between."""
    whole, _, part = candidate.partition(".")
    return int(whole) * 10_000 + int(part or 0)


def _day(day: date | None) -> str:
    return "" if day is None else f"{day}"


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else "" if value is None else str(value)
