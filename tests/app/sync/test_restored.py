"""Ledgers put back from copies, and stations that go on on a new computer: nothing is lost without a word."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.integrity import check_folder
from app.start import open_workspace
from app.sync import compose
from app.sync.anchor import Standing, keep_anchor, standing
from app.sync.enrol import start_station
from app.sync.epochs import recover
from app.sync.receive import preview, receive
from app.sync.start_packages import write_start_packages
from app.workspace import ALL, Workspace
from db.models.log import Identity
from db.models.packages import Outcome
from db.models.units import Contact
from db.models.work import LogEntry
from tests.app.sync.county import County, add_photo, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture(params=[0, pytest.param(5 << 20, marks=pytest.mark.long)], ids=["overlap", "whole"])
def county(
    tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[County]:
    monkeypatch.setattr(compose, "WHOLE_LOG_BYTES", request.param)
    made = make_county(tmp_path, clock, enrolled=True)
    write_entry(made.stations[0], "早先")
    made.exchange(made.stations[0])
    made.exchange(made.stations[0])
    yield made
    made.close()


def copy_of(ws: Workspace, target: Path) -> Path:
    ws.engine.dispose()
    shutil.copytree(ws.folder, target)
    return target


def put_back(county: County, ws: Workspace, copy: Path, *, machine: Path | None = None) -> Workspace:
    """Put an older copy of the data folder in place; with `machine` the keys' folder is as old."""
    ws.engine.dispose()
    shutil.rmtree(ws.folder)
    shutil.copytree(copy, ws.folder)
    if machine is not None:
        shutil.rmtree(ws.machine)
        shutil.copytree(machine, ws.machine)
    return county.reopen(ws)


def settle(county: County, rounds: int = 3) -> None:
    for _ in range(rounds):
        for station in list(county.stations):
            receive(county.office, [county.up(station)])
            receive(station, [county.down(station)])
            county.reopen(station)
            county.reopen(county.office)
    assert check_folder(county.office) == []
    for station in county.stations:
        assert check_folder(station) == []


def texts(ws: Workspace) -> dict[str, tuple[str, int]]:
    with ws.read() as session:
        rows = session.execute(select(LogEntry.id, LogEntry.text, LogEntry.revision))
        return {row.id: (row.text, row.revision) for row in rows}


def rename(ws: Workspace, record: str, text: str) -> None:
    with ws.write() as session:
        session.get_one(LogEntry, record).text = text


@pytest.mark.parametrize("anchored", [True, False], ids=["copy put back", "whole disk put back"])
@pytest.mark.parametrize("noticed", [True, False], ids=["noticed at start", "found at the exchange"])
def test_a_restored_station_gets_its_tail_back(
    county: County, tmp_path: Path, anchored: bool, noticed: bool
) -> None:
    station = county.stations[0]
    kept = write_entry(station, "留着的")
    both = write_entry(station, "两边都改")
    keep_anchor(station)
    copy = copy_of(station, tmp_path / "copy")
    old_machine = Path(shutil.copytree(station.machine, tmp_path / "old-machine"))
    station = county.reopen(station)
    write_entry(station, "恢复前写的一")
    rename(station, both, "恢复前改的")
    rename(station, kept, "恢复前又改")
    receive(county.office, [county.up(station)])
    station = put_back(county, station, copy, machine=None if anchored else old_machine)
    assert standing(station) is (Standing.RESTORED if anchored else Standing.FINE)
    if noticed:
        recover(station)
        assert standing(station) is Standing.FINE
        station = county.reopen(station)
    write_entry(station, "恢复后写的一")
    write_entry(station, "恢复后写的二")
    rename(station, both, "恢复后改的")
    (file,) = receive(county.office, [county.up(station)]).files
    assert file.outcome is (Outcome.NEW if noticed else Outcome.QUARANTINED)
    down = county.down(station)
    told = preview(station, [down])
    (answer,) = receive(station, [down]).files
    assert told.files == (answer,)
    assert answer.adopted == 3
    assert answer.conflicts == (both,)
    assert "找回本机以前写过的 3 条" in answer.sentence
    station = county.reopen(station)
    wanted = sorted(["早先", "恢复前又改", "恢复后改的", "恢复前写的一", "恢复后写的一", "恢复后写的二"])
    assert sorted(entries(station)) == wanted
    assert standing(station) is Standing.FINE
    settle(county)
    assert sorted(entries(county.office)) == wanted
    assert texts(county.office) == texts(county.stations[0])


def test_a_restored_station_that_wrote_nothing_since(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    copy = copy_of(station, tmp_path / "copy")
    station = county.reopen(station)
    write_entry(station, "丢了的")
    receive(county.office, [county.up(station)])
    station = put_back(county, station, copy)
    (file,) = receive(county.office, [county.up(station)]).files
    assert file.label == "已有"
    (answer,) = receive(station, [county.down(station)]).files
    assert answer.adopted == 1
    assert answer.restarted
    station = county.reopen(station)
    assert entries(station) == ["丢了的", "早先"]
    settle(county)
    assert texts(county.office) == texts(county.stations[0])


def test_what_was_never_sent_is_lost_but_nothing_else_is_disturbed(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    copy = copy_of(station, tmp_path / "copy")
    station = county.reopen(station)
    write_entry(station, "没发过的")
    keep_anchor(station)
    station = put_back(county, station, copy)
    assert standing(station) is Standing.RESTORED
    recover(station)
    station = county.reopen(station)
    write_entry(station, "之后写的")
    settle(county)
    assert entries(county.office) == ["之后写的", "早先"]
    assert texts(county.office) == texts(county.stations[0])


def test_restored_twice(county: County, tmp_path: Path) -> None:
    station = county.stations[0]
    copy = copy_of(station, tmp_path / "copy")
    station = county.reopen(station)
    for time in ("一", "二"):
        write_entry(station, f"第{time}次恢复前")
        receive(county.office, [county.up(station)])
        station = put_back(county, station, copy)
        recover(station)
        station = county.reopen(station)
        write_entry(station, f"第{time}次恢复后")
        receive(county.office, [county.up(station)])
    settle(county)
    wanted = sorted(["早先", "第一次恢复前", "第一次恢复后", "第二次恢复前", "第二次恢复后"])
    assert sorted(entries(county.office)) == wanted
    assert texts(county.office) == texts(county.stations[0])


def contacts(ws: Workspace) -> list[str]:
    with ws.read() as session:
        wanted = select(Contact.name).where(Contact.post == "新", Contact.void.is_(False))
        return sorted(session.scalars(wanted))


def add_contact(office: Workspace, name: str) -> None:
    with office.write() as session:
        session.create(Contact(unit=office.unit, name=name, post="新"), stream=ALL)


def test_a_restored_office_gets_everything_again(county: County, tmp_path: Path) -> None:
    office, station = county.office, county.stations[0]
    copy = copy_of(office, tmp_path / "copy")
    office = county.reopen(office)
    write_entry(station, "县里丢了的")
    add_contact(office, "丢了的联系人")
    county.exchange(station)
    keep_anchor(office)
    office = put_back(county, office, copy)
    assert standing(office) is Standing.RESTORED
    assert entries(office) == ["早先"]
    recover(office)
    office = county.reopen(office)
    add_contact(office, "恢复后的联系人")
    settle(county)
    assert entries(county.office) == ["县里丢了的", "早先"]
    assert contacts(county.stations[0]) == sorted(["丢了的联系人", "恢复后的联系人"])
    assert contacts(county.office) == contacts(county.stations[0])  # the anchor proves they are its own


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("wrote", [False, True])
def test_an_office_whose_whole_disk_was_put_back(
    county: County, tmp_path: Path, wrote: bool, kept: bool
) -> None:
    """7: nothing on its computer remembers; the first station that holds more tells it, and all goes on.

    Where the station still has the package that brought it the lines, the office's own signature proves them.
    """
    office, station = county.office, county.stations[0]
    copy = copy_of(office, tmp_path / "copy")
    office = county.reopen(office)
    write_entry(station, "县里丢了的")
    add_contact(office, "丢了的联系人")
    county.exchange(station)
    keep_anchor(office)
    office = put_back(county, office, copy)
    (office.machine / f"{office.site}.anchor").unlink()
    office = county.reopen(office)
    if not kept:
        shutil.rmtree(station.folder / "packages" / "in")
        (station.folder / "packages" / "in").mkdir()
    if wrote:
        add_contact(office, "恢复后的联系人")
        (file,) = receive(station, [county.down(station)]).files
        assert file.outcome is Outcome.QUARANTINED
    (told,) = receive(office, [county.up(station)]).files
    if not wrote:  # it says how little it holds, and with that gets back more than it remembers
        receive(station, [county.down(station)])
        (told,) = receive(office, [county.up(station)]).files
    assert "旧备份" in told.sentence
    assert told.restarted
    assert (told.adopted, told.unproven) == ((1, 0) if kept else (0, 1))
    office = county.reopen(office)
    add_contact(office, "以后的联系人")
    for _ in range(2):  # and once is enough
        assert receive(station, [county.down(station)]).complete
        (file,) = receive(office, [county.up(station)]).files
        assert not file.restarted
    wanted = {"以后的联系人", *(["恢复后的联系人"] if wrote else []), *(["丢了的联系人"] if kept else [])}
    assert set(contacts(office)) == wanted
    assert set(contacts(station)) == wanted | {"丢了的联系人"}  # said when it was found
    assert entries(office) == ["县里丢了的", "早先"]
    assert check_folder(office) == check_folder(station) == []


def test_an_office_whose_disk_was_put_back_twice(enrolled: County, tmp_path: Path) -> None:
    """Two stations hold different ends of its log; what comes back never gets a revision that was given out."""
    office = enrolled.office
    for place, station in enumerate(enrolled.stations):
        copy = copy_of(office, tmp_path / f"copy{place}")
        office = enrolled.reopen(office)
        add_contact(office, f"丢了的{place}")
        receive(station, [enrolled.down(station)])
        office = put_back(enrolled, office, copy)
        (office.machine / f"{office.site}.anchor").unlink()
        office = enrolled.reopen(office)
        add_contact(office, f"以后的{place}")
    for _ in range(3):
        for station in enrolled.stations:
            receive(enrolled.office, [enrolled.up(station)])
            enrolled.reopen(enrolled.office)
            receive(station, [enrolled.down(station)])
    wanted = ["丢了的0", "丢了的1", "以后的0", "以后的1"]
    for ws in (enrolled.office, *enrolled.stations):
        assert contacts(ws) == wanted
        assert check_folder(ws) == []


def test_a_new_computer_goes_on_for_an_old_station(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    office, station = county.office, county.stations[0]
    photo = add_photo(station, b"photo" * 200)
    write_entry(station, "旧电脑上写的")
    receive(office, [county.up(station)])
    late = write_entry(station, "没来得及上报")
    before = {record: text for record, (text, _) in texts(office).items()}
    (start,) = write_start_packages(office)
    fresh = start_station(
        start.path,
        tmp_path / "新电脑",
        machine=tmp_path / "新-machine",
        clock=clock,
        ids=IdSource(clock, seed=900),
    )
    assert (fresh.site, fresh.unit) == (station.site, station.unit)
    assert fresh.node != station.node
    county.stations = [fresh]
    write_entry(fresh, "新电脑上写的")
    (file,) = receive(office, [county.up(fresh)]).files
    assert file.enrolled
    (answer,) = receive(fresh, [county.down(fresh)]).files
    assert answer.adopted > 0
    assert answer.conflicts == ()
    fresh = county.reopen(fresh)
    assert {record: text for record, (text, _) in texts(fresh).items()}.items() >= before.items()
    settle(county)
    fresh = county.stations[0]
    office = county.office
    assert texts(office) == texts(fresh)
    assert late not in texts(office)
    assert AttachmentStore(fresh.folder).path(photo).read_bytes() == b"photo" * 200
    # the old computer turns up again
    (file,) = receive(office, [county.up(station)]).files
    assert file.label == "隔离"
    assert list((office.folder / "packages" / "quarantine").iterdir()) != []
    assert late not in texts(office)
    station.engine.dispose()


def test_an_open_ledger_writes_into_the_new_epoch(county: County) -> None:
    station = county.stations[0]
    recover(station)
    write_entry(station, "没有重新打开")  # the same workspace goes on
    with station.read() as session:
        assert session.scalars(select(Identity.epoch)).one() != station.epoch
    settle(county)
    assert entries(county.office) == ["早先", "没有重新打开"]
    assert open_workspace(station.folder, machine=station.machine).workspace.site == station.site
