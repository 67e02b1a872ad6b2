"""Draws every page of both sides from the demo: `python docs/screenshots.py DEMO [FOLDER]`.

DEMO is what `station-ledger demo DEMO` made. The pictures lie in FOLDER (docs/screenshots), at 1366x697 (what a
1366x768 screen leaves) and 1092x543 (the same at 125 %).
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PySide6.QtTest import QTest

from app.demo.build import MACHINE, OFFICE, STATIONS
from app.start import is_data_folder
from ui.application import make_application
from ui.frame import Frame
from ui.office.entries import ENTRIES as COUNTY_PAGES
from ui.program import Program
from ui.station.entries import ENTRIES as STATION_PAGES

SIZES = {"": (1366, 697), "-small": (1092, 543)}


def opened(program: Program) -> Frame:
    """Wait until a ledger is shown, and return its frame."""
    for _ in range(200):
        frame = program.window.centralWidget()
        if isinstance(frame, Frame):
            return frame
        QTest.qWait(100)
    raise SystemExit("the ledger was not opened")


def main(demo: Path, folder: Path) -> None:
    """Draw every page of the county and of the first station of `demo` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    make_application()
    station = next(path for path in sorted((demo / STATIONS).iterdir()) if is_data_folder(path))
    for side, data, entries in (("county", demo / OFFICE, COUNTY_PAGES), ("station", station, STATION_PAGES)):
        program = Program(demo / MACHINE)
        program.window.show()
        program.start(data)
        sys.excepthook = sys.__excepthook__  # nobody is there to read a message box
        frame = opened(program)
        for entry in entries:
            for suffix, size in SIZES.items():
                program.window.resize(*size)
                frame.navigate(entry.key)
                QTest.qWait(100)  # some pages draw beside the window
                program.window.grab().save(str(folder / f"{side}-{entry.key}{suffix}.png"))
        program.window.close()
        program.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/screenshots"))
