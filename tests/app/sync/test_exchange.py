"""Two sides with real data folders exchange files."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Cancelled, StorageError
from app.evidence.store import AttachmentStore
from app.integrity import check_folder
from app.job import Job
from app.sync.export import export_packages
from app.sync.package_file import verify
from app.sync.receive import preview, receive
from app.workspace import ALL, OWN
from db.models.packages import Outcome, PackageIn
from db.models.units import Contact
from db.models.work import LogEntry
from tests.app.sync.county import (
    County,
    add_photo,
    dump,
    entries,
    make_county,
    write_entry,
)
from tests.workspaces import StoppedClock


def labels(county: County, *paths: Path) -> list[str]:
    return [file.label for file in receive(county.office, paths).files]


def test_the_whole_way_there_and_back(county: County) -> None:
    office, station = county.office, county.stations[0]
    write_entry(station, "打扫图书室")
    photo = add_photo(station, b"photo" * 1000)
    received = receive(office, [county.up(station)])
    (file,) = received.files
    assert (file.outcome, file.name, file.number, file.enrolled) == (Outcome.NEW, "白石镇文化站", 1, True)
    assert received.complete
    (unit,) = received.units
    assert (unit.name, unit.blobs_named, unit.blobs_missing) == ("白石镇文化站", 1, 0)
    assert entries(office) == ["打扫图书室"]
    assert AttachmentStore(office.folder).has(photo)

    with office.write() as session:
        session.create(Contact(unit=office.unit, name="赵副主任"), stream=ALL)
    assert receive(station, [county.down(station)]).complete
    with station.read() as session:
        assert "赵副主任" in session.scalars(select(Contact.name)).all()
    assert check_folder(office) == []
    assert check_folder(station) == []


def test_what_stays_at_home_is_in_no_package(county: County) -> None:
    station = county.stations[0]
    with station.write() as session:
        session.create(LogEntry(on=station.today, text="草稿"), stream=OWN)
    write_entry(station, "打扫图书室")
    receive(county.office, [county.up(station)])
    assert entries(county.office) == ["打扫图书室"]
    with county.office.write() as session:
        session.create(Contact(unit=county.office.unit, name="保密"), stream=OWN)
    package = county.down(station)
    assert "保密".encode() not in package.read_bytes()
    receive(station, [package])
    with station.read() as session:
        assert "保密" not in session.scalars(select(Contact.name)).all()


def test_a_station_sees_nothing_of_another(enrolled: County) -> None:
    first, second = enrolled.stations
    with enrolled.office.write() as session:
        session.create(Contact(unit=first.unit, name="只给白石"), stream=first.unit)
    receive(second, [enrolled.down(second)])
    with second.read() as session:
        assert "只给白石" not in session.scalars(select(Contact.name)).all()
    (file,) = receive(second, [enrolled.down(first)]).files
    assert file.outcome is Outcome.FOREIGN
    assert file.sentence == "这是给“白石镇文化站”的包，本机是“柳河镇文化站”，没有接收。 E-P04"


def test_a_preview_changes_nothing_and_tells_the_truth(county: County) -> None:
    office, station = county.office, county.stations[0]
    for text in ("一", "二"):
        write_entry(station, text)
    add_photo(station, b"photo")
    package = county.up(station)

    def state() -> tuple[bytes, list[str]]:
        with office.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        files = sorted(str(path) for path in office.folder.rglob("*") if "ledger.db" not in path.name)
        return (office.folder / "ledger.db").read_bytes(), files

    before = state()
    dry = preview(office, [package])
    assert state() == before
    real = receive(office, [package])
    assert dry.batch is None
    assert real.batch == 1
    assert dry.files == real.files
    assert dry.units == real.units


def test_exports_go_to_all_enrolled_stations(tmp_path: Path, clock: StoppedClock) -> None:
    county = make_county(tmp_path, clock, 3)
    for station in county.stations[:2]:
        receive(county.office, [county.up(station)])
    stick = tmp_path / "U盘"
    stick.mkdir()
    made = export_packages(county.office, folder=stick)
    assert [package.name for package in made.packages] == ["白石镇文化站", "柳河镇文化站"]
    assert [path.name for path in sorted(stick.iterdir())] == ["01-down-000002.zwt", "02-down-000002.zwt"]
    assert [(skip.name, "开站包" in skip.sentence) for skip in made.skipped] == [("青山乡文化站", True)]
    assert all(package.sealed for package in made.packages)
    for station in county.stations[:2]:
        assert sorted(file.label for file in receive(station, [stick]).files) == ["不归这里收", "新"]
    county.close()


def test_a_plain_package_can_be_asked_for(enrolled: County) -> None:
    station = enrolled.stations[0]
    write_entry(station, "看得见")
    (package,) = export_packages(station, sealed=False).packages
    assert not package.sealed
    assert verify(package.path).manifest.body is not None
    assert labels(enrolled, package.path) == ["新"]


def test_the_last_three_packages_for_a_peer_are_kept(enrolled: County) -> None:
    station = enrolled.stations[0]
    for _ in range(5):
        export_packages(station)
    names = sorted(path.name for path in (station.folder / "packages" / "out").iterdir())
    assert names == ["01-up-000004.zwt", "01-up-000005.zwt", "01-up-000006.zwt"]


def test_broken_files_among_good_ones(enrolled: County, tmp_path: Path) -> None:
    folder = tmp_path / "一堆"
    folder.mkdir()
    station = enrolled.stations[0]
    write_entry(station, "一")
    good = enrolled.up(station)
    data = good.read_bytes()
    (folder / "a.zwt").write_bytes(data[: len(data) // 2])
    (folder / "b.zwt").write_bytes(data[:-40] + bytes([data[-40] ^ 1]) + data[-39:])
    (folder / "c.zwt").write_bytes(b"not a package")
    (folder / "d.zwt.part").write_bytes(data)
    (folder / "e.zwt").write_bytes(data.replace(b"station-ledger package 0\n", b"station-ledger package 9\n"))
    shutil.move(good, folder / "z.ZWT")
    found = {file.path.name: file.label for file in receive(enrolled.office, [folder]).files}
    assert found == {"a.zwt": "损坏", "b.zwt": "损坏", "c.zwt": "不是数据包", "e.zwt": "损坏", "z.ZWT": "新"}
    kept = (enrolled.office.folder / "packages" / "in").iterdir()
    assert sorted(path.stem for path in kept) == sorted(
        {verify(folder / "z.ZWT").digest, *digests_in(enrolled)}
    )


def digests_in(county: County) -> set[str]:
    with county.office.read() as session:
        return set(session.scalars(select(PackageIn.digest)))


def test_a_path_that_is_gone_is_one_sentence(enrolled: County, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="读写中断"):
        receive(enrolled.office, [tmp_path / "gone"])


def test_cancelling_leaves_a_clean_state(enrolled: County) -> None:
    office = enrolled.office
    for station in enrolled.stations:
        write_entry(station, "一")
    packages = [enrolled.up(station) for station in enrolled.stations]
    steps = 0

    def count(_done: int, _total: int) -> None:
        nonlocal steps
        steps += 1

    preview(office, packages, Job(count))
    for stop in range(1, steps):
        job = Job()
        left = [stop]

        def report(_done: int, _total: int, job: Job = job, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                job.cancel()

        job._report = report
        with pytest.raises(Cancelled):
            preview(office, packages, job)
    before = dump(office, enrolled.stations[0].site)
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        receive(office, packages, job)
    assert dump(office, enrolled.stations[0].site) == before
    assert receive(office, packages).complete
