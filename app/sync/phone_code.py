"""24 digits that are read out on the phone: how far the office holds a station's log.

A stand-in for the receipt that is still under way. It is unsigned, so it only moves what the station's screen
says; nothing is ever left out or deleted because of it.

    3 digits  which log (site, stream, epoch)        6 digits  number of the last line
    13 digits the first 40 bits of its chain value   2 digits  check, modulo 97
"""

import hashlib
import re
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from app.errors import InvalidInput, NotOwner
from app.sync.logs import chain_at, head_row, heads_of
from app.sync.trust import certificate_of_unit
from app.workspace import COUNTY, Role, Workspace
from db.models.peers import PeerState
from db.models.trust import PhoneWord

__all__ = ["Heard", "hear_code", "last_heard", "phone_code"]

_NUMBERS = 10**6


class Heard(Struct, frozen=True):
    """What the office said on the phone.

    Attributes:
        number: It holds our lines up to this one.
        of: How many there are by now.
        at: When it was said.
    """

    number: int
    of: int
    at: datetime


def phone_code(ws: Workspace, unit: str) -> str | None:
    """Return six groups of four digits that tell a station how far its log is here; None: nothing is.

    Args:
        unit: Id of the station's unit.

    Raises:
        NotOwner: This is not the office.
    """
    if ws.role is not Role.OFFICE:
        raise NotOwner("电话回执码由县里念。")
    with ws.read() as session:
        certificate, state = certificate_of_unit(session, ws.site, unit), session.get(PeerState, unit)
        if certificate is None or state is None:
            return None
        head = head_row(session.connection(), certificate.holder, COUNTY, state.epoch)
        if head is None or not head.number:
            return None
        return _encode(head.site, head.epoch, head.number, head.chain.hex())


def hear_code(ws: Workspace, text: str) -> Heard:
    """Note what the office read out.

    Args:
        text: 24 digits; blanks, dashes and full-width digits do not matter.

    Raises:
        InvalidInput: A digit is wrong, it is about another log, or office and station contradict each other.
    """
    if ws.role is not Role.STATION:
        raise NotOwner("电话回执码在文化站的电脑上输入。")
    digits = "".join(str(int(digit)) for digit in re.findall(r"\d", text))
    if len(digits) != 24:
        raise InvalidInput(f"应是 6 组、每组 4 个数字，现在有 {len(digits)} 个数字。请让县里再念一遍。")
    if int(digits) % 97 != 1:
        raise InvalidInput("有一个数字听错了，请让县里再念一遍。")
    number = int(digits[3:9])
    with ws.write() as session:
        connection = session.connection()
        heads = [head for head in heads_of(connection, ws.site) if head.stream == COUNTY]
        head = next((one for one in heads if _tag(one.site, one.epoch) == digits[:3]), None)
        if head is None:
            raise InvalidInput("这组数字不是给本站的，请核对县里念的是不是本站。")
        if number > head.number or _prefix(chain_at(connection, head, number)) != digits[9:22]:
            raise InvalidInput(
                "县里收到的和本机的对不上：本机可能恢复过旧备份。数据没有改动，请上报一次，再接收县里的包，就会接上。"
            )
        word = session.get(PhoneWord, (COUNTY, head.epoch))
        if word is None:
            word = PhoneWord(stream=COUNTY, epoch=head.epoch, number=number, at=ws.now())
            session.add(word)
        word.number, word.at = max(number, word.number), ws.now()
        return Heard(number, head.number, ws.now())


def last_heard(ws: Workspace) -> Heard | None:
    """Return the newest word on the log of today's epoch; None: there was no call."""
    with ws.read() as session:
        word = session.scalars(select(PhoneWord).where(PhoneWord.epoch == ws.epoch)).first()
        head = head_row(session.connection(), ws.site, COUNTY, ws.epoch)
        return None if word is None or head is None else Heard(word.number, head.number, word.at)


def _encode(site: str, epoch: str, number: int, chain: str) -> str:
    body = f"{_tag(site, epoch)}{number % _NUMBERS:06d}{_prefix(chain)}"
    digits = f"{body}{98 - int(body) * 100 % 97:02d}"
    return " ".join(digits[at : at + 4] for at in range(0, 24, 4))


def _tag(site: str, epoch: str) -> str:
    text = "\n".join(("station-ledger phone code", site, COUNTY, epoch))
    return f"{int.from_bytes(hashlib.sha256(text.encode()).digest()) % 1000:03d}"


def _prefix(chain: str) -> str:
    return f"{int(chain[:10], 16):013d}"
