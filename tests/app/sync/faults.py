"""Histories with every fault there is: see `histories`."""

import hashlib
import shutil
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select
from typing_extensions import override

from app.errors import InvalidInput
from app.log.kinds import _kinds
from app.log.projection import project_again
from app.sync.anchor import Standing, standing
from app.sync.epochs import recover
from app.sync.export import export_packages
from app.sync.receive import preview, receive
from app.sync.undo import undo_import
from app.workspace import Workspace
from db.models.packages import Outcome
from db.models.units import Contact
from tests.app.sync.county import write_entry
from tests.app.sync.histories import STATIONS, Restores

__all__ = ["Faults"]


class Faults(Restores):
    """The same, and the office is put back too, intakes are undone, clocks jump, programs are old, PCs are cloned."""

    def __init__(self) -> None:
        super().__init__()
        self.office_copies: list[Path] = []
        self.batches: list[int] = []
        self.clones = 0
        self.blind = 0  # how often the office was put back and did not notice

    def _forget_what_was_there(self) -> None:
        self.ever_there = [set(self._entries(place)) for place in range(STATIONS)]

    @override
    def _settle(self) -> None:
        super()._settle()
        told = {name for station in self.stations for name in self._contacts(station)}
        if self.blind <= 1:  # of two different ends of one log an office gets one back
            assert told <= set(self._contacts(self.office)), "what the office once said comes back to it"

    def _contacts(self, ws: Workspace) -> Sequence[str]:
        with ws.read() as session:
            return session.scalars(select(Contact.name).where(Contact.post == "新")).all()

    def _quarantined(self) -> list[Path]:
        return list((self.office.folder / "packages" / "quarantine").iterdir())

    @override
    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(self.files), min_size=1, max_size=3))
        batch = receive(self.office, some).batch
        if batch is not None:
            self.batches.append(batch)
        for place in range(STATIONS):
            self._take_in(place, some)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        """A dry run leaves every byte as it was."""
        some = data.draw(st.lists(st.sampled_from(self.files), min_size=1, max_size=3))
        before = self._bytes()
        preview(self.office, some)
        assert self._bytes() == before

    def _bytes(self) -> dict[str, str]:
        with self.office.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return {
            str(path): hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in (self.office.folder, self.office.machine)
            for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".db-shm"
        }

    @rule()
    def back_up_office(self) -> None:
        target = self.folder / f"office-copy{len(self.office_copies)}"
        self.office.engine.dispose()
        shutil.copytree(self.office.folder, target)
        self.office_copies.append(target)

    @precondition(lambda self: self.office_copies)
    @rule(data=st.data(), noticed=st.booleans())
    def put_back_office(self, data: st.DataObject, noticed: bool) -> None:
        self._restore_office(data.draw(st.sampled_from(self.office_copies)), noticed=noticed)

    @rule(place=st.integers(0, STATIONS - 1), noticed=st.booleans())
    def office_loses_what_it_has_just_sent(self, place: int, noticed: bool) -> None:
        self.back_up_office()
        self.order()
        made = export_packages(self.office, [self.stations[place].unit]).packages
        self._take_in(place, [package.path for package in made])
        self._restore_office(self.office_copies[-1], noticed=noticed)

    def _restore_office(self, copy: Path, *, noticed: bool) -> None:
        self.office.engine.dispose()
        shutil.rmtree(self.office.folder)
        shutil.copytree(copy, self.office.folder)
        if not noticed:
            (self.office.machine / f"{self.office.site}.anchor").unlink(missing_ok=True)
        self.office = self._open("county")
        if standing(self.office) is Standing.RESTORED:
            recover(self.office)
            self.office = self._open("county")
        elif not noticed:
            self.unnoticed = True
            self.blind += 1
        self.batches.clear()
        self._forget_what_was_there()

    @precondition(lambda self: self.batches)
    @rule()
    def undo(self) -> None:
        with suppress(InvalidInput):  # something rests on it, or it is a month old
            undo_import(self.office, self.batches.pop())
        self._forget_what_was_there()

    @rule(days=st.sampled_from([-1100, -1, 1, 400]))
    def clock_jump(self, days: int) -> None:
        self.clock.instant += timedelta(days=days)

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def deliver_to_an_old_program_and_upgrade(self, data: st.DataObject) -> None:
        some = data.draw(st.lists(st.sampled_from(self.files), min_size=1, max_size=3))
        kind = _kinds.pop("log_entry")
        try:
            receive(self.office, some)
        finally:
            _kinds["log_entry"] = kind
        with self.office.write() as session:
            project_again(session.connection())

    @rule(place=st.integers(0, STATIONS - 1), first=st.booleans())
    def clone(self, place: int, first: bool) -> None:
        """A copy of a whole PC writes and reports too; what arrives of it is there or in quarantine, never gone."""
        self.clones += 1
        name = f"clone{self.clones}"
        station = self.stations[place]
        station.engine.dispose()
        shutil.copytree(station.folder, self.folder / name)
        shutil.copytree(station.machine, self.folder / f"{name}-machine")
        twin = self._open(name)
        self.clock.forward(minutes=1)
        text = f"{place}-{name}"
        write_entry(twin, text)
        if not first:
            self.write(place)
            receive(self.office, [package.path for package in export_packages(station).packages])
        made = [package.path for package in export_packages(twin).packages]
        done = receive(self.office, made)
        self.unnoticed = True
        if all(file.outcome is not Outcome.WAITING for file in done.files):
            assert text in self._entries(place) or self._quarantined()
        twin.engine.dispose()
        self._reopen(place)
