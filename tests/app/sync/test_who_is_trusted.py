"""Who may start from a package, whose packages count, and who is heard no more."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import Cancelled, InvalidInput, NotOwner
from app.ids import IdSource
from app.job import Job
from app.sync.anchor import Standing, standing
from app.sync.enrol import find_start_packages, read_start_package, start_station
from app.sync.export import export_packages
from app.sync.package_file import verify
from app.sync.receive import receive
from app.sync.rejections import PackageForeign
from app.sync.start_packages import write_start_packages
from app.sync.trust import confirm_station, station_fingerprint
from db.models.trust import Certificate
from db.models.units import Unit
from tests.app.sync.county import (
    County,
    entries,
    make_county,
    write_entry,
)
from tests.workspaces import StoppedClock


def test_somebody_else_of_the_county_office(enrolled: County, tmp_path: Path, clock: StoppedClock) -> None:
    other = make_county(tmp_path / "other", clock, 1, seed=500)
    write_entry(other.stations[0], "外县")
    package = other.up(other.stations[0])
    (file,) = receive(enrolled.office, [package]).files
    assert file.label == "不归这里收"
    assert file.sentence.startswith("这是给“清河县创建办”的包")  # two counties may have one name
    (file,) = receive(enrolled.stations[0], [other.up(other.stations[0])]).files
    assert file.label == "不归这里收"
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
    assert file.label == "不归这里收"
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
