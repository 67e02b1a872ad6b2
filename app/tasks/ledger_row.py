"""One line of the ledger, with everything that is known or computed about its item."""

from datetime import date

from msgspec import Struct

from app.evidence.enough import lacking, rule_of
from app.tasks.facts import ItemFacts, State, StationFacts, excused
from app.tasks.labels import label
from app.tasks.proof import proof_lack
from app.tasks.stage import Holder, Stage
from db.models.tasks import Ability, Change, Decision

__all__ = ["LedgerRow", "ledger_row"]

_LONG_DAYS = 366
_NAMED = 4  # turns that are named


class LedgerRow(Struct, frozen=True):
    """One line of the ledger; `*_label` is the Chinese of the field before it.

    Attributes:
        number: Place in the lists, from 1: the number on screen and paper.
        limit_end: The county's last day, as it was extended; `limit_was` is the day before that.
        due_on: The first day on which something is expected: that one, the station's own, a step's or a turn's.
        light: "green", "yellow", "red", "blue" or "grey", with `light_word` and `days_late`.
        held_days: Days for which others held it; the light's limit counts as that much later.
        waiting_since: Since when others hold it; None: they do not.
        percent: Share done (of what comes round: of the present turn); None: nothing was said.
        planned: Share that should be done by now; None: nothing says so.
        evidence_missing: Files still asked for; `evidence_lack` names their kinds: 2 张照片、1 份文件.
        proof_lack: What the item's category asks for as proof beside files, and is not there; "" otherwise.
        open_question: A question or objection waits for the county's answer.
        returned_reason: Why the office returned it; empty unless the stage is 退回.
        needs_look: The list changed the item after it was claimed.
        own: The station set it itself; no county figure counts it.
        revised: What the newest version of the list did to it (新增, 修改, 撤回), from the second version on.
        ability_word: How it stands with the office's word on the ability; `county_word` is what it wrote.
        excused: The office agreed that the station cannot do it: it leaves the denominator.
        extension: "asked", "granted" or "refused", with the day that was wanted and the office's words.
        turn: Name of the running turn of what comes round, with what is done in it and wanted; "" otherwise.
        missed: Names of the turns that passed without being done.
        quiet_days: For how long the station has not said a word about it.
        adopted_by: Of an own task, the item of the county's list that took it over and waits to be claimed.
        takes_over: Of that item, the words of the own task.
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
    limit_end: date | None
    limit_was: date | None
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
    planned: int | None
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
    own: bool
    revised: str
    near_goal: str
    long_goal: str
    document_no: str
    proof_check: str | None
    proof_lack: str
    ability_word: str
    county_word: str
    excused: bool
    extension: str
    extension_wanted: date | None
    extension_reason: str
    extension_word: str
    extensions: int
    steps_done: int
    steps: int
    turn: str
    turn_done: int
    turn_wanted: int
    missed: tuple[str, ...]
    quiet_days: int
    adopted_by: str = ""
    takes_over: str = ""

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.holder is not Holder.NOBODY

    @property
    def runs_long(self) -> bool:
        """Whether it runs on without an end, or over more than a year: then it has a near and a long goal."""
        if self.limit_end is None:
            return not self.turn and bool(self.limit_text)
        return self.claimed_on is not None and (self.limit_end - self.claimed_on).days > _LONG_DAYS

    @property
    def missed_words(self) -> str:
        """The turns that were missed, in words: all of a few, of many the last ones and their number."""
        if len(self.missed) <= _NAMED:
            return "、".join(self.missed)
        return f"{'、'.join(self.missed[-_NAMED:])}等 {len(self.missed)} 次"

    @property
    def sessions(self) -> tuple[int, int] | None:
        """(done, asked for) of an item with a quantity; in the present turn, where it comes round."""
        if self.turn:
            return (self.turn_done, self.turn_wanted)
        return (self.quantity_done, self.quantity) if self.quantity else None


def ledger_row(number: int, item: ItemFacts, facts: StationFacts, state: State) -> LedgerRow:
    """Return line `number` of the ledger: `item` at the station that wrote `facts`."""
    standing, lamp, rhythm = state.standing, state.lamp, state.rhythm
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
        limit_end=state.limit.end,
        limit_was=item.limit.end if facts.extensions else None,
        due_on=state.due_on,
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
        planned=state.planned,
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
        own=item.own,
        revised=_revised(item),
        near_goal=facts.near_goal,
        long_goal=facts.long_goal,
        document_no=facts.document_no,
        proof_check=facts.proof_check,
        proof_lack=proof_lack(item.category, item.evidence_count, facts),
        ability_word=_ability_word(facts),
        county_word=facts.ability_word,
        excused=excused(facts, standing.stage),
        extension=_extension(facts),
        extension_wanted=facts.extension_wanted,
        extension_reason=facts.extension_reason,
        extension_word=facts.extension_word,
        extensions=facts.extensions,
        steps_done=sum(step.done_on is not None for step in facts.steps),
        steps=len(facts.steps),
        turn="" if rhythm is None else rhythm.turn.name,
        turn_done=0 if rhythm is None else rhythm.done,
        turn_wanted=0 if rhythm is None else rhythm.wanted,
        missed=() if rhythm is None else tuple(turn.name for turn in rhythm.missed),
        quiet_days=state.quiet_days,
    )


def _revised(item: ItemFacts) -> str:
    if item.withdrawn:
        return label("change", Change.WITHDRAWN)
    newest = item.published > 1 and item.version == item.published
    return label("change", item.change) if newest and item.change != Change.SAME else ""


def _ability_word(facts: StationFacts) -> str:
    if facts.ability_verdict is Decision.RETURNED:
        return "县里未同意"
    if facts.claim is None or facts.ability is Ability.STATION:
        return ""
    return "县里已确认" if facts.ability_verdict is Decision.PASSED else "等县里确认"


def _extension(facts: StationFacts) -> str:
    if facts.extension is None:
        return ""
    return {None: "asked", Decision.PASSED: "granted"}.get(facts.extension_verdict, "refused")
