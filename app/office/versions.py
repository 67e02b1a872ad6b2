"""What a new version of something handed down changes against the last one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from app.tasks.labels import label
from db.models.tasks import Change

__all__ = ["Change", "DiffRow", "Entry", "FieldChange", "compare"]


class Entry(Struct, frozen=True):
    """One item of a version.

    Attributes:
        key: Names the item in every version.
        facts: What is compared and shown, by Chinese name; empty values left in.
    """

    key: str
    code: str
    title: str
    facts: Mapping[str, str]


class FieldChange(Struct, frozen=True):
    """A fact of an item, before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class DiffRow:
    """One item and what becomes of it."""

    key: str
    code: str
    title: str
    change: Change
    change_label: str = field(init=False)
    fields: tuple[FieldChange, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "change_label", label("change", self.change))


def compare(before: Sequence[Entry], after: Sequence[Entry]) -> list[DiffRow]:
    """Return what happened to every item: those of `after` in its order, then the withdrawn ones.

    An item that only moved counts as the same.
    """
    old = {entry.key: entry for entry in before}
    rows = []
    for entry in after:
        known = old.pop(entry.key, None)
        if known is None:
            rows.append(DiffRow(entry.key, entry.code, entry.title, Change.ADDED))
            continue
        changes = tuple(
            FieldChange(name, known.facts.get(name, ""), value)
            for name, value in entry.facts.items()
            if known.facts.get(name, "") != value
        )
        change = Change.CHANGED if changes else Change.SAME
        rows.append(DiffRow(entry.key, entry.code, entry.title, change, changes))
    rows += [DiffRow(entry.key, entry.code, entry.title, Change.WITHDRAWN) for entry in old.values()]
    return rows
