from datetime import date

import pytest

from app.errors import InvalidInput, NotOwner
from app.reporting.county import close_month, month_table, reopen_month
from app.reporting.drafts import edit_section
from app.reporting.monthly import add_return_note, due_month, list_returns, read_month, submit_return
from app.reporting.spans import next_month
from app.work.log import add_log
from app.workspace import Workspace
from db.models.reporting import DraftKind
from db.models.returns import MonthlyReturn
from db.models.tasks import Decision, Verdict
from tests.app.overview.small_county import County, claim, publish, request

MARCH = date(2026, 3, 1)


def confirm(office: Workspace, station: Workspace, closing: str) -> None:
    with office.write() as session:
        session.create(
            Verdict(
                target_kind="closure_request",
                target=closing,
                target_revision=1,
                decision=Decision.PASSED,
                decided_on=office.today,
            ),
            stream=station.unit,
        )


def busy(county: County) -> None:
    station = county.stations[0]
    closed, closing, *_ = [claim(station, item) for item in county.items[:4]]
    claim(station, county.items[4], ability="township", reason="缺场地")
    add_log(station, "元宵节灯谜会", activity="reading", people=300, item=county.items[2])
    asked = request(station, closed)
    request(station, closing)
    county.sync()
    confirm(county.office, station, asked)
    county.sync()


@pytest.mark.parametrize(
    ("today", "month"),
    [(date(2026, 3, 2), date(2026, 2, 1)), (date(2026, 3, 9), MARCH), (date(2026, 1, 5), date(2025, 12, 1))],
)
def test_until_its_last_day_last_months_return_is_the_one_to_write(today: date, month: date) -> None:
    assert due_month(today, 5) == month
    assert next_month(month) > month


def test_a_return_is_frozen_when_it_is_handed_in(county: County) -> None:
    busy(county)
    station = county.stations[0]
    county.clock.to(date(2026, 4, 3))
    view = read_month(station, MARCH)
    figures = view.figures
    assert (view.due_on, view.as_of) == (date(2026, 4, 5), date(2026, 3, 31))
    assert (figures.total, figures.closed, figures.closing, figures.waiting) == (6, 1, 1, 1)
    assert (figures.running, figures.unstarted, figures.activities, figures.people) == (1, 2, 1, 300)
    assert (
        figures.total
        == figures.closed + figures.closing + figures.waiting + figures.running + figures.unstarted
    )
    edit_section(station, DraftKind.MONTHLY, MARCH, date(2026, 3, 31), "done", "三月重点抓公示上墙。")
    with pytest.raises(InvalidInput, match="审签人"):
        submit_return(station, MARCH, signed_by="")
    submit_return(station, MARCH, signed_by="周小满")

    add_log(station, "三月的事，四月才补记", on=date(2026, 3, 30), activity="show", people=80)
    after = read_month(station, MARCH)
    assert after.draft is None
    assert after.figures == figures
    assert after.handed_in is not None
    assert (after.handed_in.done, after.handed_in.late_days) == ("三月重点抓公示上墙。", 0)
    with pytest.raises(InvalidInput, match="已经上报"):
        submit_return(station, MARCH, signed_by="周小满")
    add_return_note(station, after.handed_in.id, "活动应为 2 场，漏报 1 场")
    county.sync()
    (there,) = list_returns(county.office)
    assert [note.text for note in there.state.notes] == ["活动应为 2 场，漏报 1 场"]
    assert there.figures == figures
    with pytest.raises(NotOwner), county.office.write() as session:
        session.get_one(MonthlyReturn, there.id).total = 7


def test_what_the_county_confirmed_after_the_cut_off_was_still_waiting_then(county: County) -> None:
    station = county.stations[0]
    asked = request(station, claim(station, county.items[0]))
    county.sync()
    county.clock.to(date(2026, 4, 2))
    confirm(county.office, station, asked)
    county.sync()
    figures = read_month(station, MARCH).figures
    assert (figures.closed, figures.closing) == (0, 1)
    assert read_month(station, date(2026, 4, 1)).figures.closed == 1


def test_a_month_that_is_ahead_cannot_be_reported(county: County) -> None:
    with pytest.raises(InvalidInput, match="还没有到"):
        submit_return(county.stations[0], date(2026, 5, 1), signed_by="周小满")


def test_late_and_missing_returns_and_a_closed_month(county: County) -> None:
    first, second, third = county.stations
    office = county.office
    county.clock.to(date(2026, 4, 3))
    submit_return(first, MARCH, signed_by="周小满")
    county.sync()
    assert [line.word for line in month_table(office, MARCH).lines] == ["按时", "未到期", "未到期"]
    county.clock.to(date(2026, 4, 8))
    submit_return(second, MARCH, signed_by="周小满")
    county.sync()
    table = month_table(office, MARCH)
    assert [line.word for line in table.lines] == ["按时", "迟报 3 天", "未报"]
    assert [line.station.site for line in table.missing] == [third.site]
    assert close_month(office, MARCH) == 2
    with pytest.raises(InvalidInput, match="已经关月"):
        close_month(office, MARCH)
    with pytest.raises(InvalidInput, match="没有过完"):
        close_month(office, date(2026, 4, 1))
    submit_return(third, MARCH, signed_by="周小满")
    county.sync()
    table = month_table(office, MARCH)
    assert [line.word for line in table.lines] == ["按时", "迟报 3 天", "关月后补报"]
    assert (table.lines[2].found, table.closed_on) == (None, date(2026, 4, 8))
    reopen_month(office, MARCH, "大沙镇补报")
    assert month_table(office, MARCH).lines[2].found is not None


def test_delays_are_those_of_the_cut_off(county: County) -> None:
    station = county.stations[0]
    _, (item,) = publish(county.office, ["公示栏换新"], limit_end=date(2026, 3, 21))
    county.sync()
    claim(station, item)
    county.clock.to(date(2026, 4, 9))
    view = read_month(station, MARCH)
    assert view.draft is not None
    assert view.figures.late_items == ("1.1 公示栏换新（逾期10天）",)
    assert view.draft.text("problems") == "1. 公示栏换新：逾期10天。"
