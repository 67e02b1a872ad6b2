"""How items stand at stations, read in sets: what the station's ledger and the county's map both rest on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.tasks.light import Lamp, Limit, days_held, due_on, light_of
from app.tasks.stage import Course, Holder, Stage, Standing, standing_of
from app.tasks.words import Said, Words, of_sites
from db.models import (
    Ability,
    Change,
    ClaimDecision,
    ClosureRequest,
    Decision,
    Evidence,
    EvidenceUse,
    Nature,
    Progress,
    QuestionKind,
    Target,
    TaskItem,
    TaskPackage,
)

__all__ = ["ItemInForce", "Situation", "evidence_counts", "items_in_force", "situations_of"]


@dataclass(frozen=True, slots=True)
class ItemInForce:
    """An item of the newest published version of its list.

    Attributes:
        item: The same in every version; `id` names this version's row.
        since: When the list was issued, or published where that was not written down.
        withdrawn: The newest version says that it is no longer asked for.
    """

    id: str
    item: str
    package: str
    package_name: str
    version: int
    position: int
    code: str
    level1: str
    level2: str
    content: str
    standard: str
    category: str
    nature: str
    quantity: int | None
    quantity_unit: str
    evidence: str
    evidence_count: int
    limit: Limit
    limit_text: str
    since: date
    claim_by: date | None
    change: str

    @property
    def withdrawn(self) -> bool:
        """Whether the newest version no longer asks for it."""
        return self.change == Change.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Situation:
    """How one item stands at one site.

    Attributes:
        held_since: Since when the present holder has had it.
        due: Expected on this day: its own limit where it is the earlier one.
        claim: Id of the live claim, "" while there is none; `claim_version` is the item's version it saw.
        responsible: Name of the person, as the station's list of people has it now.
        done: Quantity over all progress.
        percent: As last written down.
        request: Id of the newest closing request, "" without one; `turn` counts them.
        question: Id of the newest question without an answer, also of a claimed item.
    """

    site: str
    item: str
    standing: Standing
    lamp: Lamp
    held_since: date
    due: date | None
    claim: str = ""
    claim_version: int = 0
    claimed_on: date | None = None
    ability: str = Ability.STATION
    responsible: str = ""
    leader: str = ""
    entries: int = 0
    touched_on: date | None = None
    done: int = 0
    percent: int | None = None
    request: str = ""
    turn: int = 0
    question: str = ""


def items_in_force(session: Session, office: str) -> list[ItemInForce]:
    """Return the items of the newest published version of each list of `office`, in paper order."""
    newest = (
        select(TaskPackage.package, func.max(TaskPackage.version).label("version"))
        .where(TaskPackage.site == office, TaskPackage.version > 0, TaskPackage.void.is_(False))
        .group_by(TaskPackage.package)
        .subquery()
    )
    found = session.execute(
        select(TaskItem, TaskPackage)
        .join(
            newest,
            (newest.c.package == TaskItem.package) & (newest.c.version == TaskItem.version),
        )
        .join(
            TaskPackage,
            (TaskPackage.package == TaskItem.package)
            & (TaskPackage.version == TaskItem.version)
            & (TaskPackage.site == office)
            & TaskPackage.void.is_(False),
        )
        .where(TaskItem.site == office, TaskItem.void.is_(False))
        .order_by(TaskPackage.issued_on, TaskItem.package, TaskItem.position, TaskItem.id)
    )
    return [_item(item, package) for item, package in found]


def situations_of(
    session: Session, items: Sequence[ItemInForce], sites: Collection[str], *, today: date
) -> dict[tuple[str, str], Situation]:
    """Return how each of `items` stands at each of `sites`, by (site, item).

    The number of queries does not depend on how many items and sites there are.
    """
    words = Words(session, sites)
    return {
        (site, item.item): _situation(site, item, words.about.get((site, item.item), Said()), today)
        for site in sites
        for item in items
    }


def evidence_counts(session: Session, site: str | None = None) -> Mapping[str, int]:
    """Return how many files prove each claim, by claim: attached to it, its requests or its log entries.

    Args:
        site: Only claims of this site.
    """
    own = [of_sites(EvidenceUse.id, [site] if site else None)]
    live = (*own, EvidenceUse.void.is_(False))
    uses = union_all(
        select(EvidenceUse.target.label("claim"), EvidenceUse.evidence.label("evidence")).where(
            *live, EvidenceUse.target_kind == Target.CLAIM
        ),
        select(ClosureRequest.target, EvidenceUse.evidence)
        .join(ClosureRequest, ClosureRequest.id == EvidenceUse.target)
        .where(
            *live,
            EvidenceUse.target_kind == Target.CLOSURE_REQUEST,
            ClosureRequest.target_kind == Target.CLAIM,
            ClosureRequest.void.is_(False),
        ),
        select(Progress.claim, EvidenceUse.evidence)
        .join(Progress, Progress.log_entry == EvidenceUse.target)
        .where(*live, EvidenceUse.target_kind == Target.LOG_ENTRY, Progress.void.is_(False)),
    ).subquery()
    counted = (
        select(uses.c.claim, func.count(uses.c.evidence.distinct()))
        .join(Evidence, Evidence.id == uses.c.evidence)
        .where(Evidence.void.is_(False))
        .group_by(uses.c.claim)
    )
    return {row.claim: row[1] for row in session.execute(counted)}


def _item(item: TaskItem, package: TaskPackage) -> ItemInForce:
    return ItemInForce(
        id=item.id,
        item=item.item,
        package=item.package,
        package_name=package.name,
        version=item.version,
        position=item.position,
        code=item.code,
        level1=item.level1,
        level2=item.level2,
        content=item.content,
        standard=item.standard,
        category=item.category,
        nature=item.nature,
        quantity=item.quantity,
        quantity_unit=item.quantity_unit,
        evidence=item.evidence,
        evidence_count=item.evidence_count,
        limit=Limit(item.limit_kind, item.limit_start, item.limit_end, item.limit_precision),
        limit_text=item.limit_text,
        since=package.issued_on or civil_date(package.written_at),
        claim_by=package.claim_by,
        change=item.change,
    )


def _situation(site: str, item: ItemInForce, said: Said, today: date) -> Situation:
    claim, progress = said.claim, said.progress
    request = said.requests[-1] if said.requests else None
    open_questions = [row for row in said.questions if _answer(said, row) is None]
    course = Course(
        withdrawn=item.withdrawn,
        decision=None if claim is None else ClaimDecision(claim.decision),
        claim_verdict=None if claim is None else _decision(said.claim_verdict, claim),
        ability=Ability.STATION if claim is None else Ability(claim.ability),
        question=QuestionKind(open_questions[-1].kind) if open_questions else None,
        started=progress is not None,
        requested=request is not None,
        request_verdict=None if request is None else _decision(said.verdicts.get(request.id), request),
    )
    standing = standing_of(course)
    closed = standing.stage is Stage.CLOSED
    own_end = None if claim is None else claim.finish_on
    lamp = light_of(
        item.limit,
        today=today,
        since=item.since,
        started=progress is not None,
        touched_on=None if progress is None else progress.touched_on,
        own_end=own_end,
        held_days=days_held(_spans(said), today=today),
        done_share=_share(item, said),
        may_lapse=item.nature == Nature.ENCOURAGED,
        waiting=standing.waiting,
        finished_on=request.completed_on if closed and request is not None else None,
        dropped=_DROPPED.get(standing.stage, ""),
    )
    situation = Situation(
        site=site,
        item=item.item,
        standing=standing,
        lamp=lamp,
        held_since=_held_since(item, said, standing),
        due=due_on(item.limit, own_end),
        question=open_questions[-1].id if open_questions else "",
    )
    if claim is not None:
        situation = replace(
            situation,
            claim=claim.id,
            claim_version=claim.item_version,
            claimed_on=claim.claimed_on,
            ability=claim.ability,
            responsible=claim.name or "",
            leader=claim.leader,
            percent=said.percent,
        )
    if progress is not None:
        situation = replace(
            situation, entries=progress.entries, touched_on=progress.touched_on, done=progress.done
        )
    return situation if request is None else replace(situation, request=request.id, turn=request.turn)


_DROPPED = {Stage.NOT_APPLICABLE: "不涉及", Stage.WITHDRAWN: "已撤回"}


def _decision(verdict: Any, target: Any) -> Decision | None:
    """Return the verdict where it speaks of the present revision of what it is about."""
    if verdict is None or verdict.target_revision != target.revision:
        return None
    return Decision(verdict.decision)


def _answer(said: Said, question: Any) -> Any:
    answer = said.answers.get(question.id)
    return None if answer is None or answer.question_revision != question.revision else answer


def _share(item: ItemInForce, said: Said) -> float | None:
    if item.quantity and said.progress is not None:
        return min(1.0, int(said.progress.done) / item.quantity)
    return None if said.percent is None else said.percent / 100


def _spans(said: Said) -> Iterable[tuple[date, date | None]]:
    """Yield from when until when the office had the item: questions before claiming, claims, requests."""
    for question in said.questions:
        answer = _answer(said, question)
        end = None if answer is None else answer.answered_on
        if said.claim is not None:  # once claimed, the station works on
            end = min(said.claim.claimed_on, end or said.claim.claimed_on)
        yield question.asked_on, end
    claim = said.claim
    if claim is not None and claim.decision == ClaimDecision.NOT_APPLICABLE:
        decided = _decision(said.claim_verdict, claim)
        yield claim.claimed_on, None if decided is None else said.claim_verdict.decided_on
    for request in said.requests:
        verdict: Any = said.verdicts.get(request.id)
        waits = verdict is None or verdict.decision == Decision.SITE_VISIT
        closed_on = None if waits else verdict.decided_on
        if closed_on is not None or request is said.requests[-1]:
            yield request.requested_on, closed_on


def _held_since(item: ItemInForce, said: Said, standing: Standing) -> date:
    since: date = item.since
    claim: Any = said.claim
    request: Any = said.requests[-1] if said.requests else None
    if standing.stage in {Stage.QUESTIONED, Stage.CONTESTED}:
        since = next(row.asked_on for row in reversed(said.questions) if _answer(said, row) is None)
    elif claim is None:
        since = max((row.answered_on for row in said.answers.values()), default=since)
    elif standing.stage is Stage.RETURNED:
        since = (said.claim_verdict if request is None else said.verdicts[request.id]).decided_on
    elif request is not None:
        since = request.requested_on
    elif standing.holder is not Holder.STATION and claim.ability != Ability.STATION:
        since = civil_date(claim.written_at)
    else:
        since = claim.claimed_on
    return since
