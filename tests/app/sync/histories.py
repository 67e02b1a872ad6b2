"""Machines that do to an office and its stations, at random, whatever may happen to files and computers."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, select
from typing_extensions import override

import app.start
import app.sync.receive
from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.integrity import check_folder
from app.start import open_workspace
from app.sync import compose, export
from app.sync.anchor import Standing, standing
from app.sync.epochs import recover
from app.sync.export import export_packages
from app.sync.receive import preview, receive
from app.workspace import Workspace
from db.models.log import StreamHead
from db.models.packages import Outcome
from db.models.peers import Held
from db.models.units import Contact
from db.models.work import LogEntry
from tests.app.sync.county import ALL, add_photo, make_county, write_entry
from tests.workspaces import StoppedClock

__all__ = ["STATIONS", "Histories", "Restores", "given_up", "logs_of", "template_county"]

STATIONS = 2
ROUNDS = 4  # of orderly exchange at the most, until one changes nothing
_template: dict[str, Path] = {}


def given_up() -> bool:
    """Tell in a teardown whether the steps before it ended by an exception: they failed, or Hypothesis dropped them."""
    return sys.exc_info()[0] is not None


def logs_of(folders: Iterable[Workspace]) -> list[object]:
    """Return where all logs stand, and what each side knows the others to hold: a round that leaves it changes nothing."""
    found: list[object] = []
    for ws in folders:
        with ws.read() as session:
            heads = select(
                StreamHead.site, StreamHead.stream, StreamHead.epoch, StreamHead.number, StreamHead.chain
            )
            held = select(Held.peer, Held.site, Held.stream, Held.epoch, Held.number, Held.chain)
            found.append([sorted(map(tuple, session.execute(wanted))) for wanted in (heads, held)])
    return found


@contextmanager
def template_county(folder: Path) -> Iterator[None]:
    """Make the county once; every history starts from a copy. Logs are never sent whole, so gaps occur.

    The copy of the database before each intake is left out: no history reads it.
    """
    county = make_county(folder, StoppedClock(), STATIONS, enrolled=True)
    county.close()
    _template["folder"] = folder
    first: list[Engine] = []
    open_engine = app.start.open_engine

    def compiled_once(path: Path) -> Engine:
        """Share what SQLAlchemy compiles among ledgers that are opened thousands of times."""
        engine = open_engine(path)
        first.append(engine)
        engine.dialect, engine._compiled_cache = first[0].dialect, first[0]._compiled_cache
        engine.pool._dialect = first[0].dialect
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compose, "WHOLE_LOG_BYTES", 0)
        patch.setattr(export, "RESEND_BYTES", 2000)
        patch.setattr(app.sync.receive, "make_backup", lambda *_: None)
        patch.setattr(app.start, "open_engine", compiled_once)
        yield


class Histories(RuleBasedStateMachine):
    """Two stations and an office write; files are made, lost, kept, mixed up, repeated, cut off."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = StoppedClock()
        self.opened = 1000
        for name in ("county", *(f"station{n}" for n in range(STATIONS))):
            shutil.copytree(_template["folder"] / name, self.folder / name)
            shutil.copytree(_template["folder"] / f"{name}-machine", self.folder / f"{name}-machine")
        self.office = self._open("county")
        self.stations = [self._open(f"station{n}") for n in range(STATIONS)]
        self.written: list[list[str]] = [[] for _ in self.stations]
        self.photos: list[list[str]] = [[] for _ in self.stations]
        self.orders: list[str] = []
        self.files: list[Path] = []
        self.seen = [0] * STATIONS

    def _open(self, name: str) -> Workspace:
        self.opened += 1
        return open_workspace(
            self.folder / name,
            machine=self.folder / f"{name}-machine",
            clock=self.clock,
            ids=IdSource(self.clock, seed=self.opened),  # repeatable, and never the same twice
        ).workspace

    def teardown(self) -> None:
        try:
            if not given_up():
                self._settle()
        finally:
            for ws in (self.office, *self.stations):
                ws.engine.dispose()
            shutil.rmtree(self.folder)

    def _settle(self) -> None:
        """Two orderly rounds, and everybody knows everything."""
        for _ in range(2):
            for station in self.stations:
                receive(self.office, [package.path for package in export_packages(station).packages])
            for package in export_packages(self.office).packages:
                receive(next(ws for ws in self.stations if ws.unit == package.unit), [package.path])
        store = AttachmentStore(self.office.folder)
        for place, station in enumerate(self.stations):
            assert self._entries(place) == self.written[place]
            assert all(store.has(photo) for photo in self.photos[place])
            with station.read() as session:
                names = session.scalars(select(Contact.name).where(Contact.post == "新")).all()
                assert sorted(names) == sorted(self.orders)
        self._check()
        assert list((self.office.folder / "packages" / "quarantine").iterdir()) == []

    def _check(self) -> None:
        """Look through one of the folders, each in its turn: a thorough look takes its time."""
        folders = [self.office, *self.stations]
        assert check_folder(folders[(len(self.files) + self.opened) % len(folders)]) == []

    def _entries(self, place: int) -> list[str]:
        with self.office.read() as session:
            wanted = select(LogEntry.text).where(LogEntry.site == self.stations[place].site)
            return list(session.scalars(wanted.order_by(LogEntry.id)))

    @initialize()
    def begin(self) -> None:
        self.write(0)

    @rule(place=st.integers(0, STATIONS - 1))
    def write(self, place: int) -> None:
        self.clock.forward(minutes=1)
        self.written[place].append(f"{place}-{len(self.written[place])}")
        write_entry(self.stations[place], self.written[place][-1])

    @rule(place=st.integers(0, STATIONS - 1), size=st.sampled_from([10, 1500]))
    def photograph(self, place: int, size: int) -> None:
        content = f"{place}-{len(self.photos[place])}".encode() * size
        self.photos[place].append(add_photo(self.stations[place], content))

    @rule()
    def order(self) -> None:
        self.orders.append(f"{len(self.orders)}")
        with self.office.write() as session:
            session.create(Contact(unit=self.office.unit, name=self.orders[-1], post="新"), stream=ALL)

    @rule(place=st.integers(0, STATIONS - 1), volume=st.sampled_from([4000, export.STICK_BYTES]))
    def up(self, place: int, volume: int) -> None:
        made = export_packages(self.stations[place], folder=self.folder, volume_bytes=volume).packages
        self.files += [package.path for package in made]

    @rule()
    def down(self) -> None:
        self.files += [package.path for package in export_packages(self.office, folder=self.folder).packages]

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        self.files.remove(data.draw(st.sampled_from(self.files)))

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        """Some of the files, to everybody, in any order; most are for somebody else."""
        some = data.draw(st.lists(st.sampled_from(self.files), min_size=1, max_size=3))
        for ws in (self.office, *self.stations):
            told = preview(ws, some)
            done = receive(ws, some)
            assert [file.outcome for file in told.files] == [file.outcome for file in done.files]
            assert all(file.outcome is not Outcome.QUARANTINED for file in done.files)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def cut_off(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.files))
        part = self.folder / "cut.zwt"
        whole = path.read_bytes()
        part.write_bytes(whole[: len(whole) * data.draw(st.integers(0, 999)) // 1000])
        for ws in (self.office, *self.stations):
            (file,) = receive(ws, [part]).files
            assert file.outcome in {Outcome.DAMAGED, Outcome.FOREIGN, Outcome.KNOWN}

    @invariant()
    def nothing_goes_back_or_comes_twice(self) -> None:
        for place in range(STATIONS):
            there = self._entries(place)
            assert there == self.written[place][: len(there)]
            assert len(there) >= self.seen[place]
            self.seen[place] = len(there)


class Restores(Histories):
    """The same, and stations are put back from copies, with or without noticing it at the start."""

    def __init__(self) -> None:
        super().__init__()
        self.copies: list[tuple[int, Path]] = []
        self.ever_there: list[set[str]] = [set() for _ in self.stations]
        self.unnoticed = False

    def _settle(self) -> None:
        for place in range(STATIONS):
            self._reopen(place)
        for _ in range(ROUNDS):
            before = logs_of((self.office, *self.stations))
            for place in range(STATIONS):
                receive(
                    self.office, [package.path for package in export_packages(self.stations[place]).packages]
                )
                (down,) = export_packages(self.office, [self.stations[place].unit]).packages
                self._take_in(place, [down.path])
            if logs_of((self.office, *self.stations)) == before:
                break
        quarantined = list((self.office.folder / "packages" / "quarantine").iterdir())
        assert self.unnoticed or quarantined == []
        for place, station in enumerate(self.stations):
            there = self._rows(self.office, place)
            assert there == self._rows(station, place)
            texts = {text for _, text, _ in there}
            assert len(texts) == len(there)
            missing = (set(self.written[place]) | self.ever_there[place]) - texts
            assert not missing or quarantined, missing
        self._check()

    def _reopen(self, place: int) -> None:
        self.stations[place].engine.dispose()
        self.stations[place] = self._open(f"station{place}")

    def _take_in(self, place: int, files: Sequence[Path]) -> None:
        """Receive at a station; where its ledger goes on in a new epoch, the program opens it again."""
        if any(file.restarted for file in receive(self.stations[place], files).files):
            self._reopen(place)

    def _rows(self, ws: Workspace, place: int) -> list[tuple[str, str, int]]:
        with ws.read() as session:
            wanted = select(LogEntry.id, LogEntry.text, LogEntry.revision).order_by(LogEntry.id)
            return [
                tuple(row)
                for row in session.execute(wanted.where(LogEntry.site == self.stations[place].site))
            ]

    @rule(place=st.integers(0, STATIONS - 1))
    def back_up(self, place: int) -> None:
        target = self.folder / f"copy{len(self.copies)}"
        self.stations[place].engine.dispose()
        shutil.copytree(self.stations[place].folder, target)
        self.copies.append((place, target))

    @precondition(lambda self: self.copies)
    @rule(data=st.data(), noticed=st.booleans())
    def put_back(self, data: st.DataObject, noticed: bool) -> None:
        place, copy = data.draw(st.sampled_from(self.copies))
        station = self.stations[place]
        station.engine.dispose()
        shutil.rmtree(station.folder)
        shutil.copytree(copy, station.folder)
        if not noticed:
            (station.machine / f"{station.site}.anchor").unlink(missing_ok=True)
        self._reopen(place)
        if standing(self.stations[place]) is Standing.RESTORED:
            recover(self.stations[place])
            self._reopen(place)
        elif not noticed:
            self.unnoticed = True
        self.written[place] = [text for _, text, _ in self._rows(self.stations[place], place)]

    @override
    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(self.files), min_size=1, max_size=3))
        receive(self.office, some)
        for place in range(STATIONS):
            self._take_in(place, some)

    @override
    @rule(place=st.integers(0, STATIONS - 1))
    def write(self, place: int) -> None:
        self.clock.forward(minutes=1)
        self.count = getattr(self, "count", 0) + 1
        self.written[place].append(f"{place}-{self.count}")
        write_entry(self.stations[place], self.written[place][-1])

    @override
    @invariant()
    def nothing_goes_back_or_comes_twice(self) -> None:
        for place in range(STATIONS):
            there = self._entries(place)
            assert len(set(there)) == len(there)
            assert self.ever_there[place] <= set(there)
            self.ever_there[place] = set(there)
