"""Doing an item and saying so: progress, the request to close it, and what both sides said, in order."""

from datetime import date
from typing import cast

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import civil_date
from app.errors import InvalidInput
from app.ids import made_at
from app.tasks.labels import label
from app.tasks.ledger import LedgerRow, read_row
from app.tasks.stage import Stage
from app.workspace import COUNTY, Workspace
from db.models.tasks import (
    Answer,
    Claim,
    ClaimDecision,
    ClosureRequest,
    Decision,
    Progress,
    Question,
    Target,
    Verdict,
)
from db.models.work import LogEntry

__all__ = [
    "Event",
    "QuestionRow",
    "closing_obstacle",
    "evidence_targets",
    "history_records",
    "list_events",
    "list_questions",
    "record_progress",
    "remove_progress",
    "request_closing",
    "withdraw_request",
]

_WORKING = {Stage.CLAIMED, Stage.IN_PROGRESS, Stage.RETURNED}


class Event(Struct, frozen=True):
    """Something that happened to an item, for its time line.

    Attributes:
        on: The day it happened; `entered_on` is when it was written down.
        what: "进展", "申请办结", "核验", "认领", ...
        text: In words.
        progress: Id, of a progress entry of this site that can be taken away; None otherwise.
    """

    on: date
    entered_on: date
    what: str
    text: str
    detail: str
    progress: str | None


class QuestionRow(Struct, frozen=True):
    """A question or objection and the county's answer; empty words while there is none."""

    id: str
    kind: str
    kind_label: str
    reason_label: str
    text: str
    wanted: str
    asked_on: date
    result_label: str
    answer: str
    answered_on: date | None


def record_progress(
    ws: Workspace,
    item: str,
    *,
    text: str = "",
    on: date | None = None,
    percent: int | None = None,
    quantity: int | None = None,
    obstacle: str = "",
    next_step: str = "",
) -> str:
    """Write down what was done for an item and return the entry's id; words go into the log as well.

    Args:
        ws: The station.
        item: A claimed item.
        text: What was done.
        on: The day; None: today.
        percent: Share done by now, 0 to 100.
        quantity: How many were done this time (3 of 12); negative takes a mistake back.
        obstacle: What is in the way.
        next_step: What comes next.

    Raises:
        InvalidInput: Nothing is said, a number is out of range, the day lies in the future, or the item
            is not claimed or has been closed.
    """
    text, obstacle, next_step = (" ".join(words.split()) for words in (text, obstacle, next_step))
    if not (text or obstacle or next_step) and percent is None and not quantity:
        raise InvalidInput("请写一句进展，或填进度、数量。")
    if percent is not None and not 0 <= percent <= 100:
        raise InvalidInput("进度请填 0 到 100。")
    day = on or ws.today
    if day > ws.today:
        raise InvalidInput("日期还没有到，请改一下日期。")
    row = read_row(ws, item)
    if row.claim is None or row.decision != ClaimDecision.CLAIMED:
        raise InvalidInput("还没有认领这一项，请先认领再记进展。")
    if not row.open:
        raise InvalidInput(f"这一项{row.stage_label}，不用再记进展。")
    if quantity and row.quantity_done + quantity < 0:
        raise InvalidInput("累计数量不能小于 0，请核对。")
    with ws.write() as session:
        entry = None
        if text:
            entry = session.create(LogEntry(on=day, text=text), stream=COUNTY).id
            session.flush()
        made = Progress(
            claim=row.claim,
            on=day,
            text=text,
            percent=percent,
            quantity=quantity or None,
            obstacle=obstacle,
            next_step=next_step,
            log_entry=entry,
        )
        return session.create(made, stream=COUNTY).id


def remove_progress(ws: Workspace, progress: str) -> None:
    """Take a progress entry out of the ledger, and its words out of the log."""
    with ws.write() as session:
        found = session.get_one(Progress, progress)
        session.withdraw(found, "删除进展")
        if found.log_entry is not None:
            session.withdraw(session.get_one(LogEntry, found.log_entry), "删除进展")


def closing_obstacle(row: LedgerRow) -> str:
    """Return why an item cannot be reported as done yet, as a Chinese sentence; empty when it can."""
    if row.decision != ClaimDecision.CLAIMED:
        return "还没有认领这一项。"
    if row.stage is Stage.CLOSING:
        return "已经申请办结，等县里核验。"
    if row.stage not in _WORKING:
        return f"这一项{row.stage_label}。"
    lacks = []
    if row.turn and row.turn_done < row.turn_wanted:
        lacks.append(f"{row.turn}的 {row.turn_wanted - row.turn_done} {row.quantity_unit or '次'}")
    elif not row.turn and row.quantity and row.quantity_done < row.quantity:
        lacks.append(f" {row.quantity - row.quantity_done} {row.quantity_unit or '次'}")
    if row.steps_done < row.steps:
        lacks.append(f" {row.steps - row.steps_done} 个步骤")
    if row.evidence_missing:
        lacks.append(f" {row.evidence_lack}")
    if row.proof_lack:
        lacks.append(row.proof_lack)
    if not row.responsible:
        lacks.append("责任人")
    return f"还不能申请办结：差{'、'.join(lacks)}。" if lacks else ""


def request_closing(ws: Workspace, item: str, *, result: str, completed_on: date | None = None) -> str:
    """Report an item as done, for the county to verify, and return the request's id.

    Args:
        ws: The station.
        item: A claimed item to which nothing is lacking (`closing_obstacle`).
        result: What was achieved.
        completed_on: The day it was done; None: today.

    Raises:
        InvalidInput: Something is lacking, no result is written, or the day lies in the future.
    """
    row = read_row(ws, item)
    if obstacle := closing_obstacle(row):
        raise InvalidInput(obstacle)
    if not result.strip():
        raise InvalidInput("还不能申请办结：缺办理结果。请写一句做成了什么。")
    day = completed_on or ws.today
    if day > ws.today:
        raise InvalidInput("完成日期还没有到，请改一下日期。")
    assert row.claim is not None
    with ws.write() as session:
        turns = session.scalars(
            select(ClosureRequest.turn).where(
                ClosureRequest.target == row.claim, ClosureRequest.void.is_(False)
            )
        ).all()
        made = ClosureRequest(
            target_kind=Target.CLAIM,
            target=row.claim,
            turn=max(turns, default=0) + 1,
            result=result.strip(),
            completed_on=day,
            requested_on=ws.today,
        )
        return session.create(made, stream=COUNTY).id


def withdraw_request(ws: Workspace, item: str) -> None:
    """Take back the request to close an item.

    Raises:
        InvalidInput: There is none that waits for the county.
    """
    row = read_row(ws, item)
    if row.stage is not Stage.CLOSING or row.request is None:
        raise InvalidInput("没有等县里核验的办结申请，不用撤回。")
    with ws.write() as session:
        session.withdraw(session.get_one(ClosureRequest, row.request), "撤回办结申请")


def list_questions(ws: Workspace, item: str, *, site: str | None = None) -> list[QuestionRow]:
    """Return what a station asked about an item and what the county answered, the newest first."""
    with ws.read() as session:
        found: dict[str, QuestionRow] = {}
        for row in session.execute(
            select(Question, Answer)
            .outerjoin(
                Answer,
                (Answer.question == Question.id)
                & (Answer.question_revision == Question.revision)
                & Answer.void.is_(False),
            )
            .where(Question.site == (site or ws.site), Question.item == item, Question.void.is_(False))
            .order_by(Question.id.desc(), Answer.id)
        ):
            question, answer = row[0], cast("Answer | None", row[1])
            found[question.id] = QuestionRow(
                id=question.id,
                kind=question.kind,
                kind_label=label("question", question.kind),
                reason_label=label("reason", question.reason_code),
                text=question.text,
                wanted=question.wanted,
                asked_on=question.asked_on,
                result_label=label("answer", answer.result) if answer else "",
                answer=answer.text if answer else "",
                answered_on=answer.answered_on if answer else None,
            )
        return list(found.values())


def list_events(ws: Workspace, item: str, *, site: str | None = None) -> list[Event]:
    """Return everything that happened to an item at a station, the newest first."""
    with ws.read() as session:
        claim = session.scalars(
            select(Claim)
            .where(Claim.site == (site or ws.site), Claim.item == item, Claim.void.is_(False))
            .order_by(Claim.id.desc())
            .limit(1)
        ).one_or_none()
        if claim is None:
            return []
        words = f"{label('decision', claim.decision)}　{claim.reason}".strip()
        events = [(claim.id, Event(claim.claimed_on, _entered(claim.id), "认领", words, "", None))]
        events += _progress_events(session, claim.id, own=claim.site == ws.site)
        events += _closing_events(session, claim.id)
        order = [(event.on, made_at(record), place) for place, (record, event) in enumerate(events)]
        return [events[place][1] for _, _, place in sorted(order, reverse=True)]


def evidence_targets(ws: Workspace, item: str, *, site: str | None = None) -> list[str]:
    """Return the ids of what an item's files may be attached to: claim, closing requests, log entries."""
    with ws.read() as session:
        claims = select(Claim.id).where(
            Claim.site == (site or ws.site), Claim.item == item, Claim.void.is_(False)
        )
        targets = list(session.scalars(claims))
        requests = select(ClosureRequest.id).where(
            ClosureRequest.target.in_(targets), ClosureRequest.void.is_(False)
        )
        entries = select(Progress.log_entry).where(
            Progress.claim.in_(targets), Progress.void.is_(False), Progress.log_entry.is_not(None)
        )
        more = [*session.scalars(requests), *session.scalars(entries)]
        return [*targets, *(target for target in more if target is not None)]


def history_records(ws: Workspace, item: str, *, site: str | None = None) -> list[str]:
    """Return the ids of what a station wrote about an item itself: claims, also voided ones, questions, own task."""
    with ws.read() as session:
        ours = site or ws.site
        claims = select(Claim.id).where(Claim.site == ours, Claim.item == item)
        questions = select(Question.id).where(Question.site == ours, Question.item == item)
        return [item, *session.scalars(claims), *session.scalars(questions)]


def _entered(record: str) -> date:
    return civil_date(made_at(record))


def _progress_events(session: Session, claim: str, *, own: bool) -> list[tuple[str, Event]]:
    events = []
    for entry in session.scalars(select(Progress).where(Progress.claim == claim, Progress.void.is_(False))):
        numbers = [
            f"进度 {entry.percent}%" if entry.percent is not None else "",
            f"数量 {entry.quantity:+d}" if entry.quantity else "",
            f"困难：{entry.obstacle}" if entry.obstacle else "",
            f"下一步：{entry.next_step}" if entry.next_step else "",
        ]
        detail = "　".join(part for part in numbers if part)
        event = Event(entry.on, _entered(entry.id), "进展", entry.text, detail, entry.id if own else None)
        events.append((entry.id, event))
    return events


def _closing_events(session: Session, claim: str) -> list[tuple[str, Event]]:
    requests = session.scalars(
        select(ClosureRequest).where(ClosureRequest.target == claim, ClosureRequest.void.is_(False))
    ).all()
    events = [
        (
            row.id,
            Event(
                row.requested_on, _entered(row.id), "申请办结", row.result, f"完成于 {row.completed_on}", None
            ),
        )
        for row in requests
    ]
    for verdict in session.scalars(
        select(Verdict).where(
            Verdict.target.in_([claim, *(row.id for row in requests)]), Verdict.void.is_(False)
        )
    ):
        words = label("verdict", verdict.decision)
        detail = f"{'原因：' if verdict.decision == Decision.RETURNED else ''}{verdict.reason}"
        event = Event(verdict.decided_on, _entered(verdict.id), "县里核验", words, detail, None)
        events.append((verdict.id, event))
    return events
