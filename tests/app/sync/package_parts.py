"""Small real packages for tests of the file format."""

import hashlib
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.log.lines import chain_seed, chain_tag, next_chain
from app.sync.keys import NodeKey
from app.sync.manifest import MAJOR, MINOR, Manifest, ReadmeInfo, Recipient, Sender, StreamRange
from app.sync.package_file import Peek, write_package
from app.sync.packing import BlobPart, BodyStream, LogPart

SITE, NODE, EPOCH, STREAM = "bz00000001", "node000001", "epoch00001", "county"
LINES = [b'{"n":%d,"text":"\xe6\xb8\x85\xe6\xb2\xb3"}' % number for number in range(1, 21)]
README = "这是“清河县白石镇文化站”上报的数据包。\n"


def chains(lines: list[bytes], *, site: str = SITE, stream: str = STREAM, epoch: str = EPOCH) -> list[bytes]:
    """Return the chain value before line 1 and after each line."""
    tag = chain_tag(site, stream, epoch)
    values = [chain_seed(tag)]
    for number, line in enumerate(lines, 1):
        values.append(next_chain(tag, values[-1], number, line))
    return values


def stream_range(first: int = 1, last: int = len(LINES)) -> StreamRange:
    values = chains(LINES)
    return StreamRange(
        origin=SITE,
        stream=STREAM,
        epoch=EPOCH,
        first=first,
        last=last,
        before=values[first - 1].hex(),
        after=values[last].hex(),
        count=last - first + 1,
    )


def make_manifest(key: NodeKey, **changes: Any) -> Manifest:
    fields: dict[str, Any] = {
        "major": MAJOR,
        "minor": MINOR,
        "program": "0.1.0",
        "kind": "up",
        "package": "package001",
        "sender": Sender(
            site=SITE,
            node=NODE,
            epoch=EPOCH,
            key=key.public_key,
            age_recipient=key.age_recipient,
            name="清河县白石镇文化站",
            unit_number="S01",
        ),
        "recipient": Recipient(site="qh00000001", name="清河县创建办"),
        "number": 1,
        "streams": (stream_range(),),
        "created_at": "2026-03-01T08:00:00.000Z",
        "readme": ReadmeInfo(size=0, sha256="0" * 64),
    }
    return Manifest(**(fields | changes))


def blob(folder: Path, content: bytes) -> BlobPart:
    digest = hashlib.sha256(content).hexdigest()
    path = folder / digest
    path.write_bytes(content)
    return BlobPart(digest, path)


def make_package(
    path: Path,
    key: NodeKey,
    *,
    recipients: list[str] | None = None,
    blobs: list[BlobPart] | None = None,
    **changes: Any,
) -> Peek:
    """Write a package of `LINES` and `blobs`, sealed for `recipients` if any."""
    body = BodyStream([LogPart(stream_range(), LINES)], blobs or [])
    return write_package(
        path, make_manifest(key, **changes), key, readme=README, body=body, recipients=recipients or []
    )


@contextmanager
def within_limits() -> Iterator[None]:
    """See that what happens takes less than 2 s of the processor and 200 MB beyond what was there before."""
    began = time.process_time()
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - began < 2
    assert peak < 200_000_000
