"""Records that name a record of their own kind above them: which of those that arrive can be shown by now.

Every record must lead upwards to one that stands by itself. What leads to a record that is not here waits, and
so does whatever would close a circle, for no page could ever draw it.
"""

from collections.abc import Callable, Mapping, Set

from msgspec import Struct
from sqlalchemy import Connection, Table, select

__all__ = ["Arriving", "above_here", "unrooted"]

_CHUNK = 500  # bound parameters of one SELECT


class Arriving(Struct, frozen=True):
    """A line that is newer than what is here: its number, and the records it names above its own."""

    number: int
    above: frozenset[str]


def unrooted(
    arriving: Mapping[str, Arriving], here: Callable[[Set[str]], Mapping[str, frozenset[str]]]
) -> set[str]:
    """Return the records whose line has to wait.

    Lines are taken one by one, in the order of their numbers; each that finds its place lets those in that waited
    for it. A record that is here already and whose new line must wait stays in its old place.

    Args:
        arriving: By record, of one kind.
        here: Given ids, returns what those of them that are here name above them.
    """
    placed = _ancestry(arriving, here)
    waiting = set(arriving)
    behind: dict[str, list[str]] = {}  # by the record that is missing
    circling: list[str] = []
    for first in sorted(arriving, key=lambda record: arriving[record].number):
        queue = [first]
        while queue:
            record = queue.pop()
            above = arriving[record].above
            missing = above - placed.keys()
            if missing:
                behind.setdefault(min(missing), []).append(record)
                continue
            moves = record in placed
            if moves and record in _all_above(placed, above):
                circling.append(record)
                continue
            placed[record] = above
            waiting.discard(record)
            queue += behind.pop(record, [])
            if moves and circling:
                queue += circling
                circling = []
    return waiting


def _all_above(placed: Mapping[str, frozenset[str]], above: frozenset[str]) -> set[str]:
    found, queue = set(above), list(above)
    while queue:
        more = placed[queue.pop()] - found
        found |= more
        queue += more
    return found


def _ancestry(
    arriving: Mapping[str, Arriving], here: Callable[[Set[str]], Mapping[str, frozenset[str]]]
) -> dict[str, frozenset[str]]:
    rows: dict[str, frozenset[str]] = {}
    wanted = set(arriving).union(*(line.above for line in arriving.values()))
    while wanted:
        found = here(wanted)
        rows |= found
        wanted = set().union(*found.values()) - rows.keys()
    return rows


def above_here(
    connection: Connection, table: Table, columns: Set[str]
) -> Callable[[Set[str]], Mapping[str, frozenset[str]]]:
    """Return the `here` of `unrooted` for the records in `table`, whose `columns` name others of the same table."""

    def here(ids: Set[str]) -> Mapping[str, frozenset[str]]:
        found, wanted = {}, sorted(ids)
        for start in range(0, len(wanted), _CHUNK):
            chunk = table.c.id.in_(wanted[start : start + _CHUNK])
            for record, *above in connection.execute(
                select(table.c.id, *(table.c[name] for name in sorted(columns))).where(chunk)
            ):
                found[record] = frozenset(filter(None, above))
        return found

    return here
