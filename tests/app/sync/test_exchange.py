"""Two sides with real data folders exchange files."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Cancelled, InvalidInput, NotOwner, StorageError
from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.integrity import check_folder
from app.job import Job
from app.start import open_workspace
from app.sync.anchor import Standing, standing
from app.sync.enrol import find_start_packages, read_start_package, start_station
from app.sync.export import export_packages
from app.sync.package_file import verify
from app.sync.receive import preview, receive
from app.sync.rejections import PackageForeign
from app.sync.start_packages import write_start_packages
from app.sync.trust import confirm_station, station_fingerprint
from app.workspace import ALL, OWN
from db.models import Certificate, Contact, LogEntry, Outcome, PackageIn, Unit
from tests.app.sync.county import (
    County,
    add_photo,
    dump,
    entries,
    make_county,
    sentences,
    write_entry,
)
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def enrolled(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, 2, enrolled=True)
    yield made
    made.close()


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


def test_a_package_taken_once_twice_or_ten_times_is_the_same(enrolled: County) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    write_entry(station, "一")
    package = enrolled.up(station)
    assert labels(enrolled, package) == ["新"]
    before = dump(office, station.site)
    copy = Path(shutil.copy(package, package.with_name("S01(1).zwt")))
    assert labels(enrolled, package, copy) == ["已有", "已有"]
    for _ in range(8):
        (file,) = receive(office, [package]).files
        assert (file.label, file.entries) == ("已有", 0)
        assert "3月2日已经收过" in file.sentence
    assert dump(office, station.site) == before
    fresh = enrolled.up(station)  # another package with nothing new in it
    (file,) = receive(office, [fresh]).files
    assert (file.label, file.sentence) == ("已有", "内容都已经有了，没有新的。")
    assert dump(office, station.site) == before


def test_two_copies_of_one_file_in_one_folder(enrolled: County) -> None:
    station = enrolled.stations[0]
    write_entry(station, "一")
    package = enrolled.up(station)
    shutil.copy(package, package.with_name("copy.zwt"))
    folder = enrolled.folder / "微信"
    folder.mkdir()
    shutil.move(package, folder / "a.zwt")
    shutil.move(package.with_name("copy.zwt"), folder / "b.zwt")
    assert sentences(receive(enrolled.office, [folder])) == [
        ("新", "新增 1 条。"),
        ("已有", "和“a.zwt”是同一个包，不用再收。"),
    ]


@pytest.fixture
def small_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let logs be sent from the acknowledged point only, as large ones are."""
    monkeypatch.setattr("app.sync.compose.WHOLE_LOG_BYTES", 0)


def three_in_a_row(county: County) -> list[Path]:
    """Return packages that need each other: the station believes the office holds everything before."""
    station = county.stations[0]
    packages = []
    for text in ("一", "二", "三"):
        write_entry(station, text)
        packages.append(county.up(station))
        with station.write() as session:
            session.connection().exec_driver_sql("UPDATE held SET number = number + 1, before = number + 1")
    return packages


@pytest.mark.usefixtures("small_overlap")
def test_any_order_of_packages_gives_the_same(tmp_path: Path, clock: StoppedClock) -> None:
    county = make_county(tmp_path / "all", clock)
    office, station = county.office, county.stations[0]
    write_entry(station, "〇")
    county.exchange(station)
    county.exchange(station)
    packages = three_in_a_row(county)
    office.engine.dispose()
    results = []
    for place, order in enumerate(sorted(set(itertools.permutations((0, 1, 2, 0))))):
        folder = tmp_path / str(place)
        shutil.copytree(office.folder, folder)
        copy = open_workspace(folder, machine=office.machine, clock=clock).workspace
        for number in order:
            receive(copy, [packages[number]])
        results.append(dump(copy, station.site))
        assert entries(copy) == ["〇", "一", "三", "二"]
        copy.engine.dispose()
    county.close()
    assert all(result == results[0] for result in results)


@pytest.mark.usefixtures("small_overlap")
def test_a_package_waits_for_the_one_before_it(enrolled: County, clock: StoppedClock) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    write_entry(station, "〇")
    enrolled.exchange(station)
    enrolled.exchange(station)
    first, second, third = three_in_a_row(enrolled)
    (file,) = receive(office, [third]).files
    assert file.label == "缺前一号"
    assert "收到第 6 号，还缺第 4–5 号（第 2–3 条记录）" in file.sentence
    assert not receive(office, [third]).complete
    clock.forward(days=400)
    assert entries(office) == ["〇"]
    dry = preview(office, [first, second])
    real = receive(office, [first, second])
    assert [(file.label, file.number) for file in real.files] == [("新", 4), ("新", 5), ("新", 6)]
    assert [(file.outcome, file.changes, file.sentence) for file in dry.files] == [
        (file.outcome, file.changes, file.sentence) for file in real.files
    ]
    assert entries(office) == ["〇", "一", "三", "二"]
    assert list((office.folder / "packages" / "waiting").iterdir()) == []
    assert sentences(receive(office, [third]))[0][0] == "已有"


@pytest.mark.usefixtures("small_overlap")
def test_packages_given_together_are_sorted(enrolled: County) -> None:
    write_entry(enrolled.stations[0], "〇")
    enrolled.exchange(enrolled.stations[0])
    enrolled.exchange(enrolled.stations[0])
    packages = three_in_a_row(enrolled)
    assert labels(enrolled, *reversed(packages)) == ["新", "新", "新"]


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
    assert [vars(file) for file in dry.files] == [vars(file) for file in real.files]
    assert dry.units == real.units


def test_somebody_else_of_the_county_office(enrolled: County, tmp_path: Path, clock: StoppedClock) -> None:
    other = make_county(tmp_path / "other", clock, 1, seed=500)
    write_entry(other.stations[0], "外县")
    package = other.up(other.stations[0])
    (file,) = receive(enrolled.office, [package]).files
    assert file.label == "不是本县的"
    assert file.sentence.startswith("这是给“清河县创建办”的包")  # two counties may have one name
    (file,) = receive(enrolled.stations[0], [other.up(other.stations[0])]).files
    assert file.label == "不是本县的"
    assert entries(enrolled.office) == []
    assert not list((enrolled.office.folder / "packages" / "in").glob(f"{verify(package).digest}*"))
    other.close()


def test_a_revoked_computer_is_heard_no_more(enrolled: County) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    with office.write() as session:
        certificate = session.scalars(select(Certificate).where(Certificate.holder == station.site)).one()
        session.withdraw(certificate, "电脑丢失")
    write_entry(station, "一")
    (file,) = receive(office, [enrolled.up(station)]).files
    assert file.label == "隔离"  # nothing is thrown away
    assert "停用的电脑" in file.sentence
    assert entries(office) == []


def test_a_start_secret_serves_one_computer(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    office, station = county.office, county.stations[0]
    start = next((office.folder / "packages" / "out").glob("*start*"))
    write_entry(station, "一")
    receive(office, [county.up(station)])
    thief = start_station(
        start, tmp_path / "thief", machine=tmp_path / "tm", clock=clock, ids=IdSource(clock, seed=77)
    )
    write_entry(thief, "假的")
    (file,) = receive(office, [export_packages(thief).packages[0].path]).files
    assert file.label == "不是本县的"
    assert entries(office) == ["一"]
    thief.engine.dispose()
    (again,) = write_start_packages(office)
    assert read_start_package(again.path).unit == station.unit
    with office.read() as session:
        assert session.scalars(select(Certificate).where(Certificate.holder == station.site)).one()


def test_stations_are_confirmed_by_six_groups_of_digits(county: County) -> None:
    office, station = county.office, county.stations[0]
    spoken = station_fingerprint(station)
    assert spoken is not None
    with pytest.raises(InvalidInput, match="还没有发来过"):
        confirm_station(office, station.unit, spoken)
    receive(office, [county.up(station)])
    assert station_fingerprint(office, station.unit) == spoken
    for wrong in ("", spoken[:-1], spoken[:-1] + ("1" if spoken[-1] == "0" else "0")):
        with pytest.raises(InvalidInput, match="不一致"):
            confirm_station(office, "990101001000", wrong)
    with pytest.raises(InvalidInput, match="没有代码"):
        confirm_station(office, "990101999000", spoken)
    with pytest.raises(NotOwner):
        confirm_station(station, "990101001000", spoken)
    confirm_station(office, "990101001000", spoken.replace(" ", "-"))
    receive(station, [county.down(station)])
    with station.read() as session:
        certificate = session.scalars(select(Certificate).where(Certificate.holder == station.site)).one()
        assert certificate.confirmed


def test_start_packages_are_found_and_others_passed_over(county: County, tmp_path: Path) -> None:
    desktop = tmp_path / "桌面"
    (desktop / "微信文件").mkdir(parents=True)
    written = write_start_packages(county.office, folder=desktop / "微信文件")
    (desktop / "坏的.zwt").write_bytes(b"PK\x03\x04")
    (desktop / "表.xlsx").write_bytes(b"x")
    shutil.copy(written[0].path, desktop / "副本.zwt")
    shutil.copy(county.up(county.stations[0]), desktop / "up.zwt")
    offers = find_start_packages([tmp_path / "没有", desktop])
    assert [offer.unit_name for offer in offers] == ["白石镇文化站"]
    offer = offers[0]
    assert (offer.unit_number, offer.code) == ("01", "990101001000")
    assert (offer.office_name, offer.office_contact) == ("清河县创建办", "李主任 0990-1234567")
    with pytest.raises(PackageForeign, match="不是开站包"):
        read_start_package(desktop / "up.zwt")
    with pytest.raises(NotOwner):
        write_start_packages(county.stations[0])


def test_a_station_starts_whole_or_not_at_all(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    (start,) = write_start_packages(county.office)
    target = tmp_path / "新站"
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        start_station(start.path, target, machine=tmp_path / "m", clock=clock, job=job)
    assert not target.exists()
    data = start.path.read_bytes()
    broken = tmp_path / "broken.zwt"
    broken.write_bytes(data[:-100])
    with pytest.raises(Exception, match="没有传完整"):
        start_station(broken, target, machine=tmp_path / "m", clock=clock)
    (tmp_path / "新站.new").mkdir()  # of a start that was cut off
    (tmp_path / "新站.new" / "ledger.db").write_bytes(b"half")
    target.mkdir()
    ws = start_station(start.path, target, person="张站长", machine=tmp_path / "m", clock=clock)
    assert ws.folder == target
    with ws.read() as session:
        assert session.get_one(Unit, ws.unit).name == "白石镇文化站"
    assert standing(ws) is Standing.FINE
    ws.engine.dispose()
    with pytest.raises(InvalidInput, match="已经有一份台账"):
        start_station(start.path, target, machine=tmp_path / "m", clock=clock)
    with pytest.raises(InvalidInput, match="别的文件"):
        start_station(start.path, tmp_path, machine=tmp_path / "m", clock=clock)


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
        assert sorted(file.label for file in receive(station, [stick]).files) == ["不是本县的", "新"]
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


def test_photos_go_once_are_missed_and_sent_again(enrolled: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sync.export.RESEND_BYTES", 0)
    office, station = enrolled.office, enrolled.stations[0]
    photo = add_photo(station, b"photo")
    (lost,) = export_packages(station).packages  # the stick is lost
    assert lost.blobs == 1
    second = enrolled.up(station)
    manifest = verify(second).manifest
    assert manifest.counts.blobs == 0
    assert manifest.omitted[0].count == 1
    received = receive(office, [second])
    assert received.units[0].blobs_missing == 1
    receive(station, [enrolled.down(station)])  # says what is missing
    third = enrolled.up(station)
    assert receive(office, [third]).units[0].blobs_missing == 0
    assert AttachmentStore(office.folder).path(photo).read_bytes() == b"photo"
    receive(station, [enrolled.down(station)])
    assert verify(enrolled.up(station)).manifest.counts.blobs == 0


def test_photos_beyond_a_volume_go_into_further_ones(enrolled: County) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    photos = [add_photo(station, bytes([number]) * 5000) for number in range(7)]
    made = export_packages(station, volume_bytes=12_000).packages
    assert [package.volume for package in made] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert made[0].path.name == "01-up-000002-v1of4.zwt"
    paths = [package.path for package in made]
    store = AttachmentStore(office.folder)
    receive(office, [paths[1], paths[3], paths[1]])  # records and volume 3 are still under way
    received = receive(office, [paths[0]])
    assert received.units[0].blobs_missing == 2
    assert sum(store.has(photo) for photo in photos) == 5
    receive(station, [enrolled.down(station)])
    assert {photo for photo in photos if not store.has(photo)} == wanted(station)
    receive(office, [paths[2]])
    assert all(store.has(photo) for photo in photos)


def wanted(station: object) -> set[str]:
    from app.workspace import Workspace
    from db.models import BlobWanted

    assert isinstance(station, Workspace)
    with station.read() as session:
        return set(session.scalars(select(BlobWanted.sha256)))


def test_a_photo_that_changed_on_the_disk_is_reported_absent(enrolled: County) -> None:
    office, station = enrolled.office, enrolled.stations[0]
    sha256 = add_photo(station, b"photo")
    AttachmentStore(station.folder).path(sha256).write_bytes(b"other")
    (package,) = export_packages(station).packages
    assert (package.blobs, package.absent) == (0, 1)
    received = receive(office, [package.path])
    assert received.units[0].blobs_missing == 1
    assert not AttachmentStore(office.folder).has(sha256)


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
