"""What a station tells its township and the county, day by day and month by month, and what the county says to it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Lines, Number

__all__ = [
    "DailyReport",
    "DispatchMonth",
    "DraftKind",
    "DutyShift",
    "Holiday",
    "Instruction",
    "InstructionReceipt",
    "MonthlyReturn",
    "ReportDraft",
    "ReportForm",
    "ReportUp",
    "ReportingRule",
    "ReturnNote",
    "Sprint",
    "SupportKind",
    "SupportLevel",
    "SupportReply",
    "SupportRequest",
    "SupportState",
    "SupportStep",
]


class ReportForm(StrEnum):
    """How a report to the township was made."""

    ORAL = "oral"
    WRITTEN = "written"
    MEETING = "meeting"


class SupportKind(StrEnum):
    """What a request for support is about."""

    FUNDS = "funds"
    PLACE = "place"
    STAFF = "staff"
    EQUIPMENT = "equipment"
    POLICY = "policy"
    COORDINATION = "coordination"


class SupportLevel(StrEnum):
    """Who is asked."""

    TOWNSHIP = "township"
    BUREAU = "bureau"
    COUNTY = "county"


class SupportState(StrEnum):
    """How far a request for support is; a step of the station or a reply of the office names one."""

    RAISED = "raised"
    TOWNSHIP_ACCEPTED = "township_accepted"
    SENT_TO_COUNTY = "sent_to_county"
    COORDINATING = "coordinating"
    SOLVED = "solved"
    PARTLY_SOLVED = "partly_solved"
    REFUSED = "refused"


class DraftKind(StrEnum):
    """What is being drafted."""

    SUMMARY = "summary"
    DAILY = "daily"
    MONTHLY = "monthly"


class ReportingRule(Record, Model, kw_only=True):
    """What the county expects; the newest one is in force. Owner: the office. Stream: all."""

    __tablename__ = "reporting_rule"
    schema_version: ClassVar[int] = 2

    report_up_days: Mapped[int] = mapped_column(default=3)  # from receiving a task list to the first report
    return_day: Mapped[int] = mapped_column(default=5)  # of the following month, last day for the return
    quiet_days: Mapped[int] = mapped_column(
        default=30, info={"since": 2}
    )  # without a word about a task: yellow
    silent_days: Mapped[int] = mapped_column(default=60, info={"since": 2})  # red
    behind: Mapped[int] = mapped_column(default=30, info={"since": 2})  # points behind the plan: yellow
    far_behind: Mapped[int] = mapped_column(default=60, info={"since": 2})  # red
    venue_months: Mapped[int] = mapped_column(
        default=12, info={"since": 2}
    )  # a venue nobody looked at is flagged
    late_days: Mapped[int] = mapped_column(
        default=7, info={"since": 2}
    )  # an entry made so long after its day is late


class Sprint(Record, Model, kw_only=True):
    """A period in which stations report daily and keep a duty roster. Owner: the office. Stream: all."""

    __tablename__ = "sprint"

    name: Mapped[str] = mapped_column(String(64))
    start: Mapped[date] = mapped_column(CivilDate)
    end: Mapped[date] = mapped_column(CivilDate)
    note: Mapped[str] = mapped_column(Text, default="")


class Holiday(Record, Model, kw_only=True):
    """A day off, or a weekend on which people work. Owner: the office. Stream: all."""

    __tablename__ = "holiday"

    on: Mapped[date] = mapped_column(CivilDate)
    name: Mapped[str] = mapped_column(String(32))
    working: Mapped[bool] = mapped_column(default=False)


class DispatchMonth(Record, Model, kw_only=True):
    """A month as the county closed it: these returns count, for good. Owner: the office. Stream: all."""

    __tablename__ = "dispatch_month"

    month: Mapped[date] = mapped_column(CivilDate)  # its first day
    closed_on: Mapped[date] = mapped_column(CivilDate)
    returns: Mapped[list[str]] = mapped_column(Lines)  # ids of the returns that had come
    note: Mapped[str] = mapped_column(Text, default="")


class Instruction(Record, Model, kw_only=True):
    """Something every station, or some of them, must take note of. Owner: the office. Stream: all."""

    __tablename__ = "instruction"

    number: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date] = mapped_column(CivilDate)
    acknowledge_by: Mapped[date | None] = mapped_column(CivilDate, default=None)
    addressees: Mapped[list[str]] = mapped_column(Lines)  # units of stations; empty: all


class InstructionReceipt(Record, Model, kw_only=True):
    """A station has read an instruction. Owner: a station. Stream: county."""

    __tablename__ = "instruction_receipt"

    instruction: Mapped[str] = mapped_column(ID, index=True)
    instruction_revision: Mapped[int]
    read_on: Mapped[date] = mapped_column(CivilDate)
    read_by: Mapped[str] = mapped_column(String(64), default="")


class ReportUp(Record, Model, kw_only=True):
    """A report to the township. Owner: a station. Stream: county."""

    __tablename__ = "report_up"

    on: Mapped[date] = mapped_column(CivilDate)
    form: Mapped[str] = mapped_column(String(16))
    to_whom: Mapped[str] = mapped_column(String(64))
    covers: Mapped[list[str]] = mapped_column(Lines)  # ids of task items and problems
    requests: Mapped[str] = mapped_column(Text, default="")
    instruction: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(Text, default="")
    received_on: Mapped[date | None] = mapped_column(CivilDate, default=None)  # the list it first reports on


class SupportRequest(Record, Model, kw_only=True):
    """Something a station cannot do without others. Owner: a station. Stream: county."""

    __tablename__ = "support_request"

    subject: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    amount: Mapped[Decimal | None] = mapped_column(Number, default=None)  # yuan
    reason: Mapped[str] = mapped_column(Text, default="")
    wanted_by: Mapped[date | None] = mapped_column(CivilDate, default=None)
    covers: Mapped[list[str]] = mapped_column(Lines)  # ids of task items and problems
    raised_on: Mapped[date] = mapped_column(CivilDate)


class SupportStep(Record, Model, kw_only=True):
    """What became of a request in the township, as the station knows it. Owner: a station. Stream: county."""

    __tablename__ = "support_step"

    request: Mapped[str] = mapped_column(refers_to("support_request.id"), index=True)
    state: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text, default="")


class SupportReply(Record, Model, kw_only=True):
    """The office's word on a request. Owner: the office. Stream: that station's."""

    __tablename__ = "support_reply"

    request: Mapped[str] = mapped_column(ID, index=True)
    request_revision: Mapped[int]
    state: Mapped[str] = mapped_column(String(24))
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text, default="")


class ReportDraft(Record, Model, kw_only=True):
    """What somebody changed in a drafted report; a section left as NULL follows the facts. Stream: self."""

    __tablename__ = "report_draft"
    __table_args__ = (Index("ix_report_draft_kind_start_end", "kind", "start", "end"),)

    kind: Mapped[str] = mapped_column(String(16))
    start: Mapped[date] = mapped_column(CivilDate)
    end: Mapped[date] = mapped_column(CivilDate)
    done: Mapped[str | None] = mapped_column(Text, default=None)
    problems: Mapped[str | None] = mapped_column(Text, default=None)
    help_wanted: Mapped[str | None] = mapped_column(Text, default=None)
    next_steps: Mapped[str | None] = mapped_column(Text, default=None)
    known: Mapped[list[str]] = mapped_column(Lines)  # facts that the changed sections take account of


class DailyReport(Record, Model, kw_only=True):
    """A day in a sprint; that there was nothing is said, not left out. Owner: a station. Stream: county."""

    __tablename__ = "daily_report"

    on: Mapped[date] = mapped_column(CivilDate, index=True)
    zero: Mapped[bool] = mapped_column(default=False)
    done: Mapped[str] = mapped_column(Text, default="")
    activities: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    problems: Mapped[str] = mapped_column(Text, default="")
    help_wanted: Mapped[str] = mapped_column(Text, default="")
    plan: Mapped[str] = mapped_column(Text, default="")
    reporter: Mapped[str] = mapped_column(String(64), default="")
    signed_by: Mapped[str] = mapped_column(String(64), default="")
    submitted_on: Mapped[date] = mapped_column(CivilDate)


class DutyShift(Record, Model, kw_only=True):
    """One post on one day; who takes over stands in a new shift that names the old. Owner: a station. Stream: county."""

    __tablename__ = "duty_shift"

    on: Mapped[date] = mapped_column(CivilDate, index=True)
    post: Mapped[str] = mapped_column(String(32))
    begins: Mapped[str] = mapped_column(String(5), default="08:30")  # on the clock
    ends: Mapped[str] = mapped_column(String(5), default="17:30")
    leader: Mapped[str] = mapped_column(String(64), default="")
    person: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    note: Mapped[str] = mapped_column(Text, default="")  # handed over, incidents
    replaces: Mapped[str | None] = mapped_column(ID, default=None)  # the shift as it was before a swap
    why: Mapped[str] = mapped_column(Text, default="")


class MonthlyReturn(Record, Model, kw_only=True):
    """A month as reported, figures included; never changed after. Owner: a station. Stream: county.

    Where the office sends one back (`Verdict`), another may be handed in for the month: the newest one counts.
    """

    __tablename__ = "monthly_return"
    schema_version: ClassVar[int] = 2

    month: Mapped[date] = mapped_column(CivilDate, index=True)  # its first day
    as_of: Mapped[date] = mapped_column(CivilDate)
    submitted_on: Mapped[date] = mapped_column(CivilDate)
    signed_by: Mapped[str] = mapped_column(String(64), default="")
    total: Mapped[int]
    closed: Mapped[int]
    running: Mapped[int]
    closing: Mapped[int]
    waiting: Mapped[int]
    unstarted: Mapped[int]
    late: Mapped[int]
    late_items: Mapped[list[str]] = mapped_column(Lines)  # "1.3 公示免费开放项目，逾期 3 天"
    problems_found: Mapped[int]
    problems_closed: Mapped[int]
    problems_open: Mapped[int]
    activities: Mapped[int]
    people: Mapped[int]
    support_open: Mapped[int]
    done: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    help_wanted: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    entries: Mapped[int] = mapped_column(default=0, info={"since": 2})  # lines of the log
    late_entries: Mapped[int] = mapped_column(default=0, info={"since": 2})  # entered long after their day


class ReturnNote(Record, Model, kw_only=True):
    """A correction of what a return says. Owner: a station. Stream: county."""

    __tablename__ = "return_note"
    schema_version: ClassVar[int] = 2

    monthly_return: Mapped[str] = mapped_column(refers_to("monthly_return.id"), index=True)
    on: Mapped[date] = mapped_column(CivilDate)
    text: Mapped[str] = mapped_column(Text)
    answers: Mapped[str | None] = mapped_column(ID, default=None, info={"since": 2})  # the office's verdict
