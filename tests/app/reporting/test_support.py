from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput, NotOwner
from app.reporting.support import (
    SupportForm,
    add_step,
    count_support_waiting,
    list_support,
    propose_support,
    raise_support,
    reply_support,
    revise_support,
    withdraw_support,
)
from app.reporting.support_state import FINAL, Move, next_steps, state_after
from db.models.support import SupportLevel, SupportState
from tests.app.overview.small_county import County, claim

MOVES = st.lists(
    st.builds(
        Move,
        state=st.sampled_from(SupportState),
        on=st.dates(date(2026, 1, 1), date(2026, 1, 9)),
        text=st.just(""),
        ours=st.booleans(),
        at=st.text("abc", min_size=1, max_size=3),
    ),
    max_size=6,
)


@given(MOVES)
def test_the_last_move_counts_and_of_one_day_the_office_has_the_last_word(moves: list[Move]) -> None:
    state = state_after(moves)
    if not moves:
        assert state is SupportState.RAISED
        return
    day = max(move.on for move in moves)
    last = [move for move in moves if move.on == day]
    assert state in {move.state for move in last if not move.ours} or all(move.ours for move in last)


@given(st.sampled_from(SupportLevel), st.sampled_from(SupportState))
def test_no_step_leads_to_where_it_is_and_nothing_follows_a_solution(
    level: SupportLevel, state: SupportState
) -> None:
    steps = next_steps(level, state)
    assert state not in steps
    assert state is not SupportState.SOLVED or not steps
    if level is not SupportLevel.TOWNSHIP:
        assert not FINAL.intersection(steps)  # the office settles it, never the station


def test_what_the_township_settles_the_station_writes_down(county: County) -> None:
    station = county.stations[0]
    request = raise_support(
        station,
        SupportForm(
            "腾出两间用房做图书室", kind="place", covers=(county.items[0],), wanted_by=date(2026, 3, 20)
        ),
    )
    (row,) = list_support(station)
    assert (row.state_label, row.light, row.about) == (
        "提出",
        "blue",
        ("免费开放时间和项目上墙公示（第 1 项）",),
    )
    add_step(station, request, SupportState.TOWNSHIP_ACCEPTED)
    county.clock.forward(days=3)
    with pytest.raises(InvalidInput, match="写明理由"):
        add_step(station, request, SupportState.REFUSED)
    add_step(station, request, SupportState.PARTLY_SOLVED, text="先给一间")
    (row,) = list_support(station)
    assert (row.open, row.state_label, row.last) == (False, "部分解决", "先给一间")
    add_step(station, request, SupportState.SENT_TO_COUNTY)
    with pytest.raises(InvalidInput, match="已报县"):
        add_step(station, request, SupportState.SOLVED)
    county.sync()
    assert count_support_waiting(county.office) == 1


def test_the_county_answers_in_records_of_its_own(county: County) -> None:
    first, second, _third = county.stations
    request = raise_support(
        first,
        SupportForm(
            "更换音响设备",
            kind="equipment",
            level="county",
            amount=Decimal(38000),
            wanted_by=date(2026, 3, 10),
        ),
    )
    raise_support(second, SupportForm("协调县剧团排期", kind="coordination", level="bureau"))
    county.sync()
    office = county.office
    assert [row.township for row in list_support(office)] == sorted(
        row.township for row in list_support(office)
    )
    with pytest.raises(NotOwner):
        revise_support(office, request, SupportForm("别的"))
    with pytest.raises(InvalidInput, match="协调中"):
        reply_support(office, request, SupportState.RAISED)
    reply_support(office, request, SupportState.COORDINATING, text="已商财政局")
    county.clock.forward(days=9)
    late = next(row for row in list_support(office) if row.id == request)
    assert (late.light, late.late_words, late.state_words) == (
        "red",
        "过了希望日期 1 天",
        "协调中，过了 1 天",
    )
    reply_support(office, request, SupportState.SOLVED, text="列入追加预算")
    county.sync()
    (row,) = list_support(first)
    assert (row.state_label, row.light, row.next_states) == ("已解决", "green", ())
    assert (row.late_words, row.state_words) == ("", "已解决")  # settled: how late it was is no matter now
    assert [(move.who, move.state_label) for move in row.moves] == [("县里", "协调中"), ("县里", "已解决")]
    assert [row.state_label for row in list_support(second)] == ["提出"]
    assert not [row for row in list_support(office, open_only=True) if row.station == first.unit]


def test_requests_are_proposed_for_items_that_need_others(county: County) -> None:
    station = county.stations[0]
    claim(station, county.items[0])
    claim(station, county.items[1], ability="township", reason="村里没有排练场地")
    claim(station, county.items[2], ability="county")
    forms = propose_support(station)
    assert [(form.subject, form.level) for form in forms] == [
        ("村里没有排练场地", "township"),
        ("请求支持：开展“我们的节日”群众文化活动（第 3 项）", "county"),
    ]
    request = raise_support(station, forms[0])
    assert len(propose_support(station)) == 1
    withdraw_support(station, request, "不需要了")
    assert len(propose_support(station)) == 2
    with pytest.raises(InvalidInput):
        raise_support(station, SupportForm(" "))
