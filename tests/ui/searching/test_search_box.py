"""The box in the top bar: typing, choosing with the keyboard, opening on the right page."""

import pytest
from pytestqt.qtbot import QtBot

from app.search.finding import Hit
from app.work.log import add_log
from app.workspace import COUNTY, Workspace
from db.models.facilities import Venue, VenueKind
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk
from ui.searching.places import place_of
from ui.searching.search_box import SearchBox
from ui.station.entries import ENTRIES
from ui.widgets.ledger_view import LedgerView


@pytest.fixture
def box(desk: Desk) -> SearchBox:
    desk.frame.show_first()
    return desk.frame.search


def lines(box: SearchBox) -> list[str]:
    return [box.results.list.item(row).text() for row in range(box.results.list.count())]


def look(box: SearchBox, hands: Hands, qtbot: QtBot, text: str) -> list[str]:
    box.setFocus()
    box.clear()
    hands.write(text, box)
    qtbot.waitUntil(box.results.isVisible)
    return lines(box)


def test_an_entry_is_found_and_opened_by_the_keyboard(
    box: SearchBox,
    desk: Desk,
    hands: Hands,
    qtbot: QtBot,
) -> None:
    for text in ("戏台落成演出", "整理戏台器材"):
        add_log(desk.station, text)
    desk.frame.navigate("log")
    hands.key("Ctrl+F")
    assert not box.hasFocus()  # the page's own field first
    hands.key("Ctrl+F")
    assert box.hasFocus()
    hands.write("xtlc")
    qtbot.waitUntil(
        lambda: lines(box) == ["日志　1 条", "戏台落成演出"]
    )  # what was just written is looked at a moment later
    assert box.results.isVisible()
    hands.key("Return")
    page = desk.frame.page
    assert page is not None
    assert page.title == "工作日志"
    row = page.view.current_row()  # type: ignore[attr-defined]
    assert row.text == "戏台落成演出"
    assert not box.results.isVisible()
    assert box.text() == ""


def test_arrows_pass_over_heads_and_esc_closes(
    box: SearchBox,
    desk: Desk,
    hands: Hands,
    qtbot: QtBot,
) -> None:
    for number in range(8):
        add_log(desk.station, f"巡查戏台{number}")
    add_log(desk.station, "戏台演出", activity="show")
    assert look(box, hands, qtbot, "戏台")[0] == "活动　1 条"
    chosen = []
    for _ in range(8):
        chosen.append(box.results.list.currentItem().text())
        hands.key("Down")
    assert chosen[:3] == ["戏台演出", "巡查戏台7", "巡查戏台6"]
    assert chosen[-1] == "再看 3 条日志"
    hands.key("Return")
    assert len(lines(box)) == 2 + 9
    hands.key("Escape")
    assert not box.results.isVisible()
    assert box.text() == "戏台"
    hands.key("Escape")
    assert box.text() == ""
    assert not box.hasFocus()


def test_nothing_found_says_what_else_to_try(box: SearchBox, hands: Hands, qtbot: QtBot) -> None:
    assert look(box, hands, qtbot, "没有这样的事") == []
    assert "拼音首字母" in box.results.words.text()


def test_a_task_and_a_venue_open_on_their_pages(
    box: SearchBox,
    desk: Desk,
    hands: Hands,
    qtbot: QtBot,
) -> None:
    with desk.station.write() as session:
        session.create(Venue(unit=desk.station.unit, name="青石村戏台", kind=VenueKind.STAGE), stream=COUNTY)
    look(box, hands, qtbot, "青石村戏台")
    hands.key("Return")
    page = desk.frame.page
    assert page is not None
    assert page.title == "设施清单"
    look(box, hands, qtbot, "志愿者")
    hands.key("Return")
    page = desk.frame.page
    assert page is not None
    view = page.findChild(LedgerView)
    assert "志愿者" in view.current_row().content


@pytest.mark.parametrize(
    ("kind", "station", "place"),
    [
        ("task_item", "", ("tasks", {"package": "p", "find": "甲"})),
        ("task_item", "u", ("stations", {"unit": "u", "item": "a"})),
        ("problem", "u", ("stations", {"unit": "u", "problem": "a"})),
        ("log_entry", "u", ("stations", {"unit": "u", "entry": "a"})),
        ("venue", "u", ("stations", {"unit": "u"})),
        ("evidence", "u", ("stations", {"unit": "u", "item": "p"})),
        ("order_slip", "", ("orders", {"order": "a"})),
        ("unit", "", ("units", {"id": "a"})),
        ("official_document", "", ("dispatch", {"tab": "documents", "document": "a"})),
        ("meeting", "", ("dispatch", {"tab": "meetings", "meeting": "a"})),
        ("meeting_decision", "", ("dispatch", {"tab": "meetings", "decision": "a"})),
        ("check_run", "", None),
    ],
)
def test_an_office_shows_what_stations_wrote_on_their_pages(
    kind: str, station: str, place: tuple[str, dict[str, str]] | None
) -> None:
    hit = Hit(
        kind=kind,
        record="r",
        about="a",
        about_kind=kind,
        within="p",
        station=station,
        title="甲",
        place="",
        note="",
        title_holds=True,
    )
    assert place_of(hit, office=True, pages={"tasks", "stations", "orders", "units", "dispatch"}) == place


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("support_request", ("reports", {"tab": "support", "request": "a"})),
        ("instruction", ("reports", {"tab": "instructions"})),
        ("evidence", ("archive", {"file": "a"})),
        ("person", ("settings", {"person": "a"})),
    ],
)
def test_a_station_shows_its_own_on_their_pages(kind: str, place: tuple[str, dict[str, str]]) -> None:
    hit = Hit("k", "r", "a", kind, "p", "", "甲", "", "", title_holds=True)
    keys = {entry.key for entry in ENTRIES} | {"settings"}
    assert place_of(hit, office=False, pages=keys) == place


def test_the_index_is_brought_up_to_date_on_the_side(
    box: SearchBox,
    desk: Desk,
    station: Workspace,
    qtbot: QtBot,
) -> None:
    with qtbot.waitSignal(desk.window.jobs.settled):
        box.catch_up()
    assert (desk.station.folder / "search.db").exists()
    assert not desk.window.jobs.busy
