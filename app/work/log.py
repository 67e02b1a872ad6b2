"""The station's log: one line typed once, which also is the progress of the task it is about."""

import calendar
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.work.facts import Happening, happenings_where
from app.workspace import COUNTY, OWN, Workspace
from db.models.activities import Activity, DayPlan, PlanKind, Service
from db.models.tasks import Claim, Progress
from db.models.units import Unit, UnitKind
from db.models.work import LogEntry

__all__ = [
    "Added",
    "LogFilter",
    "LogRow",
    "VillageRow",
    "add_log",
    "count_log",
    "days_with_entries",
    "edit_log",
    "link_in",
    "link_log",
    "list_log",
    "list_villages",
    "progress_of",
    "remove_log",
    "set_villages",
    "settle_log",
]


class Added(Struct, frozen=True):
    """A new log entry, and the progress entry it made where it was about a claimed task."""

    log_entry: str
    progress: str | None


class LogRow(Struct, frozen=True):
    """One line of the log.

    Attributes:
        late: Entered on a later day than it happened.
        unit: The village, or the first of several; `villages` are all of them, in words `village`.
        item: The task it is about, with `task` in words; None: none.
        files: Photos and files attached to it.
    """

    id: str
    on: date
    entered_on: date
    late: bool
    text: str
    place: str
    unit: str | None
    villages: tuple[str, ...]
    village: str
    activity: str
    activity_label: str
    people: int | None
    organiser: str
    item: str | None
    task: str
    files: int


class LogFilter(Struct, frozen=True):
    """Which entries are wanted; all days inclusive."""

    start: date | None = None
    end: date | None = None
    text: str = ""
    item: str = ""
    activity: str | None = None  # None: all; "": plain lines only
    unlinked: bool = False  # only those about no task, unless the user said that there is none


class VillageRow(Struct, frozen=True):
    """A village of the station."""

    id: str
    name: str


def add_log(
    ws: Workspace,
    text: str,
    *,
    on: date | None = None,
    item: str | None = None,
    quantity: int | None = None,
    unit: str | None = None,
    villages: Sequence[str] = (),
    place: str = "",
    activity: str = "",
    people: int | None = None,
    organiser: str = "",
) -> Added:
    """Write a line into the log.

    Args:
        ws: The station.
        text: What was done.
        on: The day it happened; None: today.
        item: The claimed task it is about: its ledger gets the same words as progress.
        quantity: How many of what the task counts were done; only with `item`.
        unit: The village.
        villages: All villages, where it reached several: one line, a service in each.
        place: Where.
        activity: A key of `app.work.labels.ACTIVITIES`.
        people: How many came.
        organiser: Who held it with whom.

    Raises:
        InvalidInput: Nothing is written, the day lies in the future, or the task is not claimed.
    """
    text = " ".join(text.split())
    if not text:
        raise InvalidInput("请写一句做了什么。")
    day = on or ws.today
    if day > ws.today:
        raise InvalidInput("日期还没有到。日志只记已经做过的事，请改一下日期。")
    with ws.write() as session:
        entry = session.create(
            LogEntry(
                on=day,
                text=text,
                place=place.strip(),
                unit=unit,
                activity=activity,
                people=people,
                organiser=organiser.strip(),
            ),
            stream=COUNTY,
        )
        session.flush()
        if villages:
            set_villages(session, entry, villages)
        progress = None if item is None else link_in(session, ws, entry, item, quantity)
        return Added(entry.id, progress)


def edit_log(
    ws: Workspace,
    entry: str,
    *,
    text: str,
    on: date,
    unit: str | None,
    place: str,
    activity: str,
    people: int | None,
    organiser: str,
    villages: Sequence[str] | None = None,
) -> None:
    """Correct an entry; the progress made from it follows.

    Args:
        villages: All villages it reached; None: `unit` alone says where.

    Raises:
        InvalidInput: Nothing is written, or the day lies in the future.
    """
    text = " ".join(text.split())
    if not text:
        raise InvalidInput("日志不能空着。不要这一条，可以删除它。")
    if on > ws.today:
        raise InvalidInput("日期还没有到。日志只记已经做过的事，请改一下日期。")
    with ws.write() as session:
        found = session.get_one(LogEntry, entry)
        found.text, found.on, found.place = text, on, place.strip()
        set_villages(session, found, villages if villages is not None else [unit] if unit else [])
        found.activity, found.people, found.organiser = activity, people, organiser.strip()
        for progress in progress_of(session, entry):
            progress.text, progress.on = text, on


def link_log(ws: Workspace, entry: str, item: str | None, *, quantity: int | None = None) -> None:
    """Say which task an entry is about; None: none.

    Raises:
        InvalidInput: The task is not claimed.
    """
    with ws.write() as session:
        found = session.get_one(LogEntry, entry)
        for progress in progress_of(session, entry):
            session.withdraw(progress, "改了关联的任务")
        if item is not None:
            link_in(session, ws, found, item, quantity)


def remove_log(ws: Workspace, entry: str) -> None:
    """Take an entry out of the log, and the progress made from it out of the ledger."""
    with ws.write() as session:
        session.withdraw(session.get_one(LogEntry, entry), "删除日志")
        for service in _services_of(session, entry):
            session.withdraw(service, "删除日志")
        for details in _details_of(session, entry):
            session.withdraw(details, "删除日志")
        for progress in progress_of(session, entry):
            session.withdraw(progress, "删除日志")


def settle_log(ws: Workspace, entry: str) -> None:
    """Note that an entry is about no task, so that it is not asked for again."""
    with ws.write() as session:
        on = session.get_one(LogEntry, entry).on
        session.create(DayPlan(kind=PlanKind.SETTLED, on=on, target=entry), stream=OWN)


def list_log(
    ws: Workspace, *, wanted: LogFilter | None = None, offset: int = 0, limit: int = 1000
) -> list[LogRow]:
    """Return entries, the newest day first, within a day in the order of entry reversed."""
    with ws.read() as session:
        found = happenings_where(
            session,
            ws.site,
            _narrowed(ws, session, wanted or LogFilter()),
            newest_first=True,
            offset=offset,
            limit=limit,
        )
    return [_row(line) for line in found]


def count_log(ws: Workspace, *, wanted: LogFilter | None = None) -> int:
    """Return how many entries there are."""
    with ws.read() as session:
        conditions = _narrowed(ws, session, wanted or LogFilter())
        counted = select(func.count()).select_from(LogEntry).where(*conditions)
        return session.scalar(counted) or 0


def days_with_entries(ws: Workspace, year: int, month: int) -> dict[date, int]:
    """Return how many entries each day of a month has, days without any left out."""
    last = calendar.monthrange(year, month)[1]
    with ws.read() as session:
        found = session.execute(
            select(LogEntry.on, func.count().label("entries"))
            .where(*_where(ws, LogFilter(start=date(year, month, 1), end=date(year, month, last))))
            .group_by(LogEntry.on)
        )
        return {row.on: row.entries for row in found}


def list_villages(ws: Workspace) -> list[VillageRow]:
    """Return the station's villages by area code."""
    with ws.read() as session:
        found = session.execute(
            select(Unit.id, Unit.name)
            .where(Unit.parent == ws.unit, Unit.kind == UnitKind.VILLAGE, Unit.void.is_(False))
            .order_by(Unit.code, Unit.name)
        )
        return [VillageRow(row.id, row.name) for row in found]


def _narrowed(ws: Workspace, session: Session, wanted: LogFilter) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of `wanted`; words that are rare are looked for where the index knows of them."""
    conditions = _where(ws, wanted)
    if words := wanted.text.split():
        from app.search.narrowing import narrowed  # late: it loads tables of characters
        from app.search.subjects import Group

        candidates = narrowed(ws, session, (Group.LOG, Group.ACTIVITY), words)
        if candidates is not None:
            return [LogEntry.id.in_(candidates), *conditions]
    return conditions


def _where(ws: Workspace, wanted: LogFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [LogEntry.site == ws.site, LogEntry.void.is_(False)]
    if wanted.start is not None:
        conditions.append(LogEntry.on >= wanted.start)
    if wanted.end is not None:
        conditions.append(LogEntry.on <= wanted.end)
    if wanted.activity is not None:
        conditions.append(LogEntry.activity == wanted.activity)
    for word in wanted.text.split():
        all_texts = LogEntry.text + "\n" + LogEntry.place + "\n" + LogEntry.organiser  # one look, not three
        conditions.append(all_texts.contains(word, autoescape=True))
    linked = select(Progress.id).where(Progress.log_entry == LogEntry.id, Progress.void.is_(False))
    if wanted.unlinked:
        settled = select(DayPlan.id).where(
            DayPlan.target == LogEntry.id, DayPlan.kind == PlanKind.SETTLED, DayPlan.void.is_(False)
        )
        conditions += [~linked.exists(), ~settled.exists()]
    if wanted.item:
        of_item = linked.join(Claim, Claim.id == Progress.claim).where(Claim.item == wanted.item)
        conditions.append(of_item.exists())
    return conditions


def link_in(session: WriteSession, ws: Workspace, entry: LogEntry, item: str, quantity: int | None) -> str:
    """Make an entry the progress of a claimed task, inside a transaction, and return the progress's id."""
    claim = session.scalars(
        select(Claim.id).where(Claim.site == ws.site, Claim.item == item, Claim.void.is_(False)).limit(1)
    ).one_or_none()
    if claim is None:
        raise InvalidInput("这项任务还没有认领，日志没有记到它名下。请先认领，或去掉关联。")
    made = Progress(claim=claim, on=entry.on, text=entry.text, quantity=quantity, log_entry=entry.id)
    return session.create(made, stream=COUNTY).id


def set_villages(session: WriteSession, entry: LogEntry, villages: Sequence[str]) -> None:
    """Say which villages an entry reached, inside a transaction; what is known of those that stay is kept."""
    wanted = list(dict.fromkeys(villages))
    entry.unit = wanted[0] if wanted else None
    here = {service.unit: service for service in _services_of(session, entry.id)}
    several = wanted if len(wanted) > 1 else wanted if set(wanted) & set(here) else []
    for unit, service in here.items():
        if unit not in several:
            session.withdraw(service, "改了村")
    for unit in several:
        if unit not in here:
            session.create(Service(log_entry=entry.id, unit=unit), stream=COUNTY)


def _services_of(session: Session, entry: str) -> Sequence[Service]:
    return session.scalars(select(Service).where(Service.log_entry == entry, Service.void.is_(False))).all()


def _details_of(session: Session, entry: str) -> Sequence[Activity]:
    return session.scalars(
        select(Activity).where(Activity.log_entry == entry, Activity.void.is_(False))
    ).all()


def progress_of(session: Session, entry: str) -> Sequence[Progress]:
    """Return the progress that was made from an entry."""
    return session.scalars(
        select(Progress).where(Progress.log_entry == entry, Progress.void.is_(False))
    ).all()


def _row(line: Happening) -> LogRow:
    units = dict.fromkeys(reached.unit for reached in line.villages)
    names = list(dict.fromkeys(reached.village for reached in line.villages if reached.village))
    return LogRow(
        id=line.entry,
        on=line.on,
        entered_on=line.entered_on,
        late=line.late,
        text=line.text,
        place=line.place,
        unit=next(iter(units), None),
        villages=tuple(units),
        village=names[0] + (f"等 {len(names)} 村" if len(names) > 1 else "") if names else "",
        activity=line.kind,
        activity_label=line.kind_label,
        people=line.people,
        organiser=line.organiser,
        item=line.item,
        task=line.task,
        files=line.files,
    )
