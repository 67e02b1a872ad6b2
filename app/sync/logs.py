"""Reading logs for packages: where chains stand, and their lines as they were written."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from app.log.lines import chain_seed, chain_tag
from db.bulk import first_column
from db.models.log import REFUSED_LINES, LogLine, StreamHead

if TYPE_CHECKING:
    from app.sync.body import Refusal
    from app.sync.manifest import StreamRange

__all__ = ["Verdict", "chain_at", "head_row", "heads_of", "judge", "lines_of", "refusals_of"]

_HEADS = select(StreamHead.__table__).where(StreamHead.site == bindparam("of")).order_by(StreamHead.id)


class Verdict(Enum):
    """How a range of lines fits to what is here."""

    APPEND = "append"  # goes on where ours ends, or overlaps and goes on
    KNOWN = "known"
    GAP = "gap"
    FORK = "fork"  # the same numbers, other lines


def judge(part: "StreamRange", number: int, chain: Callable[[int], str]) -> Verdict:
    """Tell how `part` fits to a log that stands at `number`.

    The overlap is always compared, not only when numbers look new: a restored computer sends new work
    under old numbers. Where the range goes on beyond ours, the chain value at its end proves the overlap.

    Args:
        part: What the package says of the range.
        number: Last line here, 0 for none.
        chain: Returns the chain value (hex) after a line that is here; `chain(0)` is the seed.
    """
    if part.first - 1 > number:
        return Verdict.GAP
    if chain(part.first - 1) != part.before:
        return Verdict.FORK
    if part.last > number:
        return Verdict.APPEND
    return Verdict.KNOWN if chain(part.last) == part.after else Verdict.FORK


def heads_of(connection: Connection, site: str) -> list[StreamHead]:
    """Return all logs of `site` that are here, as detached rows."""
    return [_head(row._mapping) for row in connection.execute(_HEADS, {"of": site})]


def head_row(connection: Connection, site: str, stream: str, epoch: str) -> StreamHead | None:
    """Return where one log stands here; None where there is nothing of it."""
    found = connection.execute(
        select(StreamHead.__table__).where(
            StreamHead.site == site, StreamHead.stream == stream, StreamHead.epoch == epoch
        )
    ).one_or_none()
    return None if found is None else _head(found._mapping)


def _head(values: object) -> StreamHead:
    fields = dict(values)  # type: ignore[call-overload]
    key = fields.pop("id")
    head = StreamHead(**fields)
    head.id = key
    return head


def chain_at(connection: Connection, head: StreamHead, number: int) -> str:
    """Return the chain value (hex) of a log after line `number`, which is here; 0 gives the seed."""
    if number == head.number:
        return head.chain.hex()
    if number == 0:
        return chain_seed(chain_tag(head.site, head.stream, head.epoch)).hex()
    found = connection.execute(
        select(LogLine.chain).where(LogLine.head == head.id, LogLine.number == number)
    ).scalar_one()
    return bytes(found).hex()


def lines_of(connection: Connection, head: int, first: int, last: int) -> Iterator[bytes]:
    """Yield the lines `first` to `last` of the log with row id `head`, in order."""
    wanted = (
        select(LogLine.line)
        .where(LogLine.head == head, LogLine.number.between(first, last))
        .order_by(LogLine.number)
    )
    return first_column(connection, wanted)


def refusals_of(connection: Connection, site: str) -> "tuple[Refusal, ...]":
    """Return the lines of `site` that could not be used here, to be told to it."""
    from app.sync.body import Refusal  # late: whoever opens a ledger comes by here

    found = connection.execute(
        select(StreamHead.stream, StreamHead.epoch, LogLine.number, LogLine.reason)
        .join(StreamHead, StreamHead.id == LogLine.head)
        .where(StreamHead.site == site, REFUSED_LINES)
        .order_by(LogLine.head, LogLine.number)
        .limit(1000)
    )
    return tuple(
        Refusal(
            site=site, stream=row.stream, epoch=row.epoch, number=row.number, reason=(row.reason or "")[:200]
        )
        for row in found
    )
