"""An office and its stations in real data folders, exchanging files."""

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select

from app.evidence.store import AttachmentStore
from app.ids import IdSource
from app.office.first_start import create_office
from app.office.units import UnitForm, add_unit
from app.start import open_workspace
from app.sync.enrol import start_station
from app.sync.export import Exported, export_packages
from app.sync.receive import receive
from app.sync.results import Received
from app.sync.start_packages import write_start_packages
from app.workspace import ALL, COUNTY, Role, Workspace
from db.models.log import LogLine, StreamHead
from db.models.units import UnitKind
from db.models.work import Evidence, EvidenceKind, LogEntry
from tests.workspaces import StoppedClock

NAMES = ("白石镇", "柳河镇", "青山乡", "王庄镇")


@dataclass
class County:
    """An office with enrolled stations."""

    folder: Path
    clock: StoppedClock
    office: Workspace
    stations: list[Workspace] = field(default_factory=list)

    def close(self) -> None:
        for ws in (self.office, *self.stations):
            ws.engine.dispose()

    def reopen(self, ws: Workspace) -> Workspace:
        """Return a fresh workspace on the same data folder, as after a restart."""
        ws.engine.dispose()
        again = open_workspace(ws.folder, machine=ws.machine, clock=self.clock).workspace
        if ws.role is Role.OFFICE:
            self.office = again
        else:
            self.stations[self.stations.index(ws)] = again
        return again

    def up(self, station: Workspace) -> Path:
        """Export at the station and return the file, moved to where a user would carry it."""
        (package,) = export_packages(station).packages
        return self.carry(package)

    def down(self, station: Workspace) -> Path:
        (package,) = export_packages(self.office, [station.unit]).packages
        return self.carry(package)

    def carry(self, package: Exported) -> Path:
        target = self.folder / "stick" / f"{len(list((self.folder / 'stick').iterdir()))}-{package.path.name}"
        return Path(shutil.copy(package.path, target))

    def exchange(self, station: Workspace) -> None:
        assert receive(self.office, [self.up(station)]).complete
        assert receive(station, [self.down(station)]).complete


def make_county(
    folder: Path, clock: StoppedClock, stations: int = 1, *, enrolled: bool = False, seed: int = 1
) -> County:
    office = create_office(
        folder / "county",
        name="清河县创建办",
        code="990101000000",
        contact_name="李主任",
        phone="0990-1234567",
        machine=folder / "county-machine",
        clock=clock,
        ids=IdSource(clock, seed=seed),
    )
    (folder / "stick").mkdir()
    county = County(folder, clock, office)
    for place, name in enumerate(NAMES[:stations]):
        add_unit(
            office, UnitForm(kind=UnitKind.STATION, name=f"{name}文化站", code=f"990101{place + 1:03}000")
        )
    for place, start in enumerate(write_start_packages(office)):
        county.stations.append(
            start_station(
                start.path,
                folder / f"station{place}",
                person="王站长",
                machine=folder / f"station{place}-machine",
                clock=clock,
                ids=IdSource(clock, seed=seed + 10 + place),
            )
        )
    if enrolled:
        for station in county.stations:
            county.exchange(station)
    return county


def write_entry(ws: Workspace, text: str) -> str:
    """Write one log entry at a station and return its id."""
    with ws.write() as session:
        return session.create(LogEntry(on=date(2026, 3, 2), text=text), stream=COUNTY).id


def add_photo(ws: Workspace, content: bytes) -> str:
    """Keep a photo and the record that names it; return the hash of the travelling copy."""
    sha256 = AttachmentStore(ws.folder).add_bytes(content)
    with ws.write() as session:
        session.create(
            Evidence(
                kind=EvidenceKind.PHOTO,
                on=date(2026, 3, 2),
                file_name="照片.jpg",
                original_sha256=sha256,
                original_bytes=len(content),
                copy_sha256=sha256,
                copy_bytes=len(content),
            ),
            stream=COUNTY,
        )
    return sha256


def entries(ws: Workspace) -> list[str]:
    """Return the texts of all log entries here, in order."""
    with ws.read() as session:
        return list(
            session.scalars(select(LogEntry.text).where(LogEntry.void.is_(False)).order_by(LogEntry.text))
        )


def dump(ws: Workspace, site: str) -> list[tuple[object, ...]]:
    """Return everything that intakes may change of the logs of `site`, for comparison."""
    with ws.read() as session:
        heads = session.execute(
            select(StreamHead.stream, StreamHead.epoch, StreamHead.number, StreamHead.chain).where(
                StreamHead.site == site
            )
        ).all()
        lines = session.execute(
            select(StreamHead.stream, LogLine.number, LogLine.line, LogLine.chain, LogLine.state)
            .join(StreamHead, StreamHead.id == LogLine.head)
            .where(StreamHead.site == site)
            .order_by(StreamHead.stream, LogLine.number)
        ).all()
        rows = session.execute(
            select(LogEntry.__table__).where(LogEntry.site == site).order_by(LogEntry.id)
        ).all()
    return [tuple(row) for row in (*sorted(heads), *lines, *rows)]


def sentences(received: Received) -> list[tuple[str, str]]:
    return [(file.label, file.sentence) for file in received.files]


__all__ = [
    "ALL",
    "County",
    "add_photo",
    "dump",
    "entries",
    "make_county",
    "sentences",
    "write_entry",
]
