"""Two real programs with two real ledgers, which share nothing but a folder."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.integrity import check_folder
from tests.app.sync.county import County, entries, make_county, write_entry
from tests.workspaces import StoppedClock

ROOT = Path(__file__).parents[3]
Program = Callable[..., Any]


@pytest.fixture
def county(tmp_path: Path) -> County:
    made = make_county(tmp_path, StoppedClock(), enrolled=True)
    write_entry(made.stations[0], "一")
    made.close()
    return made


def program(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "app", *map(str, arguments)]
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def said(running: "subprocess.Popen[str]") -> tuple[int, str]:
    out, error = running.communicate(timeout=120)
    assert "Traceback" not in error, error
    return running.returncode, out + error


def test_there_and_back(county: County, tmp_path: Path) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    station, office = county.stations[0], county.office
    of_station = ("--data", station.folder, "--machine", station.machine)
    of_office = ("--data", office.folder, "--machine", office.machine)
    assert said(program("export", *of_station, "--to", stick))[0] == 0
    code, out = said(program("receive", stick, *of_office, "--json"))
    assert code == 0
    assert json.loads(out)
    for path in stick.iterdir():
        path.unlink()
    assert said(program("export", *of_office, "--to", stick))[0] == 0
    assert said(program("receive", stick, *of_station))[0] == 0
    office = county.reopen(office)
    assert entries(office) == ["一"]
    assert check_folder(office) == []
    office.engine.dispose()


def test_two_at_once_on_one_ledger(county: County, tmp_path: Path) -> None:
    """Whoever comes second waits or says so in a sentence; the package counts once."""
    station, office = county.reopen(county.stations[0]), county.office
    package = county.up(station)
    station.engine.dispose()
    twins = [Path(shutil.copy(package, tmp_path / f"{number}.zwt")) for number in range(2)]
    of_office = ("--data", office.folder, "--machine", office.machine)
    both = [program("receive", path, *of_office) for path in twins]
    told = [said(running) for running in both]
    codes = [code for code, _ in told]
    assert 0 in codes, told
    assert set(codes) <= {0, 1}
    office = county.reopen(office)
    assert entries(office) == ["一"]
    assert check_folder(office) == []
    office.engine.dispose()
