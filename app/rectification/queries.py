"""How closing stands, in SQL: the same rules as `standing`, for filters, orders and counts over whole counties."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Subquery, Text, and_, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.rectification.standing import ProblemStage
from app.tasks.light import days_held
from db.models.rectification import Order, Problem
from db.models.tasks import ClosureRequest, Decision, Target, Verdict
from db.models.work import Evidence, EvidenceUse

__all__ = [
    "Turn",
    "closings",
    "has_unanswered_order",
    "held_days",
    "proofs_of_targets",
    "stage_of",
    "turns_of",
]

Turn = tuple[ClosureRequest, Verdict | None]
"""A request to close, and the newest verdict on its present revision."""


def closings() -> Subquery:
    """Return the newest live request of each problem with its newest verdict: problem, turn, requested_on, decision."""
    newest_first = func.row_number().over(
        partition_by=ClosureRequest.target, order_by=(ClosureRequest.turn.desc(), ClosureRequest.id.desc())
    )
    request = (
        select(
            ClosureRequest.id,
            ClosureRequest.target,
            ClosureRequest.turn,
            ClosureRequest.revision,
            ClosureRequest.requested_on,
            newest_first.label("place"),
        )
        .where(ClosureRequest.target_kind == Target.PROBLEM, ClosureRequest.void.is_(False))
        .subquery()
    )
    verdict = _newest_verdicts()
    return (
        select(
            request.c.target.label("problem"),
            request.c.turn,
            request.c.requested_on,
            verdict.c.decision,
        )
        .outerjoin(
            verdict,
            and_(
                verdict.c.target == request.c.id,
                verdict.c.target_revision == request.c.revision,
                verdict.c.place == 1,
            ),
        )
        .where(request.c.place == 1)
        .subquery()
    )


def _newest_verdicts() -> Subquery:
    newest_first = func.row_number().over(
        partition_by=(Verdict.target, Verdict.target_revision), order_by=Verdict.id.desc()
    )
    return (
        select(
            Verdict.id,
            Verdict.target,
            Verdict.target_revision,
            Verdict.decision,
            newest_first.label("place"),
        )
        .where(Verdict.void.is_(False))
        .subquery()
    )


def stage_of(closing: Subquery) -> ColumnElement[str]:
    """Return the stage of the joined `Problem`; `closing` is `closings()`, joined from outside."""
    passed = closing.c.decision == Decision.PASSED
    held = Problem.relapsed_turn.is_(None) | (Problem.relapsed_turn < closing.c.turn)
    planned = and_(
        func.coalesce(type_coerce(Problem.measures, Text), "") != "",
        Problem.responsible.is_not(None),
        Problem.limit_kind.is_not(None),
    )
    return case(
        (and_(passed, held), ProblemStage.CLOSED.value),
        (passed, ProblemStage.RELAPSED.value),
        (closing.c.decision == Decision.RETURNED, ProblemStage.RETURNED.value),
        (closing.c.turn.is_not(None), ProblemStage.CLOSING.value),
        (planned, ProblemStage.WORKING.value),
        else_=ProblemStage.FOUND.value,
    )


def proofs_of_targets() -> Subquery:
    """Return what is attached to anything: target, how many files as proofs, and proved_at of the newest."""
    return (
        select(
            EvidenceUse.target,
            func.count().label("proofs"),
            func.max(EvidenceUse.written_at).label("proved_at"),
        )
        .join(Evidence, Evidence.id == EvidenceUse.evidence)
        .where(EvidenceUse.void.is_(False), Evidence.void.is_(False))
        .group_by(EvidenceUse.target)
        .subquery()
    )


def turns_of(session: Session, problems: Sequence[str]) -> dict[str, list[Turn]]:
    """Return all live requests of these problems with their verdicts, oldest first, by problem."""
    newest = _newest_verdicts()
    found: dict[str, list[Turn]] = {}
    for first in range(0, len(problems), 500):
        rows = session.execute(
            select(ClosureRequest, Verdict)
            .outerjoin(
                newest,
                and_(
                    newest.c.target == ClosureRequest.id,
                    newest.c.target_revision == ClosureRequest.revision,
                    newest.c.place == 1,
                ),
            )
            .outerjoin(Verdict, Verdict.id == newest.c.id)
            .where(
                ClosureRequest.target_kind == Target.PROBLEM,
                ClosureRequest.void.is_(False),
                ClosureRequest.target.in_(problems[first : first + 500]),
            )
            .order_by(ClosureRequest.turn, ClosureRequest.id)
        )
        for request, verdict in rows:
            found.setdefault(request.target, []).append((request, verdict))
    return found


def held_days(turns: Sequence[Turn], *, today: date) -> int:
    """Return for how many days the office had it in hand: the clock stands still meanwhile."""
    return days_held(
        (
            (
                request.requested_on,
                verdict.decided_on if verdict and verdict.decision != Decision.SITE_VISIT else None,
            )
            for request, verdict in turns
        ),
        today=today,
    )


def has_unanswered_order(session: Session, station: str) -> bool:
    """Tell whether the office ordered something of a station (unit) for which there is no problem yet."""
    answered = select(Problem.order).where(Problem.order.is_not(None), Problem.void.is_(False))
    wanted = select(Order.id).where(
        Order.station == station, Order.void.is_(False), Order.id.not_in(answered)
    )
    return session.scalar(wanted.limit(1)) is not None
