"""Writes the packages that every later version of the program must read.

python -m tests.app.sync.golden_packages

They lie in golden/format-N, one folder for each released number of the format, and are never written again once
N is released. Number 0 is not: its folder is written anew whenever the format or the records in it change.
"""

import json
import shutil
import tempfile
from pathlib import Path

from app.sync.export import export_packages
from app.sync.manifest import MAJOR
from app.sync.receive import receive
from app.sync.start_packages import write_start_packages
from app.sync.trust import node_key
from tests.app.sync.county import add_photo, make_county, write_entry
from tests.workspaces import StoppedClock

GOLDEN = Path(__file__).parent / "golden"


def write_golden_packages(folder: Path) -> None:
    """Write one package of each sort, and what is needed to open the sealed one."""
    with tempfile.TemporaryDirectory() as name:
        county = make_county(Path(name), StoppedClock(), enrolled=True)
        office, station = county.office, county.stations[0]
        write_entry(station, "打扫图书室，整理报刊")
        add_photo(station, b"photo" * 20)
        made = {"start": write_start_packages(office)[0].path}
        (plain,) = export_packages(station, sealed=False).packages
        (sealed,) = export_packages(station).packages
        made |= {"up-plain": plain.path, "up-sealed": sealed.path}
        receive(office, [plain.path])
        (down,) = export_packages(office, sealed=False).packages
        made["down-plain"] = down.path
        folder.mkdir(parents=True, exist_ok=True)
        for sort, path in made.items():
            shutil.copy(path, folder / f"{sort}.zwt")
        opened_by = {"up-sealed.zwt": node_key(office).age_identity}
        (folder / "keys.json").write_text(json.dumps(opened_by, indent=1) + "\n", "utf-8")
        county.close()


if __name__ == "__main__":
    write_golden_packages(GOLDEN / f"format-{MAJOR}")
