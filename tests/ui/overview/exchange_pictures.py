"""收发 of both roles with real packages; run it to get pictures of it.

python -m tests.ui.overview.exchange_pictures FOLDER
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from app.sync.export import export_packages
from app.verification.deciding import AnswerResult, Decision, answer_question, decide
from app.verification.queue import list_waiting
from app.workspace import Workspace
from tests.app.overview.small_county import ask, claim, request
from tests.ui.overview.exchange_county import make_exchange_county, report
from ui import messages, theme
from ui.application import make_application
from ui.exchange_page import ExchangePage, count_open
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import EXCHANGE, PageEntry

kept: list[MainWindow] = []  # a window collected while it paints ends the interpreter


def open_page(ws: Workspace) -> tuple[MainWindow, ExchangePage]:
    window = MainWindow()
    kept.append(window)
    entries = [PageEntry(EXCHANGE, "收发", "package", ExchangePage, count=count_open)]
    frame = Frame(
        ws, entries, lambda: FrameFacts("清河县", "", "今天 08:31"), window.jobs, lambda _folder: None
    )
    window.show_content(frame)
    frame.show_first()
    window.show()
    page = frame.page
    assert isinstance(page, ExchangePage)
    return window, page


def wait(app: QApplication, window: MainWindow, act: Callable[[], object]) -> None:
    act()
    while window.jobs.busy:
        app.processEvents()
    app.processEvents()


def shoot(app: QApplication, window: MainWindow, folder: Path, name: str) -> None:
    for size in (theme.TextSize.SMALL, theme.TextSize.LARGE):
        theme.current().set_size(size)
        for width, height in ((1366, 697), (1092, 543)):
            window.resize(width, height)
            app.processEvents()
            window.grab().save(str(folder / f"{name}-{int(size)}-{width}.png"))
    theme.current().set_size(theme.TextSize.SMALL)


def main(folder: Path) -> None:
    app = make_application()
    folder.mkdir(parents=True, exist_ok=True)
    messages.ask = lambda *_words, **_more: True  # type: ignore[assignment]
    with TemporaryDirectory() as data:
        place = Path(data)
        county = make_exchange_county(place / "c", stations=8, items=6)
        stick = place / "微信文件"
        station = county.stations[0]
        asked = ask(station, county.items[1], text="场次怎么算？")
        request(station, claim(station, county.items[0]))
        for ws in county.stations:
            claim(ws, county.items[3])
            report(ws, stick)
        broken = report(county.stations[1], stick)
        broken.write_bytes(broken.read_bytes()[:-30])
        other = make_exchange_county(place / "o", stations=1)
        report(other.stations[0], stick / "别县")
        (stick / "台账最终版.zwt").write_text("x")
        window, page = open_page(county.office)
        wait(app, window, lambda: page.take_in([stick]))
        shoot(app, window, folder, "intake-preview")
        wait(app, window, page.intake._receive.trigger)
        shoot(app, window, folder, "intake-result")
        page.intake._close.trigger()
        (waiting,) = [row for row in list_waiting(county.office) if row.matter == "task"]
        decide(county.office, waiting.id, revision=1, decision=Decision.RETURNED, reason="补两张照片")
        answer_question(county.office, asked, revision=1, result=AnswerResult.EXPLAINED, text="按次数计算")
        wait(app, window, page.home._down.trigger)
        shoot(app, window, folder, "outgoing")
        page.home._tabs.select("out")
        page._go_home()
        shoot(app, window, folder, "office-sent")
        (down,) = export_packages(county.office, [station.unit]).packages
        window.close()
        window, page = open_page(station)
        shoot(app, window, folder, "station-home")
        assert page.main_action is not None
        wait(app, window, page.main_action.trigger)
        shoot(app, window, folder, "station-written")
        wait(app, window, lambda: page.take_in([down.path]))
        shoot(app, window, folder, "station-preview")
        wait(app, window, page.intake._receive.trigger)
        shoot(app, window, folder, "station-news")
        window.close()
        other.close()
        county.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
