from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.models.rectification import Order, OrderKind
from tests.ui.station.conftest import Hands
from tests.ui.station.desk import Desk, work
from tests.ui.station.test_today_page import cards
from tests.workspaces import carry


@pytest.mark.parametrize(
    ("key", "title"), [("today", "今日工作单"), ("claim", "任务认领表"), ("ledger", "工作台账")]
)
def test_the_page_is_printed_with_one_key(
    desk: Desk, hands: Hands, qtbot: QtBot, tmp_path: Path, key: str, title: str
) -> None:
    work(desk.office, desk.station, desk.items, tmp_path)
    desk.frame.navigate(key)
    page = desk.frame.page
    with qtbot.waitSignal(desk.window.jobs.ended):
        hands.key("Ctrl+P")
    papers = page.papers  # type: ignore[union-attr]
    assert papers.previewing
    qtbot.waitUntil(lambda: papers.ready)
    qtbot.waitUntil(lambda: not desk.window.jobs.busy)


def test_an_order_on_a_card_leads_to_the_problems(desk: Desk, hands: Hands) -> None:
    with desk.office.write() as session:
        order = Order(
            number="07-ZG-2026-A0001",
            station=desk.station.unit,
            kind=OrderKind.BY_DATE,
            description="消防通道堆了杂物",
            issued_on=date(2026, 3, 1),
            limit_end=date(2026, 3, 20),
        )
        session.create(order, stream=desk.station.unit)
    carry(desk.office, desk.station)
    desk.frame.navigate("today")
    page = desk.frame.page
    page.reload()  # type: ignore[union-attr]
    card = next(card for card in cards(page, "news") if card.text.word == "交办单待签收")  # type: ignore[arg-type]
    hands.click(card)
    assert desk.frame.page is not page
    assert desk.frame.page.title == "问题整改"  # type: ignore[union-attr]
