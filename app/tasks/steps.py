"""The steps of a claimed task: each with its weight, its own last day and its result."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.workspace import COUNTY, Workspace
from db.models.task_depth import Step
from db.models.tasks import Claim, ClaimDecision

__all__ = [
    "StepRow",
    "add_step",
    "edit_step",
    "finish_step",
    "list_steps",
    "remove_step",
    "steps_of_year",
    "years_of",
]


class StepRow(Struct, frozen=True):
    """A step.

    Attributes:
        number: Its place, from 1.
        share: Its weight as per cent of all.
        days_late: Days past its own last day: of what is not done until today, else until it was done.
    """

    id: str
    number: int
    text: str
    weight: int
    share: int
    due_on: date | None
    done_on: date | None
    result: str
    days_late: int


def list_steps(ws: Workspace, item: str, *, site: str | None = None) -> list[StepRow]:
    """Return the steps of an item at a station, in order."""
    with ws.read() as session:
        steps = _steps(session, item, site or ws.site)
        total = sum(step.weight for step in steps) or 1
        return [
            StepRow(
                id=step.id,
                number=number,
                text=step.text,
                weight=step.weight,
                share=round(step.weight * 100 / total),
                due_on=step.due_on,
                done_on=step.done_on,
                result=step.result,
                days_late=0
                if step.due_on is None
                else max(0, ((step.done_on or ws.today) - step.due_on).days),
            )
            for number, step in enumerate(steps, start=1)
        ]


def years_of(steps: Iterable[StepRow]) -> list[int]:
    """Return the years in which steps are due or were done, in order."""
    days = [day for step in steps for day in (step.due_on, step.done_on) if day is not None]
    return sorted({day.year for day in days})


def steps_of_year(steps: Iterable[StepRow], year: int) -> list[StepRow]:
    """Return the steps that are due or were done in a year; what has no day and is not done is of every year."""
    found = []
    for step in steps:
        days = [day for day in (step.due_on, step.done_on) if day is not None]
        if not days or any(day.year == year for day in days):
            found.append(step)
    return found


def add_step(ws: Workspace, item: str, *, text: str, due_on: date | None = None, weight: int = 1) -> str:
    """Add a step at the end and return its id.

    Raises:
        InvalidInput: It has no words or no weight, or the item is not claimed.
    """
    text = _checked(text, weight)
    with ws.write() as session:
        claim = session.scalars(
            select(Claim.id).where(
                Claim.site == ws.site,
                Claim.item == item,
                Claim.decision == ClaimDecision.CLAIMED,
                Claim.void.is_(False),
            )
        ).first()
        if claim is None:
            raise InvalidInput("还没有认领这一项，请先认领，再分步骤。")
        last = max((step.position for step in _steps(session, item, ws.site)), default=0)
        made = Step(claim=claim, position=last + 1, text=text, due_on=due_on, weight=weight)
        return session.create(made, stream=COUNTY).id


def edit_step(ws: Workspace, step: str, *, text: str, due_on: date | None, weight: int) -> None:
    """Change words, last day and weight of a step.

    Raises:
        InvalidInput: It has no words or no weight.
    """
    text = _checked(text, weight)
    with ws.write() as session:
        found = session.get_one(Step, step)
        found.text, found.due_on, found.weight = text, due_on, weight


def finish_step(ws: Workspace, step: str, *, on: date | None, result: str = "") -> None:
    """Mark a step as done on a day; None: it is not done after all.

    Raises:
        InvalidInput: The day lies in the future.
    """
    if on is not None and on > ws.today:
        raise InvalidInput("完成日期还没有到，请改一下日期。")
    with ws.write() as session:
        found = session.get_one(Step, step)
        found.done_on, found.result = on, result.strip() if on else ""


def remove_step(ws: Workspace, step: str) -> None:
    """Take a step out."""
    with ws.write() as session:
        session.withdraw(session.get_one(Step, step), "删除步骤")


def _checked(text: str, weight: int) -> str:
    text = " ".join(text.split())
    if not text:
        raise InvalidInput("请写这一步做什么。")
    if not 1 <= weight <= 100:
        raise InvalidInput("权重请填 1 到 100 的整数。")
    return text


def _steps(session: Session, item: str, site: str) -> Sequence[Step]:
    return session.scalars(
        select(Step)
        .join(Claim, Claim.id == Step.claim)
        .where(Claim.site == site, Claim.item == item, Claim.void.is_(False), Step.void.is_(False))
        .order_by(Step.position, Step.id)
    ).all()
