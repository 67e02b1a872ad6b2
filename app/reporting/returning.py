"""Sending a monthly return back: the office says why, the station corrects it by a note or hands in another."""

from app.errors import InvalidInput, NotOwner
from app.overview.stations import unit_of_site
from app.reporting.county import month_table
from app.workspace import Role, Workspace
from db.models.returns import MonthlyReturn
from db.models.tasks import Decision, Target, Verdict

__all__ = ["RETURN_PHRASES", "return_month"]

RETURN_PHRASES = (
    "数字和台账对不上，请核对后重报。",
    "存在的问题没有写，请补上。",
    "需要协调的事没有写清要谁办，请补上。",
)
"""Usual reasons."""


def return_month(ws: Workspace, monthly_return: str, reason: str) -> str:
    """Send a station's return back with a reason and return the verdict's id; what was handed in stays.

    Raises:
        NotOwner: We are not the office.
        InvalidInput: There is no reason, it was sent back already, or its month is closed.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("退回月报由县创建办来做。")
    if not reason.strip():
        raise InvalidInput("退回要写明原因，站里才知道怎么改。")
    with ws.read() as session:
        month = session.get_one(MonthlyReturn, monthly_return).month
    table = month_table(ws, month)
    if table.closed_on is not None:
        raise InvalidInput(f"{month.month} 月已经关月，不能退回。要退回请先重新打开这个月。")
    line = next((line for line in table.lines if line.newest and line.newest.id == monthly_return), None)
    if line is None:
        raise InvalidInput("站里又报了新的一份，请看新的这份。")
    if line.found is None:
        raise InvalidInput("这份月报已经退回，正等站里更正。")
    with ws.write() as session:
        record = session.get_one(MonthlyReturn, monthly_return)
        unit = unit_of_site(session, record.site)
        if unit is None:
            raise InvalidInput("这份月报的文化站已经停用，没有地方可以退回。")
        verdict = Verdict(
            target_kind=Target.MONTHLY_RETURN,
            target=record.id,
            target_revision=record.revision,
            decision=Decision.RETURNED,
            reason=reason.strip(),
            decided_on=ws.today,
            verifier=ws.person,
        )
        return session.create(verdict, stream=unit).id
