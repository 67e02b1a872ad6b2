"""The inside of a package, written: a stream, so that a few megabytes of memory do whatever the photos weigh."""

import hashlib
import io
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from typing_extensions import override

from app.job import Job
from app.sync.body import BlobMember, Index, LogMember, Proof, Refusal
from app.sync.manifest import Counts, StreamRange
from app.sync.sound_blobs import BlobPart, sound_blobs

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["BlobPart", "BodyStream", "LogPart"]

_LEVEL = 3  # of deflate; higher costs more time than a stick or a chat wins
_LINES_AT_ONCE = 500
_EPOCH_DATE = (1980, 1, 1, 0, 0, 0)


class LogPart(Struct, frozen=True):
    """A range to be packed, with its lines in order (without LF)."""

    range: StreamRange
    lines: Iterable[bytes]

    @property
    def path(self) -> str:
        """Return the member's name; readers go by the index, never by it."""
        part = self.range
        return f"log/{part.origin}-{part.stream}-{part.epoch}-{part.first}-{part.last}.jsonl"


class BodyStream(io.RawIOBase):
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
        proofs: Iterable[Proof] = (),
        job: Job | None = None,
    ) -> None:
        self._job = job or Job()
        self._logs, self._blobs = list(logs), list(blobs)
        self._wanted, self._refused, self._proofs = tuple(wanted), tuple(refused), tuple(proofs)
        self._made = _Made()
        self._steps = self._produce()
        self.index = Index()
        self.index_bytes = b""
        self.counts = Counts()

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer`; fewer bytes come only at the end."""
        room, done = memoryview(buffer), 0
        while done < len(room):
            if not self._made.blocks and next(self._steps, None) is None:
                break
            done += self._made.move(room[done:])
        return done

    def _produce(self) -> Iterator[int]:
        logs: list[LogMember] = []
        blobs: list[BlobMember] = []
        absent: list[str] = []
        done, total = 0, len(self._logs) + len(self._blobs) + 1
        with zipfile.ZipFile(self._made, "w") as archive:  # type: ignore[call-overload]
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
            for blob, content in sound_blobs(self._blobs):
                if content is None:
                    absent.append(blob.sha256)
                else:
                    size = 0
                    with archive.open(_info(f"blobs/{blob.sha256}", zipfile.ZIP_STORED), "w") as member:
                        for piece in content:
                            size += len(piece)
                            member.write(piece)
                            yield size  # the piece is moved on before the next one takes its place
                    blobs.append(BlobMember(sha256=blob.sha256, size=size))
                done += 1
                self._job.step(done, total)
            self.index = Index(
                logs=tuple(logs),
                blobs=tuple(blobs),
                absent=tuple(absent),
                wanted=self._wanted,
                refused=self._refused,
                proofs=self._proofs,
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


class _Made:
    """What the ZIP writer has produced and nobody has fetched yet."""

    def __init__(self) -> None:
        self.blocks: deque[memoryview] = deque()

    def write(self, data: bytes | memoryview) -> int:
        if data:
            self.blocks.append(memoryview(data))
        return len(data)

    def flush(self) -> None:
        pass

    def move(self, room: memoryview) -> int:
        """Move to `room` as much as there is and as it takes, and return how many bytes."""
        done = 0
        while self.blocks and done < len(room):
            block = self.blocks.popleft()
            part = block[: len(room) - done]
            room[done : done + len(part)] = part
            done += len(part)
            if len(part) < len(block):
                self.blocks.appendleft(block[len(part) :])
        return done


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
