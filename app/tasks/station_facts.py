"""What stations and the office have written about items: a fixed number of queries for any number of both."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.ids import made_at
from app.tasks.schedule import StepFacts
from app.tasks.sites import Sites, of_sites, once
from app.tasks.stage import Course
from app.tasks.station_depth import add_depth
from db.models.tasks import (
    Ability,
    Answer,
    Claim,
    ClaimDecision,
    ClosureRequest,
    Decision,
    Progress,
    Question,
    QuestionKind,
    Target,
    Verdict,
)
from db.models.units import Person
from db.models.work import Evidence, EvidenceKind, EvidenceUse

__all__ = ["StationFacts", "stations_facts"]


@dataclass(slots=True)
class StationFacts:
    """What one station, and the office towards it, have written about one item; fields as in the records.

    Verdicts and answers count only where they speak of the present revision of what they are about.
    """

    claim: str | None = None
    claim_revision: int = 0
    claim_version: int = 0  # the item's version that was claimed
    decision: ClaimDecision | None = None
    reason: str = ""
    ability: Ability = Ability.STATION
    responsible: str | None = None
    responsible_name: str = ""
    leader: str = ""
    claimed_on: date | None = None
    start_on: date | None = None
    finish_on: date | None = None
    method: str = ""
    output: str = ""
    claim_verdict: Decision | None = None
    claim_verdict_reason: str = ""
    claim_decided_on: date | None = None
    entries: int = 0
    quantity_done: int = 0
    percent: int | None = None
    last_on: date | None = None
    last_entered_on: date | None = None
    last_text: str = ""
    obstacle: str = ""
    next_step: str = ""
    request: str | None = None
    turn: int = 0
    result: str = ""
    completed_on: date | None = None
    requested_on: date | None = None
    verdict: Decision | None = None
    verdict_reason: str = ""
    decided_on: date | None = None
    questions: int = 0
    open_question: QuestionKind | None = None
    asked_on: date | None = None
    answered_on: date | None = None
    answer: str = ""
    evidence: int = 0
    evidence_kinds: dict[str, int] = field(default_factory=dict)  # files by kind
    near_goal: str = ""
    long_goal: str = ""
    document_no: str = ""
    proof_check: str | None = None
    activities: int = 0  # log entries with a head count
    ability_asked_on: date | None = None
    ability_until: date | None = None
    ability_verdict: Decision | None = None
    ability_word: str = ""
    ability_decided_on: date | None = None
    extension: str | None = None  # the newest request for more time, and the office's word on it
    extension_asked_on: date | None = None
    extension_wanted: date | None = None
    extension_reason: str = ""
    extension_verdict: Decision | None = None
    extension_word: str = ""
    extension_decided_on: date | None = None
    extended_to: date | None = None
    extensions: int = 0  # how many were granted
    steps: list[StepFacts] = field(default_factory=list)
    dated: list[tuple[date, int, int]] = field(default_factory=list)  # (day, entries, quantity)
    held: list[tuple[date, date | None]] = field(default_factory=list)

    def course(self, *, withdrawn: bool, own: bool = False) -> Course:
        """Return what the stage follows from."""
        return Course(
            withdrawn=withdrawn,
            own=own,
            decision=self.decision,
            claim_verdict=self.claim_verdict,
            ability=self.ability,
            ability_verdict=self.ability_verdict,
            extending=self.extension is not None and self.extension_verdict is None,
            question=self.open_question,
            started=self.entries > 0,
            requested=self.request is not None,
            request_verdict=self.verdict,
        )


def stations_facts(
    session: Session, sites: Collection[str] | None = None
) -> dict[tuple[str, str], StationFacts]:
    """Return by (site, item) what was written about each item; items nobody touched are left out.

    Args:
        session: A reading session.
        sites: Of the stations that are asked for; None: all.
    """
    whose = None if sites is None else tuple(sorted(sites))
    found: dict[tuple[str, str], StationFacts] = {}
    by_claim = _claims(session, found, whose)
    _progress(session, by_claim, whose)
    _requests(session, by_claim, whose)
    _evidence(session, by_claim, whose)
    _questions(session, found, whose)
    add_depth(session, by_claim, whose)
    return found


@once
def _claim_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(Claim.__table__, Person.name.label("responsible_name"))  # rows, not objects: thousands
        .outerjoin(Person, Person.id == Claim.responsible)
        .where(Claim.void.is_(False), of_sites(Claim.id, sites))
        .order_by(Claim.id)
    )


@once
def _claim_verdicts(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(Verdict.target, Verdict.decision, Verdict.reason, Verdict.decided_on)
        .join(Claim, (Claim.id == Verdict.target) & (Claim.revision == Verdict.target_revision))
        .where(Verdict.target_kind == Target.CLAIM, Verdict.void.is_(False), of_sites(Claim.id, sites))
        .order_by(Verdict.id)
    )


def _claims(
    session: Session, found: dict[tuple[str, str], StationFacts], sites: Sites
) -> dict[str, StationFacts]:
    by_claim: dict[str, StationFacts] = {}
    for row in session.execute(_claim_rows(sites)):
        facts = found.setdefault((row.site, row.item), StationFacts())
        by_claim[row.id] = facts
        facts.claim, facts.claim_revision, facts.claim_version = row.id, row.revision, row.item_version
        facts.decision, facts.reason = ClaimDecision(row.decision), row.reason
        facts.ability = Ability(row.ability)
        facts.responsible, facts.responsible_name = row.responsible, row.responsible_name or ""
        facts.leader, facts.claimed_on = row.leader, row.claimed_on
        facts.start_on, facts.finish_on = row.start_on, row.finish_on
        facts.method, facts.output = row.method, row.output
        facts.near_goal, facts.long_goal = row.near_goal, row.long_goal
        facts.document_no, facts.proof_check = row.document_no, row.proof_check
        facts.ability_asked_on, facts.ability_until = row.ability_asked_on, row.ability_until
    for row in session.execute(_claim_verdicts(sites)):
        if (facts_of_claim := by_claim.get(row.target)) is not None:
            facts_of_claim.claim_verdict = Decision(row.decision)
            facts_of_claim.claim_verdict_reason, facts_of_claim.claim_decided_on = row.reason, row.decided_on
    for facts in by_claim.values():
        if facts.decision is ClaimDecision.NOT_APPLICABLE and facts.claimed_on is not None:
            decided = facts.claim_verdict in {Decision.PASSED, Decision.RETURNED}
            facts.held.append((facts.claimed_on, facts.claim_decided_on if decided else None))
    return by_claim


@once
def _progress_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    sums = (
        select(
            Progress.claim,
            func.count().label("entries"),
            func.coalesce(func.sum(Progress.quantity), 0).label("quantity"),
            func.max(Progress.on).label("last_on"),
            func.max(Progress.id).label("last"),  # ids of one site rise with time
            func.max(Progress.id).filter(Progress.percent.is_not(None)).label("measured"),
        )
        .where(Progress.void.is_(False), of_sites(Progress.claim, sites))
        .group_by(Progress.claim)
        .subquery()
    )
    measured = select(Progress.id, Progress.percent).subquery()
    return (
        select(sums, Progress.text, Progress.obstacle, Progress.next_step, measured.c.percent)
        .join(Progress, Progress.id == sums.c.last)
        .outerjoin(measured, measured.c.id == sums.c.measured)
    )


def _progress(session: Session, by_claim: dict[str, StationFacts], sites: Sites) -> None:
    for row in session.execute(_progress_rows(sites)):
        if (facts := by_claim.get(row.claim)) is not None:
            facts.entries, facts.quantity_done, facts.last_on = row.entries, row.quantity, row.last_on
            facts.last_entered_on = civil_date(made_at(row.last))
            facts.last_text, facts.percent = row.text, row.percent
            facts.obstacle, facts.next_step = row.obstacle, row.next_step


@once
def _request_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ClosureRequest.target,
            ClosureRequest.id,
            ClosureRequest.turn,
            ClosureRequest.result,
            ClosureRequest.completed_on,
            ClosureRequest.requested_on,
            Verdict.decision,
            Verdict.reason,
            Verdict.decided_on,
        )
        .outerjoin(
            Verdict,
            (Verdict.target == ClosureRequest.id)
            & (Verdict.target_revision == ClosureRequest.revision)
            & Verdict.void.is_(False),
        )
        .where(
            ClosureRequest.target_kind == Target.CLAIM,
            ClosureRequest.void.is_(False),
            of_sites(ClosureRequest.id, sites),
        )
        .order_by(ClosureRequest.turn, ClosureRequest.id, Verdict.id)
    )


def _requests(session: Session, by_claim: dict[str, StationFacts], sites: Sites) -> None:
    spans: dict[str, dict[str, tuple[date, date | None]]] = {}
    for row in session.execute(_request_rows(sites)):
        if (facts := by_claim.get(row.target)) is None:
            continue
        facts.request, facts.turn, facts.result = row.id, row.turn, row.result
        facts.completed_on, facts.requested_on = row.completed_on, row.requested_on
        facts.verdict = None if row.decision is None else Decision(row.decision)
        facts.verdict_reason, facts.decided_on = row.reason or "", row.decided_on
        final = facts.verdict in {Decision.PASSED, Decision.RETURNED}
        spans.setdefault(row.target, {})[row.id] = (row.requested_on, row.decided_on if final else None)
    for target, of_claim in spans.items():
        by_claim[target].held.extend(of_claim.values())


@once
def _evidence_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    live = (EvidenceUse.void.is_(False), of_sites(EvidenceUse.id, sites))
    uses = union_all(
        select(EvidenceUse.target.label("claim"), EvidenceUse.evidence).where(
            *live, EvidenceUse.target_kind == Target.CLAIM
        ),
        select(ClosureRequest.target, EvidenceUse.evidence)
        .join(ClosureRequest, ClosureRequest.id == EvidenceUse.target)
        .where(*live, EvidenceUse.target_kind == Target.CLOSURE_REQUEST),
        select(Progress.claim, EvidenceUse.evidence)
        .join(Progress, Progress.log_entry == EvidenceUse.target)
        .where(*live, EvidenceUse.target_kind == Target.LOG_ENTRY, Progress.void.is_(False)),
    ).subquery()
    kind = func.coalesce(Evidence.kind, EvidenceKind.OTHER)  # the use may come before its file
    return (
        select(uses.c.claim, kind.label("kind"), func.count(uses.c.evidence.distinct()).label("files"))
        .outerjoin(Evidence, Evidence.id == uses.c.evidence)
        .group_by(uses.c.claim, kind)
    )


def _evidence(session: Session, by_claim: dict[str, StationFacts], sites: Sites) -> None:
    """Count the files of each claim: attached to it, to its requests, or to a log entry about it."""
    for row in session.execute(_evidence_rows(sites)):
        if (facts := by_claim.get(row.claim)) is not None:
            facts.evidence += row.files
            facts.evidence_kinds[row.kind] = row.files


@once
def _question_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Question.id,
            Question.site,
            Question.item,
            Question.kind,
            Question.asked_on,
            Answer.text,
            Answer.answered_on,
        )
        .outerjoin(
            Answer,
            (Answer.question == Question.id)
            & (Answer.question_revision == Question.revision)
            & Answer.void.is_(False),
        )
        .where(Question.void.is_(False), of_sites(Question.id, sites))
        .order_by(Question.id, Answer.id)
    )


def _questions(session: Session, found: dict[tuple[str, str], StationFacts], sites: Sites) -> None:
    newest: dict[str, Any] = {}  # the last answer to each question, by question
    for row in session.execute(_question_rows(sites)):
        newest[row.id] = row
    for row in newest.values():
        facts = found.setdefault((row.site, row.item), StationFacts())
        facts.questions += 1
        if row.answered_on is None:
            facts.open_question, facts.asked_on = QuestionKind(row.kind), row.asked_on
        else:
            facts.answered_on, facts.answer = row.answered_on, row.text
        ends = [day for day in (row.answered_on, facts.claimed_on) if day is not None]
        facts.held.append((row.asked_on, min(ends, default=None)))  # once claimed, the station works on
