"""A reader of packages written from docs/package-format.md alone: nothing of the program is imported."""

import hashlib
import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TYPE = b"application/vnd.station-ledger.manifest.v0+json"


def h(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def le(size: int, *numbers: int) -> bytes:
    return b"".join(number.to_bytes(size, "little") for number in numbers)


def rebuilt(members: dict[str, bytes]) -> bytes:
    """Return the one archive that holds these members (section 1)."""
    files, directory, count = b"", b"", len(members)
    for name, data in members.items():
        sizes = le(4, zlib.crc32(data), len(data), len(data)) + le(2, len(name), 0)
        start = le(2, 20, 0, 0, 0, 0x21)
        directory += (
            b"PK\1\2" + le(2, 20) + start + sizes + le(2, 0, 0, 0) + le(4, 0, len(files)) + name.encode()
        )
        files += b"PK\3\4" + start + sizes + name.encode() + data
    return (
        files
        + directory
        + b"PK\5\6"
        + le(2, 0, 0, count, count)
        + le(4, len(directory), len(files))
        + le(2, 0)
    )


def read(path: Path, identity: str | None = None) -> dict[str, Any]:
    """Return manifest, index, lines by (origin, stream, epoch) and attachments; AssertionError if anything is off."""
    with zipfile.ZipFile(path) as archive:
        outer = {name: archive.read(name) for name in archive.namelist()}
    assert rebuilt(outer) == path.read_bytes()
    assert outer["FORMAT"] == b"station-ledger package 0\n"
    signed = outer["manifest.json"]
    algorithm, key, signature = outer["manifest.sig"].decode().splitlines()
    assert algorithm == "ed25519"
    envelope = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE, len(signed), signed)
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), envelope)
    manifest = json.loads(signed)
    assert manifest["sender"]["key"] == key
    assert manifest["readme"] == {"size": len(outer["README.txt"]), "sha256": h(outer["README.txt"]).hex()}
    body = outer["body.age" if manifest["body"]["encryption"] == "age" else "body.zip"]
    assert (manifest["body"]["size"], manifest["body"]["sha256"]) == (len(body), h(body).hex())
    if manifest["body"]["encryption"] == "age":
        body = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(identity)])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        inner = {name: archive.read(name) for name in archive.namelist()}
    assert h(inner["index.json"]).hex() == manifest["body"]["index_sha256"]
    index, logs = json.loads(inner["index.json"]), {}
    assert len(inner) == 1 + len(index["logs"]) + len(index["blobs"])
    for log, part in zip(index["logs"], manifest["streams"], strict=True):
        *lines, end = inner[log["path"]].split(b"\n")
        assert (end, len(lines)) == (b"", part["count"])
        tag = h(f"station-ledger chain 1\n{part['origin']}\n{part['stream']}\n{part['epoch']}\n".encode())
        chain = bytes.fromhex(part["before"])
        assert part["from"] > 1 or chain == tag
        for number, line in enumerate(lines, part["from"]):
            assert json.loads(line)["n"] == number
            chain = h(tag + chain + number.to_bytes(8, "big") + h(line))
        assert chain.hex() == part["after"]
        logs[part["origin"], part["stream"], part["epoch"]] = lines
    blobs = {blob["sha256"]: inner["blobs/" + blob["sha256"]] for blob in index["blobs"]}
    assert all(h(data).hex() == name for name, data in blobs.items())
    return {"manifest": manifest, "index": index, "logs": logs, "blobs": blobs}
