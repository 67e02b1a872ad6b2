"""Measures everything and prints one table.

python -m benchmarks [--stations 6] [--photos 500] [--only exchange,intake,photos,start,ledgers,papers,importing]
"""

import argparse
import os
import platform
import time
from collections.abc import Callable, Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

from benchmarks import exchange, importing, intake, ledgers, measuring, papers, photos, start
from benchmarks.measuring import HEAD, Bound, Line


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "--stations", type=int, default=6, help="station-years received in one go; 40 is a county"
    )
    parser.add_argument("--photos", type=int, default=500, help="megabytes")
    parser.add_argument("--only", default="", help="names of parts, with commas")
    parser.add_argument("--processor", action="store_true", help="time by processor time, on a busy machine")
    wanted = parser.parse_args()
    if wanted.processor:
        measuring.clock = time.process_time
    parts: dict[str, Callable[[], Sequence[Line | Bound]]] = {
        "exchange": exchange.measure,
        "intake": lambda: intake.measure(wanted.stations),
        "photos": lambda: photos.measure(wanted.photos),
        "start": start.measure,
        "ledgers": ledgers.measure,
        "papers": papers.measure,
        "importing": importing.measure,
    }
    measuring.compile_modules()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(HEAD)
    for name, measure in parts.items():
        if not wanted.only or name in wanted.only.split(","):
            for line in measure():
                print(line.text(), flush=True)


if __name__ == "__main__":
    main()
