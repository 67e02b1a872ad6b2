"""One thing that waits, with all that is needed to decide on it: request, proof, history, hints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.evidence.lists import EvidenceRow, list_evidence
from app.tasks.labels import label
from app.tasks.ledger import LedgerRow, read_row
from app.verification.queue import Matter, WaitingRow, waiting_row
from app.workspace import Workspace
from db.models import (
    Answer,
    ClosureRequest,
    EvidenceRole,
    EvidenceUse,
    Person,
    Problem,
    Progress,
    Question,
    Target,
    Verdict,
)

__all__ = ["Case", "HistoryLine", "open_case"]

_WITHOUT_LIMIT: Final = "没有写时限"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened on one day."""

    on: date
    who: str
    what: str


@dataclass(frozen=True)
class Case:
    """One thing that waits.

    Attributes:
        facts: (label, text) of what was asked for and what was done, in reading order; empty ones left out.
        before: Photos of the state before.
        after: Everything else that was attached.
        away: Attached files whose copy has not arrived.
        history: Oldest first.
        hints: What does not fit together, in Chinese; nothing is blocked by it.
    """

    row: WaitingRow
    facts: Sequence[tuple[str, str]]
    before: Sequence[EvidenceRow]
    after: Sequence[EvidenceRow]
    away: int
    history: Sequence[HistoryLine]
    hints: Sequence[str]


def open_case(ws: Workspace, record: str) -> Case:
    """Return the request, question or claim with this id.

    Raises:
        InvalidInput: It does not wait any more.
    """
    row = waiting_row(ws, record)
    if row is None:
        raise InvalidInput("这件已经办过，或站里已经撤回。请看下一件。")
    files = _files(ws, row)
    task = _task(ws, row)
    with ws.read() as session:
        request = session.get(ClosureRequest, row.id)
        if row.matter is Matter.PROBLEM:
            problem = session.get_one(Problem, row.target)
            facts = list(_problem_facts(session, problem))
        else:
            problem = None
            facts = [] if task is None else list(_task_facts(task))
        if request is not None:
            facts += [("完成情况", request.result), ("完成日期", request.completed_on.isoformat())]
        elif row.matter is Matter.NOT_APPLICABLE:
            facts.append(("不涉及的理由", row.text))
        else:
            question = session.get_one(Question, row.id)
            reason = label("reason", question.reason_code) if question.reason_code else ""
            facts += [
                ("原因", reason),
                (f"{row.matter_label}内容", question.text),
                ("希望怎么处理", question.wanted),
            ]
        history = sorted(_history(session, row, problem), key=lambda line: line.on)
        hints = list(_hints(session, row, request, problem, files))
    return Case(
        row=row,
        facts=[(name, text) for name, text in facts if text],
        before=[file for file in files if file.role == EvidenceRole.BEFORE],
        after=[file for file in files if file.role != EvidenceRole.BEFORE],
        away=sum(file.path is None for file in files),
        history=history,
        hints=hints,
    )


def _task(ws: Workspace, row: WaitingRow) -> LedgerRow | None:
    if not row.item:
        return None
    try:
        return read_row(ws, row.item, site=row.site)
    except InvalidInput:  # asked about an item that was withdrawn before anybody claimed it
        return None


def _files(ws: Workspace, row: WaitingRow) -> list[EvidenceRow]:
    """Return what is attached to the request and to what it is about, each file once."""
    found: dict[str, EvidenceRow] = {}
    for target in dict.fromkeys((row.id, row.target)):
        for file in list_evidence(ws, target=target):
            found.setdefault(file.evidence, file)
    return list(found.values())


def _task_facts(task: LedgerRow) -> Iterable[tuple[str, str]]:
    yield "任务", task.content
    yield "要求", task.standard
    if task.quantity:
        done = f"，已做 {task.quantity_done} {task.quantity_unit}" if task.claim else ""
        yield "数量", f"{task.quantity} {task.quantity_unit}{done}"
    yield "时限", task.limit_text or _WITHOUT_LIMIT
    yield "材料要求", task.evidence_asked
    yield (
        "责任人",
        "，".join(part for part in (task.responsible_name, task.leader and f"领导 {task.leader}") if part),
    )


def _problem_facts(session: Session, problem: Problem) -> Iterable[tuple[str, str]]:
    responsible = session.get(Person, problem.responsible) if problem.responsible else None
    yield "问题", problem.description
    yield "标准要求", problem.clause
    yield "目标", problem.goal
    yield "措施", "\n".join(f"{n}. {one}" for n, one in enumerate(problem.measures or [], start=1))
    yield (
        "时限",
        problem.limit_text or (problem.limit_end.isoformat() if problem.limit_end else _WITHOUT_LIMIT),
    )
    names = [problem.leader and f"领导 {problem.leader}", responsible.name if responsible else ""]
    yield "责任", "，".join(name for name in names if name)
    yield "公开承诺", problem.commitment


def _history(session: Session, row: WaitingRow, problem: Problem | None) -> Iterable[HistoryLine]:
    if problem is not None:
        yield HistoryLine(problem.found_on, problem.found_by or row.station, "发现问题")
        if problem.relapsed_on is not None:
            yield HistoryLine(problem.relapsed_on, row.station, f"反弹：{problem.relapse_note}")
    for progress in session.scalars(
        select(Progress).where(Progress.claim == row.target, Progress.void.is_(False)).order_by(Progress.id)
    ):
        amount = f"（{progress.quantity}）" if progress.quantity else ""
        yield HistoryLine(progress.on, row.station, f"进展{amount}：{progress.text}")
    yield from _requests(session, row)
    yield from _questions(session, row)


def _requests(session: Session, row: WaitingRow) -> Iterable[HistoryLine]:
    requests = session.scalars(
        select(ClosureRequest)
        .where(ClosureRequest.target == row.target, ClosureRequest.void.is_(False))
        .order_by(ClosureRequest.turn)
    ).all()
    for request in requests:
        yield HistoryLine(request.requested_on, row.station, f"第 {request.turn} 次申请：{request.result}")
    for verdict in session.scalars(
        select(Verdict)
        .where(
            Verdict.target.in_([row.target, row.id, *(request.id for request in requests)]),
            Verdict.void.is_(False),
        )
        .order_by(Verdict.id)
    ):
        reason = f"：{verdict.reason}" if verdict.reason else ""
        yield HistoryLine(
            verdict.decided_on, verdict.verifier, f"{label('verdict', verdict.decision)}{reason}"
        )


def _questions(session: Session, row: WaitingRow) -> Iterable[HistoryLine]:
    if not row.item:
        return
    for question in session.scalars(
        select(Question).where(
            Question.item == row.item,
            Question.site == row.site,
            Question.id != row.id,
            Question.void.is_(False),
        )
    ):
        yield HistoryLine(
            question.asked_on, row.station, f"{label('question', question.kind)}：{question.text}"
        )
        for answer in session.scalars(
            select(Answer).where(Answer.question == question.id, Answer.void.is_(False))
        ):
            yield HistoryLine(answer.answered_on, "县里", f"{label('answer', answer.result)}：{answer.text}")


def _hints(
    session: Session,
    row: WaitingRow,
    request: ClosureRequest | None,
    problem: Problem | None,
    files: Sequence[EvidenceRow],
) -> Iterable[str]:
    if row.lack:
        yield f"材料不齐：{row.lack}。"
    away = sum(file.path is None for file in files)
    if away:
        yield f"有 {away} 份材料还没有随数据包到县里，先别按看不到的材料下结论。"
    if request is None:
        return
    if request.completed_on > request.requested_on:
        yield f"写的完成日期 {request.completed_on:%Y-%m-%d} 在申请日期之后，请核对。"
    if problem is not None and request.completed_on < problem.found_on:
        yield f"写的完成日期早于发现问题的日期 {problem.found_on:%Y-%m-%d}，请核对。"
    elsewhere = _used_elsewhere(session, row, files)
    if elsewhere:
        yield f"有 {elsewhere} 份材料在别的事项里也用过；同一份材料可以证明几件事，请看是否对得上。"


def _used_elsewhere(session: Session, row: WaitingRow, files: Sequence[EvidenceRow]) -> int:
    return (
        session.scalar(
            select(func.count(EvidenceUse.evidence.distinct())).where(
                EvidenceUse.evidence.in_([file.evidence for file in files]),
                EvidenceUse.target.not_in([row.id, row.target]),
                EvidenceUse.target_kind.not_in([Target.LOG_ENTRY, Target.CHECK]),
                EvidenceUse.void.is_(False),
            )
        )
        or 0
    )
