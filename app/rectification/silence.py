"""For how long a station has not said a word about what it is to put right."""

from collections.abc import Sequence
from datetime import date, datetime

from app.clock import civil_date
from app.rectification.queries import Turn
from app.rectification.standing import ProblemStage, Standing
from app.tasks.light import Limit, review_days
from app.tasks.stage import Holder
from db.models.rectification import Problem

__all__ = ["news_days", "quiet_days"]


def quiet_days(
    problem: Problem, turns: Sequence[Turn], standing: Standing, proved_at: datetime | None, today: date
) -> int:
    """Return for how many days a problem was left alone; 0 while others hold it, and once it is closed.

    A word is a change of the problem, a file, a request to close; a verdict that sends it back begins anew.

    Args:
        turns: Its requests, oldest first.
        proved_at: When a file was last attached.
    """
    if standing.holder is not Holder.STATION or standing.stage is ProblemStage.CLOSED:
        return 0
    days = [civil_date(problem.written_at), problem.relapsed_on, problem.limit_start]
    days.append(civil_date(proved_at) if proved_at else None)
    for request, verdict in turns[-1:]:
        days += [request.requested_on, verdict.decided_on if verdict else None]
    return max(0, (today - max(day for day in days if day is not None)).days)


def news_days(limit: Limit) -> int:
    """Return how often news are expected at most of what has no end; 0: as often as usual."""
    return review_days(limit) if limit.end is None else 0
