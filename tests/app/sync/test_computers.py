"""Computers that are stopped, replaced, copied; an office whose key changes. Nothing that was written is lost."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotOwner
from app.ids import IdSource
from app.integrity import check_folder
from app.start import open_workspace
from app.sync.computers import accept_newcomer, list_computers, list_newcomers, stop_computer
from app.sync.enrol import start_station
from app.sync.export import export_packages
from app.sync.keys import KeyMissing, Machine
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.sync.succession import renew_office_key
from app.sync.this_computer import begin_here, only_this_computer, only_view_here, this_computer
from app.sync.trust import node_key, station_fingerprint
from app.workspace import Workspace
from db.models.packages import Outcome
from tests.app.sync.county import County, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    write_entry(made.stations[0], "早先")
    made.exchange(made.stations[0])
    yield made
    made.close()


def twin(county: County, folder: Path, *, with_key: bool) -> Workspace:
    """Return a copy of the first station's ledger as another computer opens it."""
    station = county.stations[0]
    station.engine.dispose()
    shutil.copytree(station.folder, folder / "data")
    if with_key:
        shutil.copytree(station.machine, folder / "machine")
    county.reopen(station)
    return open_workspace(
        folder / "data", machine=folder / "machine", clock=county.clock, ids=IdSource(county.clock, seed=77)
    ).workspace


def test_a_computer_is_stopped_and_all_learn_of_it(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    office, station = county.office, county.stations[0]
    (row,) = list_computers(office)
    assert (row.name, row.stopped, row.last_number) == ("白石镇文化站", "", 2)
    with pytest.raises(InvalidInput, match="原因"):
        stop_computer(office, row.certificate, " ")
    with pytest.raises(NotOwner):
        stop_computer(station, row.certificate, "电脑丢失")
    stop_computer(office, row.certificate, "电脑丢失")
    with pytest.raises(InvalidInput, match="已经停用"):
        stop_computer(office, row.certificate, "电脑丢失")
    assert list_computers(office)[0].stopped == "电脑丢失"
    write_entry(station, "停用以后写的")
    (file,) = receive(office, [county.up(station)]).files
    assert file.outcome is Outcome.QUARANTINED
    made = export_packages(office)
    assert made.packages == ()
    assert "已停用" in made.skipped[0].sentence
    # its station goes on with what the office holds
    (start,) = write_start_packages(office)
    fresh = start_station(
        start.path, tmp_path / "fresh", machine=tmp_path / "fm", clock=clock, ids=IdSource(clock, seed=5)
    )
    assert fresh.site == station.site
    assert receive(office, [export_packages(fresh).packages[0].path]).complete
    assert receive(fresh, [county.down(fresh)]).files[0].adopted > 0
    assert entries(fresh) == ["早先"]
    assert [bool(one.stopped) for one in list_computers(office)] == [False, True]
    fresh.engine.dispose()


def test_a_copied_ledger_cannot_sign_and_may_only_be_looked_at(county: County, tmp_path: Path) -> None:
    copy = twin(county, tmp_path / "copy", with_key=False)
    here = this_computer(copy)
    assert here.asks
    assert not here.has_key
    with pytest.raises(KeyMissing):
        export_packages(copy)
    only_view_here(copy)
    assert not this_computer(copy).asks
    with pytest.raises(NotOwner, match="只看"):
        write_entry(copy, "不该有的")
    assert entries(copy) == ["早先"]
    copy.engine.dispose()


def test_another_computer_takes_the_place_after_a_phone_call(county: County, tmp_path: Path) -> None:
    """The ledger was carried to a new computer: it is asked for, waits, and is let in by comparing digits."""
    office, old = county.office, county.stations[0]
    moved = twin(county, tmp_path / "moved", with_key=False)
    write_entry(moved, "搬家后没登记就写的")
    moved = begin_here(moved)
    write_entry(moved, "新电脑写的")
    (package,) = export_packages(moved).packages
    (file,) = receive(office, [package.path]).files
    assert (file.label, file.outcome) == ("缺前一号", Outcome.WAITING)
    assert "另一台电脑" in file.sentence
    assert entries(office) == ["早先"]
    write_entry(old, "旧电脑还在写")
    assert receive(office, [county.up(old)]).complete  # nothing has changed for it yet
    (newcomer,) = list_newcomers(office)
    assert newcomer.digits == station_fingerprint(moved)
    received = accept_newcomer(office, newcomer.node)
    assert [one.outcome for one in received.files] == [
        Outcome.QUARANTINED
    ]  # both wrote under the same numbers
    assert list_newcomers(office) == []
    (computer, former) = list_computers(office)
    assert (computer.node, computer.confirmed) == (moved.node, True)
    assert former.stopped == "由新的电脑接替"
    county.stations = [moved]
    (answer,) = receive(moved, [county.down(moved)]).files
    assert answer.adopted > 0
    moved = county.reopen(moved)
    assert receive(office, [county.up(moved)]).complete
    everything = ["搬家后没登记就写的", "新电脑写的", "旧电脑还在写", "早先"]
    assert sorted(entries(office)) == everything == sorted(entries(moved))
    write_entry(old, "接替以后旧电脑写的")
    (file,) = receive(office, [county.up(old)]).files
    assert file.outcome is Outcome.QUARANTINED
    for _ in range(2):
        county.exchange(moved)
        moved = county.reopen(moved)
    assert check_folder(office) == []
    assert check_folder(moved) == []
    with pytest.raises(InvalidInput, match="没有这台电脑"):
        accept_newcomer(office, newcomer.node)
    old.engine.dispose()


@pytest.mark.parametrize("answer", ["own", "viewer", "alone"])
def test_a_cloned_disk_gets_one_question(county: County, tmp_path: Path, answer: str) -> None:
    """Both hold the same key: the second that is heard learns of the first, and is asked what it is for."""
    office, first = county.office, county.stations[0]
    second = twin(county, tmp_path / "clone", with_key=True)
    assert not this_computer(second).asks
    write_entry(first, "第一台写的")
    write_entry(second, "第二台写的")
    assert receive(office, [county.up(first)]).complete
    (file,) = receive(office, [export_packages(second).packages[0].path]).files
    assert file.outcome is Outcome.QUARANTINED
    (told,) = receive(second, [county.down(second)]).files
    assert told.adopted == 1
    assert "可能还有一台电脑" in told.sentence
    assert this_computer(second).asks
    second.engine.dispose()
    second = open_workspace(second.folder, machine=second.machine, clock=county.clock).workspace
    assert sorted(entries(second)) == ["早先", "第一台写的", "第二台写的"]
    if answer == "own":
        second = begin_here(second)
    elif answer == "viewer":
        only_view_here(second)
    else:
        only_this_computer(second)
    assert not this_computer(second).asks
    if answer == "own":
        (file,) = receive(office, [export_packages(second).packages[0].path]).files
        assert file.outcome is Outcome.WAITING
        (newcomer,) = list_newcomers(office)
        accept_newcomer(office, newcomer.node)
        assert sorted(entries(office)) == ["早先", "第一台写的", "第二台写的"]
    second.engine.dispose()


def test_the_first_of_two_clones_is_asked_too(county: County, tmp_path: Path) -> None:
    office, first = county.office, county.stations[0]
    second = twin(county, tmp_path / "clone", with_key=True)
    write_entry(first, "第一台写的")
    write_entry(second, "第二台写的")
    receive(office, [county.up(first)])
    receive(office, [export_packages(second).packages[0].path])
    receive(second, [county.down(second)])
    receive(office, [export_packages(second).packages[0].path])
    write_entry(first, "第一台又写的")
    receive(office, [county.up(first)])
    (told,) = receive(first, [county.down(first)]).files
    assert "可能还有一台电脑" in told.sentence
    assert this_computer(first).asks
    second.engine.dispose()


def test_the_office_gets_a_new_key(county: County, clock: StoppedClock, tmp_path: Path) -> None:
    """A station that missed the package with the news accepts the next one all the same."""
    office, station = county.office, county.stations[0]
    before = county.down(station)
    write_entry(station, "换钥匙前封好的")
    sealed_before = county.up(station)
    old = node_key(office).public_key
    renew_office_key(office)
    assert node_key(office).public_key != old
    renew_office_key(office)  # twice: the station goes over two steps
    county.down(station)  # lost
    assert receive(office, [sealed_before]).complete
    assert entries(office) == ["换钥匙前封好的", "早先"]
    assert receive(station, [county.down(station)]).complete
    (file,) = receive(station, [before]).files
    assert file.outcome is Outcome.KNOWN
    assert "换钥匙以前" in file.sentence
    assert station_fingerprint(station) == station_fingerprint(office, station.unit)
    county.exchange(station)
    with pytest.raises(NotOwner):
        renew_office_key(station)
    (start,) = write_start_packages(office)
    fresh = start_station(
        start.path, tmp_path / "f", machine=tmp_path / "fm", clock=clock, ids=IdSource(clock, seed=6)
    )
    fresh.engine.dispose()


def test_a_new_key_without_the_old_ones_word_is_not_believed(county: County, tmp_path: Path) -> None:
    office, station = county.office, county.stations[0]
    stranger = Machine(tmp_path / "m").create_key(office.node)
    (office.machine / f"{office.node}.key").write_bytes((tmp_path / "m" / f"{office.node}.key").read_bytes())
    assert node_key(office).public_key == stranger.public_key
    (file,) = receive(station, [county.down(station)]).files
    assert file.outcome is Outcome.FOREIGN


def test_a_crash_between_key_and_log_heals_itself(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.sync import succession

    office, station = county.office, county.stations[0]
    settle, calls = succession.settle_office_key, []

    def once(*arguments: object) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        settle(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(succession, "settle_office_key", once)
    with pytest.raises(KeyboardInterrupt):
        renew_office_key(office)
    monkeypatch.undo()
    assert receive(station, [county.down(station)]).complete
    county.exchange(station)
