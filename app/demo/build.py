"""The demo: a county and its stations play a year, and exchange it through package files."""

import shutil
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import monotonic

from msgspec import Struct
from sqlalchemy import func, select

from app.backups import backups
from app.clock import civil_date, system_clock
from app.demo.archive import file_the_year
from app.demo.county import Station, add_units, found_county, hand_down, revise_list
from app.demo.decisions import decide_all, order_some
from app.demo.demo_clock import DemoClock
from app.demo.documents import keep_county_register, keep_register
from app.demo.meetings import call_next_meeting, hold_meeting
from app.demo.papers import print_papers
from app.demo.pictures import Album
from app.demo.reports import announce, answer_requests, report_up, send_one_back, tell_township
from app.demo.staff import change_head, take_half_of_the_stock, take_out_slips
from app.demo.station_year import StationYear
from app.demo.task_depth import agree_or_not, ask_for_time, finish_steps, plan_ahead
from app.demo.venues import change_venues, keep_baseline
from app.errors import InvalidInput, UserError
from app.ids import IdSource
from app.job import Job
from app.start import is_data_folder, open_workspace
from app.sync.enrol import start_station
from app.sync.export import export_packages
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.workspace import Workspace
from db.models.log import LogLine
from db.models.packages import Outcome

__all__ = ["MACHINE", "OFFICE", "STATIONS", "DemoSize", "DemoSummary", "build_demo", "wipe_demo"]

OFFICE, STATIONS, PACKAGES, PAPERS, MACHINE = "county", "stations", "packages", "print", "machine"
"""Folders of a demo: data folders, packages that passed, papers, keys."""
PICTURES = "pictures"

_MARK = ".station-ledger-demo"
_ROUNDS_MONTHS = 3  # between two exchanges


class DemoSize(Struct, frozen=True):
    """How large a demo is."""

    stations: int = 22
    villages: int = 14  # of each station
    months: int = 12
    pictures: int = 100
    seed: int = 20


class DemoSummary(Struct, frozen=True):
    """What was made, counted in the folders themselves."""

    stations: int
    villages: int
    records: int  # lines at the office, its own and received
    packages: int
    papers: int
    size_bytes: int
    seconds: float


def build_demo(
    folder: Path,
    size: DemoSize | None = None,
    *,
    now: datetime | None = None,
    job: Job | None = None,
) -> DemoSummary:
    """Make the demo in `folder`: data folders, packages, papers.

    Args:
        folder: New, empty, or an earlier demo, which is replaced.
        size: How large.
        now: The instant at which the invented year ends; None: now.
        job: Told of weeks done.

    Raises:
        InvalidInput: `folder` holds something else.
        StorageError: The disk takes no more.
        Cancelled: Through `job`; what was begun is removed.
    """
    begun = monotonic()
    _clear(folder)
    try:
        play = _Play(folder, size or DemoSize(), now or system_clock(), job or Job())
        play.run()
        printed = play.print_papers()
        play.forget_backups()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return _summary(folder, play, printed, monotonic() - begun)


def wipe_demo(folder: Path) -> None:
    """Remove a demo and everything in it.

    Raises:
        InvalidInput: `folder` is no demo.
    """
    if not (folder / _MARK).is_file():
        raise InvalidInput(f"“{folder}”不是演示数据，没有删除任何东西。")
    shutil.rmtree(folder)


def _clear(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).is_file():
            raise InvalidInput(f"“{folder}”里已经有别的文件，没有动它们。请换一个空文件夹放演示数据。")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text("演示数据，可以整个删除。\n", encoding="utf-8")


class _Play:
    """One run: the office stays open, stations one at a time."""

    def __init__(self, folder: Path, size: DemoSize, now: datetime, job: Job) -> None:
        self._folder, self._size, self._job, self._end = folder, size, job, now
        self._random = Random(size.seed)
        first = civil_date(now) - timedelta(days=round(size.months * 30.4))
        self._clock = DemoClock(datetime(first.year, first.month, first.day, 1, tzinfo=UTC))
        self._first = self._clock.instant
        self._ids = IdSource(self._clock, seed=size.seed)
        self._machine = folder / MACHINE
        self._packages = folder / PACKAGES
        (folder / PICTURES).mkdir()
        self._album = Album(folder / PICTURES, self._random, size.pictures)
        self.sites: dict[str, Station] = {}
        self.packages = 0
        self._done = 0

    def run(self) -> None:
        size, today = self._size, civil_date(self._end)
        self.office = found_county(
            self._folder / OFFICE, self._random, machine=self._machine, clock=self._clock, ids=self._ids
        )
        stations = add_units(self.office, self._random, stations=size.stations, villages_each=size.villages)
        self._list = hand_down(self.office, end=today)
        (self._packages / "start").mkdir(parents=True)
        (self._packages / "up").mkdir()
        starts = {
            start.unit: start.path
            for start in write_start_packages(self.office, folder=self._packages / "start")
        }
        self._total = size.stations * (len(self._rounds()) + 1)
        for station in stations:
            self._clock.instant = self._first + timedelta(days=1)
            self._open(station, starts[station.unit])
        self._exchange(self._rounds()[0], 0)
        for number, (begin, end) in enumerate(zip(self._rounds(), self._rounds()[1:], strict=False), 1):
            for place, station in enumerate(self.sites.values()):
                self._clock.instant = begin
                self._work(
                    station, begin, end, number=number, last=number == len(self._rounds()) - 1, place=place
                )
            self._exchange(end, number)

    def print_papers(self) -> int:
        """Print the office's papers and the first station's."""
        self.close()
        station = next(iter(self.sites.values()))
        papers, now, machine = self._folder / PAPERS, self._clock.instant, self._machine
        # beside this process: typefaces and the caches of a year would weigh more than 300 MB together
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as printer:
            printing = [
                printer.submit(
                    print_papers, self._folder / OFFICE, machine, papers / OFFICE, now, station.unit
                ),
                printer.submit(
                    print_papers, self._station_folder(station), machine, papers / station.code, now
                ),
            ]
            return sum(one.result() for one in printing)

    def close(self) -> None:
        """Close the office."""
        self.office.engine.dispose()
        del self.office

    def forget_backups(self) -> None:
        """Remove the backups: a demo needs none of its past."""
        for folder in (self._folder / OFFICE, *(self._folder / STATIONS).iterdir()):
            for backup in backups(folder):
                backup.path.unlink()

    def _rounds(self) -> list[datetime]:
        """Return when packages are exchanged: after claiming, then every quarter, last of all today."""
        first = self._first + timedelta(days=10)
        count = max(1, round(self._size.months / _ROUNDS_MONTHS))
        return [first + (self._end - first) * step / count for step in range(count + 1)]

    def _station_folder(self, station: Station) -> Path:
        return self._folder / STATIONS / station.code

    def _down(self, station: Station) -> Path:
        folder = self._packages / "down" / station.code
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _open(self, station: Station, start: Path) -> None:
        ws = start_station(
            start,
            self._station_folder(station),
            person=station.head,
            machine=self._machine,
            clock=self._clock,
            ids=self._ids,
        )
        self.sites[ws.site] = station
        StationYear(ws, station, self._random, self._album, self._clock).begin()
        keep_baseline(ws)
        plan_ahead(ws, self._random)
        tell_township(ws, station, self._random)
        self._hand_in(ws)
        ws.engine.dispose()
        self._step()

    def _reopen(self, station: Station) -> Workspace:
        return open_workspace(
            self._station_folder(station), machine=self._machine, clock=self._clock, ids=self._ids
        ).workspace

    def _work(
        self, station: Station, begin: datetime, end: datetime, *, number: int, last: bool, place: int
    ) -> None:
        ws = self._reopen(station)
        try:
            receive(ws, [self._down(station)])
            year = StationYear(ws, station, self._random, self._album, self._clock)
            year.claim_new()
            year.answer_orders()
            year.settle_in()
            monday = civil_date(begin) - timedelta(days=civil_date(begin).weekday())
            while monday + timedelta(days=12) <= civil_date(end):
                self._clock.to(monday + timedelta(days=11), 17)
                share = (self._clock.instant - self._first) / (self._end - self._first)
                year.weeks([monday, monday + timedelta(days=7)], share=share)
                monday += timedelta(days=14)
            self._clock.to(civil_date(end) - timedelta(days=2))
            if number % 2:
                year.check_venues()
            finish_steps(ws, self._random, station.diligence)
            year.close_done()
            ask_for_time(ws, self._random)
            if last:
                file_the_year(ws, self._random, head=station.head)
                report_up(ws, station, self._random, self._clock)
                take_out_slips(ws, 2)
                change_venues(ws, self._random)
                keep_register(ws, self._random, township=station.township, head=station.head)
                if place % 7 == 1:
                    change_head(ws, head=station.head, township=station.township, seed=place)
                    take_half_of_the_stock(ws)
                year.plan_ahead()
            if not (last and place % 11 == 10):  # some are late with their last package
                self._hand_in(ws)
        finally:
            ws.engine.dispose()
        self._step()

    def _hand_in(self, ws: Workspace) -> None:
        made = export_packages(ws, folder=self._packages / "up")
        self.packages += len(made.packages)

    def _exchange(self, when: datetime, number: int) -> None:
        """Take in what came, decide, and hand down."""
        self._clock.instant = max(self._clock.instant, when)
        taken = receive(self.office, [self._packages / "up"])
        wrong = [file for file in taken.files if file.outcome not in {Outcome.NEW, Outcome.KNOWN}]
        if wrong:
            raise UserError(f"演示数据包没有收进去：{wrong[0].sentence}")
        decide_all(self.office, self._random, self.sites)
        agree_or_not(self.office, self._random)
        answer_requests(self.office, self._random)
        if number == len(self._rounds()) - 2:
            announce(self.office, civil_date(self._end))
            keep_county_register(self.office)
            hold_meeting(self.office, self._list)
        if number == len(self._rounds()) - 1:
            call_next_meeting(self.office)
            send_one_back(self.office)
        if number:
            order_some(self.office, self._random, self.sites, count=max(1, len(self.sites) // 3))
        if number == len(self._rounds()) // 2:
            revise_list(self.office, self._list)
        for station in self.sites.values():
            made = export_packages(self.office, [station.unit], folder=self._down(station))
            self.packages += len(made.packages)

    def _step(self) -> None:
        self._done += 1
        self._job.step(self._done, self._total)


def _summary(folder: Path, play: _Play, printed: int, seconds: float) -> DemoSummary:
    ws = open_workspace(folder / OFFICE, machine=folder / MACHINE, clock=system_clock).workspace
    with ws.read() as session:
        records = session.scalar(select(func.count()).select_from(LogLine)) or 0
    ws.engine.dispose()
    stations = [path for path in (folder / STATIONS).iterdir() if is_data_folder(path)]
    return DemoSummary(
        stations=len(stations),
        villages=len(stations) * play._size.villages,
        records=records,
        packages=play.packages,
        papers=printed,
        size_bytes=_bytes_in(folder),
        seconds=seconds,
    )


def _bytes_in(folder: Path) -> int:
    """Return how much the files hold; a photo that several stations share by links counts once."""
    stats = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum({(stat.st_dev, stat.st_ino): stat.st_size for stat in stats}.values())
