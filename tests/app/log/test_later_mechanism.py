import subprocess
import sys
from pathlib import Path

from app.workspace import Workspace

ROOT = Path(__file__).parents[3]


def test_a_later_mechanism_needs_a_model_and_a_migration_only(office: Workspace, station: Workspace) -> None:
    office.engine.dispose()
    station.engine.dispose()
    folders = [str(path) for path in (office.folder, station.folder, office.machine, station.machine)]
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.app.log.later_mechanism", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == "added", ran.stderr
