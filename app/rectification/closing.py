"""Asking the office to close a problem, and saying that a closed one came back."""

from datetime import date

from sqlalchemy import func, select

from app.errors import InvalidInput
from app.rectification.four_clear import missing
from app.rectification.problems import problem_in
from app.rectification.queries import turns_of
from app.rectification.standing import ProblemStage
from app.workspace import COUNTY, Workspace
from db.models.rectification import Problem
from db.models.tasks import ClosureRequest, Target

__all__ = ["report_relapse", "request_closing", "take_back_request"]


def request_closing(ws: Workspace, problem: str, *, result: str, completed_on: date) -> str:
    """Ask the office to close a problem and return the request's id; each request is a turn of its own.

    Source: the closing rule of the rectification loop: a result, a day and at least one proof; 四明确一承诺 complete.

    Args:
        result: What was done and how it is now.
        completed_on: The day it was put right.

    Raises:
        InvalidInput: Something is missing, or it is closed or asked for already.
    """
    with ws.write() as session:
        row = problem_in(session, ws, problem)
        if row.stage is ProblemStage.CLOSED:
            raise InvalidInput(f"{row.number} 已经销号了。又出现同样的问题，请用“问题反弹”。")
        if row.stage is ProblemStage.CLOSING:
            raise InvalidInput(f"{row.number} 已经申请销号，正等县里核验，不用再申请。")
        if lacking := missing(row.marks):
            raise InvalidInput(f"还不能申请销号，先补齐：{lacking}。")
        if not result.strip():
            raise InvalidInput("请写整改结果：做了什么，现在怎么样。")
        if not row.form.found_on <= completed_on <= ws.today:
            raise InvalidInput(f"完成日期要在发现日期（{row.form.found_on:%Y-%m-%d}）和今天之间。")
        if not row.proofs:
            raise InvalidInput("还没有佐证。请先添加整改后的照片或文件，至少一份，再申请销号。")
        # withdrawn requests keep their turn: a turn is a number that was once sent
        turn = (
            session.scalar(select(func.max(ClosureRequest.turn)).where(ClosureRequest.target == problem)) or 0
        )
        request = ClosureRequest(
            target_kind=Target.PROBLEM,
            target=problem,
            turn=turn + 1,
            result=result.strip(),
            completed_on=completed_on,
            requested_on=ws.today,
        )
        return session.create(request, stream=COUNTY).id


def take_back_request(ws: Workspace, problem: str) -> None:
    """Withdraw a request to close that the office has not answered.

    Raises:
        InvalidInput: There is none, or it was answered.
    """
    with ws.write() as session:
        row = problem_in(session, ws, problem)
        if row.stage is not ProblemStage.CLOSING:
            raise InvalidInput(f"{row.number} 没有正在等核验的销号申请。")
        request, _ = turns_of(session, [problem])[problem][-1]
        session.withdraw(request, "撤回申请")


def report_relapse(ws: Workspace, problem: str, *, note: str, on: date) -> None:
    """Open a closed problem again under its number: it came back.

    Args:
        note: What was seen.
        on: The day it was seen.

    Raises:
        InvalidInput: It is not closed, nothing was said, or the day is still to come.
    """
    if not note.strip():
        raise InvalidInput("请写清反弹的情况：什么又不行了。")
    if on > ws.today:
        raise InvalidInput("发现反弹的日期还没有到，请填今天或以前的日期。")
    with ws.write() as session:
        row = problem_in(session, ws, problem)
        if row.stage is not ProblemStage.CLOSED:
            raise InvalidInput(f"{row.number} 还没有销号，不能登记反弹。")
        stored = session.get_one(Problem, problem)
        stored.relapsed_turn, stored.relapsed_on, stored.relapse_note = row.turn, on, note.strip()
