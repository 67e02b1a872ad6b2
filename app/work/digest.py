"""What changed since the ledger was opened last: what the county sent, what time did, what waits to be sorted."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.reporting.county_rules import rule_in
from app.tasks.facts import items_now, state_of, stations_facts
from app.tasks.stage import Holder
from app.work.log import LogFilter, count_log
from app.workspace import Workspace
from db.models.log import LogLine
from db.models.packages import Intake
from db.models.tasks import Change, Decision, TaskItem, Verdict

__all__ = ["Digest", "read_digest", "week_to_sort"]

_WORDS: Final = {
    "answer": "答复 {} 条",
    "order_slip": "交办单 {} 张",
    "support_reply": "支持事项回复 {} 条",
    "instruction": "通知要求 {} 条",
    "circular": "通报 {} 份",
    "standard_pack": "标准 {} 套",
}
_FRIDAY: Final = 4


class Digest(Struct, frozen=True):
    """What changed since `since`.

    Attributes:
        since: When the ledger was opened last; None: it never was.
        came: What was taken in from the county, in words.
        turned: Items whose light has become (red, yellow) by the passing of days alone.
        to_sort: Lines of the log about no task, from `sort_from` to `sort_to`; 0 outside the end of a week.
    """

    since: datetime | None
    came: tuple[str, ...]
    turned: tuple[int, int]
    to_sort: int
    sort_from: date
    sort_to: date

    @property
    def sentences(self) -> tuple[str, ...]:
        """What changed, as the page says it; the lines to be sorted are not among it."""
        red, yellow = self.turned
        said = []
        if self.came:
            said.append("县里来了：" + "、".join(self.came))
        if red:
            said.append(f"{red} 项过了时限")
        if yellow:
            said.append(f"{yellow} 项快到时限")
        return tuple(said)


def read_digest(ws: Workspace, since: datetime | None) -> Digest:
    """Return what changed since the ledger was opened at `since`."""
    came: tuple[str, ...] = ()
    turned = (0, 0)
    if since is not None:
        with ws.read() as session:
            came = tuple(_came(session, since))
            turned = _turned(session, ws, civil_date(since))
    start, end, asked = week_to_sort(ws.today)
    wanted = LogFilter(start=start, end=end, unlinked=True)
    return Digest(since, came, turned, count_log(ws, wanted=wanted) if asked else 0, start, end)


def week_to_sort(today: date) -> tuple[date, date, bool]:
    """Return the week whose lines are to be sorted by now, first and last day, and whether it is asked for.

    From Friday on it is this week; on Monday what was left of the last one.
    """
    monday = today - timedelta(days=today.weekday())
    if today.weekday() >= _FRIDAY:
        return monday, today, True
    return monday - timedelta(days=7), monday - timedelta(days=1), today == monday


def _came(session: Session, since: datetime) -> Iterable[str]:
    lines = session.execute(
        select(LogLine.kind, LogLine.record)
        .join(Intake, Intake.id == LogLine.intake)
        .where(Intake.at > since, Intake.undone_at.is_(None))
        .distinct()
    ).all()
    records: dict[str, list[str]] = {}
    for line in lines:
        records.setdefault(line.kind, []).append(line.record)
    yield from _items(session, records.get("task_item", []))
    yield from _verdicts(session, records.get("verdict", []))
    for kind, words in _WORDS.items():
        if kind in records:
            yield words.format(len(records[kind]))


def _items(session: Session, records: list[str]) -> Iterable[str]:
    changes = Counter(session.scalars(select(TaskItem.change).where(TaskItem.id.in_(records))))
    for change, words in (
        (Change.ADDED, "新任务 {} 项"),
        (Change.CHANGED, "有改动的任务 {} 项"),
        (Change.WITHDRAWN, "撤回的任务 {} 项"),
    ):
        if changes[change]:
            yield words.format(changes[change])


def _verdicts(session: Session, records: list[str]) -> Iterable[str]:
    decisions = Counter(session.scalars(select(Verdict.decision).where(Verdict.id.in_(records))))
    for decision, words in (
        (Decision.PASSED, "核验通过 {} 项"),
        (Decision.RETURNED, "退回 {} 项"),
        (Decision.SITE_VISIT, "要到现场核验 {} 项"),
    ):
        if decisions[decision]:
            yield words.format(decisions[decision])


def _turned(session: Session, ws: Workspace, before: date) -> tuple[int, int]:
    if before >= ws.today:
        return 0, 0
    facts, thresholds = stations_facts(session, [ws.site]), rule_in(session).thresholds
    turned = Counter[str]()
    for item in items_now(session):
        told = facts.get((ws.site, item.item))
        now = state_of(item, told, ws.today, thresholds)
        if now.standing.holder is Holder.STATION and now.lamp.light in {"red", "yellow"}:
            turned[now.lamp.light] += state_of(item, told, before, thresholds).lamp.light != now.lamp.light
    return turned["red"], turned["yellow"]
