"""A station with a county's list, and photos that are all different."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from app.workspace import Workspace
from tests.ui.station.desk import hand_down


@pytest.fixture
def shelf(office: Workspace, station: Workspace) -> tuple[Workspace, list[str]]:
    """The station, and the items of the county's list."""
    return hand_down(office, station)


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., Path]:
    """Draws a photo under this name; each shade is another file."""

    def draw(name: str, shade: int = 10) -> Path:
        path = tmp_path / name
        Image.new("RGB", (64, 48), (shade, 120, 160)).save(path)
        return path

    return draw
