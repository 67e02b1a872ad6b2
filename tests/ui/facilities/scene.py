"""A station that knows its venues and has checked some of them; run it to get pictures of the pages.

python -m tests.ui.facilities.scene FOLDER
"""

import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QTabWidget

from app.facilities.checks import finish_check, read_check, start_check
from app.facilities.entering import enter_results
from app.facilities.judging import Entry, ValueKind
from app.facilities.standard_packs import shipped_packs
from app.facilities.standards import copy_shipped_pack, publish_standards
from app.facilities.venues import VenueForm, VenueKind, add_proposed, add_venue, list_venues, propose_venues
from app.office.labels import StationSize
from app.rectification.closing import request_closing
from app.rectification.orders import OrderForm, OrderKind, answer_order, issue_order, list_orders
from app.rectification.problems import ProblemForm, add_problem, edit_problem, get_problem, list_problems
from app.rectification.reporting import report_problem_from_result
from app.workspace import Role, Workspace
from db.models.rectification import Severity
from db.models.tasks import Decision
from tests.facilities import add_person, add_proof, complete, decide, found_county
from tests.workspaces import StoppedClock, carry, new_workspace
from ui import theme
from ui.application import make_application
from ui.frame import Frame, FrameFacts
from ui.main_window import MainWindow
from ui.page import Context, Page, PageEntry
from ui.station.check_page import CheckPage
from ui.station.problems_page import ProblemsPage


def check_venue(ws: Workspace, venue: str, *, short: dict[str, Entry], blank: int = 0) -> str:
    """Check a venue in full: everything in order but for `short`, the last `blank` lines not looked at."""
    check = start_check(ws, venue)
    lines = read_check(ws, check).lines
    entries = {}
    for line in lines[: len(lines) - blank]:
        rule = line.rule
        good = "1"
        if rule.value_kind == ValueKind.NUMBER:
            good = f"{rule.least(StationSize.LARGE) or 1:f}"
        elif rule.value_kind == ValueKind.LIST:
            good = "、".join(rule.options)
        entries[line.code] = short.get(line.code, Entry(good))
    enter_results(ws, check, entries)
    finish_check(ws, check)
    return check


def furnish(office: Workspace, station: Workspace, clock: StoppedClock) -> Workspace:
    """Give the station standards, venues, checks, problems and orders; return it as it works for its unit."""
    ready = found_county(office, station, packs=False)
    for shipped in shipped_packs():
        publish_standards(office, copy_shipped_pack(office, shipped))
    carry(office, ready)
    add_proposed(ready, propose_venues(ready)[:3])
    house, first, second = [row.id for row in list_venues(ready)]
    village = list_venues(ready)[1].form.unit
    add_venue(ready, VenueForm(unit=village, name="前进村农家书屋", kind=VenueKind.BOOKROOM, keeper="于得水"))
    clock.to(date(2025, 11, 3))
    check_venue(ready, house, short={"A02": Entry("320"), "A08": Entry("0"), "G03": Entry("1")}, blank=4)
    clock.to(date(2026, 3, 2))
    last = check_venue(
        ready,
        house,
        short={
            "A02": Entry("360"),
            "A03": Entry("300", note="与中心小学共用操场", photo_no="17"),
            "E01": Entry("1"),
            "G03": Entry("0", note="二楼两具压力表在红区", photo_no="21"),
            "G05": Entry("0", fixed_on_spot=True),
            "H02": Entry("", not_applicable=True, note="楼内无卫生间，与镇政府共用"),
        },
    )
    check_venue(ready, first, short={"V01": Entry("60"), "V04": Entry("0")}, blank=3)
    person = add_person(ready)
    lines = {line.code: line for line in read_check(ready, last).lines}
    for code in ("G03", "A02", "E01"):
        result = lines[code].result
        assert result is not None
        report_problem_from_result(ready, result)
    problems = (
        add_problem(ready, replace(complete(person), limit_text="2026年3月1日前")),
        add_problem(ready, ProblemForm("公示栏玻璃破损，服务时间看不清", date(2026, 2, 20), unit=village)),
    )
    closed = add_problem(ready, replace(complete(person), description="免费开放公示没有电话"))
    asked = add_problem(
        ready, replace(complete(person), description="应急灯不亮", limit_text="2026年3月20日前")
    )
    for problem in (closed, asked):
        add_proof(ready, problem)
        request_closing(ready, problem, result="已经改好，照片附后。", completed_on=date(2026, 3, 2))
    decide(office, ready, closed, Decision.PASSED)
    edit_problem(ready, problems[0], replace(get_problem(ready, problems[0]).form, leader="副镇长 周小满"))
    orders = [
        OrderForm(
            description="二楼阅览室安全出口堆放杂物，通道不足一米",
            issued_on=date(2026, 2, 27),
            limit_end=date(2026, 3, 3),
            place="二楼阅览室",
            venue=house,
            clause="G04 安全出口 ≥2 且畅通",
            requirement="清空通道，专人每日检查",
            severity=Severity.SEVERE,
            inspectors="沈静、赵启明",
            receiver="陆秀兰",
        ),
        OrderForm(
            description="灭火器检查卡三个月没有填写",
            issued_on=date(2026, 2, 27),
            limit_end=date(2026, 2, 27),
            kind=OrderKind.AT_ONCE,
            place="一楼大厅",
            inspectors="沈静、赵启明",
        ),
        OrderForm(
            description="农家书屋连续两周未按公示时间开放",
            issued_on=date(2026, 3, 1),
            limit_end=date(2026, 3, 20),
            place="前进村",
            requirement="按公示时间开放并做好登记",
            inspectors="韩德顺",
        ),
    ]
    first_order, *_ = [issue_order(office, ready.unit, form) for form in orders]
    carry(office, ready)
    answer_order(
        ready,
        first_order,
        measures=["清空通道", "张贴禁止堆放标识"],
        responsible=person,
        finish_on=date(2026, 3, 3),
    )
    carry(ready, office)
    assert second
    return ready


def _late(module: str, name: str) -> Callable[[Context], Page]:
    def build(context: Context) -> Page:
        from importlib import import_module

        made = getattr(import_module(module), name)(context)
        assert isinstance(made, Page)
        return made

    return build


STATION_ENTRIES = (
    PageEntry("facilities", "设施清单", "landmark", _late("ui.station.facilities_page", "FacilitiesPage")),
    PageEntry("check", "录入核查", "clipboard-check", _late("ui.station.check_page", "CheckPage")),
    PageEntry("problems", "问题整改", "wrench", _late("ui.station.problems_page", "ProblemsPage")),
)
OFFICE_ENTRIES = (PageEntry("orders", "交办单", "send", _late("ui.office.orders_page", "OrdersPage")),)


def make_frame(window: MainWindow, ws: Workspace) -> Frame:
    """Show the pages of this ledger's role in `window`."""
    entries = STATION_ENTRIES if ws.role is Role.STATION else OFFICE_ENTRIES
    facts = FrameFacts("清河县青石镇综合文化站", "站码 03", "今天 08:31")
    frame = Frame(ws, entries, lambda: facts, window.jobs, lambda _folder, *, first=None: None)
    window.show_content(frame)
    return frame


def main(folder: Path, only: str = "") -> None:
    app = make_application()
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        clock = StoppedClock()
        office = new_workspace(Path(data) / "o", Role.OFFICE, clock, seed=1)
        station = new_workspace(Path(data) / "s", Role.STATION, clock, seed=2)
        ready = furnish(office, station, clock)
        for ws in (ready, office):
            window = MainWindow()
            frame = make_frame(window, ws)
            window.show()
            for size in theme.TextSize:
                theme.current().set_size(size)
                for width, height in ((1366, 697), (1092, 543)):
                    window.resize(width, height)
                    _pictures(app, window, frame, folder, f"{width}-{size.value}", only)
            window.close()
        office.engine.dispose()
        station.engine.dispose()


def _pictures(
    app: QApplication, window: MainWindow, frame: Frame, folder: Path, name: str, only: str
) -> None:
    for word, show in _SHOTS[frame.context.ws.role]:
        if only in word:
            show(frame)
            app.processEvents()
            window.grab().save(str(folder / f"{word}-{name}.png"))


def _house(frame: Frame) -> str:
    return list_venues(frame.context.ws)[0].id


def _press(frame: Frame, name: str) -> None:
    """Do what the user does by the action with this text."""
    page = frame.page
    assert page is not None
    next(action for action in page.actions() if action.text() == name).trigger()


def _typing(frame: Frame) -> None:
    frame.navigate("check", venue=_house(frame))
    page = frame.page
    assert isinstance(page, CheckPage)
    page.grid.press("1")
    for key in "620":
        page.grid.press(key)


def _explaining(frame: Frame) -> None:
    _typing(frame)
    page = frame.page
    assert isinstance(page, CheckPage)
    page.grid.select("G03")
    page.grid.press("2")


def _form(frame: Frame) -> None:
    frame.navigate("facilities", venue=_house(frame))
    for tabs in frame.findChildren(QTabWidget):
        tabs.setCurrentIndex(1)


def _problem(frame: Frame) -> str:
    return list_problems(frame.context.ws, stages=["working"])[0].id


def _tab(frame: Frame, place: int) -> None:
    frame.navigate("problems", problem=_problem(frame))
    page = frame.page
    assert isinstance(page, ProblemsPage)
    page.card.tabs.setCurrentIndex(place)


_SHOTS: dict[Role, list[tuple[str, Callable[[Frame], object]]]] = {
    Role.STATION: [
        ("facilities", lambda frame: frame.navigate("facilities", venue=_house(frame))),
        ("facilities-short", lambda frame: frame.navigate("facilities", venue=_house(frame), short="1")),
        ("facilities-form", _form),
        ("check", lambda frame: frame.navigate("check")),
        ("check-typing", _typing),
        ("check-explaining", _explaining),
        ("check-left", lambda frame: _press(frame, "换一张表")),
        ("problems", lambda frame: frame.navigate("problems")),
        ("problems-open", lambda frame: frame.navigate("problems", problem=_problem(frame))),
        ("problems-closing", lambda frame: _tab(frame, 2)),
        ("problems-photos", lambda frame: _tab(frame, 1)),
        ("problems-orders", lambda frame: frame.navigate("problems", orders="1")),
    ],
    Role.OFFICE: [
        ("orders", lambda frame: frame.navigate("orders")),
        ("orders-chosen", lambda frame: frame.navigate("orders", order=list_orders(frame.context.ws)[0].id)),
        ("orders-new", lambda frame: frame.navigate("orders", station="")),
    ],
}


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
