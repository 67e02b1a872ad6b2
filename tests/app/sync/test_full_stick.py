"""Scenario 25: everybody's packages on one stick, some broken, some of another county, and the intake is cut short."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from random import Random

import pytest

from app.errors import Cancelled
from app.evidence.store import AttachmentStore
from app.integrity import check_folder
from app.job import Job
from app.sync.export import export_packages
from app.sync.receive import receive
from app.workspace import Workspace
from db.models.packages import Outcome
from tests.app.sync.county import County, add_photo, entries, make_county, write_entry
from tests.workspaces import StoppedClock

PHOTO_MB = int(os.environ.get("PHOTO_MB", "200"))  # on the stick, in the long run
BROKEN, FOREIGN = 8, 3


@dataclass
class Stick:
    """A folder with the packages of all stations, those cut off, and those of another county."""

    folder: Path
    county: County
    good: list[Path]
    photos: list[str]


def fill(tmp_path: Path, clock: StoppedClock, stations: int, packages: int, photo_bytes: int = 0) -> Stick:
    """Let every station report `packages` times, each time with one more photo where they have a size."""
    county = make_county(tmp_path / "all", clock, stations, enrolled=True)
    stick, photos, random = tmp_path / "stick", [], Random(25)
    stick.mkdir()
    for station in county.stations:
        for number in range(packages):
            write_entry(station, f"{number}")
            if photo_bytes:
                photos.append(add_photo(station, random.randbytes(photo_bytes)))
            (made,) = export_packages(station).packages
            shutil.copy(made.path, stick / f"{station.site}-{number}.zwt")
    good = sorted(stick.iterdir())
    for number, path in enumerate(good[:BROKEN]):
        with path.open("rb") as whole:
            (stick / f"bad{number}.zwt").write_bytes(whole.read(path.stat().st_size * (number + 1) // 9))
    other = make_county(tmp_path / "other", clock, 1, enrolled=True, seed=800)
    for number in range(FOREIGN):
        shutil.copy(other.up(other.stations[0]), stick / f"other{number}.zwt")
    other.close()
    return Stick(stick, county, good, photos)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.app.sync.county.NAMES", tuple(f"第{place}镇" for place in range(40)))


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize("size", [(3, 3), pytest.param((40, 12), marks=pytest.mark.long)], ids=str)
def test_a_stick_full_of_everybodys_packages(
    tmp_path: Path, clock: StoppedClock, size: tuple[int, int]
) -> None:
    """Sorted by itself, each bad one with its reason; stopping in the middle leaves a clean state."""
    stations, packages = size
    stick = fill(tmp_path, clock, stations, packages)
    office = stick.county.office
    stop_after(office, stick.folder, 40)
    assert check_folder(office) == []
    received = receive(office, [stick.folder])
    by_name = {file.path.name: file for file in received.files}
    assert len(by_name) == len(stick.good) + min(BROKEN, len(stick.good)) + FOREIGN
    assert all(by_name[path.name].outcome in {Outcome.NEW, Outcome.KNOWN} for path in stick.good)
    bad = [file for name, file in by_name.items() if name.startswith(("bad", "other"))]
    refused = {Outcome.DAMAGED, Outcome.FOREIGN, Outcome.KNOWN}  # known: its whole twin came before the stop
    assert all(file.outcome in refused and file.sentence for file in bad)
    assert sum(file.outcome is Outcome.FOREIGN for file in bad) == FOREIGN
    assert len(entries(office)) == stations * packages
    stick.county.close()


def stop_after(ws: Workspace, stick: Path, steps: int) -> None:
    left = [steps]

    def count(job: list[Job]) -> Callable[[int, int], None]:
        def report(_done: int, _total: int) -> None:
            left[0] -= 1
            if left[0] == 0:
                job[0].cancel()

        return report

    holder: list[Job] = []
    holder.append(Job(count(holder)))
    with pytest.raises(Cancelled):
        receive(ws, [stick], holder[0])


@pytest.mark.long
@pytest.mark.usefixtures("names")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell memory this way")
def test_photos_on_a_full_stick_take_no_memory(tmp_path: Path, clock: StoppedClock) -> None:
    """The program itself looks, is killed in the middle, receives: in no more memory than without photos."""
    stations, packages = 40, 12
    photo_bytes = (
        PHOTO_MB * 1_000_000 // (stations * packages * (packages + 1) // 2)
    )  # unanswered ones go again
    stick = fill(tmp_path, clock, stations, packages, photo_bytes)
    office = stick.county.office
    stick.county.close()
    megabytes = sum(path.stat().st_size for path in stick.good) // 1_000_000
    looked, looking = run(office, stick.folder, "--dry-run")
    run(office, stick.folder, seconds=looking / 2)
    assert check_folder(office) == []
    here = len(entries(office))
    assert here < stations * packages
    took, seconds = run(office, stick.folder)
    print(  # noqa: T201 - what was measured
        f"{len(stick.good)} packages, {megabytes} MB: dry run {looking:.0f} s, {looked} MB of memory; "
        f"killed with {here} of {stations * packages} entries in; then {seconds:.0f} s, {took} MB of memory"
    )
    assert max(looked, took) < 300
    assert len(entries(office)) == stations * packages
    store = AttachmentStore(office.folder)
    assert all(store.has(photo) for photo in stick.photos)
    assert check_folder(office) == []
    office.engine.dispose()


def run(office: Workspace, stick: Path, *more: str, seconds: float = inf) -> tuple[int, float]:
    """Receive in a process of its own, killed after so many seconds; return peak memory in MB and seconds."""
    command = [sys.executable, "-m", "app", "receive", str(stick), "--data", str(office.folder)]
    begun, peak = time.monotonic(), 0
    process = subprocess.Popen(
        [*command, "--machine", str(office.machine), *more],
        env={**os.environ, "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
    )
    while process.poll() is None:
        if time.monotonic() - begun > seconds:
            process.kill()
        peak = max(peak, memory_mb(process.pid))
        time.sleep(0.02)
    assert process.returncode in ({0, 1} if seconds == inf else {-9})  # 1: some of the files are not good
    return peak, time.monotonic() - begun


def memory_mb(process: int) -> int:
    """Return the most memory a process ever had, as the system tells it while it runs."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1000
    return 0  # it is at its end
