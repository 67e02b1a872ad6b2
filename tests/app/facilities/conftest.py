"""The office and a station that has the county's units and standards."""

import pytest

from app.workspace import Workspace
from tests.facilities import found_county


@pytest.fixture
def ready(office: Workspace, station: Workspace) -> Workspace:
    """The station, with units and standards from the office."""
    return found_county(office, station)
