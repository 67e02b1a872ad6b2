"""An office and many stations in real data folders, enrolled by real start packages."""

import atexit
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

import app.start
from app.ids import IdSource
from app.office.first_start import create_office
from app.office.units import UnitForm, add_unit
from app.sync.enrol import start_station
from app.sync.export import export_packages
from app.sync.start_packages import write_start_packages
from app.workspace import Workspace
from db.models.units import UnitKind
from tests.app.overview.small_county import TOWNS, County, publish
from tests.workspaces import StoppedClock


def make_exchange_county(folder: Path, *, stations: int = 2, items: int = 3) -> County:
    """Stations start from their packages; nothing was sent up yet."""
    clock = StoppedClock()
    office = create_office(
        folder / "office",
        name="清河县创建办",
        code="990101",
        contact_name="李主任",
        phone="0990-8800001",
        machine=folder / "office-machine",
        clock=clock,
        ids=IdSource(clock, seed=1),
    )
    for number in range(stations):
        add_unit(
            office,
            UnitForm(
                UnitKind.STATION,
                f"{TOWNS[number]}综合文化站",
                f"990101{number + 201}000",
                contact="周小满",
                phone=f"0990-88001{number:02}",
            ),
        )
    package, keys = publish(office, [f"任务 {n + 1}" for n in range(items)])
    with _migrated_once():
        made = [
            start_station(
                start.path,
                folder / f"s{number}",
                person="周小满",
                machine=folder / f"s{number}-machine",
                clock=clock,
                ids=IdSource(clock, seed=100 + number),
            )
            for number, start in enumerate(write_start_packages(office))
        ]
    return County(office, made, clock, keys, package)


@contextmanager
def _migrated_once() -> Iterator[None]:
    """Let new ledgers begin as copies of an empty one: migrating each takes longer than all the rest."""
    migrate, empty = app.start._upgrade, _empty_ledger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.start, "_upgrade", lambda path: shutil.copyfile(empty, path))
        yield
    assert app.start._upgrade is migrate


@cache
def _empty_ledger() -> Path:
    folder = Path(mkdtemp(prefix="empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app.start._upgrade(folder / "ledger.db")
    return folder / "ledger.db"


def report(ws: Workspace, folder: Path) -> Path:
    """Write the station's package into `folder` as a chat program would leave it, and return it."""
    folder.mkdir(exist_ok=True)
    (package,) = export_packages(ws).packages
    target = folder / f"{ws.folder.name}-{package.number}(1).zwt"
    target.write_bytes(package.path.read_bytes())
    return target
