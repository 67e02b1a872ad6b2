"""The database after a power cut: whatever was reported as saved is there, and the file is sound."""

import shutil
import sys
from contextlib import closing
from pathlib import Path
from random import Random
from sqlite3 import Connection, connect

import pytest
from sqlalchemy import event

from app.start import open_workspace
from app.workspace import COUNTY, Workspace
from db.backup import faults
from db.models.units import Person
from tests.power.recording_vfs import Recording, recording
from tests.workspaces import StoppedClock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="wraps the unix VFS")


def test_what_was_saved_survives_a_cut_at_any_point(
    station: Workspace, clock: StoppedClock, tmp_path: Path
) -> None:
    record = _written(station, clock, tmp_path / "play")
    random = Random(5)
    cuts = sorted(
        {random.randrange(record.marks[0], len(record.steps) + 1) for _ in range(60)} | set(record.marks)
    )
    for cut in cuts:
        path = _after_cut(record, cut, tmp_path / "after")
        people, lines, head = _counts(path)
        assert _saved(record, cut) <= people <= _saved(record, cut) + 1, cut
        assert people == lines == head, cut
        assert faults(path, thorough=True) == []


def test_the_recording_would_show_a_loss(station: Workspace, clock: StoppedClock, tmp_path: Path) -> None:
    """The proof above is worth something only if the laxer setting fails it."""
    record = _written(station, clock, tmp_path / "play", synchronous="NORMAL")
    assert any(
        _counts(_after_cut(record, cut, tmp_path / "after"))[0] < _saved(record, cut) for cut in record.marks
    )


def _written(
    station: Workspace, clock: StoppedClock, folder: Path, *, synchronous: str = "FULL"
) -> Recording:
    """Save people one by one in a copy of the station's ledger, and record what reaches the disk."""
    station.engine.dispose()
    folder.mkdir()
    with recording(folder) as record:
        # copied through SQLite, so that the recording knows every byte
        with (
            closing(connect(station.folder / "ledger.db")) as source,
            closing(connect(folder / "ledger.db")) as copy,
        ):
            source.backup(copy)
        ws = open_workspace(folder, machine=station.machine, clock=clock).workspace
        ws.engine.dispose()

        @event.listens_for(ws.engine, "connect")
        def configure(connection: Connection, _record: object) -> None:
            connection.execute(f"PRAGMA synchronous = {synchronous}")

        for number in range(12):
            with ws.write() as session:
                session.create(Person(name=f"第{number}人"), stream=COUNTY)
            record.mark()
        ws.engine.dispose()
    return record


def _after_cut(record: Recording, cut: int, folder: Path) -> Path:
    """Lay out what the disk may hold after a cut before step `cut`, and return the database."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in record.files_after_cut(cut, Random(cut)).items():
        if "/" not in name:
            (folder / name).write_bytes(content)
    return folder / "ledger.db"


def _saved(record: Recording, cut: int) -> int:
    return sum(1 for mark in record.marks if mark <= cut)


def _counts(path: Path) -> tuple[int, int, int]:
    with closing(connect(path)) as connection:
        people, lines, head = (
            connection.execute(sql).fetchone()[0]
            for sql in (
                "SELECT count(*) FROM person",
                "SELECT count(*) FROM log_line",
                "SELECT coalesce(sum(number), 0) FROM stream_head",
            )
        )
    return people, lines, head
