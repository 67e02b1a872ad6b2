"""The steps of one year, and what a person has to do in a week, where they are needed."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.tasks.claims import claim_items, plan_items
from app.tasks.steps import add_step
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk
from ui.station.claim_page import ClaimPage
from ui.station.ledger_page import LedgerPage


def ledger(desk: Desk, item: str) -> LedgerPage:
    desk.frame.navigate("ledger", item=item)
    page = desk.frame.page
    assert isinstance(page, LedgerPage)
    return page


def steps_shown(page: LedgerPage) -> list[str]:
    model = page.detail.steps.model
    return [model.row(n).text for n in range(model.rowCount())]


def test_steps_of_several_years_begin_with_this_year(desk: Desk) -> None:
    item = desk.items[8]
    claim_items(desk.station, [item], responsible="周小满")
    add_step(desk.station, item, text="今年摸底", due_on=date(2026, 6, 30))
    page = ledger(desk, item)
    years = page.detail.steps.year
    assert years.isHidden()  # one year needs no choice
    add_step(desk.station, item, text="明年组队", due_on=date(2027, 6, 30))
    desk.frame.context.written()
    page.detail.tabs.setCurrentWidget(page.detail.steps)
    page.view.select(desk.items[0])
    page.view.select(item)
    assert not years.isHidden()
    assert steps_shown(page) == ["今年摸底"]
    years.setCurrentIndex(years.findData(2027))
    years.activated.emit(years.currentIndex())
    assert steps_shown(page) == ["明年组队"]
    desk.frame.context.written()
    assert steps_shown(page) == ["明年组队"]  # stays while the same task is looked at
    years.setCurrentIndex(0)
    years.activated.emit(0)
    assert steps_shown(page) == ["今年摸底", "明年组队"]


def test_the_claim_page_says_what_else_falls_into_the_week(desk: Desk, hands: Hands) -> None:
    claim_items(desk.station, [desk.items[3]], responsible="周小满")  # 4 March
    desk.frame.navigate("claim", item=desk.items[5])  # 2 March
    page = desk.frame.page
    assert isinstance(page, ClaimPage)
    page.view.select(desk.items[5])
    assert not page._load.isVisible()
    page.person.set_name("周小满")
    assert page._load.text() == "周小满这一周（3.2—3.8）已有 1 件。"
    assert not page._load.text().startswith("▲")
    page.finish.set_day(date(2026, 3, 4))
    page.finish.day_changed.emit(date(2026, 3, 4))
    assert "3月4日同一天有 1 件" in page._load.text()
    assert page._load.text().startswith("▲")


def test_the_ledger_says_it_under_the_name_when_somebody_is_named(desk: Desk) -> None:
    claim_items(desk.station, [desk.items[3], desk.items[5]], responsible="周小满")
    plan_items(desk.station, [desk.items[5]], finish_on=date(2026, 3, 4))
    page = ledger(desk, desk.items[5])
    fields = page.detail.fields
    said = "周小满这一周（3.2—3.8）已有 1 件"

    def told() -> bool:
        QApplication.processEvents()
        return any(said in label.text() for label in fields.findChildren(QLabel) if label.isVisible())

    assert not told()
    fields.person.setFocus(Qt.FocusReason.TabFocusReason)
    assert told()
    page.view.select(desk.items[0])
    assert not told()
