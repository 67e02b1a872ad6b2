"""What is written is read back block by block, on a thread whose faults come through and that never stays behind."""

import errno
import hashlib
import os
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from app.errors import Cancelled, StorageError
from app.job import Job
from app.sync import checked_writer, digests
from app.sync.checked_writer import CheckedWriter
from app.sync.keys import NodeKey
from app.sync.package_file import verify, write_package
from app.sync.packing import BodyStream
from app.sync.sealing import seal
from app.sync.sound_blobs import BlobPart
from tests.app.sync.package_parts import make_manifest


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(digests, "_BLOCK_BYTES", 1000)
    monkeypatch.setattr(checked_writer, "_EARLY_BYTES", 3000)
    before = threading.active_count()
    yield
    assert threading.active_count() == before


class Disk:
    """A file on a disk that loses a bit, or is full, from some byte on."""

    def __init__(self, file: BinaryIO, *, bad_at: int = 1 << 40, full_at: int = 1 << 40) -> None:
        self._file, self._bad_at, self._full_at = file, bad_at, full_at

    def write(self, data: memoryview) -> int:
        at = self._file.tell()
        if at + len(data) > self._full_at:
            raise OSError(errno.ENOSPC, "full")
        changed = bytearray(data)
        if at <= self._bad_at < at + len(data):
            changed[self._bad_at - at] ^= 1
        return self._file.write(changed)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 4000, 12_345])
def test_all_arrives_behind_what_stands_there(tmp_path: Path, size: int) -> None:
    data, path = os.urandom(size), tmp_path / "a"
    with path.open("w+b") as file:
        file.write(b"front")
        with CheckedWriter(file, path) as writer:
            for start in range(0, size, 700):
                writer.write(data[start : start + 700])
            writer.finish()
        file.write(b"back")
    assert path.read_bytes() == b"front" + data + b"back"
    assert (writer.size, writer.crc, writer.sha256) == (
        size,
        zlib.crc32(data),
        hashlib.sha256(data).hexdigest(),
    )


@pytest.mark.parametrize("bad_at", [0, 4321, 9_999])
def test_a_bit_that_reads_back_otherwise_is_told(tmp_path: Path, bad_at: int) -> None:
    path = tmp_path / "a"
    with path.open("w+b") as file:
        disk = cast(BinaryIO, Disk(file, bad_at=bad_at))
        with pytest.raises(StorageError, match="读回来对不上"), CheckedWriter(disk, path) as writer:
            for _ in range(100):
                writer.write(b"x" * 100)
            writer.finish()


def test_a_full_disk_is_told_by_its_own_error_through_the_seal(tmp_path: Path) -> None:
    path, key = tmp_path / "a", NodeKey.generate("n")
    blobs = [photo(tmp_path, number) for number in range(30)]
    with path.open("w+b") as file:
        disk = cast(BinaryIO, Disk(file, full_at=70_000))
        with pytest.raises(OSError, match="full") as told, CheckedWriter(disk, path) as writer:
            seal(BodyStream([], blobs), writer, [key.age_recipient])
    assert told.value.errno == errno.ENOSPC


def test_a_disk_that_fails_while_more_is_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(checked_writer.os, "fsync", broken)
    path = tmp_path / "a"
    with path.open("w+b") as file, CheckedWriter(file, path) as writer:
        writer.write(b"x" * 3500)  # the system tells such a thing once only
        with pytest.raises(OSError, match="broken"):
            writer.finish()


@pytest.mark.parametrize("sealed", [False, True])
def test_a_package_cancelled_half_way_leaves_nothing(tmp_path: Path, sealed: bool) -> None:
    key = NodeKey.generate("n")
    blobs = [photo(tmp_path, number) for number in range(30)]
    job = Job(lambda done, _total: job.cancel() if done == 20 else None)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        write_package(
            tmp_path / "a.zwt",
            make_manifest(key, streams=()),
            key,
            readme="",
            body=BodyStream([], blobs, job=job),
            recipients=[key.age_recipient] if sealed else [],
        )
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("sealed", [False, True])
def test_a_package_of_many_blocks_is_sound(tmp_path: Path, sealed: bool) -> None:
    key = NodeKey.generate("n")
    blobs = [photo(tmp_path, number) for number in range(30)]
    written = write_package(
        tmp_path / "a.zwt",
        make_manifest(key, streams=()),
        key,
        readme="",
        body=BodyStream([], blobs),
        recipients=[key.age_recipient] if sealed else [],
    )
    assert written.manifest.counts.blobs == 30
    assert verify(tmp_path / "a.zwt") == written


def photo(folder: Path, number: int) -> BlobPart:
    data = bytes([number]) * 10_000
    path = folder / hashlib.sha256(data).hexdigest()
    path.write_bytes(data)
    return BlobPart(path.name, path)
