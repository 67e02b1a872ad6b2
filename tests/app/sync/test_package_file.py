"""Packages as bytes: written, looked at from the front, every byte checked."""

import io
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.errors import Cancelled, PackageRejected, StorageError
from app.job import Job
from app.sync.container import Member, local_header, tail
from app.sync.files import PART
from app.sync.keys import NodeKey
from app.sync.manifest import Volume, encode_manifest
from app.sync.package_file import open_body, peek, verify, write_package
from app.sync.packing import BlobPart, BodyStream, LogPart
from app.sync.rejections import (
    NotAPackage,
    PackageDamaged,
    PackageForeign,
    PackageIncomplete,
    PackageTooNew,
)
from tests.app.sync.package_parts import (
    LINES,
    README,
    blob,
    make_manifest,
    make_package,
    stream_range,
)


@pytest.fixture(scope="module")
def key() -> NodeKey:
    return NodeKey.generate("node000001")


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None], key: NodeKey | None = None) -> None:
    """Take a package apart, let `change` alter its members, and put it together as the format says.

    With `key` the manifest is signed anew: a dishonest sender rather than a bad cable.
    """
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    if key is not None:
        text = f"ed25519\n{key.public_key}\n{key.sign(contents['manifest.json'])}\n"
        contents["manifest.sig"] = text.encode()
    members = [Member.of(name, data) for name, data in contents.items()]
    joined = b"".join(local_header(m) + contents[m.name] for m in members)
    path.write_bytes(joined + tail(members))


@pytest.mark.parametrize("sealed", [False, True])
def test_a_package_comes_back_as_it_was_written(tmp_path: Path, key: NodeKey, sealed: bool) -> None:
    office = NodeKey.generate("node000002")
    photos = [blob(tmp_path, b"photo" * 1000), blob(tmp_path, os.urandom(9 << 20))]
    recipients = [office.age_recipient, key.age_recipient] if sealed else []
    written = make_package(tmp_path / "a.zwt", key, recipients=recipients, blobs=photos)
    seen = verify(tmp_path / "a.zwt")
    assert seen == written
    assert seen.is_whole
    assert seen.signer == key.public_key
    assert seen.manifest.counts.blobs == 2
    for reader in (office, key) if sealed else (None,):
        with open_body(seen, [reader.age_identity] if reader else None, tmp_path) as body:
            (log,) = body.index.logs
            assert [line for block in body.line_blocks(log) for line in block] == LINES
            for part, photo in zip(body.index.blobs, photos, strict=True):
                body.save_blob(part, tmp_path / "out")
                assert (tmp_path / "out").read_bytes() == photo.path.read_bytes()


def test_ordinary_tools_open_it(tmp_path: Path, key: NodeKey) -> None:
    make_package(tmp_path / "a.zwt", key)
    with zipfile.ZipFile(tmp_path / "a.zwt") as outer:
        assert outer.testzip() is None
        names = ["FORMAT", "manifest.json", "manifest.sig", "README.txt", "body.zip"]
        assert outer.namelist() == names
        assert outer.read("README.txt").decode().rstrip(" ") == README
        with zipfile.ZipFile(io.BytesIO(outer.read("body.zip"))) as body:
            assert body.testzip() is None
    done = subprocess.run(
        ["python3", "-m", "zipfile", "-t", tmp_path / "a.zwt"], check=True, capture_output=True
    )
    assert b"Done" in done.stdout


def test_every_flipped_byte_is_refused(tmp_path: Path, key: NodeKey) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key)
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
        with pytest.raises(PackageRejected) as caught:
            verify(path)
        if at > 80:  # behind FORMAT: never mistaken for something else
            assert isinstance(caught.value, PackageDamaged), at


def test_every_truncation_is_called_incomplete(tmp_path: Path, key: NodeKey) -> None:
    path = tmp_path / "a.zwt"
    whole = make_package(path, key)
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(PackageIncomplete) as caught:
            verify(path)
        assert caught.value.arrived_bytes == length
        if length > whole.members[-1].stored_bytes + 2000:
            assert caught.value.expected_bytes == len(data)
            assert "清河县白石镇文化站" in str(caught.value)


def test_the_front_of_a_truncated_file_tells_who_sent_it(tmp_path: Path, key: NodeKey) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key, blobs=[blob(tmp_path, os.urandom(300_000))])
    data = path.read_bytes()
    path.write_bytes(data[:100_000])
    seen = peek(path)
    assert not seen.is_whole
    assert (seen.arrived_bytes, seen.expected_bytes) == (100_000, len(data))
    assert seen.manifest.sender.name == "清河县白石镇文化站"
    assert seen.manifest.counts.blobs == 1
    with pytest.raises(PackageIncomplete, match=r"应有 29\d\.\d KB"):
        verify(path)


@pytest.mark.parametrize("junk", [b"x", b"\0" * 1000])
def test_bytes_behind_the_end_are_refused(tmp_path: Path, key: NodeKey, junk: bytes) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key)
    path.write_bytes(path.read_bytes() + junk)
    with pytest.raises(PackageDamaged):
        verify(path)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04" + b"x" * 100, b"\x89PNG\r\n", "台账".encode() * 50, b"PK\x05\x06" + b"\0" * 18, b"\0"],
)
def test_something_else_is_called_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotAPackage):
        peek(path)


def test_an_ordinary_workbook_is_no_package(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("FORMAT", "something else, though the name is the same, " * 5)
    with pytest.raises(NotAPackage):
        peek(tmp_path / "a.zip")


def test_an_empty_file_is_incomplete(tmp_path: Path) -> None:
    (tmp_path / "a.zwt").touch()
    with pytest.raises(PackageIncomplete):
        peek(tmp_path / "a.zwt")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        peek(tmp_path / "gone.zwt")


def test_a_later_major_version_is_newer(tmp_path: Path, key: NodeKey) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key)
    rewrite(path, lambda m: m.update(FORMAT=b"station-ledger package 7\n"))
    with pytest.raises(PackageTooNew):
        verify(path)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"critical": ["merge_trees"], "program": "9.1"}, PackageTooNew),
        ({"major": 1}, PackageTooNew),
        ({"minor": 99, "kind": "sideways"}, PackageTooNew),
        ({"kind": "sideways"}, PackageDamaged),
        ({"number": 0}, PackageDamaged),
        ({"number": 2**60}, PackageDamaged),
        ({"number": 1.0}, PackageDamaged),
        ({"number": "1"}, PackageDamaged),
        ({"package": "../up"}, PackageDamaged),
        ({"recipient": {}}, PackageDamaged),
        ({"program": "a\nb"}, PackageDamaged),
        ({"streams": []}, PackageDamaged),
        ({"counts": {"entries": 19}}, PackageDamaged),
        ({"body": None}, PackageDamaged),
        ({"set": {"id": "s", "i": 3, "n": 2, "role": "blobs"}}, PackageDamaged),
        ({"start": {}}, PackageDamaged),
    ],
)
def test_a_signed_manifest_is_still_read_strictly(
    tmp_path: Path, key: NodeKey, changes: dict[str, object], refusal: type[Exception]
) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key)

    def change(members: dict[str, bytes]) -> None:
        fields = msgspec.json.decode(members["manifest.json"])
        members["manifest.json"] = msgspec.json.encode(fields | changes)

    rewrite(path, change, key)
    with pytest.raises(refusal):
        verify(path)


@pytest.mark.parametrize(
    "replace",
    [
        lambda data: data.replace(b'{"major":0', b'{"major":0,"major":0', 1),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b"{}",
        lambda data: data[:-1] + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        lambda data: data[:-1] + b',"x":NaN}',
        lambda data: b"[]",
        lambda data: b"",
    ],
)
def test_hostile_manifests_are_damaged(
    tmp_path: Path, key: NodeKey, replace: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key)

    def change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = replace(members["manifest.json"])

    rewrite(path, change, key)
    with pytest.raises(PackageDamaged):
        verify(path)


def test_unknown_fields_of_a_later_minor_version_are_passed_over(tmp_path: Path, key: NodeKey) -> None:
    path = tmp_path / "a.zwt"
    make_package(path, key)

    def change(members: dict[str, bytes]) -> None:
        fields = msgspec.json.decode(members["manifest.json"])
        members["manifest.json"] = msgspec.json.encode(fields | {"minor": 99, "mood": "sunny"})

    rewrite(path, change, key)
    assert verify(path).manifest.minor == 99


def test_a_forged_signature_is_damaged(tmp_path: Path, key: NodeKey) -> None:
    path, other = tmp_path / "a.zwt", NodeKey.generate("n")
    make_package(path, key)
    rewrite(path, lambda m: m.update({"manifest.json": m["manifest.json"].replace(b'"up"', b'"down"')}))
    with pytest.raises(PackageDamaged):
        verify(path)
    make_package(path, key)
    rewrite(path, lambda _members: None, other)  # signed by somebody else than the manifest says
    with pytest.raises(PackageDamaged):
        verify(path)


def test_the_manifest_of_one_package_does_not_cover_the_body_of_another(tmp_path: Path, key: NodeKey) -> None:
    make_package(tmp_path / "a.zwt", key)
    make_package(tmp_path / "b.zwt", key, blobs=[blob(tmp_path, b"other")])
    with zipfile.ZipFile(tmp_path / "b.zwt") as archive:
        body = archive.read("body.zip")
    rewrite(tmp_path / "a.zwt", lambda m: m.update({"body.zip": body}))
    with pytest.raises(PackageDamaged):
        verify(tmp_path / "a.zwt")


def test_sealed_for_somebody_else(tmp_path: Path, key: NodeKey) -> None:
    stranger = NodeKey.generate("n")
    seen = make_package(tmp_path / "a.zwt", key, recipients=[key.age_recipient])
    with pytest.raises(PackageForeign):
        open_body(seen, [stranger.age_identity], tmp_path)
    with pytest.raises(PackageForeign):
        open_body(seen, None, tmp_path)


def test_a_receipt_has_no_body(tmp_path: Path, key: NodeKey) -> None:
    manifest = make_manifest(key, kind="receipt", streams=())
    write_package(tmp_path / "r.zwt", manifest, key, readme=README)
    assert (tmp_path / "r.zwt").stat().st_size < 3000
    assert verify(tmp_path / "r.zwt").manifest.kind == "receipt"
    with pytest.raises(PackageDamaged):
        open_body(peek(tmp_path / "r.zwt"), None, tmp_path)


def test_a_photo_that_changed_on_the_disk_is_left_out_and_named(tmp_path: Path, key: NodeKey) -> None:
    sound, swapped, large = blob(tmp_path, b"one"), blob(tmp_path, b"two"), blob(tmp_path, b"3" * (9 << 20))
    swapped.path.write_bytes(b"too")
    with large.path.open("r+b") as file:
        file.seek(8_500_000)
        file.write(b"4")
    lost = BlobPart("0" * 64, tmp_path / "lost")
    stream = BodyStream([LogPart(stream_range(), LINES)], [swapped, sound, lost, large])
    seen = write_package(tmp_path / "a.zwt", make_manifest(key), key, readme="", body=stream)
    with open_body(seen, None, tmp_path) as body:
        assert [part.sha256 for part in body.index.blobs] == [sound.sha256]
        assert set(body.index.absent) == {swapped.sha256, lost.sha256, large.sha256}


def test_cancelling_leaves_nothing(tmp_path: Path, key: NodeKey) -> None:
    job = Job()
    job.cancel()
    for recipients in ([], [key.age_recipient]):
        stream = BodyStream([LogPart(stream_range(), LINES)], job=job)
        with pytest.raises(Cancelled):
            write_package(
                tmp_path / "a.zwt", make_manifest(key), key, readme="", body=stream, recipients=recipients
            )
    with pytest.raises(Cancelled):
        write_package(tmp_path / "a.zwt", make_manifest(key, streams=()), key, readme="x", job=job)
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_file_has_another_name(tmp_path: Path, key: NodeKey) -> None:
    seen: list[list[str]] = []
    job = Job(lambda _done, _total: seen.append([entry.name for entry in tmp_path.iterdir()]))
    write_package(tmp_path / "a.zwt", make_manifest(key, streams=()), key, readme="text", job=job)
    assert seen == [["a.zwt" + PART]]
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.zwt"]


def test_the_manifest_says_where_a_volume_belongs(key: NodeKey) -> None:
    manifest = make_manifest(key, volume=Volume(id="set1", i=1, n=3, role="records"))
    fields = msgspec.json.decode(encode_manifest(manifest))
    assert fields["set"] == {"id": "set1", "i": 1, "n": 3, "role": "records"}
    assert fields["streams"][0]["from"] == 1
