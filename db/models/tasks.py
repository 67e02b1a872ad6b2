"""The county's task packages, what stations make of them, and what the county answers."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, TimeLimited, refers_to
from db.types import CivilDate, Lines

__all__ = [
    "Ability",
    "Answer",
    "AnswerResult",
    "Change",
    "Claim",
    "ClaimDecision",
    "ClosureRequest",
    "Decision",
    "Nature",
    "Progress",
    "Question",
    "QuestionKind",
    "Target",
    "TaskItem",
    "TaskPackage",
    "Verdict",
]


class Nature(StrEnum):
    """How binding an item is."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    ENCOURAGED = "encouraged"


class Change(StrEnum):
    """What a version did to an item."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    WITHDRAWN = "withdrawn"


class ClaimDecision(StrEnum):
    """What the station says to an item."""

    CLAIMED = "claimed"
    NOT_APPLICABLE = "not_applicable"  # asked for; the office's verdict decides


class Ability(StrEnum):
    """Who can do it; proposed by the station, confirmed by the office."""

    STATION = "station"
    TOWNSHIP = "township"
    COUNTY = "county"


class QuestionKind(StrEnum):
    """A question asks, an objection contests."""

    QUESTION = "question"
    OBJECTION = "objection"


class AnswerResult(StrEnum):
    """How the office answers."""

    EXPLAINED = "explained"
    KEPT = "kept"
    ADJUSTED = "adjusted"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


class Target(StrEnum):
    """What a record is about, where it may be about several kinds."""

    CLAIM = "claim"
    PROBLEM = "problem"
    ORDER = "order"
    LOG_ENTRY = "log_entry"
    CHECK = "check"
    CLOSURE_REQUEST = "closure_request"
    REPORT_UP = "report_up"
    ABILITY = "ability"  # a claim, and who it says can do it
    EXTENSION = "extension"
    DOCUMENT = "document"
    MONTHLY_RETURN = "monthly_return"


class Decision(StrEnum):
    """The office's verdict."""

    PASSED = "passed"
    RETURNED = "returned"
    SITE_VISIT = "site_visit"


class TaskPackage(Record, Model, kw_only=True):
    """A version of a task list. Owner: the office. Version 0 is the draft (stream self); others are frozen (all)."""

    __tablename__ = "task_package"
    __table_args__ = (Index("ix_task_package_package_version", "package", "version"),)

    package: Mapped[str] = mapped_column(ID)  # the same in every version
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(128))
    document_no: Mapped[str] = mapped_column(String(64), default="")
    issued_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    claim_by: Mapped[date | None] = mapped_column(CivilDate, default=None)
    note: Mapped[str] = mapped_column(Text, default="")


class TaskItem(TimeLimited, Record, Model, kw_only=True):
    """One item in one version of a task list; a published version holds them all. Owner and stream as its list."""

    __tablename__ = "task_item"
    schema_version: ClassVar[int] = 2
    __table_args__ = (
        Index("ix_task_item_package_version", "package", "version"),
        Index("ix_task_item_item_version", "item", "version"),
    )

    package: Mapped[str] = mapped_column(ID)
    version: Mapped[int]
    item: Mapped[str] = mapped_column(ID)  # the same in every version
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(32), default="")
    level1: Mapped[str] = mapped_column(String(64), default="")
    level2: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[str] = mapped_column(Text)
    standard: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    nature: Mapped[str] = mapped_column(String(16), default=Nature.REQUIRED)
    quantity: Mapped[int | None] = mapped_column(default=None)
    quantity_unit: Mapped[str] = mapped_column(String(16), default="")
    cycle: Mapped[str] = mapped_column(String(16), default="once")
    evidence: Mapped[str] = mapped_column(Text, default="")
    evidence_count: Mapped[int] = mapped_column(default=0)  # files that are enough; 0: none asked for
    responsible_unit: Mapped[str] = mapped_column(String(64), default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    change: Mapped[str] = mapped_column(String(16), default=Change.ADDED)
    adopts: Mapped[list[str] | None] = mapped_column(
        Lines, default=None, info={"since": 2}
    )  # own tasks of stations it took over


class Claim(Record, Model, kw_only=True):
    """A station's answer to one item. Owner: a station. Stream: county. One live claim per item.

    The office's word on `ability` names `ability_turn`, which counts the times it was asked for: it outlives
    other changes of the claim.
    """

    __tablename__ = "claim"
    schema_version: ClassVar[int] = 2

    item: Mapped[str] = mapped_column(ID, index=True)
    item_version: Mapped[int]
    package: Mapped[str] = mapped_column(ID)
    decision: Mapped[str] = mapped_column(String(16), default=ClaimDecision.CLAIMED)
    reason: Mapped[str] = mapped_column(Text, default="")  # why not applicable, or why support is needed
    ability: Mapped[str] = mapped_column(String(16), default=Ability.STATION)
    responsible: Mapped[str | None] = mapped_column(refers_to("person.id"), default=None)
    leader: Mapped[str] = mapped_column(String(64), default="")
    claimed_on: Mapped[date] = mapped_column(CivilDate)
    start_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    finish_on: Mapped[date | None] = mapped_column(CivilDate, default=None)  # the station's own limit
    method: Mapped[str] = mapped_column(Text, default="")
    output: Mapped[str] = mapped_column(Text, default="")
    ability_turn: Mapped[int] = mapped_column(default=0, info={"since": 2})
    ability_asked_on: Mapped[date | None] = mapped_column(CivilDate, default=None, info={"since": 2})
    ability_until: Mapped[date | None] = mapped_column(
        CivilDate, default=None, info={"since": 2}
    )  # support came to an end
    near_goal: Mapped[str] = mapped_column(Text, default="", info={"since": 2})
    long_goal: Mapped[str] = mapped_column(Text, default="", info={"since": 2})
    document_no: Mapped[str] = mapped_column(
        String(64), default="", info={"since": 2}
    )  # of the paper that proves it
    proof_check: Mapped[str | None] = mapped_column(
        ID, default=None, info={"since": 2}
    )  # the check that proves it


class Progress(Record, Model, kw_only=True):
    """A dated entry under a claim; corrections are new entries. Owner: a station. Stream: county."""

    __tablename__ = "progress"

    claim: Mapped[str] = mapped_column(refers_to("claim.id"), index=True)
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text, default="")
    percent: Mapped[int | None] = mapped_column(default=None)
    quantity: Mapped[int | None] = mapped_column(default=None)  # done this time, added up over entries
    obstacle: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    log_entry: Mapped[str | None] = mapped_column(refers_to("log_entry.id"), index=True, default=None)


class Question(Record, Model, kw_only=True):
    """A question or objection to an item. Owner: a station. Stream: county."""

    __tablename__ = "question"

    item: Mapped[str] = mapped_column(ID, index=True)
    item_version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    reason_code: Mapped[str] = mapped_column(String(24), default="")
    text: Mapped[str] = mapped_column(Text)
    wanted: Mapped[str] = mapped_column(Text, default="")
    asked_on: Mapped[date] = mapped_column(CivilDate)


class Answer(Record, Model, kw_only=True):
    """The office's answer to a question. Owner: the office. Stream: that station's."""

    __tablename__ = "answer"

    question: Mapped[str] = mapped_column(ID, index=True)
    question_revision: Mapped[int]
    result: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    answered_on: Mapped[date] = mapped_column(CivilDate)


class ClosureRequest(Record, Model, kw_only=True):
    """A station says that a claim or problem is done; a new request is a new turn. Owner: a station. Stream: county."""

    __tablename__ = "closure_request"
    __table_args__ = (Index("ix_closure_request_target", "target"),)

    target_kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(ID)
    turn: Mapped[int]
    result: Mapped[str] = mapped_column(Text)
    completed_on: Mapped[date] = mapped_column(CivilDate)
    requested_on: Mapped[date] = mapped_column(CivilDate)


class Verdict(Record, Model, kw_only=True):
    """The office's decision on what a station asks for (`Target`). Owner: the office. Stream: that station's."""

    __tablename__ = "verdict"
    schema_version: ClassVar[int] = 2

    target_kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(ID, index=True)
    target_revision: Mapped[int]
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date] = mapped_column(CivilDate)
    verifier: Mapped[str] = mapped_column(String(64), default="")
    until: Mapped[date | None] = mapped_column(
        CivilDate, default=None, info={"since": 2}
    )  # the new last day, of an extension
