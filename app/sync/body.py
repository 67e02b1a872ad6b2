"""The inside of a package, read: index.json, one file of log lines per range, attachments by their hash."""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
from msgspec import Meta, Struct

from app.sync.files import whole_file
from app.sync.manifest import Count, Digest, Id, Manifest, Number, Text
from app.sync.rejections import PackageDamaged

__all__ = [
    "MAX_PROOFS",
    "MAX_PROOF_CHARACTERS",
    "BlobMember",
    "Body",
    "Index",
    "LogMember",
    "Proof",
    "Refusal",
]

LOG_BLOCK = 2 << 20  # bytes of lines at a time
MAX_MEMBERS = 20_000
MAX_INDEX_BYTES = 8 << 20
MAX_PROOFS, MAX_PROOF_CHARACTERS = 4, 1 << 20
MAX_HELD_LINE_BYTES = 8 << 20  # beyond this a line is not even looked at
MAX_LOG_RATIO = 200
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


class Proof(Struct, frozen=True):
    """A manifest the recipient once signed, word for word: it vouches for lines of its own that go back to it."""

    manifest: Annotated[str, Meta(max_length=MAX_PROOF_CHARACTERS)]
    key: Digest
    signature: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}\Z")]


class Index(Struct, frozen=True, kw_only=True):
    """What the body holds; its digest stands in the signed manifest."""

    logs: Annotated[tuple[LogMember, ...], Meta(max_length=2000)] = ()
    blobs: Annotated[tuple[BlobMember, ...], Meta(max_length=MAX_MEMBERS)] = ()
    absent: Annotated[tuple[Digest, ...], Meta(max_length=MAX_MEMBERS)] = ()  # named by lines, lost here
    wanted: Annotated[tuple[Digest, ...], Meta(max_length=MAX_MEMBERS)] = ()  # attachments asked for
    refused: Annotated[tuple[Refusal, ...], Meta(max_length=MAX_MEMBERS)] = ()
    proofs: Annotated[
        tuple[Proof, ...], Meta(max_length=MAX_PROOFS)
    ] = ()  # for lines that go back to their writer


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

    @property
    def manifest(self) -> Manifest:
        """What the sender signed."""
        return self._manifest

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

    def blob_bytes(self, blob: BlobMember) -> bytes:
        """Return the bytes of one attachment, whatever their hash is.

        Raises:
            PackageDamaged: They cannot be read.
        """
        return b"".join(self._content(f"blobs/{blob.sha256}"))

    def _content(self, name: str) -> Iterator[bytes]:
        try:
            with self._archive.open(self._members[name]) as member:
                while block := member.read(LOG_BLOCK):
                    yield block
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,  # a member's own header may hold a name that is no text
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
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
