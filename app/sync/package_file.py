"""One package as a file: write it, look at it from the front, check every byte of it.

The signature is checked over the exact bytes before anything is parsed. It only says that the package is
what the holder of the key made; whether that key is to be trusted is for the caller to decide.
"""

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct
from msgspec.structs import replace
from msgspec.structs import replace as replace_fields
from typing_extensions import override

from app.job import Job
from app.sync.body import Body
from app.sync.checked_writer import CheckedWriter
from app.sync.container import (
    BODY_NAMES,
    FORMAT_NAME,
    HEADER_NAMES,
    LOCAL_HEADER_BYTES,
    Member,
    announced,
    local_header,
    tail,
    tail_bytes,
)
from app.sync.digests import StreamDigest
from app.sync.files import PART, storage_errors, whole_file
from app.sync.keys import NodeKey, signature_holds
from app.sync.manifest import MAJOR, BodyInfo, Counts, Manifest, ReadmeInfo, decode_manifest, encode_manifest
from app.sync.packing import BodyStream
from app.sync.rejections import NotAPackage, PackageDamaged, PackageForeign, PackageIncomplete, PackageTooNew
from app.sync.sealing import NotForThisKey, SealBroken, seal, unseal

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "EXTENSION",
    "MAX_FILE_BYTES",
    "Peek",
    "body_offset",
    "check_size",
    "open_body",
    "peek",
    "signed_manifest",
    "verify",
    "write_package",
]

EXTENSION = ".zwt"
MAX_FILE_BYTES = 2_000_000_000  # old tools stop at 2 GB
MAGIC = b"station-ledger package "
_FORMAT = re.compile(rb"station-ledger package (0|[1-9][0-9]{0,5})\n")
_SIGNATURE = re.compile(rb"ed25519\n([0-9a-f]{64})\n([0-9a-f]{128})\n")
_LIMITS = {FORMAT_NAME: 64, "manifest.json": 4 << 20, "manifest.sig": 256, "README.txt": 65536}
_WIDEST = 9_999_999_999  # no number of the body takes more digits
_WIDEST_BODY = BodyInfo(size=_WIDEST, sha256="0" * 64, encryption="none", index_sha256="0" * 64)
_WIDEST_COUNTS = Counts(entries=_WIDEST, blobs=_WIDEST, blob_bytes=_WIDEST, uncompressed=_WIDEST)
_SPOOL_BYTES = 16 << 20  # bodies up to this size never touch the disk unencrypted


class Peek(Struct, frozen=True):
    """What the front of a package file tells.

    Attributes:
        path: The file.
        manifest: Its signed statement.
        signer: Public key (hex) under which the signature holds; whether to trust it is another question.
        digest: SHA-256 of the manifest bytes: two files with one digest carry the same.
        expected_bytes: Size of the whole package.
        arrived_bytes: Size of the file.
    """

    path: Path
    manifest: Manifest
    signer: str
    digest: str
    expected_bytes: int
    arrived_bytes: int
    members: tuple[Member, ...]  # those read: FORMAT, manifest.json, manifest.sig

    @property
    def is_whole(self) -> bool:
        """Tell whether the file has the right size; `verify` looks at every byte."""
        return self.arrived_bytes == self.expected_bytes


def peek(path: Path) -> Peek:
    """Read who sent a package, to whom, and how much of it arrived; needs only the front of the file.

    Raises:
        NotAPackage: Something else.
        PackageTooNew: From a program this one does not understand.
        PackageIncomplete: Not even the header arrived.
        PackageDamaged: The header is not what was signed.
        StorageError: The file cannot be read.
    """
    arrived, members, contents, (signer, _) = _front(path)
    manifest = decode_manifest(contents["manifest.json"])
    if manifest.sender.key != signer:
        raise PackageDamaged("manifest and signature name different keys")
    rest = _rest(manifest)
    names = [*HEADER_NAMES[:3], *(member.name for member in rest)]
    expected = sum(member.stored_bytes for member in (*members, *rest)) + tail_bytes(names)
    if arrived > max(expected, MAX_FILE_BYTES):
        raise PackageDamaged("longer than the format allows")
    digest = hashlib.sha256(contents["manifest.json"]).hexdigest()
    return Peek(path, manifest, signer, digest, expected, arrived, tuple(members))


def signed_manifest(path: Path) -> tuple[str, str, str]:
    """Return the manifest of a package word for word, the key (hex) that signed it, and the signature (hex).

    Raises:
        As `peek`.
    """
    _, _, contents, (signer, signature) = _front(path)
    return contents["manifest.json"].decode(), signer, signature


def _front(path: Path) -> tuple[int, list[Member], dict[str, bytes], tuple[str, str]]:
    """Return the size of the file, what stands before its README, and key and signature, which hold."""
    with storage_errors(path.parent), path.open("rb") as file:
        arrived = os.fstat(file.fileno()).st_size
        members = []
        contents: dict[str, bytes] = {}
        for name in HEADER_NAMES[:3]:
            member, contents[name] = _read_member(file, name, arrived)
            members.append(member)
            if name == FORMAT_NAME:
                _check_format(contents[name])
    signed = _SIGNATURE.fullmatch(contents["manifest.sig"])
    if signed is None:
        raise PackageDamaged("manifest.sig is not as the format says")
    signer, signature = signed[1].decode(), signed[2].decode()
    if not signature_holds(contents["manifest.json"], signer, signature):
        raise PackageDamaged("the signature does not hold")
    return arrived, members, contents, (signer, signature)


def _rest(manifest: Manifest) -> list[Member]:
    """Return the members after the signature as far as the manifest fixes them (checksums not known)."""
    rest = [Member("README.txt", manifest.readme.size, 0)]
    if manifest.body is not None:
        rest.append(Member(BODY_NAMES[manifest.body.encryption], manifest.body.size, 0))
    return rest


def _read_member(file: BinaryIO, name: str, arrived: int) -> tuple[Member, bytes]:
    header = file.read(LOCAL_HEADER_BYTES + len(name))
    if len(header) < LOCAL_HEADER_BYTES + len(name):
        if name == FORMAT_NAME and not b"PK\x03\x04".startswith(header[:4]):
            raise NotAPackage
        raise PackageIncomplete(arrived)
    planned = announced(header, name)
    if planned is None or planned.size > _LIMITS[name]:
        raise NotAPackage if name == FORMAT_NAME else PackageDamaged(f"no {name} where it should be")
    data = file.read(planned.size)
    if name == FORMAT_NAME and data[: len(MAGIC)] != MAGIC[: len(data)]:
        raise NotAPackage
    if len(data) < planned.size:
        raise PackageIncomplete(arrived)
    member = Member.of(name, data)
    if member != planned:
        raise PackageDamaged(f"{name} is not what its header says")
    return member, data


def _check_format(data: bytes) -> None:
    found = _FORMAT.fullmatch(data)
    if found is None:
        raise PackageDamaged("FORMAT is not as the format says")
    if int(found[1]) != MAJOR:
        raise PackageTooNew


def verify(path: Path, job: Job | None = None, *, body: StreamDigest | None = None) -> Peek:
    """Check every byte of a package file against what its sender signed.

    Args:
        job: Told of bytes read.
        body: What has been taken of the body in this very file already; it is not read again.

    Raises:
        As `peek`, and:
        PackageIncomplete: The file ends too early; the error says how much is missing and from whom.
        PackageDamaged: Some byte is not the sender's.
    """
    job = job or Job()
    seen = peek(path)
    check_size(seen)
    manifest, members = seen.manifest, list(seen.members)
    with storage_errors(path.parent), path.open("rb") as file:
        file.seek(sum(member.stored_bytes for member in members))
        digests = [manifest.readme.sha256, *([manifest.body.sha256] if manifest.body else [])]
        for planned, digest in zip(_rest(manifest), digests, strict=True):
            header = file.read(LOCAL_HEADER_BYTES + len(planned.name))
            if body is not None and planned.name in BODY_NAMES.values():
                taken = body
                file.seek(planned.size, os.SEEK_CUR)
            else:
                left = planned.size
                with StreamDigest() as taken:
                    while left and (count := file.readinto(taken.room()[:left])):
                        taken.put(count)
                        left -= count
                        job.step(seen.expected_bytes - left, seen.expected_bytes)
                    taken.finish()
            member = Member(planned.name, planned.size, taken.crc)
            if (taken.size, taken.sha256) != (planned.size, digest) or header != local_header(member):
                raise PackageDamaged(f"{planned.name} is not what was signed")
            members.append(member)
        if file.read() != tail(members):
            raise PackageDamaged("the directory is not as the format says")
    return seen


def check_size(seen: Peek) -> None:
    """See that a package file is as long as it should be.

    Raises:
        PackageIncomplete: It is shorter.
        PackageDamaged: It is longer.
    """
    if seen.arrived_bytes < seen.expected_bytes:
        raise PackageIncomplete(seen.arrived_bytes, seen.expected_bytes, seen.manifest.sender.name)
    if seen.arrived_bytes > seen.expected_bytes:
        raise PackageDamaged("bytes behind the end")


def body_offset(package: Peek) -> int:
    """Return where in the file the content of its body begins."""
    plan = _rest(package.manifest)
    front = sum(member.stored_bytes for member in (*package.members, *plan[:-1]))
    return front + LOCAL_HEADER_BYTES + len(plan[-1].name)


def open_body(package: Peek, identities: Sequence[str] | None, staging: Path) -> Body:
    """Open the content of a verified package.

    Args:
        identities: Secret age identities of this site, needed where the body is sealed.
        staging: Private folder for what does not fit into memory; emptied by closing the body.

    Raises:
        PackageForeign: Sealed for somebody else.
        PackageDamaged: The content is not what the manifest says.
        StorageError: `staging` does not take it.
    """
    info = package.manifest.body
    if info is None:
        raise PackageDamaged("a package without body")
    with storage_errors(package.path.parent):
        sealed = io.BufferedReader(_Slice(package.path, body_offset(package), info.size), 1 << 16)
    if info.encryption == "none":
        return Body(sealed, package.manifest)
    if not identities:
        raise PackageForeign("这个数据包是加密的，本机没有打开它的钥匙。现有数据没有改动。 E-P04")
    plain = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES, dir=str(staging))  # noqa: SIM115 - Body closes it
    try:
        with sealed, storage_errors(staging):
            unseal(sealed, plain, identities)
    except NotForThisKey as error:
        plain.close()
        raise PackageForeign(
            "这个数据包是加密给别的单位的，本机打不开，没有接收。请核对是否拿错了文件。 E-P04"
        ) from error
    except SealBroken as error:
        plain.close()
        raise PackageDamaged("the sealed body does not open") from error
    except BaseException:
        plain.close()
        raise
    return Body(plain, package.manifest)  # type: ignore[arg-type]


class _Slice(io.RawIOBase):
    """Part of a file as a file of its own."""

    def __init__(self, path: Path, offset: int, size: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._offset, self._size, self._at = offset, size, 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    @override
    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)[: max(0, self._size - self._at)]
        self._file.seek(self._offset + self._at)
        count = self._file.readinto(view) or 0
        self._at += count
        return count

    @override
    def close(self) -> None:
        self._file.close()
        super().close()


def write_package(
    path: Path,
    manifest: Manifest,
    key: NodeKey,
    *,
    readme: str,
    body: BodyStream | None = None,
    recipients: Sequence[str] = (),
    job: Job | None = None,
) -> Peek:
    """Build a package at `path`, read back every byte of it and only then give it its name.

    Args:
        manifest: Without `body`, `counts` and `readme`, which are filled in here.
        readme: A sentence for people who unpack the file by hand.
        recipients: age recipients; none leaves the body open for everybody to read.
        job: Asked before the name is given; building reports through the body's own job.

    Raises:
        StorageError: The place does not take it; nothing is left behind.
        Cancelled: Through `job`, likewise.
    """
    text = readme.encode()
    text = text.ljust(100 if len(text) <= 900 else 1000)  # the room below is filled without one more digit
    part, written = path.with_name(path.name + PART), None
    with whole_file(path) as file:
        if body is None:
            header, members = _header(manifest, key, text)
            file.write(header)
        else:
            # the body is written once, behind room for the longest header its numbers can give
            widest = replace_fields(manifest, body=_WIDEST_BODY, counts=_WIDEST_COUNTS)
            room = len(_header(widest, key, text)[0])
            file.seek(room + LOCAL_HEADER_BYTES + len(BODY_NAMES["age" if recipients else "none"]))
            with CheckedWriter(file, part) as written:
                if recipients:
                    seal(body, written, recipients)
                else:
                    while count := body.readinto(written.room()):
                        written.put(count)
                written.finish()
            info = BodyInfo(
                size=written.size,
                sha256=written.sha256,
                encryption="age" if recipients else "none",
                index_sha256=hashlib.sha256(body.index_bytes).hexdigest(),
            )
            manifest = replace_fields(manifest, body=info, counts=body.counts)
            spare = room - len(_header(manifest, key, text)[0])
            header, members = _header(manifest, key, text + b" " * spare)
            members.append(Member(BODY_NAMES[info.encryption], written.size, written.crc))
            file.seek(0)
            file.write(header + local_header(members[-1]))
            file.seek(0, os.SEEK_END)
        file.write(tail(members))
        file.flush()
        seen = verify(part, job, body=written)
    return replace(seen, path=path)


def _header(manifest: Manifest, key: NodeKey, readme: bytes) -> tuple[bytes, list[Member]]:
    """Return everything that stands before the body, signed, and its members."""
    info = ReadmeInfo(size=len(readme), sha256=hashlib.sha256(readme).hexdigest())
    signed = encode_manifest(replace_fields(manifest, readme=info))
    contents = {
        FORMAT_NAME: MAGIC + b"%d\n" % MAJOR,
        "manifest.json": signed,
        "manifest.sig": f"ed25519\n{key.public_key}\n{key.sign(signed)}\n".encode(),
        "README.txt": readme,
    }
    members = [Member.of(name, data) for name, data in contents.items()]
    return b"".join(local_header(member) + contents[member.name] for member in members), members
