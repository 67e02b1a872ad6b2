"""Attachments out of a package: several at once, because each waits for the disk until it is durable."""

import hashlib
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from app.job import Job
from app.sync.body import BlobMember, Body
from app.sync.files import whole_file
from app.sync.rejections import PackageDamaged

__all__ = ["save_blobs"]

_AT_ONCE: Final = 4
_FEW: Final = 8  # threads pay for more
_BIG_BYTES: Final = 4 << 20  # what is bigger goes through memory in pieces, alone


def save_blobs(body: Body, blobs: Sequence[tuple[BlobMember, Path]], job: Job) -> None:
    """Write each attachment to its path, durable and only if its bytes have its hash.

    Args:
        job: Told of attachments begun.

    Raises:
        PackageDamaged: One has not; some of the others may be there.
        StorageError: The disk does not take one, likewise.
        Cancelled: Through `job`, likewise.
    """
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="blobs") as threads:
        try:
            for done, (blob, target) in enumerate(blobs):
                job.step(done, len(blobs))
                if len(blobs) <= _FEW or blob.size > _BIG_BYTES:
                    body.save_blob(blob, target)
                    continue
                while len(waiting) >= 2 * _AT_ONCE:
                    waiting.popleft().result()
                waiting.append(threads.submit(_save, blob.sha256, body.blob_bytes(blob), target))
            while waiting:
                waiting.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)


def _save(sha256: str, data: bytes, target: Path) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PackageDamaged(f"attachment {sha256} has another hash")
    with whole_file(target) as file:
        file.write(data)
