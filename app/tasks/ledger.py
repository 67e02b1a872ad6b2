"""The ledger: every item of the list as one station stands to it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from app.errors import InvalidInput
from app.reporting.county_rules import rule_in
from app.tasks.facts import StationFacts, items_now, own_items, state_of, stations_facts
from app.tasks.ledger_row import LedgerRow, ledger_row
from app.tasks.stage import Holder, Stage
from app.workspace import Workspace
from db.models.tasks import Ability, ClaimDecision

__all__ = [
    "EVERYTHING",
    "NOBODY",
    "LedgerFilter",
    "LedgerRow",
    "groups_of",
    "light_counts",
    "list_ledger",
    "read_row",
]


class LedgerFilter(Struct, frozen=True):
    """Which lines are wanted; empty sets and texts want all."""

    lights: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    holder: str = ""
    ability: str = ""
    group: str = ""  # level 1
    package: str = ""
    responsible: str = ""  # id of a person, or NOBODY: open, claimed, and nobody answers for it
    text: str = ""  # words parted by blanks, all of them wanted


NOBODY: Final = "nobody"
EVERYTHING: Final = LedgerFilter()

_ORDERS: Final[dict[str, Callable[[LedgerRow], Any]]] = {
    "number": lambda row: row.number,
    "group": lambda row: (row.level1, row.level2),
    "content": lambda row: row.content,
    "due": lambda row: row.due_on or date.max,
    "light": lambda row: (_URGENCY[row.light], -row.days_late, row.due_on or date.max),
    "stage": lambda row: list(Stage).index(row.stage),
    "holder": lambda row: list(Holder).index(row.holder),
    "ability": lambda row: list(Ability).index(Ability(row.ability)),
    "responsible": lambda row: row.responsible_name,
    "percent": lambda row: -1 if row.percent is None else row.percent,
    "evidence": lambda row: -row.evidence_missing,
    "last": lambda row: row.last_on or date.min,
}
_URGENCY: Final[dict[str, int]] = {
    light: n for n, light in enumerate(("red", "yellow", "blue", "green", "grey"))
}


def list_ledger(
    ws: Workspace,
    *,
    wanted: LedgerFilter = EVERYTHING,
    order: str = "number",
    descending: bool = False,
    site: str | None = None,
) -> list[LedgerRow]:
    """Return the lines of the ledger; what the station set itself comes last.

    Items that were withdrawn from the list before anybody claimed them are left out.

    Args:
        order: "number", "group", "content", "due", "light" (most urgent first), "stage", "holder",
            "ability", "responsible", "percent", "evidence" or "last"; then by number.
        site: Of the station, at the office; None: our own.
    """
    site = site or ws.site
    with ws.read() as session:
        items = [*items_now(session), *own_items(session, site)]
        facts = stations_facts(session, [site])
        thresholds = rule_in(session).thresholds
    adopters = {
        own: item
        for item in items
        if item.adopts and not item.withdrawn and not _claimed(facts.get((site, item.item)))
        for own in item.adopts
    }
    contents = {item.item: item.content for item in items if item.own} if adopters else {}
    rows: list[LedgerRow] = []
    for item in items:
        told = facts.get((site, item.item))
        if item.withdrawn and (told is None or told.claim is None):
            continue
        number = len(rows) + 1
        row = ledger_row(number, item, told or StationFacts(), state_of(item, told, ws.today, thresholds))
        if (county := adopters.get(item.item)) is not None:
            row = replace(row, adopted_by=county.item)
        elif item.adopts and (words := [contents[own] for own in item.adopts if own in contents]):
            row = replace(row, takes_over=words[0])
        rows.append(row)
    matches = _matcher(wanted)
    rows = [row for row in rows if matches(row)]
    if order != "number" or descending:
        rows.sort(key=_ORDERS[order], reverse=descending)
    return rows


def read_row(ws: Workspace, item: str, *, site: str | None = None) -> LedgerRow:
    """Return one line of the ledger.

    Raises:
        InvalidInput: The item is not in the list (any more).
    """
    for row in list_ledger(ws, site=site):
        if row.item == item:
            return row
    raise InvalidInput("这一项已不在任务清单里，请返回台账查看。")


def light_counts(rows: Iterable[LedgerRow]) -> dict[str, int]:
    """Return the number of lines by light, all five named."""
    counts = dict.fromkeys(_URGENCY, 0)
    for row in rows:
        counts[row.light] += 1
    return counts


def groups_of(rows: Iterable[LedgerRow]) -> list[str]:
    """Return the groups (level 1) of `rows` in the order of the list."""
    return list(dict.fromkeys(row.level1 for row in rows))


def _claimed(facts: StationFacts | None) -> bool:
    return facts is not None and facts.claim is not None


def _answers_for(row: LedgerRow) -> str:
    if row.open and row.decision == ClaimDecision.CLAIMED and not row.responsible:
        return NOBODY
    return row.responsible or ""


def _matcher(wanted: LedgerFilter) -> Callable[[LedgerRow], bool]:
    words = wanted.text.casefold().split()

    def matches(row: LedgerRow) -> bool:
        if wanted.lights and row.light not in wanted.lights:
            return False
        if wanted.stages and row.stage not in wanted.stages:
            return False
        pairs = (
            (wanted.holder, row.holder),
            (wanted.ability, row.ability),
            (wanted.group, row.level1),
            (wanted.package, row.package),
            (wanted.responsible, _answers_for(row)),
        )
        if any(asked and asked != here for asked, here in pairs):
            return False
        if not words:
            return True
        text = "\n".join(
            (row.code, row.content, row.standard, row.level1, row.level2, row.responsible_name, row.basis)
        )
        text = text.casefold()
        return all(word in text for word in words)

    return matches
