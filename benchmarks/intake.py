"""Forty station-years received in one go in the window: how long, how much memory, how long it holds its breath."""

import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.exchange import Pair
from benchmarks.floor import Floor
from benchmarks.measuring import Bound, Line, in_a_process
from benchmarks.workbooks import merging_books, write_workbook

__all__ = ["measure"]


def measure(stations: int = 40) -> list[Line | Bound]:
    with tempfile.TemporaryDirectory() as name:
        pair = Pair(Path(name), stations=stations)
        pair.export_all()
        office = pair.folder / "office"
        sites, books = [], []
        for station in pair.stations:
            ws = pair.open(station)
            sites.append(ws.site)
            ws.engine.dispose()
            books.append(pair.folder / f"{station.name}.xlsx")
            write_workbook(station, books[-1])
            shutil.rmtree(station)  # its package says it all, and disks are small
        said = in_a_process("benchmarks.intake_window", office, pair.machine, pair.folder / "up")
        floor = Floor(office, pair.folder / "floor.db")
        floor.empty()
        floor_s = 0.0
        for site in sites:
            floor.read(site)
            begun = time.perf_counter()
            floor.insert()
            floor_s += time.perf_counter() - begun
        peers = merging_books(books, pair.folder)
    what = f"{stations} station-years"
    plain = "plain INSERT of the same rows and lines"
    return [
        Line(f"{what} received in the window, confirmed to finished", said["receive_s"], plain, floor_s, 1.8),
        *(
            Line(
                f"{what} received in the window",
                said["receive_s"],
                f"{peer}, one workbook a station",
                peer_s,
                0.2,
            )
            for peer, peer_s in peers.items()
        ),
        Bound(f"longest gap in the window's heartbeat, {what} looked at", said["preview_gap_ms"], "ms", 100),
        Bound(f"longest gap in the window's heartbeat, {what} received", said["receive_gap_ms"], "ms", 100),
        Bound(f"most processor time between two beats, {what} looked at", said["preview_busy_ms"], "ms", 100),
        Bound(f"most processor time between two beats, {what} received", said["receive_busy_ms"], "ms", 100),
        Bound(f"peak memory, {what} looked at and received", said["peak_mb"], "MB", 300),
    ]
