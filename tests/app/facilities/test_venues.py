from decimal import Decimal

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput, NotOwner
from app.facilities.applying import packs_in_force
from app.facilities.venue_lists import add_venues, read_venues
from app.facilities.venues import (
    VenueForm,
    add_proposed,
    add_venue,
    edit_venue,
    get_venue,
    list_venues,
    own_units,
    propose_venues,
    withdraw_venues,
)
from app.office.labels import DraftState
from app.workspace import Workspace
from db.models.facilities import VenueKind
from tests.facilities import VILLAGES, publish_pack
from tests.workspaces import StoppedClock, carry


def test_the_house_and_every_village_are_proposed_once(ready: Workspace) -> None:
    proposals = propose_venues(ready)
    assert [proposal.form.name for proposal in proposals] == [
        "青石镇综合文化站",
        *(f"{village}综合性文化服务中心" for village in VILLAGES),
    ]
    add_proposed(ready, proposals[1:])
    assert [proposal.kind_label for proposal in propose_venues(ready)] == ["综合文化站"]
    withdraw_venues(ready, [list_venues(ready)[0].id], reason="合并")
    assert len(propose_venues(ready)) == 1  # not proposed again


def test_venues_are_listed_by_place_with_the_standard_of_their_level(ready: Workspace) -> None:
    village = dict(own_units(ready))
    units = {name: unit for unit, name in village.items()}
    add_venue(ready, VenueForm(unit=units["河口村"], name="农家书屋", kind=VenueKind.BOOKROOM))
    add_proposed(ready, propose_venues(ready))
    rows = list_venues(ready, station=ready.unit)
    assert [(row.unit_name, row.form.name, row.standard) for row in rows] == [
        ("青石镇综合文化站", "青石镇综合文化站", "乡镇综合文化站标准"),
        ("前进村", "前进村综合性文化服务中心", "村级文化服务中心标准"),
        ("河口村", "河口村综合性文化服务中心", "村级文化服务中心标准"),
        ("河口村", "农家书屋", ""),
        ("柳树村", "柳树村综合性文化服务中心", "村级文化服务中心标准"),
    ]
    assert {row.summary for row in rows} == {"从未核查"}
    assert {row.station_name for row in rows} == {"青石镇综合文化站"}
    assert rows[0].size == "medium"
    assert [row.form.name for row in list_venues(ready, text="书屋")] == ["农家书屋"]
    assert [row.form.name for row in list_venues(ready, unit=units["前进村"])] == ["前进村综合性文化服务中心"]
    assert [row.form.name for row in list_venues(ready, kind=VenueKind.STATION_HOUSE, order="name")] == [
        "青石镇综合文化站"
    ]
    assert [row.id for row in list_venues(ready, offset=1, limit=2)] == [row.id for row in rows[1:3]]


def test_a_venue_is_changed_and_withdrawn(ready: Workspace) -> None:
    venue = add_venue(ready, VenueForm(unit=ready.unit, name=" 站舍 ", kind=VenueKind.STATION_HOUSE))
    changed = VenueForm(unit=ready.unit, name="新站舍", indoor_m2=Decimal("320.5"), built_year=2016)
    assert get_venue(ready, venue).form.name == "站舍"
    edit_venue(ready, venue, changed)
    assert get_venue(ready, venue).form == changed
    withdraw_venues(ready, [venue], reason="拆除")
    with pytest.raises(InvalidInput, match="撤下"):
        get_venue(ready, venue)
    add_venue(ready, changed)  # the name is free again


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "  "}, "名称"),
        ({"unit": ""}, "哪个村"),
        ({"built_year": 1895}, "年份"),
        ({"built_year": 2030}, "年份"),
        ({"indoor_m2": Decimal(-1)}, "面积"),
        ({"outdoor_m2": Decimal(10**8)}, "面积"),
        ({"name": "站舍"}, "登记过"),
    ],
)
def test_impossible_venues_are_refused(ready: Workspace, change: dict[str, object], sentence: str) -> None:
    form = VenueForm(unit=ready.unit, name="站舍")
    add_venue(ready, form)
    with pytest.raises(InvalidInput, match=sentence):
        add_venue(ready, replace(form, **{"name": "第二处", **change}))  # type: ignore[arg-type]


def test_the_office_sees_venues_and_does_not_change_them(ready: Workspace, office: Workspace) -> None:
    add_proposed(ready, propose_venues(ready))
    carry(ready, office)
    rows = list_venues(office, station=ready.unit)
    assert [row.form for row in rows] == [row.form for row in list_venues(ready)]
    with pytest.raises(NotOwner):
        edit_venue(office, rows[0].id, replace(rows[0].form, name="别的"))
    assert list_venues(office, station="nobody") == []


def test_a_station_prefers_the_countys_standard_and_its_newest_version(
    ready: Workspace, office: Workspace, clock: StoppedClock
) -> None:
    clock.forward(days=1)
    publish_pack(ready, "own-pack", "station", "本站自用标准", [])  # a lone station's copy
    with ready.read() as session:
        assert packs_in_force(session, ready).for_venue("station_house", None).name == "乡镇综合文化站标准"  # type: ignore[union-attr]
        chosen = packs_in_force(session, ready).for_venue("square", "own-pack")
        assert chosen is not None
        assert chosen.ours
        assert packs_in_force(session, ready).for_venue("square", "not here") is None
    publish_pack(office, "station-pack", "station", "乡镇综合文化站标准（修订）", [], version=2)
    carry(office, ready)
    with ready.read() as session:
        ref = packs_in_force(session, ready).for_venue("station_house", None)
        assert ref is not None
        assert (ref.version, ref.name) == (2, "乡镇综合文化站标准（修订）")


PASTED = """序号\t村\t设施名称\t类型\t建成年份\t建筑面积（m²）\t室外面积\t管理员\t电话\t状况
1\t前进村\t前进村文化大院\t村级综合性文化服务中心\t2016年\t１２０.５\t500平方米\t于得水\t13900000003\t在用
2\t\t前进书屋\t农家书屋\t\t20\t\t\t\t正常
3\t河口\t河口村综合性文化服务中心\t文化活动中心\t去年\t很大\t\t\t\t漏雨
4\t东山村\t东山广场\t广场\t2019\t\t\t\t\t
5\t柳树村\t\t水塔\t\t\t\t\t\t
6\t前进村\t前进书屋\t农家书屋\t\t\t\t\t\t
"""


def test_pasted_rows_are_judged_before_they_are_added(ready: Workspace) -> None:
    drafts = read_venues(ready, PASTED)
    assert [(draft.line, draft.unit_name, draft.kind_label, draft.state.value) for draft in drafts] == [
        (2, "前进村", "村级综合性文化服务中心", "new"),
        (3, "前进村", "农家书屋", "new"),
        (4, "河口村", "村级综合性文化服务中心", "new"),
        (5, "东山村", "文体广场", "refused"),
        (6, "柳树村", "其他场所", "refused"),
        (7, "前进村", "农家书屋", "refused"),
    ]
    first = drafts[0].form
    assert (first.built_year, first.indoor_m2, first.outdoor_m2, first.keeper) == (
        2016, Decimal("120.5"), Decimal(500), "于得水",
    )  # fmt: skip
    assert [len(draft.reasons) for draft in drafts] == [0, 0, 3, 1, 2, 1]
    assert add_venues(ready, drafts) == 3
    again = read_venues(ready, PASTED)
    assert [draft.state for draft in again[:2]] == [DraftState.SAME] * 2
    assert add_venues(ready, again) == 0
    assert add_venues(ready, read_venues(ready, "村\t设施名称\t管理员\n前进村\t前进书屋\t韩德顺")) == 1
    (room,) = list_venues(ready, text="前进书屋")
    assert (room.form.keeper, room.form.indoor_m2) == ("韩德顺", Decimal(20))  # empty cells change nothing


def test_a_list_of_what_is_here_changes_nothing(ready: Workspace) -> None:
    unit = next(unit for unit, name in own_units(ready) if name == "前进村")
    here = VenueForm(
        unit=unit,
        name="前进广场（东）",
        kind=VenueKind.SQUARE,
        hours="周一至周五，8：00—11：00",
        note="屋面漏雨，正在维修",
    )
    add_venue(ready, here)
    head = "村\t设施名称\t类型\t开放时间\t备注\n"
    (draft,) = read_venues(ready, f"{head}前进村\t{here.name}\t文体广场\t{here.hours}\t{here.note}")
    assert (draft.state, draft.form) == (DraftState.SAME, here)
    (typed,) = read_venues(ready, f"{head}前进村\t前进广场(东)\t文体广场\t\t灯坏了，２盏")
    assert (typed.state, typed.form.name, typed.form.note) == (DraftState.CHANGED, here.name, "灯坏了，2盏")


def test_pasted_rows_without_a_head_are_taken_in_the_usual_order(ready: Workspace) -> None:
    (draft, house) = read_venues(
        ready, "1\t前进村\t前进广场\t文体广场\t2019\t\t600\n2\t\t站舍\t综合文化站\t\t320"
    )
    assert (draft.form.name, draft.form.kind, draft.form.outdoor_m2) == ("前进广场", "square", Decimal(600))
    assert house.form.unit != ready.unit  # the village above counts for the row below
    with pytest.raises(InvalidInput, match="表头"):
        read_venues(ready, "前进村")


def test_sheets_are_found_by_code_and_only_where_there_is_a_standard(ready: Workspace) -> None:
    add_proposed(ready, propose_venues(ready))
    square = add_venue(ready, VenueForm(unit=ready.unit, name="广场", kind=VenueKind.SQUARE))
    chosen = add_venue(
        ready, VenueForm(unit=ready.unit, name="二站舍", kind=VenueKind.OTHER, pack="station-pack")
    )
    rows = list_venues(ready, with_standard=True)
    assert len(rows) == 5
    assert chosen in {row.id for row in rows}
    assert square not in {row.id for row in rows}
    for spelling in (f"03-HC-{chosen[-6:].upper()}-V1", f"hc{chosen[-6:]}", f"ＨＣ－{chosen[-6:].upper()}"):
        assert [row.id for row in list_venues(ready, text=spelling)] == [chosen]
    assert list_venues(ready, text="HC-000000") == []
