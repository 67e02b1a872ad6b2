"""Packages come once or often, in any order, with gaps: what is here in the end is the same."""

import itertools
import shutil
from pathlib import Path

import pytest

from app.start import open_workspace
from app.sync.receive import preview, receive
from tests.app.sync.county import (
    County,
    dump,
    entries,
    make_county,
    sentences,
    write_entry,
)
from tests.workspaces import StoppedClock


def labels(county: County, *paths: Path) -> list[str]:
    return [file.label for file in receive(county.office, paths).files]


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
