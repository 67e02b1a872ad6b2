"""修改记录 from the log, the problems and the venues."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.facilities.venues import add_proposed, list_venues, propose_venues
from app.work.log import add_log, edit_log, list_log
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk
from ui.page import Page
from ui.paper_stack import PaperStack
from ui.widgets.history_panel import HistoryPanel


def told(page: Page) -> list[tuple[str, ...]]:
    """Return what the history panel in place of the page says."""
    (stack,) = page.findChildren(PaperStack)
    panel = stack.currentWidget()
    assert isinstance(panel, HistoryPanel)
    model = panel.view.model()
    return [
        tuple(str(model.index(row, column).data()) for column in range(2, 6))
        for row in range(model.rowCount())
    ]


def trigger(page: Page) -> None:
    (action,) = [action for action in page.actions() if action.text() == "修改记录"]
    action.trigger()


def test_a_log_line_tells_what_it_said_before(desk: Desk, hands: Hands) -> None:
    entry = add_log(desk.station, "到前进村看广场").log_entry
    edit_log(
        desk.station,
        entry,
        text="到前进村看文体广场",
        on=desk.station.today,
        unit=None,
        place="",
        activity="",
        people=None,
        organiser="",
    )
    desk.frame.navigate("log")
    page = desk.frame.page
    assert page is not None
    page.view.select(entry)  # type: ignore[attr-defined]
    trigger(page)
    assert ("日志 修改", "内容", "到前进村看广场", "到前进村看文体广场") in told(page)
    hands.key("Esc")
    (stack,) = page.findChildren(PaperStack)
    assert not stack.previewing
    assert [row.text for row in list_log(desk.station)] == ["到前进村看文体广场"]


def test_a_venue_tells_who_entered_it(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    add_proposed(desk.station, propose_venues(desk.station))
    venue = list_venues(desk.station)[0]
    desk.frame.navigate("facilities", venue=venue.id)
    page = desk.frame.page
    assert page is not None
    trigger(page)
    ((kind, _, _, said),) = told(page)
    assert kind == "场所 登记"
    assert f"名称：{venue.form.name}" in said
