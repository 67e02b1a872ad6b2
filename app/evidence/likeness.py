"""The same picture in other bytes: sent on by a chat program, saved once more, made smaller."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.archive import PicturePrint
from db.models.work import Evidence

__all__ = ["keep_likeness", "likeness", "look_alikes"]

_COLUMNS, _ROWS = 9, 8
_ALIKE: Final = 4  # bits that may differ
_LEAST_BUSY: Final = 10  # a plain wall is like every other plain wall


def likeness(grey: Sequence[int]) -> str | None:
    """Return what stays of a picture however it is saved: whether brightness falls from left to right, 64 times.

    Args:
        grey: Of the picture shrunk to 9 x 8 points, brightness row after row.

    Returns:
        Sixteen hexadecimal digits; None: too little is on it to tell it from others.
    """
    bits = 0
    for row in range(_ROWS):
        for column in range(_COLUMNS - 1):
            place = row * _COLUMNS + column
            bits = bits << 1 | (grey[place] > grey[place + 1])
    busy = bits.bit_count()
    return f"{bits:016x}" if _LEAST_BUSY <= busy <= 64 - _LEAST_BUSY else None


def look_alikes(session: Session, site: str, bits: str) -> list[Evidence]:
    """Return the photos of `site` that look the same, newest first."""
    mine = int(bits, 16)
    alike = [
        row.sha256
        for row in session.execute(select(PicturePrint.sha256, PicturePrint.bits))
        if (int(row.bits, 16) ^ mine).bit_count() <= _ALIKE
    ]
    if not alike:
        return []
    found = session.scalars(
        select(Evidence)
        .where(Evidence.original_sha256.in_(alike[:100]), Evidence.site == site, Evidence.void.is_(False))
        .order_by(Evidence.id.desc())
    )
    return list(found)


def keep_likeness(session: Session, sha256: str, bits: str) -> None:
    """Remember what a stored photo looks like, on this computer only."""
    if session.get(PicturePrint, sha256) is None:
        session.add(PicturePrint(sha256=sha256, bits=bits))
