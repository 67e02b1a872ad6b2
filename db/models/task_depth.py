"""What a station adds to a claim: steps, requests for more time; and tasks it sets itself."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, TimeLimited, refers_to
from db.models.tasks import Nature
from db.types import CivilDate

__all__ = ["ExtensionRequest", "OwnTask", "Step"]


class Step(Record, Model, kw_only=True):
    """A part of a claimed task with a limit of its own. Owner: a station. Stream: county."""

    __tablename__ = "step"

    claim: Mapped[str] = mapped_column(refers_to("claim.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(default=1)  # against the weights of the other steps
    due_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    done_on: Mapped[date | None] = mapped_column(CivilDate, default=None)
    result: Mapped[str] = mapped_column(Text, default="")


class ExtensionRequest(Record, Model, kw_only=True):
    """A station asks for more time; the office's verdict names the day. Owner: a station. Stream: county."""

    __tablename__ = "extension_request"

    target_kind: Mapped[str] = mapped_column(String(16))
    target: Mapped[str] = mapped_column(ID, index=True)
    limit_text: Mapped[str] = mapped_column(String(128), default="")  # as it stood
    limit_end: Mapped[date] = mapped_column(CivilDate)  # as it stood
    wanted_end: Mapped[date] = mapped_column(CivilDate)
    reason: Mapped[str] = mapped_column(Text)
    requested_on: Mapped[date] = mapped_column(CivilDate)


class OwnTask(TimeLimited, Record, Model, kw_only=True):
    """A task that a station set itself; no county figure counts it. Owner: a station. Stream: county."""

    __tablename__ = "own_task"

    content: Mapped[str] = mapped_column(Text)
    standard: Mapped[str] = mapped_column(Text, default="")
    level1: Mapped[str] = mapped_column(String(64), default="")
    category: Mapped[str] = mapped_column(String(32), default="")
    nature: Mapped[str] = mapped_column(String(16), default=Nature.OPTIONAL)
    quantity: Mapped[int | None] = mapped_column(default=None)
    quantity_unit: Mapped[str] = mapped_column(String(16), default="")
    cycle: Mapped[str] = mapped_column(String(16), default="once")
    basis: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
