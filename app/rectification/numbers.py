"""Numbers on papers: never used twice, also when two devices write for one unit."""

from app.log.changes import WriteSession
from db.models import PaperSerial, Unit

__all__ = ["take_number"]

_DEVICE = "A"  # the only writing device of a site


def take_number(session: WriteSession, *, unit: str, kind: str, year: int) -> str:
    """Return the next number of `kind` in `year`, such as 03-WT-2026-A0001, allocated in this transaction.

    Args:
        unit: Id of the station whose short number it begins with; 00 where it has none.
        kind: WT problem, ZG order.
    """
    serial = session.get(PaperSerial, (kind, year))
    if serial is None:
        serial = PaperSerial(kind=kind, year=year)
        session.add(serial)
    serial.serial += 1
    session.flush()
    found = session.get(Unit, unit)
    return f"{(found.number if found else '') or '00'}-{kind}-{year}-{_DEVICE}{serial.serial:04}"
