"""The key of a computer on paper: ten groups of five digits that a person can copy and type.

A group is four digits of the key's root and a check digit over them and the group's place, so that a slip of
the pen or two groups exchanged are found at once, and where. Whoever holds the paper can sign for the unit.
"""

import re
from collections.abc import Sequence

from sqlalchemy import select

from app.errors import InvalidInput
from app.sync.anchor import keep_anchor
from app.sync.epochs import recover
from app.sync.keys import ROOT_BYTES, NodeKey, own_machine
from app.sync.trust import node_key
from app.workspace import Workspace
from db.models.trust import Certificate

__all__ = ["GROUPS", "key_on_paper", "paper_digits", "put_key_back", "read_paper_digits"]

GROUPS = 10
_FOUR = 10**4


def paper_digits(root: bytes) -> tuple[str, ...]:
    """Return the ten groups of five digits that stand for a key's root of 16 bytes."""
    digits = f"{int.from_bytes(root):0{4 * GROUPS}d}"
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return tuple(group + _check(place, group) for place, group in enumerate(groups))


def read_paper_digits(text: str) -> bytes:
    """Return the root that was typed from paper; blanks, dashes and full-width digits do not matter.

    Raises:
        InvalidInput: Too few or too many digits, or a group is wrong; the sentence says which.
    """
    digits = "".join(str(int(digit)) for digit in re.findall(r"\d", text))
    if len(digits) != 5 * GROUPS:
        raise InvalidInput(
            f"恢复码应是 {GROUPS} 组、每组 5 个数字，现在有 {len(digits)} 个数字。请对照纸再看一遍。"
        )
    groups = [digits[at : at + 5] for at in range(0, len(digits), 5)]
    wrong = [place for place, group in enumerate(groups) if _check(place, group[:4]) != group[4]]
    if wrong:
        raise InvalidInput(
            f"第 {'、'.join(str(place + 1) for place in wrong)} 组抄得不对，请对照纸再看一遍。"
        )
    value = int("".join(group[:4] for group in groups))
    if value >> 8 * ROOT_BYTES:
        raise InvalidInput("这不是站务台账的恢复码，请核对是不是拿错了纸。")
    return value.to_bytes(ROOT_BYTES)


def _check(place: int, group: str) -> str:
    """Return the ISO 7064 MOD 11,10 check digit of a group at its place."""
    rest = 10
    for digit in f"{place}{group}":
        rest = (rest + int(digit)) % 10 or 10
        rest = rest * 2 % 11
    return str((11 - rest) % 10)


def key_on_paper(ws: Workspace) -> tuple[str, ...]:
    """Return what is to be printed of this computer's key.

    Raises:
        KeyMissing: This computer has no key for the ledger.
    """
    return paper_digits(node_key(ws).root)


def put_key_back(ws: Workspace, text: str) -> None:
    """Give this computer the key that was typed from paper, for a ledger that came back from a backup.

    What was written since that backup is unknown here, so the ledger goes on in a new epoch: open it again.

    Raises:
        InvalidInput: The digits are wrong, or the key is not one of this ledger.
        StorageError: The key cannot be kept.
    """
    root = read_paper_digits(text)
    key = NodeKey(ws.node, root)
    with ws.read() as session:
        known: Sequence[str] = session.scalars(
            select(Certificate.public_key).where(Certificate.holder == ws.site, Certificate.void.is_(False))
        ).all()
    if known and key.public_key not in known:
        raise InvalidInput("恢复码没有抄错，但不是这份台账的。请核对是不是拿错了纸，或恢复的备份太旧。")
    own_machine(ws.machine).keep_key(key)
    recover(ws)
    keep_anchor(ws)
