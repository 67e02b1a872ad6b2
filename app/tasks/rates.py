"""How far the list is done: required, optional and encouraged items each for themselves, never blended."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from app.tasks.ledger_row import LedgerRow
from app.tasks.stage import Stage
from db.models.tasks import Nature

__all__ = ["Rate", "counts", "rates_by_category", "rates_by_nature"]

_NOT_OURS = {Stage.NOT_APPLICABLE, Stage.WITHDRAWN}


class Rate(Struct, frozen=True):
    """So many of so many are done."""

    name: str
    done: int
    total: int

    @property
    def percent(self) -> int:
        """Whole per cent, 0 of nothing."""
        return self.done * 100 // self.total if self.total else 0


def counts(row: LedgerRow) -> bool:
    """Tell whether a line stands in the denominator: it concerns the station, and nobody excused it."""
    return not row.own and row.stage not in _NOT_OURS and not row.excused


def rates_by_nature(rows: Iterable[LedgerRow]) -> dict[str, Rate]:
    """Return by nature ("required", "optional", "encouraged") how many of the county's items are done."""
    names = {Nature.REQUIRED: "规定", Nature.OPTIONAL: "自选", Nature.ENCOURAGED: "鼓励"}
    found = _rates(rows, lambda row: row.nature)
    return {
        nature.value: Rate(name, *found[nature.value])
        for nature, name in names.items()
        if nature.value in found
    }


def rates_by_category(rows: Iterable[LedgerRow]) -> list[Rate]:
    """Return by category how many of the required items are done, in the order of the list."""
    required = (row for row in rows if row.nature == Nature.REQUIRED)
    return [Rate(name, *rate) for name, rate in _rates(required, lambda row: row.category or "其他").items()]


def _rates(rows: Iterable[LedgerRow], key: Callable[[LedgerRow], str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        if counts(row):
            done, total = found.get(key(row), (0, 0))
            found[key(row)] = (done + (row.stage is Stage.CLOSED), total + 1)
    return found
