"""What stations and the office have written beside claim, progress and request: steps, turns, time, ability, proof."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, or_, select

from app.limit_kinds import LimitKind
from app.tasks.schedule import StepFacts
from app.tasks.sites import Sites, of_sites, once
from db.models.task_depth import ExtensionRequest, OwnTask, Step
from db.models.tasks import Ability, Claim, Decision, Progress, Target, TaskItem, Verdict
from db.models.work import LogEntry

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.tasks.station_facts import StationFacts

__all__ = ["add_depth"]

_FINAL = {Decision.PASSED, Decision.RETURNED}


def add_depth(session: "Session", by_claim: "dict[str, StationFacts]", sites: Sites) -> None:
    """Fill in steps, dated progress of what comes round, extensions, the word on ability, and activities."""
    _ability(session, by_claim, sites)
    _extensions(session, by_claim, sites)
    for row in session.execute(_step_rows(sites)):
        if (facts := by_claim.get(row.claim)) is not None:
            facts.steps.append(StepFacts(row.weight, row.due_on, row.done_on, row.text))
    for row in session.execute(_dated_rows(sites)):
        if (facts := by_claim.get(row.claim)) is not None:
            facts.dated.append((row.on, row.entries, row.quantity))
    for row in session.execute(_activity_rows(sites)):
        if (facts := by_claim.get(row.claim)) is not None:
            facts.activities = row.activities


@once
def _step_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(Step.claim, Step.weight, Step.due_on, Step.done_on, Step.text)
        .where(Step.void.is_(False), of_sites(Step.id, sites))
        .order_by(Step.claim, Step.position, Step.id)
    )


@once
def _dated_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    """Progress by day, of items that come round only."""
    items = select(TaskItem.item).where(
        or_(TaskItem.cycle != "once", TaskItem.limit_kind == LimitKind.RECURRING)
    )
    own = select(OwnTask.id).where(or_(OwnTask.cycle != "once", OwnTask.limit_kind == LimitKind.RECURRING))
    return (
        select(
            Progress.claim,
            Progress.on,
            func.count().label("entries"),
            func.coalesce(func.sum(Progress.quantity), 0).label("quantity"),
        )
        .join(Claim, Claim.id == Progress.claim)
        .where(
            Progress.void.is_(False),
            of_sites(Progress.id, sites),
            or_(Claim.item.in_(items), Claim.item.in_(own)),
        )
        .group_by(Progress.claim, Progress.on)
    )


@once
def _activity_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    """Log entries with a head count that tell of progress."""
    return (
        select(Progress.claim, func.count(LogEntry.id.distinct()).label("activities"))
        .join(LogEntry, LogEntry.id == Progress.log_entry)
        .where(
            Progress.void.is_(False),
            LogEntry.void.is_(False),
            LogEntry.people.is_not(None),
            of_sites(Progress.id, sites),
        )
        .group_by(Progress.claim)
    )


@once
def _ability_verdicts(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(Verdict.target, Verdict.decision, Verdict.reason, Verdict.decided_on)
        .join(Claim, (Claim.id == Verdict.target) & (Claim.ability_turn == Verdict.target_revision))
        .where(Verdict.target_kind == Target.ABILITY, Verdict.void.is_(False), of_sites(Claim.id, sites))
        .order_by(Verdict.id)
    )


def _ability(session: "Session", by_claim: "dict[str, StationFacts]", sites: Sites) -> None:
    for row in session.execute(_ability_verdicts(sites)):
        if (facts := by_claim.get(row.target)) is not None:
            facts.ability_verdict = Decision(row.decision)
            facts.ability_word, facts.ability_decided_on = row.reason, row.decided_on
    for facts in by_claim.values():
        begin, verdict = facts.ability_asked_on, facts.ability_verdict
        if begin is None:
            continue
        asks = facts.ability is not Ability.STATION
        if verdict is Decision.RETURNED:
            facts.held.append((begin, facts.ability_decided_on))
        elif asks or verdict is Decision.PASSED:  # what the office never agreed to was not held
            facts.held.append((begin, None if asks else facts.ability_until))


@once
def _extension_rows(sites: Sites) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ExtensionRequest.id,
            ExtensionRequest.target,
            ExtensionRequest.limit_end,
            ExtensionRequest.wanted_end,
            ExtensionRequest.reason,
            ExtensionRequest.requested_on,
            Verdict.decision,
            Verdict.reason.label("word"),
            Verdict.decided_on,
            Verdict.until,
        )
        .outerjoin(
            Verdict,
            (Verdict.target == ExtensionRequest.id)
            & (Verdict.target_revision == ExtensionRequest.revision)
            & Verdict.decision.in_(_FINAL)
            & Verdict.void.is_(False),
        )
        .where(
            ExtensionRequest.target_kind == Target.CLAIM,
            ExtensionRequest.void.is_(False),
            of_sites(ExtensionRequest.id, sites),
        )
        .order_by(ExtensionRequest.id, Verdict.id)
    )


def _extensions(session: "Session", by_claim: "dict[str, StationFacts]", sites: Sites) -> None:
    for row in session.execute(_extension_rows(sites)):
        if (facts := by_claim.get(row.target)) is None:
            continue
        facts.extension, facts.extension_asked_on = row.id, row.requested_on
        facts.extension_wanted, facts.extension_reason = row.wanted_end, row.reason
        facts.extension_verdict = None if row.decision is None else Decision(row.decision)
        facts.extension_word, facts.extension_decided_on = row.word or "", row.decided_on
        if facts.extension_verdict is Decision.PASSED:
            facts.extended_to, facts.extensions = row.until or row.wanted_end, facts.extensions + 1
        facts.held.append((row.requested_on, row.decided_on))
