"""Attachments as they travel: which a log names, which are here."""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, bindparam, select

from app.evidence.store import AttachmentStore
from db.models.log import LogLine
from db.models.work import Evidence

__all__ = ["missing_blobs", "named_blobs", "named_since"]

_NAMED = select(Evidence.copy_sha256, Evidence.copy_bytes).where(
    Evidence.site == bindparam("of"), Evidence.void.is_(False), Evidence.copy_sha256.is_not(None)
)
_NAMED_IN = _NAMED.where(Evidence.stream.in_(bindparam("streams", expanding=True)))


def named_blobs(connection: Connection, site: str, streams: Iterable[str] | None = None) -> dict[str, int]:
    """Return hash and size in bytes of the travelling copies that records of `site` name."""
    if streams is None:
        found = connection.execute(_NAMED, {"of": site})
    else:
        found = connection.execute(_NAMED_IN, {"of": site, "streams": list(streams)})
    return {sha256: size or 0 for sha256, size in found if sha256}


def named_since(connection: Connection, head: int, number: int) -> set[str]:
    """Return the hashes that records named whose lines stand behind `number` in a log."""
    found = connection.execute(
        select(Evidence.copy_sha256)
        .join(LogLine, LogLine.record == Evidence.id)
        .where(LogLine.head == head, LogLine.number > number, LogLine.kind == Evidence.__tablename__)
    )
    return {sha256 for (sha256,) in found if sha256}


def missing_blobs(connection: Connection, store: AttachmentStore, sites: Iterable[str]) -> list[str]:
    """Return the hashes that records of `sites` name and that are not in `store`, in order of hash."""
    folders: dict[Path, set[str]] = {}  # one listing for a folder is cheaper than a look for each file
    missing = []
    for sha256 in sorted({sha256 for site in sites for sha256 in named_blobs(connection, site)}):
        folder = store.path(sha256).parent
        if folder not in folders:
            folders[folder] = {entry.name for entry in os.scandir(folder)} if folder.is_dir() else set()
        if sha256 not in folders[folder]:
            missing.append(sha256)
    return missing
