"""One standard for all, the venues it is held against, and what was found."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate, Lines, Number

__all__ = [
    "Check",
    "CheckKind",
    "CheckResult",
    "Confidence",
    "Finding",
    "PackLevel",
    "StandardItem",
    "StandardPack",
    "ValueKind",
    "Venue",
    "VenueKind",
    "VenueState",
]


class PackLevel(StrEnum):
    """What a standard pack is held against."""

    STATION = "station"
    VILLAGE = "village"


class ValueKind(StrEnum):
    """What is written down for an item."""

    NUMBER = "number"
    YES_NO = "yes_no"
    LIST = "list"


class Confidence(StrEnum):
    """How sure a threshold's source is; low ones carry the mark 待核."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class VenueKind(StrEnum):
    """What a venue is; in the order of lists."""

    STATION_HOUSE = "station_house"
    VILLAGE_CENTRE = "village_centre"
    BOOKROOM = "bookroom"
    SQUARE = "square"
    STAGE = "stage"
    SPORTS_GROUND = "sports_ground"
    OTHER = "other"


class VenueState(StrEnum):
    """Whether a venue serves."""

    IN_USE = "in_use"
    CLOSED = "closed"
    MISUSED = "misused"
    BUILDING = "building"
    REPAIR = "repair"


class CheckKind(StrEnum):
    """Who checks and why."""

    SELF = "self"
    INSPECTION = "inspection"
    SPOT_CHECK = "spot_check"


class Finding(StrEnum):
    """The conclusion on one item; what was not looked at never counts as met."""

    MET = "met"
    BASICALLY_MET = "basically_met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"


class StandardPack(Record, Model, kw_only=True):
    """A version of a standard. Owner: the office. Version 0 is the draft (stream self); others are frozen (all)."""

    __tablename__ = "standard_pack"
    __table_args__ = (Index("ix_standard_pack_pack_version", "pack", "version"),)

    pack: Mapped[str] = mapped_column(ID)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(128))
    level: Mapped[str] = mapped_column(String(16))
    region: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(Text, default="")


class StandardItem(Record, Model, kw_only=True):
    """One item in one version of a pack; a published version holds them all. Owner and stream as its pack."""

    __tablename__ = "standard_item"
    __table_args__ = (Index("ix_standard_item_pack_version", "pack", "version"),)

    pack: Mapped[str] = mapped_column(ID)
    version: Mapped[int]
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    section: Mapped[str] = mapped_column(String(64), default="")
    name: Mapped[str] = mapped_column(Text)
    value_kind: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(16), default="")
    threshold: Mapped[Decimal | None] = mapped_column(Number, default=None)  # least value that meets it
    threshold_medium: Mapped[Decimal | None] = mapped_column(Number, default=None)  # for a medium station
    threshold_large: Mapped[Decimal | None] = mapped_column(Number, default=None)  # for a large station
    threshold_basic: Mapped[Decimal | None] = mapped_column(
        Number, default=None
    )  # least value that basically meets it
    options: Mapped[list[str] | None] = mapped_column(Lines, default=None)  # of a list
    veto: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[int | None] = mapped_column(default=None)
    confidence: Mapped[str] = mapped_column(String(8), default=Confidence.LOW)


class Venue(Record, Model, kw_only=True):
    """A place that serves the public. Owner: a station. Stream: county."""

    __tablename__ = "venue"

    unit: Mapped[str] = mapped_column(ID, index=True)  # the village, or the station itself
    name: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(32))  # a VenueKind
    pack: Mapped[str | None] = mapped_column(ID, default=None)  # held against this standard; None: by kind
    address: Mapped[str] = mapped_column(String(128), default="")
    built_year: Mapped[int | None] = mapped_column(default=None)
    indoor_m2: Mapped[Decimal | None] = mapped_column(Number, default=None)
    outdoor_m2: Mapped[Decimal | None] = mapped_column(Number, default=None)
    hours: Mapped[str] = mapped_column(String(64), default="")
    keeper: Mapped[str] = mapped_column(String(64), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(16), default=VenueState.IN_USE)
    note: Mapped[str] = mapped_column(Text, default="")


class Check(Record, Model, kw_only=True):
    """A venue held against one version of a standard on one day. Owner: who checked."""

    __tablename__ = "check_run"

    venue: Mapped[str] = mapped_column(ID, index=True)
    pack: Mapped[str] = mapped_column(ID)
    pack_version: Mapped[int]
    on: Mapped[date] = mapped_column(CivilDate)
    kind: Mapped[str] = mapped_column(String(16), default=CheckKind.SELF)
    checker: Mapped[str] = mapped_column(String(64), default="")
    finished: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")


class CheckResult(Record, Model, kw_only=True):
    """What was found for one item. Owner and stream as its check."""

    __tablename__ = "check_result"

    check: Mapped[str] = mapped_column(refers_to("check_run.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(
        Text, default=""
    )  # digits; "1" or "0"; the options there, joined by 、
    finding: Mapped[str] = mapped_column(String(16))
    fixed_on_spot: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    photo_no: Mapped[str] = mapped_column(String(32), default="")
