"""What an intake would change, told before it does: by station and village, field by field."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.office.units import UnitForm, add_unit, list_units
from app.sync.differences import count_lines, list_changes
from app.sync.epochs import recover
from app.sync.receive import preview, receive
from app.sync.undo import undo_import
from app.workspace import COUNTY
from db.models.units import UnitKind
from db.models.work import LogEntry
from tests.app.sync.county import County, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, 2, enrolled=True)
    yield made
    made.close()


def test_before_and_after_by_station_and_village(county: County) -> None:
    office, (first, second) = county.office, county.stations
    parent = next(row.id for row in list_units(office, kind=UnitKind.STATION) if row.name == "白石镇文化站")
    village = add_unit(office, UnitForm(UnitKind.VILLAGE, "上柳树村", "990101001201", parent=parent))
    with first.write() as session:
        entry = session.create(
            LogEntry(on=date(2026, 3, 2), text="巡查", unit=village, people=3), stream=COUNTY
        ).id
    other = write_entry(second, "别站的")
    assert receive(office, [county.up(first), county.up(second)]).complete
    with first.write() as session:
        row = session.get_one(LogEntry, entry)
        row.text, row.people = "巡查并整改", 5
    write_entry(first, "新写的")
    with second.write() as session:
        session.withdraw(session.get_one(LogEntry, other), "写错了")
    packages = [county.up(first), county.up(second)]
    told = preview(office, packages)
    assert [(one.unit_name, one.village, one.title, one.what, one.words) for one in told.records] == [
        ("柳河镇文化站", "", "别站的", "撤下", "状态：有效 → 已撤下"),
        ("白石镇文化站", "", "新写的", "新增", "新增"),
        ("白石镇文化站", "上柳树村", "巡查并整改", "更新", "内容：巡查 → 巡查并整改；人数：3 → 5"),
    ]
    real = receive(office, packages)
    assert real.batch is not None
    assert tuple(list_changes(office, real.batch)) == told.records
    assert receive(office, packages).records == ()


def test_a_past_intake_tells_what_it_changed_then(county: County) -> None:
    office, (first, _) = county.office, county.stations
    entry = write_entry(first, "一")
    batches = []
    for text in ("二", "三", "四"):
        with first.write() as session:
            session.get_one(LogEntry, entry).text = text
        batches.append(receive(office, [county.up(first)]).batch or 0)
    assert [[one.words for one in list_changes(office, batch)] for batch in batches] == [
        ["新增"],
        ["内容：二 → 三"],
        ["内容：三 → 四"],
    ]
    undo_import(office, batches[-1])
    assert list_changes(office, batches[-1]) == []
    assert [one.words for one in list_changes(office, batches[1])] == ["内容：二 → 三"]
    again = receive(office, [county.up(first)]).batch
    assert [one.words for one in list_changes(office, again or 0)] == ["内容：三 → 四"]


def test_what_came_late_and_was_overtaken_changed_nothing(county: County) -> None:
    """Of a record the highest revision counts, in whatever order its lines come."""
    office, (first, _) = county.office, county.stations
    entry = write_entry(first, "旧")
    old = county.up(first)
    recover(first)  # says everything anew, with higher revisions
    first = county.reopen(first)
    with first.write() as session:
        session.get_one(LogEntry, entry).text = "新"
    fresh = county.up(first)
    assert [one.words for one in list_changes(office, receive(office, [fresh]).batch or 0)] == ["新增"]
    batch = receive(office, [old]).batch
    assert batch is None or list_changes(office, batch) == []


def test_as_much_is_told_as_was_asked_for(county: County) -> None:
    office, (first, _) = county.office, county.stations
    for number in range(5):
        write_entry(first, f"{number}")
    batch = receive(office, [county.up(first)]).batch or 0
    assert count_lines(office, batch) == 5
    assert len(list_changes(office, batch, 3)) == 3
    assert len(list_changes(office, batch)) == 5
