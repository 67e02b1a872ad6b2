"""Readers fed with broken and hostile bytes: a refusal each time, never a traceback, never an acceptance."""

import json
import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from app.errors import PackageRejected
from app.log.lines import BadLine, read_line
from app.log.projection import read_lines
from app.sync.body import Body
from app.sync.container import Member, local_header, tail
from app.sync.keys import NodeKey
from app.sync.manifest import decode_manifest, encode_manifest
from app.sync.package_file import open_body, peek, verify
from app.sync.rejections import PackageIncomplete
from db.models.log import LineState
from tests.app.sync.package_parts import blob, make_manifest, make_package

MANY = int(os.environ.get("FUZZ", "1000000"))  # inputs of the long run
rounds = pytest.mark.parametrize("inputs", [3000, pytest.param(MANY, marks=pytest.mark.long)])

Change = Callable[[random.Random, bytes], bytes]


def flip(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def drop(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randrange(1, 40) :]


def double(chance: random.Random, data: bytes) -> bytes:
    at, size = chance.randrange(len(data)), chance.randrange(1, 60)
    return data[: at + size] + data[at:]


def swap(chance: random.Random, data: bytes) -> bytes:
    one, other = sorted(chance.randrange(len(data)) for _ in range(2))
    return data[:one] + data[other:] + data[one:other]


def insert(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    piece = chance.choice([b"\0", b'"', b"{", b"[" * 30, b"\\u0000", b"\xff", b"1e999", b"PK\x03\x04", b"\n"])
    return data[:at] + piece + data[at:]


CHANGES: list[Change] = [flip, cut, drop, double, swap, insert]


def mutated(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        data = chance.choice(CHANGES)(chance, data) or b"\0"
    return data


@rounds
def test_package_files(tmp_path: Path, inputs: int) -> None:
    path, key, chance = tmp_path / "a.zwt", NodeKey.generate("n"), random.Random(1)
    make_package(path, key, blobs=[blob(tmp_path, b"photo" * 20)])
    data = path.read_bytes()
    for _ in range(inputs // 3):
        broken = mutated(chance, data)
        if broken == data:
            continue
        path.write_bytes(broken)
        try:
            seen = peek(path)
        except PackageRejected:
            continue
        assert seen.signer == key.public_key
        with pytest.raises(PackageRejected):
            verify(path)


@rounds
def test_bodies_and_manifests_signed_by_a_liar(tmp_path: Path, inputs: int) -> None:
    path, key, chance = tmp_path / "a.zwt", NodeKey.generate("n"), random.Random(2)
    seen = make_package(path, key, blobs=[blob(tmp_path, b"photo" * 20)])
    manifest = encode_manifest(seen.manifest)
    with open_body(seen, None, tmp_path) as whole:
        inner = whole._file.seek(0) or whole._file.read()
    for _ in range(inputs // 3):
        with suppress(PackageRejected):
            decode_manifest(mutated(chance, manifest))
        stream = tmp_path / "body"
        stream.write_bytes(mutated(chance, inner))
        with suppress(PackageRejected), Body(stream.open("rb"), seen.manifest) as body:
            for log in body.index.logs:
                assert sum(len(block) for block in body.line_blocks(log)) == 20
            for part in body.index.blobs:
                body.save_blob(part, tmp_path / "out")


LINE = {
    "n": 1, "k": "log_entry", "v": 1, "id": "bz00000001-01kjp0y9m0e008f2ztw90mrd1w", "r": 1, "op": "put",
    "t": "2026-03-02T01:00:00.000Z", "by": "王站长",
    "d": {"on": "2026-03-02", "text": "打扫图书室，整理报刊", "place": "", "unit": None, "activity": "",
          "people": 12, "organiser": "文化站"},
}  # fmt: skip


@rounds
def test_lines(inputs: int) -> None:
    """Both ways of reading a line agree on every input, and a read line is what was written."""
    chance = random.Random(3)
    data = json.dumps(LINE, ensure_ascii=False, separators=(",", ":")).encode()
    (sound,) = read_lines("bz00000001", "county", 1, [data])
    assert sound.state is LineState.APPLIED
    for _ in range(inputs // 3):
        raw = mutated(chance, data).replace(b"\n", b" ")
        (found,) = read_lines("bz00000001", "county", 1, [raw])
        try:
            line = read_line(raw)
        except BadLine:
            assert found.state is LineState.REFUSED
        else:
            assert found.state is not LineState.APPLIED or (line.k, line.id, line.r) == (
                found.kind, found.record, found.revision
            )  # fmt: skip


def test_a_header_of_lies(tmp_path: Path) -> None:
    """Sizes that promise more than there is, in a file that is otherwise canonical."""
    path, key = tmp_path / "a.zwt", NodeKey.generate("n")
    manifest = encode_manifest(make_manifest(key, kind="receipt", streams=()))
    members = [
        (Member.of("FORMAT", b"station-ledger package 0\n"), b"station-ledger package 0\n"),
        (Member("manifest.json", 4_000_000_000, 0), manifest),
    ]
    path.write_bytes(
        b"".join(local_header(member) + data for member, data in members) + tail([m for m, _ in members])
    )
    with pytest.raises(PackageRejected) as caught:
        peek(path)
    assert not isinstance(caught.value, PackageIncomplete)
