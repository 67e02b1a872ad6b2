"""What happened at a station in a span of days, as facts that reports are drafted from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final
from zlib import crc32

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rectification.problems import list_problems
from app.reporting.support import SupportRow, list_support
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Holder, Stage
from app.work.facts import Happening, add_up, happenings
from app.workspace import Role, Workspace
from db.models.rectification import Problem
from db.models.tasks import Claim, ClosureRequest, Progress, Target

__all__ = ["SECTIONS", "Fact", "Facts", "as_on", "facts_of"]

SECTIONS: Final[Mapping[str, str]] = {
    "done": "完成的工作",
    "problems": "存在的问题",
    "help_wanted": "需要协调解决的事",
    "next_steps": "下步打算",
}

_IN_FULL_DAYS: Final = 10  # longer spans are told by kind and task
_NAMED: Final = 3
_MANY: Final = 6


class Fact(Struct, frozen=True):
    """One thing that happened or stands, in words.

    Attributes:
        key: Changes when the record behind it changes: a record's id and revision.
        section: A key of `SECTIONS`.
        record: (kind, id) of the record to open: "log_entry", "problem" or "support_request".
    """

    key: str
    section: str
    words: str


class Facts(Struct, frozen=True):
    """The facts of a span, and its figures.

    Attributes:
        entries: Lines of the log.
        activities: How often activities took place, `people` who came to them, added up.
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
    then = as_on(ws, min(end, ws.today))
    long = (end - start).days > _IN_FULL_DAYS
    rows = {row.item: row for row in list_ledger(then)}
    happened = happenings(ws, start, end)
    totals = add_up(happened)
    with ws.read() as session:
        entered = list(_progress(session, ws, start, end, rows))
        closings, items_closed, problems_closed = _closings(session, ws, start, end, rows)
        found = session.scalars(
            select(Problem.id).where(
                Problem.site == ws.site,
                Problem.void.is_(False),
                Problem.found_on >= start,
                Problem.found_on <= end,
            )
        ).all()
    return Facts(
        start=start,
        end=end,
        facts=(
            *(_condensed(happened) if long else map(_happened, happened)),
            *(_newest(entered) if long else (fact for _, fact in entered)),
            *(_counted(closings) if long and len(closings) > _MANY else closings),
            *_troubles(then, rows.values(), end),
            *_help(list_support(ws, open_only=True)),
            *_next(rows.values(), start, end),
        ),
        entries=totals.entries,
        activities=totals.times,
        people=totals.people,
        items_closed=items_closed,
        problems_found=len(found),
        problems_closed=problems_closed,
    )


def as_on(ws: Workspace, day: date) -> Workspace:
    """Return the same ledger with its clock at noon of `day` in China: lights and delays are those of that day."""
    return ws.at(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def _fact(section: str, record: str, words: str) -> Fact:
    """Return a fact whose key says what it says: another wording is another fact."""
    return Fact(f"{record}:{crc32(words.encode()):08x}", section, words)


def _happened(event: Happening) -> Fact:
    """Tell a line of the log, an activity with its kind and head count."""
    notes = [event.kind_label] if event.kind else []
    notes += [f"{event.times} 场"] if event.times > 1 else []
    notes += [f"{event.people} 人"] if event.people else []
    words = f"{_day(event.on)}{event.text.rstrip('。')}" + (f"（{'，'.join(notes)}）" if notes else "")
    return _fact("done", event.entry, words)


def _condensed(happened: Sequence[Happening]) -> Iterable[Fact]:
    """Tell a long span: activities by kind, other lines by the task they are about, the rest as a number."""
    kinds: dict[str, list[Happening]] = {}
    tasks: dict[str, list[Happening]] = {}
    plain: list[Happening] = []
    for event in happened:
        if event.kind:
            kinds.setdefault(event.kind, []).append(event)
        elif event.item:
            tasks.setdefault(event.item, []).append(event)
        else:
            plain.append(event)
    for kind, events in kinds.items():
        people = sum(event.people or 0 for event in events)
        told = "、".join(_short(event.topic) for event in events[-_NAMED:])
        counted = f"，{people} 人次" if people else ""
        words = f"{events[0].kind_label} {sum(event.times for event in events)} 场{counted}：{told}"
        yield _fact("done", kind, words + ("等" if len(events) > _NAMED else ""))
    for item, events in tasks.items():
        last = events[-1]
        often = f"（共 {len(events)} 次）" if len(events) > 1 else ""
        yield _fact("done", item, f"{_short(last.task)}：{_day(last.on)}{last.text.rstrip('。')}{often}")
    yield from map(_happened, plain[-_NAMED:])
    if len(plain) > _NAMED:
        yield _fact("done", "plain", f"另有日常工作 {len(plain) - _NAMED} 条，见工作日志")


def _newest(entered: Sequence[tuple[str, Fact]]) -> Iterable[Fact]:
    """Tell the newest progress of each item, and of many items only how many more there are."""
    newest = list(dict(entered).values())
    yield from newest[-_MANY:]
    if len(newest) > _MANY:
        yield _fact("done", "progress", f"另有 {len(newest) - _MANY} 项任务有进展，见工作台账")


def _counted(closings: Sequence[Fact]) -> Iterable[Fact]:
    """Tell the last of many closings, and how many there are."""
    yield from closings[-_NAMED:]
    yield _fact(
        "done", "closings", f"本期申请办结任务、完成整改共 {len(closings)} 件，其余见工作台账和整改台账"
    )


def _progress(
    session: Session, ws: Workspace, start: date, end: date, rows: Mapping[str, LedgerRow]
) -> Iterable[tuple[str, Fact]]:
    """Yield the item and the words of progress entered in the ledger itself; what came from the log is told already."""
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
        yield item, _fact("done", progress.id, words)


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
        word = "办结" if row and row.stage is Stage.CLOSED else "申请办结"
        what = f"{word}“{_short(row.content)}”" if row else "完成整改"
        words = f"{_day(request.completed_on)}{what}：{request.result.rstrip('。')}"
        facts.append(_fact("done", request.id, words))
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
            yield _fact("problems", row.item, words)
    if ws.role is Role.STATION:
        for problem in list_problems(ws):
            if problem.ours and problem.lamp.light == "red":
                words = f"整改 {problem.number} {problem.form.description.rstrip('。')}：{problem.lamp.word}"
                yield _fact("problems", problem.id, words)


def _help(rows: Iterable[SupportRow]) -> Iterable[Fact]:
    for row in rows:
        amount = f"，需 {row.form.amount:,.0f} 元" if row.form.amount else ""
        by = f"，{row.form.wanted_by.month}月{row.form.wanted_by.day}日前" if row.form.wanted_by else ""
        words = f"请{row.level_label}支持{row.kind_label}：{row.form.subject.rstrip('。')}{amount}{by}（{row.state_label}）"
        yield _fact("help_wanted", row.id, words)


def _next(rows: Iterable[LedgerRow], start: date, end: date) -> Iterable[Fact]:
    """Tell what comes: next steps that were named, what falls due in as many days again, else the most urgent."""
    until = end + (end - start)
    ours = [
        row for row in rows if row.holder is Holder.STATION and row.open and row.stage is not Stage.UNCLAIMED
    ]
    told = False
    for row in ours:
        if row.next_step:
            words = f"{_short(row.content)}：{row.next_step.rstrip('。')}"
        elif row.due_on is not None and end < row.due_on <= until:
            words = f"{row.due_on.month}月{row.due_on.day}日前完成：{_short(row.content)}"
        else:
            continue
        told = True
        yield _fact("next_steps", row.item, words)
    if not told:
        for row in sorted(ours, key=lambda row: (-row.days_late, row.due_on or date.max))[:_NAMED]:
            yield _fact("next_steps", row.item, f"继续推进：{_short(row.content)}")


def _day(on: date) -> str:
    return f"{on.month}月{on.day}日，"


def _short(text: str) -> str:
    first = text.strip().split("\n")[0].rstrip("。")
    return first if len(first) <= 24 else f"{first[:23]}…"
