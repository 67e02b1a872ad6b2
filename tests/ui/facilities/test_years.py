"""年度对比 and venues nobody looked at, on the page of venues."""

from datetime import date

import pytest

from app.facilities.baselines import list_baselines
from app.workspace import Workspace
from tests.ui.station.conftest import Hands
from tests.workspaces import StoppedClock
from ui.frame import Frame
from ui.main_window import MainWindow
from ui.station.facilities_page import FacilitiesPage


@pytest.fixture
def page(furnished_frame: Frame) -> FacilitiesPage:
    furnished_frame.navigate("facilities")
    page = furnished_frame.page
    assert isinstance(page, FacilitiesPage)
    return page


def test_a_year_is_kept_and_compared(
    page: FacilitiesPage, furnished: Workspace, window: MainWindow, clock: StoppedClock
) -> None:
    clock.to(date(2026, 12, 3))
    page.context.written()
    hands = Hands(window)
    hands.press("年度对比（2026 年底数还没有定）")
    assert "还没有定过底数" in page._years.review._headline.text()
    hands.press("定 2026 年底数")
    assert [row.year for row in list_baselines(furnished)] == [2026]
    assert page._years.review._headline.text() == "没有变化"
    assert page._years.review.rows()
    page.steps.undo_action.trigger()
    assert list_baselines(furnished) == []
    hands.press("返回清单")
    assert page._years_action.text() == "年度对比（2026 年底数还没有定）"


def test_venues_nobody_looked_at_are_flagged(page: FacilitiesPage, clock: StoppedClock) -> None:
    assert "▲" not in page.tree.topLevelItem(0).child(0).text(0)  # type: ignore[union-attr]
    every = len(page.tree._items())
    clock.to(date(2027, 6, 1))
    page.context.written()
    assert page.tree.topLevelItem(0).child(0).text(0).startswith("▲")  # type: ignore[union-attr]
    page.only.select("alone")
    page.reload()
    assert len(page.tree._items()) == every
