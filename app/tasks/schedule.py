"""序时进度: how much of an item should be done by a day, against how much is. Pure."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

__all__ = ["StepFacts", "done_share", "planned_share"]


class StepFacts(Struct, frozen=True):
    """A step as far as the schedule follows from it."""

    weight: int
    due_on: date | None
    done_on: date | None
    text: str = ""


def done_share(steps: Sequence[StepFacts]) -> float | None:
    """Return the share of the weights of `steps` that is done; None: there are no steps."""
    total = sum(step.weight for step in steps)
    return sum(step.weight for step in steps if step.done_on is not None) / total if total else None


def planned_share(
    begin: date | None, end: date | None, today: date, steps: Sequence[StepFacts] = ()
) -> float | None:
    """Return the share that should be done by the end of `today`; None: nothing says so.

    Steps with limits of their own are the plan: each counts once its limit is over. Without such steps the work is
    spread evenly over the days from `begin` to `end`.
    """
    if any(step.due_on is not None for step in steps):
        total = sum(step.weight for step in steps)
        due = sum(step.weight for step in steps if (step.due_on or end or date.max) < today)
        return due / total if total else None
    if begin is None or end is None or not begin < end:
        return None
    return min(1.0, max(0.0, (today - begin).days / (end - begin).days))
