"""What stations ask the office for, as it stands in the tables, and what was attached to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.tasks.facts import OWN_PACKAGE, ItemFacts
from app.tasks.labels import label
from db.models.rectification import Problem
from db.models.task_depth import ExtensionRequest
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
from db.models.work import Evidence, EvidenceRole, EvidenceUse

__all__ = [
    "Found",
    "Matter",
    "asked_abilities",
    "asked_extensions",
    "asked_not_applicable",
    "asked_problems",
    "asked_questions",
    "asked_tasks",
    "lack_of",
    "log_entries",
    "newest_turn",
    "proofs_of",
    "site_visits",
    "unanswered",
    "undecided",
    "undecided_ability",
]


class Matter(StrEnum):
    """What the office is asked for."""

    TASK = "task"  # a task is said to be done
    PROBLEM = "problem"  # a problem is said to be put right
    OBJECTION = "objection"
    QUESTION = "question"
    NOT_APPLICABLE = "not_applicable"
    EXTENSION = "extension"  # more time is asked for
    ABILITY = "ability"  # the station says that it cannot do it alone


class Found(Struct, frozen=True):
    """One thing that waits, without what is counted for it."""

    id: str
    revision: int
    matter: Matter
    site: str
    item: str
    target: str
    text: str
    asked_on: date
    code: str = ""
    subject: str = ""
    turn: int = 1
    wanted: int = 0  # files that are enough
    until: date | None = None  # the new last day that is asked for


Asking = ClosureRequest | Claim | ExtensionRequest
_FINAL: Final = (Decision.PASSED, Decision.RETURNED)


_KINDS: Final[Mapping[type[Asking], Target]] = {
    ClosureRequest: Target.CLOSURE_REQUEST,
    ExtensionRequest: Target.EXTENSION,
    Claim: Target.CLAIM,
}


def undecided(model: type[Asking]) -> ColumnElement[bool]:
    """Restrict to records whose present revision has no final verdict."""
    return _unjudged(model, _KINDS[model], model.revision)


def undecided_ability() -> ColumnElement[bool]:
    """Restrict to claims whose ability the office has not confirmed or refused since it was last asked for."""
    return _unjudged(Claim, Target.ABILITY, Claim.ability_turn)


def _unjudged(model: type[Asking], kind: Target, revision: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return (
        ~select(Verdict.id)
        .where(
            Verdict.target == model.id,
            Verdict.target_kind == kind,
            Verdict.target_revision == revision,
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


def asked_tasks(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[Found]:
    """Yield the tasks that are said to be done."""
    found = session.execute(
        _open_requests(Claim.item)
        .join(Claim, Claim.id == ClosureRequest.target)
        .where(
            ClosureRequest.target_kind == Target.CLAIM,
            Claim.void.is_(False),
            Claim.decision == ClaimDecision.CLAIMED,
            Claim.package != OWN_PACKAGE,
        )
    )
    return _named(
        items,
        (
            Found(
                id=request.id,
                revision=request.revision,
                matter=Matter.TASK,
                site=request.site,
                item=key,
                target=request.target,
                text=request.result,
                asked_on=request.requested_on,
                turn=request.turn,
                wanted=items[key].evidence_count if key in items else 0,
            )
            for request, key in found
        ),
    )


def asked_problems(session: Session) -> Iterable[Found]:
    """Yield the problems that are said to be put right."""
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
        yield Found(
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


def asked_questions(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[Found]:
    """Yield questions and objections without an answer, also to tasks that were withdrawn."""
    found = session.scalars(select(Question).where(Question.void.is_(False), unanswered()))
    return _named(
        items,
        (
            Found(
                id=question.id,
                revision=question.revision,
                matter=Matter.OBJECTION if question.kind == QuestionKind.OBJECTION else Matter.QUESTION,
                site=question.site,
                item=question.item,
                target=question.id,
                text=question.text,
                asked_on=question.asked_on,
            )
            for question in found
        ),
        withdrawn=True,
    )


def asked_not_applicable(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[Found]:
    """Yield the tasks that a station says do not apply to it."""
    found = session.scalars(
        select(Claim).where(
            Claim.void.is_(False), Claim.decision == ClaimDecision.NOT_APPLICABLE, undecided(Claim)
        )
    )
    return _named(
        items,
        (
            Found(
                id=claim.id,
                revision=claim.revision,
                matter=Matter.NOT_APPLICABLE,
                site=claim.site,
                item=claim.item,
                target=claim.id,
                text=claim.reason,
                asked_on=claim.claimed_on,
            )
            for claim in found
        ),
    )


def asked_extensions(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[Found]:
    """Yield the tasks for which more time is asked."""
    found = session.execute(
        select(ExtensionRequest, Claim.item)
        .join(Claim, Claim.id == ExtensionRequest.target)
        .where(
            ExtensionRequest.target_kind == Target.CLAIM,
            ExtensionRequest.void.is_(False),
            Claim.void.is_(False),
            undecided(ExtensionRequest),
        )
    )
    return _named(
        items,
        (
            Found(
                id=request.id,
                revision=request.revision,
                matter=Matter.EXTENSION,
                site=request.site,
                item=key,
                target=request.target,
                text=request.reason,
                asked_on=request.requested_on,
                until=request.wanted_end,
            )
            for request, key in found
        ),
    )


def asked_abilities(session: Session, items: Mapping[str, ItemFacts]) -> Iterable[Found]:
    """Yield the tasks that a station says it cannot do alone; its own tasks are not the office's concern."""
    found = session.scalars(
        select(Claim).where(
            Claim.void.is_(False),
            Claim.decision == ClaimDecision.CLAIMED,
            Claim.ability != Ability.STATION,
            Claim.package != OWN_PACKAGE,
            undecided_ability(),
        )
    )
    return _named(
        items,
        (
            Found(
                id=claim.id,
                revision=claim.ability_turn,
                matter=Matter.ABILITY,
                site=claim.site,
                item=claim.item,
                target=claim.id,
                text=f"{label('ability', claim.ability)}：{claim.reason}",
                asked_on=claim.ability_asked_on or claim.claimed_on,
                turn=max(1, claim.ability_turn),
            )
            for claim in found
        ),
    )


def _named(
    items: Mapping[str, ItemFacts], found: Iterable[Found], *, withdrawn: bool = False
) -> Iterator[Found]:
    """Yield `found` with what their tasks are called; without tasks that were withdrawn, unless these count too."""
    for one in found:
        item = items.get(one.item)
        if item is None:
            yield replace(one, subject="清单里没有的任务项")
        elif withdrawn or not item.withdrawn:
            yield replace(one, code=item.code or str(item.position), subject=item.content)


def site_visits(session: Session, records: Sequence[str]) -> set[str]:
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


def log_entries(session: Session, claims: Sequence[str]) -> Mapping[str, set[str]]:
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


def proofs_of(session: Session, targets: Collection[str]) -> Mapping[str, set[tuple[str, str]]]:
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


def lack_of(one: Found, files: Collection[tuple[str, str]]) -> str:
    """Say what is missing of the proof, "" when it is enough; `files` are (evidence, role)."""
    if one.matter is Matter.PROBLEM:
        after = {evidence for evidence, role in files if role != EvidenceRole.BEFORE}
        return "" if after else "缺整改后材料"
    missing = one.wanted - len({evidence for evidence, _ in files})
    return f"还差 {missing} 份" if missing > 0 else ""
