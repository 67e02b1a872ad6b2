"""100,000 log entries: first paint against QSqlTableModel, a keystroke and a search against one LIKE count."""

import tempfile
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.log.changes import write_batch
from app.start import make_workspace
from app.workspace import COUNTY, Role
from benchmarks.exchange import TEXT
from benchmarks.measuring import Bound, Line, in_a_process
from db.models.work import LogEntry

__all__ = ["measure"]

ROWS = 100_000


def fill(folder: Path, machine: Path) -> None:
    """Make a station's ledger with `ROWS` log entries of 30 to 90 characters."""
    random, first = Random(11), date(2016, 1, 1)
    ws = make_workspace(folder, role=Role.STATION, person="李堃", machine=machine)
    blank = {"place": "", "activity": "show", "organiser": ""}
    for part in range(ROWS // 10_000):
        rows = []
        for number in range(10_000):
            start = random.randrange(20)
            text = (TEXT[start:] + TEXT)[: random.randrange(30, 60)] + str(random.randrange(10**6))
            on = first + timedelta(days=3650 * (part * 10_000 + number) // ROWS)  # written as it happened
            rows.append({**blank, "on": on.isoformat(), "text": text, "people": random.randrange(300)})
        with ws.write() as session:
            write_batch(session, LogEntry, rows, stream=COUNTY)
    ws.engine.dispose()


def measure() -> list[Line | Bound]:
    with tempfile.TemporaryDirectory() as name:
        folder, machine = Path(name, "station"), Path(name, "machine")
        fill(folder, machine)
        ours = in_a_process("benchmarks.ledger_windows", "ours", folder, machine)
        theirs = in_a_process("benchmarks.ledger_windows", "theirs", folder / "ledger.db")
    like = "one LIKE count over the same rows"
    what = f"ledger of {ROWS:,} rows"
    return [
        Line(
            f"{what}, first paint",
            ours["paint_s"],
            "QSqlTableModel over the same table",
            theirs["paint_s"],
            1.5,
        ),
        Line(f"{what}, keystroke in the filter, found", ours["keystroke_s"], like, ours["like_s"], 0.5),
        Line(f"{what}, keystroke in the filter, in no row", ours["miss_s"], like, ours["like_s"]),
        Line(f"{what}, search of two characters", ours["search_s"], like, ours["like_s"], 0.2),
        Bound(f"peak memory, {what} shown, indexed and searched", ours["peak_mb"], "MB", 300),
    ]


if __name__ == "__main__":
    for line in measure():
        print(line.text())
