"""The office's pages with an invented county of 22 stations; run it to get pictures of them.

python -m tests.ui.overview.office_pictures FOLDER [PAGE ...]
"""

import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image, ImageDraw

from app.evidence.attach import attach_files
from app.evidence.store import AttachmentStore
from app.overview.stations import list_stations
from app.verification.deciding import Decision, decide
from app.verification.queue import Matter, count_waiting, list_waiting
from app.workspace import ALL, COUNTY, Workspace
from db.models.facilities import Check, CheckResult, Finding, StandardItem, StandardPack, Venue
from db.models.tasks import ClaimDecision, Progress, Target, TaskItem
from db.models.work import Evidence, EvidenceRole
from db.types import instant_text
from tests.app.overview.small_county import (
    County,
    ask,
    claim,
    find_problem,
    make_county,
    package_came,
    request,
)
from ui import theme
from ui.application import make_application
from ui.exchange_page import ExchangePage, count_open
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.office.keys import OVERVIEW, STATIONS, VERIFICATION
from ui.office.overview_page import OverviewPage
from ui.office.station_page import StationPage
from ui.office.verification_page import VerificationPage
from ui.page import EXCHANGE, PageEntry

FOUND = (
    "图书室灭火器压力不足",
    "公示栏没有更新开放时间",
    "多功能厅应急灯不亮",
    "器材室没有登记册",
    "书屋借阅记录缺三个月",
)


def picture(folder: Path, name: str, ink: tuple[int, int, int]) -> Path:
    image = Image.new("RGB", (1600, 1200), (226, 230, 236))
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((120, 700, 1480, 1120), fill=(186, 170, 150))
    drawing.rectangle((420, 240, 1180, 900), fill=ink, outline=(60, 60, 60), width=8)
    drawing.ellipse((700, 420, 900, 620), fill=(250, 250, 250))
    drawing.text((140, 120), name, fill=(40, 40, 40))
    data = BytesIO()
    image.save(data, "JPEG", quality=85)
    path = folder / f"{name}.jpg"
    path.write_bytes(data.getvalue())
    return path


def busy_county(folder: Path, *, stations: int = 22, items: int = 63) -> County:
    """A county half-way through its year."""
    county = make_county(folder, stations=stations, items=items)
    dice = random.Random(7)
    office, clock = county.office, county.clock
    start = clock.instant
    _shift_limits(office, dice)
    for place, ws in enumerate(county.stations):
        clock.instant = start + timedelta(days=dice.randrange(1, 9))
        for n, item in enumerate(county.items):
            if dice.random() < 0.12:
                continue
            if dice.random() < 0.04:
                claim(ws, item, decision=ClaimDecision.NOT_APPLICABLE, reason="本站没有这项设施")
                continue
            claimed = claim(ws, item, ability=dice.choices(["station", "township", "county"], [9, 1, 1])[0])
            if dice.random() < 0.7:
                clock.forward(minutes=30)
                with ws.write() as session:
                    entry = Progress(claim=claimed, on=ws.today, text="按计划开展", quantity=1, percent=40)
                    session.create(entry, stream=COUNTY)
            if dice.random() < 0.3:
                clock.forward(minutes=30)
                request(ws, claimed)
            if n == 3 and place < 4:
                ask(ws, item, kind="objection", text="本乡只有 3 个行政村，12 场的要求能否减为 8 场？")
        for words in dice.sample(FOUND, 2):
            find_problem(ws, words)
        _check(ws, dice)
        clock.forward(days=dice.randrange(20))
    clock.instant = start + timedelta(days=60)
    _rectify(county, folder)
    county.sync()
    _standards(office)
    for row in list_waiting(office, matters=[Matter.TASK]):
        if dice.random() < 0.75:
            chance = dice.random()
            decision = Decision.PASSED if chance < 0.8 else Decision.RETURNED
            decide(office, row.id, revision=1, decision=decision, reason="照片看不清")
    clock.instant = start + timedelta(days=75)
    for place, ws in enumerate(county.stations):
        age = 48 if place % 9 == 4 else dice.randrange(1, 14)
        if place != 17:
            made = instant_text(clock.instant - timedelta(days=age))
            package_came(office, ws, number=dice.randrange(2, 9), made_at=made)
    _copy_photos(county)
    return county


def _shift_limits(office: Workspace, dice: random.Random) -> None:
    from sqlalchemy import select

    with office.write() as session:
        for item in session.scalars(select(TaskItem)):
            item.limit_end = office.today + timedelta(days=dice.choice([50, 70, 77, 120, 300]))


def _check(ws: Workspace, dice: random.Random) -> None:
    with ws.write() as session:
        venue = session.create(Venue(unit=ws.unit, name="综合文化站", kind="station_house"), stream=COUNTY)
        session.flush()
        check = session.create(
            Check(venue=venue.id, pack="站舍", pack_version=1, on=ws.today, finished=True), stream=COUNTY
        )
        session.flush()
        for n in range(6):
            finding = Finding.NOT_MET if dice.random() < 0.1 * n else Finding.MET
            session.create(CheckResult(check=check.id, item_code=f"A{n}", finding=finding), stream=COUNTY)


def _standards(office: Workspace) -> None:
    names = ("建筑面积", "藏书量", "灭火器", "无障碍通道", "宣传栏", "多功能厅")
    with office.write() as session:
        session.create(
            StandardPack(pack="站舍", version=1, name="乡镇综合文化站标准", level="station"), stream=ALL
        )
        for n, name in enumerate(names):
            item = StandardItem(
                pack="站舍", version=1, position=n, code=f"A{n}", name=name, value_kind="number"
            )
            session.create(item, stream=ALL)


def _rectify(county: County, folder: Path) -> None:
    before = picture(folder, "整改前", (176, 74, 60))
    after = picture(folder, "整改后", (70, 140, 90))
    for ws in county.stations[:6]:
        problem = find_problem(ws, "二楼图书室灭火器压力不足，指针在红区")
        attach_files(ws, [before], targets=[(Target.PROBLEM, problem)], role=EvidenceRole.BEFORE)
        attach_files(ws, [after], targets=[(Target.PROBLEM, problem)], role=EvidenceRole.AFTER)
        request(ws, problem, kind=Target.PROBLEM)


def _copy_photos(county: County) -> None:
    """Bring the copies of photos to the office, as packages do."""
    from sqlalchemy import select

    store = AttachmentStore(county.office.folder)
    for ws in county.stations:
        theirs = AttachmentStore(ws.folder)
        with ws.read() as session:
            for sha256 in session.scalars(select(Evidence.copy_sha256)):
                if sha256:
                    store.add_bytes(theirs.path(sha256).read_bytes())


def show_office(window: MainWindow, ws: Workspace) -> Frame:
    """Open the office's pages in `window`."""
    entries = [
        PageEntry(OVERVIEW, "总览", "grid-3x3", OverviewPage),
        PageEntry(STATIONS, "文化站", "building-2", StationPage),
        PageEntry(VERIFICATION, "核验", "badge-check", VerificationPage, count=count_waiting),
        PageEntry(EXCHANGE, "收发", "package", ExchangePage, count=count_open),
    ]
    facts = FrameFacts("清河县创建办", "", "今天 08:31")
    frame = Frame(ws, entries, lambda: facts, window.jobs, lambda _folder: None)
    window.show_content(frame)
    frame.show_first()
    return frame


def main(folder: Path, *wanted: str) -> None:
    app = make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        county = busy_county(Path(data))
        window = MainWindow()
        frame = show_office(window, county.office)
        window.show()
        stations = list_stations(county.office)
        (row, *_) = list_waiting(county.office, matters=[Matter.PROBLEM])
        poses: dict[str, Callable[[], object]] = {
            OVERVIEW: lambda: None,
            STATIONS: lambda: frame.navigate(STATIONS, unit=stations[4].unit),
            VERIFICATION: lambda: frame.navigate(VERIFICATION, unit=row.unit, about=row.id),
            EXCHANGE: lambda: None,
        }
        for size in theme.TextSize:
            theme.current().set_size(size)
            for width, height in ((1366, 697), (1092, 543)):
                window.resize(width, height)
                for key, pose in poses.items():
                    if wanted and key not in wanted:
                        continue
                    frame.navigate(key)
                    pose()
                    app.processEvents()
                    window.grab().save(str(folder / f"{key}-{int(size)}-{width}.png"))
        window.close()
        county.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
