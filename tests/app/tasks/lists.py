"""Published task lists for tests, written straight into the office's ledger."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.time_limit import parse_time_limit
from app.workspace import ALL, Workspace
from db.models.tasks import Answer, AnswerResult, Change, Decision, Target, TaskItem, TaskPackage, Verdict
from tests.workspaces import carry


def item(content: str, limit: str = "", **more: Any) -> dict[str, Any]:
    """Return the columns of an item; `limit` is read as the office's import reads it."""
    found = parse_time_limit(limit, year=2026) if limit else None
    timed = {}
    if found is not None:
        timed = {
            "limit_kind": found.kind,
            "limit_start": found.start,
            "limit_end": found.end,
            "limit_precision": found.precision,
        }
    return {"content": content, "level1": "公共文化服务", "limit_text": limit, **timed, **more}


def publish(
    office: Workspace,
    items: Sequence[dict[str, Any]],
    *,
    version: int = 1,
    package: str = "list",
    name: str = "创建任务清单",
    claim_by: date | None = None,
) -> list[str]:
    """Write a frozen version; an item's id is its place in version 1, or the `item` it brings."""
    ids = []
    with office.write() as session:
        session.create(
            TaskPackage(
                package=package, version=version, name=name, issued_on=office.today, claim_by=claim_by
            ),
            stream=ALL,
        )
        for position, columns in enumerate(items, start=1):
            made = {"item": f"{package}-{position}", "change": Change.ADDED, **columns}
            ids.append(made["item"])
            session.create(TaskItem(package=package, version=version, position=position, **made), stream=ALL)
    return ids


def decide(
    office: Workspace,
    station: Workspace,
    target: str,
    revision: int,
    decision: Decision,
    *,
    kind: Target = Target.CLOSURE_REQUEST,
    reason: str = "",
) -> None:
    """Let the office decide, and bring that to the station."""
    carry(station, office)
    with office.write() as session:
        session.create(
            Verdict(
                target_kind=kind,
                target=target,
                target_revision=revision,
                decision=decision,
                reason=reason,
                decided_on=office.today,
            ),
            stream=station.unit,
        )
    carry(office, station)


def answer(office: Workspace, station: Workspace, question: str, text: str, *, revision: int = 1) -> None:
    """Let the office answer a question, and bring that to the station."""
    carry(station, office)
    with office.write() as session:
        session.create(
            Answer(
                question=question,
                question_revision=revision,
                result=AnswerResult.EXPLAINED,
                text=text,
                answered_on=office.today,
            ),
            stream=station.unit,
        )
    carry(office, station)
