"""Meetings: called, signed for, written down; what was decided becomes orders and tasks."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.meetings.called import called_to
from app.meetings.decisions import (
    DecisionForm,
    add_decision,
    decision_to_order,
    decision_to_task,
    edit_decision,
    remove_decision,
)
from app.meetings.meetings import (
    MeetingForm,
    MinutesForm,
    call_meeting,
    cancel_meeting,
    edit_meeting,
    list_meetings,
    meeting_of_notice,
    write_minutes,
)
from app.papers.catalog import Choices, print_document
from app.rectification.orders import list_orders
from app.reporting.instructions import acknowledge, list_instructions
from app.search.finding import search
from app.tasks.draft import DraftHead, create_draft, list_draft
from app.work.month import MarkKind, read_month
from app.work.today import read_today
from tests.app.overview.small_county import County, make_county

FORM = MeetingForm(
    "三月份创建工作调度会",
    date(2026, 3, 10),
    place="县文化馆二楼会议室",
    chair="沈静",
    agenda="通报问题\n\n布置任务",
    bring="本站台账一份",
)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=3, items=2)
    yield made
    made.close()


@pytest.fixture
def meeting(county: County) -> str:
    return call_meeting(county.office, FORM)


def test_the_notice_goes_down_and_is_signed_for(county: County, meeting: str) -> None:
    county.sync()
    station = county.stations[0]
    (notice,) = list_instructions(station)
    assert notice.form.title == "关于召开三月份创建工作调度会的通知"
    assert notice.form.text.splitlines() == [
        "时间：2026年3月10日（星期二）09:00",
        "地点：县文化馆二楼会议室",
        "主持：沈静",
        "议程：",
        "1. 通报问题",
        "2. 布置任务",
        "请带：本站台账一份",
    ]
    assert notice.form.acknowledge_by == date(2026, 3, 9)
    acknowledge(station, notice.id)
    county.sync()
    (row,) = list_meetings(county.office)
    assert (row.id, row.notice.read, row.notice.asked, len(row.invited)) == (meeting, 1, 3, 3)
    edit_meeting(county.office, meeting, replace(FORM, place="县委党校"))
    assert list_meetings(county.office)[0].notice.read == 1
    county.sync()
    (notice,) = list_instructions(station)
    assert "县委党校" in notice.form.text
    assert notice.read_on is None  # the place is another one: it wants to be read again


def test_only_those_who_are_called_see_it(county: County) -> None:
    called = county.stations[1].unit
    call_meeting(county.office, replace(FORM, addressees=(called,)))
    county.sync()
    assert [len(list_meetings(ws)) for ws in county.stations] == [0, 1, 0]
    assert [unit for unit, _ in list_meetings(county.office)[0].invited] == [called]


@pytest.mark.parametrize(
    ("change", "words"),
    [({"title": " "}, "会议名称"), ({"place": ""}, "地点"), ({"on": date(2026, 3, 1)}, "已经过去")],
)
def test_what_cannot_be_announced_is_refused(county: County, change: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        call_meeting(county.office, replace(FORM, **change))  # type: ignore[arg-type]
    assert list_instructions(county.office) == []


def test_the_station_sees_what_it_has_to_do(county: County, meeting: str) -> None:
    office, station = county.office, county.stations[0]
    add_decision(
        office, meeting, DecisionForm("三日内报排练厅清单", station.unit, "周小满", date(2026, 3, 13))
    )
    add_decision(office, meeting, DecisionForm("各站自查一遍电路"))
    write_minutes(
        office,
        meeting,
        MinutesForm((station.unit,), "文旅局李局长", "问题清单一份", "通报了两起问题。", "王敏"),
    )
    county.sync()
    notice = list_instructions(station)[0].id
    row = meeting_of_notice(station, notice)
    assert row is not None
    assert [(one.text, one.station_name, one.person) for one in row.decisions] == [
        ("三日内报排练厅清单", "青石镇综合文化站", "周小满"),
        ("各站自查一遍电路", "各站", ""),
    ]
    assert row.minutes.minutes == "通报了两起问题。"
    assert meeting_of_notice(station, "none") is None


def test_a_decision_becomes_an_order_in_one_step(county: County, meeting: str) -> None:
    office, station = county.office, county.stations[0]
    decision = add_decision(office, meeting, DecisionForm("修好图书室门锁", station.unit, "周小满"))
    with pytest.raises(InvalidInput, match="完成期限"):
        decision_to_order(office, decision)
    edit_decision(office, decision, DecisionForm("修好图书室门锁", station.unit, "周小满", date(2026, 3, 20)))
    order = decision_to_order(office, decision)
    with pytest.raises(InvalidInput, match="已经下了交办单"):
        decision_to_order(office, decision)
    with pytest.raises(InvalidInput, match="已经下了交办单"):
        remove_decision(office, decision)
    with pytest.raises(InvalidInput, match="会议不能撤"):
        cancel_meeting(office, meeting, "不开了")
    county.sync()
    (row,) = list_orders(station)
    assert (row.id, row.form.description, row.form.limit_end) == (order, "修好图书室门锁", date(2026, 3, 20))
    assert row.form.requirement == "会议定由周小满负责。"
    assert row.form.clause == "2026年3月10日三月份创建工作调度会"


def test_what_all_have_to_do_becomes_a_task(county: County, meeting: str) -> None:
    office = county.office
    package = create_draft(office, DraftHead("补充清单"))
    decision = add_decision(
        office, meeting, DecisionForm("每村培育一支文艺队", person="各站站长", due_on=date(2026, 9, 30))
    )
    with pytest.raises(InvalidInput, match="一个文化站"):
        decision_to_order(office, decision)
    decision_to_task(office, decision, package)
    (item,) = list_draft(office, package)
    assert (item.form.content, item.limit_end, item.form.responsible_unit) == (
        "每村培育一支文艺队",
        date(2026, 9, 30),
        "各站站长",
    )
    assert item.form.basis == "2026年3月10日三月份创建工作调度会"
    (row,) = list_meetings(office)[0].decisions
    assert (row.outcome, row.outcome_record, row.outcome_label) == ("task", item.item, "列入任务清单")


def test_a_meeting_that_is_cancelled_takes_its_notice_along(county: County, meeting: str) -> None:
    add_decision(county.office, meeting, DecisionForm("会前先自查"))
    county.sync()
    cancel_meeting(county.office, meeting, "改期另行通知")
    county.sync()
    assert list_meetings(county.stations[0]) == []
    assert list_instructions(county.stations[0]) == []


def test_it_is_found_and_printed(county: County, meeting: str, tmp_path: Path) -> None:
    office = county.office
    for name in ("会议通知", "会议签到表", "会议纪要"):
        assert print_document(office, name, tmp_path / f"{name}.pdf", Choices(meeting=meeting)).pages == 1
    hits = [hit for group in search(office, "三月份创建") for hit in group.hits]
    assert ("meeting", meeting) in {(hit.about_kind, hit.about) for hit in hits}


def test_the_station_has_it_in_its_day_and_its_calendar(county: County, meeting: str) -> None:
    county.sync()
    station = county.stations[0]
    title = "开会：三月份创建工作调度会"
    county.clock.to(date(2026, 3, 2))
    assert not any(card.title == title for card in read_today(station).week)  # more than a week ahead
    county.clock.to(date(2026, 3, 4))
    (card,) = [card for card in read_today(station).week if card.title == title]
    assert (card.word, card.detail) == ("3 月 10 日", "09:00 县文化馆二楼会议室，请带本站台账一份")
    view = read_month(station, 2026, 3).day(date(2026, 3, 10))
    assert view is not None
    assert [(mark.kind, mark.key, mark.done) for mark in view.marks] == [(MarkKind.MEETING, meeting, False)]
    county.clock.to(date(2026, 3, 10))
    assert title in {card.title for card in read_today(station).due}
    county.clock.to(date(2026, 3, 11))
    assert title not in {card.title for card in (*read_today(station).due, *read_today(station).week)}


def test_only_those_who_are_called_have_it_in_their_day_until_it_is_cancelled(
    county: County, meeting: str
) -> None:
    office, (first, second) = county.office, county.stations[:2]
    until = date(2026, 3, 31)
    county.clock.to(date(2026, 3, 4))
    edit_meeting(office, meeting, replace(FORM, addressees=(second.unit,)))
    county.sync()
    assert [len(called_to(station, until)) for station in (first, second)] == [0, 1]
    assert called_to(second, date(2026, 3, 9)) == []
    cancel_meeting(office, meeting, "不开了")
    county.sync()
    assert called_to(second, until) == []
