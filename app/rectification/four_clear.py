"""四明确一承诺: the five parts of a rectification item, computed from its fields and never ticked by hand."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

__all__ = ["Mark", "marks_of", "missing"]


class Mark(Struct, frozen=True):
    """One part: its name, whether it is there, and what is still to be filled in."""

    name: str
    there: bool
    wanted: str


def marks_of(
    *,
    description: str,
    goal: str,
    limit_kind: str | None,
    measures: Sequence[str],
    responsible: str | None,
    commitment: str,
    commitment_place: str,
    commitment_on: date | None,
) -> tuple[Mark, ...]:
    """Return the five marks in their usual order.

    Args:
        limit_kind: What sort of time limit was understood; None: none was.
        responsible: Who answers for it.
        commitment: Published text, with the place and day of publishing.
    """
    return (
        _mark("内容", {"问题内容": description.strip()}),
        _mark("目标时限", {"整改目标": goal.strip(), "看得懂的时限": limit_kind}),
        _mark("措施", {"至少一条措施": "".join(measures).strip()}),
        _mark("责任", {"责任人": responsible}),
        _mark(
            "承诺",
            {"承诺内容": commitment.strip(), "公布地点": commitment_place.strip(), "公布日期": commitment_on},
        ),
    )


def missing(marks: Sequence[Mark]) -> str:
    """Return one sentence part that names everything still to be filled in; "" when all is there."""
    return "、".join(mark.wanted for mark in marks if not mark.there)


def _mark(name: str, parts: dict[str, object]) -> Mark:
    lacking = [part for part, value in parts.items() if not value]
    return Mark(name, not lacking, "、".join(lacking))
