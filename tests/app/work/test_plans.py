from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import InvalidInput
from app.reporting.county_rules import set_holiday
from app.reporting.monthly import submit_return
from app.settings import last_opening, load_settings, remember_opening, save_settings
from app.tasks.claims import claim_items
from app.tasks.progress import request_closing
from app.work.digest import read_digest, week_to_sort
from app.work.log import add_log, list_log, settle_log
from app.work.month import MarkKind, read_month
from app.work.plans import add_event, carries, edit_event, explain, finish_event, postpone, remove_event
from app.work.today import CardKind, count_due, read_today
from app.workspace import Workspace
from db.models.log import LogLine, StreamHead
from db.models.tasks import Decision, Verdict
from tests.app.sync.county import make_county
from tests.app.tasks.lists import item, publish
from tests.workspaces import StoppedClock, carry

MONDAY = date(2026, 3, 2)


@pytest.fixture
def items(office: Workspace, station: Workspace) -> list[str]:
    """Due today, due on Friday, due long ago; claimed."""
    made = publish(
        office,
        [item("甲", "2026年3月2日前"), item("乙", "2026年3月6日前"), item("丙", "2026年1月5日前")],
    )
    carry(office, station)
    claim_items(station, made, responsible="周小满")
    return made


def test_what_is_put_off_comes_back_on_its_day(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    assert count_due(station) == 2
    postpone(station, items[0], to=date(2026, 3, 4), why="等场地")
    today = read_today(station)
    assert [card.title for card in today.due] == ["丙"]
    assert [(card.title, card.light, card.put_off_to) for card in today.week] == [
        ("甲", "yellow", date(2026, 3, 4)),  # the light is about the limit, which stays
        ("乙", "grey", None),
    ]
    assert today.week[0].detail.endswith("推到 3 月 4 日：等场地")
    assert count_due(station) == 1
    clock.to(date(2026, 3, 4))
    back = next(card for card in read_today(station).due if card.title == "甲")
    assert (back.light, back.put_off_to) == ("red", None)
    assert back.detail.endswith("3 月 2 日推来：等场地")
    postpone(station, items[0], to=date(2026, 3, 20), why="还等")
    assert read_today(station).later == 1
    assert count_due(station) == 1
    assert all(line == "self" for line in _streams(station, "day_plan"))


def test_a_reason_is_asked_for_after_the_second_carry(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    def asked(day: date) -> tuple[int, bool]:
        clock.to(day)
        card = next(card for card in read_today(station).due if card.title == "乙")
        return card.carried, card.ask_why

    assert asked(date(2026, 3, 6)) == (0, False)
    assert asked(date(2026, 3, 8)) == (0, False)  # the weekend carries nothing over
    assert asked(date(2026, 3, 9)) == (1, False)
    assert asked(date(2026, 3, 10)) == (2, True)
    with pytest.raises(InvalidInput, match="原因"):
        explain(station, items[1], " ")
    explain(station, items[1], "村里道路封闭")
    assert asked(date(2026, 3, 10)) == (2, False)
    assert asked(date(2026, 3, 11)) == (3, False)
    postpone(station, items[1], to=date(2026, 3, 12), why="路还没通")
    assert asked(date(2026, 3, 13)) == (1, False)
    set_holiday(office, date(2026, 3, 16), "停工", days=1)
    carry(office, station)
    assert asked(date(2026, 3, 16)) == (1, False)
    assert asked(date(2026, 3, 17)) == (2, True)


@pytest.mark.parametrize(
    ("to", "why", "sentence"),
    [
        (date(2026, 3, 4), " ", "为什么"),
        (MONDAY, "等", "今天以后"),
        (date(2028, 1, 1), "等", "一年以内"),
    ],
)
def test_what_is_no_postponement(station: Workspace, to: date, why: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        postpone(station, "x", to=to, why=why)


def test_events_of_ones_own(station: Workspace, clock: StoppedClock) -> None:
    event = add_event(station, "妇女节演出彩排", on=date(2026, 3, 7))
    add_event(station, "四月的事", on=date(2026, 4, 7))
    (card,) = read_today(station).week
    assert (card.kind, card.key, card.word) == (CardKind.EVENT, event, "3 月 7 日")
    edit_event(station, event, text="彩排", on=date(2026, 3, 5))
    clock.to(date(2026, 3, 6))
    (card,) = read_today(station).due
    assert (card.title, card.word) == ("彩排", "过了 1 天")
    postpone(station, event, to=date(2026, 3, 9), why="下雪")
    assert read_today(station).due == ()
    clock.to(date(2026, 3, 9))
    assert [card.key for card in read_today(station).due] == [event]
    finish_event(station, event)
    assert read_today(station).due == ()
    assert [(line.text, line.on) for line in list_log(station)] == [("彩排", date(2026, 3, 5))]
    with pytest.raises(InvalidInput, match="已经办完"):
        finish_event(station, event)
    with pytest.raises(InvalidInput, match="已经过去"):
        add_event(station, "昨天", on=date(2026, 3, 8))
    with pytest.raises(InvalidInput, match="要办什么"):
        add_event(station, " ", on=date(2026, 3, 9))
    other = add_event(station, "算了", on=date(2026, 3, 9))
    remove_event(station, other)
    assert read_today(station).due == ()


def test_the_months_return_is_asked_for_until_it_is_handed_in(
    station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    def cards(day: date) -> list[tuple[str, str, bool]]:
        clock.to(day)
        today = read_today(station)
        return [
            (card.title, card.word, card in today.due)
            for card in (*today.due, *today.week)
            if card.kind is CardKind.REPORT
        ]

    assert cards(date(2026, 3, 31)) == []
    assert cards(date(2026, 4, 1)) == [("3 月的月报还没有上报", "4 月 5 日前", False)]
    assert cards(date(2026, 4, 7)) == [("3 月的月报还没有上报", "逾期 2 天", True)]
    submit_return(station, date(2026, 3, 1), signed_by="周小满")
    assert cards(date(2026, 4, 7)) == []


def test_weekends_are_counted_without_a_table() -> None:
    def weekdays(day: date) -> bool:
        return day.weekday() < 5

    assert carries(MONDAY, MONDAY, weekdays) == 0
    assert carries(date(2026, 3, 6), date(2026, 3, 9), weekdays) == 1
    assert carries(MONDAY, MONDAY + timedelta(days=14), weekdays) == 10


def test_a_month_has_limits_events_and_activities(
    office: Workspace, station: Workspace, items: list[str], clock: StoppedClock
) -> None:
    set_holiday(office, date(2026, 3, 8), "妇女节")
    carry(office, station)
    add_log(station, "汇演", activity="show", on=date(2026, 3, 1))
    add_log(station, "扫雪", on=date(2026, 3, 1))
    add_log(station, "开门", on=date(2026, 3, 1))
    event = add_event(station, "彩排", on=date(2026, 3, 7))
    postpone(station, items[0], to=date(2026, 3, 12), why="等")
    month = read_month(station, 2026, 3)
    assert (month.weeks[0][0].on, month.weeks[-1][-1].on) == (date(2026, 2, 23), date(2026, 4, 5))

    def marks(day: date) -> list[tuple[str, str]]:
        found = month.day(day)
        assert found is not None
        return [(mark.kind, mark.title) for mark in found.marks]

    assert marks(date(2026, 3, 1)) == [(MarkKind.ACTIVITY, "汇演"), (MarkKind.LOG, "扫雪 等 2 条")]
    assert marks(MONDAY) == [(MarkKind.TASK, "甲")]
    assert marks(date(2026, 3, 6)) == [(MarkKind.TASK, "乙")]
    assert marks(date(2026, 3, 7)) == [(MarkKind.EVENT, "彩排")]
    assert marks(date(2026, 3, 12)) == [(MarkKind.PUT_OFF, "甲")]
    eighth = month.day(date(2026, 3, 8))
    assert eighth is not None
    assert (eighth.name, eighth.off) == ("妇女节", True)
    assert (month.loads[1].total, month.loads[1].by_person) == (3, (("周小满", 2),))
    assert month.loads[0].total == 0  # what is done is no load
    finish_event(station, event)
    assert read_month(station, 2026, 3).loads[1].total == 2
    assert month.day(date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("today", "start", "end", "asked"),
    [
        (date(2026, 3, 2), date(2026, 2, 23), date(2026, 3, 1), True),
        (date(2026, 3, 4), date(2026, 2, 23), date(2026, 3, 1), False),
        (date(2026, 3, 6), date(2026, 3, 2), date(2026, 3, 6), True),
        (date(2026, 3, 8), date(2026, 3, 2), date(2026, 3, 8), True),
    ],
)
def test_the_week_to_sort(today: date, start: date, end: date, asked: bool) -> None:
    assert week_to_sort(today) == (start, end, asked)


def test_the_digest_says_what_came(tmp_path: Path, clock: StoppedClock) -> None:
    county = make_county(tmp_path, clock, enrolled=True)
    station, office = county.stations[0], county.office
    opened = clock.instant
    clock.forward(minutes=5)
    (one, two) = publish(office, [item("甲", "2026年3月20日前"), item("乙", "2026年3月21日前")])
    county.exchange(station)
    claim_items(station, [one, two], responsible="周小满")
    request = request_closing(station, one, result="完成")
    county.exchange(station)
    clock.forward(minutes=5)
    with office.write() as session:
        session.create(
            Verdict(
                target_kind="closure_request",
                target=request,
                target_revision=1,
                decision=Decision.RETURNED,
                decided_on=office.today,
                reason="缺照片",
            ),
            stream=station.unit,
        )
    between = clock.instant
    clock.forward(minutes=5)
    county.exchange(station)
    assert read_digest(station, opened).came == ("新任务 2 项", "退回 1 项")
    assert read_digest(station, between).sentences == ("县里来了：退回 1 项",)
    assert read_digest(station, clock.instant).sentences == ()
    county.close()


def test_time_turns_lights(station: Workspace, items: list[str], clock: StoppedClock) -> None:
    opened = clock.instant
    assert read_digest(station, None).sentences == ()
    assert read_digest(station, opened).sentences == ()
    clock.to(date(2026, 3, 7))
    assert read_digest(station, opened).sentences == ("2 项过了时限",)


def test_lines_are_asked_for_at_the_weeks_end(station: Workspace, clock: StoppedClock) -> None:
    settled = add_log(station, "扫雪").log_entry
    add_log(station, "到前进村看书屋")
    assert read_digest(station, None).to_sort == 0  # Monday asks for the week before
    clock.to(date(2026, 3, 6))
    digest = read_digest(station, None)
    assert (digest.to_sort, digest.sort_from, digest.sort_to) == (2, MONDAY, date(2026, 3, 6))
    settle_log(station, settled)
    assert read_digest(station, None).to_sort == 1
    clock.to(date(2026, 3, 9))
    assert read_digest(station, None).to_sort == 1
    clock.to(date(2026, 3, 10))
    assert read_digest(station, None).to_sort == 0


def test_the_last_opening_is_kept_and_nothing_is_counted(station: Workspace, clock: StoppedClock) -> None:
    assert last_opening(station.folder) is None
    remember_opening(station.folder, clock.instant)
    assert last_opening(station.folder) == clock.instant
    save_settings(station.folder, load_settings(station.folder))
    assert last_opening(station.folder) == clock.instant
    clock.forward(days=1)
    remember_opening(station.folder, clock.instant)
    text = (station.folder / "settings.json").read_text(encoding="utf-8")
    assert text.count("2026-03-") == 1
    (station.folder / "settings.json").write_text('{"opened_at": "gestern"}', encoding="utf-8")
    assert last_opening(station.folder) is None


def _streams(ws: Workspace, kind: str) -> list[str]:
    with ws.read() as session:
        return list(
            session.scalars(
                select(StreamHead.stream)
                .join(LogLine, LogLine.head == StreamHead.id)
                .where(LogLine.kind == kind)
            )
        )
