"""Claiming: what a station says to each item of the list. No item can be passed over silently."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from msgspec import Struct
from sqlalchemy import func, select
from typing_extensions import Unpack

from app.errors import InvalidInput
from app.log.changes import WriteSession
from app.tasks.facts import OWN_PACKAGE
from app.tasks.labels import QUESTION_REASONS
from app.tasks.ledger import LedgerRow, list_ledger
from app.tasks.own_tasks import take_over_own
from app.tasks.stage import Stage
from app.work.people import person_named
from app.workspace import COUNTY, Workspace
from db.models.task_depth import OwnTask
from db.models.tasks import (
    Ability,
    Claim,
    ClaimDecision,
    ClosureRequest,
    Progress,
    Question,
    QuestionKind,
    TaskItem,
)
from db.models.units import Contact, Unit, UnitKind

__all__ = [
    "Ability",
    "ClaimPlan",
    "ClaimState",
    "GroupState",
    "QuestionKind",
    "accept_changes",
    "ask_not_applicable",
    "ask_question",
    "claim_items",
    "claim_state",
    "plan_items",
    "set_ability",
    "unclaim_items",
    "withdraw_question",
]


class ClaimPlan(TypedDict, total=False):
    """How a station means to do an item; what is left out stays as it is."""

    responsible: str  # a name; whoever is not known yet is entered
    leader: str
    start_on: date | None
    finish_on: date | None
    method: str
    output: str
    near_goal: str  # of what runs over years: what is reached first
    long_goal: str
    document_no: str  # of the paper that proves it
    proof_check: str | None  # id of the check that proves it


class GroupState(Struct, frozen=True):
    """How far a group (level 1) is claimed."""

    group: str
    decided: int
    total: int


class ClaimState(Struct, frozen=True):
    """How far the lists are claimed.

    Attributes:
        left: Items still to be decided, in order.
        claim_by: The county's last day for claiming; None: none is named.
        unnamed: Claimed items without a responsible person.
        contact: Whom to call at the county: "王某 0439-0000000"; empty when nobody is named.
    """

    decided: int
    total: int
    groups: tuple[GroupState, ...]
    left: tuple[LedgerRow, ...]
    claim_by: date | None
    unnamed: int
    contact: str

    @property
    def complete(self) -> bool:
        """Whether every item has been decided."""
        return self.decided == self.total


def claim_items(ws: Workspace, items: Sequence[str], **plan: Unpack[ClaimPlan]) -> int:
    """Claim `items` and return how many that changed; claimed ones are left as they are.

    An item that took over a task of this station's own goes on with the claim on that one, as it was planned.

    Raises:
        InvalidInput: An item is not in the list.
    """
    with ws.write() as session:
        changed, own = _claim(session, ws, items)
        for claim in changed:
            _plan(session, ws, claim, plan)
        return len(changed) + len(own)


def ask_not_applicable(ws: Workspace, items: Sequence[str], reason: str) -> None:
    """Ask the office to agree that `items` do not concern this station.

    Raises:
        InvalidInput: No reason is given, an item is not in the list, or work on it was written down.
    """
    if not reason.strip():
        raise InvalidInput("请写明为什么不涉及，县里要看理由。")
    with ws.write() as session:
        claims = _claims(session, ws, items)
        _refuse_begun(session, claims.values(), "已经有进展记录，不能改成“不涉及”")
        versions = _versions(session, items)
        for item in items:
            claim = claims.get(item) or _new_claim(session, ws, item, versions)
            claim.decision, claim.reason = ClaimDecision.NOT_APPLICABLE, reason.strip()
            claim.claimed_on = ws.today


def set_ability(ws: Workspace, items: Sequence[str], ability: Ability, reason: str = "") -> None:
    """Say who can do `items`; what was not claimed yet is claimed by it.

    That the station cannot do it alone is a proposal: the office agrees or not, and only then is it excused.

    Raises:
        InvalidInput: Support is needed and it is not said which, or an item is not in the list.
    """
    if ability is not Ability.STATION and not reason.strip():
        raise InvalidInput("请写明需要什么支持，汇报单和县里都要看。")
    with ws.write() as session:
        _claim(session, ws, items)
        session.flush()
        for claim in _claims(session, ws, items).values():
            asks = ability is not Ability.STATION
            if asks:
                claim.ability_turn += 1
                claim.ability_asked_on, claim.ability_until = ws.today, None
            elif claim.ability != Ability.STATION:
                claim.ability_until = ws.today
            claim.ability = ability
            claim.reason = reason.strip() if asks else ""


def plan_items(ws: Workspace, items: Sequence[str], **plan: Unpack[ClaimPlan]) -> None:
    """Write down person, leader, dates, method or output of claimed items.

    Raises:
        InvalidInput: An item is not claimed, or its finish lies before its start.
    """
    with ws.write() as session:
        claims = _claims(session, ws, items)
        if set(claims) != set(items):
            raise InvalidInput("还没有认领这一项，请先认领，再写责任人和时限。")
        for claim in claims.values():
            _plan(session, ws, claim, plan)


def unclaim_items(ws: Workspace, items: Sequence[str]) -> None:
    """Take claims back: the items are to be decided again.

    Raises:
        InvalidInput: Work on one of them was written down.
    """
    with ws.write() as session:
        claims = _claims(session, ws, items)
        _refuse_begun(session, claims.values(), "已经有进展记录，不能取消认领")
        for claim in claims.values():
            session.withdraw(claim, "取消认领")


def accept_changes(ws: Workspace, items: Sequence[str]) -> None:
    """Note that the station has looked at what a new version of the list changed in claimed items."""
    with ws.write() as session:
        versions = _versions(session, items)
        for item, claim in _claims(session, ws, items).items():
            claim.item_version = versions[item].version


def ask_question(
    ws: Workspace, item: str, *, kind: QuestionKind, reason_code: str, text: str, wanted: str = ""
) -> str:
    """Ask about an item, or object to it, and return the question's id.

    Args:
        ws: The station.
        item: Claimed or not.
        kind: Question or objection.
        reason_code: One of `app.tasks.labels.QUESTION_REASONS`.
        text: What is asked.
        wanted: How the station would have it handled.

    Raises:
        InvalidInput: Nothing is written, or the reason is none of the list.
    """
    if reason_code not in QUESTION_REASONS:
        raise InvalidInput("请选一条理由。")
    if not text.strip():
        raise InvalidInput("请写一句具体的疑问或异议，县里好答复。")
    with ws.write() as session:
        seen = _versions(session, [item])[item]
        question = Question(
            item=item,
            item_version=seen.version,
            kind=kind,
            reason_code=reason_code,
            text=text.strip(),
            wanted=wanted.strip(),
            asked_on=ws.today,
        )
        return session.create(question, stream=COUNTY).id


def withdraw_question(ws: Workspace, question: str) -> None:
    """Take a question back."""
    with ws.write() as session:
        session.withdraw(session.get_one(Question, question), "撤回疑问")


def claim_state(ws: Workspace, rows: Iterable[LedgerRow] | None = None) -> ClaimState:
    """Return how far claiming is and what is left; withdrawn items and the station's own do not count.

    Args:
        ws: The station.
        rows: Its whole ledger, where that was read already.
    """
    rows = [row for row in rows or list_ledger(ws) if row.stage is not Stage.WITHDRAWN and not row.own]
    left = tuple(row for row in rows if row.stage is Stage.UNCLAIMED)
    totals = Counter(row.level1 for row in rows)
    waiting = Counter(row.level1 for row in left)
    return ClaimState(
        decided=len(rows) - len(left),
        total=len(rows),
        groups=tuple(GroupState(group, total - waiting[group], total) for group, total in totals.items()),
        left=left,
        claim_by=min((row.claim_by for row in left if row.claim_by is not None), default=None),
        unnamed=sum(
            row.open and row.decision == ClaimDecision.CLAIMED and not row.responsible for row in rows
        ),
        contact=_county_contact(ws),
    )


class _Seen(NamedTuple):
    version: int
    package: str


def _county_contact(ws: Workspace) -> str:
    with ws.read() as session:
        found = session.execute(
            select(Contact.name, Contact.phone)
            .join(Unit, (Unit.id == Contact.unit) & (Unit.kind == UnitKind.OFFICE))
            .where(Contact.site == ws.office, Contact.void.is_(False))
            .order_by(Contact.id)
            .limit(1)
        ).one_or_none()
    return "" if found is None else f"{found.name} {found.phone}".strip()


def _claims(session: WriteSession, ws: Workspace, items: Iterable[str]) -> dict[str, Claim]:
    found = session.scalars(
        select(Claim).where(Claim.site == ws.site, Claim.item.in_(list(items)), Claim.void.is_(False))
    )
    return {claim.item: claim for claim in found}


def _versions(session: WriteSession, items: Iterable[str]) -> Mapping[str, _Seen]:
    """Return the newest published version of each item; what a station set itself has one only."""
    wanted = list(items)
    found = {
        row.item: _Seen(row.version, row.package)
        for row in session.execute(
            select(TaskItem.item, TaskItem.package, func.max(TaskItem.version).label("version"))
            .where(TaskItem.version > 0, TaskItem.item.in_(wanted), TaskItem.void.is_(False))
            .group_by(TaskItem.item, TaskItem.package)
        )
    }
    own = select(OwnTask.id).where(OwnTask.id.in_(wanted), OwnTask.void.is_(False))
    found |= {item: _Seen(1, OWN_PACKAGE) for item in session.scalars(own)}
    if missing := set(wanted) - set(found):
        raise InvalidInput(f"有 {len(missing)} 项不在任务清单里，没有改动。请回到台账再选。")
    return found


def _new_claim(session: WriteSession, ws: Workspace, item: str, versions: Mapping[str, _Seen]) -> Claim:
    seen = versions[item]
    claim = Claim(item=item, item_version=seen.version, package=seen.package, claimed_on=ws.today)
    return session.create(claim, stream=COUNTY)


def _claim(session: WriteSession, ws: Workspace, items: Sequence[str]) -> tuple[list[Claim], list[Claim]]:
    """Claim `items` and return the claims that this changed, and those that came over from own tasks."""
    claims, versions = _claims(session, ws, items), _versions(session, items)
    changed, moved = [], []
    for item in items:
        claim = claims.get(item)
        seen = versions[item]
        if claim is None and (own := take_over_own(session, ws.site, item, seen.version)) is not None:
            own.item_version, own.package = seen.version, seen.package
            moved.append(own)
        elif claim is None:
            changed.append(_new_claim(session, ws, item, versions))
        elif claim.decision != ClaimDecision.CLAIMED:
            claim.decision, claim.reason, claim.claimed_on = ClaimDecision.CLAIMED, "", ws.today
            changed.append(claim)
    return changed, moved


def _plan(session: WriteSession, ws: Workspace, claim: Claim, plan: ClaimPlan) -> None:
    if "responsible" in plan:
        claim.responsible = person_named(ws, session, plan["responsible"])
        session.flush()  # the next item may name the same new person
    claim.leader = plan.get("leader", claim.leader).strip()
    claim.method = plan.get("method", claim.method).strip()
    claim.output = plan.get("output", claim.output).strip()
    claim.near_goal = plan.get("near_goal", claim.near_goal).strip()
    claim.long_goal = plan.get("long_goal", claim.long_goal).strip()
    claim.document_no = plan.get("document_no", claim.document_no).strip()
    claim.proof_check = plan.get("proof_check", claim.proof_check)
    claim.start_on = plan.get("start_on", claim.start_on)
    claim.finish_on = plan.get("finish_on", claim.finish_on)
    if claim.start_on and claim.finish_on and claim.finish_on < claim.start_on:
        raise InvalidInput("完成日期早于开始日期，请改一下。")


def _refuse_begun(session: WriteSession, claims: Iterable[Claim], sentence: str) -> None:
    ids = [claim.id for claim in claims]
    for model, column in ((Progress, Progress.claim), (ClosureRequest, ClosureRequest.target)):
        if session.scalars(select(model.id).where(column.in_(ids), model.void.is_(False)).limit(1)).first():
            raise InvalidInput(f"这里面有任务{sentence}。请先在台账里处理那些记录。")
