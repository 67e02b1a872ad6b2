"""Campaigns in phases: what is to be done from when to when, and what each phase must produce."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import Model, Record, refers_to
from db.types import CivilDate, Lines

__all__ = ["Campaign", "Deliverable", "Phase", "PhaseStep"]


class Campaign(Record, Model, kw_only=True):
    """A plan of activities. Owner: a station or the office. Stream: county; of the office self."""

    __tablename__ = "campaign"

    name: Mapped[str] = mapped_column(Text)
    document_no: Mapped[str] = mapped_column(String(64), default="")  # of the document it rests on
    basis: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    ends_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    organisation: Mapped[list[str] | None] = mapped_column(Lines, default=None)
    requirements: Mapped[list[str] | None] = mapped_column(Lines, default=None)


class Phase(Record, Model, kw_only=True):
    """A phase of a campaign, with its four parts. Owner and stream: as the campaign."""

    __tablename__ = "phase"

    campaign: Mapped[str] = mapped_column(refers_to("campaign.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    printed: Mapped[str] = mapped_column(Text, default="")  # its heading, with the period as worded
    starts_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    ends_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    year_inferred: Mapped[bool] = mapped_column(default=False)
    goal: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    sessions: Mapped[list[str] | None] = mapped_column(Lines, default=None)  # recurring ones, as worded


class PhaseStep(Record, Model, kw_only=True):
    """A dated sub-step of a phase. Owner and stream: as the campaign."""

    __tablename__ = "phase_step"

    phase: Mapped[str] = mapped_column(refers_to("phase.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(16), default="")  # as printed
    title: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    ends_on: Mapped[date | None] = mapped_column(CivilDate, default=None)


class Deliverable(Record, Model, kw_only=True):
    """Something a phase must produce. Owner and stream: as the campaign."""

    __tablename__ = "deliverable"

    phase: Mapped[str] = mapped_column(refers_to("phase.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    minimum: Mapped[int | None] = mapped_column(default=None)
    unit: Mapped[str] = mapped_column(String(16), default="")
    per: Mapped[str] = mapped_column(String(32), default="")  # as printed: 每人, 各单位
