"""What both sides have written about the items of the list: a fixed number of set-based queries, whoever asks.

A station asks for itself, the office for some or all of its stations at once.
"""

import math
from datetime import date
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.ids import made_at
from app.tasks.light import USUAL, Lamp, Limit, Thresholds, days_held, light_of, review_days
from app.tasks.schedule import done_share, planned_share
from app.tasks.stage import Holder, Stage, Standing, standing_of
from app.tasks.station_facts import StationFacts, stations_facts
from app.tasks.turns import Rhythm, cycle_of_limit, rhythm_of
from db.models.task_depth import OwnTask
from db.models.tasks import Ability, Change, Decision, Nature, TaskItem, TaskPackage

__all__ = [
    "OWN_PACKAGE",
    "ItemFacts",
    "State",
    "StationFacts",
    "excused",
    "items_now",
    "own_items",
    "state_of",
    "stations_facts",
]

OWN_PACKAGE: Final = "own"
"""What stands for the list of items that a station set itself."""


class ItemFacts(Struct, frozen=True):
    """An item in its newest published version.

    Attributes:
        issued_on: When its list was issued, or published where that was not written down.
        withdrawn: The newest version of its list no longer asks for it.
        changed_in: The newest version that changed it; None: none did.
        own: A station set it itself: no county figure counts it.
        adopts: Own tasks of stations that it took over.
        published: The newest version of its list.
    """

    item: str
    version: int
    package: str
    package_name: str
    issued_on: date
    claim_by: date | None
    position: int
    code: str
    level1: str
    level2: str
    content: str
    standard: str
    category: str
    nature: str
    quantity: int | None
    quantity_unit: str
    cycle: str
    evidence: str
    evidence_count: int
    responsible_unit: str
    basis: str
    note: str
    limit_text: str
    limit: Limit
    change: str
    withdrawn: bool
    changed_in: int | None
    own: bool = False
    published: int = 1
    adopts: tuple[str, ...] = ()


class State(Struct, frozen=True):
    """Everything computed about one item at one station.

    Attributes:
        percent: Share done: closed 100, else from quantities, steps, else as last reported; None: nothing said.
        planned: Share that should be done by today; None: nothing says so.
        limit: As the office extended it.
        due_on: The first day on which something is expected; None: no day is named.
        rhythm: How it comes round; None: it is to be done once.
        quiet_days: For how long the station, whose move it is, has not said a word.
        held_days: Days for which others held it.
        waiting_since: Since when others hold it; None: they do not.
    """

    standing: Standing
    lamp: Lamp
    percent: int | None
    planned: int | None
    limit: Limit
    due_on: date | None
    rhythm: Rhythm | None
    quiet_days: int
    held_days: int
    waiting_since: date | None


_NOTHING = StationFacts()
_DROPPED = {Stage.NOT_APPLICABLE: "不涉及", Stage.WITHDRAWN: "已撤回"}


def items_now(session: Session) -> list[ItemFacts]:
    """Return every item that was ever published, in its newest version, in the order of the lists.

    Those that a later version dropped are there too, as withdrawn.
    """
    lists = _newest_lists(session)
    items = []
    for row, changed_in in session.execute(_item_rows()):
        if (newest_list := lists.get(row.package)) is not None:
            items.append(_item(row, changed_in, newest_list))
    items.sort(key=lambda item: (item.issued_on, item.package, item.withdrawn))
    return items


@cache
def _item_rows() -> Select[*tuple[Any, ...]]:
    published = (TaskItem.version > 0) & TaskItem.void.is_(False)
    newest = (
        select(
            TaskItem.item,
            func.max(TaskItem.version).label("version"),
            func.max(TaskItem.version).filter(TaskItem.change == Change.CHANGED).label("changed_in"),
        )
        .where(published)
        .group_by(TaskItem.item)
        .subquery()
    )
    return (
        select(TaskItem, newest.c.changed_in)
        .join(newest, (newest.c.item == TaskItem.item) & (newest.c.version == TaskItem.version))
        .where(published)
        .order_by(TaskItem.package, TaskItem.position, TaskItem.item)
    )


def own_items(session: Session, site: str) -> list[ItemFacts]:
    """Return the items that a station set itself, the oldest first."""
    rows = session.scalars(
        select(OwnTask).where(OwnTask.site == site, OwnTask.void.is_(False)).order_by(OwnTask.id)
    )
    return [_own_item(row, position) for position, row in enumerate(rows, start=1)]


def state_of(
    item: ItemFacts, facts: StationFacts | None, today: date, thresholds: Thresholds = USUAL
) -> State:
    """Return stage, holder and light of `item` at the station that wrote `facts`."""
    facts = facts or _NOTHING
    standing = standing_of(facts.course(withdrawn=item.withdrawn, own=item.own))
    closed = standing.stage is Stage.CLOSED
    finished_on = facts.completed_on if closed else None
    held = days_held(facts.held, today=finished_on or today) if facts.held else 0
    limit = item.limit if facts.extended_to is None else replace(item.limit, end=facts.extended_to)
    begin = limit.start or facts.start_on or item.issued_on
    rhythm = _rhythm(item, facts, limit, finished_on or today)
    percent = 100 if closed else _percent(item, facts, rhythm)
    planned = None if rhythm else planned_share(begin, limit.end or facts.finish_on, today, facts.steps)
    step_due = min((step.due_on for step in facts.steps if step.due_on and not step.done_on), default=None)
    touched_on = max(filter(None, (facts.last_on, facts.claimed_on, facts.answered_on)), default=None)
    quiet = _quiet_days(facts, standing, limit, touched_on, today)
    lamp = light_of(
        limit,
        today=today,
        since=facts.start_on or item.issued_on,
        started=facts.entries > 0,
        touched_on=touched_on,
        own_end=facts.finish_on,
        held_days=held,
        done_share=None if percent is None else percent / 100,
        planned_share=planned,
        step_due=step_due,
        round_word=None if rhythm is None else _round_word(item, rhythm, today),
        quiet_days=quiet,
        news_days=_news_days(limit, rhythm),
        may_lapse=item.nature == Nature.ENCOURAGED,
        waiting=standing.waiting,
        finished_on=finished_on,
        dropped=_DROPPED.get(standing.stage, ""),
        thresholds=thresholds,
    )
    return State(
        standing=standing,
        lamp=lamp,
        percent=percent,
        planned=None if planned is None else round(planned * 100),
        limit=limit,
        due_on=_due_on(limit, facts.finish_on, step_due, rhythm),
        rhythm=rhythm,
        quiet_days=quiet,
        held_days=held,
        waiting_since=_waiting_since(facts, standing),
    )


def excused(facts: StationFacts, stage: Stage) -> bool:
    """Tell whether the office agreed that the station cannot do it, and it is not done."""
    return (
        facts.ability is not Ability.STATION
        and facts.ability_verdict is Decision.PASSED
        and stage is not Stage.CLOSED
    )


def _percent(item: ItemFacts, facts: StationFacts, rhythm: Rhythm | None) -> int | None:
    if rhythm is not None:
        return max(0, min(100, rhythm.done * 100 // rhythm.wanted))
    if item.quantity:
        return max(0, min(100, facts.quantity_done * 100 // item.quantity))
    share = done_share(facts.steps)
    return facts.percent if share is None else round(share * 100)


def _rhythm(item: ItemFacts, facts: StationFacts, limit: Limit, today: date) -> Rhythm | None:
    cycle = cycle_of_limit(item.cycle, limit.kind, item.limit_text)
    if not cycle:
        return None
    return rhythm_of(
        cycle,
        wanted=item.quantity or 1,
        begin=facts.start_on or facts.claimed_on or item.issued_on,
        limit=limit,
        today=today,
        done=((day, quantity if item.quantity else entries) for day, entries, quantity in facts.dated),
    )


def _round_word(item: ItemFacts, rhythm: Rhythm, today: date) -> str:
    """Return what is wrong with an item that comes round; "" while nothing is."""
    if rhythm.complete:
        return ""
    if rhythm.missed:
        return f"漏办 {len(rhythm.missed)} 次"
    turn = rhythm.turn
    near = max(1, math.ceil(((turn.end - turn.start).days + 1) * 0.10))
    if (turn.end - today).days > near:
        return ""
    return f"{turn.name}还差 {rhythm.wanted - rhythm.done} {item.quantity_unit or '次'}"


def _due_on(limit: Limit, own_end: date | None, step_due: date | None, rhythm: Rhythm | None) -> date | None:
    turn_end = None if rhythm is None or rhythm.complete else rhythm.turn.end
    return min((day for day in (limit.end, own_end, step_due, turn_end) if day is not None), default=None)


def _news_days(limit: Limit, rhythm: Rhythm | None) -> int:
    if rhythm is not None:
        return (rhythm.turn.end - rhythm.turn.start).days + 1
    return review_days(limit) if limit.end is None else 0


def _quiet_days(
    facts: StationFacts, standing: Standing, limit: Limit, touched_on: date | None, today: date
) -> int:
    """Return for how long a claimed item was left alone; days for which others held it do not count."""
    if standing.holder is not Holder.STATION or facts.claim is None or touched_on is None:
        return 0
    days = [touched_on, *(step.done_on for step in facts.steps if step.done_on)]
    days += [back for _, back in facts.held if back is not None]
    days += [day for day in (facts.last_entered_on, limit.start) if day is not None]
    return max(0, (today - max(days)).days)


def _waiting_since(facts: StationFacts, standing: Standing) -> date | None:
    if not standing.waiting:
        return None
    if standing.stage is Stage.CLOSING:
        return facts.requested_on
    if facts.extension is not None and facts.extension_verdict is None:
        return facts.extension_asked_on
    return facts.ability_asked_on or facts.claimed_on or facts.asked_on


def _newest_lists(session: Session) -> dict[str, TaskPackage]:
    found = session.scalars(
        select(TaskPackage)
        .where(TaskPackage.version > 0, TaskPackage.void.is_(False))
        .order_by(TaskPackage.version)
    )
    return {row.package: row for row in found}  # the newest version comes last


def _item(row: TaskItem, changed_in: int | None, newest_list: TaskPackage) -> ItemFacts:
    return ItemFacts(
        item=row.item,
        version=row.version,
        package=row.package,
        package_name=newest_list.name,
        issued_on=newest_list.issued_on or civil_date(newest_list.written_at),
        claim_by=newest_list.claim_by,
        position=row.position,
        code=row.code,
        level1=row.level1,
        level2=row.level2,
        content=row.content,
        standard=row.standard,
        category=row.category,
        nature=row.nature,
        quantity=row.quantity,
        quantity_unit=row.quantity_unit,
        cycle=row.cycle,
        evidence=row.evidence,
        evidence_count=row.evidence_count,
        responsible_unit=row.responsible_unit,
        basis=row.basis,
        note=row.note,
        limit_text=row.limit_text,
        limit=Limit(row.limit_kind, row.limit_start, row.limit_end, row.limit_precision),
        change=row.change,
        withdrawn=row.version < newest_list.version or row.change == Change.WITHDRAWN,
        changed_in=changed_in,
        published=newest_list.version,
        adopts=tuple(row.adopts or ()),
    )


def _own_item(row: OwnTask, position: int) -> ItemFacts:
    return ItemFacts(
        item=row.id,
        version=1,
        package=OWN_PACKAGE,
        package_name="本站自增",
        issued_on=civil_date(made_at(row.id)),
        claim_by=None,
        position=position,
        code=f"自增{position}",
        level1=row.level1 or "本站自增",
        level2="",
        content=row.content,
        standard=row.standard,
        category=row.category,
        nature=row.nature,
        quantity=row.quantity,
        quantity_unit=row.quantity_unit,
        cycle=row.cycle,
        evidence="",
        evidence_count=0,
        responsible_unit="",
        basis=row.basis,
        note=row.note,
        limit_text=row.limit_text,
        limit=Limit(row.limit_kind, row.limit_start, row.limit_end, row.limit_precision),
        change=Change.SAME,
        withdrawn=False,
        changed_in=None,
        own=True,
    )
