"""The inside of a package, written: a stream, so that a few megabytes of memory do whatever the photos weigh."""

import hashlib
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec

from app.job import Job
from app.sync.body import BlobMember, Index, LogMember, Refusal
from app.sync.files import BLOCK
from app.sync.manifest import Counts, StreamRange

__all__ = ["BlobPart", "BodyStream", "LogPart"]

SMALL_BLOB_BYTES = 8 << 20
_LEVEL = 3  # of deflate; higher costs more time than a stick or a chat wins
_LINES_AT_ONCE = 500
_EPOCH_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class LogPart:
    """A range to be packed, with its lines in order (without LF)."""

    range: StreamRange
    lines: Iterable[bytes]

    @property
    def path(self) -> str:
        """Return the member's name; readers go by the index, never by it."""
        part = self.range
        return f"log/{part.origin}-{part.stream}-{part.epoch}-{part.first}-{part.last}.jsonl"


@dataclass(frozen=True)
class BlobPart:
    """An attachment to be packed."""

    sha256: str
    path: Path


class BodyStream:
    """The bytes of a new body, made while they are read.

    Attributes:
        index: Complete once everything has been read.
        index_bytes: What was written of it.
        counts: For the manifest.
    """

    def __init__(
        self,
        logs: Iterable[LogPart],
        blobs: Iterable[BlobPart] = (),
        *,
        wanted: Iterable[str] = (),
        refused: Iterable[Refusal] = (),
        job: Job | None = None,
    ) -> None:
        self._job = job or Job()
        self._logs, self._blobs = list(logs), list(blobs)
        self._wanted, self._refused = tuple(wanted), tuple(refused)
        self._buffer = _Buffer()
        self._steps = self._produce()
        self.index = Index()
        self.index_bytes = b""
        self.counts = Counts()

    def read(self, size: int = -1) -> bytes:
        """Return the next `size` bytes, fewer only at the end."""
        while size < 0 or self._buffer.size < size:
            if next(self._steps, None) is None:
                break
        return self._buffer.take(size)

    def _produce(self) -> Iterator[int]:
        logs: list[LogMember] = []
        blobs: list[BlobMember] = []
        absent: list[str] = []
        done, total = 0, len(self._logs) + len(self._blobs) + 1
        with zipfile.ZipFile(self._buffer, "w") as archive:  # type: ignore[call-overload]
            for log in self._logs:
                digest, size = hashlib.sha256(), 0
                with archive.open(_info(log.path, zipfile.ZIP_DEFLATED), "w") as member:
                    for block in _blocks(log.lines):
                        digest.update(block)
                        size += len(block)
                        member.write(block)
                        yield size
                part = log.range
                logs.append(
                    LogMember(
                        path=log.path,
                        origin=part.origin,
                        stream=part.stream,
                        epoch=part.epoch,
                        first=part.first,
                        last=part.last,
                        size=size,
                        sha256=digest.hexdigest(),
                    )
                )
                done += 1
                self._job.step(done, total)
            for blob in self._blobs:
                with _sound_blob(blob) as content:
                    if content is None:
                        absent.append(blob.sha256)
                    else:
                        size = 0
                        with archive.open(_info(f"blobs/{blob.sha256}", zipfile.ZIP_STORED), "w") as member:
                            for block in content:
                                size += len(block)
                                member.write(block)
                                yield size
                        blobs.append(BlobMember(sha256=blob.sha256, size=size))
                done += 1
                self._job.step(done, total)
            self.index = Index(
                logs=tuple(logs),
                blobs=tuple(blobs),
                absent=tuple(absent),
                wanted=self._wanted,
                refused=self._refused,
            )
            self.index_bytes = msgspec.json.encode(self.index)
            with archive.open(_info("index.json", zipfile.ZIP_DEFLATED), "w") as member:
                member.write(self.index_bytes)
        blob_bytes = sum(blob.size for blob in blobs)
        self.counts = Counts(
            entries=sum(log.range.count for log in self._logs),
            blobs=len(blobs),
            blob_bytes=blob_bytes,
            uncompressed=sum(log.size for log in logs) + blob_bytes + len(self.index_bytes),
        )
        self._job.step(total, total)
        yield 0


class _Buffer:
    """What the ZIP writer has produced and nobody has fetched yet."""

    def __init__(self) -> None:
        self._blocks: deque[bytes] = deque()
        self._at = 0  # so much of the first block is gone
        self.size = 0

    def write(self, data: bytes) -> int:
        self._blocks.append(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes, or all there are; negative: all."""
        size = self.size if size < 0 else min(size, self.size)
        parts, wanted = [], size
        while wanted:
            block = self._blocks[0]
            part = block[self._at : self._at + wanted]
            parts.append(part)
            wanted -= len(part)
            self._at += len(part)
            if self._at == len(block):
                self._blocks.popleft()
                self._at = 0
        self.size -= size
        return parts[0] if len(parts) == 1 else b"".join(parts)


class _sound_blob:  # noqa: N801 - used as a function
    """The blocks of an attachment whose bytes still have its hash, else None.

    The hash is taken before anything is packed: a swapped or rotten file must not travel under it.
    """

    def __init__(self, blob: BlobPart) -> None:
        self._blob = blob
        self._file: BinaryIO | None = None

    def __enter__(self) -> Iterator[bytes] | None:
        try:
            self._file = self._blob.path.open("rb")
            first = self._file.read(SMALL_BLOB_BYTES)
            digest = hashlib.sha256(first)
            if len(first) < SMALL_BLOB_BYTES:
                return iter((first,)) if digest.hexdigest() == self._blob.sha256 else None
            while block := self._file.read(BLOCK):
                digest.update(block)
            self._file.seek(0)
        except OSError:
            return None
        return iter(self._read, b"") if digest.hexdigest() == self._blob.sha256 else None

    def _read(self) -> bytes:
        assert self._file is not None
        return self._file.read(BLOCK)

    def __exit__(self, *_exception: object) -> None:
        if self._file is not None:
            self._file.close()


def _blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    rest = iter(lines)
    while held := list(islice(rest, _LINES_AT_ONCE)):
        held.append(b"")
        yield b"\n".join(held)


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH_DATE)
    info.compress_type = method
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # the only door when a member is streamed
    info.external_attr = 0o600 << 16
    return info
