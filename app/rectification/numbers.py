"""Numbers on papers: never used twice, also when two devices write for one unit."""

import re
import unicodedata

from sqlalchemy.orm import Session

from app.errors import InvalidInput
from app.log.changes import WriteSession
from db.models.units import Unit
from db.models.work import PaperSerial

__all__ = ["printed_number", "take_number"]

_DEVICE = "A"  # the only writing device of a site


def take_number(session: WriteSession, *, unit: str, kind: str, year: int) -> str:
    """Return the next number of `kind` in `year`, such as 03-WT-2026-A0001, allocated in this transaction.

    Args:
        unit: Id of the station whose short number it begins with; 00 where it has none.
        kind: WT problem, ZG order, TZ instruction.
    """
    serial = session.get(PaperSerial, (kind, year))
    if serial is None:
        serial = PaperSerial(kind=kind, year=year)
        session.add(serial)
    serial.serial += 1
    session.flush()
    found = session.get(Unit, unit)
    return f"{(found.number if found else '') or '00'}-{kind}-{year}-{_DEVICE}{serial.serial:04}"


def printed_number(session: Session, text: str, *, kind: str) -> str:
    """Return the number of a form that was printed blank, as it stands on the paper.

    Raises:
        InvalidInput: No such number was ever given out here.
    """
    number = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    parts = re.fullmatch(rf"\w{{1,8}}-{kind}-(\d{{4}})-{_DEVICE}(\d{{4,}})", number)
    given = session.get(PaperSerial, (kind, int(parts[1]))) if parts else None
    if parts is None or given is None or not 1 <= int(parts[2]) <= given.serial:
        raise InvalidInput(f"编号“{text.strip()}”不是本机印出去的。请照纸上的编号输入，或空着由程序编号。")
    return number
