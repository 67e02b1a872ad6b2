"""From the call to a Today page that is painted and answers, against a bare window with a table."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.demo.build import MACHINE, STATIONS, DemoSize, build_demo
from benchmarks.measuring import ROOT, Line, without_display

__all__ = ["measure"]


def measure(rounds: int = 5) -> list[Line]:
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name, "demo")
        build_demo(demo, DemoSize(stations=2))
        station = min((demo / STATIONS).iterdir())
        environment = without_display()
        ours, bare = [], []
        for _ in range(1 + rounds):  # by turns: the machine may be slower now and then
            ours.append(_until_painted(environment, "ours", station, demo / MACHINE))
            bare.append(_until_painted(environment, "bare"))
    # the first round made the day's backup
    peer = "bare window with a table, SQLAlchemy imported"
    return [Line("start to a usable Today page, demo data", min(ours[1:]), peer, min(bare[1:]), 2.0)]


def _until_painted(environment: dict[str, str], *arguments: object) -> float:
    """Return the seconds from the call to the word of the program."""
    command = [sys.executable, "-m", "benchmarks.start_windows", *map(str, arguments)]
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        word = process.stdout.readline()
        took = time.perf_counter() - begun
    if process.returncode != 0 or word != b"painted\n":
        raise RuntimeError(f"{' '.join(command)}: ended with {process.returncode}")
    return took
