"""Where a problem is in its loop, and whose move it is: computed from what both sides have written, never stored."""

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from app.tasks.stage import Holder
from db.models.tasks import Ability, Decision

__all__ = ["OPEN_STAGES", "Course", "Holder", "OrderState", "ProblemStage", "Standing", "standing_of"]


class ProblemStage(StrEnum):
    """Place in the loop."""

    FOUND = "found"  # measure, person or limit still missing
    WORKING = "working"
    CLOSING = "closing"
    RETURNED = "returned"
    CLOSED = "closed"
    RELAPSED = "relapsed"


OPEN_STAGES: Collection[ProblemStage] = (
    ProblemStage.FOUND,
    ProblemStage.WORKING,
    ProblemStage.RETURNED,
    ProblemStage.RELAPSED,
)
"""Stages in which the station has to do something."""


class OrderState(StrEnum):
    """Where an order is: handed over, or where the problem is that answers it."""

    ISSUED = "issued"
    WORKING = "working"
    CLOSING = "closing"
    RETURNED = "returned"
    CLOSED = "closed"
    RELAPSED = "relapsed"


class Course(Struct, frozen=True):
    """What station and office have said about one problem, as far as its stage follows from it.

    Attributes:
        planned: It has a measure, somebody responsible and a time limit.
        turn: Of the newest live request to close it; None: there is none.
        verdict: The office's newest, on that request's present revision.
        relapsed_turn: The turn of the closing that did not hold.
    """

    planned: bool = False
    ability: Ability = Ability.STATION
    turn: int | None = None
    verdict: Decision | None = None
    relapsed_turn: int | None = None


class Standing(Struct, frozen=True):
    """Stage and holder, and what the others are waited for (Chinese; empty while the station holds it)."""

    stage: ProblemStage
    holder: Holder
    waiting: str = ""


def standing_of(course: Course) -> Standing:
    """Return where a problem stands; a relapse counts from the closing that did not hold until the next request."""
    if course.turn is not None:
        if course.verdict is Decision.PASSED:
            if course.relapsed_turn is None or course.relapsed_turn < course.turn:
                return Standing(ProblemStage.CLOSED, Holder.NOBODY)
            return _at_work(ProblemStage.RELAPSED, course.ability)
        if course.verdict is Decision.RETURNED:
            return Standing(ProblemStage.RETURNED, Holder.STATION)
        waiting = "待现场核验" if course.verdict is Decision.SITE_VISIT else "待核验"
        return Standing(ProblemStage.CLOSING, Holder.COUNTY, waiting)
    return _at_work(ProblemStage.WORKING if course.planned else ProblemStage.FOUND, course.ability)


def _at_work(stage: ProblemStage, ability: Ability) -> Standing:
    if ability is Ability.STATION:
        return Standing(stage, Holder.STATION)
    return Standing(stage, Holder.TOWNSHIP if ability is Ability.TOWNSHIP else Holder.COUNTY, "待支持")
