"""Which call opens the window, and what is loaded by then."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.workspace import Workspace
from ui.__main__ import _for_window

HERE = Path.cwd()


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([], {}),
        (["--data", "d"], {"folder": HERE / "d"}),
        (["--data=d", "--machine", "m"], {"folder": HERE / "d", "machine": HERE / "m"}),
        (["青石镇.ZWT"], {"package": HERE / "青石镇.ZWT"}),
        (["--data", "d", "a.zwt"], {"folder": HERE / "d", "package": HERE / "a.zwt"}),
        (["--data"], None),
        (["check", "--data", "d"], None),
        (["--help"], None),
        (["a.zwt", "b.zwt"], None),
    ],
)
def test_a_window_or_a_command(arguments: list[str], wanted: dict[str, Path] | None) -> None:
    assert _for_window(arguments) == wanted


def test_a_command_loads_no_qt() -> None:
    script = (
        "import sys\n"
        "from ui.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*[name for name in sys.modules if name.startswith('PySide6')])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")
    assert run.stdout.splitlines()[-1] == ""
    assert "station-ledger" in run.stdout


def test_the_window_is_painted_before_anything_heavy_is_loaded() -> None:
    script = (
        "import sys, ui.program\n"
        "heavy = {'sqlalchemy', 'alembic', 'cryptography', 'openpyxl', 'reportlab', 'PIL', 'pypdfium2'}\n"
        "print(*heavy & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")
    assert run.stdout.strip() == ""


def test_today_loads_what_it_shows(station: Workspace) -> None:
    station.engine.dispose()
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from app.start import open_workspace\n"
        "from app.handover.first_day import read_first_day\n"
        "from app.work.digest import read_digest\n"
        "from app.work.today import read_today\n"
        "ws = open_workspace(Path(sys.argv[1]), machine=Path(sys.argv[2])).workspace\n"
        "read_today(ws), read_digest(ws, None), read_first_day(ws)\n"
        "seldom = ('archive', 'campaigns', 'documents', 'imports', 'peers', 'stock', 'support', 'trust')\n"
        "heavy = {f'db.models.{name}' for name in seldom}\n"
        "heavy |= {'alembic', 'app.log.projection', 'app.meetings.meetings', 'app.reporting.monthly'}\n"
        "print(*heavy & set(sys.modules))\n"
        "from db.tables import metadata\n"
        "assert 'support_request' in metadata().tables"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, station.folder, station.machine],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert run.stdout.strip() == ""


def test_starting_looks_for_nothing() -> None:
    script = (
        "import gc, inspect\n"
        "from ui import starting\n"
        "read = []\n"
        "inspect.getsource = lambda module: read.append(module) or ''\n"
        "starting.begin()\n"
        "import wave\n"  # any module nobody has loaded
        "print([module.__name__ for module in read if module.__name__ == 'wave'], gc.isenabled())\n"
        "starting.end()\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 1000)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, encoding="utf-8")
    assert run.stdout.splitlines() == ["[] False", "True True"]
