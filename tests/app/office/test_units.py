from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.errors import InvalidInput
from app.ids import IdSource
from app.log.undo import mark_log, take_back, written_since
from app.office.codes import clean_code, county_code
from app.office.first_start import create_office
from app.office.labels import DraftState, StationSize, station_size
from app.office.unit_lists import add_units, read_units
from app.office.unit_rows import read_cells
from app.office.units import (
    UnitForm,
    add_unit,
    count_units,
    edit_unit,
    form_of,
    get_unit,
    list_units,
    withdraw_units,
)
from app.workspace import Workspace
from db.models.units import UnitKind
from tests.workspaces import StoppedClock, carry

PASTED = """序号\t行政区划代码\t乡镇\t名称\t站长\t联系电话\t常住人口
1\t990101101000\t青石镇\t青石镇综合文化站\t陆秀兰\t13900000001\t31,200
2\t990101102000\t柳河乡\t柳河乡综合文化站\t韩德顺\t13900000002\t1.2万
3\t990101101201\t青石镇\t前进村\t于得水\t13900000003\t2100
4\t990101102200\t柳河乡\t河口村\t\t\t
"""


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[Workspace]:
    ws = create_office(
        tmp_path / "county",
        name="清河县创建办",
        code="990101",
        contact_name="沈静",
        phone="0990-6600001",
        machine=tmp_path / "machine",
        clock=clock,
        ids=IdSource(clock, seed=5),
    )
    yield ws
    ws.engine.dispose()


@pytest.fixture
def listed(county: Workspace) -> Workspace:
    add_units(county, read_units(county, PASTED))
    return county


def named(ws: Workspace, name: str) -> str:
    return next(row.id for row in list_units(ws) if row.name == name)


def test_the_office_is_a_unit_of_its_own(county: Workspace) -> None:
    office = get_unit(county, county.unit)
    assert (office.kind, office.name, office.code, office.number) == (
        UnitKind.OFFICE, "清河县创建办", "990101000000", "00",
    )  # fmt: skip
    assert (office.contact, office.phone) == ("沈静", "0990-6600001")
    assert list_units(county) == []


@pytest.mark.parametrize("code", ["990101101000", "99010100000", "99O101000000", "", "000000000000", "九九"])
def test_an_office_needs_the_code_of_a_county_and_nothing_is_made_without(tmp_path: Path, code: str) -> None:
    with pytest.raises(InvalidInput):
        create_office(tmp_path / "new", name="清河县创建办", code=code, contact_name="沈静", phone="")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("９９０１０１１０１０００", "990101101000"),
        ("99 0101 101 000", "990101101000"),
        ("990101101", "990101101000"),
        ("990101101201.0", "990101101201"),
    ],
)
def test_codes_are_taken_as_people_type_them(typed: str, code: str) -> None:
    assert clean_code(typed) == code


def test_a_code_spoilt_by_excel_is_told_apart() -> None:
    with pytest.raises(InvalidInput, match="科学计数"):
        clean_code("9.90101E+11")
    assert county_code("990101") == "990101000000"


def test_a_pasted_list_becomes_stations_and_villages(listed: Workspace) -> None:
    rows = list_units(listed)
    assert [(row.name, row.number, row.parent_name) for row in rows] == [
        ("青石镇综合文化站", "01", "清河县创建办"),
        ("前进村", "", "青石镇综合文化站"),
        ("柳河乡综合文化站", "02", "清河县创建办"),
        ("河口村", "", "柳河乡综合文化站"),
    ]
    station = rows[0]
    assert (station.contact, station.phone, station.population) == ("陆秀兰", "13900000001", 31200)
    assert (station.size, station.villages, station.township) == (StationSize.MEDIUM, 1, "青石镇")
    assert rows[2].population == 12000
    assert rows[1].township == "青石镇"


def test_the_same_list_again_changes_nothing_and_empty_cells_wipe_nothing(listed: Workspace) -> None:
    assert {draft.state for draft in read_units(listed, PASTED)} == {DraftState.SAME}
    less = "代码\t名称\t联系电话\n990101101000\t青石镇综合文化站\t13900000009"
    (draft,) = read_units(listed, less)
    assert draft.state is DraftState.CHANGED
    assert add_units(listed, [draft]).changed == 1
    station = get_unit(listed, draft.existing)
    assert (station.phone, station.contact, station.population) == ("13900000009", "陆秀兰", 31200)


@pytest.mark.parametrize("typed", ["前进村（社区）", "前进村(社区)"])
def test_brackets_in_names_are_those_of_chinese(listed: Workspace, typed: str) -> None:
    station = named(listed, "青石镇综合文化站")
    add_unit(listed, UnitForm(kind=UnitKind.VILLAGE, name="前进村（社区）", parent=station))
    head = "名称\t代码\t乡镇\t村\n青石镇综合文化站\t990101101000\t\t\n"
    (_, draft) = read_units(listed, f"{head}\t\t青石镇综合文化站\t{typed}")
    assert (draft.form.name, draft.state) == ("前进村（社区）", DraftState.SAME)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("990102101000\t外县镇综合文化站\t\t", "不属于本县"),
        ("990101109201\t孤村\t\t", "没有它所属的文化站"),
        ("9901011\t短码站\t\t", "7 位"),
        ("9.90101E+11\t坏码站\t\t", "科学计数"),
        ("990101000000\t清河县\t\t", "县级单位"),
        ("990101103000\t\t\t", "没有名称"),
        ("\t无码镇综合文化站\t\t", "没有乡镇的 12 位区划代码"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(county: Workspace, row: str, reason: str) -> None:
    (draft,) = read_units(county, f"区划代码\t名称\t联系人\t电话\n{row}")
    assert draft.state is DraftState.REFUSED
    assert any(reason in told for told in draft.reasons), draft.reasons
    assert add_units(county, [draft]).added == 0


def test_doubtful_rows_are_used_and_say_what_is_doubtful(listed: Workspace) -> None:
    text = (
        "乡镇\t行政村\t管理员\t电话\t人口\n"
        "青石镇\t和平村\t李芳\t139000\t约三千\n"
        "\t东风村\t\t\t\n"
    )  # fmt: skip
    first, second = read_units(listed, text)
    assert first.state is second.state is DraftState.NEW
    assert (first.station_name, second.station_name) == ("青石镇综合文化站", "青石镇综合文化站")
    assert [told for told in first.reasons if "电话" in told]
    assert [told for told in first.reasons if "人口" in told]
    assert [told for told in first.reasons if "没有区划代码" in told]
    assert add_units(listed, [first, second]).added == 2
    with_code = "代码\t名称\n990101101202\t和平村"
    (again,) = read_units(listed, with_code)
    assert again.state is DraftState.CHANGED
    add_units(listed, [again])
    assert get_unit(listed, again.existing).code == "990101101202"


def test_a_list_is_read_from_a_workbook(county: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["清河县文化站名单"])
    sheet.append(["序号", "乡镇", "村（社区）", "区划代码", "管理员", "电话", "人口（万人）"])
    sheet.append([1, "青石镇", None, "990101101000", "陆秀兰", 13900000001, 3.1])
    sheet.append([2, None, "前进村", 990101101201, "于得水", "139 0000 0003", None])
    book.save(tmp_path / "名单.xlsx")
    drafts = read_units(county, tmp_path / "名单.xlsx")
    assert [(draft.form.name, draft.form.code, draft.form.phone) for draft in drafts] == [
        ("青石镇综合文化站", "990101101000", "13900000001"),
        ("前进村", "990101101201", "139 0000 0003"),
    ]
    assert drafts[0].form.population == 31_000
    add_units(county, drafts)
    assert get_unit(county, named(county, "前进村")).parent_name == "青石镇综合文化站"


def test_a_list_without_heads_is_understood(county: Workspace) -> None:
    drafts = read_units(
        county, "青石镇\t990101101\t陆秀兰\t13900000001\n柳河乡\t990101102\t韩德顺\t13900000002"
    )
    assert [draft.form.name for draft in drafts] == ["青石镇综合文化站", "柳河乡综合文化站"]
    assert [(draft.form.code, draft.form.contact) for draft in drafts] == [
        ("990101101000", "陆秀兰"),
        ("990101102000", "韩德顺"),
    ]


def test_two_rows_with_one_code_are_both_refused(county: Workspace) -> None:
    text = "代码\t名称\n990101101000\t青石镇综合文化站\n990101101000\t青石文化站"
    assert {draft.state for draft in read_units(county, text)} == {DraftState.REFUSED}


def test_words_that_are_no_list_are_refused(county: Workspace) -> None:
    with pytest.raises(InvalidInput, match="表头"):
        read_units(county, "12\t34\n56\t78")


def test_a_station_with_another_code_takes_its_villages_along(listed: Workspace) -> None:
    station = get_unit(listed, named(listed, "青石镇综合文化站"))
    edit_unit(listed, station.id, replace(form_of(station), code="990101111"))
    assert get_unit(listed, named(listed, "前进村")).code == "990101111201"
    with pytest.raises(InvalidInput, match="已经是"):
        edit_unit(listed, station.id, replace(form_of(station), code="990101102000"))


def test_a_village_belongs_under_its_station_code(listed: Workspace) -> None:
    station = named(listed, "青石镇综合文化站")
    form = UnitForm(kind=UnitKind.VILLAGE, name="新村", parent=station)
    with pytest.raises(InvalidInput, match="990101101"):
        add_unit(listed, replace(form, code="990101102203"))
    with pytest.raises(InvalidInput, match="属于哪个文化站"):
        add_unit(listed, replace(form, parent=""))
    add_unit(listed, form)
    assert get_unit(listed, station).villages == 2


def test_withdrawn_stations_go_with_their_villages_and_numbers_are_not_used_again(listed: Workspace) -> None:
    station = named(listed, "柳河乡综合文化站")
    mark = mark_log(listed)
    withdraw_units(listed, [station], reason="撤并")
    gone = written_since(listed, mark)
    assert len(gone) == 2
    assert count_units(listed, UnitKind.STATION) == 1
    new = add_unit(listed, UnitForm(kind=UnitKind.STATION, name="石桥镇综合文化站", code="990101104000"))
    assert get_unit(listed, new).number == "03"
    take_back(listed, gone)
    assert get_unit(listed, station).villages == 1


def test_stations_see_units_and_contacts(listed: Workspace, station: Workspace) -> None:
    carry(listed, station)
    assert [row.contact for row in list_units(station, kind=UnitKind.STATION)] == ["陆秀兰", "韩德顺"]


@pytest.mark.parametrize("text", ["柳河", "990101102", "韩德", "00002"])
def test_the_list_is_searched_by_name_code_person_and_phone(listed: Workspace, text: str) -> None:
    assert "柳河乡综合文化站" in [row.name for row in list_units(listed, text=text)]
    assert "青石镇综合文化站" not in [row.name for row in list_units(listed, text=text)]


@pytest.mark.parametrize(
    ("population", "size"),
    [(None, "small"), (29_999, "small"), (30_000, "medium"), (49_999, "medium"), (50_000, "large")],
)
def test_size_follows_population(population: int | None, size: str) -> None:
    assert station_size(population) == size


CELLS = st.sampled_from(
    [
        "名称",
        "代码",
        "电话",
        "人口",
        "村",
        "乡镇",
        "青石镇",
        "前进村",
        "990101101000",
        "9.9E+11",
        "1.2万",
        "１２３",
        "",
        "-",
        "=1",
    ]
) | st.text(max_size=8)


@settings(max_examples=200)
@given(st.lists(st.lists(CELLS, max_size=7), max_size=6))
def test_whatever_is_pasted_is_understood_or_refused(rows: list[list[str]]) -> None:
    try:
        units = read_cells(rows)
    except InvalidInput:
        return
    for unit in units:
        assert unit.name or unit.refusal
        assert unit.code == "" or (len(unit.code) == 12 and unit.code.isdigit())
        assert 1 <= unit.line <= len(rows)
        assert all(reason.endswith("。") for reason in unit.reasons)
