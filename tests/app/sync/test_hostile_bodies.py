"""Bodies that a liar signed: bombs, crowds of members, names that climb, all refused inside limits."""

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from typing_extensions import override

from app.sync.body import Body
from app.sync.container import Member, tail
from app.sync.keys import NodeKey
from app.sync.manifest import Manifest
from app.sync.package_file import open_body, write_package
from app.sync.packing import BodyStream
from app.sync.rejections import PackageDamaged
from tests.app.sync.package_parts import make_manifest, within_limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


@pytest.fixture(scope="module")
def key() -> NodeKey:
    return NodeKey.generate("n")


def bomb(members: list[tuple[str, bytes, int]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data, method in members:
            archive.writestr(name, data, method)
    return target.getvalue()


def hostile_body(tmp_path: Path, key: NodeKey, body: bytes, manifest: Manifest) -> Body:
    """Return the opened body of a package whose sender signed `body`, whatever it is."""

    class Given(BodyStream):
        def __init__(self) -> None:
            super().__init__([])
            self._data = io.BytesIO(body)
            self.index_bytes = b'{"logs":[],"blobs":[]}'
            self.counts = msgspec.structs.replace(manifest.counts)

        @override
        def readinto(self, buffer: "WriteableBuffer", /) -> int:
            return self._data.readinto(buffer)

    seen = write_package(tmp_path / "h.zwt", manifest, key, readme="", body=Given())
    return open_body(seen, None, tmp_path)


STORED, DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
EMPTY_INDEX = ("index.json", b'{"logs":[],"blobs":[]}', STORED)


@pytest.mark.parametrize(
    "members",
    [
        pytest.param([EMPTY_INDEX, ("log/a.jsonl", b"\0" * 300_000_000, DEFLATED)], id="bomb"),
        pytest.param([EMPTY_INDEX, ("blobs/" + "0" * 64, b"x", STORED)], id="unlisted"),
        pytest.param([EMPTY_INDEX, ("../../etc/passwd", b"x", STORED)], id="climbing"),
        pytest.param([EMPTY_INDEX, ("C:\\aux", b"x", STORED)], id="absolute"),
        pytest.param([("x", b"x", STORED)], id="no index"),
        pytest.param([EMPTY_INDEX, ("index.json", b"{}", STORED)], id="two indices"),
        pytest.param([("index.json", b"{}", STORED)], id="another index"),
        pytest.param([EMPTY_INDEX, ("a", b"x", zipfile.ZIP_LZMA)], id="unknown packing"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_hostile_bodies_are_damaged(
    tmp_path: Path, key: NodeKey, members: list[tuple[str, bytes, int]]
) -> None:
    counts = make_manifest(key).counts
    total = sum(len(data) for _, data, _ in members)
    manifest = make_manifest(key, streams=(), counts=msgspec.structs.replace(counts, uncompressed=total))
    body = bomb(members)
    with within_limits(), pytest.raises(PackageDamaged):
        hostile_body(tmp_path, key, body, manifest)


def test_a_directory_of_200000_members_is_refused_unread(tmp_path: Path, key: NodeKey) -> None:
    entry = tail([Member("x", 0, 0)])[:-22]
    body = entry * 200_000
    end = b"PK\x05\x06" + (0).to_bytes(4, "little") + (65535).to_bytes(2, "little") * 2
    body += end + len(body).to_bytes(4, "little") + (0).to_bytes(6, "little")
    with within_limits(), pytest.raises(PackageDamaged):
        hostile_body(tmp_path, key, body, make_manifest(key, streams=()))


@pytest.mark.parametrize("body", [b"", b"PK\x05\x06" + b"\0" * 17, b"x" * 1000])
def test_a_body_that_is_no_archive_is_damaged(tmp_path: Path, key: NodeKey, body: bytes) -> None:
    with pytest.raises(PackageDamaged):
        hostile_body(tmp_path, key, body, make_manifest(key, streams=()))
