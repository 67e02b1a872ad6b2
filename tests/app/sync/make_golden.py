"""Writes one package of every kind as today's program makes them: `python -m tests.app.sync.make_golden FOLDER`.

What is written for a released format version is kept for ever and must be read by every later version.
"""

import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.ids import IdSource
from app.sync.enrol import start_station
from app.sync.export import export_packages
from app.sync.manifest import MAJOR, MINOR
from app.sync.rebuild import write_rebuild_package
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.sync.succession import renew_office_key
from app.sync.trust import node_key
from tests.app.sync.county import add_photo, make_county, write_entry
from tests.workspaces import StoppedClock


def make_golden(target: Path) -> None:
    """Write start, up (two volumes), receipt, down, plain and rebuild, and the keys that open them."""
    target.mkdir(parents=True, exist_ok=True)
    clock = StoppedClock()
    with TemporaryDirectory() as folder:
        county = make_county(Path(folder), clock)
        office, station = county.office, county.stations[0]
        shutil.copy(next((office.folder / "packages" / "out").glob("*start*")), target / "start.zwt")
        write_entry(station, "巡查农家书屋")
        for number in range(2):
            add_photo(station, bytes([number]) * 5000)
        for place, package in enumerate(export_packages(station, volume_bytes=6000).packages, 1):
            shutil.copy(package.path, target / f"up-{place}.zwt")
            receive(office, [package.path])
        renew_office_key(office)
        for name, options in (("receipt", {"receipt": True}), ("down", {}), ("plain", {"sealed": False})):
            (package,) = export_packages(office, **options).packages  # type: ignore[arg-type]
            shutil.copy(package.path, target / f"{name}.zwt")
        (start,) = write_start_packages(office)
        fresh = start_station(
            start.path,
            Path(folder) / "new",
            machine=Path(folder) / "new-pc",
            clock=clock,
            ids=IdSource(clock, seed=9),
        )
        receive(office, [export_packages(fresh).packages[0].path])
        (package,) = write_rebuild_package(office, fresh.unit)
        shutil.copy(package.path, target / "rebuild.zwt")
        identities = [one for ws in (office, station, fresh) for one in node_key(ws).age_identities]
        fresh.engine.dispose()
        county.close()
    keys = {"format": f"{MAJOR}.{MINOR}", "identities": identities}
    (target / "keys.json").write_text(json.dumps(keys, indent=1) + "\n")


if __name__ == "__main__":
    make_golden(Path(sys.argv[1]))
