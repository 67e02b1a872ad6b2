"""A package is taken over whole and sound, or nothing of it stays."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from app.errors import Cancelled, PackageRejected, StorageError
from app.job import Job
from app.sync import digests, package_copy
from app.sync.keys import NodeKey
from app.sync.manifest import Manifest
from app.sync.package_copy import copy_package
from app.sync.package_file import Peek, peek, verify, write_package
from app.sync.rejections import PackageDamaged, PackageIncomplete
from app.sync.sound_blobs import BlobPart
from tests.app.sync.package_parts import make_manifest, make_package

KEY = NodeKey.generate("n")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "_BLOCK_BYTES", 10_000)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def package(folder: Path, *, sealed: bool = True, **changes: Any) -> Peek:
    stick = folder / "stick"
    stick.mkdir()
    data = os.urandom(123_456)
    photo = folder / hashlib.sha256(data).hexdigest()
    photo.write_bytes(data)
    recipients = [KEY.age_recipient] if sealed else []
    path = stick / "a.zwt"
    return make_package(path, KEY, blobs=[BlobPart(photo.name, photo)], recipients=recipients, **changes)


@pytest.mark.parametrize("sealed", [False, True])
def test_the_copy_is_the_same(tmp_path: Path, home: Path, sealed: bool) -> None:
    one = package(tmp_path, sealed=sealed)
    copy = copy_package(one, home / "b.zwt")
    assert (home / "b.zwt").read_bytes() == one.path.read_bytes()
    assert copy == verify(home / "b.zwt")


def test_so_is_that_of_one_without_body(tmp_path: Path, home: Path) -> None:
    manifest: Manifest = make_manifest(KEY, kind="receipt", streams=())
    one = write_package(tmp_path / "r.zwt", manifest, KEY, readme="x")
    assert copy_package(one, home / "r.zwt") == verify(home / "r.zwt")


def test_any_flipped_byte_is_refused(tmp_path: Path, home: Path) -> None:
    one = package(tmp_path)
    whole = one.path.read_bytes()
    places = {*range(0, len(whole), 997), *range(len(whole) - 400, len(whole), 13)}
    for place in sorted(places):
        one.path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(PackageRejected):  # it was sound when it was looked at
            copy_package(one, home / "b.zwt")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("cut", [1, 100, 50_000])
def test_what_is_cut_off_is_called_incomplete(tmp_path: Path, home: Path, cut: int) -> None:
    one = package(tmp_path)
    one.path.write_bytes(one.path.read_bytes()[:-cut])
    for seen in (one, peek(one.path)):
        with pytest.raises(PackageIncomplete):
            copy_package(seen, home / "b.zwt")
    assert list(home.iterdir()) == []


def test_another_package_in_its_place_is_refused(tmp_path: Path, home: Path) -> None:
    one = package(tmp_path)
    make_package(one.path, KEY, number=9)
    one.path.write_bytes(one.path.read_bytes().ljust(one.arrived_bytes, b"\0"))
    with pytest.raises(PackageDamaged):
        copy_package(one, home / "b.zwt")
    assert list(home.iterdir()) == []


def test_it_can_be_cancelled(tmp_path: Path, home: Path) -> None:
    job = Job(lambda done, total: job.cancel() if done > total // 2 else None)
    with pytest.raises(Cancelled):
        copy_package(package(tmp_path), home / "b.zwt", job)
    assert list(home.iterdir()) == []


def test_a_stick_that_is_pulled_out_is_named(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = package(tmp_path)

    class Pulled(package_copy.CheckedWriter):
        def room(self) -> memoryview:
            if self.size > 50_000:
                raise OSError("pulled")  # as reading into it would
            return super().room()

    monkeypatch.setattr(package_copy, "CheckedWriter", Pulled)
    with pytest.raises(StorageError, match=f"“{one.path.parent}”读写中断"):
        copy_package(one, home / "b.zwt")
    assert list(home.iterdir()) == []
