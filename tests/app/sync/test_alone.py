"""A station starts without the county, works for weeks, and joins: nothing is lost, and the county sees all of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.archive.filing import BoxForm, add_box, put_in_box
from app.archive.lists import read_archive
from app.backups import make_backup
from app.errors import Cancelled, InvalidInput, StorageError
from app.evidence.attach import attach_files
from app.facilities.checks import finish_check, read_venue_sheet, start_check
from app.facilities.entering import enter_results
from app.facilities.judging import Entry
from app.facilities.venues import add_proposed, list_venues, propose_venues
from app.ids import IdSource
from app.integrity import check_folder
from app.job import Job
from app.office.units import UnitForm, add_unit, get_unit, list_units
from app.papers.catalog import Choices, list_documents, print_document
from app.rectification.problems import list_problems
from app.rectification.reporting import report_problem_from_result
from app.recycle import list_bin
from app.reporting.reports_up import ReportUpForm, add_report_up, list_reports_up
from app.reporting.support import SupportForm, list_support, raise_support
from app.restore import restore_backup
from app.start import open_workspace
from app.sync import joining
from app.sync.alone import AloneForm, add_villages, start_alone
from app.sync.anchor import Standing, keep_anchor, standing
from app.sync.epochs import recover
from app.sync.export import export_packages
from app.sync.joining import find_county, join_county, settle_villages
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.sync.this_computer import begin_here
from app.tasks.ledger import list_ledger
from app.tasks.own_tasks import OwnTaskForm, add_own_task
from app.work.activities import list_activities
from app.work.log import add_log, list_log, list_villages
from app.work.today import read_today
from app.workspace import OWN, Workspace
from db.models.facilities import Venue
from db.models.units import Unit, UnitKind
from db.models.work import LogEntry
from tests.app.sync.county import County, dump, make_county
from tests.workspaces import StoppedClock

FORM = AloneForm(
    county="清河县",
    township="白石镇",
    station="白石镇综合文化站",
    person="王立新",
    phone="0990-8800123",
    villages="前进村\n河口村\n东山屯",
)


@pytest.fixture
def alone(tmp_path: Path, clock: StoppedClock) -> Iterator[Workspace]:
    ws = make_alone(tmp_path, clock)
    yield ws
    ws.engine.dispose()


def make_alone(folder: Path, clock: StoppedClock, form: AloneForm = FORM) -> Workspace:
    return start_alone(
        folder / "alone", form, machine=folder / "alone-machine", clock=clock, ids=IdSource(clock, seed=77)
    )


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    """An office with one station on its list, two of its villages, and no computer of theirs yet."""
    made = make_county(tmp_path, clock, stations=0)
    station = add_unit(
        made.office, UnitForm(UnitKind.STATION, "白石镇文化站", "990101001000", township="白石镇")
    )
    for number, name in ((201, "前进村民委员会"), (202, "河口村")):
        add_unit(made.office, UnitForm(UnitKind.VILLAGE, name, f"990101001{number}", parent=station))
    yield made
    made.close()


def work(ws: Workspace, folder: Path) -> None:
    """Do a bit of everything that a station's day has."""
    villages = {village.name: village.id for village in list_villages(ws)}
    item = add_own_task(ws, OwnTaskForm("每村办一场文化活动", limit_text="2026年12月底前", quantity=3))
    add_log(
        ws, "到前进村演出", item=item, quantity=1, villages=[villages["前进村"]], activity="show", people=90
    )
    add_log(ws, "东山屯送书", villages=[villages["东山屯"], villages["河口村"]], activity="books", people=30)
    add_proposed(ws, propose_venues(ws))
    house = next(row for row in list_venues(ws) if not row.is_village)
    check = start_check(ws, house.id)
    enter_results(ws, check, {"B01": Entry("4"), "A05": Entry("0")})
    finish_check(ws, check)
    short = next(line for line in read_venue_sheet(ws, house.id).lines if line.code == "A05")
    assert short.result is not None
    report_problem_from_result(ws, short.result)
    path = folder / "制度.txt"
    path.write_text("开放制度", encoding="utf-8")
    attach_files(ws, [path], targets=[])
    put_in_box(ws, [read_archive(ws).files[0].id], add_box(ws, BoxForm(2026, "years_30", title="制度")))
    add_report_up(ws, ReportUpForm(on=ws.today, to_whom="赵镇长", covers=(item,)))
    raise_support(ws, SupportForm(subject="活动室漏雨", level="township"))


def test_a_station_begins_with_what_it_typed(alone: Workspace) -> None:
    assert alone.alone
    unit = get_unit(alone, alone.unit)
    assert (unit.name, unit.code, unit.township, unit.parent_name) == (
        "白石镇综合文化站",
        "",
        "白石镇",
        "清河县",
    )
    assert (unit.contact, unit.phone, alone.person) == ("王立新", "0990-8800123", "王立新")
    assert unit.number.startswith("D")
    assert {village.name for village in list_villages(alone)} == {"前进村", "河口村", "东山屯"}
    assert add_villages(alone, "河口村、柳树村") == 1
    assert check_folder(alone) == []


def test_what_is_missing_is_said(tmp_path: Path, clock: StoppedClock, alone: Workspace) -> None:
    for form, word in (
        (AloneForm("", "白石镇", "白石镇文化站", "王立新"), "所在县"),
        (AloneForm("清河县", "", " ", "王立新"), "文化站名称"),
        (AloneForm("清河县", "白石镇", "", " "), "您的姓名"),
    ):
        with pytest.raises(InvalidInput, match=word):
            start_alone(tmp_path / "other", form, machine=tmp_path / "m", clock=clock)
    with pytest.raises(InvalidInput, match="已经有一份台账"):
        make_alone(tmp_path, clock)
    assert not (tmp_path / "other").exists()


def test_the_whole_day_works_alone(alone: Workspace, tmp_path: Path) -> None:
    work(alone, tmp_path)
    assert [row.content for row in list_ledger(alone)] == ["每村办一场文化活动"]
    assert len(list_activities(alone)) == 2
    (problem,) = list_problems(alone)
    assert problem.number == f"{get_unit(alone, alone.unit).number}-WT-2026-A0001"
    read_today(alone)
    printed = [document.name for document in list_documents(alone) if not document.missing]
    for name in printed:
        print_document(alone, name, tmp_path / f"{name}.pdf", Choices())
    assert {"工作台账", "今日工作单", "本周工作单", "汇报单", "月报表", "活动台账", "卷内目录"} <= set(
        printed
    )
    assert not {"任务书", "任务认领表"} & set(printed)  # the county has given none
    assert check_folder(alone) == []
    with pytest.raises(InvalidInput, match="先接收县里发的开站包"):
        export_packages(alone)


def test_joining_brings_the_county_everything(
    alone: Workspace, county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    work(alone, tmp_path)
    clock.forward(days=20)
    (start,) = write_start_packages(county.office)
    found = find_county(alone, [tmp_path / "stick", start.path])
    assert found is not None
    assert (found.offer.unit_name, found.offer.code, found.own_name) == (
        "白石镇文化站",
        "990101001000",
        "白石镇综合文化站",
    )
    assert found.records > 80
    assert join_county(alone, start.path) == ["东山屯"]
    county.stations.append(alone)
    station = county.reopen(alone)
    assert (station.unit, station.site, station.office) == (start.unit, alone.site, county.office.site)
    assert not station.alone
    assert get_unit(station, station.unit).code == "990101001000"  # filled in by itself
    theirs = {row.name: row.id for row in list_units(station, kind=UnitKind.VILLAGE)}
    assert set(theirs) == {"前进村民委员会", "河口村", "东山屯"}
    assert list_bin(station) == []
    (file,) = receive(county.office, [county.up(station)]).files
    assert file.enrolled
    county.exchange(station)
    for ws in (station, county.office):
        assert {row.form.unit for row in list_venues(ws)} == {station.unit, *theirs.values()}
        assert [row.text for row in list_log(station)] == ["东山屯送书", "到前进村演出"]
        assert check_folder(ws) == []
    with county.office.read() as session:
        texts = session.scalars(select(LogEntry.text).order_by(LogEntry.id)).all()
        assert texts == ["到前进村演出", "东山屯送书"]
        own = session.scalars(select(Unit.site).where(Unit.site == station.site)).all()
        assert own == []  # how it called itself never left it
    (problem,) = list_problems(county.office)
    assert problem.station_name == "白石镇文化站"
    (report,) = list_reports_up(county.office, site=station.site)
    assert report.form.to_whom == "赵镇长"
    (asked,) = list_support(county.office)
    assert asked.station_name == "白石镇文化站"
    house = next(row for row in list_venues(county.office) if row.form.unit == station.unit)
    assert house.pack is None  # the county has published none; the station's own counts for nobody else
    sheet = read_venue_sheet(county.office, house.id)
    assert [line.code for line in sheet.lines if line.short] == ["A05"]


def test_a_village_the_county_adds_later_is_known_again(
    alone: Workspace, county: County, tmp_path: Path
) -> None:
    work(alone, tmp_path)
    (start,) = write_start_packages(county.office)
    join_county(alone, start.path)
    county.stations.append(alone)
    station = county.reopen(alone)
    county.exchange(station)
    assert settle_villages(station) == ["东山屯"]
    late = add_unit(county.office, UnitForm(UnitKind.VILLAGE, "东山村", "990101001203", parent=station.unit))
    assert receive(station, [county.down(station)]).complete
    assert settle_villages(station) == []
    assert late in {row.form.unit for row in list_venues(station)}
    assert [row.name for row in list_units(station, kind=UnitKind.VILLAGE)] == [
        "前进村民委员会",
        "河口村",
        "东山村",
    ]
    county.exchange(station)
    assert late in {row.form.unit for row in list_venues(county.office)}
    assert check_folder(station) == []


def test_of_two_villages_that_are_alike_none_is_guessed(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    (station,) = list_units(county.office, kind=UnitKind.STATION)
    for number, name in ((211, "红旗村"), (212, "红旗社区")):
        add_unit(county.office, UnitForm(UnitKind.VILLAGE, name, f"990101001{number}", parent=station.id))
    ws = make_alone(tmp_path, clock, AloneForm("清河县", "白石镇", "", "王立新", villages="红旗屯、红旗社区"))
    (start,) = write_start_packages(county.office)
    assert join_county(ws, start.path) == ["红旗屯"]
    ws.engine.dispose()


def test_the_countys_standards_come_before_the_own_ones(
    alone: Workspace, county: County, tmp_path: Path
) -> None:
    from app.facilities.standard_packs import shipped_packs
    from app.facilities.standards import copy_shipped_pack, publish_standards

    work(alone, tmp_path)
    with alone.write() as session:
        venue = session.scalars(select(Venue).where(Venue.unit == alone.unit)).one()
        venue.pack = list_venues(alone)[0].pack
    publish_standards(county.office, copy_shipped_pack(county.office, shipped_packs()[0]))
    (start,) = write_start_packages(county.office)
    join_county(alone, start.path)
    county.stations.append(alone)
    station = county.reopen(alone)
    house = next(row for row in list_venues(station) if not row.is_village)
    assert house.pack is not None
    assert house.pack.startswith(county.office.site)  # for the next check
    sheet = read_venue_sheet(station, house.id)
    assert sheet.pack.startswith(station.site)  # what the last check was held against can still be read
    assert [line.code for line in sheet.lines if line.short] == ["A05"]
    village = next(row for row in list_venues(station) if row.is_village)
    assert village.pack is not None
    assert village.pack.startswith(station.site)  # the county has sent none of this level


def test_what_cannot_be_joined_is_refused_and_nothing_changes(
    alone: Workspace, county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    work(alone, tmp_path)
    (start,) = write_start_packages(county.office)
    broken = tmp_path / "broken.zwt"
    broken.write_bytes(start.path.read_bytes()[:-20])
    assert find_county(alone, [broken, tmp_path / "stick"]) is None
    (tmp_path / "other").mkdir()
    other = make_county(tmp_path / "other", clock, enrolled=True, seed=300)
    (again,) = write_start_packages(other.office)  # its station has a ledger on another computer
    with pytest.raises(InvalidInput, match=r"以前报过的台账.*回到开始页.*打开别的台账"):
        join_county(alone, again.path)
    other.close()
    assert alone.alone
    assert get_unit(alone, alone.unit).name == "白石镇综合文化站"
    join_county(alone, start.path)
    county.stations.append(alone)
    station = county.reopen(alone)
    with pytest.raises(InvalidInput, match="已经和县里连上"):
        join_county(station, start.path)
    with pytest.raises(InvalidInput, match="名单由县里维护"):
        add_villages(station, "新村")
    assert find_county(station, [start.path]) is None


def test_of_a_stick_full_of_start_packages_the_own_one_is_offered(
    alone: Workspace, county: County, tmp_path: Path
) -> None:
    for number, name in ((2, "柳河镇综合文化站"), (3, "青山乡文化站")):
        add_unit(county.office, UnitForm(UnitKind.STATION, name, f"99010100{number}000"))
    write_start_packages(county.office, folder=tmp_path / "stick")
    found = find_county(alone, [tmp_path / "stick"])
    assert found is not None
    assert found.offer.unit_name == "白石镇文化站"


def test_joining_that_is_cut_off_changes_nothing(
    alone: Workspace, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(alone, tmp_path)
    (start,) = write_start_packages(county.office)
    before = dump(alone, alone.site)
    cancelled = Job()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        join_county(alone, start.path, cancelled)

    def pull_the_plug(*_arguments: object) -> None:
        raise StorageError("磁盘满了")

    with monkeypatch.context() as patch:
        patch.setattr(joining, "_give_way", pull_the_plug)  # everything else is done by then
        with pytest.raises(StorageError):
            join_county(alone, start.path)
    assert dump(alone, alone.site) == before
    assert check_folder(alone) == []
    assert list_units(alone, kind=UnitKind.OFFICE)[0].code == ""  # nothing of the county's came in
    join_county(alone, start.path)


def test_how_it_calls_itself_stays_at_home(alone: Workspace) -> None:
    with alone.read() as session:
        assert set(session.scalars(select(Unit.stream))) == {OWN}


def test_a_lone_ledger_moves_to_another_computer_and_comes_back_from_a_copy(
    alone: Workspace, county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    work(alone, tmp_path)
    early = make_backup(alone.folder, "hand", clock())
    add_log(alone, "备份以后写的")
    keep_anchor(alone)
    alone.engine.dispose()
    clock.forward(minutes=5)
    restore_backup(alone.folder, early.path, clock())
    back = open_workspace(alone.folder, machine=alone.machine, clock=clock).workspace
    assert standing(back) is Standing.RESTORED
    recover(back)
    back.engine.dispose()
    shutil.copytree(alone.folder, tmp_path / "moved")
    moved = open_workspace(tmp_path / "moved", machine=tmp_path / "other-pc", clock=clock).workspace
    begin_here(moved)
    moved.engine.dispose()
    moved = open_workspace(tmp_path / "moved", machine=tmp_path / "other-pc", clock=clock).workspace
    assert moved.alone
    add_log(moved, "换了电脑写的")
    (start,) = write_start_packages(county.office)
    join_county(moved, start.path)
    county.stations.append(moved)
    station = county.reopen(moved)
    county.exchange(station)
    with county.office.read() as session:
        texts = set(session.scalars(select(LogEntry.text)))
    assert texts == {"到前进村演出", "东山屯送书", "换了电脑写的"}
    assert check_folder(station) == []
    assert check_folder(county.office) == []
