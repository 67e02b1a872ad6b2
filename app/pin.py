"""启动密码: an optional PIN asked when the ledger is opened, and what helps who has forgotten it.

It keeps passers-by out of the window. It does not encrypt: who can copy the files can read them, and whoever says
so to the user says it in these words. Off unless somebody sets it.
"""

import hashlib
import hmac
import json
import os
import secrets
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import select

from app.errors import InvalidInput
from app.workspace import Role, Workspace, storage_errors

__all__ = [
    "WrongPin",
    "ask_code",
    "county_code",
    "forget_pin",
    "pin_is_set",
    "recover",
    "set_pin",
    "try_pin",
]

_FILE: Final = "pin.json"
_LEAST_DIGITS, _MOST_DIGITS = 4, 12
_COST: Final = {"n": 2**14, "r": 8, "p": 1}  # about a twentieth of a second and 16 MB
_FREE_TRIES: Final = 3
_LONGEST_WAIT_S: Final = 300
_CODE_DIGITS: Final = 8


class WrongPin(InvalidInput):
    """The PIN or code is not right, or it is too soon to try again."""


class _Kept(Struct, frozen=True):
    salt: str
    pin: str
    spare: str  # "" where the county can help
    wrong: int = 0
    not_before: str = ""  # instant before which nothing is tried
    asked: str = ""  # what the station reads out to the county


def pin_is_set(folder: Path) -> bool:
    """Tell whether the ledger in `folder` asks for a PIN."""
    return _read(folder) is not None


def set_pin(ws: Workspace, pin: str) -> str:
    """Ask for `pin` from now on, and return the spare code to be written down; "" where the county can help.

    Raises:
        InvalidInput: It has not 4 to 12 digits.
        StorageError: The folder cannot be written.
    """
    digits = _digits(pin)
    if not _LEAST_DIGITS <= len(digits) <= _MOST_DIGITS or not digits.isdigit():
        raise InvalidInput(f"请用 {_LEAST_DIGITS} 到 {_MOST_DIGITS} 个数字做密码。")
    spare = "" if _secret(ws, ws.unit) and ws.role is Role.STATION else _random_digits(_CODE_DIGITS)
    salt = secrets.token_hex(16)
    _write(ws.folder, _Kept(salt, _hash(digits, salt), _hash(spare, salt) if spare else ""))
    return spare


def forget_pin(folder: Path) -> None:
    """Do not ask any more."""
    with storage_errors():
        (folder / _FILE).unlink(missing_ok=True)


def try_pin(ws: Workspace, pin: str) -> None:
    """Return if `pin` is right.

    Raises:
        WrongPin: It is not; after three times one has to wait, longer each time.
    """
    kept = _read(ws.folder)
    if kept is None:
        return
    _wait(kept, ws.now())
    if not hmac.compare_digest(_hash(_digits(pin), kept.salt), kept.pin):
        _refuse(ws, kept, "密码不对")
    _write(ws.folder, replace(kept, wrong=0, not_before="", asked=""))


def ask_code(ws: Workspace) -> str:
    """Return six digits to be read out to the county, whose answer fits only these; "" where it cannot help."""
    kept = _read(ws.folder)
    if kept is None or kept.spare:
        return ""
    if not kept.asked:
        kept = replace(kept, asked=_random_digits(6))
        _write(ws.folder, kept)
    return kept.asked


def county_code(ws: Workspace, unit: str, asked: str) -> str:
    """Return, at the county, the answer for a station that has forgotten its PIN.

    Args:
        ws: The office.
        unit: Of the station.
        asked: The six digits it reads out.

    Raises:
        InvalidInput: There is no such station, or `asked` has not six digits.
    """
    digits = _digits(asked)
    if len(digits) != 6 or not digits.isdigit():
        raise InvalidInput("请填写文化站念的 6 位数字。")
    secret = _secret(ws, unit)
    if not secret:
        raise InvalidInput("还没有给这个站生成过开站包，算不出解锁码。")
    return _answer(secret, digits)


def recover(ws: Workspace, code: str) -> None:
    """Take the PIN away if `code` is the county's answer, or the spare code that was written down.

    Raises:
        WrongPin: It is not; one has to wait as after a wrong PIN.
    """
    kept = _read(ws.folder)
    if kept is None:
        return
    _wait(kept, ws.now())
    digits = _digits(code)
    if kept.spare:
        right = hmac.compare_digest(_hash(digits, kept.salt), kept.spare)
    else:
        right = bool(kept.asked) and hmac.compare_digest(_answer(_secret(ws, ws.unit), kept.asked), digits)
    if not right:
        _refuse(ws, kept, "解锁码不对")
    forget_pin(ws.folder)


def _wait(kept: _Kept, now: datetime) -> None:
    if kept.not_before and now < (until := datetime.fromisoformat(kept.not_before)):
        seconds = min(_LONGEST_WAIT_S, int((until - now).total_seconds()) + 1)
        raise WrongPin(f"试错次数多了，请等 {seconds} 秒再试。")


def _refuse(ws: Workspace, kept: _Kept, what: str) -> None:
    wrong = kept.wrong + 1
    pause_s = min(_LONGEST_WAIT_S, 5 * 2 ** (wrong - _FREE_TRIES)) if wrong >= _FREE_TRIES else 0
    until = (ws.now() + timedelta(seconds=pause_s)).isoformat() if pause_s else ""
    _write(ws.folder, replace(kept, wrong=wrong, not_before=until))
    raise WrongPin(f"{what}，请等 {pause_s} 秒再试。" if pause_s else f"{what}，请再试一次。")


def _secret(ws: Workspace, unit: str) -> str:
    """Return what the county and the station both know since the station's first start."""
    from db.models.trust import Invitation  # the start only asks whether there is a PIN

    with ws.read() as session:
        return session.scalar(select(Invitation.secret).where(Invitation.unit == unit)) or ""


def _answer(secret: str, asked: str) -> str:
    digest = hmac.new(
        bytes.fromhex(secret) if secret else b"", f"pin {asked}".encode(), hashlib.sha256
    ).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**_CODE_DIGITS:0{_CODE_DIGITS}}"


def _hash(digits: str, salt: str) -> str:
    return hashlib.scrypt(digits.encode(), salt=bytes.fromhex(salt), dklen=32, **_COST).hex()


def _digits(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "")


def _random_digits(count: int) -> str:
    return "".join(str(secrets.randbelow(10)) for _ in range(count))


def _read(folder: Path) -> _Kept | None:
    try:
        return _Kept(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        return None  # a file nobody can read locks nobody out


def _write(folder: Path, kept: _Kept) -> None:
    part = folder / f"{_FILE}.part"
    with storage_errors():
        with part.open("w", encoding="utf-8") as file:
            json.dump(asdict(kept), file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / _FILE)
