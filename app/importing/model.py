"""What may become a record, before anything is written: immutable, each value tied to its place."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from app.reading import Doubt, Span

__all__ = ["Candidate", "Change", "ImportField", "Judgement", "State"]

# what is missing in the document: to be filled in later, nothing to decide now
_TO_FILL_IN = frozenset(
    {
        "masked_leader",
        "masked_unit",
        "missing_goal",
        "missing_limit",
        "missing_measures",
        "missing_responsible",
    }
)
# what the document simply says, worth a mark and no more
_NOTED = frozenset({"label_variant", "open_ended", "year_only", "year_inferred", "noted"})


class State(StrEnum):
    """What writing a candidate would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    SHOWN = "shown"  # can be looked at only


class ImportField(Struct, frozen=True):
    """One value of a record.

    Attributes:
        reads: Fields of the reader or printed headers that fill it, the first that is printed.
        several: One entry a line.
        choices: (value, word): nothing else is taken.
        doubts: Codes of the reader's doubts that are about this value.
        long: Often more than a line.
        only: Values of the hidden field "level" it belongs to; empty: to all.
        shared: Both parts of a split candidate have it.
    """

    key: str
    label: str
    reads: tuple[str, ...] = ()
    several: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    doubts: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()
    long: bool = False
    shared: bool = False


class Candidate(Struct, frozen=True):
    """One record as it was read, and as the user left it.

    Attributes:
        id: Names it while it is looked through; ids sort as the document goes.
        number: As printed.
        key: What it is known by when the document comes again; of a merged one, each part's on a line.
        values: Text of each field; several entries are parted by line feeds.
        places: Where each value stands in the source.
        lines: All lines it was read from.
        settled: The user looked at what was doubtful.
        printed: Digest of the values as they were read; of a merged one, each part's on a line.
        pictures: Names, inside the file, of the pictures that stand on its rows.
    """

    id: str
    number: str
    key: str
    values: Mapping[str, str]
    places: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    lines: tuple[int, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    skipped: bool = False
    settled: bool = False
    printed: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def first_key(self) -> str:
        """The key of its first part."""
        return self.key.partition("\n")[0]

    def value(self, key: str) -> str:
        """Return the text of a field, empty where there is none."""
        return self.values.get(key, "")

    def with_value(self, key: str, text: str) -> "Candidate":
        """Return it with another text in one field."""
        return replace(self, values={**self.values, key: text})

    @property
    def doubtful(self) -> tuple[Doubt, ...]:
        """What somebody should look at before it is written."""
        return tuple(doubt for doubt in self.doubts if doubt.code not in _TO_FILL_IN | _NOTED)

    @property
    def wanting(self) -> tuple[Doubt, ...]:
        """What the document leaves open."""
        return tuple(doubt for doubt in self.doubts if doubt.code in _TO_FILL_IN)


class Change(Struct, frozen=True):
    """A value that a record here has, and the one that the document has."""

    label: str
    before: str
    after: str


class Judgement(Struct, frozen=True):
    """What writing a candidate would do.

    Attributes:
        record: Id of the record it would change; empty for a new one.
        reasons: Why it cannot be used, or what will be different from what is printed.
    """

    state: State
    record: str = ""
    changes: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()


def digest(values: Mapping[str, str]) -> str:
    """Return a short text that is equal for equal values."""
    text = "\x1e".join(f"{key}\x1f{value}" for key, value in sorted(values.items()) if value)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
