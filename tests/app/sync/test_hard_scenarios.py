"""What no other test plays through: the rest of the scenarios that `test_scenarios.py` lists."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.integrity import check_folder
from app.log.changes import write_batch
from app.log.kinds import kinds
from app.log.lines import encode_line
from app.overview.stations import list_stations
from app.start import open_workspace
from app.sync.enrol import start_station
from app.sync.epochs import recover
from app.sync.export import export_packages
from app.sync.history import list_sent
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.workspace import ALL, COUNTY, Workspace
from db.models.facilities import Check, CheckResult
from db.models.log import LineState, LogLine
from db.models.packages import Outcome
from db.models.trust import Certificate
from db.models.units import Contact
from db.models.work import Evidence, LogEntry
from db.types import instant_text
from tests.app.sync.county import County, add_photo, dump, entries, make_county, write_entry
from tests.app.sync.test_bad_lines import put_line
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def put_back(county: County, ws: Workspace, copy: Path) -> Workspace:
    ws.engine.dispose()
    shutil.rmtree(ws.folder)
    shutil.copytree(copy, ws.folder)
    return county.reopen(ws)


def test_a_rebuilt_station_and_a_restored_county_meet_the_old_computer(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    """8: what the old computer still has is put aside whole, and its owner can read it there."""
    office, old = county.office, county.stations[0]
    write_entry(old, "早先")
    county.exchange(old)
    office.engine.dispose()
    copy = Path(shutil.copytree(office.folder, tmp_path / "copy"))
    office = county.reopen(office)
    write_entry(old, "县里恢复掉的")
    receive(office, [county.up(old)])
    write_entry(old, "没来得及上报")
    office = put_back(county, office, copy)
    recover(office)
    office = county.reopen(office)
    (start,) = write_start_packages(office)
    machine = tmp_path / "新-machine"
    fresh = start_station(
        start.path, tmp_path / "新电脑", machine=machine, clock=clock, ids=IdSource(clock, seed=901)
    )
    county.stations = [fresh]
    for _ in range(3):
        receive(county.office, [county.up(county.stations[0])])
        receive(county.stations[0], [county.down(county.stations[0])])
        county.reopen(county.stations[0])
    assert entries(county.office) == ["早先"] == entries(county.stations[0])
    late = county.up(old)
    (file,) = receive(county.office, [late]).files
    assert file.outcome is Outcome.QUARANTINED
    assert file.sentence
    (kept,) = (county.office.folder / "packages" / "quarantine").iterdir()
    assert kept.read_bytes() == late.read_bytes()  # complete: it can be opened and copied over
    assert entries(old) == [
        "县里恢复掉的",
        "早先",
        "没来得及上报",
    ]  # and nothing went from where it was written
    old.engine.dispose()


def test_five_answers_are_lost_and_the_sixth_settles_everything(county: County) -> None:
    """9: acknowledgements are a state, so none of them is missed."""
    office, station = county.office, county.stations[0]
    for number in range(5):
        write_entry(station, f"第{number}条")
        receive(office, [county.up(station)])
        county.down(station)  # never arrives
    with office.write() as session:
        session.create(Contact(unit=office.unit, name="新来的", post="新"), stream=ALL)
    assert receive(station, [county.down(station)]).complete
    receive(office, [county.up(station)])
    assert receive(station, [county.down(station)]).complete
    assert len(entries(office)) == len(set(entries(office))) == 5
    assert all(row.arrived for row in list_sent(station))


def test_four_packages_that_are_not_for_us_are_refused_in_four_ways(
    tmp_path: Path, clock: StoppedClock
) -> None:
    """14: another's signature, another recipient, a stopped key, the body of somebody else."""
    county = make_county(tmp_path / "all", clock, 2, enrolled=True)
    office, (first, second) = county.office, county.stations
    write_entry(first, "一")
    write_entry(second, "二")
    mine, theirs = county.up(first), county.up(second)
    before = dump(office, first.site), dump(office, second.site)

    swapped = tmp_path / "swapped.zwt"
    front, back = mine.read_bytes(), theirs.read_bytes()
    body = front.index(b"body.age"), back.index(b"body.age")
    swapped.write_bytes(front[: body[0]] + back[body[1] :])
    stranger = make_county(tmp_path / "other", clock, 1, enrolled=True, seed=700)
    foreign = stranger.up(stranger.stations[0])
    down = county.down(first)
    with office.write() as session:
        certificate = session.scalars(select(Certificate).where(Certificate.holder == second.site)).one()
        session.withdraw(certificate, "电脑丢失")
    found = [
        receive(office, [swapped]).files[0],
        receive(office, [foreign]).files[0],
        receive(second, [down]).files[0],
        receive(office, [theirs]).files[0],
    ]
    outcomes = [Outcome.DAMAGED, Outcome.FOREIGN, Outcome.FOREIGN, Outcome.QUARANTINED]
    assert [file.outcome for file in found] == outcomes
    assert len({file.sentence for file in found}) == 4
    assert (dump(office, first.site), dump(office, second.site)) == before
    county.close()
    stranger.close()


def test_one_line_of_5000_is_invalid_and_one_waits_for_a_parent(county: County) -> None:
    """17: all others count, the report does not say success, and a later package cures both."""
    office, station = county.office, county.stations[0]
    row = {"on": "2026-03-02", "text": "x", "place": "", "activity": "", "organiser": ""}
    with station.write() as session:
        write_batch(session, LogEntry, [row] * 2500, stream=COUNTY)
    bad = put_line(station, b"{}")
    check, result = station.ids.record(station.site), station.ids.record(station.site)
    kind = kinds()["check_result"]
    fields = (
        {field.name: None for field in kind.fields} | blank(CheckResult) | {"check": check, "finding": "met"}
    )
    orphan = put_line(station, encode_line(
        number=bad + 1, kind=kind.name, version=kind.version, record=result, revision=1, op="put",
        instant=instant_text(station.now()), by="王站长", data=kind.data(**fields),
    ), record=result)  # fmt: skip
    with station.write() as session:
        write_batch(session, LogEntry, [row] * 2498, stream=COUNTY)
    received = receive(office, [county.up(station)])
    assert [line for line, _ in received.files[0].refused] == [bad]
    assert "1 条在等它所属的记录" in received.files[0].sentence
    assert not received.complete
    assert len(entries(office)) == 4998
    with office.read() as session:
        held = session.scalars(select(LogLine.number).where(LogLine.state == LineState.WAITING)).all()
        assert held == [orphan]
        assert session.get(CheckResult, result) is None
    with station.write() as session:
        write_batch(session, Check, [{**blank(Check), "on": "2026-03-02", "id": check}], stream=COUNTY)
    (file,) = receive(office, [county.up(station)]).files
    assert file.entries == 1  # nothing of the rest came again
    with office.read() as session:
        assert session.get_one(CheckResult, result).check == check
    assert check_folder(office) == []


def blank(model: type) -> dict[str, object]:
    fields = kinds()[model.__tablename__].fields  # type: ignore[attr-defined]
    return {
        field.name: field.type.python_type()
        for field in fields
        if not field.nullable and field.type.python_type in {str, int, bool} and not field.foreign_keys
    }


@pytest.mark.parametrize(
    ("count", "volume_bytes"), [(60, 24_000), pytest.param(500, 200_000, marks=pytest.mark.long)]
)
def test_one_volume_is_missing_and_another_comes_twice(county: County, count: int, volume_bytes: int) -> None:
    """18: exactly the photos of the missing volume are missing; what is shared is stored once."""
    office, station = county.office, county.stations[0]
    photos = [add_photo(station, number.to_bytes(2, "big") * 500) for number in range(count)]
    shared = add_photo(station, b"shared" * 200)
    assert add_photo(station, b"shared" * 200) == shared  # two records name it
    volumes = export_packages(station, volume_bytes=volume_bytes).packages
    assert [volume.volume[1] for volume in volumes] == [len(volumes)] * len(volumes)
    assert len(volumes) >= 4
    receive(office, [volumes[0].path, volumes[1].path, volumes[1].path])
    received = receive(office, [volume.path for volume in volumes[3:]])
    store = AttachmentStore(office.folder)
    missing = {photo for photo in {*photos, shared} if not store.has(photo)}
    assert len(missing) == volumes[2].blobs
    receive(station, [county.down(station)])
    assert received.batch is not None
    with office.read() as session:
        assert len(session.scalars(select(Evidence.id)).all()) == count + 2
    receive(office, [volumes[2].path])
    assert all(store.has(photo) for photo in [*photos, shared])
    assert len(list((office.folder / "attachments").rglob("?" * 64))) == count + 1


@pytest.mark.parametrize("days", [-3 * 365, 3 * 365, 1])
def test_clocks_that_run_backwards_and_forwards(
    tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """22: order is by number; what the clock says decides nothing."""
    monkeypatch.setattr("app.sync.compose.WHOLE_LOG_BYTES", 0)
    county = make_county(tmp_path / "all", clock, enrolled=True)
    office, station = county.office, county.stations[0]
    record = write_entry(station, "先写的")
    county.exchange(station)
    clock.instant += timedelta(days=days)
    with station.write() as session:
        session.get_one(LogEntry, record).text = "后改的"
    write_entry(station, "再写的")
    later = county.up(station)
    clock.instant -= timedelta(days=days)
    write_entry(station, "最后写的")
    earlier = county.up(station)
    first, second = receive(office, [later, earlier]).files
    assert entries(office) == ["再写的", "后改的", "最后写的"]
    ahead, back = f"比本机快 {days} 天", f"比它上一个包退了 {abs(days)} 天"
    assert [remark in first.sentence for remark in (ahead, back)] == [days > 0, days < 0]
    assert [remark in second.sentence for remark in (ahead, back)] == [False, days > 0]
    receive(station, [county.down(station)])
    assert check_folder(office) == check_folder(station) == []
    county.close()


def test_an_older_package_down_after_a_newer_one(county: County, clock: StoppedClock) -> None:
    """24: nothing goes back, and news that are old are said to be old, not refused."""
    office, station = county.office, county.stations[0]
    with office.write() as session:
        contact = session.create(Contact(unit=office.unit, name="第一版", post="标准"), stream=ALL).id
    older = county.down(station)
    with office.write() as session:
        session.get_one(Contact, contact).name = "第二版"
    newer = county.down(station)
    clock.forward(days=200)
    receive(station, [newer])
    assert receive(station, [older]).files[0].outcome is Outcome.KNOWN
    with station.read() as session:
        assert session.get_one(Contact, contact).name == "第二版"
    county.up(station)
    (row,) = list_stations(office)
    assert row.stale


def test_the_copy_of_a_computer_reports_before_the_computer_itself(
    tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6: the first one has written more than the county holds, and something else; it must not stay stuck."""
    monkeypatch.setattr("app.sync.compose.WHOLE_LOG_BYTES", 0)
    county = make_county(tmp_path / "all", clock, enrolled=True)
    office, station = county.office, county.stations[0]
    station.engine.dispose()
    shutil.copytree(station.folder, tmp_path / "twin")
    shutil.copytree(station.machine, tmp_path / "twin-machine")
    twin = open_workspace(tmp_path / "twin", machine=tmp_path / "twin-machine", clock=clock).workspace
    write_entry(twin, "副本写的")
    receive(office, [export_packages(twin).packages[0].path])
    twin.engine.dispose()
    station = county.reopen(station)
    for text in ("一", "二", "三"):
        write_entry(station, text)
    (file,) = receive(office, [county.up(station)]).files
    assert file.outcome is Outcome.QUARANTINED
    (answer,) = receive(station, [county.down(station)]).files
    assert answer.adopted == 1
    station = county.reopen(station)
    assert receive(office, [county.up(station)]).complete
    assert entries(office) == entries(station) == ["一", "三", "二", "副本写的"]
    county.close()
