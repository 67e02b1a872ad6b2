from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.overview.small_county import County, make_county


@pytest.fixture
def county(tmp_path: Path) -> Iterator[County]:
    made = make_county(tmp_path, stations=3, items=6)
    yield made
    made.close()
