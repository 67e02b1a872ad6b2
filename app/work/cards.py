"""What a card of the Today page says."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

__all__ = ["Card", "CardKind"]


class CardKind(StrEnum):
    """What a card opens."""

    TASK = "task"
    CLAIM = "claim"
    PROBLEM = "problem"
    ORDER = "order"
    EVENT = "event"  # one's own
    REPORT = "report"  # something that is to be reported or read


class Card(Struct, frozen=True):
    """One thing on the Today page.

    Attributes:
        kind: What `key` names: an item, a problem, an order, an event; nothing for the claiming and the reports page.
        due_on: The day it is expected on; None: no day is named.
        lack: What is missing before it can be reported as done: "还差 1 份佐证"; "" or "材料已够" otherwise.
        can_close: It can be reported as done at once.
        counts: It asks for a number of times, not all of which are done.
        record: What files may be attached to: the claim or problem; "": nothing.
        put_off_to: The day to which it was put off, with the reason in `detail`.
        carried: So many working days it was carried over; `ask_why`: and nobody has said why.
    """

    kind: CardKind
    key: str
    title: str
    light: str
    word: str
    source: str
    detail: str
    due_on: date | None
    responsible: str
    days_late: int = 0
    lack: str = ""
    can_close: bool = False
    counts: bool = False
    record: str = ""
    put_off_to: date | None = None
    carried: int = 0
    ask_why: bool = False
