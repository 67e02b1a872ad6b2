"""What both sides have written about the items of the list: a fixed number of set-based queries, whoever asks.

A station asks for itself, the office for some or all of its stations at once.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.tasks.light import Lamp, Limit, days_held, light_of
from app.tasks.stage import Stage, Standing, standing_of
from app.tasks.station_facts import StationFacts, stations_facts
from db.models import Change, Nature, TaskItem, TaskPackage

__all__ = ["ItemFacts", "State", "StationFacts", "items_now", "state_of", "stations_facts"]


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item in its newest published version.

    Attributes:
        issued_on: When its list was issued, or published where that was not written down.
        withdrawn: The newest version of its list no longer asks for it.
        changed_in: The newest version that changed it; None: none did.
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


@dataclass(frozen=True, slots=True)
class State:
    """Everything computed about one item at one station.

    Attributes:
        percent: Share done: closed 100, else from quantities, else as last reported; None: nothing said.
        held_days: Days for which others held it.
        waiting_since: Since when others hold it; None: they do not.
    """

    standing: Standing
    lamp: Lamp
    percent: int | None
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


def state_of(item: ItemFacts, facts: StationFacts | None, today: date) -> State:
    """Return stage, holder and light of `item` at the station that wrote `facts`."""
    facts = facts or _NOTHING
    standing = standing_of(facts.course(withdrawn=item.withdrawn))
    closed = standing.stage is Stage.CLOSED
    finished_on = facts.completed_on if closed else None
    held = days_held(facts.held, today=finished_on or today) if facts.held else 0
    percent = 100 if closed else _percent(item, facts)
    lamp = light_of(
        item.limit,
        today=today,
        since=facts.start_on or item.issued_on,
        started=facts.entries > 0,
        touched_on=max(filter(None, (facts.last_on, facts.claimed_on, facts.answered_on)), default=None),
        own_end=facts.finish_on,
        held_days=held,
        done_share=None if percent is None else percent / 100,
        may_lapse=item.nature == Nature.ENCOURAGED,
        waiting=standing.waiting,
        finished_on=finished_on,
        dropped=_DROPPED.get(standing.stage, ""),
    )
    waiting_since = None
    if standing.waiting:
        waiting_since = facts.requested_on or facts.claimed_on or facts.asked_on
    return State(standing, lamp, percent, held, waiting_since)


def _percent(item: ItemFacts, facts: StationFacts) -> int | None:
    if item.quantity:
        return max(0, min(100, facts.quantity_done * 100 // item.quantity))
    return facts.percent


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
    )
