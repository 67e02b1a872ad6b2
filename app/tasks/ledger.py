"""The ledger: every item of the list as one station stands to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from app.errors import InvalidInput
from app.evidence.enough import lacking, rule_of
from app.tasks.facts import ItemFacts, State, StationFacts, items_now, state_of, stations_facts
from app.tasks.labels import label
from app.tasks.light import due_on
from app.tasks.stage import Holder, Stage
from app.workspace import Workspace
from db.models import Ability, Decision

__all__ = ["EVERYTHING", "LedgerFilter", "LedgerRow", "groups_of", "light_counts", "list_ledger", "read_row"]


@dataclass(frozen=True)
class LedgerRow:
    """One line of the ledger; `*_label` is the Chinese of the field before it.

    Attributes:
        number: Place in the lists, from 1: the number on screen and paper.
        due_on: The earlier of the county's last day and the station's own; None: no day is named.
        light: "green", "yellow", "red", "blue" or "grey", with `light_word` and `days_late`.
        held_days: Days for which others held it; the light's limit counts as that much later.
        waiting_since: Since when others hold it; None: they do not.
        percent: Share done; None: nothing was said.
        evidence_missing: Files still asked for; `evidence_lack` names their kinds: 2 张照片、1 份文件.
        open_question: A question or objection waits for the county's answer.
        returned_reason: Why the office returned it; empty unless the stage is 退回.
        needs_look: The list changed the item after it was claimed.
    """

    number: int
    item: str
    item_version: int
    package: str
    package_name: str
    claim_by: date | None
    code: str
    level1: str
    level2: str
    content: str
    standard: str
    category: str
    nature: str
    nature_label: str
    quantity: int | None
    quantity_unit: str
    cycle: str
    limit_text: str
    due_on: date | None
    evidence_asked: str
    evidence_count: int
    responsible_unit: str
    basis: str
    note: str
    change: str
    change_label: str
    claim: str | None
    claim_revision: int
    decision: str | None
    decision_label: str
    reason: str
    ability: str
    ability_label: str
    responsible: str | None
    responsible_name: str
    leader: str
    claimed_on: date | None
    start_on: date | None
    finish_on: date | None
    method: str
    output: str
    stage: Stage
    stage_label: str
    holder: Holder
    holder_label: str
    light: str
    light_word: str
    days_late: int
    held_days: int
    waiting_since: date | None
    percent: int | None
    quantity_done: int
    entries: int
    last_on: date | None
    last_text: str
    obstacle: str
    next_step: str
    evidence: int
    evidence_missing: int
    evidence_lack: str
    request: str | None
    result: str
    completed_on: date | None
    requested_on: date | None
    decided_on: date | None
    questions: int
    open_question: bool
    answer: str
    answered_on: date | None
    returned_reason: str
    needs_look: bool

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.holder is not Holder.NOBODY

    @property
    def sessions(self) -> tuple[int, int] | None:
        """(done, asked for) of an item with a quantity."""
        return (self.quantity_done, self.quantity) if self.quantity else None


@dataclass(frozen=True)
class LedgerFilter:
    """Which lines are wanted; empty sets and texts want all."""

    lights: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    holder: str = ""
    ability: str = ""
    group: str = ""  # level 1
    package: str = ""
    responsible: str = ""
    text: str = ""  # words parted by blanks, all of them wanted


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
    """Return the lines of the ledger.

    Items that were withdrawn from the list before anybody claimed them are left out.

    Args:
        order: "number", "group", "content", "due", "light" (most urgent first), "stage", "holder",
            "ability", "responsible", "percent", "evidence" or "last"; then by number.
        site: Of the station, at the office; None: our own.
    """
    site = site or ws.site
    with ws.read() as session:
        items = items_now(session)
        facts = stations_facts(session, [site])
    rows: list[LedgerRow] = []
    for item in items:
        told = facts.get((site, item.item))
        if item.withdrawn and (told is None or told.claim is None):
            continue
        number = len(rows) + 1
        rows.append(_row(number, item, told or StationFacts(), state_of(item, told, ws.today)))
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
            (wanted.responsible, row.responsible),
        )
        if any(asked and asked != here for asked, here in pairs):
            return False
        if not words:
            return True
        text = "\n".join((row.code, row.content, row.standard, row.level1, row.level2, row.responsible_name))
        text = text.casefold()
        return all(word in text for word in words)

    return matches


def _row(number: int, item: ItemFacts, facts: StationFacts, state: State) -> LedgerRow:
    standing, lamp = state.standing, state.lamp
    lack = lacking(rule_of(item.evidence, item.evidence_count), facts.evidence_kinds)
    returned = ""
    if standing.stage is Stage.RETURNED:
        returned = facts.verdict_reason if facts.verdict is Decision.RETURNED else facts.claim_verdict_reason
    return LedgerRow(
        number=number,
        item=item.item,
        item_version=item.version,
        package=item.package,
        package_name=item.package_name,
        claim_by=item.claim_by,
        code=item.code,
        level1=item.level1,
        level2=item.level2,
        content=item.content,
        standard=item.standard,
        category=item.category,
        nature=item.nature,
        nature_label=label("nature", item.nature),
        quantity=item.quantity,
        quantity_unit=item.quantity_unit,
        cycle=item.cycle,
        limit_text=item.limit_text,
        due_on=due_on(item.limit, facts.finish_on),
        evidence_asked=item.evidence,
        evidence_count=item.evidence_count,
        responsible_unit=item.responsible_unit,
        basis=item.basis,
        note=item.note,
        change=item.change,
        change_label=label("change", item.change),
        claim=facts.claim,
        claim_revision=facts.claim_revision,
        decision=facts.decision,
        decision_label=label("decision", facts.decision) if facts.decision else "",
        reason=facts.reason,
        ability=facts.ability,
        ability_label=label("ability", facts.ability) if facts.claim else "",
        responsible=facts.responsible,
        responsible_name=facts.responsible_name,
        leader=facts.leader,
        claimed_on=facts.claimed_on,
        start_on=facts.start_on,
        finish_on=facts.finish_on,
        method=facts.method,
        output=facts.output,
        stage=standing.stage,
        stage_label=label("stage", standing.stage),
        holder=standing.holder,
        holder_label=label("holder", standing.holder),
        light=lamp.light,
        light_word=lamp.word,
        days_late=lamp.days,
        held_days=state.held_days,
        waiting_since=state.waiting_since,
        percent=state.percent,
        quantity_done=facts.quantity_done,
        entries=facts.entries,
        last_on=facts.last_on,
        last_text=facts.last_text,
        obstacle=facts.obstacle,
        next_step=facts.next_step,
        evidence=facts.evidence,
        evidence_missing=lack.count,
        evidence_lack=lack.words,
        request=facts.request,
        result=facts.result,
        completed_on=facts.completed_on,
        requested_on=facts.requested_on,
        decided_on=facts.decided_on or facts.claim_decided_on,
        questions=facts.questions,
        open_question=facts.open_question is not None,
        answer=facts.answer,
        answered_on=facts.answered_on,
        returned_reason=returned,
        needs_look=(
            facts.claim is not None
            and item.changed_in is not None
            and facts.claim_version < item.changed_in
            and standing.holder is not Holder.NOBODY
        ),
    )
