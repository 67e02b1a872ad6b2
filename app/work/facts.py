"""What happened in a span of days, read from the log once for everybody: registers, reports, archive.

Everything is typed once, as a line of the log. These functions only read; nothing here is stored a second time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, distinct, func, select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.ids import made_at
from app.work.labels import ACTIVITIES
from app.workspace import Workspace
from db.models.activities import Activity, Service
from db.models.tasks import Claim, Progress, TaskItem
from db.models.units import Unit
from db.models.work import EvidenceUse, LogEntry

__all__ = [
    "Happening",
    "KindTotal",
    "Reached",
    "Totals",
    "add_up",
    "happenings",
    "happenings_where",
    "services",
]


class Reached(Struct, frozen=True):
    """One village that an event reached on one day.

    Attributes:
        service: The record that says so; None: the log entry itself names this one village.
        kind: Of the activity, a key of `app.work.labels.ACTIVITIES`.
        times: How often, such as showings on that day.
        people: How many came there; None: not counted by village.
    """

    entry: str
    service: str | None
    unit: str
    village: str
    kind: str
    on: date
    times: int
    people: int | None
    organiser: str


class Happening(Struct, frozen=True):
    """A line of the log with all that hangs on it.

    Attributes:
        on: The day it happened, `entered_on` the day it was typed; `late`: on a later day (补记).
        activity: Id of the record with the register's details; None: nothing beyond the line.
        kind: "" for everyday work, else a key of `ACTIVITIES`; `kind_label` in words.
        topic: The activity's title; the words of the line where none was given.
        people: Head count, added up over the villages where only those were counted; None: not counted.
        villages: What it reached; empty: it names no village.
        item: The task it is progress of, in words `task`, counting `quantity`; None: none.
        files: Photos and files attached to it.
    """

    entry: str
    on: date
    entered_on: date
    late: bool
    text: str
    place: str
    kind: str
    kind_label: str
    people: int | None
    organiser: str
    villages: tuple[Reached, ...]
    activity: str | None
    topic: str
    hours: str
    partner: str
    audience: str
    content: str
    handler: str
    item: str | None
    task: str
    quantity: int | None
    files: int

    @property
    def where(self) -> str:
        """Its place in words: the place, else its villages."""
        names = list(dict.fromkeys(reached.village for reached in self.villages if reached.village))
        villages = f"{'、'.join(names[:2])}等 {len(names)} 村" if len(names) > 2 else "、".join(names)
        if not self.place or self.place in villages:
            return villages
        if len(names) == 1 and names[0] not in self.place:
            return f"{names[0]}{self.place}"
        return self.place if len(names) < 2 else f"{self.place}（{villages}）"

    @property
    def times(self) -> int:
        """How often it took place, at least once."""
        return max(1, sum(reached.times for reached in self.villages))


class KindTotal(Struct, frozen=True):
    """What a span saw of one kind of activity."""

    kind: str
    label: str
    times: int
    people: int


class Totals(Struct, frozen=True):
    """What a span adds up to.

    Attributes:
        entries: Lines of the log, on `days` different days; `late` of them were entered on a later day.
        activities: Lines that are activities, which took place `times` times before `people` people.
        by_kind: Kinds that occurred, in the order of `ACTIVITIES`.
        villages: Different villages that an activity reached.
        unlinked: Lines that are about no task.
    """

    entries: int
    days: int
    late: int
    activities: int
    times: int
    people: int
    by_kind: tuple[KindTotal, ...]
    villages: int
    files: int
    unlinked: int


def happenings(
    ws: Workspace, start: date, end: date, *, activities_only: bool = False, site: str | None = None
) -> list[Happening]:
    """Return what happened from `start` to `end`, both inclusive, the earliest first.

    Args:
        activities_only: Without everyday work.
        site: Of the station, at the office; None: our own.
    """
    conditions = [LogEntry.on >= start, LogEntry.on <= end]
    if activities_only:
        conditions.append(LogEntry.activity != "")
    with ws.read() as session:
        return happenings_where(session, site or ws.site, conditions)


def services(
    ws: Workspace, start: date, end: date, *, kind: str = "", site: str | None = None
) -> list[Reached]:
    """Return every village that an activity reached from `start` to `end`, both inclusive, by day.

    A tour through five villages is one line of the log and five of these.

    Args:
        kind: Only this kind of activity; "": all.
        site: Of the station, at the office; None: our own.
    """
    on = func.coalesce(Service.on, LogEntry.on)
    ours = [LogEntry.site == (site or ws.site), LogEntry.void.is_(False), LogEntry.activity != ""]
    if kind:
        ours.append(LogEntry.activity == kind)
    with ws.read() as session:
        several = select(Service, LogEntry).join(LogEntry, LogEntry.id == Service.log_entry)
        rows = session.execute(several.where(*ours, Service.void.is_(False), on >= start, on <= end)).all()
        parts = [(entry, service) for service, entry in rows]
        has_parts = select(Service.id).where(Service.log_entry == LogEntry.id, Service.void.is_(False))
        whole = session.scalars(
            select(LogEntry).where(
                *ours,
                LogEntry.unit.is_not(None),
                LogEntry.on >= start,
                LogEntry.on <= end,
                ~has_parts.exists(),
            )
        ).all()
        found: list[tuple[LogEntry, Service | None]] = [*parts, *((entry, None) for entry in whole)]
        names = _names(session, {service.unit if service else entry.unit for entry, service in found})
        reached = [_reached(entry, service, names) for entry, service in found]
    return sorted(reached, key=lambda one: (one.on, one.entry, one.service or ""))


def add_up(found: Iterable[Happening]) -> Totals:
    """Add up happenings; the same figures for the day report, the month's return and the register."""
    lines = list(found)
    events = [line for line in lines if line.kind]
    times, people = Counter[str](), Counter[str]()
    for event in events:
        times[event.kind] += event.times
        people[event.kind] += event.people or 0
    order = [*ACTIVITIES, *sorted(set(times) - set(ACTIVITIES))]
    return Totals(
        entries=len(lines),
        days=len({line.on for line in lines}),
        late=sum(line.late for line in lines),
        activities=len(events),
        times=times.total(),
        people=people.total(),
        by_kind=tuple(
            KindTotal(kind, ACTIVITIES.get(kind, kind), times[kind], people[kind])
            for kind in order
            if times[kind]
        ),
        villages=len({reached.unit for event in events for reached in event.villages}),
        files=sum(line.files for line in lines),
        unlinked=sum(line.item is None for line in lines),
    )


def happenings_where(
    session: Session,
    site: str,
    conditions: Sequence[ColumnElement[bool]],
    *,
    newest_first: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> list[Happening]:
    """Return the live log entries of `site` that meet `conditions`, inside a session."""
    order = (LogEntry.on.desc(), LogEntry.id.desc()) if newest_first else (LogEntry.on, LogEntry.id)
    entries = session.scalars(
        select(LogEntry)
        .where(LogEntry.site == site, LogEntry.void.is_(False), *conditions)
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    ).all()
    # a span is asked for by its condition, a page by its ids: neither reads more than it shows
    ids: Select[str] | list[str] = (
        select(LogEntry.id).where(LogEntry.site == site, LogEntry.void.is_(False), *conditions)
        if limit is None
        else [entry.id for entry in entries]
    )
    details = {
        row.log_entry: row
        for row in session.scalars(
            select(Activity)
            .where(Activity.log_entry.in_(ids), Activity.void.is_(False))
            .order_by(Activity.id)
        )
    }
    parts: dict[str, list[Service]] = {}
    for part in session.scalars(
        select(Service).where(Service.log_entry.in_(ids), Service.void.is_(False)).order_by(Service.id)
    ):
        parts.setdefault(part.log_entry, []).append(part)
    tasks = _tasks(session, ids)
    files = {
        row.target: row.files
        for row in session.execute(
            select(EvidenceUse.target, func.count(distinct(EvidenceUse.evidence)).label("files"))
            .where(EvidenceUse.target.in_(ids), EvidenceUse.void.is_(False))
            .group_by(EvidenceUse.target)
        )
    }
    units = {part.unit for those in parts.values() for part in those} | {entry.unit for entry in entries}
    names = _names(session, units)
    return [
        _happening(
            entry,
            details.get(entry.id),
            parts.get(entry.id, []),
            tasks.get(entry.id),
            files.get(entry.id, 0),
            names,
        )
        for entry in entries
    ]


def _names(session: Session, units: set[str | None]) -> dict[str, str]:
    wanted = [unit for unit in units if unit is not None]
    found = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))
    return {row.id: row.name for row in found}


def _tasks(session: Session, ids: Select[str] | list[str]) -> dict[str, tuple[str, str, int | None]]:
    return {
        row.log_entry: (row.item, row.content or "", row.quantity)
        for row in session.execute(
            select(Progress.log_entry, Claim.item, TaskItem.content, Progress.quantity)
            .join(Claim, Claim.id == Progress.claim)
            .outerjoin(TaskItem, (TaskItem.item == Claim.item) & (TaskItem.version == Claim.item_version))
            .where(Progress.log_entry.in_(ids), Progress.void.is_(False))
        )
    }


def _reached(entry: LogEntry, part: Service | None, names: dict[str, str]) -> Reached:
    unit = part.unit if part else entry.unit or ""
    return Reached(
        entry=entry.id,
        service=part.id if part else None,
        unit=unit,
        village=names.get(unit, ""),
        kind=entry.activity,
        on=(part.on if part else None) or entry.on,
        times=part.times if part else 1,
        people=part.people if part else entry.people,
        organiser=entry.organiser,
    )


def _happening(
    entry: LogEntry,
    detail: Activity | None,
    parts: Sequence[Service],
    task: tuple[str, str, int | None] | None,
    files: int,
    names: dict[str, str],
) -> Happening:
    entered_on = civil_date(made_at(entry.id))
    villages = tuple(_reached(entry, part, names) for part in parts)
    if not villages and entry.unit:
        villages = (_reached(entry, None, names),)
    counted = [part.people for part in parts if part.people is not None]
    return Happening(
        entry=entry.id,
        on=entry.on,
        entered_on=entered_on,
        late=entered_on > entry.on,
        text=entry.text,
        place=entry.place,
        kind=entry.activity,
        kind_label=ACTIVITIES.get(entry.activity, entry.activity),
        people=entry.people if entry.people is not None else sum(counted) if counted else None,
        organiser=entry.organiser,
        villages=villages,
        activity=detail.id if detail else None,
        topic=(detail.topic if detail else "") or entry.text,
        hours=detail.hours if detail else "",
        partner=detail.partner if detail else "",
        audience=detail.audience if detail else "",
        content=detail.content if detail else "",
        handler=detail.handler if detail else "",
        item=task[0] if task else None,
        task=task[1] if task else "",
        quantity=task[2] if task else None,
        files=files,
    )
