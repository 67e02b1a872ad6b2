"""Whatever the pieces are and whichever thread hashes them, the digest is that of the whole stream."""

import hashlib
import threading
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sync import digests
from app.sync.digests import StreamDigest
from app.sync.packing import BodyStream
from app.sync.sound_blobs import BlobPart


@given(st.lists(st.binary(max_size=300), max_size=40), st.integers(40, 2000))
def test_any_pieces(pieces: list[bytes], block_bytes: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(digests, "_BLOCK_BYTES", block_bytes)
        with StreamDigest() as written:
            for piece in pieces:
                written.write(piece)
            written.finish()
        whole = b"".join(pieces)
        source = BytesIO(whole)
        with StreamDigest() as read:
            while count := source.readinto(read.room()[:77]):
                read.put(count)
            read.finish()
    for digest in (written, read):
        assert (digest.size, digest.crc, digest.sha256) == (
            len(whole),
            zlib.crc32(whole),
            hashlib.sha256(whole).hexdigest(),
        )


def test_its_threads_end_when_the_work_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "_BLOCK_BYTES", 1000)
    before = threading.active_count()
    with pytest.raises(OSError, match="pulled"), StreamDigest() as digest:
        digest.write(b"x" * 1_000_000)
        assert threading.active_count() == before + 2
        raise OSError("pulled")
    assert threading.active_count() == before


@pytest.mark.parametrize("step", [1, 7, 4096, 1 << 20, -1])
def test_a_body_is_the_same_in_whatever_pieces_it_is_read(step: int, tmp_path: Path) -> None:
    blobs = []
    for number in range(3):
        data = bytes([number]) * (5000 * number + 1)
        path = tmp_path / hashlib.sha256(data).hexdigest()
        path.write_bytes(data)
        blobs.append(BlobPart(path.name, path))
    body, pieces = BodyStream([], blobs), []
    while piece := body.read(step):
        pieces.append(piece)
    assert all(len(piece) == step for piece in pieces[:-1]) or step < 0
    with zipfile.ZipFile(BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert [archive.read(f"blobs/{blob.sha256}") for blob in blobs] == [
            blob.path.read_bytes() for blob in blobs
        ]
