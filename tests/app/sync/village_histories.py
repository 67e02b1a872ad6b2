"""A machine in which villages change hands while everybody writes and packages get lost: see `histories`."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from app.errors import InvalidInput, NotOwner
from app.ids import IdSource
from app.integrity import check_folder
from app.office.units import UnitForm, add_unit
from app.start import open_workspace
from app.sync.export import export_packages
from app.sync.receive import receive
from app.sync.village_proposals import list_proposals, settle_proposal
from app.sync.villages import adopt_village, hand_over_village, list_villages, take_village_back
from app.workspace import COUNTY, Workspace
from db.models.facilities import Venue, VenueKind
from db.models.log import LogLine, StreamHead
from db.models.packages import Outcome
from db.models.units import Unit, UnitKind
from tests.app.sync.county import make_county
from tests.app.sync.histories import ROUNDS, given_up, logs_of
from tests.workspaces import StoppedClock

__all__ = ["Villages", "make_village_county"]

STATIONS = 3
_template: dict[str, object] = {}


def make_village_county(folder: Path) -> None:
    """Make three stations, the first of them with a village and a venue there, known to all."""
    county = make_county(folder, StoppedClock(), STATIONS, enrolled=True)
    first = county.stations[0]
    form = UnitForm(UnitKind.VILLAGE, "上柳树村", "990101001201", parent=first.unit)
    _template["village"] = village = add_unit(county.office, form)
    for station in county.stations:
        receive(station, [county.down(station)])
    with first.write() as session:
        session.create(Venue(unit=village, name="文化广场", kind=VenueKind.VILLAGE_CENTRE), stream=COUNTY)
    county.exchange(first)
    county.close()
    _template["folder"] = folder


class Villages(RuleBasedStateMachine):
    """One village, three stations: given, taken back, taken by two at once, changed late, told in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = StoppedClock()
        self.village = str(_template["village"])
        names = ("county", *(f"station{n}" for n in range(STATIONS)))
        source = Path(str(_template["folder"]))
        for name in names:
            shutil.copytree(source / name, self.folder / name)
            shutil.copytree(source / f"{name}-machine", self.folder / f"{name}-machine")
        self.office, *self.stations = (self._open(name, seed) for seed, name in enumerate(names, 900))
        self.files: list[Path] = []
        self.words = 0
        self.settled: set[str] = set()  # what somebody who had the village looked at and decided on

    def _open(self, name: str, seed: int) -> Workspace:
        return open_workspace(
            self.folder / name,
            machine=self.folder / f"{name}-machine",
            clock=self.clock,
            ids=IdSource(self.clock, seed=seed),
        ).workspace

    def teardown(self) -> None:
        try:
            if not given_up():
                self._settle()
        finally:
            for ws in (self.office, *self.stations):
                ws.engine.dispose()
            shutil.rmtree(self.folder)

    def _word(self) -> str:
        self.words += 1
        self.clock.forward(minutes=1)
        return f"第{self.words}回"

    def _owners(self, ws: Workspace) -> list[str]:
        """Return the stations that the village ever belonged to by the log of one computer, in order."""
        with ws.read() as session:
            lines = session.scalars(
                select(LogLine.line)
                .join(StreamHead, StreamHead.id == LogLine.head)
                .where(LogLine.record == self.village, StreamHead.site == ws.office)
                .order_by(LogLine.revision)
            )
            found = [str(msgspec.json.decode(line)["d"]["parent"]) for line in lines]
        return [one for place, one in enumerate(found) if place == 0 or found[place - 1] != one]

    def _state(self, place: int) -> tuple[str, str]:
        """Return how a station stands to the village, and the handover."""
        for row in list_villages(self.stations[place]):
            return row.state, row.handover
        return "", ""

    # -- what people do -------------------------------------------------------------------------------

    @rule(place=st.integers(0, STATIONS - 1), which=st.integers(0, 3))
    def change(self, place: int, which: int) -> None:
        with suppress(NotOwner), self.stations[place].write() as session:
            venues = session.scalars(
                select(Venue)
                .where(Venue.site == self.stations[place].site, Venue.void.is_(False))
                .order_by(Venue.id)
            ).all()
            if venues:
                venues[which % len(venues)].keeper = self._word()

    @rule(place=st.integers(0, STATIONS - 1))
    def add(self, place: int) -> None:
        if self._state(place)[0] == "ours":
            with suppress(NotOwner), self.stations[place].write() as session:
                venue = Venue(unit=self.village, name=self._word(), kind=VenueKind.VILLAGE_CENTRE)
                session.create(venue, stream=COUNTY)

    @rule(place=st.integers(0, STATIONS - 1), to=st.integers(0, STATIONS - 1))
    def give(self, place: int, to: int) -> None:
        with suppress(InvalidInput):
            hand_over_village(self.stations[place], self.village, self.stations[to].unit, "区划调整")

    @rule(place=st.integers(0, STATIONS - 1))
    def take_back(self, place: int) -> None:
        state, handover = self._state(place)
        if state == "given":
            take_village_back(self.stations[place], handover)

    @rule(place=st.integers(0, STATIONS - 1))
    def adopt(self, place: int) -> None:
        state, handover = self._state(place)
        if state == "offered":
            adopt_village(self.stations[place], handover)

    @rule(place=st.integers(0, STATIONS - 1), take=st.booleans())
    def decide(self, place: int, take: bool) -> None:
        for proposal in list_proposals(self.stations[place])[:1]:
            self.settled |= {change.after for change in proposal.changes}
            settle_proposal(self.stations[place], proposal.key, take=take)

    @rule(to=st.integers(0, STATIONS - 1), told=st.booleans(), last_word=st.booleans())
    def hand_on(self, to: int, told: bool, last_word: bool) -> None:
        """The whole way at once; the giver may write once more before it hears how it ended."""
        place = self._place_of_holder()
        if to == place:
            return
        self.give(place, to)
        self.report(place)
        self.answer(to)
        if last_word and self._state(place)[0] == "given":
            self.take_back(place)
            self.change(place, 0)
            self.add(place)
        self.adopt(to)
        self.report(to)
        self.answer(to)
        if told:
            self.answer(place)

    @rule(sooner=st.booleans())
    def compete(self, sooner: bool) -> None:
        """A giver changes its mind, and two stations take what each of them was offered."""
        place = self._place_of_holder()
        first, second = [other for other in range(STATIONS) if other != place]
        for to in (first, second):
            self.take_back(place)
            self.give(place, to)
            self.report(place)
            self.answer(to)
        for to in (first, second):
            self.adopt(to)
            self.change(to, 0)
        for to in (first, second) if sooner else (second, first):
            self.report(to)
            self.answer(to)

    def _place_of_holder(self) -> int:
        owner = self._owners(self.office)[-1]
        return next(place for place, ws in enumerate(self.stations) if ws.unit == owner)

    # -- what files do --------------------------------------------------------------------------------

    @rule(place=st.integers(0, STATIONS - 1))
    def report(self, place: int) -> None:
        made = export_packages(self.stations[place], folder=self.folder).packages
        receive(self.office, [package.path for package in made])

    @rule(place=st.integers(0, STATIONS - 1))
    def answer(self, place: int) -> None:
        station = self.stations[place]
        made = export_packages(self.office, [station.unit], folder=self.folder).packages
        receive(station, [package.path for package in made])

    @rule(place=st.integers(0, STATIONS - 1))
    def report_later(self, place: int) -> None:
        self.files += [one.path for one in export_packages(self.stations[place], folder=self.folder).packages]

    @precondition(lambda self: self.files)
    @rule(data=st.data(), keep=st.booleans())
    def arrive(self, data: st.DataObject, keep: bool) -> None:
        path = data.draw(st.sampled_from(self.files))
        (file,) = receive(self.office, [path]).files
        assert file.outcome in {Outcome.NEW, Outcome.KNOWN, Outcome.WAITING}
        if not keep:
            self.files.remove(path)

    # -- what must hold -------------------------------------------------------------------------------

    @invariant()
    def one_station_has_it_and_nobody_thinks_otherwise_for_good(self) -> None:
        owners = self._owners(self.office)
        assert owners[0] == self.stations[0].unit
        for station in self.stations:
            known = self._owners(station)
            assert known == owners[: len(known)]

    def _settle(self) -> None:
        for _ in range(ROUNDS):
            before = logs_of((self.office, *self.stations))
            for place in range(STATIONS):
                self.report(place)
            for place in range(STATIONS):
                self.answer(place)
            if logs_of((self.office, *self.stations)) == before:
                break
        owners = self._owners(self.office)
        (holder,) = (ws for ws in self.stations if ws.unit == owners[-1])
        for ws in (self.office, *self.stations):
            assert self._owners(ws) == owners
            with ws.read() as session:
                assert session.get_one(Unit, self.village).parent == holder.unit
        with self.office.read() as session:
            live = session.execute(select(Venue.site, Venue.name).where(Venue.void.is_(False))).all()
        assert {site for site, _ in live} <= {holder.site}, "nothing counts twice"
        names = [name for _, name in live]
        assert len(names) == len(set(names)), "nor does it with whoever has the village"
        self._nothing_has_vanished(owners, holder)
        assert [problem for ws in (self.office, *self.stations) for problem in check_folder(ws)] == []

    def _nothing_has_vanished(self, owners: list[str], holder: Workspace) -> None:
        """What anybody wrote is with whoever has the village, was with somebody who had it, or is proposed."""
        rightful = [ws for ws in self.stations if ws.unit in owners]
        if self._state(self.stations.index(holder))[0] == "given":
            take_village_back(holder, self._state(self.stations.index(holder))[1])
        proposals = list_proposals(holder)
        proposed = {change.after for proposal in proposals for change in proposal.changes}
        for ws in self.stations:
            for record, void, values in self._said(ws):
                if ws is holder and not void:
                    continue
                known = {
                    value
                    for other in rightful
                    for one, values_then in self._lines(other)
                    if one != record
                    for value in values_then
                }
                missing = values - known - proposed - self.settled
                assert not missing, (missing, record)
        for proposal in proposals:
            settle_proposal(holder, proposal.key, take=True)
        assert list_proposals(holder) == []
        mine = {value for _, values in self._lines(holder) for value in values}
        assert {value for value in proposed if value.startswith("第")} <= mine

    def _said(self, ws: Workspace) -> list[tuple[str, bool, set[str]]]:
        """Return what a station's own records of the village say by now: (id, void, values)."""
        with ws.read() as session:
            rows = session.execute(
                select(Venue.id, Venue.void, Venue.name, Venue.keeper).where(Venue.site == ws.site)
            )
            return [(row.id, row.void, {row.name, row.keeper} - {"", "文化广场"}) for row in rows]

    def _lines(self, ws: Workspace) -> list[tuple[str, set[str]]]:
        """Return what a station's own records of the village ever said."""
        with ws.read() as session:
            rows = session.execute(
                select(LogLine.record, LogLine.line)
                .join(StreamHead, StreamHead.id == LogLine.head)
                .where(StreamHead.site == ws.site, LogLine.kind == "venue")
            )
            found = []
            for row in rows:
                data = msgspec.json.decode(row.line)["d"]
                found.append((row.record, {data["name"], data["keeper"]}))
            return found
