"""Scenarios with the numbers that are asked of them, where no other test plays them so large."""

import errno
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidInput, StorageError
from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.integrity import check_folder
from app.start import open_workspace
from app.sync import files
from app.sync.anchor import keep_anchor
from app.sync.computers import accept_newcomer, list_newcomers
from app.sync.conflicts import list_conflicts, settle_conflict
from app.sync.epochs import recover
from app.sync.export import export_packages
from app.sync.history import list_received, list_sent
from app.sync.package_file import verify
from app.sync.rebuild import pass_on_late
from app.sync.receive import receive
from app.sync.this_computer import begin_here, this_computer
from app.workspace import Workspace
from db.models.packages import Outcome
from db.models.work import LogEntry
from tests.app.sync.county import County, add_photo, dump, entries, make_county, write_entry
from tests.workspaces import StoppedClock


@pytest.fixture
def county(tmp_path: Path, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    monkeypatch.setattr(
        "app.sync.compose.WHOLE_LOG_BYTES", 0
    )  # as large logs are sent: from a known point on
    made = make_county(tmp_path, clock, enrolled=True)
    yield made
    made.close()


def copied(ws: Workspace, target: Path) -> Path:
    ws.engine.dispose()
    return Path(shutil.copytree(ws.folder, target))


def put_back(county: County, ws: Workspace, copy: Path) -> Workspace:
    ws.engine.dispose()
    shutil.rmtree(ws.folder)
    shutil.copytree(copy, ws.folder)
    return county.reopen(ws)


@pytest.mark.parametrize("orders", [4, pytest.param(60, marks=pytest.mark.long)])
def test_ten_packages_in_sampled_orders_with_duplicates(
    county: County, clock: StoppedClock, tmp_path: Path, orders: int
) -> None:
    """2: whatever the order, logs, rows and cursors are in the end as after the packages in order."""
    office, station = county.office, county.stations[0]
    record = write_entry(station, "〇")
    county.exchange(station)
    county.exchange(station)
    packages = []
    for number in range(10):  # each goes on where the one before ended, as if that had been acknowledged
        with station.write() as session:
            session.get_one(LogEntry, record).text = f"第{number}次"
            if number % 3 == 2:
                session.withdraw(session.get_one(LogEntry, write_entry_in(session, number)), "写错了")
        write_entry(station, f"{number}")
        packages.append(county.up(station))
        believe_in(station)
    office.engine.dispose()
    chance, results = random.Random(2), []
    for place in range(orders + 1):
        order = list(range(10))
        if place:
            order += chance.sample(order, 3)
            chance.shuffle(order)
        copy = open_workspace(
            Path(shutil.copytree(office.folder, tmp_path / f"copy{place}")),
            machine=office.machine,
            clock=clock,
        ).workspace
        for number in order:
            receive(copy, [packages[number]])
        assert list((copy.folder / "packages" / "waiting").iterdir()) == []
        results.append(dump(copy, station.site))
        assert check_folder(copy) == []
        copy.engine.dispose()
        shutil.rmtree(copy.folder)
    assert all(result == results[0] for result in results)


def write_entry_in(session: Any, number: int) -> str:
    from app.workspace import COUNTY

    entry = session.create(LogEntry(on=date(2026, 3, 2), text=f"撤掉{number}"), stream=COUNTY)
    session.flush()
    return str(entry.id)


def believe_in(ws: Workspace) -> None:
    """Let a station take everything it sent for acknowledged twice."""
    from sqlalchemy import select

    from db.models.log import StreamHead
    from db.models.peers import Held

    with ws.write() as session:
        for held in session.scalars(select(Held).where(Held.site == ws.site)):
            head = session.scalars(
                select(StreamHead).where(
                    StreamHead.site == ws.site,
                    StreamHead.stream == held.stream,
                    StreamHead.epoch == held.epoch,
                )
            ).one()
            held.number = held.before = head.number
            held.chain = head.chain.hex()


@pytest.mark.parametrize("noticed", [True, False])
def test_put_back_to_50_while_the_county_holds_80(county: County, tmp_path: Path, noticed: bool) -> None:
    """4: the ten that are written under numbers the county has seen, and the thirty that were lost, all arrive."""
    office, station = county.office, county.stations[0]
    for number in range(50):
        write_entry(station, f"甲{number:02}")
    county.exchange(station)
    keep_anchor(station)
    copy = copied(station, tmp_path / "copy")
    station = county.reopen(station)
    for number in range(30):
        write_entry(station, f"乙{number:02}")
    county.exchange(station)
    station = put_back(county, station, copy)
    if noticed:
        recover(station)
        station = county.reopen(station)
    for number in range(10):
        write_entry(station, f"丙{number:02}")
    (file,) = receive(office, [county.up(station)]).files
    assert file.outcome is (Outcome.NEW if noticed else Outcome.QUARANTINED)  # said at the county
    (answer,) = receive(station, [county.down(station)]).files
    assert answer.adopted >= 30
    assert "找回本机以前写过的" in answer.sentence  # and at the station
    station = county.reopen(station)
    for _ in range(2):
        assert receive(office, [county.up(station)]).complete
        assert receive(station, [county.down(station)]).complete
    wanted = sorted(
        f"{letter}{number:02}"
        for letter, count in (("甲", 50), ("乙", 30), ("丙", 10))
        for number in range(count)
    )
    assert sorted(entries(office)) == sorted(entries(station)) == wanted
    assert check_folder(office) == check_folder(station) == []


def test_a_clone_and_its_original_write_for_five_rounds(
    county: County, tmp_path: Path, clock: StoppedClock
) -> None:
    """6: one of them is asked what it is for, and nothing that either wrote is missing in the end."""
    office, first = county.office, county.stations[0]
    first.engine.dispose()
    shutil.copytree(first.folder, tmp_path / "twin")
    shutil.copytree(first.machine, tmp_path / "twin-machine")
    first = county.reopen(first)

    def reopened(ws: Workspace) -> Workspace:
        ws.engine.dispose()
        return open_workspace(ws.folder, machine=ws.machine, clock=clock).workspace

    second = open_workspace(
        tmp_path / "twin", machine=tmp_path / "twin-machine", clock=clock, ids=IdSource(clock, seed=55)
    ).workspace
    wanted, asked = [], False
    for number in range(5):
        for ws, word in ((first, "甲"), (second, "乙")):
            write_entry(ws, f"{word}{number}")
            wanted.append(f"{word}{number}")
            receive(office, [export_packages(ws).packages[0].path])
            receive(ws, [county.down(first)])
        first, second = county.reopen(first), reopened(second)
        asked = asked or this_computer(first).asks or this_computer(second).asks
    assert asked
    second = begin_here(second)  # it becomes a computer of its own, after a call
    receive(office, [export_packages(second).packages[0].path])
    (newcomer,) = list_newcomers(office)
    accept_newcomer(office, newcomer.node)
    for _ in range(4):
        receive(second, [county.down(second)])
        second = reopened(second)
        receive(office, [export_packages(second).packages[0].path])
    for row in list_received(
        office
    ):  # what could not be put into the log is handed to its owner, who takes it
        if row.outcome is Outcome.QUARANTINED:
            with suppress(InvalidInput):  # all of it has come another way
                (handed,) = pass_on_late(office, row.digest)
                receive(second, [handed.path])
                for conflict in list_conflicts(second):
                    settle_conflict(second, conflict.record, take_other=conflict.here_at is None)
    for _ in range(2):
        second = reopened(second)
        receive(office, [export_packages(second).packages[0].path])
        receive(second, [county.down(second)])
    assert set(wanted) <= set(entries(office)), "not one is missing"
    assert len(entries(office)) == len(set(entries(office)))
    assert sorted(entries(second)) == sorted(entries(office))
    assert check_folder(office) == check_folder(second) == []
    second.engine.dispose()


def failing_at(step: int, number: int, call: Callable[..., Any]) -> Callable[..., Any]:
    """Return `call`, which raises the system's error `number` the `step`-th time, and from then on."""
    calls = 0

    def wrapped(*arguments: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= step:
            raise OSError(number, os.strerror(number))
        return call(*arguments, **more)

    return wrapped


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("operation", ["fsync", "replace"])
def test_the_disk_is_full_at_each_step_of_an_export_and_an_intake(
    county: County, monkeypatch: pytest.MonkeyPatch, number: int, operation: str
) -> None:
    """12: a sentence each time; nothing half-made counts, what was there stays, and then it works."""
    office, station = county.office, county.stations[0]
    write_entry(station, "一")
    photo = add_photo(station, b"photo" * 900)
    monkeypatch.setattr(files, "_sleep", lambda _seconds: None)
    where = os if operation == "fsync" else Path
    outbox, inbox = station.folder / "packages" / "out", office.folder / "packages" / "in"

    def until_it_works(work: Callable[[], Any], sound: Callable[[], None]) -> Any:
        for step in range(1, 60):
            with monkeypatch.context() as patch:
                patch.setattr(where, operation, failing_at(step, number, getattr(where, operation)))
                with suppress(StorageError):
                    return step, work()
            sound()
        raise AssertionError("it never worked")

    def whole_or_nothing() -> None:
        """The anchor is kept last: a package that was finished by then stays."""
        rows = list_sent(station)
        assert sorted(row.path for row in rows if row.path) == sorted(outbox.glob("*.zwt"))
        assert all(verify(row.path) for row in rows if row.path)
        assert len({row.number for row in rows}) == len(rows)

    steps, made = until_it_works(lambda: export_packages(station), whole_or_nothing)
    assert steps > 1
    assert list(outbox.glob("*.part")) == []
    package = county.carry(made.packages[0])
    known = dump(office, station.site)

    def before_or_after() -> None:
        whole = entries(office) == ["一"] and AttachmentStore(office.folder).has(photo)
        assert whole or dump(office, station.site) == known
        assert check_folder(office) == []

    def take() -> Any:
        received = receive(office, [package])
        if not received.complete:
            raise StorageError(received.files[0].sentence)
        return received

    steps, _ = until_it_works(take, before_or_after)
    assert steps > 1
    assert entries(office) == ["一"]
    assert AttachmentStore(office.folder).has(photo)
    assert list(inbox.glob("*.part")) == []
    assert check_folder(office) == []


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
def test_another_time_zone_and_a_leap_day(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """22: what a day is, is decided in China, whatever the computers are set to."""
    office, station, clock = county.office, county.stations[0], county.clock
    clock.to(date(2028, 2, 29))
    for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert station.today == date(2028, 2, 29)
        write_entry(station, zone)
        county.exchange(station)
    monkeypatch.undo()
    time.tzset()
    assert sorted(entries(office)) == ["America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"]
    assert dump(office, station.site)[1:] == dump(station, station.site)[1:]
    assert check_folder(office) == check_folder(station) == []
