from collections import Counter
from decimal import Decimal

import pytest
from msgspec.structs import replace

from app.errors import InvalidInput
from app.facilities.applying import items_of, packs_in_force
from app.facilities.judging import Entry, judge, read_value, standard_text
from app.facilities.standard_forms import PackForm, StandardForm
from app.facilities.standard_packs import shipped_packs
from app.facilities.standards import (
    StandardRow,
    add_standard_item,
    copy_shipped_pack,
    create_standard_pack,
    diff_standard,
    edit_standard_items,
    edit_standard_pack,
    list_packs,
    list_standard_items,
    publish_standards,
    remove_standard_items,
)
from app.log.undo import mark_log, take_back, written_since
from app.office.labels import StationSize
from app.workspace import Workspace
from db.models.facilities import Confidence, Finding, PackLevel, ValueKind
from db.models.tasks import Change
from tests.workspaces import carry

STATION_PACK, VILLAGE_PACK = shipped_packs()


def shipped(code: str) -> StandardForm:
    return next(item for pack in shipped_packs() for item in pack.items if item.code == code)


def item(ws: Workspace, pack: str, code: str) -> StandardRow:
    return next(row for row in list_standard_items(ws, pack) if row.form.code == code)


def change(ws: Workspace, pack: str, code: str, /, **values: object) -> None:
    row = item(ws, pack, code)
    edit_standard_items(ws, {row.id: replace(row.form, **values)})  # type: ignore[arg-type]


def test_shipped_packs_are_whole() -> None:
    assert [(pack.level, len(pack.items)) for pack in shipped_packs()] == [
        (PackLevel.STATION, 51),
        (PackLevel.VILLAGE, 30),
    ]
    for pack in shipped_packs():
        codes = Counter(one.code for one in pack.items)
        assert codes.most_common(1)[0][1] == 1
        for one in pack.items:
            assert one.source, one.code
            if one.value_kind is ValueKind.NUMBER:
                assert one.threshold is not None, one.code
                assert one.unit, one.code
            if one.value_kind is ValueKind.LIST:
                assert len(one.options) == one.threshold
                assert not any(set(option) & set("、,; ") for option in one.options), (
                    "typed lists are parted there"
                )


@pytest.mark.parametrize(
    ("code", "threshold", "confidence"),
    [
        ("A03", 500, "low"), ("A04", 4, "medium"), ("A10", 15, "medium"), ("B01", 4, "medium"),
        ("B02", 3000, "low"), ("B03", 20, "low"), ("C01", 42, "medium"), ("C02", 300, "medium"),
        ("C06", 7, "high"), ("D01", 4, "medium"), ("D02", 8, "medium"), ("D03", 12, "medium"),
        ("D04", 12, "medium"), ("D05", 3, "medium"), ("D06", 2, "medium"), ("D07", 2, "medium"),
        ("E01", 2, "medium"), ("E03", 5, "high"), ("F01", 5, "medium"), ("G02", 2, "high"),
        ("V01", 100, "high"), ("V02", 200, "medium"), ("V03", 500, "medium"), ("V09-2", 2, "high"),
        ("V12", 35, "medium"), ("V13", 4, "medium"), ("V15-1", 1500, "high"), ("V15-2", 500, "high"),
        ("V15-3", 30, "high"), ("V15-4", 100, "high"), ("V16", 20, "medium"), ("V18", 60, "medium"),
    ],
)  # fmt: skip
def test_shipped_figures(code: str, threshold: int, confidence: str) -> None:
    assert (shipped(code).threshold, shipped(code).confidence.value) == (Decimal(threshold), confidence)


def test_what_fails_a_whole_run() -> None:
    assert [one.code for pack in shipped_packs() for one in pack.items if one.veto] == [
        "A11",
        "C05",
        "G03",
        "G04",
    ]


def test_a_published_pack_judges_by_the_size_of_a_station(office: Workspace) -> None:
    pack = copy_shipped_pack(office, STATION_PACK)
    assert publish_standards(office, pack) == 1
    with office.read() as session:
        rules = {row.rule.code: row.rule for row in items_of(session, pack, 1)}
        assert packs_in_force(session, office).refs[0].version == 1
    area = rules["A02"]
    assert [standard_text(area, size) for size in StationSize] == ["≥300 m²", "≥500 m²", "≥800 m²"]
    found = [judge(area, Entry(read_value(area, "500")), size).finding for size in StationSize]
    assert found == [Finding.MET, Finding.MET, Finding.NOT_MET]
    posts = rules["E01"]
    assert judge(posts, Entry("1"), StationSize.SMALL).finding is Finding.BASICALLY_MET


def test_a_pack_is_copied_once(office: Workspace) -> None:
    copy_shipped_pack(office, STATION_PACK)
    copy_shipped_pack(office, VILLAGE_PACK)
    with pytest.raises(InvalidInput, match="已经在"):
        copy_shipped_pack(office, STATION_PACK)
    assert [(row.level_label, row.version, row.items, row.low) for row in list_packs(office)] == [
        ("乡镇综合文化站", 0, 51, 3),
        ("村级文化服务中心", 0, 30, 0),
    ]


def test_thresholds_are_edited_and_published_as_the_next_version(
    office: Workspace, station: Workspace
) -> None:
    pack = copy_shipped_pack(office, STATION_PACK)
    publish_standards(office, pack)
    change(
        office, pack, "B02", threshold=Decimal(2500), source="清河县文旅局通知", confidence=Confidence.HIGH
    )
    remove_standard_items(office, [item(office, pack, "J01").id])
    add_standard_item(office, pack, StandardForm(code="A13", name="有停车位", section="站舍与场地"))
    assert item(office, pack, "B02").changed == "修改"
    rows = {row.code: row for row in diff_standard(office, pack) if row.change is not Change.SAME}
    assert {code: row.change for code, row in rows.items()} == {
        "A13": Change.ADDED,
        "B02": Change.CHANGED,
        "J01": Change.WITHDRAWN,
    }
    assert [(one.name, one.before, one.after) for one in rows["B02"].fields] == [
        ("标准", "≥3000 册", "≥2500 册"),
        ("依据", "暂未查到依据，请县里填写", "清河县文旅局通知"),
        ("可信度", "待核", "可靠"),
    ]
    assert list_packs(office)[0].changes == 3
    assert publish_standards(office, pack) == 2
    assert list_packs(office)[0].changes == 0
    carry(office, station)
    with station.read() as session:
        assert [(ref.pack, ref.version, ref.ours) for ref in packs_in_force(session, station).refs] == [
            (pack, 2, False)
        ]
        first, second = items_of(session, pack, 1), items_of(session, pack, 2)
    assert (len(first), len(second)) == (51, 51)
    assert [row.rule.code for row in second][12] == "A13"
    assert next(row for row in first if row.rule.code == "B02").rule.threshold == 3000
    assert next(row for row in second if row.rule.code == "B02").rule.threshold == 2500
    assert list_packs(station) == [], "drafts stay at the office"


def test_nothing_new_is_not_published_again(office: Workspace) -> None:
    pack = copy_shipped_pack(office, VILLAGE_PACK)
    publish_standards(office, pack)
    with pytest.raises(InvalidInput, match="完全一样"):
        publish_standards(office, pack)
    head = list_packs(office)[0].form
    edit_standard_pack(office, pack, replace(head, region="清河县", year=2026))
    assert publish_standards(office, pack) == 2


def test_removing_is_undone(office: Workspace) -> None:
    pack = copy_shipped_pack(office, VILLAGE_PACK)
    before = list_standard_items(office, pack)
    gone = [before[3].id, before[7].id]
    mark = mark_log(office)
    remove_standard_items(office, gone)
    assert len(list_standard_items(office, pack)) == 28
    take_back(office, written_since(office, mark))
    assert list_standard_items(office, pack) == before


@pytest.mark.parametrize(
    ("code", "values", "reason"),
    [
        ("A02", {"threshold_medium": Decimal(200)}, "一档比一档高"),
        ("A02", {"threshold": Decimal(-1)}, "负数"),
        ("A02", {"code": "A03"}, "已经有了"),
        ("A02", {"name": "  "}, "编码和项目名称"),
        ("E01", {"threshold_basic": Decimal(3)}, "基本达标"),
        ("B04", {"options": ()}, "清单"),
        ("B04", {"threshold": Decimal(6)}, "只有 5 样"),
    ],
)
def test_contradictions_are_refused(
    office: Workspace, code: str, values: dict[str, object], reason: str
) -> None:
    pack = copy_shipped_pack(office, STATION_PACK)
    before = item(office, pack, code)
    with pytest.raises(InvalidInput, match=reason):
        change(office, pack, code, **values)
    assert item(office, pack, code) == before


def test_an_office_writes_a_standard_of_its_own(office: Workspace) -> None:
    pack = create_standard_pack(office, PackForm("清河县示范点标准", year=2026), PackLevel.VILLAGE)
    add_standard_item(
        office,
        pack,
        StandardForm("S1", "座位", value_kind=ValueKind.NUMBER, unit="个", threshold=Decimal(40)),
    )
    assert publish_standards(office, pack) == 1
    with office.read() as session:
        (found,) = items_of(session, pack, 1)
    assert standard_text(found.rule, StationSize.SMALL) == "≥40 个"


def test_a_pack_needs_a_name_and_items(office: Workspace) -> None:
    pack = copy_shipped_pack(office, VILLAGE_PACK)
    with pytest.raises(InvalidInput, match="名称"):
        edit_standard_pack(office, pack, PackForm(name=" "))
    remove_standard_items(office, [row.id for row in list_standard_items(office, pack)])
    with pytest.raises(InvalidInput, match="还没有项目"):
        publish_standards(office, pack)
