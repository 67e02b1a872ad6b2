"""Files that were taken in before: the records that hold the same bytes, photos that look the same."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evidence.labels import LABELS
from app.evidence.likeness import look_alikes
from db.models.rectification import Problem
from db.models.tasks import Claim, Target, TaskItem
from db.models.work import Evidence, EvidenceRole, EvidenceUse, LogEntry

__all__ = ["Use", "known_evidence", "looks_used", "used_before", "uses_of"]

_CHUNK: Final = 500  # bound parameters of one SELECT

_OTHER: Final[Mapping[str, str]] = {
    Target.CHECK: "设施核查",
    Target.CLOSURE_REQUEST: "销号申请",
    Target.DOCUMENT: "收发文登记",
    Target.MONTHLY_RETURN: "月报",
    Target.REPORT_UP: "向乡镇的汇报",
}

Use = tuple[str, str, str]
"""Kind and id of what is proven, role."""


def known_evidence(session: Session, site: str, sha256s: Iterable[str]) -> dict[str, Evidence]:
    """Return the records of `site` that hold these very files already, the oldest of each, by hash."""
    found: dict[str, Evidence] = {}
    hashes = sorted(set(sha256s))
    for first in range(0, len(hashes), _CHUNK):
        for evidence in session.scalars(
            select(Evidence)
            .where(
                Evidence.original_sha256.in_(hashes[first : first + _CHUNK]),
                Evidence.site == site,
                Evidence.void.is_(False),
            )
            .order_by(Evidence.id)
        ):
            found.setdefault(evidence.original_sha256, evidence)
    return found


def uses_of(session: Session, known: Iterable[Evidence]) -> dict[str, list[Use]]:
    """Return what each record proves, in the order of entry."""
    found: dict[str, list[Use]] = {}
    ids = sorted(evidence.id for evidence in known)
    for first in range(0, len(ids), _CHUNK):
        for use in session.execute(
            select(EvidenceUse.evidence, EvidenceUse.target_kind, EvidenceUse.target, EvidenceUse.role)
            .where(EvidenceUse.evidence.in_(ids[first : first + _CHUNK]), EvidenceUse.void.is_(False))
            .order_by(EvidenceUse.id)
        ):
            found.setdefault(use.evidence, []).append((use.target_kind, use.target, use.role))
    return found


def used_before(session: Session, evidence: Evidence, uses: Sequence[Use]) -> str:
    """Say where a record is used: "6 月 3 日在“图书室开放”里"; empty: nowhere."""
    day = f"{evidence.on.month} 月 {evidence.on.day} 日"
    for kind, target, role in uses:
        if title := _title(session, kind, target):
            shown = "" if role == EvidenceRole.PROOF else f"作{LABELS['role'].get(role, role)}"
            return f"{day}在“{title}”里{shown}"
    return f"{day}在{_OTHER.get(uses[0][0], '别的记录')}里" if uses else ""


def looks_used(
    session: Session,
    site: str,
    likeness: str | None,
    captured_at: datetime | None,
    file_name: str,
    *,
    besides: Collection[str],
) -> str:
    """Say where a photo is used that looks the same; two shots that the camera tells apart are two photos.

    Args:
        besides: Ids of what the photo is added to now; what looks the same there is nothing to tell.
    """
    for other in look_alikes(session, site, likeness) if likeness else ():
        if captured_at and other.captured_at and captured_at != other.captured_at:
            continue
        uses = uses_of(session, [other]).get(other.id, [])
        if any(target in besides for _, target, _ in uses):
            continue
        for kind, target, _ in uses:
            if title := _title(session, kind, target):
                day = f"{other.on.month} 月 {other.on.day} 日"
                return f"“{file_name}”和 {day}“{title}”里的一张看起来一样（可能是转发过的），已照常添加。"
    return ""


def _title(session: Session, kind: str, target: str) -> str:
    if kind == Target.CLAIM:
        question = (
            select(TaskItem.content)
            .join(Claim, (Claim.item == TaskItem.item) & (Claim.item_version == TaskItem.version))
            .where(Claim.id == target)
        )
    elif kind == Target.LOG_ENTRY:
        question = select(LogEntry.text).where(LogEntry.id == target)
    elif kind == Target.PROBLEM:
        question = select(Problem.description).where(Problem.id == target)
    else:
        return ""
    words = session.scalars(question.limit(1)).first() or ""
    return words if len(words) <= 20 else f"{words[:20]}……"
