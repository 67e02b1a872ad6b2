"""A 2,000-row workbook on the import page: read, judged and shown within 2 s; what writing and reading again take.

Run: python -m benchmarks.importing
"""

import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.importing.documents import import_candidates, read_file, subjects_of
from app.importing.review import Review
from app.workspace import Workspace
from benchmarks.exchange import Pair
from benchmarks.measuring import Bound, seconds
from benchmarks.reading import workbook

__all__ = ["measure"]

ROWS = 2000
SUBJECT = "problems"


def opened(ws: Workspace, file: Path) -> Review:
    """Read `file` and judge it against what is here."""
    subjects = subjects_of(ws, read_file(file))
    return Review(next(subject for subject in subjects if subject.key == SUBJECT))


def measure(rounds: int = 3) -> list[Bound]:
    """Return the lines about importing; needs a QApplication or makes one."""
    from ui.application import make_application
    from ui.importing.review_panel import GROUP_WORDS, ReviewPanel
    from ui.widgets.filter_bar import FilterBar

    app = QApplication.instance() or make_application()
    with tempfile.TemporaryDirectory() as name:
        pair = Pair(Path(name))
        ws = pair.open(pair.stations[0])
        file = Path(name, "list.xlsx")
        file.write_bytes(workbook(ROWS))
        panel = ReviewPanel(FilterBar(GROUP_WORDS))
        panel.resize(1200, 600)
        panel.show()
        app.processEvents()

        def show() -> None:
            panel.show_review(opened(ws, file))
            panel.grab()

        show_s = seconds(show, rounds=rounds)
        review = opened(ws, file)
        began = time.perf_counter()
        import_candidates(review.subject, review.candidates)
        write_s = time.perf_counter() - began
        again_s = seconds(lambda: opened(ws, file), rounds=rounds)
        panel.close()
        ws.engine.dispose()
    return [
        Bound(f"a workbook of {ROWS:,} rows read, judged and shown", show_s, "s", 2.0),
        Bound(f"{ROWS:,} problems written as one batch", write_s, "s", 10.0),
        Bound("the same workbook read again and found the same", again_s, "s", 2.5),
    ]


if __name__ == "__main__":
    for line in measure():
        print(line.text())
