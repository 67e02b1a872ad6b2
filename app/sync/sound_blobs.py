"""Attachments on their way into a package: only those whose bytes still have their hash."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from app.errors import StorageError
from app.sync.digests import new_buffer
from app.sync.files import BLOCK, storage_errors

__all__ = ["BlobPart", "sound_blobs"]

_ONCE_BYTES: Final = 32 << 20  # what is shorter is read once


class BlobPart(Struct, frozen=True):
    """An attachment to be packed."""

    sha256: str
    path: Path


def sound_blobs(blobs: Iterable[BlobPart]) -> Iterator[tuple[BlobPart, Iterable[memoryview] | None]]:
    """Yield each attachment with its bytes in pieces; None where they are gone or have another hash.

    The hash is taken before the first piece: a swapped or rotten file must not travel under it. A piece holds
    until the next one is asked for.

    Raises:
        StorageError: A big file changed, or could not be read any more, between its hash and its last piece.
    """
    buffer = new_buffer(_ONCE_BYTES)
    for blob in blobs:
        yield blob, _sound(blob, buffer)


def _sound(blob: BlobPart, buffer: memoryview) -> Iterable[memoryview] | None:
    try:
        with blob.path.open("rb", buffering=0) as file:
            size = _fill(file, buffer)
            digest = hashlib.sha256(buffer[:size])
            if size < len(buffer):
                return (buffer[:size],) if digest.hexdigest() == blob.sha256 else None
            while size := _fill(file, buffer):
                digest.update(buffer[:size])
    except OSError:
        return None
    return _once_more(blob, buffer[:BLOCK]) if digest.hexdigest() == blob.sha256 else None


def _once_more(blob: BlobPart, buffer: memoryview) -> Iterator[memoryview]:
    digest = hashlib.sha256()
    with storage_errors(blob.path.parent), blob.path.open("rb", buffering=0) as file:
        while size := _fill(file, buffer):
            digest.update(buffer[:size])
            yield buffer[:size]
    if digest.hexdigest() != blob.sha256:
        raise StorageError("有一个附件正在打包时被改动，没有写成。本机数据完好。请再做一次。")


def _fill(file: BinaryIO, buffer: memoryview) -> int:
    """Read into `buffer` and return how many bytes; fewer than it takes only at the end."""
    size = 0
    while size < len(buffer) and (count := file.readinto(buffer[size:])):  # type: ignore[attr-defined]
        size += count
    return size
