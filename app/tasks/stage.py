"""Where an item is in its loop, and whose move it is: computed from what both sides have written, never stored."""

from enum import StrEnum

from msgspec import Struct

from db.models.tasks import Ability, ClaimDecision, Decision, QuestionKind

__all__ = ["Course", "Holder", "Stage", "Standing", "standing_of"]


class Stage(StrEnum):
    """Place in the loop."""

    UNCLAIMED = "unclaimed"
    QUESTIONED = "questioned"
    CONTESTED = "contested"
    ASKED_NOT_APPLICABLE = "asked_not_applicable"
    NOT_APPLICABLE = "not_applicable"
    CLAIMED = "claimed"
    IN_PROGRESS = "in_progress"
    CLOSING = "closing"
    RETURNED = "returned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Holder(StrEnum):
    """Whose move it is."""

    STATION = "station"
    TOWNSHIP = "township"
    COUNTY = "county"
    NOBODY = "nobody"


class Course(Struct, frozen=True):
    """What station and office have said about one item, as far as its stage follows from it.

    Attributes:
        withdrawn: The newest version of the list no longer asks for it.
        own: The station set it itself: nobody else has to agree that it is done.
        decision: Of the live claim; None: there is none.
        claim_verdict: The office's, on the claim's present revision.
        ability: Who can do it, as the station says.
        ability_verdict: The office's on that; only what it agrees to excuses the station.
        extending: A request for more time has no answer.
        question: Kind of the newest question that has no answer.
        started: There is progress.
        requested: There is a live request to close it.
        request_verdict: The office's, on the present revision of the newest request.
    """

    withdrawn: bool = False
    own: bool = False
    decision: ClaimDecision | None = None
    claim_verdict: Decision | None = None
    ability: Ability = Ability.STATION
    ability_verdict: Decision | None = None
    extending: bool = False
    question: QuestionKind | None = None
    started: bool = False
    requested: bool = False
    request_verdict: Decision | None = None


class Standing(Struct, frozen=True):
    """Stage and holder, and what the others are waited for (Chinese; empty while the station holds it)."""

    stage: Stage
    holder: Holder
    waiting: str = ""


def standing_of(course: Course) -> Standing:
    """Return where an item stands.

    Asking for support is a claim with an ability class: the stage stays, the holder changes, first to the
    office, which agrees or not. So it is with more time. A question about a claimed item is a mark, not a
    stage: the station goes on working.
    """
    if course.requested and (course.own or course.request_verdict is Decision.PASSED):
        return Standing(Stage.CLOSED, Holder.NOBODY)
    if course.withdrawn:
        return Standing(Stage.WITHDRAWN, Holder.NOBODY)
    if course.decision is None:
        return _before_claim(course.question)
    if course.decision is ClaimDecision.NOT_APPLICABLE:
        return _not_applicable(course.claim_verdict)
    if course.requested:
        return _closing(course.request_verdict)
    stage = Stage.IN_PROGRESS if course.started else Stage.CLAIMED
    if course.extending:
        return Standing(stage, Holder.COUNTY, "待批延期")
    if course.ability is Ability.STATION or course.ability_verdict is Decision.RETURNED:
        return Standing(stage, Holder.STATION)
    if course.ability_verdict is not Decision.PASSED:
        return Standing(stage, Holder.COUNTY, "待确认")
    holder = Holder.TOWNSHIP if course.ability is Ability.TOWNSHIP else Holder.COUNTY
    return Standing(stage, holder, "待支持")


def _before_claim(question: QuestionKind | None) -> Standing:
    if question is None:
        return Standing(Stage.UNCLAIMED, Holder.STATION)
    stage = Stage.QUESTIONED if question is QuestionKind.QUESTION else Stage.CONTESTED
    return Standing(stage, Holder.COUNTY, "待答复")


def _not_applicable(verdict: Decision | None) -> Standing:
    if verdict is Decision.PASSED:
        return Standing(Stage.NOT_APPLICABLE, Holder.NOBODY)
    if verdict is Decision.RETURNED:
        return Standing(Stage.RETURNED, Holder.STATION)
    return Standing(Stage.ASKED_NOT_APPLICABLE, Holder.COUNTY, "待确认")


def _closing(verdict: Decision | None) -> Standing:
    if verdict is Decision.RETURNED:
        return Standing(Stage.RETURNED, Holder.STATION)
    waiting = "待现场核验" if verdict is Decision.SITE_VISIT else "待核验"
    return Standing(Stage.CLOSING, Holder.COUNTY, waiting)
