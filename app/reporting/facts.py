"""What happened at a station in a span of days, as facts that reports are drafted from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rectification.problems import list_problems
from app.reporting.support import SupportRow, list_support
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Holder, Stage
from app.work.labels import ACTIVITIES
from app.workspace import Role, Workspace
from db.models import Claim, ClosureRequest, LogEntry, Problem, Progress, Target

__all__ = ["SECTIONS", "Fact", "Facts", "facts_of"]

SECTIONS: Final[Mapping[str, str]] = {
    "done": "完成的工作",
    "problems": "存在的问题",
    "help_wanted": "需要协调解决的事",
    "next_steps": "下步打算",
}


@dataclass(frozen=True)
class Fact:
    """One thing that happened or stands, in words.

    Attributes:
        key: Changes when the record behind it changes: a record's id and revision.
        section: A key of `SECTIONS`.
        record: (kind, id) of the record to open: "log_entry", "item", "problem" or "support_request".
    """

    key: str
    section: str
    words: str
    record: tuple[str, str]


@dataclass(frozen=True)
class Facts:
    """The facts of a span, and its figures.

    Attributes:
        people: Who came to the activities, added up.
        entries: Lines of the log.
    """

    start: date
    end: date
    facts: tuple[Fact, ...]
    entries: int
    activities: int
    people: int
    items_closed: int
    problems_found: int
    problems_closed: int

    def of(self, section: str) -> list[Fact]:
        """Return the facts of one section in order."""
        return [fact for fact in self.facts if fact.section == section]

    @property
    def nothing(self) -> bool:
        """Whether nothing was done: what a zero report says."""
        return not self.of("done")


def facts_of(ws: Workspace, start: date, end: date) -> Facts:
    """Return what a station's log, progress, closings and problems say of a span of days, both inclusive."""
    rows = {row.item: row for row in list_ledger(ws)}
    with ws.read() as session:
        entries = session.scalars(
            select(LogEntry)
            .where(
                LogEntry.site == ws.site, LogEntry.void.is_(False), LogEntry.on >= start, LogEntry.on <= end
            )
            .order_by(LogEntry.on, LogEntry.id)
        ).all()
        done = [*_entries(entries), *_progress(session, ws, start, end, rows)]
        closings, items_closed, problems_closed = _closings(session, ws, start, end, rows)
        found = session.scalars(
            select(Problem.id).where(
                Problem.site == ws.site,
                Problem.void.is_(False),
                Problem.found_on >= start,
                Problem.found_on <= end,
            )
        ).all()
    held = [entry for entry in entries if entry.activity]
    return Facts(
        start=start,
        end=end,
        facts=(
            *done,
            *closings,
            *_troubles(ws, rows.values(), end),
            *_help(list_support(ws, open_only=True)),
            *_next(rows.values(), start, end),
        ),
        entries=len(entries),
        activities=len(held),
        people=sum(entry.people or 0 for entry in held),
        items_closed=items_closed,
        problems_found=len(found),
        problems_closed=problems_closed,
    )


def _entries(entries: Iterable[LogEntry]) -> Iterable[Fact]:
    """Tell the log, activities with their head count."""
    for entry in entries:
        notes = [ACTIVITIES.get(entry.activity, "")] if entry.activity else []
        notes += [f"{entry.people} 人"] if entry.people else []
        words = f"{_day(entry.on)}{entry.text.rstrip('。')}" + (f"（{'，'.join(notes)}）" if notes else "")
        yield Fact(f"{entry.id}@{entry.revision}", "done", words, ("log_entry", entry.id))


def _progress(
    session: Session, ws: Workspace, start: date, end: date, rows: Mapping[str, LedgerRow]
) -> Iterable[Fact]:
    """Tell the progress that was entered in the ledger itself; what came from the log is told already."""
    found = session.execute(
        select(Progress, Claim.item)
        .join(Claim, Claim.id == Progress.claim)
        .where(
            Progress.site == ws.site,
            Progress.void.is_(False),
            Progress.log_entry.is_(None),
            Progress.on >= start,
            Progress.on <= end,
            Progress.text != "",
        )
        .order_by(Progress.on, Progress.id)
    )
    for progress, item in found:
        task = rows.get(item)
        about = f"{_short(task.content)}：" if task else ""
        share = f"（{progress.percent}%）" if progress.percent is not None else ""
        words = f"{_day(progress.on)}{about}{progress.text.rstrip('。')}{share}"
        yield Fact(f"{progress.id}@{progress.revision}", "done", words, ("item", item))


def _closings(
    session: Session, ws: Workspace, start: date, end: date, rows: Mapping[str, LedgerRow]
) -> tuple[list[Fact], int, int]:
    """Tell what was reported as done, and count items and problems among it."""
    found = session.scalars(
        select(ClosureRequest)
        .where(
            ClosureRequest.site == ws.site,
            ClosureRequest.void.is_(False),
            ClosureRequest.completed_on >= start,
            ClosureRequest.completed_on <= end,
        )
        .order_by(ClosureRequest.completed_on, ClosureRequest.id)
    ).all()
    claimed = {row.claim: row for row in rows.values()}
    facts = []
    for request in found:
        row = claimed.get(request.target)
        what = f"办结“{_short(row.content)}”" if row else "完成整改"
        record = ("item", row.item) if row else ("problem", request.target)
        words = f"{_day(request.completed_on)}{what}：{request.result.rstrip('。')}"
        facts.append(Fact(f"{request.id}@{request.revision}", "done", words, record))
    items = {request.target for request in found if request.target_kind == Target.CLAIM}
    problems = {request.target for request in found if request.target_kind == Target.PROBLEM}
    return facts, len(items), len(problems)


def _troubles(ws: Workspace, rows: Iterable[LedgerRow], end: date) -> Iterable[Fact]:
    """Tell what is late and what stands in the way."""
    for row in rows:
        if not row.open:
            continue
        late = row.light == "red" and row.due_on is not None and row.due_on <= end
        parts = [row.light_word.replace(" ", "")] if late else []
        parts += [row.obstacle.rstrip("。")] if row.obstacle else []
        parts += [f"县里退回：{row.returned_reason.rstrip('。')}"] if row.returned_reason else []
        if parts:
            words = f"{_short(row.content)}：{'，'.join(parts)}"
            yield Fact(f"{row.item}:{words}", "problems", words, ("item", row.item))
    if ws.role is Role.STATION:
        for problem in list_problems(ws):
            if problem.ours and problem.lamp.light == "red":
                words = f"整改 {problem.number} {problem.form.description.rstrip('。')}：{problem.lamp.word}"
                yield Fact(f"{problem.id}:{words}", "problems", words, ("problem", problem.id))


def _help(rows: Iterable[SupportRow]) -> Iterable[Fact]:
    for row in rows:
        amount = f"，需 {row.form.amount:,.0f} 元" if row.form.amount else ""
        by = f"，{row.form.wanted_by.month}月{row.form.wanted_by.day}日前" if row.form.wanted_by else ""
        words = f"请{row.level_label}支持{row.kind_label}：{row.form.subject.rstrip('。')}{amount}{by}（{row.state_label}）"
        yield Fact(f"{row.id}@{row.revision}:{row.state}", "help_wanted", words, ("support_request", row.id))


def _next(rows: Iterable[LedgerRow], start: date, end: date) -> Iterable[Fact]:
    """Tell what comes: next steps that were named, and what falls due in as many days again."""
    until = end + (end - start) if end > start else end
    for row in rows:
        if not row.open or row.holder is not Holder.STATION or row.stage is Stage.UNCLAIMED:
            continue
        due = row.due_on is not None and end < row.due_on <= until
        if row.next_step:
            words = f"{_short(row.content)}：{row.next_step.rstrip('。')}"
        elif due and row.due_on is not None:
            words = f"{row.due_on.month}月{row.due_on.day}日前完成：{_short(row.content)}"
        else:
            continue
        yield Fact(f"{row.item}:{words}", "next_steps", words, ("item", row.item))


def _day(on: date) -> str:
    return f"{on.month}月{on.day}日，"


def _short(text: str) -> str:
    first = text.strip().split("\n")[0].rstrip("。")
    return first if len(first) <= 24 else f"{first[:23]}…"
