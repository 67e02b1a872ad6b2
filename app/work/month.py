"""A month at a glance: limits, events, activities, days off, and how much each week asks of whom."""

import calendar
from collections import Counter
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.meetings.meetings import list_meetings
from app.rectification.problems import list_problems
from app.rectification.standing import OPEN_STAGES
from app.reporting.duty import DutyDay, list_duty
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.stage import Holder
from app.work.facts import Happening, happenings
from app.work.plans import Plans, plans_in
from app.workspace import Workspace
from db.models.activities import DayPlan, PlanKind
from db.models.campaigns import Campaign, Phase, PhaseStep

__all__ = ["DayView", "Load", "Mark", "MarkKind", "MonthView", "read_month"]


class MarkKind(StrEnum):
    """What a mark in the calendar stands for, in the order of a day."""

    TASK = "task"
    PROBLEM = "problem"
    EVENT = "event"  # one's own
    PUT_OFF = "put_off"  # a task, problem or event put off to this day
    MEETING = "meeting"  # of the county
    STEP = "step"  # of a campaign
    ACTIVITY = "activity"
    LOG = "log"  # everyday lines, all of a day in one mark


class Mark(Struct, frozen=True):
    """One thing on one day.

    Attributes:
        key: Item, problem, event, or log entry; of a put-off thing what was put off.
        light: "green", "yellow", "red", "blue" or "grey".
        word: Beside the title: "时限", "已办", a kind of activity.
        done: Nothing is to be done about it any more.
        put_off: Of something put off: what it is.
    """

    kind: MarkKind
    key: str
    title: str
    light: str
    word: str
    responsible: str = ""
    done: bool = False
    put_off: MarkKind | None = None

    @property
    def opens(self) -> MarkKind:
        """What `key` names."""
        return self.put_off or self.kind


class DayView(Struct, frozen=True):
    """One day; `name` is a holiday's, 周末 or 调休上班, `off` whether it is free."""

    on: date
    name: str
    off: bool
    duty: tuple[str, ...]
    marks: tuple[Mark, ...]


class Load(Struct, frozen=True):
    """How much is to be done in a week, by the person who answers for it, most first."""

    total: int
    by_person: tuple[tuple[str, int], ...]


class MonthView(Struct, frozen=True):
    """Whole weeks, Monday first, that cover a month, and what each asks for."""

    year: int
    month: int
    weeks: tuple[tuple[DayView, ...], ...]
    loads: tuple[Load, ...]

    def day(self, on: date) -> DayView | None:
        """Return a day; None: it is not shown."""
        return next((day for week in self.weeks for day in week if day.on == on), None)


_ORDER: Final = {kind: place for place, kind in enumerate(MarkKind)}


def read_month(ws: Workspace, year: int, month: int) -> MonthView:
    """Return everything known of the days of a month."""
    weeks = calendar.Calendar().monthdatescalendar(year, month)
    first, last = weeks[0][0], weeks[-1][-1]
    marks: dict[date, list[Mark]] = {}
    titles: dict[str, tuple[MarkKind, str, str]] = {}  # what can be put off: kind, title, responsible
    for row in list_ledger(ws):
        titles[row.item] = (MarkKind.TASK, row.content, row.responsible_name)
        if row.due_on is not None and first <= row.due_on <= last and row.holder is not Holder.NOBODY:
            marks.setdefault(row.due_on, []).append(_task(row))
    for problem in list_problems(ws, stages=OPEN_STAGES):
        titles[problem.id] = (MarkKind.PROBLEM, problem.form.description, problem.responsible_name)
        if problem.ours and problem.limit_end is not None and first <= problem.limit_end <= last:
            marks.setdefault(problem.limit_end, []).append(
                Mark(
                    MarkKind.PROBLEM,
                    problem.id,
                    problem.form.description,
                    problem.lamp.light,
                    "整改时限",
                    problem.responsible_name,
                )
            )
    with ws.read() as session:
        plans = plans_in(session, ws.site)
        for on, mark in (*_own(session, ws, plans), *_steps(session, first, last)):
            marks.setdefault(on, []).append(mark)
    titles.update({event.id: (MarkKind.EVENT, event.text, "") for event in plans.events})
    for target, off in plans.put_off.items():
        if target in titles and off.to >= ws.today:
            kind, title, responsible = titles[target]
            marks.setdefault(off.to, []).append(
                Mark(MarkKind.PUT_OFF, target, title, "yellow", "推到这天", responsible, put_off=kind)
            )
    for on, mark in _meetings(ws, first, last):
        marks.setdefault(on, []).append(mark)
    for on, lines in _by_day(happenings(ws, first, min(last, ws.today))).items():
        marks.setdefault(on, []).extend(_log(lines))
    days = {day.on: day for day in list_duty(ws, first, last)}
    views = tuple(tuple(_view(days[on], marks.get(on, [])) for on in week) for week in weeks)
    return MonthView(year, month, views, tuple(_load(week) for week in views))


def _view(duty: DutyDay, marks: list[Mark]) -> DayView:
    return DayView(
        on=duty.on,
        name=duty.kind,
        off=bool(duty.kind) and duty.kind != "调休上班",
        duty=tuple(f"{shift.form.post} {shift.form.person}".strip() for shift in duty.shifts),
        marks=tuple(sorted(marks, key=lambda mark: _ORDER[mark.kind])),
    )


def _task(row: LedgerRow) -> Mark:
    return Mark(MarkKind.TASK, row.item, row.content, row.light, "时限", row.responsible_name)


def _own(session: Session, ws: Workspace, plans: Plans) -> list[tuple[date, Mark]]:
    found = []
    for row in session.scalars(
        select(DayPlan).where(DayPlan.site == ws.site, DayPlan.kind == PlanKind.OWN, DayPlan.void.is_(False))
    ):
        if row.done_on is None and row.id in plans.put_off and plans.put_off[row.id].to >= ws.today:
            continue  # stands where it was put off to
        done = row.done_on is not None
        light = "green" if done else "yellow" if row.on <= ws.today else "grey"
        word = "已办" if done else "安排"
        found.append((row.on, Mark(MarkKind.EVENT, row.id, row.text, light, word, done=done)))
    return found


def _steps(session: Session, first: date, last: date) -> list[tuple[date, Mark]]:
    rows = session.execute(
        select(PhaseStep.id, PhaseStep.title, PhaseStep.ends_on, Campaign.name)
        .join(Phase, Phase.id == PhaseStep.phase)
        .join(Campaign, Campaign.id == Phase.campaign)
        .where(
            PhaseStep.void.is_(False),
            Phase.void.is_(False),
            Campaign.void.is_(False),
            PhaseStep.ends_on >= first,
            PhaseStep.ends_on <= last,
        )
    )
    return [
        (row.ends_on, Mark(MarkKind.STEP, row.id, f"{row.title}（{row.name}）", "grey", "活动方案"))
        for row in rows
    ]


def _meetings(ws: Workspace, first: date, last: date) -> list[tuple[date, Mark]]:
    return [
        (
            row.form.on,
            Mark(
                MarkKind.MEETING,
                row.id,
                f"{row.form.title}（{row.form.place}）",
                "yellow" if row.form.on >= ws.today else "grey",
                f"{row.form.begins} 开会".strip(),
                done=row.form.on < ws.today,
            ),
        )
        for row in list_meetings(ws)
        if first <= row.form.on <= last
    ]


def _by_day(lines: list[Happening]) -> dict[date, list[Happening]]:
    found: dict[date, list[Happening]] = {}
    for line in lines:
        found.setdefault(line.on, []).append(line)
    return found


def _log(lines: list[Happening]) -> list[Mark]:
    marks = [
        Mark(MarkKind.ACTIVITY, line.entry, line.topic, "green", line.kind_label, done=True)
        for line in lines
        if line.kind
    ]
    plain = [line for line in lines if not line.kind]
    if plain:
        title = plain[0].text if len(plain) == 1 else f"{plain[0].text} 等 {len(plain)} 条"
        marks.append(Mark(MarkKind.LOG, plain[0].entry, title, "grey", "日志", done=True))
    return marks


def _load(week: tuple[DayView, ...]) -> Load:
    people = Counter(
        mark.responsible
        for day in week
        for mark in day.marks
        if not mark.done and mark.kind is not MarkKind.STEP
    )
    named = [(person, count) for person, count in people.most_common() if person]
    return Load(people.total(), tuple(named))
