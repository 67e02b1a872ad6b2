"""自增任务: what a station sets itself beside the county's list. Marked as such; no county figure counts it."""

from typing import Final

from msgspec import Struct
from msgspec.structs import fields
from sqlalchemy import select

from app.errors import InvalidInput, NotOwner
from app.log.changes import WriteSession
from app.tasks.facts import OWN_PACKAGE
from app.time_limit import parse_time_limit
from app.workspace import COUNTY, Role, Workspace
from db.models.activities import DayPlan
from db.models.support import SupportRequest
from db.models.task_depth import OwnTask
from db.models.tasks import Claim, ClosureRequest, Nature, Progress, TaskItem

__all__ = [
    "OwnTaskForm",
    "add_own_task",
    "edit_own_task",
    "own_task_form",
    "remove_own_task",
    "take_over_own",
]

_WORDLESS: Final = "请写一句这项任务做什么。"


class OwnTaskForm(Struct, frozen=True):
    """An own task as it is typed; fields as of `app.tasks.draft_forms.TaskForm`."""

    content: str
    standard: str = ""
    level1: str = ""
    category: str = ""
    quantity: int | None = None
    quantity_unit: str = ""
    cycle: str = "once"
    limit_text: str = ""
    basis: str = ""
    note: str = ""


def add_own_task(ws: Workspace, form: OwnTaskForm) -> str:
    """Set the station a task, claimed at once, and return the item's id.

    Raises:
        InvalidInput: It has no words.
        NotOwner: We are not a station.
    """
    if ws.role is not Role.STATION:
        raise NotOwner("自增任务由文化站自己登记，县里的任务请在“任务下达”里写。")
    with ws.write() as session:
        task = session.create(OwnTask(content="", nature=Nature.OPTIONAL), stream=COUNTY)
        _fill(task, form, ws.today.year)
        session.create(
            Claim(item=task.id, item_version=1, package=OWN_PACKAGE, claimed_on=ws.today), stream=COUNTY
        )
        return task.id


def own_task_form(ws: Workspace, item: str) -> OwnTaskForm:
    """Return what was typed about an own task."""
    with ws.read() as session:
        task = session.get_one(OwnTask, item)
        return OwnTaskForm(**{one.name: getattr(task, one.name) for one in fields(OwnTaskForm)})


def edit_own_task(ws: Workspace, item: str, form: OwnTaskForm) -> None:
    """Change an own task.

    Raises:
        InvalidInput: It has no words.
    """
    with ws.write() as session:
        _fill(session.get_one(OwnTask, item), form, ws.today.year)


def remove_own_task(ws: Workspace, item: str) -> None:
    """Take an own task back out of the ledger, with its claim.

    Raises:
        InvalidInput: Work on it was written down.
    """
    with ws.write() as session:
        claims = session.scalars(select(Claim).where(Claim.item == item, Claim.void.is_(False))).all()
        ids = [claim.id for claim in claims]
        for model, column in ((Progress, Progress.claim), (ClosureRequest, ClosureRequest.target)):
            if session.scalars(select(model.id).where(column.in_(ids), model.void.is_(False))).first():
                raise InvalidInput("这一项已经有进展记录，不能删除。请先在“进展”里处理那些记录。")
        for claim in claims:
            session.withdraw(claim, "删除自增任务")
        session.withdraw(session.get_one(OwnTask, item), "删除自增任务")


def take_over_own(session: WriteSession, site: str, item: str, version: int) -> Claim | None:
    """Return the station's claim on its own task that this version of `item` took over, if it has one.

    The claim stays the same record, so that progress, steps, files and requests stay with it; the own task is
    withdrawn, and what rests on it by id is told of `item`.
    """
    adopts = session.scalars(
        select(TaskItem.adopts).where(TaskItem.item == item, TaskItem.version == version)
    ).first()
    claim = session.scalars(
        select(Claim)
        .where(Claim.site == site, Claim.item.in_(adopts or ()), Claim.void.is_(False))
        .order_by(Claim.id)
    ).first()
    if claim is None:
        return None
    own = claim.item
    session.withdraw(session.get_one(OwnTask, own), "已纳入县里清单")
    for request in session.scalars(
        select(SupportRequest).where(SupportRequest.site == site, SupportRequest.void.is_(False))
    ):
        if own in request.covers:
            request.covers = [item if covered == own else covered for covered in request.covers]
    for plan in session.scalars(select(DayPlan).where(DayPlan.target == own, DayPlan.void.is_(False))):
        plan.target = item
    claim.item = item
    return claim


def _fill(task: OwnTask, form: OwnTaskForm, year: int) -> None:
    if not form.content.strip():
        raise InvalidInput(_WORDLESS)
    for one in fields(form):
        value = getattr(form, one.name)
        setattr(task, one.name, value.strip() if isinstance(value, str) else value)
    limit = parse_time_limit(form.limit_text, year=year)
    task.limit_kind = limit.kind if limit else None
    task.limit_start = limit.start if limit else None
    task.limit_end = limit.end if limit else None
    task.limit_precision = limit.precision if limit else None
