"""What every benchmark shares: timing, and one line of the table.

Times are the best of some rounds, ours and the peer's by turns: what else the machine does only ever adds to them.
"""

import compileall
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = [
    "HEAD",
    "ROOT",
    "Bound",
    "Line",
    "compile_modules",
    "in_a_process",
    "once",
    "peak_megabytes",
    "seconds",
    "without_display",
]

ROOT = Path(__file__).parent.parent
clock: Callable[[], float] = time.perf_counter
"""What rounds are timed by; `--processor` takes processor time instead, for machines that are busy with other things."""
HEAD = """| 工作 work | 本程序 ours | 对照 against | 用时 time | 比值 ratio | 上限 limit | |
| --- | --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Line:
    """One line of the table: our time, the peer's, and what their ratio should stay under."""

    work: str
    ours_s: float
    peer: str
    peer_s: float
    limit: float | None = None  # None: told for information

    @property
    def ratio(self) -> float:
        return self.ours_s / self.peer_s

    @property
    def kept(self) -> bool:
        return self.limit is None or self.ratio <= self.limit

    def text(self) -> str:
        return (
            f"| {self.work} | {_time(self.ours_s)} | {self.peer} | {_time(self.peer_s)} "
            f"| {self.ratio:.2f} | {'' if self.limit is None else f'{self.limit:g}'} | {_mark(self.kept)} |"
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
    """Return the best time of `run`; `before` is done ahead of each round and not counted."""
    return min(once(run, before=before) for _ in range(rounds))


def once(run: Callable[[], object], *, before: Callable[[], object] | None = None) -> float:
    """Return the time of one `run`."""
    if before is not None:
        before()
    gc.collect()
    begun = clock()
    run()
    return clock() - begun


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
    """Return the environment of a process that needs no screen and keeps compiled modules, as users have them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "QT_QPA_PLATFORM": "offscreen"}


def compile_modules() -> None:
    """Compile the program, so that no measured process begins with that."""
    for folder in ("app", "benchmarks", "db", "resources", "ui"):
        compileall.compile_dir(ROOT / folder, quiet=2)


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
