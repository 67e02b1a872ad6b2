"""A package of photos, 500 MB by default: sealing against age alone, and how much memory both sides take."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from random import Random

import pyrage

from app.evidence.store import AttachmentStore
from app.log.changes import write_batch
from app.start import open_workspace
from app.sync.export import export_packages
from app.sync.receive import receive
from app.workspace import COUNTY
from benchmarks.exchange import Pair
from benchmarks.measuring import Bound, Line, in_a_process, once, peak_megabytes
from db.models.work import Evidence

__all__ = ["measure"]

PHOTO_BYTES = 333_000


def measure(megabytes: int = 500) -> list[Line | Bound]:
    with tempfile.TemporaryDirectory() as name:
        pair = Pair(Path(name))
        (station,) = pair.stations
        add_photos(pair, megabytes)
        age_s = age_alone(pair.folder, megabytes)
        sent = in_a_process("benchmarks.photos", "export", station, pair.machine, pair.folder / "up")
        shutil.rmtree(station)
        received = in_a_process(
            "benchmarks.photos", "receive", pair.folder / "office", pair.machine, pair.folder / "up"
        )
    what = f"{megabytes} MB of photos"
    return [
        Line(f"{what} hashed, sealed, signed, read back", sent["took_s"], "age alone, streamed", age_s, 2.0),
        Line(f"{what} received", received["took_s"], "age alone, streamed", age_s),
        Bound(f"peak memory, {what} exported", sent["peak_mb"], "MB", 300),
        Bound(f"peak memory, {what} received", received["peak_mb"], "MB", 300),
    ]


def add_photos(pair: Pair, megabytes: int) -> None:
    random = Random(13)
    ws = pair.open(pair.stations[0])
    store, rows = AttachmentStore(ws.folder), []
    for number in range(megabytes * 1_000_000 // PHOTO_BYTES):
        sha256 = store.add_bytes(random.randbytes(PHOTO_BYTES))
        rows.append({
            "title": "", "kind": "photo", "on": "2026-03-02", "file_name": f"{number}.jpg", "original_sha256": sha256,
            "original_bytes": PHOTO_BYTES, "copy_sha256": sha256, "copy_bytes": PHOTO_BYTES,
        })  # fmt: skip
    with ws.write() as session:
        write_batch(session, Evidence, rows, stream=COUNTY)
    ws.engine.dispose()


def age_alone(folder: Path, megabytes: int) -> float:
    """Return the seconds that the library takes for one file of that size, from disk to disk and durable."""
    plain, sealed, random = folder / "plain", folder / "plain.age", Random(17)
    with plain.open("wb") as file:
        for _ in range(megabytes):
            file.write(random.randbytes(1_000_000))
    key = pyrage.x25519.Identity.generate().to_public()

    def seal() -> None:
        with plain.open("rb") as source, sealed.open("wb") as target:
            pyrage.encrypt_io(source, target, [key])
            target.flush()
            os.fsync(target.fileno())

    times = [once(seal, before=os.sync) for _ in range(2)]
    plain.unlink()
    sealed.unlink()
    return min(times)


def _run(what: str, folder: Path, machine: Path, packages: Path) -> dict[str, float]:
    ws = open_workspace(folder, machine=machine).workspace
    if what == "export":
        times = [once(lambda: export_packages(ws, resend_photos=True), before=os.sync) for _ in range(2)]
        newest = max((ws.folder / "packages" / "out").glob("*.zwt"))
        shutil.copy(newest, packages)
    else:
        times = [once(lambda: receive(ws, [packages]), before=os.sync)]  # else it waits for older writes too
        assert AttachmentStore(folder).present()
    took_s = min(times)
    ws.engine.dispose()
    return {"took_s": took_s, "peak_mb": peak_megabytes()}


if __name__ == "__main__":
    which, *paths = sys.argv[1:]
    print(json.dumps(_run(which, *map(Path, paths))), flush=True)
