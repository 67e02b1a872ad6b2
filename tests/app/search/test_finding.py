from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.integrity import check_folder
from app.log.kinds import kinds
from app.log.undo import mark_log, take_back, written_since
from app.search.finding import MOST, Hit, search
from app.search.indexing import INDEX, catch_up, mend_index, open_index
from app.search.subjects import SUBJECTS, Group
from app.sync.receive import receive
from app.sync.undo import undo_import
from app.tasks.claims import claim_items
from app.work.log import add_log, remove_log
from app.workspace import COUNTY, Workspace
from db.models.archive import FileItem
from db.models.facilities import Venue, VenueKind
from db.models.task_depth import OwnTask, Step
from db.models.tasks import Claim
from db.models.units import Person
from db.models.work import Evidence, EvidenceKind, LogEntry
from tests.app.sync.county import County, make_county, write_entry
from tests.app.tasks.lists import item, publish
from tests.workspaces import StoppedClock, carry


def titles(ws: Workspace, typed: str) -> dict[str, list[str]]:
    return {found.word: [hit.title for hit in found.hits] for found in search(ws, typed)}


def only(ws: Workspace, typed: str) -> Hit:
    (found,) = search(ws, typed)
    (hit,) = found.hits
    return hit


def reword(ws: Workspace, entry: str, text: str) -> None:
    with ws.write() as session:
        session.get_one(LogEntry, entry).text = text


@pytest.fixture
def venue(station: Workspace) -> str:
    with station.write() as session:
        made = Venue(unit=station.unit, name="青石村文体广场", kind=VenueKind.SQUARE, address="村委会东侧")
        return session.create(made, stream=COUNTY).id


@pytest.mark.parametrize(
    "typed", ["文体", "文体广场", "廣場", "wtgc", "WTGC", "广", "qs wtgc", "青石 东侧", "ｗｔ"]
)
def test_a_venue_is_found_by_any_part_of_what_is_written_of_it(
    station: Workspace, venue: str, typed: str
) -> None:
    hit = only(station, typed)
    assert (hit.about_kind, hit.about, hit.title) == ("venue", venue, "青石村文体广场")


@pytest.mark.parametrize("typed", ["", "  ", "体文", "文体 图书", "gw", '"', "文体*", "OR", "a" * 200])
def test_nothing_is_found_by_what_is_not_there(station: Workspace, venue: str, typed: str) -> None:
    assert search(station, typed) == []


def test_what_was_found_outside_the_title_is_shown(station: Workspace, venue: str) -> None:
    assert only(station, "东侧").place == "村委会东侧"
    assert not only(station, "东侧").title_holds


def test_results_follow_every_change_at_once(station: Workspace) -> None:
    entry = add_log(station, "秧歌汇演").log_entry
    assert titles(station, "秧歌") == {"日志": ["秧歌汇演"]}
    reword(station, entry, "元宵灯会")
    assert titles(station, "秧歌") == {}
    assert titles(station, "灯会") == {"日志": ["元宵灯会"]}
    mark = mark_log(station)
    remove_log(station, entry)
    assert titles(station, "灯会") == {}
    take_back(station, written_since(station, mark))
    assert titles(station, "灯会") == {"日志": ["元宵灯会"]}


def test_an_entry_with_a_kind_of_activity_is_an_activity(station: Workspace) -> None:
    add_log(station, "广场舞培训", activity="training")
    add_log(station, "整理广场舞照片")
    assert titles(station, "广场舞") == {"活动": ["广场舞培训"], "日志": ["整理广场舞照片"]}


def test_a_task_is_found_once_by_all_that_was_written_of_it(office: Workspace, station: Workspace) -> None:
    items = publish(office, [item("组织文艺汇演", "2026年6月底前"), item("图书室开放", "长期坚持")])
    carry(office, station)
    claim_items(station, items)
    add_log(station, "汇演排练，借用学校操场", item=items[0])
    (found,) = [found for found in search(station, "汇演") if found.group is Group.TASK]
    assert [(hit.about_kind, hit.about, hit.title) for hit in found.hits] == [
        ("task_item", items[0], "组织文艺汇演")
    ]
    (found,) = [found for found in search(station, "操场") if found.group is Group.TASK]
    assert [(hit.title, hit.place) for hit in found.hits] == [("组织文艺汇演", "汇演排练，借用学校操场")]


def test_own_tasks_and_steps_are_found_as_tasks(office: Workspace, station: Workspace) -> None:
    items = publish(office, [item("组织文艺汇演", "2026年6月底前")])
    carry(office, station)
    claim_items(station, items)
    with station.write() as session:
        own = session.create(OwnTask(content="整修站内戏台"), stream=COUNTY).id
        claim = session.scalars(select(Claim)).one().id
        session.create(Step(claim=claim, position=1, text="联系剧团定节目单"), stream=COUNTY)
    assert [(hit.about_kind, hit.about) for hit in search(station, "戏台")[0].hits] == [("task_item", own)]
    hit = only(station, "节目单")
    assert (hit.about, hit.title, hit.place) == (items[0], "组织文艺汇演", "联系剧团定节目单")


def test_a_file_is_found_once_by_its_name_and_by_what_the_archive_says_of_it(station: Workspace) -> None:
    with station.write() as session:
        file = session.create(
            Evidence(
                title="广场舞比赛",
                kind=EvidenceKind.PHOTO,
                on=date(2026, 3, 1),
                file_name="IMG_0012.jpg",
                original_sha256="ab" * 32,
                original_bytes=1,
            ),
            stream=COUNTY,
        ).id
        session.flush()
        session.create(
            FileItem(evidence=file, title="广场舞比赛现场", document_no="清文发〔2026〕3号"), stream=COUNTY
        )
    for typed in ("广场舞", "img_0012", "清文发[2026]3号", "gcwbs"):
        hit = only(station, typed)
        assert (hit.about_kind, hit.about) == ("evidence", file), typed


def test_every_subject_names_columns_of_its_kind() -> None:
    for kind, subject in SUBJECTS.items():
        columns = set(kinds()[kind].table.columns.keys())
        assert {*subject.columns, *filter(None, [subject.day])} <= columns, kind


def test_of_many_the_newest_are_looked_at_and_the_count_says_so(station: Workspace) -> None:
    with station.write() as session:
        for number in range(MOST + 5):
            session.create(LogEntry(on=date(2026, 3, 2), text=f"巡查第{number}次"), stream=COUNTY)
    (found,) = search(station, "巡查")
    assert found.count_word == f"{MOST} 条以上"
    assert found.hits[0].title == f"巡查第{MOST + 4}次"


def test_former_revisions_do_not_crowd_out_what_was_written_before_them(station: Workspace) -> None:
    add_log(station, "巡查戏台")
    entry = add_log(station, "巡查第0次").log_entry
    for number in range(MOST + 5):
        reword(station, entry, f"巡查第{number}次")
        assert not catch_up(station)
    assert titles(station, "巡查") == {"日志": [f"巡查第{MOST + 4}次", "巡查戏台"]}


def test_the_index_is_made_in_slices_and_goes_on_after_a_break(station: Workspace) -> None:
    with station.write() as session:
        for number in range(25):
            session.create(Person(name=f"王小{number}"), stream=COUNTY)
    slices = 1
    while catch_up(station, 10):
        slices += 1
    assert slices == 3
    assert not catch_up(station, 10)
    assert len(search(station, "王小")[0].hits) == 25


def test_an_index_worn_by_changes_is_made_anew_once(
    station: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.search._LEAST_DEAD", 20)
    entry = add_log(station, "巡查第0次").log_entry
    slices = 0
    for number in range(60):
        reword(station, entry, f"巡查第{number}次")
        while catch_up(station):
            slices += 1
    assert 1 <= slices <= 4
    assert titles(station, "巡查") == {"日志": ["巡查第59次"]}
    with open_index(station) as index:
        assert not index.worn()


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 1000])
def test_a_damaged_index_is_made_anew(station: Workspace, venue: str, damage: bytes) -> None:
    only(station, "文体")
    path = station.folder / INDEX
    for name in (INDEX, f"{INDEX}-wal", f"{INDEX}-shm"):
        (station.folder / name).unlink(missing_ok=True)
    path.write_bytes(damage)
    assert only(station, "文体").about == venue


def test_checking_mends_the_index(station: Workspace, venue: str) -> None:
    only(station, "文体")
    path = station.folder / INDEX
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\x00" * 4000
    path.write_bytes(bytes(content))
    assert check_folder(station) == []
    assert only(station, "文体").about == venue
    mend_index(station)  # sound: left alone
    assert only(station, "文体").about == venue


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def test_received_records_enter_and_leave_when_the_intake_is_taken_back(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "春节灯会")
    county.exchange(station)
    hit = only(office, "灯会")
    assert (hit.station, hit.note) == (station.unit, "白石镇文化站　2026-03-02")
    reword(station, hit.record, "元宵庙会")
    batch = receive(office, [county.up(station)]).batch
    assert batch is not None
    assert titles(office, "灯会") == {}
    assert titles(office, "庙会") == {"日志": ["元宵庙会"]}
    undo_import(office, batch)
    assert titles(office, "庙会") == {}
    assert titles(office, "灯会") == {"日志": ["春节灯会"]}
