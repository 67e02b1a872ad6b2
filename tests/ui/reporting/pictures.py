"""The reporting pages of both sides in the middle of a sprint; run it to get pictures.

python -m tests.ui.reporting.pictures FOLDER
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.workspace import Workspace
from tests.app.overview.small_county import make_county
from tests.app.reporting.busy_county import make_busy
from ui import theme
from ui.application import make_application
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.office.dispatch_page import DispatchPage
from ui.page import PageEntry
from ui.station.reports_page import ReportsPage
from ui.tabbed_page import TabbedPage


def show_page(window: MainWindow, ws: Workspace, entry: PageEntry) -> TabbedPage:
    """Open one page in `window`."""
    frame = Frame(
        ws, [entry], lambda: FrameFacts("青石镇综合文化站", "站码 01", "今天 08:31"), window.jobs, _stay
    )
    window.show_content(frame)
    frame.show_first()
    page = frame.page
    assert isinstance(page, TabbedPage)
    return page


def _stay(folder: Path | None, *, first: Callable[[], str] | None = None) -> None:
    """Open no other ledger."""


REPORTS = PageEntry("reports", "汇报", "send", ReportsPage)
DISPATCH = PageEntry("dispatch", "调度", "megaphone", DispatchPage)


def main(folder: Path) -> None:
    """Draw every tab at both window sizes and all text sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    with TemporaryDirectory() as place:
        county = make_county(Path(place), stations=6)
        make_busy(county)
        for ws, entry in ((county.stations[0], REPORTS), (county.office, DISPATCH)):
            window = MainWindow()
            page = show_page(window, ws, entry)
            window.show()
            for width, height in ((1366, 697), (1092, 543)):
                for size in theme.TextSize:
                    theme.current().set_size(size)
                    window.resize(width, height)
                    for tab in page.tabs:
                        page.bar.select(tab.key)
                        for _ in range(5):
                            QApplication.processEvents()
                        window.grab().save(str(folder / f"{entry.key}-{tab.key}-{width}-{size}.png"))
            window.close()
        county.close()
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
