"""Lines that are missing: named by who lacks them, shown by who has them."""

from contextlib import suppress

from msgspec import Struct
from sqlalchemy import Connection, select

from app.errors import PackageRejected, StorageError
from app.sync.logs import head_row
from app.sync.manifest import Gap
from app.sync.package_file import peek
from app.sync.shelf import kept_path
from app.workspace import Workspace
from db.models.packages import Outcome, PackageIn
from db.models.peers import GapThere
from db.models.units import Unit

__all__ = ["GapRow", "gaps_here", "list_gaps"]


class GapRow(Struct, frozen=True):
    """Lines of ours that a peer is waiting for.

    Attributes:
        unit: Id of the peer's unit.
        name: Its name.
        first: Number of the first missing line.
        last: Number of the last one.
    """

    unit: str
    name: str
    first: int
    last: int


def gaps_here(connection: Connection, ws: Workspace, unit: str) -> tuple[Gap, ...]:
    """Return the lines between what is here of the logs of `unit` and what waits in its packages."""
    waiting = connection.scalars(
        select(PackageIn.digest).where(PackageIn.outcome == Outcome.WAITING, PackageIn.unit == unit)
    ).all()
    first_waiting: dict[tuple[str, str, str], int] = {}
    for digest in waiting:
        with suppress(PackageRejected, StorageError):  # a file that was taken away by hand
            for part in peek(kept_path(ws.folder, Outcome.WAITING, digest)).manifest.streams:
                key = (part.origin, part.stream, part.epoch)
                first_waiting[key] = min(part.first, first_waiting.get(key, part.first))
    found = []
    for (site, stream, epoch), first in sorted(first_waiting.items()):
        head = head_row(connection, site, stream, epoch)
        number = 0 if head is None else head.number
        if site != ws.site and first > number + 1:
            found.append(Gap(site=site, stream=stream, epoch=epoch, first=number + 1, last=first - 1))
    return tuple(found)


def list_gaps(ws: Workspace) -> list[GapRow]:
    """Return the lines of ours that others, by their newest word, are waiting for; the next package brings them."""
    with ws.read() as session:
        rows = session.execute(
            select(GapThere, Unit.name)
            .outerjoin(Unit, Unit.id == GapThere.peer)
            .order_by(GapThere.peer, GapThere.first)
        )
        return [GapRow(gap.peer, name or "", gap.first, gap.last) for gap, name in rows]
