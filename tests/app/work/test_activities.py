from datetime import date

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.tasks.ledger import read_row
from app.work.activities import (
    ActivityFilter,
    ActivityForm,
    Visit,
    add_activity,
    count_activities,
    list_activities,
    make_activity,
    read_activity,
    save_activity,
    save_visits,
    total_activities,
)
from app.work.facts import services
from app.work.log import add_log, list_log, remove_log
from app.workspace import Workspace
from tests.app.work.villages import claim_films, village_ids
from tests.facilities import found_county

FORM = ActivityForm(
    kind="film",
    on=date(2026, 3, 1),
    text="三个村放映公益电影",
    topic="公益电影下乡",
    hours="18:30—20:30",
    place="文体广场",
    people=210,
    audience="村民",
    organiser="青石镇综合文化站",
    partner="县电影公司",
    content="放映两部国产片",
    handler="周小满",
)


@pytest.fixture
def station(office: Workspace, station: Workspace) -> Workspace:
    return found_county(office, station, packs=False)


@pytest.fixture
def villages(station: Workspace) -> list[str]:
    return village_ids(station)


def test_a_line_becomes_an_activity_and_stays_progress(
    office: Workspace, station: Workspace, villages: list[str]
) -> None:
    task = claim_films(office, station)
    entry = add_log(station, "放电影", item=task, quantity=1).log_entry
    assert list_activities(station) == []
    make_activity(station, entry, "film")
    assert [event.kind_label for event in list_activities(station)] == ["电影放映"]
    save_activity(station, entry, replace(FORM, villages=tuple(villages)))
    event = read_activity(station, entry)
    assert (event.topic, event.partner, event.handler) == ("公益电影下乡", "县电影公司", "周小满")
    assert (event.where, event.times) == ("文体广场（前进村、河口村等 3 村）", 3)
    assert (event.task, event.late) == ("放映公益电影", True)
    row = read_row(station, task)
    assert (row.last_text, row.last_on, row.quantity_done) == ("三个村放映公益电影", date(2026, 3, 1), 1)
    assert [line.text for line in list_log(station)] == ["三个村放映公益电影"]
    remove_log(station, entry)
    assert list_activities(station) == []
    with pytest.raises(InvalidInput, match="已经删除"):
        read_activity(station, entry)


def test_an_activity_entered_as_such_is_a_line_too(station: Workspace, villages: list[str]) -> None:
    entry = add_activity(station, replace(FORM, text="", villages=(villages[0],)))
    (line,) = list_log(station)
    assert (line.id, line.text, line.activity_label) == (entry, "公益电影下乡", "电影放映")
    assert [reached.service for reached in services(station, FORM.on, FORM.on)] == [None]


def test_each_village_has_its_day_and_its_head_count(station: Workspace, villages: list[str]) -> None:
    entry = add_activity(station, replace(FORM, villages=tuple(villages), people=None))
    save_visits(
        station,
        entry,
        [
            Visit(villages[0], date(2026, 3, 1), people=80),
            Visit(villages[1], date(2026, 3, 2), times=2, people=90),
            Visit(villages[2], date(2026, 2, 27)),
        ],
    )
    march = services(station, date(2026, 3, 1), date(2026, 3, 31))
    assert [(one.village, one.on.day, one.times, one.people) for one in march] == [
        ("前进村", 1, 1, 80),
        ("河口村", 2, 2, 90),
    ]
    totals = total_activities(station)
    assert (totals.activities, totals.times, totals.people, totals.villages) == (1, 4, 170, 3)
    save_visits(station, entry, [Visit(villages[1], date(2026, 3, 1))])
    assert [one.village for one in services(station, date(2026, 1, 1), date(2026, 3, 31))] == ["河口村"]
    with pytest.raises(InvalidInput, match="还没有到"):
        save_visits(station, entry, [Visit(villages[1], date(2026, 3, 3))])
    with pytest.raises(InvalidInput, match="至少是 1"):
        save_visits(station, entry, [Visit(villages[1], date(2026, 3, 1), times=0)])


def test_what_can_be_looked_for(station: Workspace, villages: list[str]) -> None:
    add_activity(station, replace(FORM, villages=tuple(villages[:2])))
    add_activity(
        station, replace(FORM, kind="show", text="广场汇演", topic="", partner="", on=date(2026, 2, 3))
    )
    add_log(station, "整理报刊")

    def found(**wanted: object) -> list[str]:
        return [event.topic for event in list_activities(station, wanted=ActivityFilter(**wanted))]  # type: ignore[arg-type]

    assert found() == ["公益电影下乡", "广场汇演"]
    assert found(start=date(2026, 3, 1)) == ["公益电影下乡"]
    assert found(end=date(2026, 2, 28)) == ["广场汇演"]
    assert found(kind="show") == ["广场汇演"]
    assert found(village=villages[1]) == ["公益电影下乡"]
    assert found(village=villages[2]) == []
    assert found(text="电影公司") == ["公益电影下乡"]
    assert found(text="广场") == ["公益电影下乡", "广场汇演"]
    assert found(text="%") == []
    assert count_activities(station, wanted=ActivityFilter(kind="film")) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": " ", "topic": ""}, "什么活动"),
        ({"kind": ""}, "活动类型"),
        ({"kind": "circus"}, "活动类型"),
        ({"on": date(2026, 3, 3)}, "还没有到"),
    ],
)
def test_what_is_no_activity(station: Workspace, wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        add_activity(station, replace(FORM, **wrong))  # type: ignore[arg-type]
    assert list_log(station) == []
    entry = add_log(station, "甲").log_entry
    with pytest.raises(InvalidInput, match="活动类型"):
        make_activity(station, entry, "")
