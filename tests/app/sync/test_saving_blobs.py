"""Attachments come out of a package whole and under their own hash, however many at once."""

import errno
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.errors import Cancelled, StorageError
from app.job import Job
from app.sync import saving_blobs
from app.sync.body import BlobMember, Body
from app.sync.files import PART
from app.sync.keys import NodeKey
from app.sync.package_file import open_body
from app.sync.rejections import PackageDamaged
from app.sync.saving_blobs import save_blobs
from app.sync.sound_blobs import BlobPart
from tests.app.sync.package_parts import make_package

MANY = 30


@pytest.fixture
def body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Body]:
    monkeypatch.setattr(saving_blobs, "_BIG_BYTES", 20_000)
    parts = []
    for number in range(MANY):
        data = bytes([number]) * (1000 * number)
        path = tmp_path / hashlib.sha256(data).hexdigest()
        path.write_bytes(data)
        parts.append(BlobPart(path.name, path))
    key = NodeKey.generate("n")
    seen = make_package(tmp_path / "a.zwt", key, blobs=parts, recipients=[key.age_recipient])
    before = threading.active_count()
    with open_body(seen, key.age_identities, tmp_path) as body:
        yield body
    assert threading.active_count() == before


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    return folder


def targets(body: Body, store: Path, few: int = MANY) -> list[tuple[BlobMember, Path]]:
    return [(blob, store / blob.sha256) for blob in body.index.blobs[:few]]


@pytest.mark.parametrize("few", [0, 1, 8, 9, MANY])
def test_all_are_there_afterwards(body: Body, store: Path, few: int) -> None:
    save_blobs(body, targets(body, store, few), Job())
    found = {path.name: path.read_bytes() for path in store.iterdir()}
    assert len(found) == few
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in found.items())


@pytest.mark.parametrize("place", [0, 3, 15, 25, MANY - 1])
def test_one_whose_bytes_have_another_hash_is_not_kept(body: Body, store: Path, place: int) -> None:
    wanted = targets(body, store)
    blob, target = wanted[place]
    lie = msgspec.structs.replace(blob, sha256="0" * 64)
    body._members[f"blobs/{lie.sha256}"] = body._members[f"blobs/{blob.sha256}"]
    wanted[place] = (lie, target)
    with pytest.raises(PackageDamaged):
        save_blobs(body, wanted, Job())
    assert not target.exists()
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in store.iterdir())


def test_a_full_disk_is_told_and_leaves_no_part(
    body: Body, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = os.fsync, iter(range(1000))

    def full(handle: Any) -> None:
        if next(count) >= 10:
            raise OSError(errno.ENOSPC, "full")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="空间不够"):
        save_blobs(body, targets(body, store), Job())
    assert not [path for path in store.iterdir() if path.name.endswith(PART)]


def test_it_can_be_cancelled(body: Body, store: Path) -> None:
    job = Job(lambda done, _total: job.cancel() if done == 12 else None)
    with pytest.raises(Cancelled):
        save_blobs(body, targets(body, store), job)
    assert len(list(store.iterdir())) < MANY
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in store.iterdir())
