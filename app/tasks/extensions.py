"""Asking for more time. The old limit stays in sight; the office grants a day or refuses, with a reason."""

from datetime import date

from sqlalchemy import select

from app.errors import InvalidInput
from app.tasks.ledger import read_row
from app.workspace import COUNTY, Workspace
from db.models.task_depth import ExtensionRequest
from db.models.tasks import ClaimDecision, Target

__all__ = ["request_extension", "withdraw_extension"]


def request_extension(ws: Workspace, item: str, *, wanted_end: date, reason: str) -> str:
    """Ask the office to move an item's limit and return the request's id.

    Args:
        ws: The station.
        item: Claimed, open, with a last day named by its list.
        wanted_end: The new last day, after the one that stands.
        reason: Why more time is needed.

    Raises:
        InvalidInput: Something of this is not so, or a request waits already.
    """
    reason = reason.strip()
    row = read_row(ws, item)
    if row.claim is None or row.decision != ClaimDecision.CLAIMED or not row.open:
        raise InvalidInput("认领了、还没有办结的任务才能申请延期。")
    if row.own or row.limit_end is None:
        raise InvalidInput("这一项没有县里定的截止日期，不用申请延期。")
    if row.extension == "asked":
        raise InvalidInput("已经申请延期，等县里答复。要改的话，先撤回这次申请。")
    if wanted_end <= row.limit_end:
        raise InvalidInput(f"现在的时限是 {row.limit_end}，请填一个更晚的日期。")
    if not reason:
        raise InvalidInput("请写明为什么要延期，县里要看理由。")
    with ws.write() as session:
        made = ExtensionRequest(
            target_kind=Target.CLAIM,
            target=row.claim,
            limit_text=row.limit_text,
            limit_end=row.limit_end,
            wanted_end=wanted_end,
            reason=reason,
            requested_on=ws.today,
        )
        return session.create(made, stream=COUNTY).id


def withdraw_extension(ws: Workspace, item: str) -> None:
    """Take back the request that waits.

    Raises:
        InvalidInput: None does.
    """
    row = read_row(ws, item)
    if row.extension != "asked":
        raise InvalidInput("没有等县里答复的延期申请，不用撤回。")
    with ws.write() as session:
        newest = session.scalars(
            select(ExtensionRequest)
            .where(ExtensionRequest.target == row.claim, ExtensionRequest.void.is_(False))
            .order_by(ExtensionRequest.id.desc())
            .limit(1)
        ).one()
        session.withdraw(newest, "撤回延期申请")
