"""An attachment travels under the hash of its bytes or not at all."""

import hashlib
from pathlib import Path

import pytest

from app.errors import StorageError
from app.sync import sound_blobs as module
from app.sync.keys import NodeKey
from app.sync.package_file import write_package
from app.sync.packing import BodyStream
from app.sync.sound_blobs import BlobPart, sound_blobs
from tests.app.sync.package_parts import make_manifest

ONCE_BYTES = 5000


@pytest.fixture(autouse=True)
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ONCE_BYTES", ONCE_BYTES)
    monkeypatch.setattr(module, "BLOCK", 1000)


def kept(folder: Path, data: bytes) -> BlobPart:
    path = folder / hashlib.sha256(data).hexdigest()
    path.write_bytes(data)
    return BlobPart(path.name, path)


@pytest.mark.parametrize(
    "size", [0, 1, 1000, ONCE_BYTES - 1, ONCE_BYTES, ONCE_BYTES + 1, 2 * ONCE_BYTES, 3 * ONCE_BYTES - 7]
)
def test_any_size_comes_whole_or_not_at_all(tmp_path: Path, size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    sound, swapped = kept(tmp_path, data[:size]), kept(tmp_path, data[:size] + b"1")
    swapped.path.write_bytes(data[:size] + b"2")
    gone = BlobPart("0" * 64, tmp_path / "gone")
    found = [
        None if pieces is None else b"".join(bytes(piece) for piece in pieces)
        for _, pieces in sound_blobs([swapped, sound, gone, sound])
    ]
    assert found == [None, data[:size], None, data[:size]]


def test_a_big_file_that_changes_after_its_hash_was_taken_stops_the_package(tmp_path: Path) -> None:
    big = kept(tmp_path, b"x" * (4 * ONCE_BYTES))
    ((_, pieces),) = list(sound_blobs([big]))
    assert pieces is not None
    steps = iter(pieces)
    next(steps)
    big.path.write_bytes(b"y" * (4 * ONCE_BYTES))
    with pytest.raises(StorageError, match="被改动"):
        list(steps)


def test_nothing_is_left_of_such_a_package(tmp_path: Path) -> None:
    photos, out = tmp_path / "photos", tmp_path / "out"
    photos.mkdir()
    out.mkdir()
    big = kept(photos, b"x" * (4 * ONCE_BYTES))

    class Meddling(BodyStream):
        def readinto(self, buffer: object, /) -> int:
            count = super().readinto(memoryview(buffer)[:2000])  # type: ignore[arg-type]
            big.path.write_bytes(b"y" * (4 * ONCE_BYTES))
            return count

    key = NodeKey.generate("n")
    for recipients in ([], [key.age_recipient]):
        with pytest.raises(StorageError, match="被改动"):
            write_package(
                out / "a.zwt",
                make_manifest(key, streams=()),
                key,
                readme="",
                body=Meddling([], [big]),
                recipients=recipients,
            )
        big.path.write_bytes(b"x" * (4 * ONCE_BYTES))
    assert list(out.iterdir()) == []
