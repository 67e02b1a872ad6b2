"""Stock taken when the work goes from hand to hand: boxes, files, venues and what is in them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.record import ID, Model, Record, refers_to
from db.types import CivilDate

__all__ = ["StockAnswer", "StockFound", "StockSubject", "StockTaking"]


class StockSubject(StrEnum):
    """What a line of the stock is; in the order of the list."""

    BOX = "box"  # an archive box
    FILE = "file"  # a catalogued file in a box
    LOOSE = "loose"  # all files that are only in the computer
    VENUE = "venue"
    THING = "thing"  # what was counted in a venue: an item of its standard


class StockFound(StrEnum):
    """What was found of it."""

    FOUND = "found"
    MISSING = "missing"
    DIFFERS = "differs"


class StockTaking(Record, Model, kw_only=True):
    """Boxes, files, venues and what is in them are looked at one by one. Owner: a station. Stream: county."""

    __tablename__ = "stock_taking"

    on: Mapped[date] = mapped_column(CivilDate)  # begun


class StockAnswer(Record, Model, kw_only=True):
    """What was found of one thing, in the words in which it was listed. Owner and stream as its taking."""

    __tablename__ = "stock_answer"

    taking: Mapped[str] = mapped_column(refers_to("stock_taking.id"), index=True)
    subject: Mapped[str] = mapped_column(String(16))  # a StockSubject
    of: Mapped[str] = mapped_column(ID, default="")  # id of the box, file item or venue
    code: Mapped[str] = mapped_column(String(16), default="")  # of a thing: the item's
    place: Mapped[str] = mapped_column(String(128), default="")
    name: Mapped[str] = mapped_column(String(128))
    listed: Mapped[str] = mapped_column(String(128), default="")  # how much there should be
    answer: Mapped[str] = mapped_column(String(8))  # a StockFound
    note: Mapped[str] = mapped_column(Text, default="")
