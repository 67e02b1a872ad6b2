"""What stations and office have written about items, gathered by site and item in a fixed number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import (
    Answer,
    Claim,
    ClosureRequest,
    Person,
    Progress,
    Question,
    Target,
    Verdict,
)

__all__ = ["Said", "Words", "of_sites"]


@dataclass(slots=True)
class Said:
    """What station and office have written about one item."""

    claim: Any = None  # row of `Words._read_claims`
    claim_verdict: Any = None
    requests: list[Any] = field(default_factory=list)  # in order of turn
    verdicts: dict[str, Any] = field(default_factory=dict)  # newest, by request
    questions: list[Any] = field(default_factory=list)  # in order of entry
    answers: dict[str, Any] = field(default_factory=dict)  # newest, by question
    progress: Any = None
    percent: int | None = None


class Words:
    """Everything written about items at `sites`, gathered by (site, item)."""

    def __init__(self, session: Session, sites: Collection[str]) -> None:
        self.about: dict[tuple[str, str], Said] = {}
        self._session = session
        self._sites = sites
        claims = self._read_claims()
        verdicts = self._newest(Verdict.target, Verdict.target_revision, Verdict.decision, Verdict.decided_on)
        for claim, said in claims.items():
            said.claim_verdict = verdicts.get(claim)
        self._read_requests(claims, verdicts)
        self._read_progress(claims)
        self._read_questions()

    def _said(self, site: str, item: str) -> Said:
        return self.about.setdefault((site, item), Said())

    def _read_claims(self) -> dict[str, Said]:
        found = self._session.execute(
            select(
                Claim.id,
                Claim.site,
                Claim.item,
                Claim.item_version,
                Claim.revision,
                Claim.decision,
                Claim.ability,
                Claim.claimed_on,
                Claim.finish_on,
                Claim.leader,
                Claim.written_at,
                Person.name,
            )
            .outerjoin(Person, Person.id == Claim.responsible)
            .where(of_sites(Claim.id, self._sites), Claim.void.is_(False))
            .order_by(Claim.id)
        )
        claims = {}
        for row in found:
            said = self._said(row.site, row.item)
            said.claim = row
            claims[row.id] = said
        return claims

    def _newest(self, target: InstrumentedAttribute[str], *columns: Any) -> dict[str, Any]:
        model = target.class_
        found = self._session.execute(
            select(target.label("target"), *columns)
            .where(of_sites(target, self._sites), model.void.is_(False))
            .order_by(model.id)
        )
        return {row.target: row for row in found}

    def _read_requests(self, claims: Mapping[str, Said], verdicts: Mapping[str, Any]) -> None:
        found = self._session.execute(
            select(
                ClosureRequest.id,
                ClosureRequest.target,
                ClosureRequest.revision,
                ClosureRequest.turn,
                ClosureRequest.completed_on,
                ClosureRequest.requested_on,
            )
            .where(
                of_sites(ClosureRequest.id, self._sites),
                ClosureRequest.target_kind == Target.CLAIM,
                ClosureRequest.void.is_(False),
            )
            .order_by(ClosureRequest.turn, ClosureRequest.id)
        )
        for row in found:
            if (said := claims.get(row.target)) is not None:
                said.requests.append(row)
                if (verdict := verdicts.get(row.id)) is not None:
                    said.verdicts[row.id] = verdict

    def _read_progress(self, claims: Mapping[str, Said]) -> None:
        live = (of_sites(Progress.claim, self._sites), Progress.void.is_(False))
        for row in self._session.execute(
            select(
                Progress.claim,
                func.count().label("entries"),
                func.max(Progress.on).label("touched_on"),
                func.coalesce(func.sum(Progress.quantity), 0).label("done"),
            )
            .where(*live)
            .group_by(Progress.claim)
        ):
            if (said := claims.get(row.claim)) is not None:
                said.progress = row
        newest = (
            select(func.max(Progress.id).label("id"))
            .where(*live, Progress.percent.is_not(None))
            .group_by(Progress.claim)
            .subquery()
        )
        for claim, percent in self._session.execute(
            select(Progress.claim, Progress.percent).join(newest, newest.c.id == Progress.id)
        ):
            if (said := claims.get(claim)) is not None:
                said.percent = percent

    def _read_questions(self) -> None:
        answers = self._newest(Answer.question, Answer.question_revision, Answer.answered_on)
        found = self._session.execute(
            select(
                Question.id,
                Question.site,
                Question.item,
                Question.revision,
                Question.kind,
                Question.asked_on,
            )
            .where(of_sites(Question.id, self._sites), Question.void.is_(False))
            .order_by(Question.id)
        )
        for row in found:
            said = self._said(row.site, row.item)
            said.questions.append(row)
            if (answer := answers.get(row.id)) is not None:
                said.answers[row.id] = answer


def of_sites(column: InstrumentedAttribute[str], sites: Collection[str] | None) -> ColumnElement[bool]:
    """Restrict to ids of records of `sites`: ids begin with their site."""
    if sites is None:
        return column.is_not(None)
    return or_(false(), *(column.between(f"{site}-", f"{site}.") for site in sites))
