"""A monthly return that the office sends back, and what the station makes of it; both stay."""

from datetime import date, timedelta

import pytest

from app.errors import InvalidInput, NotOwner
from app.log.undo import mark_log, take_back, written_since
from app.reporting.county import close_month, month_table
from app.reporting.monthly import add_return_note, list_returns, read_month, submit_return
from app.reporting.owed import ReturnOwed, return_owed
from app.reporting.returning import return_month
from app.work.late_entries import LateShare, late_share
from app.work.log import add_log
from tests.app.overview.small_county import County

MARCH = date(2026, 3, 1)
WHY = "数字和台账对不上，请核对后重报。"


def handed_in(county: County) -> str:
    county.clock.to(date(2026, 4, 2))
    made = submit_return(county.stations[0], MARCH, signed_by="周小满")
    county.sync()
    return made


def sent_back(county: County) -> str:
    made = handed_in(county)
    return_month(county.office, made, WHY)
    county.sync()
    return made


def line(county: County) -> tuple[str, str, bool]:
    found = month_table(county.office, MARCH).lines[0]
    return found.light, found.word, found.found is not None


def test_what_is_sent_back_counts_no_more_and_waits_for_the_station(county: County) -> None:
    first = sent_back(county)
    station = county.stations[0]
    assert line(county) == ("yellow", "退回待更正", False)
    view = read_month(station, MARCH)
    assert view.draft is not None
    assert view.handed_in is not None
    assert (view.handed_in.id, view.handed_in.state.returned, view.handed_in.state.stands) == (
        first,
        WHY,
        False,
    )
    assert return_owed(station) == ReturnOwed(MARCH, WHY)


def test_another_one_is_handed_in_and_both_stay(county: County) -> None:
    first = sent_back(county)
    station = county.stations[0]
    add_log(station, "补上漏记的活动", on=date(2026, 3, 30), activity="show", people=50)
    county.clock.to(date(2026, 4, 3))
    second = submit_return(station, MARCH, signed_by="周小满")
    with pytest.raises(InvalidInput, match="已经上报"):
        submit_return(station, MARCH, signed_by="周小满")
    assert not return_owed(station)
    county.sync()
    assert line(county) == ("green", "按时", True)
    found = month_table(county.office, MARCH).lines[0]
    assert found.found is not None
    assert (found.found.id, found.found.number, found.found.figures.people) == (second, 2, 50)
    assert [(one.id, one.state.returned, one.figures.people) for one in found.former] == [(first, WHY, 0)]
    assert [one.id for one in list_returns(county.office, month=MARCH)] == [first, second]


def test_a_note_answers_it_as_well(county: County) -> None:
    first = handed_in(county)
    station = county.stations[0]
    add_return_note(station, first, "写在退回以前的更正")
    county.sync()
    return_month(county.office, first, WHY)
    county.sync()
    assert read_month(station, MARCH).draft is not None
    add_return_note(station, first, "活动应为 5 场，台账已补记")
    county.sync()
    view = read_month(station, MARCH)
    assert view.draft is None
    assert view.handed_in is not None
    assert view.handed_in.state.answered
    assert line(county) == ("green", "按时", True)
    return_month(county.office, first, "还有一处不对。")  # and again, if that is not enough
    assert line(county)[2] is False


def test_what_cannot_be_sent_back(county: County) -> None:
    first = handed_in(county)
    with pytest.raises(NotOwner):
        return_month(county.stations[0], first, WHY)
    with pytest.raises(InvalidInput, match="原因"):
        return_month(county.office, first, " ")
    close_month(county.office, MARCH)
    with pytest.raises(InvalidInput, match="已经关月"):
        return_month(county.office, first, WHY)


def test_it_is_not_sent_back_twice_and_can_be_taken_back(county: County) -> None:
    first = handed_in(county)
    mark = mark_log(county.office)
    return_month(county.office, first, WHY)
    with pytest.raises(InvalidInput, match="已经退回"):
        return_month(county.office, first, WHY)
    take_back(county.office, written_since(county.office, mark))
    assert line(county) == ("green", "按时", True)


def test_a_month_is_closed_without_what_was_sent_back(county: County) -> None:
    sent_back(county)
    assert close_month(county.office, MARCH) == 0
    county.clock.to(date(2026, 4, 6))
    submit_return(county.stations[0], MARCH, signed_by="周小满")
    county.sync()
    assert line(county) == ("yellow", "关月后补报", False)


def test_how_much_of_the_log_was_entered_late(county: County) -> None:
    station = county.stations[0]
    county.clock.to(date(2026, 3, 20))
    for days in (0, 1, 7, 8, 15):
        add_log(station, f"{days} 天前的事", on=station.today - timedelta(days=days))
    assert late_share(station, MARCH, date(2026, 3, 31)) == LateShare(5, 2, 7)
    county.sync()
    assert late_share(county.office, MARCH, date(2026, 3, 31), site=station.site).words == (
        "日志 5 条，其中 2 条（40%）是 7 天以后补记的。"
    )
    county.clock.to(date(2026, 4, 2))
    add_log(station, "三月的事四月记", on=date(2026, 3, 1))
    view = read_month(station, MARCH)
    assert (view.figures.entries, view.figures.late_entries) == (6, 3)
    submit_return(station, MARCH, signed_by="周小满")
    add_log(station, "又补一条", on=date(2026, 3, 2))
    assert read_month(station, MARCH).figures.log_words == "当月日志 6 条，其中补记 3 条。"  # as handed in
    assert LateShare(0, 0, 7).words == ""
    assert LateShare(4, 0, 7).words == "日志 4 条，都是 7 天以内记的。"
