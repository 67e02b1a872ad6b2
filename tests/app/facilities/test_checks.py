from datetime import date

import pytest
from sqlalchemy import func, select

from app.errors import InvalidInput, NotOwner
from app.facilities.checks import (
    CheckSheet,
    discard_check,
    edit_check,
    finish_check,
    read_check,
    read_venue_sheet,
    reopen_check,
    start_check,
)
from app.facilities.entering import enter_results, like_last
from app.facilities.judging import Entry, Finding, Standing
from app.facilities.venues import VenueForm, add_venue, get_venue
from app.workspace import Workspace
from db.models.facilities import CheckResult, VenueKind
from tests.facilities import STATION_ITEMS, publish_pack
from tests.workspaces import StoppedClock, carry


@pytest.fixture
def house(ready: Workspace) -> str:
    return add_venue(ready, VenueForm(unit=ready.unit, name="站舍", kind=VenueKind.STATION_HOUSE))


def findings(sheet: CheckSheet) -> dict[str, str]:
    return {line.code: line.finding.value for line in sheet.lines}


def test_a_check_from_start_to_finish(ready: Workspace, house: str) -> None:
    check = start_check(ready, house)
    assert start_check(ready, house) == check  # one under way is continued
    sheet = read_check(ready, check)
    assert [line.code for line in sheet.lines] == ["A02", "A05", "B04", "E01", "G03", "G04"]
    assert [line.standard for line in sheet.lines] == ["≥500 m²", "是", "5 样齐全", "≥2 人", "是", "是"]
    assert (sheet.left, sheet.on, sheet.checker, sheet.pack_version) == (6, date(2026, 3, 2), "测试员", 1)
    assert sheet.lines[0].source == "建标160（2012年）"
    assert [line.doubtful for line in sheet.lines] == [True] * 4 + [False, True]
    with pytest.raises(InvalidInput, match="一项都没有录"):
        finish_check(ready, check)
    enter_results(
        ready,
        check,
        {
            "A02": Entry("３２０"),
            "A05": Entry("1"),
            "B04": Entry("12345"),
            "E01": Entry("1"),
            "G03": Entry("2", note="压力表在红区", photo_no="12"),
        },
    )
    sheet = finish_check(ready, check)
    assert findings(sheet) == {
        "A02": "not_met",
        "A05": "met",
        "B04": "met",
        "E01": "basically_met",
        "G03": "not_met",
        "G04": "not_checked",
    }
    assert [(line.actual, line.shortfall) for line in sheet.lines if line.short] == [
        ("320 m²", "差 180 m²"),
        ("1 人", "差 1 人"),
        ("否", "不符合"),
    ]
    assert sheet.outcome.standing is Standing.VETOED
    assert sheet.outcome.percent_met == 33
    assert sheet.lines[4].entry.photo_no == "12"
    row = get_venue(ready, house)
    assert (row.last_on, row.items, row.met, row.not_met, row.not_checked) == (date(2026, 3, 2), 6, 2, 2, 1)
    assert row.summary == "缺 2，基本 1，未查 1"
    assert read_venue_sheet(ready, house).check == check


def test_a_refused_value_leaves_everything_as_it_was(ready: Workspace, house: str) -> None:
    check = start_check(ready, house)
    with pytest.raises(InvalidInput):
        enter_results(ready, check, {"A05": Entry("1"), "A02": Entry("很大")})
    with pytest.raises(InvalidInput, match="原因"):
        enter_results(ready, check, {"A05": Entry(not_applicable=True)})
    with pytest.raises(InvalidInput, match="Z99"):
        enter_results(ready, check, {"Z99": Entry("1")})
    assert read_check(ready, check).left == 6


def test_an_entry_can_be_changed_and_emptied(ready: Workspace, house: str) -> None:
    check = start_check(ready, house)
    enter_results(ready, check, {"A02": Entry("320")})
    enter_results(ready, check, {"A02": Entry("600", note="扩建", fixed_on_spot=True)})
    line = read_check(ready, check).lines[0]
    assert (line.finding, line.entry.fixed_on_spot) == (
        Finding.MET,
        False,
    )  # it meets: nothing was to be fixed
    enter_results(ready, check, {"A02": Entry("320")})
    assert read_check(ready, check).lines[0].finding is Finding.NOT_MET
    enter_results(ready, check, {"A02": Entry()})
    assert read_check(ready, check).left == 6
    enter_results(ready, check, {"A02": Entry("", not_applicable=True, note="租用")})
    assert read_check(ready, check).lines[0].actual == "不适用"
    with ready.read() as session:
        assert session.scalar(select(func.count()).select_from(CheckResult)) == 1


def test_a_finished_check_is_only_changed_after_it_is_opened_again(ready: Workspace, house: str) -> None:
    check = start_check(ready, house)
    enter_results(ready, check, {"A05": Entry("1")})
    finish_check(ready, check)
    with pytest.raises(InvalidInput, match="已经结束"):
        enter_results(ready, check, {"A05": Entry("2")})
    reopen_check(ready, check)
    assert start_check(ready, house) == check
    enter_results(ready, check, {"A05": Entry("0", fixed_on_spot=True)})
    sheet = finish_check(ready, check)
    assert sheet.lines[1].finding_label == "现场已改"
    assert sheet.outcome.fixed == 1


def test_the_last_check_stands_beside_and_is_taken_over_where_it_still_says_something(
    ready: Workspace, house: str, clock: StoppedClock, office: Workspace
) -> None:
    first = start_check(ready, house)
    assert like_last(ready, first).entries == {}
    enter_results(
        ready,
        first,
        {
            "A02": Entry("320", fixed_on_spot=True),
            "A05": Entry("0", fixed_on_spot=True),
            "B04": Entry("演出、体育", photo_no="7"),
            "E01": Entry(not_applicable=True, note="代管"),
        },
    )
    enter_results(ready, first, {"G04": Entry("1")})
    enter_results(ready, first, {"G04": Entry()})  # typed by mistake: not looked at
    finish_check(ready, first)
    clock.to(date(2026, 6, 1))
    items = [
        item | {"options": ["演出", "展览"]} if item["code"] == "B04" else item for item in STATION_ITEMS
    ]
    publish_pack(office, "station-pack", "station", "乡镇综合文化站标准", items, version=2)
    carry(office, ready)
    second = start_check(ready, house)
    sheet = read_check(ready, second)
    assert (sheet.pack_version, sheet.last_on) == (2, date(2026, 3, 2))
    assert sheet.lines[2].last == "演出、体育（2 样）"
    enter_results(ready, second, {"G03": Entry("1")})
    proposal = like_last(ready, second)
    assert proposal.on == date(2026, 3, 2)
    # a list that reads otherwise now and a figure that was put right are left to be looked at
    assert proposal.entries == {"A05": Entry("1"), "E01": Entry(not_applicable=True, note="代管")}
    enter_results(ready, second, proposal.entries)
    assert read_check(ready, second).left == 3
    assert read_check(ready, first).pack_version == 1  # stays bound to its version
    assert read_check(ready, first).last_on is None


def test_what_changed_since_the_last_check(ready: Workspace, house: str, clock: StoppedClock) -> None:
    first = start_check(ready, house)
    enter_results(
        ready, first, {"A02": Entry("320"), "A05": Entry("1"), "G03": Entry("1"), "G04": Entry("1")}
    )
    finish_check(ready, first)
    clock.forward(days=30)
    second = start_check(ready, house)
    enter_results(
        ready, second, {"A02": Entry("400"), "A05": Entry("1"), "G03": Entry("2"), "E01": Entry("2")}
    )
    sheet = finish_check(ready, second)
    assert [line.code for line in sheet.lines if line.changed] == ["A02", "G03"]


def test_a_check_can_be_thrown_away(ready: Workspace, house: str) -> None:
    check = start_check(ready, house)
    enter_results(ready, check, {"A05": Entry("1")})
    finish_check(ready, check)
    discard_check(ready, check, reason="录错场所")
    assert get_venue(ready, house).last_check is None
    with pytest.raises(InvalidInput, match="撤下"):
        read_check(ready, check)
    assert read_venue_sheet(ready, house).check is None


def test_day_and_standard_are_looked_after(ready: Workspace, house: str) -> None:
    with pytest.raises(InvalidInput, match="还没有到"):
        start_check(ready, house, on=date(2026, 3, 3))
    check = start_check(ready, house, on=date(2026, 2, 27), checker="韩德顺")
    with pytest.raises(InvalidInput, match="还没有到"):
        edit_check(ready, check, on=date(2027, 1, 1), checker="")
    edit_check(ready, check, on=date(2026, 2, 28), checker=" 于得水 ", note="下雨")
    sheet = read_check(ready, check)
    assert (sheet.on, sheet.checker, sheet.note) == (date(2026, 2, 28), "于得水", "下雨")
    square = add_venue(ready, VenueForm(unit=ready.unit, name="广场", kind=VenueKind.SQUARE))
    assert read_venue_sheet(ready, square).lines == ()
    with pytest.raises(InvalidInput, match="适用的标准"):
        start_check(ready, square)


def test_the_office_reads_the_same_sheet_and_cannot_write_it(
    ready: Workspace, house: str, office: Workspace
) -> None:
    check = start_check(ready, house)
    enter_results(ready, check, {"A02": Entry("320")})
    finish_check(ready, check)
    carry(ready, office)
    assert findings(read_check(office, check)) == findings(read_check(ready, check))
    assert not read_check(office, check).ours
    with pytest.raises(NotOwner):
        reopen_check(office, check)
