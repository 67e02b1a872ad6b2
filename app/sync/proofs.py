"""What proves to an office that lines a station returns are its own: its own signature, in what it once sent.

Every package of an office says, signed, how far its own logs go and with which chain value; that covers every line
before. A station that returns lines puts such a statement beside them. So an office whose whole disk was put back,
and with it all that the computer remembers, takes back what it sent since.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.errors import PackageRejected, StorageError
from app.sync.body import MAX_PROOF_CHARACTERS, MAX_PROOFS, Proof
from app.sync.keys import signature_holds
from app.sync.logs import chain_at, head_row
from app.sync.manifest import Ack, StreamRange, decode_manifest
from app.sync.package_file import peek, signed_manifest
from app.sync.shelf import kept_path
from app.sync.trust import live_certificate
from app.workspace import Workspace
from db.models.packages import Outcome, PackageIn

__all__ = ["proofs_for", "proven_by_signature"]

_LOOKED_AT = 50  # kept packages; the newest one nearly always names the last line


def proofs_for(
    connection: Connection, ws: Workspace, unit: str, parts: Iterable[StreamRange]
) -> tuple[Proof, ...]:
    """Return what `unit` signed of its logs, for the ranges of them that go back to it.

    A range whose packages are no longer kept stays without proof.
    """
    digests: dict[str, None] = {}
    for part in parts:
        found = _best(connection, ws, unit, part)
        if found is not None:
            digests[found] = None
    proofs = [Proof(*signed_manifest(kept_path(ws.folder, Outcome.NEW, digest))) for digest in digests]
    return tuple(one for one in proofs if len(one.manifest) <= MAX_PROOF_CHARACTERS)[:MAX_PROOFS]


def _best(connection: Connection, ws: Workspace, unit: str, part: StreamRange) -> str | None:
    """Return the digest of the kept package that vouches for most lines of a range."""
    head = head_row(connection, part.origin, part.stream, part.epoch)
    newest = connection.scalars(
        select(PackageIn.digest)
        .where(PackageIn.unit == unit, PackageIn.epoch == part.epoch, PackageIn.outcome == Outcome.NEW)
        .order_by(PackageIn.received_at.desc(), PackageIn.number.desc())
        .limit(_LOOKED_AT)
    )
    best, reach = None, part.first - 1
    for digest in newest:
        try:
            acks = peek(kept_path(ws.folder, Outcome.NEW, digest)).manifest.acks
        except (PackageRejected, StorageError):  # a file that was taken away by hand
            continue
        said = _said(acks, part)
        if (
            head is not None
            and said is not None
            and reach < said.to <= head.number
            and chain_at(connection, head, said.to) == said.chain
        ):
            best, reach = digest, said.to
        if reach == part.last:
            break
    return best


def proven_by_signature(
    session: Session, ws: Workspace, part: StreamRange, chains: Mapping[int, str], proofs: Sequence[Proof]
) -> int:
    """Return the last number of a returned range that a statement under this office's own key covers.

    Args:
        session: Of the office's ledger.
        ws: The same.
        part: The range.
        chains: The chain values (hex) of its lines, by number, from the point before it on.
        proofs: What came beside it.
    """
    proven = part.first - 1
    for proof in proofs:
        certificate = live_certificate(session, ws.site, proof.key)
        if certificate is None or certificate.holder != ws.site:
            continue
        statement = proof.manifest.encode()
        if not signature_holds(statement, proof.key, proof.signature):
            continue
        try:
            manifest = decode_manifest(statement)
        except PackageRejected:
            continue
        said = _said(manifest.acks, part) if manifest.sender.site == ws.site else None
        if said is not None and chains.get(said.to) == said.chain:
            proven = max(proven, said.to)
    return proven


def _said(acks: Iterable[Ack], part: StreamRange) -> Ack | None:
    """Return what is said of the log that a range is of."""
    log = (part.origin, part.stream, part.epoch)
    return next((ack for ack in acks if (ack.site, ack.stream, ack.epoch) == log), None)
