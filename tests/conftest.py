"""What every test starts from: no display, no keyring, nobody's home folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from app.workspace import Role, Workspace
from tests.facilities import found_county
from tests.workspaces import StoppedClock, new_workspace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
settings.register_profile("suite", deadline=None)  # a busy machine is not a failure
settings.load_profile("suite")


@pytest.fixture(autouse=True, scope="session")
def home_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CONFIG", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.getbasetemp() / "home" / name.lower()))
        yield


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def office(tmp_path: Path, clock: StoppedClock) -> Iterator[Workspace]:
    """An office's empty ledger."""
    ws = new_workspace(tmp_path / "office", Role.OFFICE, clock, seed=1)
    yield ws
    ws.engine.dispose()


@pytest.fixture
def station(tmp_path: Path, clock: StoppedClock) -> Iterator[Workspace]:
    """A station's empty ledger."""
    ws = new_workspace(tmp_path / "station", Role.STATION, clock, seed=2)
    yield ws
    ws.engine.dispose()


@pytest.fixture
def ready(office: Workspace, station: Workspace) -> Workspace:
    """The station, with units and published standards from the office."""
    return found_county(office, station)
