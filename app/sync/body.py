"""The inside of a package: index.json, one file of log lines per range, attachments by their hash.

Both directions stream: whatever the photos weigh, a few megabytes of memory do.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from msgspec import Meta, Struct

from app.job import Job
from app.sync.files import BLOCK, whole_file
from app.sync.manifest import Count, Counts, Digest, Id, Manifest, Number, StreamRange, Text
from app.sync.rejections import PackageDamaged

__all__ = ["BlobMember", "BlobPart", "Body", "BodyStream", "Index", "LogMember", "LogPart", "Refusal"]

MAX_MEMBERS = 20_000
MAX_INDEX_BYTES = 8 << 20
MAX_HELD_LINE_BYTES = 8 << 20  # beyond this a line is not even looked at
MAX_LOG_RATIO = 200
SMALL_BLOB_BYTES = 8 << 20
_LEVEL = 4  # of deflate; higher costs more time than a stick or a chat wins
_EPOCH_DATE = (1980, 1, 1, 0, 0, 0)
_END = struct.Struct("<4s4H2LH")


class LogMember(Struct, frozen=True, kw_only=True):
    """One file of lines, LF after each."""

    path: Annotated[str, Meta(pattern=r"^log/[A-Za-z0-9_.\-]{1,255}\.jsonl\Z")]
    origin: Id
    stream: Id
    epoch: Id
    first: Number = msgspec.field(name="from")
    last: Number = msgspec.field(name="to")
    size: Count
    sha256: Digest


class BlobMember(Struct, frozen=True, kw_only=True):
    """One attachment, stored under its own hash."""

    sha256: Digest
    size: Count


class Refusal(Struct, frozen=True, kw_only=True):
    """A line the sender of this package got from the recipient and could not use; repeated until cured."""

    site: Id
    stream: Id
    epoch: Id
    number: Number
    reason: Text


class Index(Struct, frozen=True, kw_only=True):
    """What the body holds; its digest stands in the signed manifest."""

    logs: Annotated[tuple[LogMember, ...], Meta(max_length=2000)] = ()
    blobs: Annotated[tuple[BlobMember, ...], Meta(max_length=MAX_MEMBERS)] = ()
    absent: Annotated[tuple[Digest, ...], Meta(max_length=MAX_MEMBERS)] = ()  # named by lines, lost here
    wanted: Annotated[tuple[Digest, ...], Meta(max_length=MAX_MEMBERS)] = ()  # attachments asked for
    refused: Annotated[tuple[Refusal, ...], Meta(max_length=MAX_MEMBERS)] = ()


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
        while size < 0 or len(self._buffer.data) < size:
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
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self, size: int) -> bytes:
        taken = bytes(self.data[:size] if size >= 0 else self.data)
        del self.data[: len(taken)]
        return taken


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
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line) + 1
        if size >= BLOCK:
            yield b"\n".join(held) + b"\n"
            held, size = [], 0
    if held:
        yield b"\n".join(held) + b"\n"


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH_DATE)
    info.compress_type = method
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # the only door when a member is streamed
    info.external_attr = 0o600 << 16
    return info


class Body:
    """A body whose hash has been checked, opened for reading.

    Args:
        file: The decrypted bytes, seekable; closed by `close`.
        manifest: What the sender signed.

    Raises:
        PackageDamaged: The content is not what index and manifest say, or goes beyond the limits.
    """

    def __init__(self, file: BinaryIO, manifest: Manifest) -> None:
        assert manifest.body is not None
        self._file, self._manifest = file, manifest
        self.index = Index()
        self._members: dict[str, zipfile.ZipInfo] = {}
        try:
            _check_directory_size(file)
            self._archive = zipfile.ZipFile(file)
            self._check(manifest.body.index_sha256)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            file.close()
            raise PackageDamaged(f"body: {error}") from error
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Let go of the bytes."""
        self._archive.close()
        self._file.close()

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def line_blocks(self, log: LogMember) -> Iterator[list[bytes]]:
        """Yield the lines of one log in order, without LF, in lists of about a megabyte.

        Raises:
            PackageDamaged: At the latest after the last list, so act on nothing before the end.
        """
        rest, digest = b"", hashlib.sha256()
        for block in self._content(log.path):
            digest.update(block)
            *lines, rest = (rest + block).split(b"\n")
            if len(rest) > MAX_HELD_LINE_BYTES:
                raise PackageDamaged("a line without end")
            if lines:
                yield lines
        if rest or digest.hexdigest() != log.sha256:
            raise PackageDamaged(f"{log.path} is not what the index says")

    def save_blob(self, blob: BlobMember, target: Path) -> None:
        """Write one attachment to `target`, durable and only if its bytes have its hash.

        Raises:
            PackageDamaged: They do not.
            StorageError: The disk does not take it.
        """
        digest = hashlib.sha256()
        with whole_file(target) as file:
            for block in self._content(f"blobs/{blob.sha256}"):
                digest.update(block)
                file.write(block)
            if digest.hexdigest() != blob.sha256:
                raise PackageDamaged(f"attachment {blob.sha256} has another hash")

    def _content(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(self._members[name]) as member:
                while block := member.read(BLOCK):
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise PackageDamaged(f"{name}: {error}") from error

    def _check(self, index_sha256: str) -> None:
        infos = self._archive.infolist()
        self._members = {info.filename: info for info in infos}
        if len(infos) > MAX_MEMBERS or len(self._members) != len(infos):
            raise ValueError("too many members, or two of one name")
        total = 0
        for info in infos:
            total += info.file_size
            if info.flag_bits & 0x1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise ValueError("a member is packed in a way the format does not know")
            if info.file_size > MAX_LOG_RATIO * info.compress_size + 4096:
                raise ValueError("a member unpacks to too much")
        counts = self._manifest.counts
        if total != counts.uncompressed:
            raise ValueError("sizes differ from the manifest")
        found = self._members.get("index.json")
        if found is None or found.file_size > MAX_INDEX_BYTES:
            raise ValueError("no index of a sensible size")
        data = b"".join(self._content("index.json"))
        if hashlib.sha256(data).hexdigest() != index_sha256:
            raise ValueError("the index is not the signed one")
        self.index = msgspec.json.decode(data, type=Index)
        listed = {"index.json": len(data)}
        listed |= {log.path: log.size for log in self.index.logs}
        listed |= {f"blobs/{blob.sha256}": blob.size for blob in self.index.blobs}
        if listed != {info.filename: info.file_size for info in infos}:
            raise ValueError("index and members differ")
        for blob in self.index.blobs:
            if self._members[f"blobs/{blob.sha256}"].compress_type != zipfile.ZIP_STORED:
                raise ValueError("a packed attachment")
        ranges = [(log.origin, log.stream, log.epoch, log.first, log.last) for log in self.index.logs]
        if ranges != [(s.origin, s.stream, s.epoch, s.first, s.last) for s in self._manifest.streams]:
            raise ValueError("index and manifest name different ranges")
        if (len(self.index.blobs), sum(blob.size for blob in self.index.blobs)) != (
            counts.blobs,
            counts.blob_bytes,
        ):
            raise ValueError("index and manifest count different attachments")


def _check_directory_size(file: BinaryIO) -> None:
    """Refuse a directory of hundreds of thousands of members before it is parsed."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size))
    end = file.read(_END.size)
    if len(end) < _END.size or not end.startswith(b"PK\x05\x06"):
        raise ValueError("no end record")
    _, disk, first_disk, here, members, directory, offset, comment = _END.unpack(end)
    if disk or first_disk or comment or here != members or members > MAX_MEMBERS:
        raise ValueError("too many members or an end record the format does not know")
    if directory > MAX_MEMBERS * 400 or offset + directory + _END.size != size:
        raise ValueError("the directory is not where it should be")
    file.seek(0)
