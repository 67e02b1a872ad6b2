"""Draws every page of both sides from the demo: `python docs/screenshots.py DEMO [FOLDER]`.

DEMO is what `station-ledger demo DEMO` made. The pictures lie in FOLDER (docs/screenshots), at 1366x697 (what a
1366x768 screen leaves) and 1092x543 (the same at 125 %), in 256 colours. The tabs of a page after its first one are
numbered and drawn at the larger size: station-reports-2.png. All of it stays below 4 MB.
"""

import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image
from PySide6.QtCore import QBuffer, QCoreApplication
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QTabWidget, QToolButton, QWidget

from app.demo.build import MACHINE, OFFICE, STATIONS
from app.start import is_data_folder
from ui.application import make_application
from ui.frame import Frame
from ui.office.entries import ENTRIES as COUNTY_PAGES
from ui.program import Program
from ui.station.entries import ENTRIES as STATION_PAGES
from ui.widgets.filter_bar import FilterBar

SIFTED = {
    "stations",
    "verification",
    "tasks",
    "standards",
    "units",
    "problems",
}  # buttons that only filter rows
SAME = {"import", "print", "settings"}  # alike on both sides, drawn for the station
SIZES = {"": (1366, 697), "-small": (1092, 543)}


def wait(seconds: float) -> None:
    """Let the window and the worker go on; `QTest.qWait` would hold the interpreter, and the worker with it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.01)


def opened(program: Program) -> Frame:
    """Wait until a ledger is shown, and return its frame."""
    for _ in range(200):
        frame = program.window.centralWidget()
        if isinstance(frame, Frame):
            return frame
        wait(0.1)
    raise SystemExit("the ledger was not opened")


def tabs(page: QWidget) -> Iterator[Callable[[], object]]:
    """Yield what turns to each tab of a page, the first one first; nothing where it has none."""
    for bar in page.findChildren(FilterBar):
        if bar.single and bar.isVisible():
            yield from (
                partial(press, button) for button in bar.findChildren(QToolButton) if button.isVisible()
            )
            return
    for widget in page.findChildren(QTabWidget):
        if widget.isVisible() and widget.count() > 1:
            yield from (partial(widget.setCurrentIndex, number) for number in range(widget.count()))
            return


def press(button: QToolButton) -> None:
    """Click a button as a mouse does, which takes the focus there."""
    button.setFocus()
    button.click()


def save(picture: QPixmap, path: Path) -> None:
    """Write a picture in 256 colours."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    image = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
    colours = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)  # red stays red
    colours.save(path, optimize=True)


def draw(program: Program, name: str, folder: Path, sizes: Sequence[str] = tuple(SIZES)) -> None:
    """Draw what the window shows at some of the `SIZES`, named by their suffixes."""
    for suffix, size in ((suffix, SIZES[suffix]) for suffix in sizes):
        program.window.resize(*size)
        wait(0.15)  # some pages draw beside the window
        save(program.window.grab(), folder / f"{name}{suffix}.png")


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
        keys = [*(entry.key for entry in entries), "settings"]
        for key in (key for key in keys if side == "station" or key not in SAME):
            frame.navigate(key)
            draw(program, f"{side}-{key}", folder)
            program.window.resize(*SIZES[""])
            turns = [] if key in SIFTED else list(tabs(frame.page or frame))[1:]
            for number, turn in enumerate(turns, start=2):
                turn()
                draw(program, f"{side}-{key}-{number}", folder, [""])
        if side == "station":
            frame.navigate("today", view="month")
            draw(program, "station-today-month", folder)
        program.window.close()
        program.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else "docs/screenshots"))
