"""What a file proves, followed from its uses to the indicators and to words: the record it came from."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.rectification import Problem
from db.models.tasks import Claim, ClosureRequest, Progress, Target
from db.models.work import Evidence, EvidenceRole, EvidenceUse, LogEntry

__all__ = ["Source", "follow_uses", "told_by_camera"]

_CAMERA_NAME: Final = re.compile(
    r"(img|dsc|dscn|pic|photo|image|mmexport|wx_camera|weixin|screenshot|vid|mvimg|p|s|微信图片|微信截图|截图|照片|图片|"
    r"粘贴的图片|屏幕截图)?[\W_]*[\da-f]*[\d\W_]*(copy|副本)?",
    re.IGNORECASE,
)
_LONGEST: Final = 40


class Source(Struct, frozen=True):
    """One use of a file.

    Attributes:
        use: Its id.
        item: Task item it proves; None: none, such as a problem or a log line about nothing in the list.
        words: What the record says in a few words: 元宵节灯谜会.
        label: The record as one would look for it: 日志 3月1日, 07-WT-2026-A0001.
        problem: Id of the problem it belongs to, with its role there.
    """

    use: str
    kind: str
    target: str
    item: str | None
    words: str
    label: str
    role: str
    problem: str | None = None


def told_by_camera(title: str) -> bool:
    """Tell whether a title is only what a camera or a chat program called the file."""
    return _CAMERA_NAME.fullmatch(title.strip()) is not None


def follow_uses(session: Session, site: str) -> dict[str, list[Source]]:
    """Return by evidence of `site` what it proves, in the order of entry; a fixed number of queries."""
    uses = session.execute(
        select(
            EvidenceUse.id,
            EvidenceUse.evidence,
            EvidenceUse.target_kind,
            EvidenceUse.target,
            EvidenceUse.role,
        )
        .join(Evidence, Evidence.id == EvidenceUse.evidence)
        .where(Evidence.site == site, EvidenceUse.void.is_(False), Evidence.void.is_(False))
        .order_by(EvidenceUse.id)
    ).all()
    known = _Records(session, site, {use.target for use in uses})
    found: dict[str, list[Source]] = {}
    for use in uses:
        sources = found.setdefault(use.evidence, [])
        sources.extend(known.sources(use.id, use.target_kind, use.target, use.role))
    return found


_OTHERS: Final[Mapping[str, str]] = {Target.CHECK: "核查", Target.DOCUMENT: "收文发文"}


class _Records:
    """What files of one site may be attached to."""

    def __init__(self, session: Session, site: str, targets: Collection[str]) -> None:
        claims = select(Claim.id, Claim.item).where(Claim.site == site, Claim.void.is_(False))
        self._items: dict[str, str] = {row.id: row.item for row in session.execute(claims)}
        requests = select(ClosureRequest.id, ClosureRequest.target).where(ClosureRequest.site == site)
        self._requests: dict[str, str] = {row.id: row.target for row in session.execute(requests)}
        self._logs: dict[str, tuple[date, str]] = {
            row.id: (row.on, row.text)
            for row in session.execute(
                select(LogEntry.id, LogEntry.on, LogEntry.text).where(LogEntry.site == site)
            )
            if row.id in targets
        }
        self._claims_of_logs: dict[str, list[str]] = {}
        for row in session.execute(
            select(Progress.log_entry, Progress.claim).where(
                Progress.site == site, Progress.void.is_(False), Progress.log_entry.is_not(None)
            )
        ):
            if row.log_entry in targets:
                self._claims_of_logs.setdefault(row.log_entry, []).append(row.claim)
        problems = select(Problem.id, Problem.number, Problem.description).where(Problem.site == site)
        self._problems: dict[str, tuple[str, str]] = {
            row.id: (row.number, row.description) for row in session.execute(problems)
        }

    def sources(self, use: str, kind: str, target: str, role: str) -> Iterable[Source]:
        if kind == Target.CLOSURE_REQUEST:
            target = self._requests.get(target, target)
        if target in self._items:
            yield Source(use, kind, target, self._items[target], "", "任务台账", role)
        elif target in self._problems:
            number, words = self._problems[target]
            side = {EvidenceRole.BEFORE: "整改前", EvidenceRole.AFTER: "整改后"}.get(EvidenceRole(role), "")
            words = f"{side}：{_short(words)}" if side else _short(words)
            yield Source(use, kind, target, None, words, number, role, target)
        elif target in self._logs:
            on, text = self._logs[target]
            items = dict.fromkeys(self._items.get(claim) for claim in self._claims_of_logs.get(target, ()))
            for item in items or (None,):
                yield Source(use, kind, target, item, _short(text), f"日志 {on.month}月{on.day}日", role)
        else:
            yield Source(use, kind, target, None, "", _OTHERS.get(kind, ""), role)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
