"""The register of documents on both sides, and finding what rests on a 文号."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.documents.document_numbers import compared, document_doubt
from app.documents.register import (
    Direction,
    DocumentForm,
    count_from_county,
    edit_document,
    hand_down_document,
    list_register,
    list_resting,
    register_document,
    remove_document,
    take_from_county,
)
from app.errors import InvalidInput
from app.evidence.attach import Target, attach_files
from app.evidence.lists import list_evidence
from app.papers.catalog import Choices, print_document
from app.recycle import list_bin, put_back
from app.search.finding import search
from app.tasks.claims import claim_items, plan_items
from app.workspace import ALL, COUNTY, OWN, Workspace
from db.models.documents import OfficialDocument
from db.models.tasks import TaskPackage
from db.models.work import Evidence
from tests.app.overview.small_county import County, make_county
from tests.app.tasks.lists import item, publish

NUMBER = "清创办〔2026〕3号"


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=2, items=2)
    yield made
    made.close()


@pytest.fixture
def office_lists(county: County) -> list[str]:
    """A list under the number; one of its items, like one of another list, names it as its basis."""
    made = publish(
        county.office,
        [item("依据里有文号", basis=f"《通知》（{NUMBER}）第三条"), item("普通一项"), item("又一项")],
        package="under",
    )
    with county.office.write() as session:
        for head in session.query(TaskPackage).filter_by(package="under"):
            head.document_no = NUMBER
    county.sync()
    return made


def incoming(title: str = "关于开展免费开放检查的通知", **more: object) -> DocumentForm:
    return DocumentForm(Direction.INCOMING, title, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        (NUMBER, True),
        ("", True),
        ("青政办〔2026〕112号", True),
        ("清创办[2026]3号", False),
        ("清创办〔26〕3号", False),
        ("清创办〔2026〕第3号", False),
        ("清创办〔2026〕03号", False),
        ("口头通知", False),
    ],
)
def test_what_is_unusual_about_a_number_is_said(text: str, usual: bool) -> None:
    assert (document_doubt(text) is None) is usual


@pytest.mark.parametrize(
    "text", ["清创办[2026]3号", "清创办（2026）３号", "清创办【2026】 3 号", "清創辦〔2026〕3號"]
)
def test_numbers_are_compared_whatever_brackets_and_widths(text: str) -> None:
    assert compared(text) == compared(NUMBER)


def test_an_unusual_number_is_warned_of_and_kept(county: County) -> None:
    station = county.stations[0]
    made = register_document(station, incoming(document_no="清创办[2026]3号"))
    (row,) = list_register(station)
    assert (row.id, row.form.document_no, row.form.registered_on) == (made, "清创办[2026]3号", station.today)


def test_each_register_counts_for_itself_and_never_twice(county: County) -> None:
    station = county.stations[0]
    first = register_document(station, incoming())
    register_document(station, DocumentForm(Direction.OUTGOING, "关于申请维修的请示"))
    remove_document(station, first)
    register_document(station, incoming("第二份"))
    numbers = [row.number for row in list_register(station)]
    assert [number.split("-", 1)[1] for number in numbers] == ["SW-2026-A0002", "FW-2026-A0001"]


def test_what_cannot_be_is_refused(county: County) -> None:
    station = county.stations[0]
    with pytest.raises(InvalidInput, match="标题"):
        register_document(station, incoming(" "))
    with pytest.raises(InvalidInput, match="今天以后"):
        register_document(station, incoming(issued_on=date(2027, 1, 1)))
    with pytest.raises(InvalidInput, match="页数"):
        register_document(station, incoming(pages=0))


def test_the_county_hands_a_document_down_and_the_station_takes_it_over_once(county: County) -> None:
    office, station = county.office, county.stations[0]
    form = DocumentForm(
        Direction.OUTGOING, "关于下达任务的通知", NUMBER, "清河县创建办", pages=4, handler="沈静"
    )
    made = register_document(office, form)
    county.sync()
    assert list_register(station) == []
    handed = hand_down_document(office, made)
    with pytest.raises(InvalidInput, match="已经发给"):
        hand_down_document(office, handed)
    county.sync()
    (row,) = list_register(station, direction=Direction.INCOMING)
    assert row.from_county
    assert count_from_county(station) == 1
    taken = take_from_county(station, row.id)
    (own,) = list_register(station)
    assert (own.id, own.from_county, own.form.document_no, own.form.pages) == (taken, False, NUMBER, 4)
    assert own.form.direction == Direction.INCOMING
    assert own.form.handler == ""
    with pytest.raises(InvalidInput, match="已经登记"):
        take_from_county(station, row.id)
    county.sync()
    assert [row.handed_down for row in list_register(office)] == [True]
    assert list_bin(office) == []  # handed down is not taken out
    remove_document(office, handed)
    assert [row.kind_label for row in list_bin(office)] == ["公文"]
    put_back(office, "official_document", handed)
    assert [row.handed_down for row in list_register(office)] == [True]
    with office.read() as session:
        streams = {one.stream: one.void for one in session.query(OfficialDocument).all()}
    assert streams == {OWN: True, ALL: False, COUNTY: False}


def test_what_rests_on_a_number_is_found_by_every_way(county: County, office_lists: list[str]) -> None:
    station = county.stations[0]
    made = register_document(station, incoming(document_no="清创办[2026]3号", covers=(county.items[0],)))
    claim_items(station, [county.items[1]])
    plan_items(station, [county.items[1]], document_no=NUMBER)
    (row,) = [row for row in list_register(station) if row.id == made]
    why = {one.item: one.why for one in list_resting(station, row)}
    assert why == {
        county.items[0]: "登记时关联",
        county.items[1]: "认领时写明",
        office_lists[0]: "依据里写明",
        office_lists[1]: "任务清单的文号",
        office_lists[2]: "任务清单的文号",
    }
    found = {group.word: [hit.about for hit in group.hits] for group in search(station, "清创办（2026）3号")}
    assert found["收文发文"] == [made]
    assert set(found["任务"]) == set(why)
    assert search(station, "清创办〔2026〕13号") == []


def test_a_scan_goes_with_it_and_an_offices_stays_there(county: County, tmp_path: Path) -> None:
    scan = tmp_path / "通知.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    for ws, stream in ((county.stations[0], COUNTY), (county.office, OWN)):
        made = register_document(ws, DocumentForm(Direction.OUTGOING, "请示"))
        attach_files(ws, [scan], targets=[(Target.DOCUMENT, made)])
        assert [file.file_name for file in list_evidence(ws, target=made)] == ["通知.pdf"]
        assert list_register(ws)[0].files == 1
        with ws.read() as session:
            assert {one.stream for one in session.query(Evidence).filter_by(site=ws.site)} == {stream}
    handed = hand_down_document(county.office, made)
    assert [file.file_name for file in list_evidence(county.office, target=handed)] == ["通知.pdf"]
    county.sync()
    station = county.stations[1]
    (row,) = list_register(station)
    assert [file.file_name for file in list_evidence(station, target=row.id)] == ["通知.pdf"]
    taken = take_from_county(station, row.id)
    assert [(one.id, one.source) for one in list_register(station)] == [(taken, row.id)]


def test_changes_keep_number_and_register(county: County) -> None:
    station = county.stations[0]
    made = register_document(station, incoming())
    number = list_register(station)[0].number
    edit_document(station, made, DocumentForm(Direction.OUTGOING, "改过的标题", note="已传阅"))
    (row,) = list_register(station)
    assert (row.number, row.form.direction, row.form.title, row.form.note) == (
        number,
        Direction.INCOMING,
        "改过的标题",
        "已传阅",
    )


def test_the_registers_are_printed(county: County, tmp_path: Path) -> None:
    ws: Workspace = county.stations[0]
    with pytest.raises(InvalidInput, match="还没有登记"):
        print_document(ws, "收文登记簿", tmp_path / "a.pdf")
    register_document(ws, incoming(document_no=NUMBER, pages=3))
    for name in ("收文登记簿", "发文登记簿"):
        assert print_document(ws, name, tmp_path / f"{name}.pdf", Choices()).pages == 1
        print_document(ws, name, tmp_path / f"{name}.xlsx", Choices())
        assert (tmp_path / f"{name}.xlsx").stat().st_size > 2000
