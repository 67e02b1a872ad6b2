"""Where received packages are kept, and what is noted of them."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select

from app.errors import PackageRejected, StorageError
from app.log.changes import WriteSession
from app.sync.package_file import EXTENSION, Peek, peek
from app.workspace import Workspace
from db.models.packages import Outcome, PackageIn

__all__ = ["kept_path", "note_package", "waiting_room"]

_FOLDERS = {Outcome.NEW: "in", Outcome.WAITING: "waiting", Outcome.QUARANTINED: "quarantine"}


def kept_path(folder: Path, outcome: Outcome, digest: str) -> Path:
    """Return where in the data folder `folder` a package with this outcome lies."""
    return folder / "packages" / _FOLDERS[outcome] / f"{digest}{EXTENSION}"


def waiting_room(connection: Connection, folder: Path) -> dict[str, Peek]:
    """Return the packages that wait for earlier ones, by digest, in the order in which they were made."""
    digests = connection.scalars(
        select(PackageIn.digest)
        .where(PackageIn.outcome == Outcome.WAITING)
        .order_by(PackageIn.site, PackageIn.epoch, PackageIn.number)
    ).all()
    found = {}
    for digest in digests:
        with suppress(PackageRejected, StorageError):  # a file that was taken away by hand
            found[digest] = peek(kept_path(folder, Outcome.WAITING, digest))
    return found


def note_package(
    session: WriteSession,
    ws: Workspace,
    one: Peek,
    unit: str,
    outcome: Outcome,
    *,
    reason: str = "",
    batch: int | None = None,
    entries: int = 0,
) -> None:
    """Note what became of a package that is kept.

    Args:
        unit: Id of the sender's unit.
        reason: Why it could not be applied.
        batch: The intake that applied it.
        entries: Lines that were new.
    """
    manifest = one.manifest
    session.merge(
        PackageIn(
            digest=one.digest,
            intake=batch,
            outcome=outcome,
            reason=reason,
            unit=unit,
            site=manifest.sender.site,
            node=manifest.sender.node,
            epoch=manifest.sender.epoch,
            number=manifest.number,
            kind=manifest.kind,
            made_at=manifest.created_at,
            received_at=ws.now(),
            bytes=one.arrived_bytes,
            entries=entries,
            blobs=manifest.counts.blobs,
            sealed=manifest.body is None or manifest.body.encryption != "none",
            file=f"{_FOLDERS[outcome]}/{one.digest}{EXTENSION}",
        )
    )
