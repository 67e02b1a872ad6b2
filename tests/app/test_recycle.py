from datetime import date

import pytest

from app.errors import InvalidInput
from app.log.kind_words import KIND_WORDS
from app.log.kinds import kinds
from app.recycle import KEPT_DAYS, list_bin, put_back
from app.tasks.claims import claim_items, unclaim_items
from app.work.log import add_log, list_log, remove_log
from app.workspace import COUNTY, Workspace
from db.models.facilities import Venue, VenueKind
from tests.app.tasks.lists import item, publish
from tests.workspaces import StoppedClock, carry


def test_what_was_taken_out_is_listed_and_comes_back_with_what_went_along(
    office: Workspace, station: Workspace
) -> None:
    items = publish(office, [item("组织群众文化活动", "2026年6月底前")])
    carry(office, station)
    claim_items(station, items)
    added = add_log(station, "秧歌汇演", item=items[0])
    remove_log(station, added.log_entry)
    rows = list_bin(station)
    assert {(row.kind_label, row.title, row.reason, row.by) for row in rows} == {
        ("日志", "秧歌汇演", "删除日志", "测试员"),
        ("进展", "秧歌汇演", "删除日志", "测试员"),
    }
    assert put_back(station, "log_entry", added.log_entry) == 2
    assert list_bin(station) == []
    assert [row.task for row in list_log(station)] == ["组织群众文化活动"]
    assert put_back(station, "log_entry", added.log_entry) == 0


def test_what_belongs_to_something_in_the_bin_does_not_come_back_alone(
    office: Workspace, station: Workspace, clock: StoppedClock
) -> None:
    items = publish(office, [item("组织群众文化活动", "2026年6月底前")])
    carry(office, station)
    claim_items(station, items)
    added = add_log(station, "秧歌汇演", item=items[0])
    assert added.progress is not None
    remove_log(station, added.log_entry)
    clock.forward(minutes=5)
    unclaim_items(station, items)
    with pytest.raises(InvalidInput, match="也在回收站"):
        put_back(station, "progress", added.progress)
    assert len(list_bin(station, text="秧歌")) == 2


def test_only_our_own_of_the_last_half_year_is_listed(
    office: Workspace, station: Workspace, clock: StoppedClock
) -> None:
    with station.write() as session:
        venue = session.create(Venue(unit="u", name="戏台", kind=VenueKind.STAGE), stream=COUNTY).id
    with station.write() as session:
        session.withdraw(session.get_one(Venue, venue), "拆了")
    carry(station, office)
    assert list_bin(office) == []
    clock.forward(days=KEPT_DAYS)
    assert [row.title for row in list_bin(station)] == ["戏台"]
    assert list_bin(station)[0].taken_out.date() == date(2026, 3, 2)
    clock.forward(days=1)
    assert list_bin(station) == []


def test_listed_kinds_have_the_titles_that_are_named() -> None:
    for name, (_, titles) in KIND_WORDS.items():
        if name in kinds():
            assert set(titles) <= set(kinds()[name].table.columns.keys()), name
