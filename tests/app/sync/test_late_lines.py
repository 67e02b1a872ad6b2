"""R6: what a given-up computer wrote under numbers that mean something else is compared and copied by its owner."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.ids import IdSource
from app.integrity import check_folder
from app.start import open_workspace
from app.sync.conflicts import list_conflicts, settle_conflict
from app.sync.history import list_received
from app.sync.rebuild import pass_on_late
from app.sync.receive import preview, receive
from app.workspace import COUNTY, Workspace
from db.models.packages import Outcome
from db.models.tasks import Claim, Progress
from db.models.work import LogEntry
from tests.app.sync.county import County, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock) -> Iterator[County]:
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def twin_of(ws: Workspace, folder: Path, clock: StoppedClock) -> Workspace:
    """Copy a whole computer, as an image of its disk does."""
    ws.engine.dispose()
    shutil.copytree(ws.folder, folder / "twin")
    shutil.copytree(ws.machine, folder / "twin-machine")
    return open_workspace(
        folder / "twin", machine=folder / "twin-machine", clock=clock, ids=IdSource(clock, seed=77)
    ).workspace


def rename(ws: Workspace, record: str, text: str) -> None:
    with ws.write() as session:
        session.get_one(LogEntry, record).text = text


def late_package(county: County, twin: Workspace) -> str:
    """Let the twin's report come and lie in quarantine; return its digest."""
    (file,) = receive(county.office, [county.up(twin)]).files
    assert file.outcome is Outcome.QUARANTINED
    assert "转交该站" in file.sentence
    return next(row.digest for row in list_received(county.office) if row.outcome is Outcome.QUARANTINED)


def test_what_a_copy_of_the_computer_wrote_is_offered_line_by_line(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    office, station = county.office, county.stations[0]
    both, same = write_entry(station, "两边都改"), write_entry(station, "改成一样")
    county.exchange(station)
    twin = twin_of(station, tmp_path, clock)
    for ws, word in ((station, "原机"), (twin, "副机")):
        write_entry(ws, f"{word}写的")
        rename(ws, both, f"{word}改的")
        rename(ws, same, "一样")
    county.exchange(station)
    digest = late_package(county, twin)
    before = entries(office)
    (handed,) = pass_on_late(office, digest)
    assert entries(office) == before
    assert "转交该站" in next(row.sentence for row in list_received(office) if row.digest == digest)
    told = preview(station, [handed.path])
    assert list_conflicts(station) == []
    (file,) = receive(station, [handed.path]).files
    assert file.sentence == told.files[0].sentence
    assert "另有 2 条" in file.sentence
    found = {row.title: row for row in list_conflicts(station)}
    assert set(found) == {"原机改的", "副机写的"}
    assert found["副机写的"].here_at is None
    assert [(one.word, one.before, one.after) for one in found["原机改的"].changes] == [
        ("内容", "原机改的", "副机改的")
    ]
    settle_conflict(station, found["副机写的"].record, take_other=True)
    settle_conflict(station, both, take_other=True)
    assert list_conflicts(station) == []
    for _ in range(2):
        county.exchange(station)
    assert entries(office) == entries(station) == sorted(["原机写的", "副机写的", "副机改的", "一样"])
    with pytest.raises(InvalidInput, match="没有县里还没收到过的内容"):
        pass_on_late(office, digest)  # all of it is known by now
    assert list_conflicts(station) == []
    assert check_folder(office) == check_folder(station) == []
    twin.engine.dispose()


def test_what_is_left_is_not_offered_again(county: County, tmp_path: Path, clock: StoppedClock) -> None:
    office, station = county.office, county.stations[0]
    twin = twin_of(station, tmp_path, clock)
    write_entry(station, "原机写的")
    write_entry(twin, "副机写的")
    county.exchange(station)
    digest = late_package(county, twin)
    for _ in range(2):  # handed over twice, it is the same
        (handed,) = pass_on_late(office, digest)
        receive(station, [handed.path])
        for row in list_conflicts(station):
            settle_conflict(station, row.record, take_other=False)
        county.exchange(station)
        assert list_conflicts(station) == []
    assert entries(station) == ["原机写的"]
    twin.engine.dispose()


def test_what_belongs_to_another_record_comes_after_it(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    office, station = county.office, county.stations[0]
    twin = twin_of(station, tmp_path, clock)
    write_entry(station, "原机写的")
    county.exchange(station)
    with twin.write() as session:
        claim = session.create(
            Claim(item="i", item_version=1, package="p", claimed_on=date(2026, 3, 2), method="入户"),
            stream=COUNTY,
        )
        session.flush()
        session.create(Progress(claim=claim.id, on=date(2026, 3, 2), text="走了三户"), stream=COUNTY)
    (handed,) = pass_on_late(office, late_package(county, twin))
    receive(station, [handed.path])
    first, second = list_conflicts(station)
    assert (first.kind, second.kind) == ("claim", "progress")
    with pytest.raises(InvalidInput, match="先把那一条取回来"):
        settle_conflict(station, second.record, take_other=True)
    for row in (first, second):
        settle_conflict(station, row.record, take_other=True)
    county.exchange(station)
    with office.read() as session:
        assert session.get_one(Progress, second.record).text == "走了三户"
    assert check_folder(office) == check_folder(station) == []
    twin.engine.dispose()
