"""What is noted of packages that were made, and how many of their files are kept."""

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, insert, select

from app.sync.compose import Peer
from app.sync.package_file import Peek
from app.sync.packing import LogPart
from app.workspace import Workspace
from db.models.packages import PackageOut
from db.models.peers import BlobSent

__all__ = ["record_written"]

KEPT_PER_PEER = 3
_LATER_VOLUME = re.compile(r"-v(?!1of)\d+of")


def record_written(
    ws: Workspace, peer: Peer, package: Peek, covers: Sequence[LogPart], blobs: Sequence[str]
) -> None:
    """Note a finished package, and let the oldest files beyond the last three for the same peer go.

    Args:
        covers: What the peer must hold so that the whole set has arrived.
        blobs: Hashes of the attachments inside.
    """
    manifest = package.manifest
    with ws.write() as session:
        session.add(
            PackageOut(
                digest=package.digest,
                peer=peer.unit,
                epoch=manifest.sender.epoch,
                number=manifest.number,
                kind=manifest.kind,
                made_at=ws.now(),
                bytes=package.arrived_bytes,
                entries=manifest.counts.entries,
                blobs=manifest.counts.blobs,
                file=f"out/{package.path.name}",
                covers=msgspec.json.encode(
                    [(log.range.stream, log.range.epoch, log.range.last) for log in covers]
                ).decode(),
                sealed=manifest.body is None or manifest.body.encryption != "none",
            )
        )
        for start in range(0, len(blobs), 500):
            part = blobs[start : start + 500]
            session.execute(delete(BlobSent).where(BlobSent.peer == peer.unit, BlobSent.sha256.in_(part)))
        if blobs:
            session.execute(
                insert(BlobSent),
                [{"peer": peer.unit, "sha256": sha256, "number": manifest.number} for sha256 in blobs],
            )
        files = session.scalars(
            select(PackageOut.file)
            .where(PackageOut.peer == peer.unit, PackageOut.kind == manifest.kind)
            .order_by(PackageOut.number.desc())  # clocks may run backwards
        ).all()
    sets = 0
    for name in files:
        if sets >= KEPT_PER_PEER:
            (ws.folder / "packages" / name).unlink(missing_ok=True)
        sets += _LATER_VOLUME.search(name) is None  # the first volume of a set is met last
