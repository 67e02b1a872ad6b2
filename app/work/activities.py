"""The activity register: entries of the log that are events, with what the register asks beyond the line."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.work.facts import Happening, Totals, add_up, happenings_where
from app.work.labels import ACTIVITIES
from app.work.log import progress_of, set_villages
from app.workspace import COUNTY, Workspace
from db.models.activities import Activity, Service
from db.models.units import Unit
from db.models.work import LogEntry

__all__ = [
    "ActivityFilter",
    "ActivityForm",
    "Visit",
    "add_activity",
    "count_activities",
    "list_activities",
    "make_activity",
    "propose_activity",
    "read_activity",
    "save_activity",
    "save_visits",
    "total_activities",
]


class ActivityForm(Struct, frozen=True):
    """An activity as the user fills it in.

    Attributes:
        kind: A key of `app.work.labels.ACTIVITIES`, not empty.
        text: The line of the log; `topic` stands in the register, empty: the line does.
        villages: Ids of all villages it reached.
        hours: From when to when, as written.
    """

    kind: str
    on: date
    text: str
    topic: str = ""
    hours: str = ""
    place: str = ""
    villages: tuple[str, ...] = ()
    people: int | None = None
    audience: str = ""
    organiser: str = ""
    partner: str = ""
    content: str = ""
    handler: str = ""


class Visit(Struct, frozen=True):
    """What one village saw of an event that went through several."""

    unit: str
    on: date
    times: int = 1
    people: int | None = None


class ActivityFilter(Struct, frozen=True):
    """Which activities are wanted; both days inclusive."""

    start: date | None = None
    end: date | None = None
    kind: str = ""
    village: str = ""
    text: str = ""  # words parted by blanks, all of them wanted


def list_activities(
    ws: Workspace,
    *,
    wanted: ActivityFilter | None = None,
    offset: int = 0,
    limit: int | None = None,
    newest_first: bool = True,
) -> list[Happening]:
    """Return activities, the newest first, or in the order of their days for the register on paper."""
    with ws.read() as session:
        return happenings_where(
            session,
            ws.site,
            _where(wanted or ActivityFilter()),
            newest_first=newest_first,
            offset=offset,
            limit=limit,
        )


def count_activities(ws: Workspace, *, wanted: ActivityFilter | None = None) -> int:
    """Return how many activities there are."""
    with ws.read() as session:
        return (
            session.scalar(
                select(func.count())
                .select_from(LogEntry)
                .where(
                    LogEntry.site == ws.site,
                    LogEntry.void.is_(False),
                    *_where(wanted or ActivityFilter()),
                )
            )
            or 0
        )


def total_activities(ws: Workspace, *, wanted: ActivityFilter | None = None) -> Totals:
    """Return what the activities add up to."""
    return add_up(list_activities(ws, wanted=wanted))


def read_activity(ws: Workspace, entry: str) -> Happening:
    """Return one log entry with all that hangs on it.

    Raises:
        InvalidInput: It was deleted.
    """
    with ws.read() as session:
        found = happenings_where(session, ws.site, [LogEntry.id == entry])
    if not found:
        raise InvalidInput("这条日志已经删除了。可以在日志里按 Ctrl+Z 找回来。")
    return found[0]


def add_activity(ws: Workspace, form: ActivityForm) -> str:
    """Enter an activity, which is a line of the log too, and return the entry's id.

    Raises:
        InvalidInput: As `save_activity`.
    """
    _check(ws, form)
    with ws.write() as session:
        entry = session.create(LogEntry(on=form.on, text=_words(form)), stream=COUNTY)
        session.flush()
        _put(session, entry, form)
        return entry.id


def propose_activity(ws: Workspace) -> ActivityForm:
    """Return what a new activity starts with: today, and who held and wrote up the last one."""
    last = next(iter(list_activities(ws, limit=1)), None)
    if last is None:
        with ws.read() as session:
            name = session.scalar(select(Unit.name).where(Unit.id == ws.unit)) or ""
        return ActivityForm(kind="show", on=ws.today, text="", organiser=name, handler=ws.person)
    return ActivityForm(
        kind=last.kind, on=ws.today, text="", organiser=last.organiser, handler=last.handler or ws.person
    )


def make_activity(ws: Workspace, entry: str, kind: str) -> None:
    """Turn a line of the log into an activity (转为活动): it stands in the register from now on.

    Raises:
        InvalidInput: `kind` is no kind of activity.
    """
    if not ACTIVITIES.get(kind) or not kind:
        raise InvalidInput("请选一种活动类型。")
    with ws.write() as session:
        found = session.get_one(LogEntry, entry)
        found.activity = kind
        if _details(session, entry) is None:
            session.create(Activity(log_entry=entry, topic="", handler=ws.person), stream=COUNTY)


def save_activity(ws: Workspace, entry: str, form: ActivityForm) -> None:
    """Correct an activity: its line of the log, the progress made from that and the register's details.

    Raises:
        InvalidInput: Nothing says what it was, its day lies in the future, or it has no kind.
    """
    _check(ws, form)
    with ws.write() as session:
        found = session.get_one(LogEntry, entry)
        _put(session, found, form)
        for progress in progress_of(session, entry):
            progress.text, progress.on = found.text, found.on


def save_visits(ws: Workspace, entry: str, visits: Sequence[Visit]) -> None:
    """Say day, times and head count of each village that an event reached.

    Raises:
        InvalidInput: A day lies in the future, or something took place less than once.
    """
    for visit in visits:
        if visit.on > ws.today:
            raise InvalidInput("日期还没有到。到了村里再登记，请改一下日期。")
        if visit.times < 1:
            raise InvalidInput("场次至少是 1。没有去的村，请从名单里去掉。")
    with ws.write() as session:
        found = session.get_one(LogEntry, entry)
        set_villages(session, found, [visit.unit for visit in visits])
        session.flush()
        here = {
            service.unit: service
            for service in session.scalars(
                select(Service).where(Service.log_entry == entry, Service.void.is_(False))
            )
        }
        for visit in visits:
            service = here.get(visit.unit) or session.create(
                Service(log_entry=entry, unit=visit.unit), stream=COUNTY
            )
            service.on = None if visit.on == found.on else visit.on
            service.times, service.people = visit.times, visit.people


def _put(session: WriteSession, entry: LogEntry, form: ActivityForm) -> None:

    entry.on, entry.text, entry.activity = form.on, _words(form), form.kind
    entry.place, entry.organiser = form.place.strip(), form.organiser.strip()
    set_villages(session, entry, form.villages)
    session.flush()
    counted = session.scalar(
        select(func.sum(Service.people)).where(Service.log_entry == entry.id, Service.void.is_(False))
    )
    entry.people = None if form.people == counted else form.people  # the villages' sum stays theirs
    details = _details(session, entry.id) or session.create(Activity(log_entry=entry.id), stream=COUNTY)
    topic = " ".join(form.topic.split())
    details.topic = "" if topic == entry.text else topic
    details.hours, details.partner = form.hours.strip(), form.partner.strip()
    details.audience, details.content = form.audience.strip(), form.content.strip()
    details.handler = form.handler.strip()


def _check(ws: Workspace, form: ActivityForm) -> None:
    if not _words(form):
        raise InvalidInput("请写一句是什么活动。")
    if not form.kind or form.kind not in ACTIVITIES:
        raise InvalidInput("请选一种活动类型。")
    if form.on > ws.today:
        raise InvalidInput("日期还没有到。办完了再登记；要先排上日子，请在“今日”的月历里加。")


def _words(form: ActivityForm) -> str:
    return " ".join((form.text or form.topic).split())


def _details(session: Session, entry: str) -> Activity | None:
    return session.scalars(
        select(Activity)
        .where(Activity.log_entry == entry, Activity.void.is_(False))
        .order_by(Activity.id)
        .limit(1)
    ).one_or_none()


def _where(wanted: ActivityFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [LogEntry.activity != ""]
    if wanted.start is not None:
        conditions.append(LogEntry.on >= wanted.start)
    if wanted.end is not None:
        conditions.append(LogEntry.on <= wanted.end)
    if wanted.kind:
        conditions.append(LogEntry.activity == wanted.kind)
    if wanted.village:
        part = select(Service.id).where(
            Service.log_entry == LogEntry.id, Service.unit == wanted.village, Service.void.is_(False)
        )
        conditions.append(or_(LogEntry.unit == wanted.village, part.exists()))
    for word in wanted.text.split():
        details = select(Activity.id).where(
            Activity.log_entry == LogEntry.id,
            Activity.void.is_(False),
            or_(
                Activity.topic.contains(word, autoescape=True),
                Activity.partner.contains(word, autoescape=True),
            ),
        )
        conditions.append(
            or_(
                LogEntry.text.contains(word, autoescape=True),
                LogEntry.place.contains(word, autoescape=True),
                LogEntry.organiser.contains(word, autoescape=True),
                details.exists(),
            )
        )
    return conditions
