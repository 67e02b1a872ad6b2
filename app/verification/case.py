"""One thing that waits, with all that is needed to decide on it: request, proof, history, hints."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.errors import InvalidInput
from app.evidence.lists import EvidenceRow, list_evidence
from app.rectification.problem_rows import ProblemRow
from app.rectification.problems import get_problem
from app.rectification.queries import turns_of
from app.tasks.labels import label
from app.tasks.ledger import LedgerRow, read_row
from app.tasks.progress import evidence_targets, list_events, list_questions
from app.verification.queue import Matter, WaitingRow, waiting_row
from app.workspace import Workspace
from db.models.task_depth import ExtensionRequest
from db.models.tasks import ClosureRequest, Question, Target
from db.models.work import Evidence, EvidenceRole, EvidenceUse

__all__ = ["Case", "HistoryLine", "open_case"]

_NO_LIMIT: Final = "没有写时限"


class HistoryLine(Struct, frozen=True):
    """What happened on one day."""

    on: date
    what: str


class Case(Struct, frozen=True):
    """One thing that waits.

    Attributes:
        facts: (label, text) of what was asked for and what was done, in reading order; empty ones left out.
        before: Photos of the state before.
        after: Everything else that was attached.
        away: How many attached files have not arrived.
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


def open_case(ws: Workspace, record: str, row: WaitingRow | None = None) -> Case:
    """Return the request, question or claim with this id.

    Args:
        row: As it was listed a moment ago; None: looked up.

    Raises:
        InvalidInput: It does not wait any more.
    """
    row = row or waiting_row(ws, record)
    if row is None:
        raise InvalidInput("这件已经办过，或站里已经撤回。请看下一件。")
    task = _task(ws, row)
    problem = get_problem(ws, row.target) if row.matter is Matter.PROBLEM else None
    files = _files(ws, row)
    with ws.read() as session:
        facts = [
            *([] if task is None else _task_facts(task)),
            *([] if problem is None else _problem_facts(problem)),
            *_asked_facts(session, row),
        ]
        history = list(_problem_history(session, problem)) if problem else list(_task_history(ws, row))
        hints = list(_hints(session, row, problem, files))
    return Case(
        row=row,
        facts=[(name, text) for name, text in facts if text],
        before=[file for file in files if file.role == EvidenceRole.BEFORE],
        after=[file for file in files if file.role != EvidenceRole.BEFORE],
        away=sum(file.path is None for file in files),
        history=sorted(history, key=lambda line: line.on),
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
    more = evidence_targets(ws, row.item, site=row.site) if row.matter is Matter.TASK else []
    found: dict[str, EvidenceRow] = {}
    for target in dict.fromkeys((row.id, row.target, *more)):
        for file in list_evidence(ws, target=target):
            found.setdefault(file.evidence, file)
    return list(found.values())


def _task_facts(task: LedgerRow) -> Iterable[tuple[str, str]]:
    yield "任务", task.content
    yield "要求", task.standard
    if task.quantity:
        done = f"，已做 {task.quantity_done} {task.quantity_unit}" if task.claim else ""
        yield "数量", f"{task.quantity} {task.quantity_unit}{done}"
    yield "时限", task.limit_text or _NO_LIMIT
    if task.extensions:
        yield "已延期", f"第 {task.extensions} 次，从 {task.limit_was} 延到 {task.limit_end}"
    if task.steps:
        yield "步骤", f"{task.steps_done}/{task.steps} 步完成"
    yield "漏办", task.missed_words
    yield "文号", task.document_no
    yield "材料要求", task.evidence_asked
    yield "责任人", _names(task.responsible_name, task.leader)


def _problem_facts(problem: ProblemRow) -> Iterable[tuple[str, str]]:
    form = problem.form
    yield "问题", form.description
    yield "地点", problem.place
    yield "标准要求", form.clause
    yield "目标", form.goal
    yield "措施", "\n".join(f"{n}. {one}" for n, one in enumerate(form.measures, start=1))
    yield "时限", form.limit_text or (f"{problem.limit_end:%Y-%m-%d}" if problem.limit_end else _NO_LIMIT)
    yield "责任", _names(problem.responsible_name, form.leader)
    yield "公开承诺", form.commitment


def _names(responsible: str, leader: str) -> str:
    return "，".join(part for part in (responsible, f"领导 {leader}" if leader else "") if part)


def _asked_facts(session: Session, row: WaitingRow) -> Iterable[tuple[str, str]]:
    if row.matter is Matter.NOT_APPLICABLE:
        yield "不涉及的理由", row.text
    elif row.matter is Matter.ABILITY:
        yield "站里提出", row.text
    elif (extension := session.get(ExtensionRequest, row.id)) is not None:
        yield "现在的时限", f"{extension.limit_text}（{extension.limit_end}）"
        yield "想延到", f"{extension.wanted_end}（多 {(extension.wanted_end - extension.limit_end).days} 天）"
        yield "延期的理由", extension.reason
    elif (request := session.get(ClosureRequest, row.id)) is not None:
        yield "完成情况", request.result
        yield "完成日期", f"{request.completed_on:%Y-%m-%d}"
    else:
        question = session.get_one(Question, row.id)
        yield "原因", label("reason", question.reason_code) if question.reason_code else ""
        yield f"{row.matter_label}内容", question.text
        yield "希望怎么处理", question.wanted


def _task_history(ws: Workspace, row: WaitingRow) -> Iterable[HistoryLine]:
    for event in reversed(list_events(ws, row.item, site=row.site)):
        words = "　".join(part for part in (event.text, event.detail) if part)
        yield HistoryLine(event.on, f"{event.what}：{words}" if words else event.what)
    for question in reversed(list_questions(ws, row.item, site=row.site)):
        if question.id == row.id:
            continue
        yield HistoryLine(question.asked_on, f"{question.kind_label}：{question.text}")
        if question.answered_on is not None:
            yield HistoryLine(question.answered_on, f"县里答复（{question.result_label}）：{question.answer}")


def _problem_history(session: Session, problem: ProblemRow) -> Iterable[HistoryLine]:
    found_by = f"，{problem.form.found_by}" if problem.form.found_by else ""
    yield HistoryLine(problem.form.found_on, f"发现问题（{problem.source_label}{found_by}）")
    for request, verdict in turns_of(session, [problem.id]).get(problem.id, []):
        yield HistoryLine(request.requested_on, f"第 {request.turn} 次申请销号：{request.result}")
        if verdict is not None:
            words = f"：{verdict.reason}" if verdict.reason else ""
            yield HistoryLine(verdict.decided_on, f"{label('verdict', verdict.decision)}{words}")
    if problem.relapsed_on is not None:
        yield HistoryLine(problem.relapsed_on, f"问题反弹：{problem.relapse_note}")


def _hints(
    session: Session, row: WaitingRow, problem: ProblemRow | None, files: Sequence[EvidenceRow]
) -> Iterable[str]:
    if row.lack:
        yield f"材料不齐：{row.lack}。"
    away = sum(file.path is None for file in files)
    if away:
        yield f"有 {away} 份材料还没有随数据包到县里，先别按看不到的材料下结论。"
    request = session.get(ClosureRequest, row.id)
    if request is None:
        return
    if request.completed_on > request.requested_on:
        yield f"写的完成日期 {request.completed_on:%Y-%m-%d} 在申请日期之后，请核对。"
    if problem is not None and request.completed_on < problem.form.found_on:
        yield f"写的完成日期早于发现问题的日期 {problem.form.found_on:%Y-%m-%d}，请核对。"
    elsewhere = _used_elsewhere(session, row, files)
    if elsewhere:
        yield f"有 {elsewhere} 份材料在别的事项里也用过；同一份材料可以证明几件事，请看是否对得上。"


def _used_elsewhere(session: Session, row: WaitingRow, files: Sequence[EvidenceRow]) -> int:
    """Count files by their bytes: one that was recorded anew is still the same file."""
    same = aliased(Evidence)
    return (
        session.scalar(
            select(func.count(Evidence.original_sha256.distinct()))
            .join(same, (same.original_sha256 == Evidence.original_sha256) & (same.site == Evidence.site))
            .join(EvidenceUse, EvidenceUse.evidence == same.id)
            .where(
                Evidence.id.in_([file.evidence for file in files]),
                same.void.is_(False),
                EvidenceUse.target.not_in([row.id, row.target]),
                EvidenceUse.target_kind.not_in([Target.LOG_ENTRY, Target.CHECK]),
                EvidenceUse.void.is_(False),
            )
        )
        or 0
    )
