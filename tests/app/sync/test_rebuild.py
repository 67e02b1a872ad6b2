"""A station's computer dies and comes back from the county; what stopped computers send late is not lost either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import InvalidInput, NotOwner
from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.integrity import check_folder
from app.log.kinds import kinds
from app.sync.conflicts import count_conflicts, list_conflicts, settle_conflict
from app.sync.enrol import start_station
from app.sync.export import export_packages
from app.sync.history import list_received
from app.sync.package_file import peek
from app.sync.rebuild import holding_of, pass_on_late, write_rebuild_package
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.workspace import COUNTY, Workspace
from db.models.log import StreamHead
from db.models.packages import Outcome
from db.models.work import LogEntry
from tests.app.sync.county import County, add_photo, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    write_entry(made.stations[0], "早先")
    made.exchange(made.stations[0])
    yield made
    made.close()


def new_computer(county: County, folder: Path, clock: StoppedClock) -> Workspace:
    """Start the station anew on a computer of its own, and let it be heard once."""
    (start,) = write_start_packages(county.office)
    fresh = start_station(
        start.path, folder / "new", machine=folder / "new-pc", clock=clock, ids=IdSource(clock, seed=900)
    )
    county.stations = [fresh]
    assert receive(county.office, [county.up(fresh)]).files[0].enrolled
    return fresh


def projections(ws: Workspace, site: str) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of what a station told the county, as stored."""
    found = {}
    with ws.read() as session:
        for name in kinds():
            found[name] = [
                tuple(row)
                for row in session.connection().exec_driver_sql(
                    f'SELECT * FROM "{name}" WHERE site = ? AND stream = ? ORDER BY id', (site, COUNTY)
                )
            ]
    return found


def test_a_station_comes_back_byte_for_byte(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    office, old = county.office, county.stations[0]
    photos = [add_photo(old, bytes([n]) * 300_000) for n in range(5)]
    write_entry(old, "来得及报的")
    assert receive(office, [county.up(old)]).complete
    write_entry(old, "没报就坏了")
    told = holding_of(office, old.unit)
    assert (told.records, told.photos, told.photos_missing) == (7, 5, 0)
    assert "到2026年3月2日为止上报的 7 条记录，照片附件 5 个" in told.sentence
    assert "找不回来" in told.sentence
    with pytest.raises(InvalidInput, match="没有缺内容"):
        write_rebuild_package(office, old.unit)
    fresh = new_computer(county, tmp_path, clock)
    volumes = write_rebuild_package(office, old.unit, folder=county.folder / "stick", volume_bytes=700_000)
    assert [one.volume for one in volumes] == [(1, 3), (2, 3), (3, 3)]
    assert peek(volumes[0].path).manifest.kind == "rebuild"
    assert all(one.sealed for one in volumes)
    received = receive(fresh, [one.path for one in reversed(volumes)])
    first = next(file for file in received.files if file.adopted)
    assert "取回本站以前上报过的 7 条，到3月2日为止" in first.sentence
    assert "找不回来" in first.sentence
    store = AttachmentStore(fresh.folder)
    assert all(store.has(photo) for photo in photos)
    fresh = county.reopen(fresh)
    assert entries(fresh) == ["早先", "来得及报的"]
    with fresh.read() as session:
        heads = {
            head.epoch: head for head in session.query(StreamHead).filter_by(site=fresh.site, stream=COUNTY)
        }
        assert heads[fresh.epoch].parent_epoch == old.epoch  # it goes on where the county's copy ends
        assert heads[fresh.epoch].parent_number == heads[old.epoch].number
    assert receive(office, [county.up(fresh)]).complete
    assert projections(office, fresh.site) == projections(fresh, fresh.site)
    assert sum(map(len, projections(fresh, fresh.site).values())) == 7
    assert check_folder(fresh) == []
    with pytest.raises(NotOwner):
        holding_of(fresh, fresh.unit)
    with pytest.raises(InvalidInput):
        holding_of(office, "nobody")
    old.engine.dispose()


def test_late_packages_of_a_stopped_computer_are_handed_on(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    """Scenario: the old computer turns up again with work that never arrived; the station decides on it."""
    office, old = county.office, county.stations[0]
    both = write_entry(old, "两边都改")
    assert receive(office, [county.up(old)]).complete
    write_entry(old, "旧电脑后来写的")
    with old.write() as session:
        session.get_one(LogEntry, both).text = "旧电脑改的"
    late = county.up(old)
    fresh = new_computer(county, tmp_path, clock)
    (package,) = write_rebuild_package(office, fresh.unit)
    receive(fresh, [package.path])
    fresh = county.reopen(fresh)
    with fresh.write() as session:
        session.get_one(LogEntry, both).text = "新电脑改的"
    county.exchange(fresh)
    (file,) = receive(office, [late]).files
    assert file.outcome is Outcome.QUARANTINED
    (row,) = [one for one in list_received(office) if one.outcome is Outcome.QUARANTINED]
    with pytest.raises(InvalidInput, match="不在隔离里"):
        pass_on_late(office, "0" * 64)
    (handed,) = pass_on_late(office, row.digest)
    (row,) = [one for one in list_received(office) if one.outcome is Outcome.QUARANTINED]
    assert "转交该站" in row.sentence
    assert row.path is not None  # it is still there
    (told,) = receive(fresh, [handed.path]).files
    assert told.adopted == 2
    assert told.conflicts == (both,)
    fresh = county.reopen(fresh)
    assert entries(fresh) == ["新电脑改的", "旧电脑后来写的", "早先"]
    (conflict,) = list_conflicts(fresh)
    assert count_conflicts(fresh) == 1
    assert (conflict.kind_word, conflict.title) == ("日志", "新电脑改的")
    (change,) = conflict.changes
    assert (change.word, change.before, change.after) == ("内容", "新电脑改的", "旧电脑改的")
    settle_conflict(fresh, both, take_other=True)
    assert list_conflicts(fresh) == []
    with pytest.raises(InvalidInput, match="已经定过"):
        settle_conflict(fresh, both, take_other=False)
    for _ in range(2):
        county.exchange(fresh)
        fresh = county.reopen(fresh)
    assert entries(office) == ["旧电脑后来写的", "旧电脑改的", "早先"]
    assert check_folder(office) == []
    assert check_folder(fresh) == []
    with pytest.raises(InvalidInput, match="还没收到过的内容"):
        pass_on_late(office, row.digest)
    old.engine.dispose()


def test_keeping_what_is_here_settles_it_too(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    office, station = county.office, county.stations[0]
    record = write_entry(station, "一")
    receive(office, [county.up(station)])
    fresh = new_computer(county, tmp_path, clock)
    receive(fresh, [export_packages(office).packages[0].path])
    fresh = county.reopen(fresh)
    assert list_conflicts(fresh) == []
    from app.sync.conflicts import note_conflicts
    from app.sync.logs import head_row

    with fresh.write() as session:
        session.get_one(LogEntry, record).text = "二"
    with fresh.write() as session:
        head = head_row(session.connection(), fresh.site, COUNTY, station.epoch)
        assert head is not None
        note_conflicts(session, fresh, head.id, {record: ("log_entry", head.number)})
    assert len(list_conflicts(fresh)) == 1
    settle_conflict(fresh, record, take_other=False)
    assert list_conflicts(fresh) == []
    assert "二" in entries(fresh)
    station.engine.dispose()
