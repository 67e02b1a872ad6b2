"""Everything that waits for the office's word, oldest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.overview.stations import stations_in
from app.tasks.facts import ItemFacts, items_now
from app.workspace import Workspace
from db.models import (
    Answer,
    Claim,
    ClaimDecision,
    ClosureRequest,
    Decision,
    Evidence,
    EvidenceRole,
    EvidenceUse,
    Problem,
    Progress,
    Question,
    QuestionKind,
    Target,
    Verdict,
)

__all__ = ["MATTER_LABELS", "Matter", "WaitingRow", "count_waiting", "list_waiting", "sift"]


class Matter(StrEnum):
    """What the office is asked for."""

    TASK = "task"  # a task is said to be done
    PROBLEM = "problem"  # a problem is said to be put right
    OBJECTION = "objection"
    QUESTION = "question"
    NOT_APPLICABLE = "not_applicable"


MATTER_LABELS: Final[Mapping[str, str]] = {
    Matter.TASK: "申请办结",
    Matter.PROBLEM: "申请销号",
    Matter.OBJECTION: "异议",
    Matter.QUESTION: "疑问",
    Matter.NOT_APPLICABLE: "申请不涉及",
}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits for the office.

    Attributes:
        id: Of the request, question or claim; `revision` is the one that is shown.
        target: Of a request the claim or problem it is about, otherwise its own id.
        unit: Id of the station's unit.
        code: Number of the task or problem.
        text: What the station says: the result, the question, the reason.
        asked_on: Since when it waits.
        turn: Counts the requests for the same thing.
        evidence: Files attached; `lack` says what is missing, "" when it is enough.
        site_visit: The office has said that it must be looked at.
    """

    id: str
    revision: int
    matter: Matter
    matter_label: str
    site: str
    unit: str
    station: str
    station_number: str
    item: str
    target: str
    code: str
    subject: str
    text: str
    asked_on: date
    days: int
    turn: int
    evidence: int
    lack: str
    site_visit: bool

    @property
    def evidence_label(self) -> str:
        """How it stands with the proof, in a word."""
        if self.matter not in {Matter.TASK, Matter.PROBLEM}:
            return f"{self.evidence} 份" if self.evidence else ""
        return self.lack or "材料已够"


def list_waiting(
    ws: Workspace,
    *,
    matters: Collection[Matter] = (),
    unit: str = "",
    text: str = "",
    site_visit: bool | None = None,
    order: str = "days",
    descending: bool = True,
    offset: int = 0,
    limit: int | None = None,
) -> list[WaitingRow]:
    """Return what waits for the office's word, the longest waiting first unless said otherwise.

    Args:
        matters: Only these; empty: all.
        unit: Only of this station.
        text: Part of a station, number, task, problem or text.
        site_visit: Only what must be looked at on the spot, or only what need not.
        order: days, station, subject, matter or evidence.
        descending: The other way round; ties stay in order of entry.
    """
    rows = sift(
        _waiting(ws),
        matters=matters,
        unit=unit,
        text=text,
        site_visit=site_visit,
        order=order,
        descending=descending,
    )
    return rows[offset : None if limit is None else offset + limit]


def sift(
    rows: Iterable[WaitingRow],
    *,
    matters: Collection[Matter] = (),
    unit: str = "",
    text: str = "",
    site_visit: bool | None = None,
    order: str = "days",
    descending: bool = True,
) -> list[WaitingRow]:
    """Return those of `rows` that are wanted, in order; the arguments are those of `list_waiting`."""
    wanted = [
        row
        for row in rows
        if (not matters or row.matter in matters)
        and (not unit or row.unit == unit)
        and (site_visit is None or row.site_visit == site_visit)
        and _matches(row, text.strip())
    ]
    return sorted(wanted, key=_ORDERS[order], reverse=descending)


def count_waiting(ws: Workspace) -> int:
    """Return how many things wait."""
    return len(_waiting(ws))


def waiting_row(ws: Workspace, record: str) -> WaitingRow | None:
    """Return one thing that waits; None: it does not wait any more."""
    return next((row for row in _waiting(ws) if row.id == record), None)


_ORDERS: Mapping[str, Any] = {
    "days": lambda row: (row.days, row.station_number),
    "station": lambda row: (row.station_number, row.days),
    "subject": lambda row: (row.code, row.subject),
    "matter": lambda row: (list(Matter).index(row.matter), row.days),
    "evidence": lambda row: (bool(row.lack), row.evidence),
}


def _matches(row: WaitingRow, text: str) -> bool:
    return not text or any(text in part for part in (row.station, row.code, row.subject, row.text))


def _waiting(ws: Workspace) -> list[WaitingRow]:
    with ws.read() as session:
        stations = {row.site: row for row in stations_in(session, ws.today) if row.site}
        items = {item.item: item for item in items_now(session)}
        found = [
            *_tasks(session, items),
            *_problems(session),
            *_questions(session, items),
            *_not_applicable(session, items),
        ]
        found = [one for one in found if one.site in stations]
        visits = _site_visits(session, [one.id for one in found])
        entries = _log_entries(session, [one.target for one in found if one.matter is Matter.TASK])
        about = {one.id: {one.id, one.target} | entries[one.target] for one in found}
        proofs = _proofs(session, set().union(*about.values()))
    rows = []
    for one in sorted(found, key=lambda one: (one.asked_on, one.id)):
        station = stations[one.site]
        files = set().union(*(proofs[target] for target in about[one.id]))
        rows.append(
            WaitingRow(
                id=one.id,
                revision=one.revision,
                matter=one.matter,
                matter_label=MATTER_LABELS[one.matter],
                site=one.site,
                unit=station.unit,
                station=station.name,
                station_number=station.number,
                item=one.item,
                target=one.target,
                code=one.code,
                subject=one.subject,
                text=one.text,
                asked_on=one.asked_on,
                days=max(0, (ws.today - one.asked_on).days),
                turn=one.turn,
                evidence=len({evidence for evidence, _ in files}),
                lack=_lack(one, files),
                site_visit=one.id in visits,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    revision: int
    matter: Matter
    site: str
    item: str
    target: str
    code: str
    subject: str
    text: str
    asked_on: date
    turn: int = 1
    wanted: int = 0  # files that are enough


_FINAL: Final = (Decision.PASSED, Decision.RETURNED)


def undecided(model: type[ClosureRequest] | type[Claim]) -> ColumnElement[bool]:
    """Restrict to records whose present revision has no final verdict."""
    return (
        ~select(Verdict.id)
        .where(
            Verdict.target == model.id,
            Verdict.target_revision == model.revision,
            Verdict.decision.in_(_FINAL),
            Verdict.void.is_(False),
        )
        .exists()
    )


def unanswered() -> ColumnElement[bool]:
    """Restrict to questions whose present revision has no answer."""
    return (
        ~select(Answer.id)
        .where(
            Answer.question == Question.id,
            Answer.question_revision == Question.revision,
            Answer.void.is_(False),
        )
        .exists()
    )


def newest_turn() -> ColumnElement[bool]:
    """Restrict to closing requests that no other one of the same thing follows."""
    later = aliased(ClosureRequest)
    return (
        ~select(later.id)
        .where(
            later.target == ClosureRequest.target,
            later.void.is_(False),
            or_(
                later.turn > ClosureRequest.turn,
                (later.turn == ClosureRequest.turn) & (later.id > ClosureRequest.id),
            ),
        )
        .exists()
    )


def _open_requests(*columns: Any) -> Select[Any]:
    return select(ClosureRequest, *columns).where(
        ClosureRequest.void.is_(False), undecided(ClosureRequest), newest_turn()
    )


def _tasks(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[_Found]:
    found = session.execute(
        _open_requests(Claim.item)
        .join(Claim, Claim.id == ClosureRequest.target)
        .where(
            ClosureRequest.target_kind == Target.CLAIM,
            Claim.void.is_(False),
            Claim.decision == ClaimDecision.CLAIMED,
        )
    )
    for request, key in found:
        item = items.get(key)
        if item is None or not item.withdrawn:
            yield _Found(
                id=request.id,
                revision=request.revision,
                matter=Matter.TASK,
                site=request.site,
                item=key,
                target=request.target,
                code=_code(item),
                subject=_title(item),
                text=request.result,
                asked_on=request.requested_on,
                turn=request.turn,
                wanted=0 if item is None else item.evidence_count,
            )


def _problems(session: Session) -> Iterable[_Found]:
    found = session.execute(
        _open_requests(Problem.number, Problem.description)
        .join(Problem, Problem.id == ClosureRequest.target)
        .where(
            ClosureRequest.target_kind == Target.PROBLEM,
            Problem.void.is_(False),
            ClosureRequest.turn > func.coalesce(Problem.relapsed_turn, 0),
        )
    )
    for request, number, description in found:
        yield _Found(
            id=request.id,
            revision=request.revision,
            matter=Matter.PROBLEM,
            site=request.site,
            item="",
            target=request.target,
            code=number,
            subject=description,
            text=request.result,
            asked_on=request.requested_on,
            turn=request.turn,
            wanted=1,
        )


def _questions(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[_Found]:
    for question in session.scalars(select(Question).where(Question.void.is_(False), unanswered())):
        item = items.get(question.item)
        yield _Found(
            id=question.id,
            revision=question.revision,
            matter=Matter.OBJECTION if question.kind == QuestionKind.OBJECTION else Matter.QUESTION,
            site=question.site,
            item=question.item,
            target=question.id,
            code=_code(item),
            subject=_title(item),
            text=question.text,
            asked_on=question.asked_on,
        )


def _not_applicable(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[_Found]:
    found = session.scalars(
        select(Claim).where(
            Claim.void.is_(False), Claim.decision == ClaimDecision.NOT_APPLICABLE, undecided(Claim)
        )
    )
    for claim in found:
        item = items.get(claim.item)
        if item is None or not item.withdrawn:
            yield _Found(
                id=claim.id,
                revision=claim.revision,
                matter=Matter.NOT_APPLICABLE,
                site=claim.site,
                item=claim.item,
                target=claim.id,
                code=_code(item),
                subject=_title(item),
                text=claim.reason,
                asked_on=claim.claimed_on,
            )


def _code(item: ItemFacts | None) -> str:
    return "" if item is None else item.code or str(item.position)


def _title(item: ItemFacts | None) -> str:
    return "清单里没有的任务项" if item is None else item.content


def _site_visits(session: Session, records: Sequence[str]) -> set[str]:
    """Return which of `records` the office wants to look at on the spot."""
    return {
        target
        for part in _parts(records)
        for target in session.scalars(
            select(Verdict.target).where(
                Verdict.target.in_(part),
                Verdict.decision == Decision.SITE_VISIT,
                Verdict.void.is_(False),
            )
        )
    }


def _log_entries(session: Session, claims: Sequence[str]) -> Mapping[str, set[str]]:
    """Return the log entries that tell of progress of each of `claims`: their files prove it too."""
    entries: defaultdict[str, set[str]] = defaultdict(set)
    for part in _parts(claims):
        for claim, entry in session.execute(
            select(Progress.claim, Progress.log_entry).where(
                Progress.claim.in_(part), Progress.void.is_(False), Progress.log_entry.is_not(None)
            )
        ):
            if entry is not None:
                entries[claim].add(entry)
    return entries


def _proofs(session: Session, targets: Collection[str]) -> Mapping[str, set[tuple[str, str]]]:
    """Return (evidence, role) of the files that prove each of `targets`."""
    proofs: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for part in _parts(sorted(targets)):
        for target, evidence, role in session.execute(
            select(EvidenceUse.target, EvidenceUse.evidence, EvidenceUse.role)
            .join(Evidence, Evidence.id == EvidenceUse.evidence)
            .where(EvidenceUse.target.in_(part), EvidenceUse.void.is_(False), Evidence.void.is_(False))
        ):
            proofs[target].add((evidence, role))
    return proofs


def _parts(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _lack(one: _Found, files: Collection[tuple[str, str]]) -> str:
    if one.matter is Matter.PROBLEM:
        after = {evidence for evidence, role in files if role != EvidenceRole.BEFORE}
        return "" if after else "缺整改后材料"
    missing = one.wanted - len({evidence for evidence, _ in files})
    return f"还差 {missing} 份" if missing > 0 else ""
