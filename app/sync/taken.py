"""What taking a package in did, or why it could not be done now."""

from dataclasses import dataclass, field

from msgspec import Struct

from app.sync.manifest import StreamRange

__all__ = ["Changes", "Differing", "Forked", "Gapped", "Retired", "Taken", "Unknown"]


class Gapped(Exception):
    """Lines before those of the package are missing here."""

    def __init__(self, part: StreamRange, number: int) -> None:
        super().__init__(f"{part.stream}: {number + 1}-{part.first - 1} missing")
        self.first, self.last = number + 1, part.first - 1


class Retired(Exception):
    """The sender was a computer of ours that another has taken over from, or that was revoked."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


class Unknown(Exception):
    """The sender is another computer of a unit that has one; it waits until somebody has called there."""

    def __init__(self, unit: str) -> None:
        super().__init__(unit)
        self.unit = unit


class Forked(Exception):
    """The package and what is here say different things under the same numbers."""


class Changes(Struct, frozen=True):
    """How many records of one kind."""

    added: int = 0
    changed: int = 0
    voided: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.added + other.added, self.changed + other.changed, self.voided + other.voided)


class Differing(Struct, frozen=True):
    """Records of the sender that are not here as it says, though all its lines are.

    Attributes:
        kind: Of record.
        there: How many the sender has.
        here: How many there are here; where both are equal, some revision differs.
    """

    kind: str
    there: int
    here: int


@dataclass
class Taken:
    """What taking a package in did, or would do.

    Attributes:
        unit: Id of the sender's unit.
        entries: Lines that were new here.
        changes: By kind of record.
        refused: (number, reason) of lines that cannot be used; kept, and told to the sender.
        unknown: Lines kept for a later version of the program.
        waiting: Lines kept until their parent record comes.
        enrolled: The sender proved its start secret with this package.
        adopted: Lines this site once wrote, had lost, and got back.
        adopted_until: When the newest of these was written (UTC, ISO 8601).
        unproven: Lines under this office's name and numbers that a station holds, and nothing here remembers.
        offered: Records of which a given-up computer says something else; shown as here until the owner decides.
        conflicts: Records changed here since the loss that the lines brought back also change; shown as here.
        restarted: A new epoch began or this site's records were stated anew: send a package.
        doubt: The lines that came back were written elsewhere while this computer forgot nothing.
        clock: What is odd about the sender's clock, in Chinese; nothing is decided by it.
        differing: What both sides make differently of the same lines; empty as long as the program is right.
    """

    unit: str
    entries: int = 0
    changes: dict[str, Changes] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)
    unknown: int = 0
    waiting: int = 0
    enrolled: bool = False
    adopted: int = 0
    adopted_until: str = ""
    unproven: int = 0
    offered: int = 0
    conflicts: list[str] = field(default_factory=list)
    restarted: bool = False
    doubt: bool = False
    clock: str = ""
    differing: tuple[Differing, ...] = ()
