"""What every benchmark shares: timing, and one line of the table."""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["ROOT", "Bound", "Line", "in_a_process", "peak_megabytes", "seconds", "without_display"]

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Line:
    """One line of the table: our time, the peer's, and what their ratio should stay under."""

    work: str
    ours_s: float
    peer: str
    peer_s: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.ours_s / self.peer_s

    @property
    def kept(self) -> bool:
        return self.ratio <= self.limit

    def text(self) -> str:
        return (
            f"| {self.work} | {_time(self.ours_s)} | {self.peer} | {_time(self.peer_s)} "
            f"| {self.ratio:.2f} | {self.limit:g} | {_mark(self.kept)} |"
        )


@dataclass(frozen=True)
class Bound:
    """A line without a peer: what was measured, and the limit it should stay under, in the same unit."""

    work: str
    measured: float
    unit: str
    limit: float

    @property
    def kept(self) -> bool:
        return self.measured <= self.limit

    def text(self) -> str:
        return (
            f"| {self.work} | {self.measured:.3g} {self.unit} | | | | {self.limit:g} {self.unit} "
            f"| {_mark(self.kept)} |"
        )


def seconds(
    run: Callable[[], object], *, rounds: int = 3, before: Callable[[], object] | None = None
) -> float:
    """Return the median time of `run`; `before` is done ahead of each round and not counted."""
    times = []
    for _ in range(rounds):
        if before is not None:
            before()
        gc.collect()
        begun = time.perf_counter()
        run()
        times.append(time.perf_counter() - begun)
    return median(times)


def in_a_process(module: str, *arguments: object) -> Any:
    """Run `python -m module arguments` without a display and return the JSON value it prints last.

    For what must not share an interpreter: the memory of a peer, its libraries, its second SQLite.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        env=without_display(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def without_display() -> dict[str, str]:
    """Return the environment of a process that needs no screen."""
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def peak_megabytes() -> float:
    """Return the most memory this process ever had, in MB."""
    status = Path("/proc/self/status")
    if not status.exists():
        raise NotImplementedError("memory is measured on Linux only")
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1000


def _time(time_s: float) -> str:
    return f"{time_s:.2f} s" if time_s >= 1 else f"{1000 * time_s:.3g} ms"


def _mark(kept: bool) -> str:
    return "" if kept else "**above**"
