"""What every benchmark shares: timing, and one line of the table."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

__all__ = ["Line", "seconds"]


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

    def text(self) -> str:
        mark = "" if self.ratio <= self.limit else "  above the limit"
        return (
            f"| {self.work} | {self.ours_s:.3f} s | {self.peer} | {self.peer_s:.3f} s "
            f"| {self.ratio:.2f} | {self.limit:g} |{mark}"
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
